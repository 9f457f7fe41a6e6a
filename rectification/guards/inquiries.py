"""What inquiries into bodies and referrals of persons need."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from lifecycle.facts import Facts
from lifecycle.guards import guard
from rectification.choices import UNMET_ORDER, CaseState, InquiryGround
from rectification.facts import addressable, founding, twins


@guard(
    "is_founded",
    _("Name the order that failed or was refused, or the confirmed case, that this rests on."),
    needs=(founding,),
)
def is_founded(record: Any, facts: Facts, _today: date) -> bool:
    """From a failed or refused order, a serious case, or a transfer."""
    order, case = facts["founding"]
    if record.ground == InquiryGround.UNMET_ORDER:
        return order is not None and order.state in UNMET_ORDER
    if record.ground == InquiryGround.SERIOUS_CASE:
        return case is not None and case.state == CaseState.CONFIRMED
    return True


@guard("is_founded_on_its_commitment", _("The order or case belongs to another commitment."), needs=(founding,))
def is_founded_on_its_commitment(record: Any, facts: Facts, _today: date) -> bool:
    """What it rests on is about the same commitment."""
    return all(one is None or one.commitment_id == record.commitment_id for one in facts["founding"])


@guard("is_transfer_named", _("Name the document by which it was transferred."), field="document")
def is_transfer_named(record: Any, _facts: Facts, _today: date) -> bool:
    """A transfer has its paper."""
    return record.ground != InquiryGround.TRANSFER or bool(record.document.strip())


@guard("has_no_twin", _("An inquiry into this body about this commitment is open already."), needs=(twins,))
def has_no_twin(_record: Any, facts: Facts, _today: date) -> bool:
    """One open at a time."""
    return not facts["twins"]


@guard(
    "is_duty_body",
    _("This body has no duty in the commitment."),
    needs=(addressable, founding),
    field="body",
)
def is_duty_body(record: Any, facts: Facts, _today: date) -> bool:
    """A lead or supporting body, or the addressee of the order that failed."""
    order, _case = facts["founding"]
    return record.body_id in facts["addressable"] or (order is not None and order.duty_body_id == record.body_id)
