"""Which bodies have which part in the records of promises: at most two queries for any number of records."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.apps import apps

from commitments.choices import ObligationState, ShareState
from lifecycle.facts import remembered
from organizations.choices import Part
from organizations.parties import Parties

NOBODY = Parties()


def _present(*bodies: int | None) -> tuple[int, ...]:
    return tuple(dict.fromkeys(body for body in bodies if body is not None))


Working = tuple[Mapping[int, list[int]], Mapping[int, list[int]], Mapping[int, list[int]]]


def _working_on(keys: Collection[int]) -> Working:
    """Who leads, who pays and who supports the obligations of some commitments: two queries."""
    lead: dict[int, list[int]] = {}
    paying: dict[int, list[int]] = {}
    rows = apps.get_model("commitments", "Obligation")._base_manager.filter(commitment__in=list(keys))
    for pk, body, payer in (
        rows.exclude(state=ObligationState.CANCELLED)
        .order_by("pk")
        .values_list("commitment_id", "lead_body_id", "paying_body_id")
    ):
        lead.setdefault(pk, []).append(body)
        if payer is not None:
            paying.setdefault(pk, []).append(payer)
    supporting: dict[int, list[int]] = {}
    shares = apps.get_model("commitments", "Share")._base_manager.filter(commitment__in=list(keys))
    for pk, body in (
        shares.exclude(state=ShareState.DROPPED)
        .exclude(obligation__state=ObligationState.CANCELLED)
        .order_by("pk")
        .values_list("commitment_id", "body_id")
    ):
        supporting.setdefault(pk, []).append(body)
    return lead, paying, supporting


def commitment_parties(commitments: Mapping[int, Any]) -> dict[int, Parties]:
    """Who logged and promised, and the bodies of the obligations that were not cancelled."""
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
    rows = apps.get_model("commitments", "Commitment")._base_manager.filter(pk__in=keys)
    promises: dict[int, Any] = {
        pk: rest for pk, *rest in rows.values_list("pk", "kind", "logging_body_id", "promisor_id")
    }
    supporting: dict[int, list[int]] = {}
    shares = apps.get_model("commitments", "Share")._base_manager.filter(obligation__in=[one.pk for one in obligations])
    for pk, body in shares.exclude(state=ShareState.DROPPED).order_by("pk").values_list("obligation_id", "body_id"):
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
    rows = apps.get_model("commitments", "Commitment")._base_manager.filter(pk__in=keys)
    found: Mapping[int, Any] = rows.only("kind", "logging_body_id", "promisor_id").in_bulk()
    return found


def parties_by_commitment(records: Sequence[Any]) -> dict[int, Parties]:
    """For records that hang on a commitment: its parties. Three queries."""
    keys = {one.commitment_id for one in records if one.commitment_id is not None}
    found = commitment_parties(remembered("promises", frozenset(keys), lambda: _promises(keys))) if keys else {}
    return {one.pk: found.get(one.commitment_id, NOBODY) for one in records}


def parties_by_obligation(records: Sequence[Any]) -> dict[int, Parties]:
    """For records that hang on an obligation: its parties. Three queries."""
    keys = {one.obligation_id for one in records if one.obligation_id is not None}
    rows = apps.get_model("commitments", "Obligation")._base_manager.filter(pk__in=keys)
    found = obligation_parties(list(rows)) if keys else {}
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
