"""Guards: pure, named predicates with the sentence that tells a person what is missing."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from lifecycle.facts import Facts, Loader
from lifecycle.refusals import GuardsUnmet, Invalid, Refused, Sentence, Unmet

Predicate = Callable[[Any, Facts, date], bool]
Mend = Callable[[Any], str]


@dataclass(frozen=True, slots=True)
class Guard:
    """A condition on a record, its loaded facts and today. It never queries, raises or writes."""

    name: str
    sentence: Sentence
    holds: Predicate
    needs: tuple[Loader, ...] = ()
    mend: Mend | None = None
    # Some sentences name what is missing; they are made from the same facts.
    detail: Callable[[Any, Facts, date], Sentence] | None = None
    # On making and editing, a guard about one field that needs facts answers at that field, as Invalid.
    field: str = ""

    def unmet(self, record: Any, facts: Facts, today: date) -> Unmet | None:
        """None where the guard holds, else what to say and where to mend it."""
        if self.holds(record, facts, today):
            return None
        sentence = self.detail(record, facts, today) if self.detail else self.sentence
        return Unmet(self.name, sentence, self.mend(record) if self.mend else "")


def guard(
    name: str,
    sentence: Sentence,
    needs: Iterable[Loader] = (),
    mend: Mend | None = None,
    detail: Callable[[Any, Facts, date], Sentence] | None = None,
    field: str = "",
) -> Callable[[Predicate], Guard]:
    """Declare `(record, facts, today) -> bool` as a guard."""

    def declare(holds: Predicate) -> Guard:
        return Guard(name, sentence, holds, tuple(needs), mend, detail, field)

    return declare


def unmet_among(guards: Iterable[Guard], record: Any, facts: Facts, today: date) -> tuple[Unmet, ...]:
    """What does not hold, in the order in which the guards are declared; empty where all hold."""
    return tuple(found for one in guards if (found := one.unmet(record, facts, today)) is not None)


def refusal_by(guards: Iterable[Guard], record: Any, facts: Facts, today: date) -> Refused | None:
    """What guards answer when a record is made or edited: Invalid for those about a field, else GuardsUnmet; None if all hold."""
    unmet = [(one, found) for one in guards if (found := one.unmet(record, facts, today)) is not None]
    at_fields = {one.field: found.sentence for one, found in unmet if one.field}
    if at_fields:
        return Invalid(at_fields)
    return GuardsUnmet([found for _one, found in unmet]) if unmet else None
