"""What a measure needs before a clerk can accept it, and an imported draft before it goes on its way."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from commitments.choices import CommitmentState
from commitments.guards.sentences import is_driven, naming
from exchange.facts import drafted_duties, drafted_promise, open_limits, settled_head, unaccepted_measure
from lifecycle.facts import Facts
from lifecycle.guards import guard


@guard(
    "keeps_its_head",
    _("A measure of this document is accepted: what its head says is corrected at the source of its promises."),
    needs=(settled_head,),
    mend=lambda record: record.agreement.get_absolute_url(),
)
def keeps_its_head(record: Any, facts: Facts, _today: date) -> bool:
    """What a clerk has found right stays; a confirmed correction of the source is carried over."""
    stands = facts["settled_head"]
    if stands is None or is_driven(facts):
        return True
    return all(getattr(record, name) == getattr(stands, name) for name in record.HEAD)


@guard("is_still_draft", _("The commitment of this measure is no longer a draft."), needs=(drafted_promise,))
def is_still_draft(_record: Any, facts: Facts, _today: date) -> bool:
    """A clerk decides on it before it is submitted."""
    return facts["drafted_promise"] is not None and facts["drafted_promise"].state == CommitmentState.DRAFT


@guard(
    "has_duty",
    _("Name the body that must act, or mark the measure as binding nothing."),
    needs=(drafted_duties,),
)
def has_duty(_record: Any, facts: Facts, _today: date) -> bool:
    """A measure that nobody must carry out cannot be followed."""
    return bool(facts["drafted_duties"])


@guard(
    "is_lead_settled",
    _("The document names several bodies and no lead: say who leads."),
    needs=(drafted_duties,),
)
def is_lead_settled(_record: Any, facts: Facts, _today: date) -> bool:
    """Told by the document, or settled by a clerk: who was put in by a clerk is settled."""
    return all(one.is_lead_told or one.is_led_by_another for one in facts["drafted_duties"])


def _led_by_groups(_record: Any, facts: Facts) -> list[Any]:
    return [one.obligation.lead_body for one in facts["drafted_duties"] if one.obligation.lead_body.is_group]


@guard(
    "is_lead_one_body",
    _("A group of bodies cannot lead: expand it, or name one body."),
    needs=(drafted_duties,),
    detail=naming(_("A group of bodies cannot lead: expand it, or name one body ({names})."), _led_by_groups),
)
def is_lead_one_body(record: Any, facts: Facts, _today: date) -> bool:
    """A phrase such as 其他有关部门 answers for nothing."""
    return not _led_by_groups(record, facts)


@guard(
    "are_limits_settled",
    _("Decide what the time limits say."),
    needs=(open_limits,),
    detail=naming(
        _("Decide what these time limits say: {names}."),
        lambda _record, facts: [one.words for one in facts["open_limits"]],
    ),
)
def are_limits_settled(_record: Any, facts: Facts, _today: date) -> bool:
    """What can be read in two ways is never guessed."""
    return not facts["open_limits"]


@guard(
    "is_accepted_import",
    _("This draft was read out of a policy document, and no clerk has accepted it yet."),
    needs=(unaccepted_measure,),
    mend=lambda record: record.policy_measure.get_absolute_url(),
)
def is_accepted_import(_record: Any, facts: Facts, _today: date) -> bool:
    """Nothing out of a document is registered before a clerk has accepted it."""
    return facts["unaccepted_measure"] is None


def accepting() -> tuple[Any, ...]:
    """The guards of acceptance, for pages that show what is missing in many measures at once."""
    return (is_still_draft, has_duty, is_lead_settled, is_lead_one_body, are_limits_settled)
