"""Which verbs a person may perform on a record now, which not, and why not: what screens and the API show."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from lifecycle.actors import Actor
from lifecycle.facts import facts_for
from lifecycle.guards import unmet_among
from lifecycle.refusals import NotPermitted, Sentence, Unmet
from lifecycle.verbs import Verb

ALLOWED, UNMET, NOT_YOURS, DRIVEN, WRONG_STATE = (
    "allowed",
    "unmet",
    "not_yours",
    "driven",
    "wrong_state",
)


@dataclass(frozen=True, slots=True)
class Offer:
    """A verb as it stands for a person and a record: `status` is one of the five words above."""

    verb: Verb
    status: str
    unmet: tuple[Unmet, ...] = ()
    sentences: tuple[Sentence, ...] = ()

    @property
    def name(self) -> str:
        return self.verb.name

    @property
    def label(self) -> Sentence:
        return self.verb.label


def available(record: Any, by: Actor, today: date) -> list[Offer]:
    """An offer for each verb of the record's type, in declared order; the number of queries is that of the distinct facts."""
    startable = [spec for spec in record.verbs().values() if record.state in spec.sources]
    loaders = [need for spec in startable for need in (*spec.right.needs, *_guard_needs(spec))]
    facts = facts_for([record], loaders)[record.pk]
    return [_offer(record, spec, facts, by, today) for spec in record.verbs().values()]


def edit_refused(record: Any, by: Actor, today: date) -> NotPermitted | None:
    """Why an actor may not edit a record whose present state lets something be edited; None where he may."""
    right = record.EDITABLE[record.trail_state].right
    facts = {**facts_for([record], right.needs)[record.pk], "cause": ""}
    return right.refusal(record, facts, by, "edit", today)  # type: ignore[no-any-return]


def _guard_needs(spec: Verb) -> list[Any]:
    return [need for guard in spec.all_guards for need in guard.needs]


def _offer(record: Any, spec: Verb, facts: Any, by: Actor, today: date) -> Offer:
    if spec.is_driven:
        return Offer(spec, DRIVEN)
    if record.state not in spec.sources:
        return Offer(spec, WRONG_STATE)
    failed = spec.right.failures(record, facts, by, spec.name, today)
    if failed:
        return Offer(spec, NOT_YOURS, sentences=tuple(one.sentence for one in failed))
    unmet = unmet_among(spec.all_guards, record, facts, today)
    return Offer(spec, UNMET if unmet else ALLOWED, unmet=unmet)
