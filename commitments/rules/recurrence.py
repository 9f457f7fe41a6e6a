"""When an obligation that comes back is due again."""

from datetime import date

from commitments.choices import Recurrence
from deadlines.choices import LimitUnit
from deadlines.rules import due_on

MONTHS = {Recurrence.MONTHLY: 1, Recurrence.QUARTERLY: 3, Recurrence.HALF_YEARLY: 6, Recurrence.YEARLY: 12}


def next_due_on(anchor: date, recurrence: str, occurrence: int, until: date | None) -> date | None:
    """The due date of the occurrence after the given one; None where the obligation does not come back any more.

    `anchor` is the first occurrence's due date and `occurrence` counts from 1: counted from the anchor, so that the
    31st stays the month's last day instead of sinking to the 28th for good.
    """
    months = MONTHS.get(Recurrence(recurrence))
    if months is None:
        return None
    following = due_on(anchor, months * occurrence, LimitUnit.MONTH).on
    return None if until is not None and following > until else following
