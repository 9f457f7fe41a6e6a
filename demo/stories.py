"""The demo's stories as they are written down, unfolded into lines: on which day who does what to which record.

`data/stories.toml` says how it is written. A story's opening (project, agreement, promise, checks, obligations) and the
phrases that come back in many stories are unfolded here; nothing is performed.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

STORIES = Path(__file__).resolve().parent / "data" / "stories.toml"
# "$name" is what was said to a phrase; "$day+2" is two days after it begins.
ARGUMENT = re.compile(r"\$(?:day([+-]\d+)|(\w+))")
NOTHING: Mapping[str, Any] = {}


class StoryError(Exception):
    """A line that cannot be told: names the story and the line."""


@dataclass(frozen=True, slots=True)
class Line:
    """One act: on a day (counted from today), by whoever holds a post, a verb on a record called by its name, with words."""

    story: str
    number: int
    day: int
    who: str
    verb: str
    to: str = ""
    words: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.story}, line {self.number}: {self.day} {self.who} {self.verb} {self.to}"


@dataclass(frozen=True, slots=True)
class Story:
    """A promise from its draft to where it stands today."""

    key: str
    about: str
    shows: tuple[str, ...]
    logged_by: str
    lines: tuple[Line, ...]


def stories(path: Path = STORIES) -> list[Story]:
    """Every story, in the order of the file. Raises StoryError where one is not well written."""
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    return [_story(one, told["phrase"], told["cast"], told["checked_by"]) for one in told["story"]]


def in_order(told: Sequence[Story]) -> list[Line]:
    """The lines of all stories, day by day, so that numbers and lists follow the calendar."""
    listed = [(line.day, place, line.number, line) for place, one in enumerate(told) for line in one.lines]
    return [line for *_order, line in sorted(listed, key=lambda row: row[:3])]


def _story(
    one: Mapping[str, Any], phrases: Mapping[str, Any], usual: Mapping[str, str], checked_by: Mapping[str, str]
) -> Story:
    cast = {**usual, **one.get("cast", NOTHING)}
    acts = [*_opening(one, checked_by), *one.get("then", ())]
    for before, act in pairwise(acts):
        if act[0] < before[0]:
            raise StoryError(f"{one['key']}: {act[:3]} goes back in time, after day {before[0]}")
    # The last steps of a phrase may lie behind the first of the next.
    unfolded = sorted((row for act in acts for row in _unfolded(act, phrases, one["key"])), key=lambda row: row[0])
    lines = [
        Line(one["key"], number, day, cast.get(who, who), verb, to, words)
        for number, (day, who, verb, to, words) in enumerate(unfolded, start=1)
    ]
    shows = one.get("shows", [])
    return Story(one["key"], one.get("about", ""), tuple(shows), cast["clerk"].partition(".")[0], tuple(lines))


Act = tuple[int, str, str, str, Mapping[str, Any]]


def _unfolded(act: Sequence[Any], phrases: Mapping[str, Any], story: str) -> Iterator[Act]:
    """A line as written, or the lines of a phrase with what is said in it: `[day, phrase, record?, {words}?]`."""
    day, word, *rest = act
    if word not in phrases:
        yield _act(day, word, rest, story)
        return
    phrase = phrases[word]
    to = rest.pop(0) if rest and isinstance(rest[0], str) else ""
    usually = {name: _said(one, {"day": day}, story) for name, one in phrase.get("usually", NOTHING).items()}
    said = {"to": to, "day": day, **usually, **(rest[0] if rest else NOTHING)}
    for later, *act_words in phrase["lines"]:
        who, *more = [_said(one, said, f"{story}: {word}") for one in act_words]
        yield _act(day + later, who, more, story)


def _act(day: int, who: str, rest: Sequence[Any], story: str) -> Act:
    verb, *more = rest
    to = more.pop(0) if more and isinstance(more[0], str) else ""
    if len(more) > 1 or (more and not isinstance(more[0], Mapping)):
        raise StoryError(f"{story}: {day} {who} {verb}: a line is [day, who, verb, record, {{words}}]")
    return day, who, verb, to, more[0] if more else NOTHING


def _said(value: Any, said: Mapping[str, Any], where: str) -> Any:
    """A phrase's word with its arguments: "$name" is what was said, a word left unsaid falls away."""
    if isinstance(value, Mapping):
        kept = {name: _said(one, said, where) for name, one in value.items()}
        return {name: one for name, one in kept.items() if one is not None}
    if not isinstance(value, str) or "$" not in value:
        return value
    if whole := ARGUMENT.fullmatch(value):
        return said["day"] + int(whole[1]) if whole[1] else said.get(whole[2])
    try:
        return ARGUMENT.sub(lambda found: str(said["day"] + int(found[1]) if found[1] else said[found[2]]), value)
    except KeyError as wrong:
        raise StoryError(f"{where}: {wrong} is not said") from None


def _opening(one: Mapping[str, Any], checked_by: Mapping[str, str]) -> Iterator[list[Any]]:
    """Project, agreement, promise, additional columns, checks and obligations, as the logging clerk enters them."""
    if "promise" not in one:
        return
    day = one["logged"]
    promise = dict(one["promise"])
    for kind in ("project", "agreement"):
        if kind in one:
            shared = {name: promise[name] for name in ("promisee",) if name in promise and kind == "agreement"}
            linked = {"project": "project"} if kind == "agreement" and "project" in one else {}
            yield [day, "clerk", f"create {kind}", kind, {**shared, **linked, **one[kind]}]
            promise.setdefault(kind, kind)
    yield [day, "clerk", "create commitment", "promise", promise]
    for column, held in one.get("own", NOTHING).items():
        yield [day, "clerk", "create customvalue", f"own {column}", {"column": column, **held}]
    if "checks" in one:
        yield [day, "clerk", "record checks", "promise", {**one["checks"], "usually_by": checked_by}]
    for owed in one.get("owes", ()):
        yield from _owed(day, owed)


def _owed(day: int, owed: Mapping[str, Any]) -> Iterator[list[Any]]:
    terms = {name: value for name, value in owed.items() if name not in ("as", "conditions", "shares")}
    if "conditions" in owed:
        terms["is_conditional"] = True
    name = owed["as"]
    yield [day, "clerk", "create obligation", name, terms]
    for number, one in enumerate(owed.get("conditions", ()), start=1):
        yield [day, "clerk", "create condition", f"{name} condition {number}", {"obligation": name, **one}]
    for number, one in enumerate(owed.get("shares", ()), start=1):
        yield [day, "clerk", "create share", f"{name} share {number}", {"obligation": name, **one}]
