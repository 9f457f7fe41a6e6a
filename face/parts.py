"""The facts that components are drawn from. An app fills these; the templates in `templates/components/` read them.

Plain dataclasses, so that a page can be tested without a template and a component without an app.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.safestring import SafeString

from face import days, differences
from face.navigation import Words

TONES = ("neutral", "wait", "run", "pause", "fix", "good", "bad", "badsoft", "end")
LAMPS = ("green", "yellow", "red", "grey")


@dataclass(frozen=True)
class Badge:
    """A state as shown: label, tone (one of `TONES`) and icon."""

    label: Words
    tone: str = "neutral"
    icon: str = ""


@dataclass(frozen=True)
class Step:
    """One step of the chain strip. `ref`, `url` may be empty; a step not begun has `begun=False` and no link."""

    name: Words
    state: Words
    when: Words = ""
    ref: str = ""
    url: str = ""
    current: bool = False
    begun: bool = True
    bad: bool = False


@dataclass(frozen=True)
class Due:
    """A due date as shown: lamp colour, the date, what is left (negative when over) and in which unit, and why this day.

    `on` is None where nothing is due; `why` is a list of (label, text). A stopped clock has `stopped=True`.
    """

    lamp: str
    on: dt.date | None = None
    left: int | None = None
    unit: str = days.CALENDAR_DAY
    stopped: bool = False
    provisional: bool = False
    why: Sequence[tuple[Words, Words]] = field(default_factory=tuple)

    @property
    def words(self) -> str:
        """The remaining time in words."""
        if self.stopped:
            return days.stopped()
        return "" if self.left is None else days.remaining(self.left, self.unit)

    @property
    def running(self) -> bool:
        """Whether days are left, so that the now card sets their number in large type."""
        return not self.stopped and self.left is not None and self.left > 0

    @property
    def unit_words(self) -> str:
        """What stands beside that number."""
        return days.unit_words(self.left or 0, self.unit)


@dataclass(frozen=True)
class Mark:
    """One field of one change: its label, the old and the new value in words; "" is empty."""

    label: Words
    old: str = ""
    new: str = ""

    @property
    def sides(self) -> tuple[SafeString, SafeString]:
        """Both values with the changed words marked."""
        return differences.marked(self.old, self.new)


@dataclass(frozen=True)
class Event:
    """One row of a record's trail as shown.

    `kind` colours the dot: bad, good, clock (automatic), edit, or "". `who` is the frozen actor (name, post, body),
    `on_behalf_of` the principal. `number` is the row's number in its record, `record` that record's name when the
    page merges several. `links` are (label, URL) of what changed in the same transaction.
    """

    verb: Words
    at: dt.datetime
    icon: str = "pen"
    kind: str = ""
    record: Words = ""
    source: Badge | None = None
    target: Badge | None = None
    tags: Sequence[Words] = field(default_factory=tuple)
    who: Sequence[Words] = field(default_factory=tuple)
    on_behalf_of: str = ""
    reason: str = ""
    basis: str = ""
    marks: Sequence[Mark] = field(default_factory=tuple)
    links: Sequence[tuple[Words, str]] = field(default_factory=tuple)
    number: int | None = None
    digest: str = ""


@dataclass(frozen=True)
class File:
    """One piece of evidence: `intact` is None where it was not compared."""

    name: str
    url: str
    kind: Words = ""
    form: str = ""
    size: int | None = None
    at: dt.date | dt.datetime | None = None
    who: str = ""
    digest: str = ""
    intact: bool | None = None
    used: Sequence[tuple[Words, str]] = field(default_factory=tuple)


@dataclass(frozen=True)
class Person:
    """One line of a people list: the part played, the post and the name, and what is to be known about it."""

    part: Words
    post: Words = ""
    name: str = ""
    note: Words = ""
    you: bool = False


@dataclass(frozen=True)
class Act:
    """A verb the reader may perform now."""

    label: Words
    url: str
    icon: str = ""
    tone: str = "plain"  # plain, primary, danger, return
    dialog: str = ""  # the id of a <dialog> to open; the link still leads somewhere without script


@dataclass(frozen=True)
class Lack:
    """One unmet guard: its sentence and, where one exists, the link that mends it."""

    sentence: Words
    url: str = ""
    link: Words = ""


@dataclass(frozen=True)
class Unmet:
    """A verb that waits for something."""

    label: Words
    lacks: Sequence[Lack]
    icon: str = ""


@dataclass(frozen=True)
class Folded:
    """Verbs that cannot be performed for one reason (state, right, system), named together."""

    reason: Words
    labels: Sequence[Words]


@dataclass(frozen=True)
class VerbBar:
    """Everything the verb bar shows."""

    allowed: Sequence[Act] = field(default_factory=tuple)
    unmet: Sequence[Unmet] = field(default_factory=tuple)
    folded: Sequence[Folded] = field(default_factory=tuple)

    @property
    def folded_count(self) -> int:
        """How many verbs the folded list names."""
        return sum(len(group.labels) for group in self.folded)


@dataclass(frozen=True)
class Turn:
    """The now card: whose turn it is, what is to be done, and by when."""

    whose: Words
    what: Words = ""
    note: Words = ""
    due: Due | None = None
    question: Words = ""


@dataclass(frozen=True)
class Conflict:
    """One field of a page that someone else changed meanwhile: then, now, yours; `name` is the form field."""

    name: str
    label: Words
    then: str
    now: str
    yours: str
    now_value: str = ""
    yours_value: str = ""

    @property
    def clash(self) -> bool:
        """Whether both sides changed it, so that the reader has to choose."""
        return self.now != self.then and self.yours not in (self.then, self.now)


Tones = Mapping[str, tuple[str, str]]
