"""What a variation needs before it is proposed, submitted and approved (LIFECYCLES 3)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commitments.choices import OPEN_OBLIGATION, EvidencePurpose, ShareState, VariationKind, VariationState
from commitments.facts import body_paths, duty, held_promise, promise
from commitments.facts.variations import judgment, named_bodies, rivals, seen_row, target, variation_papers, varied
from commitments.guards.sentences import IS_GROUP, NOT_OVERSEEN
from commitments.rules.variations import assent_purposes, due_fault, is_changing, is_same, needs_assent
from lifecycle.facts import Facts
from lifecycle.guards import guard
from lifecycle.refusals import Sentence
from organizations.choices import Part
from organizations.facts import Relations, relations


@guard(
    "is_duty_open",
    _("This obligation is met or has fallen away: there is nothing left to change."),
    needs=(duty,),
    field="obligation",
)
def is_duty_open(record: Any, facts: Facts, _today: date) -> bool:
    """Only what is still owed changes."""
    found = facts["duty"]
    return record.obligation_id is None or found is None or found.state in OPEN_OBLIGATION


@guard(
    "is_share_open",
    _("Choose a share of this obligation that its body has not reported yet."),
    needs=(target,),
    field="share",
)
def is_share_open(record: Any, facts: Facts, _today: date) -> bool:
    """A share passes on while it is outstanding, and belongs to the obligation named."""
    if record.share_id is None:
        return True
    share = facts["target"]
    return (
        share is not None
        and share.obligation_id == record.obligation_id
        and share.state in (ShareState.OUTSTANDING, ShareState.NAMED_MISSING)
    )


@guard(
    "is_asked_by_party",
    _("A change is asked for in the name of the body that logged the promise, or of one that has to keep it."),
    needs=(relations, body_paths),
    field="body",
)
def is_asked_by_party(_record: Any, facts: Facts, _today: date) -> bool:
    """The proposing body is the logging body, a duty body, or below one."""
    own = facts["body_path"]
    return any(own.startswith(path) for path in facts["relations"].paths(Part.LOGGING, Part.DUTY))


@guard(
    "is_only_one",
    _("A change of the same kind is under way already: decide or withdraw that one first."),
    needs=(held_promise, rivals),
    field="kind",
)
def is_only_one(record: Any, facts: Facts, _today: date) -> bool:
    """Two answers to one question are never under way. Asked while the commitment is locked."""
    return record.kind == VariationKind.ADDITION or not facts["rivals"]


@guard("is_changing", _("This is what the record says already."), needs=(target,), field="kind")
def is_changing_something(record: Any, facts: Facts, _today: date) -> bool:
    """A variation changes something."""
    return is_changing(record, facts["target"])


@guard(
    "has_fitting_due_date",
    _("The new due date does not fit the one that stands."),
    needs=(duty,),
    detail=lambda record, facts, _today: due_fault(record, facts["duty"]) or "",
    field="due_on",
)
def has_fitting_due_date(record: Any, facts: Facts, _today: date) -> bool:
    """Later is an extension; an extension is later."""
    return due_fault(record, facts["duty"]) is None


@guard("is_due_after_promise", _("The due date lies before the promise."), needs=(promise,), field="due_on")
def is_new_date_after_promise(record: Any, facts: Facts, _today: date) -> bool:
    """Nothing is due before it is promised."""
    promised = facts["promise"].promised_on if facts["promise"] is not None else None
    return promised is None or all(one is None or one >= promised for one in (record.due_on, record.share_due_on))


def _unfit(known: Relations | None) -> Sentence:
    return IS_GROUP if known is not None and known.is_borne_by_group else NOT_OVERSEEN


@guard(
    "is_lead_overseen",
    NOT_OVERSEEN,
    needs=(named_bodies,),
    detail=lambda record, facts, _today: _unfit(facts["named_bodies"].get(record.lead_body_id)),
    field="lead_body",
)
def is_new_lead_overseen(record: Any, facts: Facts, today: date) -> bool:
    """The duty passes to a body that somebody oversees."""
    known = facts["named_bodies"].get(record.lead_body_id)
    return known is None or (bool(known.overseers(today)) and not known.is_borne_by_group)


@guard(
    "is_supporting_overseen",
    NOT_OVERSEEN,
    needs=(named_bodies,),
    detail=lambda record, facts, _today: _unfit(facts["named_bodies"].get(record.supporting_body_id)),
    field="supporting_body",
)
def is_new_supporting_overseen(record: Any, facts: Facts, today: date) -> bool:
    """The same for a supporting body."""
    known = facts["named_bodies"].get(record.supporting_body_id)
    return known is None or (bool(known.overseers(today)) and not known.is_borne_by_group)


@guard(
    "is_judgment_in_force",
    _("Only a decision that is in force, of a dispute about this commitment, can be carried out."),
    needs=(judgment,),
    field="judgment",
)
def is_judgment_in_force(record: Any, facts: Facts, today: date) -> bool:
    """An effective judgment replaces the duty's content (LIFECYCLES 1); one that is not effective replaces nothing."""
    if record.judgment_id is None:
        return True
    found = facts["judgment"]
    return (
        found is not None
        and found.commitment_id == record.commitment_id
        and found.effective_on is not None
        and found.effective_on <= today
    )


_WANTED: Mapping[str, Sentence] = {
    EvidencePurpose.DISPUTE: _("Attach the decision that is carried out."),
    EvidencePurpose.GROUND: _("Attach the document that orders the change: the promise names nobody who could agree."),
}


def _to_upload(record: Any) -> str:
    return reverse("commitments:upload") + f"?variation={record.pk}&purpose={EvidencePurpose.CONSENT}"


@guard(
    "has_assent",
    _("Attach the promisee's consent: the change lessens what is owed to him."),
    needs=(promise, duty, variation_papers),
    mend=_to_upload,
    detail=lambda record, facts, _today: _WANTED.get(
        assent_purposes(record, facts["promise"])[-1],
        _("Attach the promisee's consent: the change lessens what is owed to him."),
    ),
)
def has_assent(record: Any, facts: Facts, _today: date) -> bool:
    """The promisee's consent is on file where a duty is lessened (LIFECYCLES 3)."""
    if facts["promise"] is None or not needs_assent(record, facts["duty"], facts["promise"]):
        return True
    return any(facts["variation_papers"][purpose] for purpose in assent_purposes(record, facts["promise"]))


@guard(
    "is_as_submitted",
    _("What is to change is no longer what it was when this was submitted: return it, to be asked for anew."),
    needs=(target, seen_row),
)
def is_as_submitted(record: Any, facts: Facts, _today: date) -> bool:
    """The reviewer decides on what the submitter saw."""
    found = facts["target"]
    return found is None or is_same(record, facts["seen_row"], found)


@guard("is_not_decided_upon", _("An approved change rests on this evidence: it stays."), needs=(varied,))
def is_not_decided_upon(record: Any, facts: Facts, _today: date) -> bool:
    """The consent is not taken back under a change that was made on it."""
    return record.variation_id is None or facts["varied"].state != VariationState.APPROVED


@guard("is_of_its_variation", _("This variation belongs to another commitment."), needs=(varied,), field="variation")
def is_of_its_variation(record: Any, facts: Facts, _today: date) -> bool:
    """Evidence of a variation names that variation's own commitment."""
    return record.variation_id is None or (
        facts["varied"] is not None and facts["varied"].commitment_id == record.commitment_id
    )
