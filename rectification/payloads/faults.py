"""What is wrong with days and demands, said the same way by every payload."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from lifecycle.refusals import Sentence
from rectification.rules.demands import LONGEST_DEMAND, demands_in

IN_FUTURE = _("This day lies in the future.")
IN_PAST = _("The due date must lie after today.")
NO_DEMAND = _("State at least one demand, one a line.")
LONG_DEMAND = _("A demand has at most 500 characters; split it into several lines.")


def future(today: date, **days: date | None) -> dict[str, Sentence]:
    """What lies after today and must not."""
    return {name: IN_FUTURE for name, on in days.items() if on is not None and on > today}


def demand_faults(demands: str) -> dict[str, Sentence]:
    """At least one demand, none too long for its row."""
    lines = demands_in(demands)
    if not lines:
        return {"demands": NO_DEMAND}
    return {"demands": LONG_DEMAND} if any(len(line) > LONGEST_DEMAND for line in lines) else {}
