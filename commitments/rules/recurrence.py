"""When an obligation that comes back is due again."""

from datetime import date

from commitments.choices import Recurrence
from commitments.rules.dates import latest_day
from deadlines.choices import LimitUnit
from deadlines.rules import due_on
from lifecycle.models import Precision

MONTHS = {Recurrence.MONTHLY: 1, Recurrence.QUARTERLY: 3, Recurrence.HALF_YEARLY: 6, Recurrence.YEARLY: 12}


def next_due_on(
    anchor: date, recurrence: str, occurrence: int, until: date | None, precision: str = Precision.DAY
) -> date | None:
    """The due date of the occurrence after the given one; None where the obligation does not come back any more.

    `anchor` is the first occurrence's due date and `occurrence` counts from 1: counted from the anchor, so that the
    31st stays the month's last day instead of sinking to the 28th for good. A date known to the month or year stands on its last day.
    """
    months = MONTHS.get(Recurrence(recurrence))
    if months is None:
        return None
    following = latest_day(due_on(anchor, months * occurrence, LimitUnit.MONTH).on, precision)
    return None if until is not None and following > until else following


def first_due_on(anchor: date, recurrence: str, precision: str, since: date) -> date:
    """The first of a series' due dates that does not lie before a day; the anchor itself where it does not come back."""
    due: date | None = anchor
    occurrence = 0
    while due is not None and due < since:
        occurrence += 1
        due = next_due_on(anchor, recurrence, occurrence, None, precision)
    return anchor if due is None else due
