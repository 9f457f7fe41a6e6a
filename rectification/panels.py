"""What this app puts on the pages of promises: the further steps of the chain, its trails, its cases and orders."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from commitments.models import Commitment, Obligation
from lifecycle.desks import new_url
from lifecycle.offers import may_create
from lifecycle.panels import Section, add_chain, add_family, add_section
from rectification.chain import on_commitment
from rectification.choices import UNMET_ORDER, CaseState, InquiryGround
from rectification.family import of_commitments, of_obligations
from rectification.models import AccountabilityCase, BreachCase, PersonReferral, RectificationOrder

TEMPLATE = "rectification/on_promise.html"


def connect() -> None:
    """Called once from `AppConfig.ready()`."""
    add_chain(Commitment._meta.label, on_commitment)
    add_family(Commitment._meta.label, of_commitments)
    add_family(Obligation._meta.label, of_obligations)
    add_section(
        Commitment._meta.label, Section("rectification", _("Verification and rectification"), TEMPLATE, of_promise)
    )
    add_section(
        Obligation._meta.label, Section("rectification", _("Verification and rectification"), TEMPLATE, of_duty)
    )
    for model, about in ((RectificationOrder, of_order), (BreachCase, of_case)):
        add_section(
            model._meta.label, Section("accountability", _("Accountability"), "rectification/inquiries_of.html", about)
        )


def of_order(order: Any, request: HttpRequest) -> dict[str, Any] | None:
    """The inquiries and referrals that rest on an order; from a failed or refused one accountability is opened here."""
    is_unmet = order.state in UNMET_ORDER
    about = {"commitment": order.commitment, "order": order, "body": order.duty_body}
    return _accountability(order, "order", about, InquiryGround.UNMET_ORDER if is_unmet else "", request)


def of_case(case: Any, request: HttpRequest) -> dict[str, Any] | None:
    """The inquiries and referrals that rest on a case; from a confirmed, serious one accountability is opened here."""
    body = case.duty_body or (case.obligation.lead_body if case.obligation else None)
    is_founding = case.state == CaseState.CONFIRMED and body is not None
    about = {"commitment": case.commitment, "case": case, "body": body}
    return _accountability(case, "case", about, InquiryGround.SERIOUS_CASE if is_founding else "", request)


def _accountability(
    record: Any, field: str, about: dict[str, Any], ground: str, request: HttpRequest
) -> dict[str, Any] | None:
    """None for whoever is on nothing of it and may open nothing: he is not told that there is something."""
    actor, today = request.actor, request.today  # type: ignore[attr-defined]
    inquiries = AccountabilityCase.objects.visible_to(actor, today).filter(**{field: record})
    referrals = PersonReferral.objects.visible_to(actor, today).filter(**{field: record})
    found = {
        "inquiries": list(inquiries.select_related("body", "commitment").order_by("pk")),
        "referrals": list(referrals.select_related("body", "commitment").order_by("pk")),
        "open_url": "",
        "refer_url": "",
    }
    if ground and may_create(AccountabilityCase(**about), actor, today):
        found["open_url"] = new_url(AccountabilityCase, **about, ground=ground)
    drafter = actor.official_id
    if ground and drafter and may_create(PersonReferral(**about, drafter_id=drafter), actor, today):
        found["refer_url"] = new_url(PersonReferral, **about, drafter=drafter)
    return found if any(found.values()) else None


def of_promise(commitment: Any, request: HttpRequest) -> dict[str, Any] | None:
    """The cases and orders about a promise; nothing while it is not registered."""
    actor, today = request.actor, request.today  # type: ignore[attr-defined]
    if not commitment.registered_on:
        return None
    cases = list(BreachCase.objects.visible_to(actor, today).about(commitment).select_related("obligation"))
    orders = list(RectificationOrder.objects.visible_to(actor, today).about(commitment).select_related("duty_body"))
    return _rows(cases, orders, request, {"commitment": commitment})


def of_duty(obligation: Any, request: HttpRequest) -> dict[str, Any] | None:
    """The cases about one obligation."""
    actor, today = request.actor, request.today  # type: ignore[attr-defined]
    if not obligation.commitment.registered_on:
        return None
    seen = BreachCase.objects.visible_to(actor, today)
    cases = list(seen.filter(obligation=obligation).select_related("obligation").order_by("pk"))
    return _rows(cases, [], request, {"commitment": obligation.commitment, "obligation": obligation})


def _rows(cases: list[Any], orders: list[Any], request: HttpRequest, about: dict[str, Any]) -> dict[str, Any]:
    actor, today = request.actor, request.today  # type: ignore[attr-defined]
    return {
        "opens_cases": may_create(BreachCase(**about), actor, today),
        "cases": [(one, one.due_chip_on(today)) for one in cases],
        "orders": [(one, one.due_chip_on(today)) for one in orders],
        "about": about,
    }
