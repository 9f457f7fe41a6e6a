"""Forms of the inbox."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lifecycle.payload import RecordChoice
from organizations.models import Official


class ReassignForm(forms.Form):
    """To whom a task goes: out of those who may take the step."""

    official = RecordChoice(Official.objects.none(), label=_("To whom"))

    def __init__(self, takers: QuerySet[Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["official"].queryset = takers


class BatchForm(forms.Form):
    """Words for a step that is taken on several records at once."""

    reason = forms.CharField(
        label=_("reason"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
    )
