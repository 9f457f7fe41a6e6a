"""A commitment's progress as lists need it: worked out in sets, written beside the records."""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any

from django.db.models import F

from commitments.choices import (
    COUNTING,
    COUNTING_OBLIGATION,
    OPEN_OBLIGATION,
    ObligationKind,
    ObligationState,
    Side,
)
from commitments.models import Commitment, Obligation, Progress
from commitments.rules.payments import Owed, Sums, paid_on, total_owed
from commitments.rules.payments import sums_of as sums_of_one
from commitments.rules.progress import Weighed, progress
from deadlines.choices import LimitUnit
from deadlines.rules import yellow_from
from lifecycle.statements import Given, Insertion, Question

CHUNK = 2_000
WRITTEN = (
    "percent",
    "obligations",
    "open",
    "met",
    "stopped",
    "undated",
    "next_due_on",
    "yellow_from",
    "next_lead",
    "owed",
    "paid",
)


_WEIGHED = Question(
    lambda: (
        Obligation.objects.filter(commitment__among=Given("keys"))
        .only("commitment", "state", "side", "kind", "amount", "due_on", "weight", "met_ratio", "lead_body")
        .annotate(start=F("commitment__registered_on"))
        .with_paid()
        .order_by("pk")
    )
)
_PROGRESS = Insertion(Progress, renewing=WRITTEN)


def refresh_progress(keys: Collection[int]) -> None:
    """Bring the rows of some commitments in step: two statements, whatever their number."""
    if not keys:
        return
    grouped: dict[int, list[Any]] = {key: [] for key in keys}
    for row in _WEIGHED.records(keys=list(keys)):
        grouped[row.commitment_id].append(row)
    _PROGRESS.run([progress_of(key, obligations) for key, obligations in sorted(grouped.items())])


def progress_of(key: int, obligations: list[Any]) -> Progress:
    """The row of a commitment with these obligations (`start`: its registration); percent and dates are those of the government's side."""
    own = [one for one in obligations if one.side == Side.GOVERNMENT]
    running = [one for one in own if one.state in COUNTING_OBLIGATION]
    money = [one for one in own if one.kind == ObligationKind.PAYMENT and one.amount is not None]
    first = min((one for one in running if one.due_on is not None), key=lambda one: (one.due_on, one.pk), default=None)
    owed = [Owed(one.state, one.amount, one.paid_so_far, one.due_on) for one in money]
    return Progress(
        commitment_id=key,
        percent=progress(Weighed(one.state, one.weight, one.met_ratio) for one in own),
        obligations=sum(one.state != ObligationState.CANCELLED for one in obligations),
        open=sum(one.state in OPEN_OBLIGATION for one in obligations),
        met=sum(one.state == ObligationState.MET for one in obligations),
        stopped=sum(one.state == ObligationState.STOPPED for one in obligations),
        undated=sum(one.due_on is None for one in running),
        next_due_on=first.due_on if first else None,
        yellow_from=yellow_from(first.due_on, first.start, LimitUnit.CALENDAR_DAY) if first else None,
        next_lead_id=first.lead_body_id if first else None,
        owed=total_owed(owed),
        paid=paid_on(owed),
    )


def sums_of(keys: Collection[int], today: date) -> dict[int, Sums]:
    """What is due, paid, overdue and left on a day, for some commitments: one query, computed from the rows alone.

    Money of the government's side. While a commitment is not in force or stands still, nothing of it falls due.
    """
    found = {key: Sums() for key in keys}
    rows = Obligation.objects.filter(
        commitment__in=list(keys), side=Side.GOVERNMENT, kind=ObligationKind.PAYMENT, amount__isnull=False
    )
    for one in rows.select_related("commitment").with_paid():
        due_on = one.due_on if one.commitment.state in COUNTING else None
        found[one.commitment_id] += sums_of_one(Owed(one.state, one.amount, one.paid_so_far, due_on), today)
    return found


def rebuild(worked_through: Callable[[int], None]) -> Mapping[str, int]:
    """Work every row out anew."""
    keys = list(Commitment._base_manager.order_by("pk").values_list("pk", flat=True))
    for at in range(0, len(keys), CHUNK):
        part = keys[at : at + CHUNK]
        refresh_progress(part)
        worked_through(len(part))
    return {"progress": len(keys)}
