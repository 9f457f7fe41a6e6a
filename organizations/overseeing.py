"""Whether a body is overseen, and for each verb who can do it today and where nobody is left."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.apps import apps

from lifecycle.actors import Actor
from lifecycle.creating import CREATE
from lifecycle.models import TrailedModel
from lifecycle.rights import Right
from organizations.acting import staff_of
from organizations.choices import Matter, Part
from organizations.facts import Relations, edges_over
from organizations.facts import relations as relations_loader
from organizations.models import Body, Division
from organizations.querysets import prefixes
from organizations.rules import Edge


class Edges:
    """Oversight edges, found by the body that they are over: a whole division has as many as bodies."""

    def __init__(self, edges: Iterable[Edge]) -> None:
        self.by_overseen: dict[str, list[Edge]] = {}
        for edge in edges:
            self.by_overseen.setdefault(edge.overseen, []).append(edge)

    def reaching(self, path: str, matter: str) -> tuple[Edge, ...]:
        """Those over a body for a matter, by name or from above."""
        return tuple(
            edge for above in prefixes(path) for edge in self.by_overseen.get(above, ()) if edge.reaches(path, matter)
        )


def overseen_among(bodies: Collection[Body], matter: str, today: date) -> set[int]:
    """The ids of those bodies that somebody oversees for a matter on a day: one query."""
    edges = Edges(edges_over({body.path for body in bodies}))
    return {body.pk for body in bodies if any(edge.is_valid(today, "") for edge in edges.reaching(body.path, matter))}


def is_overseen(body: Body, matter: str, today: date) -> bool:
    """Whether a body may be made a duty body: somebody oversees it for the matter, and it is no mere group."""
    return not body.is_group and body.pk in overseen_among([body], matter, today)


@dataclass(frozen=True)
class Duty:
    """A verb of a record type as it stands for a duty body today: who can do it."""

    record: str
    verb: str
    label: Any
    body_id: int
    body: str
    matter: str
    # Names of officials, and whether the verb asks for another person than those of earlier steps.
    people: tuple[str, ...] = ()
    needs_other: bool = False

    @property
    def matter_label(self) -> str:
        """The matter in words; "" where every matter stands alike."""
        return str(Matter(self.matter).label) if self.matter else ""

    @property
    def record_label(self) -> str:
        """What the record is called."""
        return str(apps.get_model(self.record)._meta.verbose_name)

    @property
    def words(self) -> str:
        """Record and verb."""
        return f"{self.record_label} {self.label}"

    @property
    def is_gap(self) -> bool:
        """Nobody can do it."""
        return not self.people

    @property
    def is_thin(self) -> bool:
        """One person alone can do a verb that asks for another than those of earlier steps."""
        return self.needs_other and len(self.people) == 1


@dataclass(frozen=True)
class Asked:
    """A door of a record type whose rights can be judged from the bodies of a record alone."""

    model: Any
    verb: str
    label: Any
    right: Right

    @cached_property
    def specimen(self) -> Any:
        """An empty record, for rights that ask its type."""
        return self.model()

    @cached_property
    def record(self) -> str:
        return str(self.model._meta.label_lower)

    @cached_property
    def needs_other(self) -> bool:
        """Whether another person is asked for than those of earlier steps."""
        return any(leaf.name.startswith("other_than") for leaf in self.right.leaves())


def asked_verbs() -> list[Asked]:
    """Every verb of every record type that a person performs by a role over a body, the making of a record first."""
    found = []
    for model in apps.get_models():
        if issubclass(model, TrailedModel) and hasattr(model, "parties_of"):
            if model.CREATION is not None:
                found.append(Asked(model, CREATE, model.CREATION.label, model.CREATION.right))
            found += [
                Asked(model, one.name, one.label, one.right) for one in model.verbs().values() if not one.is_driven
            ]
    return [one for one in found if any(relations_loader in leaf.needs for leaf in one.right.leaves())]


def labels_of_verbs() -> dict[str, str]:
    """What each verb of the record types in which bodies take part is called; one that several know by all its labels."""
    found: dict[str, list[str]] = {}
    for asked in asked_verbs():
        labels = found.setdefault(asked.verb, [])
        if str(asked.label) not in labels:
            labels.append(str(asked.label))
    return {verb: " / ".join(labels) for verb, labels in found.items()}


def may(right: Right, record: Any, facts: Mapping[str, Any], by: Actor, verb: str, today: date) -> bool:
    """Whether a right's conditions on bodies and grants hold; what depends on the record's own course is taken as met."""
    if right.parts:
        judged = (may(part, record, facts, by, verb, today) for part in right.parts)
        return any(judged) if right.either else all(judged)
    if right.drivers:
        return False
    if any(need.name != relations_loader.name for need in right.needs):
        return True
    return right.holds(record, facts, by, verb, today) if right.needs else True


def check_duties(divisions: Collection[Division], today: date) -> list[Duty]:
    """For each verb and each body that may bear duties: who can do it on a day.

    A fixed number of queries for each division; the rest is reckoning in memory.
    """
    bodies = _duty_bodies(divisions, today)
    over = edges_over({body.path for body in bodies})
    edges, upper = Edges(over), Edges(edges_over({edge.overseer for edge in over}))
    staff = Staff(staff_of(today))
    verbs = asked_verbs()
    known: dict[Any, list[tuple[str, ...]]] = {}
    found: list[Duty] = []
    for body in bodies:
        for matter in _matters(body, edges, staff):
            related = _relations(body, matter, edges, upper)
            alike = staff.alike(body.path, related)
            people = known.get(alike) if alike is not None else None
            if people is None:
                people = _people(related, staff, verbs, today)
                if alike is not None:
                    known[alike] = people
            found += _duties(body, matter, verbs, people)
    return found


def _duty_bodies(divisions: Collection[Division], today: date) -> list[Body]:
    wanted = Body.objects.filter(division__path__in=[one.path for one in divisions], is_group=False)
    return list(wanted.existing_on(today).order_by("path"))


def _relations(body: Body, matter: str, edges: Edges, upper: Edges) -> Relations:
    """The relations of a promise that one body made, logs and must keep."""
    own = edges.reaching(body.path, matter)
    heads = {edge.overseer for edge in own}
    above = tuple(dict.fromkeys(edge for path in sorted(heads) for edge in upper.reaching(path, matter)))
    # Only a body that oversees can verify and issue; the duty body itself never does.
    parts: dict[str, tuple[str, ...]] = {
        str(part): (body.path,) for part in Part if part not in (Part.OVERSEEING, Part.VERIFYING, Part.ISSUING)
    }
    overseers = tuple(sorted(heads))
    parts |= {str(part): overseers for part in (Part.OVERSEEING, Part.VERIFYING, Part.ISSUING)}
    return Relations(matter=matter, parties=parts, edges=own, above=lambda: above)


class Staff:
    """The people in office with their holds, found by the scope of a hold."""

    def __init__(self, actors: Iterable[Actor]) -> None:
        self.by_scope: dict[str, list[Actor]] = {}
        # The bodies in which somebody of them has his post, and all above those.
        self.homes: set[str] = set()
        for actor in actors:
            for scope in {hold.scope for hold in actor.holds}:
                self.by_scope.setdefault(scope, []).append(actor)
            self.homes.update(prefixes(actor.body_path), prefixes(actor.on_behalf_body_path))

    def around(self, known: Relations, today: date) -> list[Actor]:
        """Those whose holds reach a body of some relations, or one that oversees."""
        paths = {*known.paths(), *known.overseers(today), *known.superiors(today)}
        scopes = {prefix for path in paths for prefix in prefixes(path)}
        found = {actor.official_id: actor for scope in sorted(scopes) for actor in self.by_scope.get(scope, ())}
        return sorted(found.values(), key=lambda actor: (actor.name, actor.official_id or 0))

    def alike(self, path: str, known: Relations) -> Any:
        """What tells apart whom bodies under the same one have: their overseers; None for a body with people of its own."""
        if path in self.by_scope or path in self.homes:
            return None
        edges = frozenset(replace(edge, overseen="") if edge.overseen == path else edge for edge in known.edges)
        return tuple(prefixes(path)[:-1]), known.matter, edges

    def is_bound_to_matters(self, path: str) -> bool:
        """Whether somebody over a body holds a role for some matters only."""
        return any(
            hold.matters for scope in prefixes(path) for actor in self.by_scope.get(scope, ()) for hold in actor.holds
        )


def _matters(body: Body, edges: Edges, staff: Staff) -> list[str]:
    """The matters to ask about one by one; all at once where no edge and no hold tells them apart."""
    over = edges.reaching(body.path, "")
    bound = any(edge.matters for edge in over) or any(
        staff.is_bound_to_matters(path) for path in {body.path, *(edge.overseer for edge in over)}
    )
    return list(Matter.values) if bound else [""]


def _people(known: Relations, staff: Staff, verbs: Sequence[Asked], today: date) -> list[tuple[str, ...]]:
    """For each verb the people who can do it."""
    near, facts = staff.around(known, today), {relations_loader.name: known}
    return [
        tuple(one.name for one in near if may(asked.right, asked.specimen, facts, one, asked.verb, today))
        for asked in verbs
    ]


def _duties(body: Body, matter: str, verbs: Sequence[Asked], people: Sequence[tuple[str, ...]]) -> Iterable[Duty]:
    for asked, able in zip(verbs, people, strict=True):
        yield Duty(
            record=asked.record,
            verb=asked.verb,
            label=asked.label,
            body_id=body.pk,
            body=body.name,
            matter=matter,
            people=able,
            needs_other=asked.needs_other,
        )
