"""Where measures of documents are found on the site, and what other pages show of them."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from commitments.desks import seen
from commitments.models import Commitment
from exchange.models import Document, Duty, Measure, TimeLimit
from lifecycle.desks import Desk, register
from lifecycle.panels import Section, add_section

SECTION = "exchange/section.html"


def measure_facts(record: Any) -> list[tuple[Any, Any]]:
    """What a measure is, for the page of a single step."""
    return [
        (_("policy document"), record.document.title),
        (_("place in the document"), record.place),
        (_("clause, word for word"), record.clause),
        (_("commitment"), f"{record.commitment.ref} {record.commitment.title}"),
    ]


def source_of_commitment(record: Any, request: Any) -> dict[str, Any] | None:
    """The measure from which a commitment was drafted; None for one that was not imported."""
    if not record.is_imported:
        return None
    measure = Measure.objects.filter(commitment=record).select_related("document").first()
    if measure is None:
        return None
    limits = TimeLimit.objects.filter(measure=measure).order_by("position")
    return _panel(measure, list(limits), request)


def source_of_obligation(record: Any, request: Any) -> dict[str, Any] | None:
    """The same for an obligation, with the limit that it was drafted for."""
    if not record.commitment.is_imported:
        return None
    duty = Duty.objects.filter(obligation=record).select_related("measure__document", "limit", "lead_body").first()
    if duty is None:
        return None
    told = duty.lead_body if duty.lead_body_id != record.lead_body_id else None
    return _panel(duty.measure, [duty.limit] if duty.limit is not None else [], request) | {"told_lead": told}


def _panel(measure: Any, limits: list[Any], request: Any) -> dict[str, Any]:
    seen = Measure.objects.visible_to(request.actor, request.today).filter(pk=measure.pk).exists()
    return {"measure": measure, "limits": limits, "is_linked": seen}


def connect() -> None:
    """Give measures their desk, and the pages of promises their source."""
    register(
        Desk(
            Document,
            "documents",
            lambda actor: Document.objects.visible_to(actor).select_related("promisor", "logging_body", "agreement"),
            new_page="exchange:upload",
        )
    )
    register(
        Desk(
            Measure,
            "document-measures",
            lambda actor: Measure.objects.visible_to(actor).select_related("document", "commitment"),
            lookup="pk",
            facts=measure_facts,
            choices={"document": seen(Document), "commitment": seen(Commitment)},
        )
    )
    title = _("Source in the policy document")
    add_section("commitments.Commitment", Section("exchange", title, SECTION, source_of_commitment))
    add_section("commitments.Obligation", Section("exchange", title, SECTION, source_of_obligation))
