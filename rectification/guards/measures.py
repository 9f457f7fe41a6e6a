"""What measures and their proofs need."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from commitments.choices import EvidenceState
from lifecycle.facts import Facts
from lifecycle.guards import guard
from rectification.choices import MeasureKind, MeasureState, OrderState
from rectification.facts import answered, demand_of, order_of, proof_of, proven

PLANNING = (OrderState.ISSUED, OrderState.IN_PROGRESS)


@guard(
    "is_in_planning",
    _("Measures are entered before the plan is submitted, or for demands that joined later."),
    needs=(order_of,),
)
def is_in_planning(_record: Any, facts: Facts, _today: date) -> bool:
    """The plan is being drawn up, or a demand joined an order that is being carried out."""
    return facts["order_of"] is not None and facts["order_of"].state in PLANNING


@guard(
    "is_new_demand",
    _("An approved measure answers this demand: the plan takes no further one for it."),
    needs=(answered,),
    field="demand",
)
def answers_new_demand(_record: Any, facts: Facts, _today: date) -> bool:
    """After the approval only what joined later is planned."""
    return not facts["answered"]


@guard(
    "is_not_approved",
    _("This measure stands as it was approved: what was done is reported, its terms do not change."),
)
def is_not_approved(record: Any, _facts: Facts, _today: date) -> bool:
    """What a reviewer approved is not changed behind his back."""
    return record.approved_on is None


@guard("is_with_reviewer", _("It was sent back: its clerk submits it again first."))
def is_with_reviewer(record: Any, _facts: Facts, _today: date) -> bool:
    """What was sent back is judged once it comes again."""
    return record.returned_on is None


@guard("is_with_clerk", _("It was not sent back: there is nothing to submit again."))
def is_with_clerk(record: Any, _facts: Facts, _today: date) -> bool:
    """Sent back before it was approved, and not submitted since."""
    return record.returned_on is not None


@guard("is_approved", _("A reviewer has not approved this measure yet."))
def is_approved(record: Any, _facts: Facts, _today: date) -> bool:
    """With its plan, or by itself where it answers a demand that joined later."""
    return record.approved_on is not None


@guard("is_open_to_return", _("It is approved and not reported as done: there is nothing to send back."))
def is_open_to_return(record: Any, _facts: Facts, _today: date) -> bool:
    """Reported as done, or waiting for its approval."""
    return record.state == MeasureState.DONE or record.approved_on is None


@guard("is_under_way", _("The plan is not approved, or the order is settled."), needs=(order_of,))
def is_under_way(_record: Any, facts: Facts, _today: date) -> bool:
    """Measures are done while the order is carried out."""
    return facts["order_of"] is not None and facts["order_of"].state == OrderState.IN_PROGRESS


@guard("is_being_carried_out", _("The order is not being carried out."), needs=(order_of,))
def is_being_carried_out(_record: Any, facts: Facts, _today: date) -> bool:
    """Measures are judged while the order is carried out or waits for acceptance."""
    at = (OrderState.IN_PROGRESS, OrderState.SUBMITTED)
    return facts["order_of"] is not None and facts["order_of"].state in at


@guard("is_of_the_order", _("This demand belongs to another order."), needs=(demand_of,), field="demand")
def is_of_the_order(record: Any, facts: Facts, _today: date) -> bool:
    """A measure answers a demand of its own order."""
    return facts["demand_of"] is not None and facts["demand_of"].order_id == record.order_id


@guard("is_proven", _("Attach evidence first."), needs=(proven,))
def is_proven(record: Any, facts: Facts, _today: date) -> bool:
    """What is done at once or within a limit is proven."""
    return record.kind == MeasureKind.CONTINUING or bool(facts["proven"])


@guard(
    "is_paper_of_the_commitment",
    _("Choose evidence of the same commitment that was not taken back, while the measure is open."),
    needs=(proof_of,),
    field="evidence",
)
def is_paper_of_the_commitment(_record: Any, facts: Facts, _today: date) -> bool:
    """The evidence is the commitment's, and stands; the measure is not judged yet."""
    if facts["proof_of"] is None:
        return False
    measure, evidence = facts["proof_of"]
    stands = evidence is not None and evidence.state == EvidenceState.ATTACHED
    is_open = measure.state in (MeasureState.OPEN, MeasureState.DONE)
    return stands and is_open and evidence.commitment_id == measure.order.commitment_id
