"""Which verbs a person may perform on a record now, which not, and why not: what screens and the API show."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lifecycle.actors import Actor
from lifecycle.desks import Desk
from lifecycle.facts import facts_for
from lifecycle.guards import unmet_among
from lifecycle.refusals import NotPermitted, Sentence, Unmet
from lifecycle.rights import Right
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
    return available_among([record], by, today)[record.pk]


def available_among(records: Sequence[Any], by: Actor, today: date) -> dict[int, list[Offer]]:
    """The offers for some records of one type, `{pk: offers}`, in the number of queries that one record takes."""
    if not records:
        return {}
    specs = type(records[0]).verbs().values()
    states = {record.state for record in records}
    startable = [spec for spec in specs if states.intersection(spec.sources)]
    facts = facts_for(records, [need for spec in startable for need in (*spec.right.needs, *_guard_needs(spec))])
    return {record.pk: [_offer(record, spec, facts[record.pk], by, today) for spec in specs] for record in records}


def weighed(record: Any, spec: Verb, today: date) -> list[tuple[Sentence, bool]]:
    """What speaks against a step without forbidding it, each with whether it asks for a reason."""
    against = (*spec.cautions, *spec.warnings)
    facts = facts_for([record], [need for one in against for need in one.needs])[record.pk] if against else {}
    unmet = [(one, one.unmet(record, facts, today)) for one in against]
    return [(found.sentence, one in spec.cautions) for one, found in unmet if found is not None]


def edit_refused(record: Any, by: Actor, today: date) -> NotPermitted | None:
    """Why an actor may not edit a record whose present state lets something be edited; None where he may."""
    right = record.EDITABLE[record.trail_state].right
    facts = {**facts_for([record], right.needs)[record.pk], "cause": ""}
    return right.refusal(record, facts, by, "edit", today)  # type: ignore[no-any-return]


def editable_among(records: Sequence[Any], by: Actor, today: date) -> set[int]:
    """The keys of those records of one type that an actor may edit in their present states: the queries of one record."""
    rights = {one.pk: one.EDITABLE[one.trail_state].right for one in records if one.trail_state in one.EDITABLE}
    if not rights:
        return set()
    facts = facts_for(records, [need for right in rights.values() for need in right.needs])
    return {
        one.pk
        for one in records
        if one.pk in rights and rights[one.pk].refusal(one, {**facts[one.pk], "cause": ""}, by, "edit", today) is None
    }


def edit_unmet(record: Any, today: date) -> tuple[Unmet, ...]:
    """What keeps a record as a whole from being edited now. Guards about one field are left out: an edit may mend them."""
    guards = [one for one in record.EDITABLE[record.trail_state].guards if not one.field]
    facts = {**facts_for([record], [need for one in guards for need in one.needs])[record.pk], "cause": ""}
    return unmet_among(guards, record, facts, today)


def may_create(draft: Any, by: Actor, today: date) -> bool:
    """Whether an actor may make a record like this unsaved one, of which only the foreign keys that its right reads count."""
    return _creation_refused(draft, by, today) is None


def _creation_refused(draft: Any, by: Actor, today: date) -> NotPermitted | None:
    right = type(draft).CREATION.right
    facts = {**facts_for([draft], right.needs)[draft.pk], "cause": ""}
    return right.refusal(draft, facts, by, "create", today)  # type: ignore[no-any-return]


def open_steps(records: Sequence[Any], by: Actor, today: date) -> Mapping[str, set[int]]:
    """For each verb the keys of those records of one type on which its page opens for an actor: the queries of one record."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    for pk, offers in available_among(records, by, today).items():
        for offer in offers:
            if offer.status in (ALLOWED, UNMET):
                found[offer.name].add(pk)
    return found


def making_refused(desk: Desk, by: Actor, today: date, fixed: Mapping[str, Any]) -> NotPermitted | None:
    """Why an actor may not make a record, as far as that can be said before its form is filled in; None where he may try.

    First whether he holds a role at all by which it is made, without a query; then, where the desk says what a right
    reads besides what is `fixed`, the right itself.
    """
    if wanting := _roles_wanting(desk.model.CREATION.right, by, today):
        return NotPermitted([one.sentence for one in wanting])
    if desk.trial is None or not fixed:
        return None
    return _creation_refused(desk.model(**{**desk.trial(by, fixed), **fixed}), by, today)


def _roles_wanting(right: Right, by: Actor, today: date) -> list[Right]:
    """The single rights that no grant of an actor can fulfil, whatever the record; empty where one may."""
    if not right.parts:
        held = not right.roles or any(by.having(role, today) for role in right.roles)
        return [] if held and not right.drivers else [right]
    wanting = [_roles_wanting(part, by, today) for part in right.parts]
    if right.either and not all(wanting):
        return []
    return [one for part in wanting for one in part if not one.drivers]


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
