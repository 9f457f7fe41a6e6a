"""Due dates, days left and late, and the lamp: pure calculations; today is always given.

The day of the event is never counted: counting starts the next day, even after a day off. What is asked of the
working calendar is asked day by day, so that a date knows whether it rests on a year without its notice.
Suspensions, extensions and the ladder are counted elsewhere; a due date here is that of an undisturbed limit.
"""

import calendar as gregorian
from dataclasses import dataclass
from datetime import date, timedelta

from deadlines.calendar import ONE_DAY, Calendar, Day, Notice, national_calendar
from deadlines.choices import DayKind, Lamp, LimitUnit
from deadlines.limits import Limit

# No limit in law or in a contract comes near it; it keeps a slip of the pen from counting for minutes.
LARGEST_AMOUNT = 9_999
# The default rule of the lamp: it turns yellow when both hold, that is at the later of the two days.
YELLOW_WORKING_DAYS = 10
YELLOW_FRACTION = 3
MONTHS_IN_YEAR = 12


@dataclass(frozen=True, slots=True)
class Due:
    """A due date and all that it rests on; `deadlines.explanation.explanation` puts it into words.

    `asked` holds the days whose kind was asked of the calendar, in order: every day counted in working days, and those
    that rolling looked at. `plain_end` is the last day before rolling.
    """

    on: date
    start: date
    amount: int
    unit: LimitUnit
    plain_end: date
    asked: tuple[Day, ...]
    notices: tuple[Notice, ...]
    limit: Limit | None = None

    @property
    def is_provisional(self) -> bool:
        """Whether a day was asked of a year whose notice is not loaded."""
        return any(day.is_provisional for day in self.asked)

    @property
    def is_rolled(self) -> bool:
        """Whether the last day was a day off and moved to the next working day."""
        return self.on != self.plain_end

    @property
    def is_cut_to_month(self) -> bool:
        """Whether the month of the end has no day of the start's number, so that its last day was taken."""
        return self.unit in (LimitUnit.MONTH, LimitUnit.YEAR) and self.plain_end.day != self.start.day

    @property
    def days_taken_out(self) -> tuple[Day, ...]:
        """The days off that a limit in working days passed over."""
        return tuple(day for day in self._counted if not day)

    @property
    def makeup_days(self) -> tuple[Day, ...]:
        """The weekend days that were counted because they are worked."""
        return tuple(day for day in self._counted if day.kind == DayKind.MAKEUP_DAY)

    @property
    def unannounced_years(self) -> tuple[int, ...]:
        """The years asked whose notice is not loaded."""
        return tuple(sorted({day.on.year for day in self.asked if day.is_provisional}))

    @property
    def _counted(self) -> tuple[Day, ...]:
        return self.asked if self.unit == LimitUnit.WORKING_DAY else ()


def due_on(
    start: date,
    amount: int,
    unit: LimitUnit | str,
    *,
    rolls: bool = False,
    calendar: Calendar | None = None,
    limit: Limit | None = None,
) -> Due:
    """When a limit of `amount` units that runs from an event on `start` ends.

    Working days, calendar days, months and years (LimitUnit). A month or year ends on the same day number, or on the
    month's last day. With `rolls`, an end on a day off moves to the next working day. `limit` only names the rule.
    Raises ValueError for an amount below 1 or above 9,999, an unknown unit, and an end beyond the year 9999.
    """
    unit = LimitUnit(unit)
    if not 1 <= amount <= LARGEST_AMOUNT:
        raise ValueError(f"a limit has 1 to {LARGEST_AMOUNT} {unit.value}s, not {amount}")
    calendar = calendar or national_calendar()
    try:
        plain_end, asked = _plain_end(start, amount, unit, calendar)
        on = plain_end
        if rolls:
            on, looked_at = _next_working_day(plain_end, calendar)
            asked += [day for day in looked_at if day not in asked]
    except OverflowError as error:
        raise ValueError(f"{amount} {unit.value}s from {start} end beyond the year {date.max.year}") from error
    years = sorted({day.on.year for day in asked})
    notices = tuple(notice for year in years if (notice := calendar.notice(year)))
    return Due(on, start, amount, unit, plain_end, tuple(asked), notices, limit)


