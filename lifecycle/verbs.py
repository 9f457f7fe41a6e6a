"""Verbs: declared on the record's own method, with source, target, right, guards and data in the decorator."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django_fsm import GET_STATE, transition

from lifecycle.guards import Guard
from lifecycle.refusals import Sentence
from lifecycle.rights import Right

# Stands for "the state it came from" in a move.
SAME = None

Locks = Sequence[str] | Callable[[Any], Iterable[tuple[Any, Iterable[int]]]]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A target that depends on the record: `by(record, data, today)` gives one of `states`."""

    by: Callable[..., str]
    states: tuple[str, ...]


Target = str | Chosen | None


@dataclass
class Verb:
    """A verb as declared; `added` are the guards that apps above put into its slots."""

    name: str
    label: Sentence
    moves: tuple[tuple[tuple[str, ...], Target], ...]
    right: Right
    guards: tuple[Guard, ...]
    slots: tuple[str, ...]
    data: type | None
    needs_reason: bool
    needs_basis: bool
    locks: Locks
    irreversible: bool
    icon: str
    added: list[tuple[str, Guard]] = field(default_factory=list)
    # What speaks against the step without forbidding it: `cautions` ask for a reason, `warnings` are only shown.
    cautions: tuple[Guard, ...] = ()
    warnings: tuple[Guard, ...] = ()

    @property
    def is_driven(self) -> bool:
        """Whether no person can perform it: every way into it is a consequence of another verb."""
        return all(leaf.drivers for leaf in self.right.leaves()) and bool(self.right.drivers)

    @property
    def sources(self) -> tuple[str, ...]:
        """Every state it starts from."""
        return tuple(state for states, _target in self.moves for state in states)

    @property
    def all_guards(self) -> tuple[Guard, ...]:
        """Its own guards and those added from above."""
        return (*self.guards, *(guard for _slot, guard in self.added))

    def targets_from(self, state: str) -> tuple[str, ...]:
        """The states it may lead to from a state; empty where it does not start there."""
        for states, target in self.moves:
            if state in states:
                if target is SAME:
                    return (state,)
                return target.states if isinstance(target, Chosen) else (target,)
        return ()


def verb(
    *,
    label: Sentence,
    right: Right,
    source: str | Iterable[str] = (),
    target: Target = SAME,
    moves: Iterable[tuple[Iterable[str], Target]] = (),
    guards: Iterable[Guard] = (),
    cautions: Iterable[Guard] = (),
    warnings: Iterable[Guard] = (),
    slots: Iterable[str] = (),
    data: type | None = None,
    needs_reason: bool = False,
    needs_basis: bool = False,
    locks: Locks = (),
    irreversible: bool = False,
    icon: str = "",
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Declare a method `(self, data, today)` as a verb of its record.

    Either `source` and `target`, or several `moves` of (sources, target); target SAME leaves the state. The method only
    sets fields of its own record. `slots` name the apps above that may add guards. `locks` names foreign keys whose
    records are locked first, or is `(record) -> [(model, keys)]`. Where one of `cautions` does not hold, the door asks a
    person for the reason, with its sentence; `warnings` that do not hold are only shown before the step.
    """
    all_moves = tuple((_states(states), _goal(goal)) for states, goal in (tuple(moves) or ((source, target),)))

    def declare(method: Callable[..., None]) -> Callable[..., None]:
        spec = Verb(
            name=method.__name__,
            label=label,
            moves=all_moves,
            right=right,
            guards=tuple(guards),
            slots=tuple(slots),
            data=data,
            needs_reason=needs_reason,
            needs_basis=needs_basis,
            locks=locks,
            irreversible=irreversible,
            icon=icon,
            cautions=tuple(cautions),
            warnings=tuple(warnings),
        )
        declared = method
        for states, goal in all_moves:
            fsm_target = GET_STATE(goal.by, states=goal.states) if isinstance(goal, Chosen) else goal
            # django-fsm takes a missing permission for "everyone"; the door judges rights, so here it says no to all.
            declared = transition(
                field="state",
                source=list(states),
                target=fsm_target,
                permission=_nobody,
                custom={"verb": spec},
            )(declared)
        declared.verb_spec = spec  # type: ignore[attr-defined]
        return declared

    return declare


def _states(states: str | Iterable[str]) -> tuple[str, ...]:
    return (str(states),) if isinstance(states, str) else tuple(str(state) for state in states)


def _goal(target: Target) -> Target:
    return str(target) if isinstance(target, str) else target


def _nobody(_instance: Any, _user: Any) -> bool:
    return False


_verbs: dict[Any, dict[str, Verb]] = {}


def verbs_of(model: type[models.Model]) -> dict[str, Verb]:
    """The verbs of a record type, in the order in which they are declared."""
    found = _verbs.get(model)
    if found is None:
        found = _verbs[model] = _declared(model)
    return found


def _declared(model: Any) -> dict[str, Verb]:
    found: dict[str, Verb] = {}
    for cls in reversed(model.__mro__):
        for name, value in vars(cls).items():
            spec = getattr(value, "verb_spec", None)
            if spec is not None:
                found[name] = spec
    return found


def add_guard(model: type[models.Model], verb_name: str, guard: Guard, *, slot: str) -> None:
    """Put a guard of an app above into a slot that the verb names. To be called in `AppConfig.ready()`; idempotent."""
    spec = verbs_of(model)[verb_name]
    if (slot, guard) not in spec.added:
        spec.added.append((slot, guard))
