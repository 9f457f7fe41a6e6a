"""The rows in which a plan is entered, and what is typed for its submission."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from face.fields import DayField
from face.keys import key_in
from lifecycle.forms import DoorForm
from organizations.models import Post
from organizations.pickers import PostField
from rectification.choices import MeasureKind
from rectification.models import Demand
from rectification.planning import Wanted

MOST_ROWS = 60
PLAN_LENGTH = 4000


class TypedForm(DoorForm):
    """A form that can be shown as typed without being judged yet."""

    def unjudged(self) -> None:
        """Show what was typed, and no fault."""
        self._errors = ErrorDict()

    def focus(self, name: str) -> None:
        """Begin at this field."""
        self.fields[name].widget.attrs["autofocus"] = True


class RowForm(TypedForm):
    """One measure of a plan. `measure` and `version` name one that stands already; `gone` takes it out."""

    measure = forms.IntegerField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    gone = forms.BooleanField(required=False, widget=forms.HiddenInput)
    demand: Any = forms.ModelChoiceField(queryset=Demand.objects.none(), label=gettext_lazy("Demand"), empty_label=None)
    what = forms.CharField(label=gettext_lazy("What is done"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=MeasureKind.choices)
    owner = forms.CharField(label=gettext_lazy("Owner: office or unit in charge"), max_length=200)
    owner_post = PostField(label=gettext_lazy("Post in charge"), required=False)
    due_on = DayField(label=gettext_lazy("Due"))
    weight = forms.DecimalField(label=gettext_lazy("Weight"), max_digits=7, decimal_places=2, initial=1)

    def __init__(self, *args: Any, order: Any, demands: Any, known: Any, **kwargs: Any) -> None:
        kwargs.setdefault("use_required_attribute", False)
        super().__init__(*args, **kwargs)
        self.known = known
        fields: dict[str, Any] = self.fields
        fields["demand"].queryset = demands
        path = order.duty_body.path
        fields["owner_post"].queryset = lambda: Post.objects.filter(body__path__startswith=path)
        if self.is_gone:
            # What is taken out is not judged.
            for name in ("demand", "what", "kind", "owner", "due_on", "weight"):
                self.fields[name].required = False

    @property
    def is_gone(self) -> bool:
        """Whether the row is taken out of the plan."""
        return self.is_bound and self.data.get(self.add_prefix("gone"), "") in ("on", "1", "true")

    @property
    def row_name(self) -> str:
        """How the summary of errors names the row."""
        return _("Measure %(number)s") % {"number": int(str(self.prefix).rpartition("-")[2]) + 1}

    @property
    def record(self) -> Any:
        """The measure that the row is about; None for a new one."""
        key = key_in(str(self["measure"].value() or ""))
        return None if key is None else self.known.get(key)

    def clean(self) -> dict[str, Any]:
        """A row names a measure of this plan or none."""
        told: dict[str, Any] = super().clean() or {}
        if told.get("measure") is not None and self.record is None:
            self.add_error(None, _("This measure is no longer in the plan."))
        return told

    def wanted(self) -> Wanted:
        """The row as the doors take it. The form must be valid."""
        told = self.cleaned_data
        names = ("demand", "what", "kind", "owner", "owner_post", "due_on", "weight")
        values = {} if self.is_gone else {name: told[name] for name in names}
        return Wanted(values, self.record, told.get("version"), self.is_gone)


class BaseRows(BaseFormSet):  # type: ignore[type-arg]
    """The rows of a plan; one is added or taken out without losing what the others hold."""

    def typed(self) -> QueryDict:
        """What was posted, to be changed."""
        posted: Any = self.data
        return posted.copy()  # type: ignore[no-any-return]

    def add_row(self) -> "BaseRows":
        """The same with one more, empty row."""
        posted = self.typed()
        count = min(self.total_form_count() + 1, MOST_ROWS)
        posted[f"{self.prefix}-TOTAL_FORMS"] = str(count)
        for name, value in (("weight", "1"), ("kind", MeasureKind.WITHIN_LIMIT.value)):
            posted.setdefault(f"{self.prefix}-{count - 1}-{name}", value)
        return type(self)(posted, prefix=self.prefix, form_kwargs=self.form_kwargs)

    def without_row(self, at: int) -> "BaseRows":
        """The same without a row: a new one vanishes, one that stands is marked as taken out, or put back."""
        if not 0 <= at < self.total_form_count():
            return self
        posted = self.typed()
        if self.forms[at].record is not None:
            posted[f"{self.prefix}-{at}-gone"] = "" if self.forms[at].is_gone else "on"
        else:
            _close_up(posted, str(self.prefix), at, self.total_form_count())
        return type(self)(posted, prefix=self.prefix, form_kwargs=self.form_kwargs)


def _close_up(posted: Any, prefix: str, at: int, total: int) -> None:
    """Move every row after one a place forward; `posted` is changed."""
    names = list(RowForm.base_fields)
    for place in range(at, total):
        for name in names:
            key, following = f"{prefix}-{place}-{name}", f"{prefix}-{place + 1}-{name}"
            posted.pop(key, None)
            if following in posted:
                posted[key] = posted[following]
    posted[f"{prefix}-TOTAL_FORMS"] = str(total - 1)


Rows = formset_factory(RowForm, formset=BaseRows, extra=0, max_num=MOST_ROWS, absolute_max=MOST_ROWS, validate_max=True)


def initial_of(measures: Any, demands: Any) -> list[dict[str, Any]]:
    """The rows to begin with: the measures that stand, and an empty one for each demand that none answers."""
    rows = [
        {
            "measure": one.pk,
            "version": one.version,
            "demand": one.demand_id,
            "what": one.what,
            "kind": one.kind,
            "owner": one.owner,
            "owner_post": one.owner_post,
            "due_on": one.due_on,
            "weight": one.weight.normalize(),
        }
        for one in measures
    ]
    answered = {one.demand_id for one in measures}
    kind = MeasureKind.WITHIN_LIMIT
    return rows + [{"demand": one.pk, "weight": 1, "kind": kind} for one in demands if one.pk not in answered]


class PlanForm(TypedForm):
    """What goes with the rows: the plan in words, and the version of the order that was seen."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    plan = forms.CharField(
        label=gettext_lazy("Plan: cause, aim, who answers for it"),
        max_length=PLAN_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, submits: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan"].required = submits


