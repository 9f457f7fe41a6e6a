"""What this app adds to the verbs of promises: nothing is closed or resumed over something open."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from commitments.guards.sentences import naming
from lifecycle.facts import Facts
from lifecycle.guards import guard
from rectification.facts import is_proof, open_cases, open_inquiries, open_orders


@guard(
    "has_no_open_case",
    _("A breach case is open on it."),
    needs=(open_cases,),
    detail=naming(
        _("These breach cases are open on it: {names}."), lambda _r, facts: [one.ref for one in facts["open_cases"]]
    ),
)
def has_no_open_case(_record: Any, facts: Facts, _today: date) -> bool:
    """No case suspected or under verification."""
    return not facts["open_cases"]


@guard(
    "has_no_open_order",
    _("A rectification order is open on it."),
    needs=(open_orders,),
    detail=naming(
        _("These rectification orders are open on it: {names}."),
        lambda _r, facts: [one.ref for one in facts["open_orders"]],
    ),
)
def has_no_open_order(_record: Any, facts: Facts, _today: date) -> bool:
    """Every order is accepted, failed, refused or set aside."""
    return not facts["open_orders"]


@guard(
    "has_no_open_inquiry",
    _("An accountability case is open on it."),
    needs=(open_inquiries,),
    detail=naming(
        _("These accountability cases are open on it: {names}."),
        lambda _r, facts: [one.ref for one in facts["open_inquiries"]],
    ),
)
def has_no_open_inquiry(_record: Any, facts: Facts, _today: date) -> bool:
    """No inquiry opened, under way, proposed or under review."""
    return not facts["open_inquiries"]


@guard("is_no_proof", _("A measure of a rectification rests on this evidence: it stays."), needs=(is_proof,))
def is_no_proof(_record: Any, facts: Facts, _today: date) -> bool:
    """Proof is not taken back under a report or an acceptance."""
    return not facts["is_proof"]
