"""Pure rules of office and oversight; days are parameters. `until` is always the first day out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from organizations.choices import TenureKind


class Period(Protocol):
    """Anything that holds from a day to the day before another."""

    @property
    def since(self) -> date: ...

    @property
    def until(self) -> date | None: ...


# Who is head where several hold the post: LIFECYCLES section 13. A seconded person is never head.
HEAD_ORDER = {
    TenureKind.APPOINTED.value: 0,
    TenureKind.CONCURRENT.value: 0,
    TenureKind.ACTING.value: 1,
    TenureKind.PRESIDING.value: 2,
}


def holds_on(period: Period, day: date) -> bool:
    """Whether a period holds on a day."""
    return period.since <= day and (period.until is None or day < period.until)


def overlap(one: Period, other: Period) -> bool:
    """Whether two periods share a day."""
    return (one.until is None or other.since < one.until) and (other.until is None or one.since < other.until)


def head_among(tenures: Iterable[Any], day: date) -> Any | None:
    """Who of the holders of a head's post is head on a day; None is a vacancy.

    Appointed and concurrent before acting before presiding; of equals the last to come; seconded never.
    """
    candidates = [one for one in tenures if one.kind in HEAD_ORDER and holds_on(one, day)]
    return min(candidates, key=lambda one: (HEAD_ORDER[one.kind], -one.since.toordinal(), -one.id), default=None)


@dataclass(frozen=True, slots=True)
class Edge:
    """An oversight edge as rules see it, with the paths of both bodies."""

    overseer: str
    overseen: str
    covers_below: bool
    matters: frozenset[str]
    verbs: frozenset[str]
    since: date
    until: date | None

    def reaches(self, path: str, matter: str) -> bool:
        """Whether the edge is over a body for a matter, on whatever day. Nobody oversees himself or one above him."""
        within = path == self.overseen or (self.covers_below and path.startswith(self.overseen))
        if not within or self.overseer.startswith(path):
            return False
        return not self.matters or not matter or matter in self.matters

    def is_valid(self, today: date, verb: str) -> bool:
        """Whether the edge holds on a day for a verb ("": any)."""
        return holds_on(self, today) and (not self.verbs or not verb or verb in self.verbs)


def overseers_among(
    edges: Iterable[Edge], paths: Sequence[str], matter: str, today: date, verb: str
) -> tuple[str, ...]:
    """The paths of those who oversee all of some bodies; where nobody oversees all, of those who oversee one of them."""
    found: dict[str, set[str]] = {}
    for edge in edges:
        if edge.is_valid(today, verb):
            found.setdefault(edge.overseer, set()).update(path for path in paths if edge.reaches(path, matter))
    of_all = tuple(sorted(overseer for overseer, reached in found.items() if reached and reached >= set(paths)))
    return of_all or tuple(sorted(overseer for overseer, reached in found.items() if reached))


def ids_in(path: str) -> tuple[int, ...]:
    """The ids in a body's path, from the topmost down to its own."""
    return tuple(int(one) for one in path.split("/") if one)
