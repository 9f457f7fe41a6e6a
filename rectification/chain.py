"""The chain strip from the promise to the dishonesty record, as the pages of cases, orders and promises show it.

A step names what the reader may not see only as far as the page's own record names it already, and never links to it.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.choices import CommitmentState
from commitments.models import Commitment
from commitments.views.commitment import own_steps
from face import days
from face.parts import Step
from rectification.choices import OPEN_ORDER, UNMET_ORDER, CaseState, InquiryState, MeasureState, OrderState
from rectification.models import AccountabilityCase, BreachCase, RectificationOrder

# Once a breach was declared the matter stands in rectification, whatever became of it.
AFTER_BREACH = (
    CommitmentState.BREACHED,
    CommitmentState.RECTIFYING,
    CommitmentState.REMEDIED,
    CommitmentState.UNREMEDIED,
)


def steps_before(commitment: Any, request: HttpRequest) -> list[Step]:
    """The promise and its performance, for the pages of what follows from them."""
    actor, today = request.actor, request.today  # type: ignore[attr-defined]
    is_seen = Commitment.objects.visible_to(actor, today).filter(pk=commitment.pk).exists()
    steps = own_steps(commitment, today)
    return [replace(step, current=False, url=step.url if is_seen else "") for step in steps]


def steps_after(commitment: Any, request: HttpRequest, *, here: Any = None) -> list[Step]:
    """Verification, rectification, accountability and dishonesty record; `here` is the record whose page it is.

    On a case's page stands that case, on an order's that order with its case; else the latest ones.
    """
    cases = _rows(BreachCase, commitment, request)
    orders = _rows(RectificationOrder, commitment, request)
    inquiries = _rows(AccountabilityCase, commitment, request)
    order = _order_among(orders, here)
    case = _case_among(cases, order, here)
    # Who is not on an accountability case is not told that there is one.
    shown = [one for one, is_seen in inquiries if is_seen]
    inquiry = here if isinstance(here, AccountabilityCase) else next(iter(shown[::-1]), None)
    seen = {(type(one), one.pk) for one, is_seen in (*cases, *orders, *inquiries) if is_seen}
    settled = here is None and commitment.state in AFTER_BREACH
    return [
        _case_step(case, (BreachCase, getattr(case, "pk", 0)) in seen, current=here is case and here is not None),
        _order_step(
            order,
            (RectificationOrder, getattr(order, "pk", 0)) in seen,
            current=order is not None and (settled or here == order),
        ),
        _inquiry_step(inquiry, current=isinstance(here, AccountabilityCase)),
        Step(
            name=_("Dishonesty record"),
            state=_("none made"),
            when=_("made when a refusal or a failure is confirmed"),
            begun=False,
        ),
    ]


def on_commitment(commitment: Any, request: HttpRequest) -> Sequence[Step]:
    """What follows on the page of a promise."""
    return steps_after(commitment, request)


def _rows(model: Any, commitment: Any, request: HttpRequest) -> list[tuple[Any, bool]]:
    """The records of a type about a commitment, oldest first, each with whether the reader may see it."""
    actor, today = request.actor, request.today  # type: ignore[attr-defined]
    rows = list(model.objects.filter(commitment=commitment).order_by("pk"))
    if not rows:
        return []
    for one in rows:
        one.commitment = commitment
    seen = set(model.objects.visible_to(actor, today).filter(commitment=commitment).values_list("pk", flat=True))
    return [(one, one.pk in seen) for one in rows]


def _order_among(orders: Sequence[tuple[Any, bool]], here: Any) -> Any:
    """The order to show: the page's own, that of the page's case, else the latest."""
    if isinstance(here, RectificationOrder):
        return here
    if isinstance(here, BreachCase):
        joined = set(here.demands.values_list("order_id", flat=True))
        orders = [(one, seen) for one, seen in orders if one.case_id == here.pk or one.pk in joined]
    elif isinstance(here, AccountabilityCase) and here.order_id is not None:
        orders = [(one, seen) for one, seen in orders if one.pk == here.order_id]
    return orders[-1][0] if orders else None


def _case_among(cases: Sequence[tuple[Any, bool]], order: Any, here: Any) -> Any:
    """The case to show: the page's own, that of the order, else the latest that no other took up."""
    if isinstance(here, BreachCase):
        return here
    if order is not None:
        return next((one for one, _seen in cases if one.pk == order.case_id), None)
    live = [one for one, _seen in cases if one.state != CaseState.SUPERSEDED] or [one for one, _seen in cases]
    return live[-1] if live else None


def _case_step(case: Any, is_seen: bool, *, current: bool) -> Step:
    if case is None:
        return Step(name=_("Verification"), state=_("not begun"), when=_("when a breach is suspected"), begun=False)
    when = ""
    if case.settled_on:
        when = days.day(case.settled_on)
    elif case.verify_by:
        when = _("by %(day)s") % {"day": days.day(case.verify_by)}
    return Step(
        name=_("Verification"),
        ref=case.ref,
        state=case.get_state_display(),
        when=when,
        url=case.get_absolute_url() if is_seen else "",
        current=current,
        bad=case.state == CaseState.CONFIRMED,
    )


def _order_step(order: Any, is_seen: bool, *, current: bool) -> Step:
    if order is None:
        return Step(name=_("Rectification"), state=_("not begun"), when=_("when a breach is confirmed"), begun=False)
    return Step(
        name=_("Rectification"),
        ref=order.ref,
        state=_standing(order),
        when=_order_day(order),
        url=order.get_absolute_url() if is_seen else "",
        current=current,
        bad=order.state in UNMET_ORDER,
    )


def _standing(order: Any) -> str:
    """The order's state, and while it is carried out how far its measures are."""
    state = str(order.get_state_display())
    if order.state not in (OrderState.IN_PROGRESS, OrderState.SUBMITTED):
        return state
    states = list(order.measures.standing().values_list("state", flat=True))
    done = sum(1 for one in states if one == MeasureState.ACCEPTED)
    return ngettext(
        "%(state)s, %(done)d of %(all)d measure accepted",
        "%(state)s, %(done)d of %(all)d measures accepted",
        len(states),
    ) % {"state": state, "done": done, "all": len(states)}


def _order_day(order: Any) -> str:
    if order.settled_on:
        return days.day(order.settled_on)
    if order.state in OPEN_ORDER and order.due_on:
        return _("by %(day)s") % {"day": days.day(order.due_on)}
    return days.day(order.issued_on)


def _inquiry_step(inquiry: Any, *, current: bool) -> Step:
    if inquiry is None:
        return Step(
            name=_("Accountability"),
            state=_("not begun"),
            when=_("when an order fails or is refused"),
            begun=False,
        )
    day = inquiry.settled_on or inquiry.executed_on or inquiry.decided_on or inquiry.begun_on
    return Step(
        name=_("Accountability"),
        ref=inquiry.ref,
        state=inquiry.get_state_display(),
        when=days.day(day) if day else "",
        url=inquiry.get_absolute_url(),
        current=current,
        bad=inquiry.state == InquiryState.DECIDED,
    )
