"""Forms of the inbox."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from organizations.models import Official
from workflows.inbox import colleagues


class ReassignForm(forms.Form):
    """To whom a task goes."""

    official = forms.ModelChoiceField(Official.objects.none(), label=_("To whom"))

    def __init__(self, path: str, today: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["official"].queryset = colleagues(path, today)  # type: ignore[attr-defined]


class BatchForm(forms.Form):
    """Words for a step that is taken on several records at once."""

    reason = forms.CharField(
        label=_("reason"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
    )
