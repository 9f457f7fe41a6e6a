"""What inquiries into bodies and referrals of persons need."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from lifecycle.facts import Facts
from lifecycle.guards import guard
from organizations.choices import Part, Role
from organizations.facts import relations
from rectification.choices import UNMET_ORDER, CaseState, InquiryGround
from rectification.facts import addressable, founding, inspecting, twins


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


@guard(
    "is_given_to_an_inspector",
    _("This person holds no inspector's grant over the body held to account."),
    needs=(inspecting, relations),
    field="inspector",
)
def is_given_to_an_inspector(_record: Any, facts: Facts, today: date) -> bool:
    """Whoever is to investigate may do so: a grant valid that day, over the body, for the matter."""
    known = facts["relations"]
    return any(
        hold.role == Role.INSPECTOR and hold.covers(path, today, known.matter)
        for hold in facts["inspecting"]
        for path in known.paths(Part.DUTY)
    )


@guard(
    "is_issued_by_an_overseer",
    _("This body does not oversee the body of the person: nobody there could hand the lead over."),
    needs=(relations,),
    field="issuing_body",
)
def is_issued_by_an_overseer(_record: Any, facts: Facts, today: date) -> bool:
    """A lead is handed over by whoever oversees the person's body."""
    known = facts["relations"]
    return any(path in known.overseers(today, "refer") for path in known.paths(Part.ISSUING))
