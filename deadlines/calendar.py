"""The working calendar: which day is worked, and how surely that is known.

The State Council's yearly notice names the holidays and the weekend days that are worked instead (调休). A year without
its notice is plain Monday to Friday, and whatever is found by asking such a year is provisional.
"""

import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from deadlines.choices import DayKind, Festival

HOLIDAYS_FILE = Path(__file__).resolve().parent / "data" / "holidays.json"
ONE_DAY = timedelta(days=1)
DAYS_IN_WEEK = 7
WORKING_DAYS_IN_WEEK = 5


@dataclass(frozen=True, slots=True)
class Holiday:
    """One holiday of a notice: both ends belong to it; `makeup_days` are the weekend days worked for it."""

    festivals: tuple[Festival, ...]
    first: date
    last: date
    makeup_days: tuple[date, ...] = ()

    def days(self) -> Iterator[date]:
        """Every day off of this holiday, weekend days included."""
        for offset in range((self.last - self.first).days + 1):
            yield self.first + timedelta(days=offset)


@dataclass(frozen=True, slots=True)
class Notice:
    """The arrangement of one year's holidays by the General Office of the State Council."""

    year: int
    number: str
    title: str
    issued: date
    address: str
    holidays: tuple[Holiday, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """The answer to "is this a working day?": true where it is worked; `is_provisional` where its notice is missing."""

    on: date
    kind: DayKind
    is_provisional: bool
    festivals: tuple[Festival, ...] = ()

    def __bool__(self) -> bool:
        return self.kind in (DayKind.WORKING_DAY, DayKind.MAKEUP_DAY)


class Calendar:
    """The working days that a set of notices makes. Immutable; no database is asked."""

    def __init__(self, notices: Iterable[Notice]) -> None:
        """Raises ValueError for two notices of one year and for a notice that contradicts itself or another."""
        self._notices: dict[int, Notice] = {}
        self._holidays: dict[date, Holiday] = {}
        self._makeup: dict[date, Holiday] = {}
        for notice in notices:
            self._take_in(notice)
        for day in self._makeup:
            if not _is_weekend(day) or day in self._holidays:
                raise ValueError(f"{day} is named as a make-up working day, but it is not an ordinary weekend day")
        self._worked_weekend_days = sorted(day.toordinal() for day in self._makeup)
        self._free_weekdays = sorted(day.toordinal() for day in self._holidays if not _is_weekend(day))

    def _take_in(self, notice: Notice) -> None:
        if notice.year in self._notices:
            raise ValueError(f"the year {notice.year} has two notices")
        self._notices[notice.year] = notice
        for holiday in notice.holidays:
            for day in holiday.days():
                if day in self._holidays:
                    raise ValueError(f"{day} belongs to two holidays")
                self._holidays[day] = holiday
            self._makeup.update(dict.fromkeys(holiday.makeup_days, holiday))

    def notice(self, year: int) -> Notice | None:
        """The notice of a year, or None where it is not loaded."""
        return self._notices.get(year)

    def is_workday(self, day: date) -> Day:
        """What `day` is. The answer is true where the day is worked, and says whether it is provisional."""
        is_provisional = day.year not in self._notices
        # A notice may reach into the days around its year's borders, so the day is looked up before its year.
        if holiday := self._holidays.get(day):
            return Day(day, DayKind.HOLIDAY, is_provisional, holiday.festivals)
        if holiday := self._makeup.get(day):
            return Day(day, DayKind.MAKEUP_DAY, is_provisional, holiday.festivals)
        kind = DayKind.WEEKEND if _is_weekend(day) else DayKind.WORKING_DAY
        return Day(day, kind, is_provisional)

    def working_days(self, after: date, until: date) -> int:
        """The number of working days later than `after` and not later than `until`; 0 where there are none.

        Costs the same for a day and for a century: lists ask it once a row.
        """
        if until <= after:
            return 0
        return self._worked_up_to(until.toordinal()) - self._worked_up_to(after.toordinal())

    def _worked_up_to(self, ordinal: int) -> int:
        """The working days from the first day of the proleptic calendar, a Monday, up to and with `ordinal`."""
        weeks, rest = divmod(ordinal, DAYS_IN_WEEK)
        weekdays = WORKING_DAYS_IN_WEEK * weeks + min(rest, WORKING_DAYS_IN_WEEK)
        makeup = bisect_right(self._worked_weekend_days, ordinal)
        return weekdays + makeup - bisect_right(self._free_weekdays, ordinal)


def _is_weekend(day: date) -> bool:
    return day.weekday() >= WORKING_DAYS_IN_WEEK


def read_notices(path: Path) -> list[Notice]:
    """The notices in a file of the form described in `data/README.md`.

    Raises ValueError where a year's working days do not add up to the total that the file gives for it.
    """
    rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["notices"]
    notices = [_notice_of(row) for row in rows]
    for row, notice in zip(rows, notices, strict=True):
        counted = Calendar([notice]).working_days(date(notice.year - 1, 12, 31), date(notice.year, 12, 31))
        if counted != row["working_days"]:
            raise ValueError(f"{path.name}: {notice.year} has {counted} working days, {row['working_days']} are given")
    return notices


def _notice_of(row: dict[str, Any]) -> Notice:
    holidays = tuple(
        Holiday(
            tuple(Festival(festival) for festival in holiday["festivals"]),
            date.fromisoformat(holiday["first"]),
            date.fromisoformat(holiday["last"]),
            tuple(date.fromisoformat(day) for day in holiday["makeup_days"]),
        )
        for holiday in row["holidays"]
    )
    issued = date.fromisoformat(row["issued"])
    return Notice(row["year"], row["number"], row["title"], issued, row["address"], holidays)


@cache
def national_calendar() -> Calendar:
    """The calendar of the notices that come with the product."""
    return Calendar(read_notices(HOLIDAYS_FILE))


def is_workday(day: date, calendar: Calendar | None = None) -> Day:
    """What `day` is in the national calendar, or in another one."""
    return (calendar or national_calendar()).is_workday(day)
