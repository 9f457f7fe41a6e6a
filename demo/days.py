"""The demo's days: counted from the day of loading, so that lamps and inboxes look alive whenever it is run."""

import re
from collections import Counter
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from django.utils import timezone

from deadlines.calendar import Calendar, national_calendar

ONE_DAY = timedelta(days=1)
OPENS = time(9)
# Between two lines of one day: eight hours hold more of them than the longest holiday pushes together.
BETWEEN = timedelta(seconds=37)
# "{-30}" is a day in words, "{-30:M}" its month, "{-30:Y}" its year.
PLACE = re.compile(r"\{([+-]?\d+)(?::([YM]))?\}")


class Days:
    """Offsets from today as dates on which offices work, and as moments in the order in which the lines are told.

    What lies behind is moved back to a working day and what lies ahead is moved on to one, so that order is kept.
    """

    def __init__(self, today: date, calendar: Calendar | None = None) -> None:
        self.today = today
        self._calendar = calendar or national_calendar()
        self._told: Counter[date] = Counter()
        self.on = lru_cache(maxsize=None)(self._on)

    def _on(self, offset: int) -> date:
        """The working day nearest to an offset: before it, or after it where it lies ahead."""
        day, step = self.today + timedelta(days=offset), ONE_DAY if offset > 0 else -ONE_DAY
        while not self._calendar.is_workday(day):
            day += step
        return day

    def at(self, offset: int) -> datetime:
        """The moment of the next line that is told on a day."""
        day = self.on(offset)
        self._told[day] += 1
        return timezone.make_aware(datetime.combine(day, OPENS) + self._told[day] * BETWEEN)

    def fill(self, text: str) -> str:
        """A text with its days written out as offices write them."""
        return PLACE.sub(self._written, text) if "{" in text else text

    def _written(self, found: "re.Match[str]") -> str:
        day = self.on(int(found[1]))
        if found[2] == "Y":
            return str(day.year)
        return f"{day.year}年{day.month}月" + ("" if found[2] else f"{day.day}日")

    def filled(self, value: Any) -> Any:
        """The same for every text in a table or list."""
        if isinstance(value, str):
            return self.fill(value)
        if isinstance(value, dict):
            return {name: self.filled(one) for name, one in value.items()}
        return [self.filled(one) for one in value] if isinstance(value, list) else value
