"""What an obligation needs as it is entered and on its way."""

from datetime import date
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from commitments.choices import (
    ConditionState,
    EvidencePurpose,
    Legality,
    ObligationKind,
    ObligationState,
    ShareState,
    Side,
)
from commitments.facts import (
    conditions,
    duty,
    duty_relations,
    evidence_count,
    paid_so_far,
    promise,
    shares,
)
from commitments.guards.sentences import IS_GROUP, NOT_OVERSEEN, is_driven, naming
from commitments.rules.legality import standing_legality
from face.amounts import in_a_sentence
from lifecycle.facts import Facts
from lifecycle.guards import guard
from lifecycle.refusals import Sentence


@guard(
    "is_recorded_as_paid",
    _("Less is recorded as paid than is accepted here."),
    needs=(paid_so_far,),
    detail=lambda record, facts, _today: format_lazy(
        _("Recorded as paid: {paid}; owed: {owed}."),
        paid=in_a_sentence(facts["paid_so_far"]),
        owed=in_a_sentence(record.amount),
    ),
)
def is_recorded_as_paid(record: Any, facts: Facts, _today: date) -> bool:
    """A payment that is accepted in full has its vouchers: where it has not, somebody says why."""
    if record.kind != ObligationKind.PAYMENT or record.side != Side.GOVERNMENT or record.amount is None:
        return True
    return bool(facts["paid_so_far"] >= record.amount)


def _unfit(_record: Any, facts: Facts, _today: date) -> Sentence:
    return IS_GROUP if facts["duty_relations"].is_borne_by_group else NOT_OVERSEEN


def _is_fit(facts: Facts, today: date) -> bool:
    known = facts["duty_relations"]
    free = is_driven(facts) or facts["promise"].is_imported
    return free or (bool(known.overseers(today)) and not known.is_borne_by_group)


@guard(
    "is_overseen",
    NOT_OVERSEEN,
    needs=(duty_relations, promise),
    detail=_unfit,
    field="lead_body",
)
def is_lead_overseen(_record: Any, facts: Facts, today: date) -> bool:
    """An imported draft may name such a body, or a group, until it is submitted."""
    return _is_fit(facts, today)


@guard(
    "is_overseen",
    NOT_OVERSEEN,
    needs=(duty_relations, promise),
    detail=_unfit,
    field="body",
)
def is_share_overseen(_record: Any, facts: Facts, today: date) -> bool:
    """The same for a supporting body."""
    return _is_fit(facts, today)


@guard("is_due_after_promise", _("The due date lies before the promise."), needs=(promise,), field="due_on")
def is_due_after_promise(record: Any, facts: Facts, _today: date) -> bool:
    """Nothing is due before it is promised."""
    promised = facts["promise"].promised_on
    return record.due_on is None or promised is None or record.due_on >= promised


@guard("is_unclassified", _("Only the next occurrence of an obligation takes over from the one before."))
def is_original(record: Any, facts: Facts, _today: date) -> bool:
    """What people enter starts unreviewed and follows nothing."""
    return is_driven(facts) or (record.previous_id is None and record.legality == Legality.UNREVIEWED)


@guard("is_of_the_commitment", _("This obligation belongs to another commitment."), needs=(duty,), field="obligation")
def is_of_the_commitment(record: Any, facts: Facts, _today: date) -> bool:
    """A row about an obligation names that obligation's own commitment."""
    return record.obligation_id is None or (
        facts["duty"] is not None and facts["duty"].commitment_id == record.commitment_id
    )


@guard("is_of_conditional", _("This obligation depends on no conditions."), needs=(duty,), field="obligation")
def is_of_conditional(_record: Any, facts: Facts, _today: date) -> bool:
    """Conditions belong to a conditional obligation."""
    return facts["duty"] is not None and facts["duty"].is_conditional


@guard("is_undecided", _("The conditions of this obligation were confirmed or have fallen away."), needs=(duty,))
def is_undecided(_record: Any, facts: Facts, _today: date) -> bool:
    """Figures are given while the conditions are open."""
    return facts["duty"] is not None and facts["duty"].state in (ObligationState.CONDITIONAL, ObligationState.CLAIMED)


@guard("has_claim_papers", _("Attach the papers of the claim."), needs=(evidence_count,))
def has_claim_papers(_record: Any, facts: Facts, _today: date) -> bool:
    """The promisee's claim is on file."""
    return bool(facts["evidence_count"][EvidencePurpose.CLAIM])


@guard(
    "are_conditions_figured",
    _("Each condition needs its figure and the source of the figure."),
    needs=(conditions,),
    detail=naming(
        _("No figure with its source yet for: {names}."),
        lambda _record, facts: [one.text for one in facts["conditions"] if one.state == ConditionState.OPEN],
    ),
)
def are_conditions_figured(_record: Any, facts: Facts, _today: date) -> bool:
    """Conditions are confirmed on figures, not on words."""
    return all(one.state != ConditionState.OPEN for one in facts["conditions"])


@guard(
    "has_evidence",
    _("Attach evidence: a file, or a paper with its place in the archive."),
    needs=(evidence_count,),
)
def has_evidence(_record: Any, facts: Facts, _today: date) -> bool:
    """Proof of performance."""
    return bool(facts["evidence_count"][EvidencePurpose.PERFORMANCE])


@guard(
    "are_shares_named",
    _("Name the supporting bodies that have not reported their share."),
    needs=(shares,),
    detail=naming(
        _("These supporting bodies have not reported, and are not named as missing: {names}."),
        lambda _record, facts: [one.body.name for one in facts["shares"] if one.state == ShareState.OUTSTANDING],
    ),
)
def are_shares_named(_record: Any, facts: Facts, _today: date) -> bool:
    """Whoever did not contribute is named when the lead body reports."""
    return all(one.state != ShareState.OUTSTANDING for one in facts["shares"])


@guard(
    "is_lawful",
    _(
        "This obligation is not classified lawful, and only what is lawful is performed "
        "(Regulation on Optimising the Business Environment, art. 31)."
    ),
    needs=(promise,),
)
def is_lawful(record: Any, facts: Facts, _today: date) -> bool:
    """Classified lawful, and resting on a paper."""
    return standing_legality(record.legality, facts["promise"].source_kind) == Legality.LAWFUL


@guard("is_unlawful", _("Only an obligation classified unlawful, with the article, may be stopped."))
def is_unlawful(record: Any, _facts: Facts, _today: date) -> bool:
    """Classified unlawful, and the article named."""
    return record.legality == Legality.UNLAWFUL and bool(record.legality_article)


@guard("has_consent", _("Attach the promisee's consent."), needs=(evidence_count,))
def has_consent(_record: Any, facts: Facts, _today: date) -> bool:
    """The promisee gave the duty up himself."""
    return bool(facts["evidence_count"][EvidencePurpose.CONSENT])
