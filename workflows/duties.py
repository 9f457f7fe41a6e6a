"""Duties: the nodes of the flows. A duty is named by its main verb and waits until one of its verbs is performed, wherever."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from viewflow.workflow import lock
from viewflow.workflow.base import Flow
from viewflow.workflow.nodes import View

from organizations.choices import Role
from organizations.facts import Relations


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody who is asked to do a duty: the holders of a role over a body, or one official by name."""

    role: str
    body_path: str = ""
    official_id: int | None = None


# (record, relations, verb, today) -> who is asked
Ask = Callable[[Any, Relations, str, date], Iterable[Asked]]


def of_parts(role: Role, *parts: str) -> Ask:
    """The holders of a role over the bodies that have one of these parts; the first part that has any body counts."""

    def ask(_record: Any, known: Relations, _verb: str, _today: date) -> list[Asked]:
        for part in parts:
            if paths := known.paths(part):
                return [Asked(role, path) for path in paths]
        return []

    return ask


def of_every_part(role: Role, *parts: str) -> Ask:
    """The holders of a role over all the bodies that have one of these parts."""
    return lambda _record, known, _verb, _today: [Asked(role, path) for part in parts for path in known.paths(part)]


def overseers(role: Role = Role.SUPERVISOR) -> Ask:
    """The holders of a role over the bodies that oversee the duty body."""
    return lambda _record, known, verb, today: [Asked(role, path) for path in known.overseers(today, verb)]


def each_of(*asks: Ask) -> Ask:
    """Whoever one or the other names: each of them may do it."""
    return lambda record, known, verb, today: [one for ask in asks for one in ask(record, known, verb, today)]


def superiors(role: Role = Role.SUPERVISOR) -> Ask:
    """The holders of a role over the bodies that oversee the overseer."""
    return lambda _record, known, verb, today: [Asked(role, path) for path in known.superiors(today, verb)]


def overseers_or_superiors(is_for_superior: Callable[[Any], bool], role: Role = Role.SUPERVISOR) -> Ask:
    """The overseers, or those above them where the record says that they decide."""
    below, above = overseers(role), superiors(role)
    return lambda record, known, verb, today: (above if is_for_superior(record) else below)(record, known, verb, today)


def person(field: str, role: Role) -> Ask:
    """The official whom a foreign key of the record names; the holders of the role in general where none is named."""

    def ask(record: Any, _known: Relations, _verb: str, _today: date) -> list[Asked]:
        return [Asked(role, official_id=getattr(record, f"{field}_id"))]

    return ask


def by_office(
    load: Callable[[Sequence[Any]], Mapping[int, Any]],
    who: Callable[[Any, Any, date], Iterable[int]],
    role: Role,
    body: str,
) -> Ask:
    """The officials whom the offices around a record name on that day; where they name nobody, a body's holders of the role."""

    def ask(record: Any, _known: Relations, _verb: str, today: date) -> list[Asked]:
        found = sorted(who(record, load([record])[record.pk], today))
        return [Asked(role, official_id=one) for one in found] or [Asked(role, getattr(record, body).path)]

    return ask


class Duty(View):
    """A node that a person must settle by performing one of `settles`, while the record is in one of `states`.

    `aside` marks one that is no step of the normal course: it comes only where somebody asks for it, as a review does.
    `ahead` marks one that keeps the other duties of its record from being done while it waits.
    """

    def __init__(
        self, *, states: Iterable[str], settles: Iterable[str], ask: Ask, aside: bool = False, ahead: bool = False
    ) -> None:
        super().__init__(view=None)
        self.states = tuple(str(state) for state in states)
        self.settles = tuple(settles)
        self.ask = ask
        self.aside = aside
        self.ahead = ahead


class RecordFlow(Flow):
    """A flow beside one record's states: after each verb it asks whoever must act in the state that the record now has."""

    lock_impl = lock.SelectForUpdateLock(nowait=False)
    # "app.Model" of the record.
    record: str = ""

    @classmethod
    def model(cls) -> Any:
        """The record type."""
        return apps.get_model(cls.record)

    @classmethod
    def duties(cls) -> tuple[Duty, ...]:
        """The flow's duties, in the order in which the class body names them: viewflow keeps them by name."""
        order = list(vars(cls))
        nodes = (node for node in cls.instance.nodes() if isinstance(node, Duty))
        return tuple(sorted(nodes, key=lambda node: order.index(node.name)))

    @classmethod
    def state_of(cls, record: Any) -> str:
        """Where a record stands for this flow: its state, unless the flow tells apart what that state does not."""
        return str(record.state)

    @classmethod
    def acquaint(cls, records: Sequence[Any]) -> None:
        """Bring along what `state_of` looks at beside the record itself: one query, however many records; none as a rule."""

    @classmethod
    def duty_of(cls, record: Any) -> Duty | None:
        """The duty that waits on a record as it stands."""
        return cls.duty_in(cls.state_of(record))

    @classmethod
    def duty_in(cls, state: str) -> Duty | None:
        """The duty that waits while the record is in a state; None where the flow asks nobody."""
        return next((duty for duty in cls.duties() if state in duty.states), None)


def at(duty_states: Iterable[str]) -> Callable[[Any], bool]:
    """A branch's condition: the record is in one of these states now."""
    states = frozenset(str(state) for state in duty_states)
    return lambda activation: activation.process.data.get("state") in states
