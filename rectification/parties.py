"""Which bodies have which part in cases, orders and inquiries: a few queries for any number of records."""

from collections.abc import Mapping, Sequence
from typing import Any

from commitments.parties import parties_by_commitment, parties_by_obligation
from organizations.choices import Part
from organizations.parties import Parties


def _with(parties: Parties, **bodies: int | None) -> Parties:
    """The same parties with one body in each named part, in place of what stood there."""
    named: dict[str, tuple[int, ...]] = {Part(part): (body,) for part, body in bodies.items() if body is not None}
    return Parties(parties.matter, {**parties.bodies, **named})


def case_parties(cases: Sequence[Any]) -> dict[int, Parties]:
    """The obligation's where the case names one, else the commitment's; and the verifying body."""
    whole = [one for one in cases if one.obligation_id is None]
    single = [one for one in cases if one.obligation_id is not None]
    found = {**(parties_by_commitment(whole) if whole else {}), **(parties_by_obligation(single) if single else {})}
    return {one.pk: _with(found[one.pk], verifying=one.verifying_body_id) for one in cases}


def order_parties(orders: Sequence[Any]) -> dict[int, Parties]:
    """The commitment's, with the addressee as the duty body, and the issuer."""
    found = parties_by_commitment(orders)
    return {one.pk: _with(found[one.pk], duty=one.duty_body_id, issuing=one.issuer_id) for one in orders}


def of_order(rows: Sequence[Any], orders: Mapping[int, Any]) -> dict[int, Parties]:
    """For rows of orders: the order's."""
    found = order_parties(list(orders.values()))
    return {one.pk: found.get(one.order_id, Parties()) for one in rows}


def inquiry_parties(inquiries: Sequence[Any]) -> dict[int, Parties]:
    """The commitment's, with the body held to account as the duty body, and the deciding one."""
    found = parties_by_commitment(inquiries)
    return {one.pk: _with(found[one.pk], duty=one.body_id, deciding=one.deciding_body_id) for one in inquiries}


def referral_parties(referrals: Sequence[Any]) -> dict[int, Parties]:
    """The commitment's, with the person's body as the duty body, and the one that hands the lead over."""
    found = parties_by_commitment(referrals)
    return {one.pk: _with(found[one.pk], duty=one.body_id, issuing=one.issuing_body_id) for one in referrals}
