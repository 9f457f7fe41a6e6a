"""Columns that a division adds to its ledger, and what stands in them."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from commitments import guards
from commitments.choices import ColumnKind
from commitments.models.family import OfCommitment
from commitments.permissions import party_clerk
from commitments.querysets import ColumnQuerySet, CustomValueQuerySet
from lifecycle.models import Creation, Edit, TrailedModel
from lifecycle.refusals import Sentence
from organizations.models import Body, Division
from organizations.permissions import system_administrator

# So many additional columns are shown at most; a division has rarely more than five.
MOST_COLUMNS = 60
COLUMN_FIELDS = ("label", "position", "choices", "is_retired")
YES, NO = "yes", "no"


class CustomColumn(TrailedModel):
    """A column of a division's own; the division's bodies and those of divisions below it fill it in."""

    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="+", verbose_name=_("division"))
    code = models.SlugField(_("code"), max_length=40)
    label = models.CharField(_("label"), max_length=60)
    kind = models.CharField(_("kind"), max_length=10, choices=ColumnKind.choices)
    choices = models.TextField(_("choices, one a line"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    is_retired = models.BooleanField(_("no longer used"), default=False, blank=True)

    objects: ClassVar[Any] = ColumnQuerySet.as_manager()

    CREATION = Creation(right=system_administrator, fields=("division", "code", "kind", *COLUMN_FIELDS))
    EDITABLE = {"": Edit(system_administrator, COLUMN_FIELDS)}

    class Meta:
        db_table = "cmt_column"
        verbose_name = _("additional column")
        verbose_name_plural = _("additional columns")
        ordering = ("division", "position", "pk")
        constraints = [models.UniqueConstraint(fields=("division", "code"), name="cmt_column_uq")]

    def __str__(self) -> str:
        return self.label

    @classmethod
    def standing_of(cls, records: Sequence[Any]) -> Mapping[int, tuple[str, ...]]:
        """Under the topmost bodies of its division: two queries."""
        paths = dict(Division.objects.filter(pk__in={one.division_id for one in records}).values_list("pk", "path"))
        topmost = Body.objects.topmost_in(paths.values()) if paths else {}
        return {one.pk: topmost.get(paths.get(one.division_id, ""), ()) for one in records}

    @property
    def choice_list(self) -> tuple[str, ...]:
        """The choices, in order."""
        return tuple(line.strip() for line in self.choices.splitlines() if line.strip())

    @property
    def holder(self) -> str:
        """The field of a value that this column uses."""
        return {ColumnKind.NUMBER: "number", ColumnKind.DAY: "day"}.get(ColumnKind(self.kind), "text")

    def shown(self, value: Any) -> Any:
        """What stands in a value, for a reader: words, a figure without empty decimals, or a day; "" for nothing."""
        held = getattr(value, self.holder) if value is not None else None
        if self.kind == ColumnKind.YES_NO:
            return {YES: _("yes"), NO: _("no")}.get(held or "", "")
        if isinstance(held, Decimal):
            figure = f"{held:f}"
            return figure.rstrip("0").rstrip(".") if "." in figure else figure
        return "" if held is None else held

    def allows(self, text: str) -> bool:
        """Whether a text may stand in this column, where it is a column of texts."""
        if self.kind == ColumnKind.YES_NO:
            return text in (YES, NO)
        if self.kind == ColumnKind.CHOICE:
            return text in self.choice_list
        return self.kind == ColumnKind.TEXT

    def faults(self, today: date) -> dict[str, Sentence]:
        """A column of choices has some."""
        if self.kind == ColumnKind.CHOICE and not self.choice_list:
            return {"choices": _("Enter the choices, one a line.")}
        return {}


class CustomValue(OfCommitment, TrailedModel):
    """What stands in such a column for one commitment: in the field that the column's kind uses."""

    column = models.ForeignKey(
        CustomColumn, on_delete=models.PROTECT, related_name="values", verbose_name=_("additional column")
    )
    text = models.CharField(_("text"), max_length=300, blank=True)
    number = models.DecimalField(_("figure"), max_digits=15, decimal_places=4, null=True, blank=True)
    day = models.DateField(_("date"), null=True, blank=True)

    objects: ClassVar[Any] = CustomValueQuerySet.as_manager()

    CREATION = Creation(
        right=party_clerk, fields=("commitment", "column", "text", "number", "day"), guards=(guards.is_of_its_column,)
    )
    EDITABLE = {"": Edit(party_clerk, ("text", "number", "day"), guards=(guards.is_of_its_column,))}

    class Meta:
        db_table = "cmt_value"
        verbose_name = _("value of an additional column")
        verbose_name_plural = _("values of additional columns")
        ordering = ("commitment", "column")
        constraints = [models.UniqueConstraint(fields=("commitment", "column"), name="cmt_value_uq")]
        indexes = [
            models.Index(fields=("column", "text"), name="cmt_value_text_idx"),
            models.Index(fields=("column", "number"), name="cmt_value_number_idx"),
            models.Index(fields=("column", "day"), name="cmt_value_day_idx"),
        ]

    def __str__(self) -> str:
        return str(self.text or self.number or self.day or "")

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in it."""
        return not self.text and self.number is None and self.day is None
