"""What this app puts on the pages of promises: the further steps of the chain, its trails, its cases and orders."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from commitments.models import Commitment, Obligation
from lifecycle.offers import may_create
from lifecycle.panels import Section, add_chain, add_family, add_section
from rectification.chain import on_commitment
from rectification.family import of_commitments, of_obligations
from rectification.models import BreachCase, RectificationOrder

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
