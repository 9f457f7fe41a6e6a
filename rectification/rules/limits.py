"""Due dates of orders, plans and reviews."""

from datetime import date

from commitments.rules.dates import due_after_suspension
from deadlines.limits import limit
from deadlines.rules import due_under

PLAN, FINISH, VERIFY = "plan.submit", "rectification.finish", "breach.verify"
APPEAL, REVIEW = "appeal.file", "appeal.decide"


def due(code: str, start: date) -> date:
    """When the limit with this code ends for an event on `start`."""
    return due_under(limit(code, start), start).on


def given_back(on: date | None, since: date, today: date, code: str) -> date | None:
    """A due date with the days from `since` to `today` given back in its limit's unit (LIFECYCLES 13); None stays None."""
    return None if on is None else due_after_suspension(on, since, today, limit(code).unit)


def is_in_time_for_appeal(received_on: date | None, today: date) -> bool:
    """Within 30 days of receipt (Order 733 art. 17); where no receipt is on record the time has not begun."""
    return received_on is None or today <= due(APPEAL, received_on)
