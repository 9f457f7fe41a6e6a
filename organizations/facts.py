"""The facts by which rights judge: a record's bodies with their paths, and who oversees them."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from lifecycle.facts import loader, remembered
from lifecycle.statements import Given, Question
from organizations.choices import Part
from organizations.fields import parted
from organizations.models import Body, Oversight
from organizations.parties import Parties
from organizations.rules import Edge, ids_in, overseers_among

_BODIES = Question(lambda: Body.objects.filter(pk__among=Given("ids")).order_by().values_list("pk", "path", "is_group"))
_EDGES = Question(
    lambda: (
        Oversight.objects.filter(overseen__among=Given("ids"))
        .order_by("pk")
        .values_list("overseer__path", "overseen__path", "covers_below", "matters", "steps", "since", "until")
    )
)


@dataclass(frozen=True)
class Relations:
    """A record's bodies as paths, and the oversight edges around them, on whatever day."""

    matter: str = ""
    parties: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    edges: tuple[Edge, ...] = ()
    # Gives the edges over the bodies that oversee: few steps ask who stands above an overseer.
    above: Callable[[], Iterable[Edge]] = tuple
    # The paths of those of its bodies that are groups: collective phrases of documents, which answer for nothing.
    groups: frozenset[str] = frozenset()

    @cached_property
    def upper(self) -> tuple[Edge, ...]:
        """The edges over the bodies that oversee."""
        heads = {edge.overseer for edge in self.edges}
        return tuple(edge for edge in self.above() if any(edge.reaches(path, self.matter) for path in heads))

    @property
    def is_borne_by_group(self) -> bool:
        """Whether a group would bear the duty."""
        return not self.groups.isdisjoint(self.overseen())

    def paths(self, *parts: str) -> tuple[str, ...]:
        """The paths of the bodies that have one of some parts; of all where none is named."""
        wanted = [str(part) for part in parts] or list(self.parties)
        return tuple(dict.fromkeys(path for part in wanted for path in self.parties.get(part, ())))

    def all_duty(self) -> tuple[str, ...]:
        """The paths of every duty body, lead or supporting."""
        return self.paths(Part.DUTY, Part.SUPPORTING)

    def overseen(self) -> tuple[str, ...]:
        """The paths whose overseers count: the duty bodies', or while there is none the promising body's."""
        return self.paths(Part.DUTY) or self.paths(Part.PROMISING)

    def overseers(self, today: date, verb: str = "") -> tuple[str, ...]:
        """The paths of the bodies that oversee the duty bodies on a day, for this matter and verb.

        Those who oversee all of them; where nobody does, those who oversee one.
        """
        return overseers_among(self.edges, self.overseen(), self.matter, today, verb)

    def superiors(self, today: date, verb: str = "") -> tuple[str, ...]:
        """The paths of the bodies that oversee those overseers on a day."""
        found = {
            edge.overseer
            for path in self.overseers(today)
            for edge in self.upper
            if edge.is_valid(today, verb) and edge.reaches(path, self.matter)
        }
        return tuple(sorted(found))


NOTHING = Relations()


@loader("relations", default=NOTHING)
def relations(records: Sequence[Any]) -> Mapping[int, Relations]:
    """The relations of each record: two queries besides those of the record type's `parties_of`, whatever the number.

    A third one where it is asked who stands above the overseers.
    """
    parties: Mapping[int, Parties] = type(records[0]).parties_of(records)
    return relations_of(parties)


def relations_of(parties: Mapping[int, Parties]) -> dict[int, Relations]:
    """The relations that follow from parties, `{key: relations}`: two queries, and a third for those above the overseers."""
    ids = {body for one in parties.values() for bodies in one.bodies.values() for body in bodies}
    rows = remembered("bodies", frozenset(ids), lambda: _rows_of(ids))
    paths = {pk: path for pk, path, _is_group in rows}
    groups = frozenset(path for _pk, path, is_group in rows if is_group)
    edges = edges_over({paths[body] for one in parties.values() for body in _overseen(one) if body in paths})
    above = _Above({edge.overseer for edge in edges})
    return {key: _related(one, paths, edges, above, groups) for key, one in parties.items()}


class _Above:
    """The edges over those who oversee some records, asked for all of them when the first asks."""

    def __init__(self, paths: Iterable[str]) -> None:
        self.paths = paths

    def __call__(self) -> Sequence[Edge]:
        return self.edges

    @cached_property
    def edges(self) -> Sequence[Edge]:
        return edges_over(self.paths)


def _rows_of(ids: Collection[int]) -> list[tuple[Any, ...]]:
    return _BODIES.rows(ids=ids) if ids else []


def _overseen(parties: Parties) -> tuple[int, ...]:
    return parties.of(Part.DUTY) or parties.of(Part.PROMISING)


def _related(
    parties: Parties, paths: Mapping[int, str], edges: Sequence[Edge], above: _Above, groups: frozenset[str]
) -> Relations:
    found = {
        str(part): tuple(paths[body] for body in bodies if body in paths) for part, bodies in parties.bodies.items()
    }
    over = [paths[body] for body in _overseen(parties) if body in paths]
    own = tuple(edge for edge in edges if any(edge.reaches(path, parties.matter) for path in over))
    return Relations(matter=parties.matter, parties=found, edges=own, above=above, groups=groups)


def edges_over(paths: Iterable[str]) -> list[Edge]:
    """Every oversight edge over some bodies, by name or from above, whatever its days: one query, none for no body."""
    ids = {pk for path in paths for pk in ids_in(path)}
    return remembered("edges", frozenset(ids), lambda: _edges_over(ids)) if ids else []


def _edges_over(ids: Collection[int]) -> list[Edge]:
    return [
        Edge(overseer, overseen, below, parted(matters), parted(steps), since, until)
        for overseer, overseen, below, matters, steps, since, until in _EDGES.rows(ids=ids)
    ]