class DoneForm(TypedForm):
    """What was done about one measure, and what proves it."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    done_on = DayField(label=gettext_lazy("Done on"), required=False)
    result = forms.CharField(
        label=gettext_lazy("What was done"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    papers = forms.MultipleChoiceField(label=gettext_lazy("Evidence on file"), required=False)
    file = forms.FileField(
        label=gettext_lazy("File to send in"),
        required=False,
        help_text=gettext_lazy("PDF, OFD, Office files or images. This system takes no classified files."),
    )

    def __init__(self, *args: Any, measure: Any, papers: Any, **kwargs: Any) -> None:
        kwargs.setdefault("use_required_attribute", False)
        kwargs["initial"] = {"version": measure.version}
        super().__init__(*args, **kwargs)
        self.measure = measure
        # Read once for all measures of an order.
        self.known = {str(one.pk): one for one in papers}
        fields: dict[str, Any] = self.fields
        fields["papers"].choices = [(key, one.title) for key, one in self.known.items()]

    @property
    def row_name(self) -> str:
        """How the summary of errors names the row."""
        return str(self.measure.what)

    def clean(self) -> dict[str, Any]:
        """Done on a day and in words, or not yet."""
        told: dict[str, Any] = super().clean() or {}
        if told.get("done_on") and not told.get("result") and "result" not in self.errors:
            self.add_error("result", _("Say what was done."))
        if told.get("result") and not told.get("done_on") and "done_on" not in self.errors:
            self.add_error("done_on", _("Say on which day it was done."))
        return told

    def chosen(self) -> list[Any]:
        """The papers on file that prove it. The form must be valid."""
        return [self.known[key] for key in self.cleaned_data["papers"]]

    def done(self) -> dict[str, Any] | None:
        """What `report_measure` is told; None where it is not reported. The form must be valid."""
        told = self.cleaned_data
        return {"done_on": told["done_on"], "result": told["result"]} if told["done_on"] else None


class SummaryForm(TypedForm):
    """What goes with the submission for acceptance."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    summary = forms.CharField(
        label=gettext_lazy("What was done"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )

    report_file = forms.FileField(
        label=gettext_lazy("Rectification report, file to send in"),
        required=False,
        help_text=gettext_lazy("PDF, OFD, Office files or images. This system takes no classified files."),
    )

    def __init__(self, *args: Any, submits: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("use_required_attribute", False)
        super().__init__(*args, **kwargs)
        self.submits = submits
        self.fields["summary"].required = submits

    def clean_report_file(self) -> Any:
        """It is filed with the submission, not before."""
        file = self.cleaned_data["report_file"]
        if file is not None and not self.submits:
            raise ValidationError(_("The report goes with the submission: choose the file when you submit."))
        return file
