"""Accountability of bodies: the list, and the page of one case, read by those on it alone."""

from typing import Any

from django.db.models import DateField, F, QuerySet, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views import View

from commitments.models import Evidence
from commitments.presenting import at_rest
from commitments.views.files import file_of
from face.lists import Column
from lifecycle.desks import desk_at, found
from lifecycle.offers import may_create
from lifecycle.panels import chain_of, family_of, sections_of, turn_among
from lifecycle.verbbar import bar_for
from organizations.choices import Role
from rectification.chain import steps_after, steps_before
from rectification.choices import InquiryState
from rectification.family import around_inquiry
from rectification.filters import InquiryFilter
from rectification.models import AccountabilityCase, PersonReferral
from rectification.reading import reading_words, record_reading
from rectification.views.lists import NO_DATE
from rectification.views.restricted import RestrictedList, persons_in, readings_for
from rectification.views.trail import trail_of

S = InquiryState
# The steps that must lie with different people, in their order.
STEPS = tuple(
    "create investigate propose_decision decide exempt dismiss execute request_review uphold amend revoke".split()
)
# The step that waits in each state.
NEXT = {
    S.OPENED: "investigate",
    S.INVESTIGATING: "propose_decision",
    S.PROPOSED: "decide",
    S.DECIDED: "execute",
    S.UNDER_REVIEW: "uphold",
}
# Who may open a case at all; about which body is asked when it is opened.
OPENERS = (Role.SUPERVISOR, Role.INSPECTOR)


class Inquiries(RestrictedList):
    """All accountability cases that the reader is on: which body, on what ground, how far; nothing of the findings."""

    template_name, results_template = "rectification/inquiries.html", "rectification/inquiries_rows.html"
    filterset_class = InquiryFilter
    columns = (
        Column("ref", _("Reference"), sort="ref", value=lambda row: row.ref),
        Column("title", _("About"), value=lambda row: f"{row.commitment.ref} {row.commitment.title}"),
        Column("body", _("Body held to account"), value=lambda row: row.body.name),
        Column("ground", _("Ground"), sort="ground", value=lambda row: row.get_ground_display()),
        Column("inspector", _("Inspector assigned"), value=lambda row: row.inspector.name),
        Column(
            "decided", pgettext_lazy("accountability", "Decided"), sort="decided_key", value=lambda row: row.decided_on
        ),
        Column("state", _("State"), sort="state", value=lambda row: row.get_state_display()),
    )
    default_sort = "-ref"
    export_name = "accountability"

    def get_queryset(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = (
            AccountabilityCase.objects.visible_to(self.request.actor, self.request.today)  # type: ignore[attr-defined]
            .select_related("commitment", "body", "inspector")
            .annotate(decided_key=Coalesce(F("decided_on"), Value(NO_DATE), output_field=DateField()))
        )
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        actor, today = self.request.actor, self.request.today  # type: ignore[attr-defined]
        opens = any(actor.having(role, today) for role in OPENERS)
        return {**kwargs, "heading": _("Accountability"), "tabs": self.tabs("inquiries"), "opens_cases": opens}


class InquiryPage(View):
    """`/accountability/<ref>/`: the reading is recorded before anything is shown."""

    def get(self, request: HttpRequest, ref: str) -> HttpResponse:
        actor, today = request.actor, request.today  # type: ignore[attr-defined]
        inquiry = found(desk_at("inquiries"), ref, actor)
        record_reading(inquiry, **reading_words(request))
        family = family_of(inquiry, around_inquiry(inquiry, request), request)
        chain = [*steps_before(inquiry.commitment, request), *steps_after(inquiry.commitment, request, here=inquiry)]
        trail = trail_of(inquiry, family, request)
        files = self.evidence(inquiry, request)
        context = {
            "inquiry": inquiry,
            "commitment": inquiry.commitment,
            "is_seen": any(one == inquiry.commitment for one in family),
            "seen": {type(one).__name__: one for one in family if one in (inquiry.order, inquiry.case)},
            "proposed": next((row for row in trail["rows"][::-1] if row.verb == "propose_decision"), None),
            "files": [file_of(one, files) for one in files],
            "referrals": list(PersonReferral.objects.visible_to(actor, today).filter(inquiry=inquiry).order_by("pk")),
            "refers": may_create(self.draft(inquiry, actor), actor, today),
            "persons": persons_in(inquiry, trail["rows"], STEPS, NEXT.get(inquiry.state, ""), actor, today),
            "steps": chain_of(inquiry, chain, request),
            "turn": turn_among([inquiry], request) or at_rest(inquiry),
            "bar": bar_for(inquiry, actor, today),
            "sections": sections_of(inquiry, request),
            **readings_for(inquiry, request),
            **trail,
        }
        return render(request, "rectification/inquiry.html", context)

    @staticmethod
    def evidence(inquiry: Any, request: HttpRequest) -> list[Any]:
        """The evidence of the promise, its obligations and the measures: what the reader may see of it."""
        seen = Evidence.objects.visible_to(request.actor, request.today)  # type: ignore[attr-defined]
        rows = seen.attached().filter(commitment=inquiry.commitment_id)
        return list(rows.select_related("body", "obligation", "commitment").order_by("pk"))

    @staticmethod
    def draft(inquiry: Any, actor: Any) -> PersonReferral:
        """The referral that the reader would draft from here."""
        return PersonReferral(commitment=inquiry.commitment, body=inquiry.body, drafter_id=actor.official_id)
