"""Which bodies have which part in the records of promises: at most three queries for any number of records."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.apps import apps
from django.db.models import FilteredRelation, Q

from commitments.choices import ObligationState, ShareState
from lifecycle.facts import remembered
from lifecycle.statements import Given, Question
from organizations.choices import Part
from organizations.parties import Parties

NOBODY = Parties()
STANDING_SHARES = tuple(state for state in ShareState.values if state != ShareState.DROPPED)


def _rows(model: str) -> Any:
    return apps.get_model("commitments", model)._base_manager


# An obligation comes once for each of its shares, and once where it has none.
_DUTIES_OF_COMMITMENTS = Question(
    lambda: (
        _rows("Obligation")
        .filter(commitment__among=Given("keys"))
        .exclude(state=ObligationState.CANCELLED)
        .annotate(standing=FilteredRelation("share_rows", condition=Q(share_rows__state__in=STANDING_SHARES)))
        .order_by("pk")
        .values_list("commitment_id", "lead_body_id", "paying_body_id", "standing__pk", "standing__body_id")
    )
)
_PROMISES = Question(
    lambda: (
        _rows("Commitment")
        .filter(pk__among=Given("keys"))
        .order_by()
        .values_list("pk", "kind", "logging_body_id", "promisor_id")
    )
)
_SHARES_OF_OBLIGATIONS = Question(
    lambda: (
        _rows("Share")
        .filter(obligation__among=Given("keys"))
        .exclude(state=ShareState.DROPPED)
        .order_by("pk")
        .values_list("obligation_id", "body_id")
    )
)
_OBLIGATIONS = Question(lambda: _rows("Obligation").filter(pk__among=Given("keys")))
_COMMITMENTS = Question(
    lambda: _rows("Commitment").filter(pk__among=Given("keys")).only("kind", "logging_body_id", "promisor_id")
)


def _present(*bodies: int | None) -> tuple[int, ...]:
    return tuple(dict.fromkeys(body for body in bodies if body is not None))


Working = tuple[Mapping[int, list[int]], Mapping[int, list[int]], Mapping[int, list[int]]]


def _working_on(keys: Collection[int]) -> Working:
    """Who leads, who pays and who supports the obligations of some commitments: one query."""
    lead: dict[int, list[int]] = {}
    paying: dict[int, list[int]] = {}
    shares: dict[int, list[tuple[int, int]]] = {}
    for pk, body, payer, share, supporter in _DUTIES_OF_COMMITMENTS.rows(keys=keys):
        lead.setdefault(pk, []).append(body)
        if payer is not None:
            paying.setdefault(pk, []).append(payer)
        if share is not None:
            shares.setdefault(pk, []).append((share, supporter))
    return lead, paying, {pk: [body for _share, body in sorted(found)] for pk, found in shares.items()}


def commitment_parties(commitments: Mapping[int, Any]) -> dict[int, Parties]:
    """Who logged and promised, and the bodies of the obligations that were not cancelled. One query."""
    keys = list(commitments)
    lead, paying, supporting = remembered("working on commitments", tuple(keys), lambda: _working_on(keys))
    return {
        pk: Parties(
            one.kind,
            {
                Part.LOGGING: _present(one.logging_body_id),
                Part.PROMISING: _present(one.promisor_id),
                Part.DUTY: _present(*lead.get(pk, ())),
                Part.SUPPORTING: _present(*supporting.get(pk, ())),
                Part.PAYING: _present(*paying.get(pk, ())),
            },
        )
        for pk, one in commitments.items()
    }


def obligation_parties(obligations: Sequence[Any]) -> dict[int, Parties]:
    """Who logged and promised it, who leads, who supports, who pays."""
    keys = {one.commitment_id for one in obligations}
    promises: dict[int, Any] = {pk: rest for pk, *rest in _PROMISES.rows(keys=keys)}
    supporting: dict[int, list[int]] = {}
    for pk, body in _SHARES_OF_OBLIGATIONS.rows(keys=[one.pk for one in obligations]):
        supporting.setdefault(pk, []).append(body)
    found = {}
    for one in obligations:
        if one.commitment_id not in promises:
            found[one.pk] = NOBODY
            continue
        kind, logging, promisor = promises[one.commitment_id]
        found[one.pk] = Parties(
            kind,
            {
                Part.LOGGING: _present(logging),
                Part.PROMISING: _present(promisor),
                Part.DUTY: _present(one.lead_body_id),
                Part.SUPPORTING: _present(*supporting.get(one.pk, ())),
                Part.PAYING: _present(one.paying_body_id),
            },
        )
    return found


def with_part(parties: Mapping[int, Parties], part: str, bodies: Mapping[int, Iterable[int]]) -> dict[int, Parties]:
    """The same parties with some more bodies in one part."""
    return {
        pk: Parties(one.matter, {**one.bodies, part: _present(*one.of(part), *bodies.get(pk, ()))})
        for pk, one in parties.items()
    }


def _promises(keys: Collection[int]) -> Mapping[int, Any]:
    return {one.pk: one for one in _COMMITMENTS.records(keys=keys)}


def parties_by_commitment(records: Sequence[Any]) -> dict[int, Parties]:
    """For records that hang on a commitment: its parties. Two queries."""
    keys = {one.commitment_id for one in records if one.commitment_id is not None}
    found = commitment_parties(remembered("promises", frozenset(keys), lambda: _promises(keys))) if keys else {}
    return {one.pk: found.get(one.commitment_id, NOBODY) for one in records}


def parties_by_obligation(records: Sequence[Any]) -> dict[int, Parties]:
    """For records that hang on an obligation: its parties. Three queries."""
    keys = {one.obligation_id for one in records if one.obligation_id is not None}
    found = obligation_parties(_OBLIGATIONS.records(keys=keys)) if keys else {}
    return {one.pk: found.get(one.obligation_id, NOBODY) for one in records}


def evidence_parties(records: Sequence[Any]) -> dict[int, Parties]:
    """Those of the commitment, or of the agreement where it hangs on none; the body that attached it issues it."""
    found = parties_by_commitment(records)
    loose = [one for one in records if one.commitment_id is None]
    if loose:
        model = apps.get_model("commitments", "Agreement")
        papers = model._base_manager.in_bulk({one.agreement_id for one in loose})
        parties = model.parties_of(list(papers.values()))
        found |= {one.pk: parties.get(one.agreement_id, NOBODY) for one in loose}
    return with_part(found, Part.ISSUING, {one.pk: _present(one.body_id) for one in records})


def variation_parties(records: Sequence[Any]) -> dict[int, Parties]:
    """Those of the obligation, or of the whole commitment where none is named; the body that asks issues it."""
    of_duties = [one for one in records if one.obligation_id is not None]
    of_wholes = [one for one in records if one.obligation_id is None]
    found = {**parties_by_obligation(of_duties), **parties_by_commitment(of_wholes)}
    return with_part(found, Part.ISSUING, {one.pk: _present(one.body_id) for one in records})
