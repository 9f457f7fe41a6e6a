"""The forms that the entry page is put together from: the fields of each record, named bodies and papers typed."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commitments.choices import CheckKind, CheckOutcome
from commitments.desks import deputy_head_posts, own_bodies
from commitments.models import (
    Agreement,
    Commitment,
    CommitmentType,
    Condition,
    Obligation,
    PreCheck,
    Project,
    Promisee,
    Share,
)
from commitments.models.pre_check import FIELDS as CHECK_FIELDS
from commitments.pickers import AgreementField, ProjectField, PromiseeField, seen_by
from face.fields import AmountField, TenThousandsField
from lifecycle.actors import Actor
from lifecycle.forms import FieldsForm
from organizations.pickers import BodyField, PostField

# What may be left out of a draft, and when it is needed all the same.
NEEDED_WHEN: Mapping[Any, Mapping[str, Any]] = {
    Commitment: {
        "source_kind": _("needed to submit"),
        "clause": _("needed to submit: this or the text of the source"),
        "source_text": _("needed to submit: this or the clause"),
        "promisee": _("needed to submit an investment promise or a contract"),
        "promised_on": _("needed where it is signed already"),
    },
    Obligation: {
        "due_on": _("needed on an agreed date"),
        "term_amount": _("needed for a term"),
        "term_unit": _("needed for a term"),
    },
}
Maker = Callable[[Actor, Any], forms.Field]


class TypeField(forms.ModelChoiceField[Any]):
    """The types still in use, each with its kind."""

    def label_from_instance(self, one: Any) -> str:
        """Kind and type."""
        return f"{one.get_kind_display()} · {one.label}"


class DeputyField(forms.ModelChoiceField[Any]):
    """Heads and deputy heads, each with the body."""

    def label_from_instance(self, one: Any) -> str:
        """Body and post."""
        return f"{one.body.known_as} {one.name}"


def _named(kind: Any, model: Any = None) -> Any:
    """A field in which something is named; of what the actor may see where `model` says so."""

    def make(actor: Actor, field: Any) -> forms.Field:
        among = {} if model is None else {"queryset": seen_by(actor, model)}
        return kind(label=field.verbose_name, required=not field.blank, **among)  # type: ignore[no-any-return]

    return make


def _own_body(actor: Actor, field: Any) -> forms.Field:
    return BodyField(label=field.verbose_name, queryset=lambda: own_bodies(actor, None))


def _type(_actor: Actor, field: Any) -> forms.Field:
    return TypeField(CommitmentType.objects.filter(is_retired=False).order_by("kind", "code"), label=field.verbose_name)


def _deputy(actor: Actor, field: Any) -> forms.Field:
    return DeputyField(deputy_head_posts(actor, None), label=field.verbose_name, required=False)


def _amount(_actor: Actor, field: Any) -> forms.Field:
    return TenThousandsField(label=pgettext_lazy("field", "amount"), required=False)


def _foreign(_actor: Actor, field: Any) -> forms.Field:
    return AmountField(label=field.verbose_name, required=False)


MAKERS: Mapping[Any, Mapping[str, Maker]] = {
    Commitment: {
        "type": _type,
        "promisor": _named(BodyField),
        "logging_body": _own_body,
        "promisee": _named(PromiseeField, Promisee),
        "project": _named(ProjectField, Project),
        "agreement": _named(AgreementField, Agreement),
        "deputy_head_post": _deputy,
        "amount": _amount,
    },
    Obligation: {
        "lead_body": _named(BodyField),
        "handler_post": _named(PostField),
        "paying_body": _named(BodyField),
        "amount": _amount,
        "foreign_amount": _foreign,
    },
    Share: {"body": _named(BodyField)},
}


class PartForm(FieldsForm):
    """The fields of one record on the page, with the house's pickers and units."""

    def __init__(self, model: Any, names: tuple[str, ...], actor: Actor, *args: Any, **kwargs: Any) -> None:
        self.row_name = kwargs.pop("row_name", "")
        kwargs.setdefault("label_suffix", "")
        super().__init__(model, names, *args, **kwargs)
        for name, make in MAKERS.get(model, {}).items():
            if name in self.fields:
                self.fields[name] = make(actor, model._meta.get_field(name))

        for name, words in NEEDED_WHEN.get(model, {}).items():
            if name in self.fields and not self.fields[name].required:
                self.fields[name].needed_when = words  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(record: Any, names: Any) -> dict[str, Any]:
        """What the record holds; named records as they were loaded, so that showing them asks nothing more."""
        found = FieldsForm.initial_of(record, names)
        for name in found:
            if name in record._state.fields_cache:
                found[name] = getattr(record, name)
        return found

    def says(self, name: str) -> str:
        """What stands in a field now, as text."""
        value = self[name].value() if name in self.fields else ""
        return str(value if value is not None else "").strip()


class CheckForm(PartForm):
    """One row of the table of pre-checks: empty unless something was recorded."""

    record: Any = None

    def __init__(self, kind: str, actor: Actor, *args: Any, required: bool = False, **kwargs: Any) -> None:
        self.kind, self.is_asked = kind, required
        self.label = CheckKind(kind).label
        super().__init__(PreCheck, CHECK_FIELDS, actor, *args, row_name=self.label, **kwargs)
        outcome = self.fields["outcome"]
        self.is_recorded = "version" in self.fields
        outcome.required = self.is_recorded
        outcome.choices = [("", _("not recorded")), *CheckOutcome.choices]  # type: ignore[attr-defined]

    @property
    def is_filled(self) -> bool:
        """Whether anything stands in the row."""
        return any(self.says(name) for name in CHECK_FIELDS)

    def clean(self) -> dict[str, Any]:
        """A row that says something says its outcome."""
        cleaned: dict[str, Any] = super().clean() or {}
        if self.is_filled and not cleaned.get("outcome") and "outcome" not in self.errors:
            self.add_error("outcome", _("Choose the outcome, or empty the row."))
        return cleaned


CONDITION_FIELDS = ("text", "indicator", "wanted")
SHARE_FIELDS = ("body", "what", "due_on")
ROW_MODELS: Mapping[str, tuple[Any, tuple[str, ...]]] = {
    "c": (Condition, CONDITION_FIELDS),
    "s": (Share, SHARE_FIELDS),
}
