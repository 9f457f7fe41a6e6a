"""Days that are known only roughly, and days that a suspension gives back."""

import calendar as gregorian
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from deadlines.calendar import Calendar, national_calendar
from deadlines.choices import LimitUnit
from lifecycle.models import Precision
from lifecycle.refusals import Sentence

# No promise of this state is older than it, and none reaches further than fifty years.
DAYS_WITHIN = (1949, 50)
ONE_DAY = timedelta(days=1)
DECEMBER = 12


def latest_day(on: date, precision: str) -> date:
    """The last day that a date of this precision may mean: a promise "by 2021" is late from 2022-01-01, not before."""
    if precision == Precision.MONTH:
        return on.replace(day=gregorian.monthrange(on.year, on.month)[1])
    if precision == Precision.YEAR:
        return date(on.year, DECEMBER, 31)
    return on


def due_after_suspension(
    due: date, since: date, resumed_on: date, unit: str = LimitUnit.CALENDAR_DAY, calendar: Calendar | None = None
) -> date:
    """A due date with the suspended days given back one for one (LIFECYCLES 13).

    The first day of the suspension is suspended, the day of `resume` is not. A due date before the suspension moves
    nowhere; where the limit is in working days, only working days are lost and given back.
    """
    if due < since or resumed_on <= since:
        return due
    if unit != LimitUnit.WORKING_DAY:
        return due + (resumed_on - since)
    calendar = calendar or national_calendar()
    lost = calendar.working_days(since - ONE_DAY, resumed_on - ONE_DAY)
    while lost:
        due += ONE_DAY
        lost -= bool(calendar.is_workday(due))
    return due


def date_faults(field: str, on: date | None, precision: str, today: date | None) -> dict[str, Sentence]:
    """Whether a date and its precision belong together; with `today`, that it does not lie ahead."""
    if on is None:
        return {}
    if precision == Precision.UNKNOWN:
        return {field: _("A date whose precision is unknown is left empty.")}
    if today is not None and on > today:
        return {field: _("This day lies in the future.")}
    return {}


def is_latest_day(on: date, precision: str) -> bool:
    """Whether a due date known to the month or year stands on its last day."""
    return on == latest_day(on, precision)
