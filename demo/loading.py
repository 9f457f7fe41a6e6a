"""The whole demo, from the city's first day to today: all of it, or nothing."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from commitments.models import Promisee
from commitments.reference import load_types
from demo.city import City
from demo.days import Days
from demo.stories import STORIES, Story, in_order, stories
from demo.teller import Answer, Teller
from lifecycle.creating import create
from organizations.acting import INSTALLER

# (lines told, lines in all)
Progress = Callable[[int, int], None]


def load(today: date, progress: Progress = lambda _told, _all: None, *, path: Path = STORIES) -> Sequence[Answer]:
    """Build the city and tell every story as of a day, in one transaction; returns the refusals that the stories tell of.

    Raises demo.stories.StoryError at the first line that the doors answer otherwise than the story says.
    """
    told = stories(path)
    lines = in_order(told)
    with transaction.atomic():
        days = Days(today)
        city = City(days)
        first = days.at(city.words["since"])
        city.build(first)
        load_types(INSTALLER)
        teller = Teller(city, days)
        _name_promisees(teller, told, first)
        teller.begin(told)
        changes = sorted([*city.words["moves"], city.words["merger"]], key=lambda one: one["on"])
        for number, line in enumerate(lines, start=1):
            while changes and changes[0]["on"] <= line.day:
                _change(city, changes.pop(0))
            teller.tell(line)
            progress(number, len(lines))
    return teller.answers


def _change(city: City, change: dict[str, str]) -> None:
    at = city.days.at(int(change["on"]))
    if "successor" in change:
        city.merge(change, at)
    else:
        city.move(change, at)


def _name_promisees(teller: Teller, told: Iterable[Story], at: datetime) -> None:
    """Enterprises and others to whom promises are made: each entered by every body that logs a promise to it, for no
    body names in a promise what it does not see."""
    rows = {row["key"]: row for row in teller.city.words["promisees"]}
    for one in told:
        of = teller.shared.setdefault(one.logged_by, {})
        named = dict.fromkeys(str(line.words["promisee"]) for line in one.lines if line.words.get("promisee"))
        for key in [one for one in named if one not in of and one in rows]:
            data = {name: value for name, value in rows[key].items() if name != "key"}
            data["logging_body"] = teller.city.bodies[one.logged_by]
            of[key] = create(Promisee, teller.city.actor(one.lines[0].who, at), data=data, at=at)
