"""The ledger: which promises are in trouble."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, DateField, DecimalField, F, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from commitments.choices import COUNTING, REGISTERED, ColumnKind, CommitmentState
from commitments.filters import LedgerFilter
from commitments.models import Commitment, CustomValue
from commitments.rules.funding import FUNDING_SHARES
from deadlines.calendar import ONE_DAY
from deadlines.choices import LimitUnit
from deadlines.explanation import chip
from face.amounts import as_ten_thousands
from face.lists import Column
from face.parts import Due
from lifecycle.lists import RecordedListView

# Where they sort that have no lamp or amount: after all others, before all others.
NO_DATE, NO_AMOUNT = date.max, Decimal(-1)
STANDING, SETTLED = NO_DATE - 2 * ONE_DAY, NO_DATE - ONE_DAY
# Red and yellow first, then green by date; then what stands still, what is registered and has no date, and drafts last.
DUE_KEY = Case(
    When(state__in=COUNTING, progress__next_due_on__isnull=False, then=F("progress__next_due_on")),
    When(state=CommitmentState.SUSPENDED, then=Value(STANDING)),
    When(state__in=REGISTERED, then=Value(SETTLED)),
    default=Value(NO_DATE),
    output_field=DateField(),
)


def due_of(row: Any, today: Any) -> Due | None:
    """The lamp of a commitment in a list: that of its next due obligation; grey while suspended, none while nothing is due."""
    progress = getattr(row, "progress", None)
    if progress is None or progress.next_due_on is None:
        return None
    if row.state == CommitmentState.SUSPENDED:
        return Due("grey", stopped=True)
    if row.state not in COUNTING:
        return None
    return chip(progress.next_due_on, today, row.registered_on, LimitUnit.CALENDAR_DAY)


@dataclass(frozen=True)
class Cell:
    """What stands in a division's own column for one commitment."""

    column: Any
    held: Any


def _of(*names: str) -> Callable[[Any], Any]:
    """What stands at the end of a row of names; "" where one of them is missing."""

    def value(row: Any) -> Any:
        for name in names:
            row = getattr(row, name, None)
            if row is None:
                return ""
        return row

    return value


def _also(key: str, label: Any, value: Callable[[Any], Any]) -> Column:
    return Column(key, label, value=value, export_only=True)


def _label(name: str) -> Any:
    field: Any = Commitment._meta.get_field(name)
    return field.verbose_name


# The further columns of real ledgers, in the export alone; contacts are personal and stay out of it.
EXPORTED = (
    _also("kind", _("Kind"), lambda row: row.get_kind_display()),
    _also("entry_kind", _("Kind of entry"), lambda row: row.get_entry_kind_display()),
    _also("promised", _("Promised"), _of("promised_on")),
    _also("clause_number", _("Clause number"), _of("clause_number")),
    _also("clause", _("Clause, word for word"), _of("clause")),
    _also("agreement", _("Agreement"), _of("agreement", "title")),
    _also("number", _("Agreement number"), _of("agreement", "number")),
    _also("signed", _("Agreement signed"), _of("agreement", "signed_on")),
    _also("project", _("Project"), _of("project", "name")),
    _also("project_code", _("Project code"), _of("project", "code")),
    _also("enterprise", _("Enterprise"), _of("project", "enterprise", "name")),
    _also("place", _("Park or town"), _of("project", "place")),
    _also("total", _("Total investment, yuan"), _of("project", "total_investment")),
    _also("fixed", _("Fixed investment, yuan"), _of("project", "fixed_investment")),
    _also("land", _("Land, mu"), _of("project", "land_mu")),
    _also("deputy", _("Deputy head in charge"), lambda row: str(row.deputy_head_post or "")),
    _also("funding", _("Source of funds"), _of("funding")),
    *(_also(name, _label(name), _of(name)) for name in FUNDING_SHARES),
    _also("in_budget", _("In the budget"), lambda row: row.get_in_budget_display()),
    _also("held_up_by", _("What holds it up"), _of("held_up_by")),
    _also("next_step", _("Next step"), _of("next_step")),
    _also("remarks", _("Remarks"), _of("remarks")),
)


class Ledger(RecordedListView):
    """All commitments that the reader may see."""

    template_name, results_template = "commitments/ledger.html", "commitments/ledger_rows.html"
    filterset_class = LedgerFilter
    columns = (
        Column(
            "due",
            _("Due"),
            sort="due_key",
            value=lambda row: row.progress.next_due_on if hasattr(row, "progress") else "",
        ),
        Column("ref", _("Reference"), sort="ref", value=lambda row: row.ref),
        Column("item", _("Promised item"), value=lambda row: row.title),
        Column("promisee", _("Promisee"), value=lambda row: row.promisee.name if row.promisee else ""),
        Column("promisor", _("Promisor"), value=lambda row: row.promisor.name),
        Column(
            "amount",
            _("Amount (10,000 yuan)"),
            sort="amount_key",
            numeric=True,
            falling_first=True,
            value=lambda row: as_ten_thousands(row.amount),
        ),
        Column("state", _("State"), sort="state", value=lambda row: row.get_state_display()),
        Column("progress", _("Progress"), value=lambda row: row.progress.percent if hasattr(row, "progress") else ""),
        Column("logged", _("Logged by"), value=lambda row: row.logging_body.name),
        *EXPORTED,
    )
    default_sort = "due"
    export_name = "ledger"

    def get_queryset(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = (
            Commitment.objects.visible_to(self.request.actor)  # type: ignore[attr-defined]
            .select_related("promisor", "promisee", "logging_body", "project__enterprise", "progress", "agreement")
            .select_related("deputy_head_post__body")
            .annotate(
                due_key=DUE_KEY,
                amount_key=Coalesce(
                    "amount", Value(NO_AMOUNT), output_field=DecimalField(max_digits=15, decimal_places=2)
                ),
            )
        )
        return rows

    @cached_property
    def own(self) -> list[Any]:
        """The columns that the reader's divisions added."""
        filters: Any = self.filterset
        return list(filters.own)

    def all_columns(self) -> list[Column]:
        """The ledger's, and those of the reader's divisions."""
        return [*self.columns, *(self._own_column(at, column) for at, column in enumerate(self.own))]

    @staticmethod
    def _own_column(at: int, column: Any) -> Column:
        numeric = column.kind == ColumnKind.NUMBER
        return Column(f"own_{column.pk}", column.label, numeric=numeric, value=lambda row: row.own[at].held)

    def attached(self, rows: Sequence[Any]) -> Sequence[Any]:
        """With what stands in the divisions' own columns: one query, none where there are no such columns."""
        values: dict[tuple[int, int], Any] = {}
        if self.own:
            found = CustomValue.objects.filter(commitment__in=[row.pk for row in rows], column__in=self.own)
            values = {(one.commitment_id, one.column_id): one for one in found}
        for row in rows:
            row.own = [Cell(column, column.shown(values.get((row.pk, column.pk)))) for column in self.own]
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = self.request.today  # type: ignore[attr-defined]
        return {
            **kwargs,
            "heading": _("Commitment ledger"),
            "is_wide": bool(self.own),
            "lines": [(row, due_of(row, today)) for row in kwargs["rows"]],
        }
