"""Breach cases: the list, and the page of one."""

from typing import Any

from django.db.models import Case, DateField, F, Q, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views import View

from commitments.models import Evidence
from commitments.presenting import at_rest
from commitments.views.files import file_of
from face.lists import Column
from lifecycle.desks import desk_at, found, readable
from lifecycle.panels import chain_of, family_of, sections_of, turn_among
from lifecycle.verbbar import bar_for
from organizations.choices import Role
from rectification.chain import steps_after, steps_before
from rectification.choices import CaseState
from rectification.family import around_case
from rectification.filters import CaseFilter
from rectification.models import BreachCase, RectificationOrder
from rectification.views.lists import NO_DATE, AboutBodies, due_words, head_words
from rectification.views.trail import trail_of

# Who may open a case at all; about which promise is asked when it is opened.
OPENERS = (Role.CLERK, Role.SUPERVISOR, Role.INTEGRITY_OFFICER)
VERIFIED_BY = Case(
    When(state=CaseState.UNDER_VERIFICATION, verify_by__isnull=False, then=F("verify_by")),
    default=Value(NO_DATE),
    output_field=DateField(),
)


class Cases(AboutBodies):
    """All cases that the reader may see."""

    template_name, results_template = "rectification/cases.html", "rectification/cases_rows.html"
    filterset_class = CaseFilter
    columns = (
        Column("due", _("Due"), sort="due_key", then=("-pk",), value=due_words),
        Column("ref", _("Reference"), sort="ref", value=lambda row: row.ref),
        Column("title", _("About"), value=lambda row: f"{row.commitment.ref} {row.title}"),
        Column("body", _("Body"), value=lambda row: row.body.name),
        Column("head", _("Responsible post"), value=head_words),
        Column("source", _("Source"), sort="source", value=lambda row: row.get_source_display()),
        Column("state", _("State"), sort="state", value=lambda row: row.get_state_display()),
        Column(
            "verifier",
            _("Verifying body"),
            value=lambda row: row.verifying_body.name if row.verifying_body else "",
        ),
    )
    default_sort = "due"
    export_name = "cases"

    def get_queryset(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = (
            BreachCase.objects.visible_to(self.request.actor, self.request.today)  # type: ignore[attr-defined]
            .select_related("commitment__promisor", "obligation__lead_body", "duty_body", "verifying_body")
            .annotate(due_key=VERIFIED_BY)
        )
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        actor, today = self.request.actor, self.request.today  # type: ignore[attr-defined]
        opens = any(actor.having(role, today) for role in OPENERS)
        return {**kwargs, "heading": _("Breach cases"), "opens_cases": opens}


class CasePage(View):
    """`/cases/<ref>/`."""

    def get(self, request: HttpRequest, ref: str) -> HttpResponse:
        actor, today = request.actor, request.today  # type: ignore[attr-defined]
        case = found(desk_at("cases"), ref, actor)
        family = family_of(case, around_case(case, request), request)
        orders = [one for one in family if isinstance(one, RectificationOrder)]
        files = self.evidence(case, request)
        chain = [*steps_before(case.commitment, request), *steps_after(case.commitment, request, here=case)]
        context = {
            "case": case,
            "commitment": case.commitment,
            "due": case.due_chip_on(today),
            "is_seen": any(one == case.commitment for one in family),
            "seen_orders": orders,
            "readable": readable([case.superseded_by], actor),
            "orders": [(one, one.due_chip_on(today)) for one in orders],
            "demands": list(case.demands.select_related("order").order_by("order", "number")),
            "others": BreachCase.objects.visible_to(actor, today)
            .filter(commitment=case.commitment)
            .exclude(pk=case.pk)
            .order_by("-pk")[:20],
            "files": [file_of(one, files) for one in files],
            "steps": chain_of(case, chain, request),
            "turn": turn_among([case], request) or turn_among(orders, request) or at_rest(case),
            "bar": bar_for(case, actor, today),
            "sections": sections_of(case, request),
            **trail_of(case, family, request),
        }
        return render(request, "rectification/case.html", context)

    @staticmethod
    def evidence(case: Any, request: HttpRequest) -> list[Any]:
        """The evidence of the promise as a whole and of the obligation that the case names."""
        about = Q(obligation=None)
        if case.obligation_id is not None:
            about |= Q(obligation=case.obligation_id)
        seen = Evidence.objects.visible_to(request.actor, request.today)  # type: ignore[attr-defined]
        rows = seen.attached().filter(about, commitment=case.commitment_id)
        return list(rows.select_related("body", "obligation", "commitment").order_by("pk"))
