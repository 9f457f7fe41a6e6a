"""Pre-checks: what is recorded before a promise is registered, and what counts as passed."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from commitments.choices import CheckKind, CheckOutcome, CheckState, EntryKind
from deadlines.calendar import Calendar, national_calendar
from deadlines.limits import limit
from lifecycle.refusals import Sentence

# For a promise still to be signed the outcome is a judgement; for one already made it is a fact.
OUTCOMES_OF_PLANNED = frozenset({CheckOutcome.PASSED, CheckOutcome.EXCEPTION, CheckOutcome.NOT_PASSED})
OUTCOMES_OF_FACT = frozenset(
    {CheckOutcome.DONE, CheckOutcome.NOT_DONE, CheckOutcome.NOT_REQUIRED_THEN, CheckOutcome.PAPERS_NOT_FOUND}
)
PASSING = frozenset({CheckOutcome.PASSED, CheckOutcome.EXCEPTION})
# A major decision is put before the public as well (Order 713 art. 15).
MAJOR_DECISION_CHECKS = (CheckKind.LEGALITY, CheckKind.PUBLIC_COMMENT, CheckKind.COLLECTIVE)


class Check(Protocol):
    """What these rules ask of a pre-check."""

    kind: str
    outcome: str
    state: str
    since: date | None
    on: date | None


def required_kinds(by_type: Iterable[str], is_major_decision: bool) -> tuple[str, ...]:
    """The checks that a promise needs: those of its type, and those of a major decision."""
    return tuple(dict.fromkeys([*by_type, *(MAJOR_DECISION_CHECKS if is_major_decision else ())]))


def missing_kinds(required: Iterable[str], checks: Sequence[Check], entry_kind: str) -> tuple[str, ...]:
    """The required checks of which no outcome fit for this entry kind is recorded."""
    fit = OUTCOMES_OF_PLANNED if entry_kind == EntryKind.PLANNED else OUTCOMES_OF_FACT
    recorded = {check.kind for check in checks if check.outcome in fit}
    return tuple(kind for kind in required if kind not in recorded)


def failed_kinds(required: Iterable[str], checks: Sequence[Check]) -> tuple[str, ...]:
    """The required checks that neither passed nor were overridden by name."""
    cleared = {check.kind for check in checks if check.outcome in PASSING or check.state == CheckState.OVERRIDDEN}
    return tuple(kind for kind in required if kind not in cleared)


def is_long_enough(checks: Sequence[Check], calendar: Calendar | None = None) -> bool:
    """Whether a major decision's legality review and public comment took the time that Order 713 asks for (arts. 15, 26).

    Overridden checks are not measured: who set them aside did so by name.
    """
    calendar = calendar or national_calendar()
    for check in checks:
        if check.state == CheckState.OVERRIDDEN or check.outcome not in PASSING:
            continue
        if check.since is None or check.on is None:
            if check.kind in (CheckKind.LEGALITY, CheckKind.PUBLIC_COMMENT):
                return False
            continue
        if check.kind == CheckKind.LEGALITY:
            if calendar.working_days(check.since, check.on) < limit("precheck.legality").amount:
                return False
        elif (
            check.kind == CheckKind.PUBLIC_COMMENT and (check.on - check.since).days < limit("precheck.comment").amount
        ):
            return False
    return True


def check_faults(kind: str, outcome: str, reason: str, exception_until: date | None) -> dict[str, Sentence]:
    """An exception in a fair competition review has a reason and an end date (Order 783)."""
    if outcome != CheckOutcome.EXCEPTION:
        return {}
    if kind != CheckKind.COMPETITION:
        return {"outcome": _("Only a fair competition review knows an exception.")}
    faults: dict[str, Sentence] = {}
    if not reason:
        faults["exception_reason"] = _("State the reason of the exception.")
    if exception_until is None:
        faults["exception_until"] = _("State until when the exception holds.")
    return faults
