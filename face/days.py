"""Dates, moments and remaining time in words, in the reader's language."""

import datetime as dt

from django.utils import timezone
from django.utils.dateformat import format as formatted
from django.utils.translation import get_language, gettext, ngettext

WORKING_DAY, CALENDAR_DAY = "working_day", "calendar_day"


def day(value: dt.date | dt.datetime, precision: str = "day") -> str:
    """A date in text. `precision` is day, month, year, about or unknown: only what is known is said."""
    value = _local_date(value)
    if precision == "unknown":
        return gettext("date unknown")
    if precision in ("year", "about"):
        words = formatted(value, _pattern("Y\u5e74", "Y"))
        return gettext("about %s") % words if precision == "about" else words
    if precision == "month":
        return formatted(value, _pattern("Y\u5e74n\u6708", "F Y"))
    return formatted(value, _pattern("Y\u5e74n\u6708j\u65e5", "j F Y"))


def short_day(value: dt.date | dt.datetime, today: dt.date | None = None) -> str:
    """A date in a list: without its year when that is the present one."""
    value = _local_date(value)
    if value.year != (today or timezone.localdate()).year:
        return day(value)
    return formatted(value, _pattern("n\u6708j\u65e5", "j F"))


def moment(value: dt.datetime) -> str:
    """A day with hour and minute, in text."""
    value = _local(value)
    return f"{day(value)} {value:%H:%M}"


def stamp(value: dt.datetime) -> str:
    """To the second, as tables of the trail write it: the same in every language."""
    return f"{_local(value):%Y-%m-%d %H:%M:%S}"


def remaining(left: int, unit: str = CALENDAR_DAY) -> str:
    """Time left in words; `left` counts the due date as 0, `unit` is `working_day` or `calendar_day`."""
    if left < 0:
        return overdue(-left)
    if left == 0:
        return gettext("due today")
    if unit == WORKING_DAY:
        return ngettext("%d working day left", "%d working days left", left) % left
    return ngettext("%d day left", "%d days left", left) % left


def unit_words(left: int, unit: str = CALENDAR_DAY) -> str:
    """The unit alone, beside a number that is set apart."""
    if unit == WORKING_DAY:
        return ngettext("working day left", "working days left", left)
    return ngettext("day left", "days left", left)


def overdue(days: int) -> str:
    """Time over, always in calendar days."""
    return ngettext("%d day overdue", "%d days overdue", days) % days


def stopped() -> str:
    """The clock does not run."""
    return gettext("time not counted")


def weekday(value: dt.date) -> str:
    """The day of the week."""
    return formatted(value, "l")


def _pattern(chinese: str, english: str) -> str:
    return chinese if (get_language() or "").startswith("zh") else english


def _local(value: dt.datetime) -> dt.datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else value


def _local_date(value: dt.date | dt.datetime) -> dt.date:
    return _local(value).date() if isinstance(value, dt.datetime) else value
