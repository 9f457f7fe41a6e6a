"""Rights: who may perform a verb. Judged in the kernel alone, after the lock, from facts and the actor's grants."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from lifecycle.actors import Actor, Via
from lifecycle.facts import Facts, Loader, loader
from lifecycle.refusals import NotPermitted, Sentence
from lifecycle.statements import Given, Question, statements_for
from lifecycle.statements.acts import WRITING

# (record, facts, by, verb, today) -> bool
Test = Callable[[Any, Facts, Actor, str, date], bool]


@dataclass(frozen=True, slots=True)
class Right:
    """One condition on the actor, with the sentence that says who may do it."""

    name: str
    sentence: Sentence
    holds: Test
    roles: tuple[str, ...] = ()
    needs: tuple[Loader, ...] = ()
    # Only as the consequence of one of these verbs ("app.Model.verb"), in the same transaction.
    drivers: tuple[str, ...] = ()
    parts: tuple["Right", ...] = ()
    either: bool = False

    def __and__(self, other: "Right") -> "Right":
        return _combined((self, other), either=False)

    def __or__(self, other: "Right") -> "Right":
        return _combined((self, other), either=True)

    def failures(self, record: Any, facts: Facts, by: Actor, verb: str, today: date) -> list["Right"]:
        """The rights that are missing; empty where the actor may."""
        if not self.parts:
            return [] if self.holds(record, facts, by, verb, today) else [self]
        failed = [part.failures(record, facts, by, verb, today) for part in self.parts]
        if self.either:
            return [] if not all(failed) else [one for part in failed for one in part]
        return [one for part in failed for one in part]

    def refusal(self, record: Any, facts: Facts, by: Actor, verb: str, today: date) -> NotPermitted | None:
        """What a door answers to an actor who may not: who may, in sentences; None where he may."""
        failed = self.failures(record, facts, by, verb, today)
        return NotPermitted([one.sentence for one in failed], [one.name for one in failed]) if failed else None

    def leaves(self) -> tuple["Right", ...]:
        """The single rights of which this one is made, in reading order."""
        if not self.parts:
            return (self,)
        return tuple(leaf for part in self.parts for leaf in part.leaves())


def _combined(parts: tuple[Right, ...], *, either: bool) -> Right:
    leaves = [leaf for part in parts for leaf in part.leaves()]

    def unreachable(*_args: Any) -> bool:
        raise AssertionError("a combined right is judged by its parts")

    return Right(
        name=(" or " if either else " and ").join(part.name for part in parts),
        sentence="",
        holds=unreachable,
        roles=tuple(dict.fromkeys(role for leaf in leaves for role in leaf.roles)),
        needs=tuple(need for leaf in leaves for need in leaf.needs),
        drivers=tuple(driver for leaf in leaves for driver in leaf.drivers),
        parts=parts,
        either=either,
    )


def right(
    name: str,
    sentence: Sentence,
    roles: Iterable[str] = (),
    needs: Iterable[Loader] = (),
) -> Callable[[Test], Right]:
    """Declare `(record, facts, by, verb, today) -> bool` as a right."""

    def declare(holds: Test) -> Right:
        return Right(name, sentence, holds, tuple(roles), tuple(needs))

    return declare


@loader("acts", default=())
def acts(records: Any) -> dict[int, Any]:
    """Who did what since each record last entered its first state, and who ever made or edited it.

    `{pk: ((verb, actor_id, on_behalf_of_id), …)}`
    """
    return statements_for(type(records[0])).acts(records)


def other_than(*verbs: str) -> Right:
    """Neither the actor nor the person he acts for did one of these verbs, had it done for him, or edited the record.

    Steps count since the record last entered its first state, edits for good: a return does not unwrite what was written.
    Persons, not accounts, are compared.
    """
    watched = frozenset(verbs) | {"edit"}

    def holds(_record: Any, facts: Facts, by: Actor, _verb: str, _today: date) -> bool:
        persons = {by.official_id, by.on_behalf_of_id} - {None}
        if not persons:
            return False
        return not any(
            verb in watched and (actor in persons or principal in persons) for verb, actor, principal in facts["acts"]
        )

    return Right(
        name=f"other_than({', '.join(verbs)})",
        sentence=_("The same person may not take both steps: another must do this."),
        holds=holds,
        needs=(acts,),
    )


def apart_from(name: str, persons: Loader) -> Right:
    """Neither the actor nor the person he acts for is among those whom a loader names for each record.

    For what is written in rows of their own but decided with the record: who wrote them had a hand in it.
    """

    def holds(_record: Any, facts: Facts, by: Actor, _verb: str, _today: date) -> bool:
        own = {by.official_id, by.on_behalf_of_id} - {None}
        return bool(own) and not own & set(facts[persons.name])

    return Right(
        name=name,
        sentence=_("You have written a part of this yourself: another must decide."),
        holds=holds,
        needs=(persons,),
    )


def writers(parts: Mapping[Any, str], keys: Iterable[int]) -> dict[int, tuple[int, ...]]:
    """Who made or edited rows of some record types that belong to some records, or for whom it was done. One query.

    `parts` names for each type the column that holds the record's key. What a step drove is nobody's writing.
    """
    found: dict[int, set[int]] = {}
    for key, *persons in _writing_of(tuple(parts.items())).rows(keys=list(keys)):
        found.setdefault(key, set()).update(one for one in persons if one is not None)
    return {key: tuple(sorted(persons)) for key, persons in found.items()}


@cache
def _writing_of(parts: tuple[tuple[Any, str], ...]) -> Question:
    def rows() -> Any:
        first, *rest = (
            part.history.model._default_manager.filter(**{f"{column}__among": Given("keys")}, verb__in=WRITING)
            .exclude(via=Via.DRIVEN)
            .order_by()
            .values_list(column, "actor_id", "on_behalf_of_id")
            for part, column in parts
        )
        return first.union(*rest)

    return Question(rows)


def driven_by(*drivers: str) -> Right:
    """Only in consequence of one of these verbs ("app.Model.verb"), in the same transaction; to a person: done by the system."""
    return Right(
        name=f"driven_by({', '.join(drivers)})",
        sentence=_("Not you: the system does this in consequence of another step."),
        # The cause is checked by the door itself, which alone knows what this transaction wrote.
        holds=lambda _record, facts, _by, _verb, _today: facts.get("cause") in drivers,
        drivers=drivers,
    )
