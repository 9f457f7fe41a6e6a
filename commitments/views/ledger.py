"""The ledger: which promises are in trouble."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, DateField, DecimalField, F, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from commitments.choices import COUNTING, REGISTERED, CommitmentState
from commitments.filters import LedgerFilter
from commitments.models import Commitment
from deadlines.calendar import ONE_DAY
from deadlines.choices import LimitUnit
from deadlines.explanation import chip
from face.amounts import as_ten_thousands
from face.lists import Column, ListView
from face.parts import Due
from lifecycle.accesses import record_access
from lifecycle.models import Access

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


class Ledger(ListView):
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
    )
    default_sort = "due"
    export_name = "ledger"

    def get_queryset(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = (
            Commitment.objects.visible_to(self.request.actor)  # type: ignore[attr-defined]
            .select_related("promisor", "promisee", "logging_body", "project", "progress")
            .annotate(
                due_key=DUE_KEY,
                amount_key=Coalesce(
                    "amount", Value(NO_AMOUNT), output_field=DecimalField(max_digits=15, decimal_places=2)
                ),
            )
        )
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = self.request.today  # type: ignore[attr-defined]
        return {
            **kwargs,
            "heading": _("Commitment ledger"),
            "lines": [(row, due_of(row, today)) for row in kwargs["rows"]],
        }

    def exported(self, count: int) -> None:
        record_access(
            Access.Kind.EXPORT,
            self.request.actor,  # type: ignore[attr-defined]
            at=self.request.now,  # type: ignore[attr-defined]
            detail=f"ledger, {count}: {self.request.GET.urlencode()}",
        )
