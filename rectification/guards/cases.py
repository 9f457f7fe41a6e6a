"""What a breach case needs."""

from datetime import date
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from commitments.choices import CommitmentState, Legality, Side
from commitments.guards.sentences import listed
from commitments.rules.legality import standing_legality
from lifecycle.facts import Facts
from lifecycle.guards import guard
from lifecycle.refusals import Sentence
from rectification.facts import duties, open_orders, promise

# A breach is declared, or a further one joined, in these states; in any other a person resumes or reopens first.
BREACHABLE = (
    CommitmentState.ACTIVE,
    CommitmentState.SUSPENDED,
    CommitmentState.BREACHED,
    CommitmentState.RECTIFYING,
    CommitmentState.UNREMEDIED,
)
WAYS_OUT = {
    CommitmentState.REMEDIED: _("The commitment is remedied: resume its performance first, then confirm."),
    CommitmentState.FULFILLED: _("The commitment was confirmed as fulfilled: the superior reopens it first."),
    CommitmentState.CLOSED: _("The commitment is closed: the superior reopens it first."),
    CommitmentState.TERMINATED: _("The commitment was lawfully terminated: dismiss the case, or close it by another."),
}


@guard("is_verified", _("The verifier has not reported yet what he found."))
def is_verified(record: Any, _facts: Facts, _today: date) -> bool:
    """Whoever decides should have read it; he may decide without."""
    return record.verified_on is not None


@guard("is_of_the_commitment", _("This obligation belongs to another commitment."), needs=(duties,), field="obligation")
def is_of_the_commitment(record: Any, facts: Facts, _today: date) -> bool:
    """A case names an obligation of its own commitment."""
    return record.obligation_id is None or bool(facts["duties"])


@guard(
    "is_about_government",
    _("The promisee's own duties have no breach case."),
    needs=(duties,),
    field="obligation",
)
def is_about_government(record: Any, facts: Facts, _today: date) -> bool:
    """Only what the government's side owes can be a breach."""
    return record.obligation_id is None or all(one.side == Side.GOVERNMENT for one in facts["duties"])


def _way_out(_record: Any, facts: Facts, _today: date) -> Sentence:
    state = facts["promise"].state
    return WAYS_OUT.get(state, _("The commitment is not in force: there is nothing to breach."))


@guard(
    "is_breachable",
    _("The commitment is not where a breach can be declared: resume or reopen it first."),
    needs=(promise, open_orders),
    detail=_way_out,
)
def is_breachable(_record: Any, facts: Facts, _today: date) -> bool:
    """In force and not remedied; every other state names its way out."""
    return facts["promise"] is not None and facts["promise"].state in BREACHABLE


def _unlawful(facts: Facts) -> list[Any]:
    return [
        one for one in facts["duties"] if standing_legality(one.legality, one.commitment.source_kind) != Legality.LAWFUL
    ]


def _which(_record: Any, facts: Facts, _today: date) -> Sentence:
    names = listed(
        f"{one.title} ({one.legality_article})" if one.legality_article else one.title for one in _unlawful(facts)
    )
    return format_lazy(
        _(
            "Nobody is ordered to perform what is not classified lawful "
            "(Regulation on Optimising the Business Environment, art. 31): {names}."
        ),
        names=names or "-",
    )


@guard(
    "is_lawful",
    _("The obligation is not classified lawful: nobody is ordered to perform it."),
    needs=(duties,),
    detail=_which,
)
def is_lawful(_record: Any, facts: Facts, _today: date) -> bool:
    """Each obligation that the case is about is classified lawful."""
    return bool(facts["duties"]) and not _unlawful(facts)


@guard("is_not_ring", _("That case was itself taken up by this one."))
def is_never_taken_up_in_a_ring(record: Any, _facts: Facts, _today: date) -> bool:
    """A case that others were joined to stays until it is settled; a settled one takes nothing up."""
    return record.superseded_by_id is None
