"""A division's own columns in a form: a field for each that its reader has, and the way of what is typed through the doors."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commitments.choices import ColumnKind
from commitments.models import CustomColumn, CustomValue
from commitments.models.custom import MOST_COLUMNS, NO, YES
from face import days
from face.fields import DayField
from lifecycle.actors import Actor
from lifecycle.creating import create, record_edit
from lifecycle.forms import DoorForm
from lifecycle.offers import may_create
from lifecycle.refusals import Invalid, Stale

PREFIX = "own"
EMPTY = pgettext_lazy("field", "none")


class FigureField(forms.DecimalField):
    """A figure as a value holds it; full-width figures and thousands separators are read."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        """The figure, None for an empty field."""
        if isinstance(value, str):
            value = unicodedata.normalize("NFKC", value).replace(",", "")
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        """Without the decimals that say nothing; what was typed stays as typed."""
        if not isinstance(value, Decimal):
            return value
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """A number pad on phones."""
        return {"inputmode": "decimal", "autocomplete": "off"}


def field_for(column: CustomColumn, held: Any) -> forms.Field:
    """The field that fits a column. A choice that stands there and is no longer offered may stay."""
    plain: dict[str, Any] = {"label": column.label, "required": False}
    if column.kind == ColumnKind.NUMBER:
        return FigureField(max_digits=15, decimal_places=4, **plain)
    if column.kind == ColumnKind.DAY:
        return DayField(**plain)
    if column.kind == ColumnKind.YES_NO:
        return forms.ChoiceField(choices=[("", EMPTY), (YES, _("yes")), (NO, _("no"))], **plain)
    if column.kind == ColumnKind.CHOICE:
        offered = list(column.choice_list)
        gone = [held] if held and held not in offered else []
        return forms.ChoiceField(choices=[("", EMPTY), *((one, one) for one in [*offered, *gone])], **plain)
    return forms.CharField(max_length=CustomValue._meta.get_field("text").max_length, **plain)


@dataclass(frozen=True)
class Standing:
    """A reader's columns, and what stands in them for one commitment."""

    columns: Sequence[Any]
    values: Mapping[int, Any]

    def held(self, column: Any) -> Any:
        """What stands in a column; None for nothing."""
        value = self.values.get(column.pk)
        held = getattr(value, column.holder) if value is not None else None
        return None if held == "" else held

    def shown(self) -> list[tuple[Any, str]]:
        """For a reader: (label, what stands there); "" for nothing."""
        found = [(one.label, one.shown(self.values.get(one.pk))) for one in self.columns]
        return [(label, days.day(held) if isinstance(held, date) else str(held)) for label, held in found]


def standing_of(actor: Actor, today: date, commitment: Any = None) -> Standing:
    """The columns of an actor's divisions with what stands in them: three queries, two where there is nothing to show."""
    columns = list(CustomColumn.objects.of_reader(actor, today)[:MOST_COLUMNS])
    if commitment is None or not columns:
        return Standing(columns, {})
    rows = CustomValue.objects.filter(commitment=commitment, column__in=columns).order_by("pk")
    return Standing(columns, {one.column_id: one for one in rows})


def may_fill_in(commitment: Any, actor: Actor, today: date) -> bool:
    """Whether an actor may say what stands in a commitment's additional columns."""
    return may_create(CustomValue(commitment=commitment), actor, today)


class ColumnsForm(DoorForm):
    """What stands in the columns that divisions added: a field for each. An emptied field takes out what stood there."""

    def __init__(self, standing: Standing, *args: Any, **kwargs: Any) -> None:
        kwargs = {"label_suffix": "", "prefix": PREFIX, "use_required_attribute": False, **kwargs}
        super().__init__(*args, **kwargs)
        self.standing = standing
        self.columns = {str(one.pk): one for one in standing.columns}
        for name, column in self.columns.items():
            value, held = standing.values.get(column.pk), standing.held(column)
            self.fields[name] = field_for(column, held)
            self.fields[self.version_of(name)] = forms.IntegerField(widget=forms.HiddenInput, required=False)
            self.initial[name] = held
            self.initial[self.version_of(name)] = value.version if value is not None else 0

    @staticmethod
    def version_of(name: str) -> str:
        """The hidden field with the version that was seen; 0 where nothing was held."""
        return f"{name}-version"

    def take_present_versions(self, data: Any) -> None:
        """Sending what was typed again is a decision over what is held now."""
        for name in self.columns:
            data[self.add_prefix(self.version_of(name))] = str(self.initial[self.version_of(name)])

    def fill_in(self, commitment: Any, actor: Actor) -> bool:
        """Take what differs through the doors; False where one refused, whose sentence then stands at the field.

        The form must be valid; call inside a transaction. Raises Stale or NotPermitted.
        """
        for name, column in self.columns.items():
            typed = self.cleaned_data[name]
            typed = None if typed == "" else typed
            if typed == self.standing.held(column):
                continue
            try:
                self._written(name, column, typed, commitment, actor)
            except Invalid as refusal:
                for sentence in refusal.errors.values():
                    self.add_error(name, str(sentence))
        return not self.errors

    def _written(self, name: str, column: Any, typed: Any, commitment: Any, actor: Actor) -> None:
        value, seen = self.standing.values.get(column.pk), self.cleaned_data[self.version_of(name)] or 0
        if value is None:
            create(CustomValue, actor, data={"commitment": commitment, "column": column, column.holder: typed})
        elif not seen:
            raise Stale(seen, value.version)
        else:
            emptied = "" if column.holder == "text" else None
            changes = {column.holder: emptied if typed is None else typed}
            record_edit(value, actor, changes=changes, expected_version=seen)