def due_under(limit: Limit, start: date, *, amount: int | None = None, calendar: Calendar | None = None) -> Due:
    """When `limit` ends for an event on `start`; `amount` where the paper itself sets another length."""
    amount = limit.amount if amount is None else amount
    return due_on(start, amount, limit.unit, rolls=limit.rolls, calendar=calendar, limit=limit)


def _plain_end(start: date, amount: int, unit: LimitUnit, calendar: Calendar) -> tuple[date, list[Day]]:
    match unit:
        case LimitUnit.WORKING_DAY:
            asked: list[Day] = []
            day = start
            while amount:
                day += ONE_DAY
                asked.append(calendar.is_workday(day))
                amount -= bool(asked[-1])
            return day, asked
        case LimitUnit.CALENDAR_DAY:
            return start + timedelta(days=amount), []
        case LimitUnit.MONTH:
            return _months_later(start, amount), []
        case LimitUnit.YEAR:
            return _months_later(start, amount * MONTHS_IN_YEAR), []


def _months_later(start: date, months: int) -> date:
    years, month = divmod(start.month - 1 + months, MONTHS_IN_YEAR)
    year, month = start.year + years, month + 1
    if year > date.max.year:
        raise OverflowError
    return date(year, month, min(start.day, gregorian.monthrange(year, month)[1]))


def _next_working_day(day: date, calendar: Calendar) -> tuple[date, list[Day]]:
    """`day` itself where it is worked, else the first working day after it; and the days looked at."""
    looked_at = [calendar.is_workday(day)]
    while not looked_at[-1]:
        looked_at.append(calendar.is_workday(looked_at[-1].on + ONE_DAY))
    return looked_at[-1].on, looked_at


def days_left(due: date, today: date, unit: LimitUnit | str, calendar: Calendar | None = None) -> int:
    """The days left: the due date is one of them, and on it none is left. 0 once it is past.

    Working days where the limit is in working days, else calendar days.
    """
    if LimitUnit(unit) == LimitUnit.WORKING_DAY:
        return (calendar or national_calendar()).working_days(today, due)
    return max(0, (due - today).days)


def days_overdue(due: date, today: date) -> int:
    """The days late: calendar days after the due date, whatever the limit's unit; 0 up to and on the due date."""
    return max(0, (today - due).days)


def yellow_from(due: date, start: date | None, unit: LimitUnit | str, calendar: Calendar | None = None) -> date:
    """The first day of the yellow lamp: 10 working days or a third of the limit before `due`, whichever is less.

    Both are measured as days left are: 10 working days are always working days, the third is in the limit's unit.
    Without a start (an old promise whose day nobody knows) only the 10 working days count. Never before `start`.
    """
    calendar = calendar or national_calendar()
    if start is None:
        return _first_day_with_left(due, YELLOW_WORKING_DAYS, calendar)
    if LimitUnit(unit) == LimitUnit.WORKING_DAY:
        third = calendar.working_days(start, due) // YELLOW_FRACTION
        first = _first_day_with_left(due, min(YELLOW_WORKING_DAYS, third), calendar)
    else:
        third = max(0, (due - start).days) // YELLOW_FRACTION
        first = max(due - timedelta(days=third), _first_day_with_left(due, YELLOW_WORKING_DAYS, calendar))
    return min(max(first, start), due)


def _first_day_with_left(due: date, working_days: int, calendar: Calendar) -> date:
    """The first day on which at most `working_days` working days are left until `due`."""
    day = due
    while day > date.min + ONE_DAY and calendar.working_days(day - ONE_DAY, due) <= working_days:
        day -= ONE_DAY
    return day


def lamp(
    due: date | None,
    today: date,
    start: date | None,
    unit: LimitUnit | str,
    suspended: bool = False,
    calendar: Calendar | None = None,
) -> Lamp | None:
    """The lamp of an open duty on a day: red after its due date, yellow near it, green before, grey while suspended.

    None where no due date was agreed. A duty that is done, or not yet due to start, has no lamp: do not ask for it.
    """
    if suspended:
        return Lamp.GREY
    if due is None:
        return None
    if today > due:
        return Lamp.RED
    return Lamp.YELLOW if today >= yellow_from(due, start, unit, calendar) else Lamp.GREEN
