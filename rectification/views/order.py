"""Rectification orders: the list, and the page of one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Case, DateField, F, Q, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views import View

from commitments.presenting import at_rest
from commitments.views.files import file_of
from face.lists import Column
from face.parts import Due, File
from lifecycle.desks import desk_at, found, verb_url
from lifecycle.offers import ALLOWED, UNMET, Offer, available_among, may_create
from lifecycle.panels import chain_of, family_of, sections_of, turn_among
from lifecycle.verbbar import bar_for
from rectification.chain import steps_after, steps_before
from rectification.choices import COUNTING_ORDER, MeasureState, OrderState
from rectification.family import around_order
from rectification.filters import OrderFilter
from rectification.models import BreachCase, Measure, Proof, RectificationOrder
from rectification.plans import versions_of
from rectification.rules.chips import measure_chip
from rectification.views.lists import NO_DATE, AboutBodies, due_words, head_words
from rectification.views.trail import trail_of

DUE_KEY = Case(
    When(Q(state=OrderState.ISSUED, plan_due_on__isnull=False), then=F("plan_due_on")),
    When(Q(state=OrderState.APPEALED, decide_by__isnull=False), then=F("decide_by")),
    When(Q(state__in=COUNTING_ORDER, due_on__isnull=False), then=F("due_on")),
    default=Value(NO_DATE),
    output_field=DateField(),
)


class Orders(AboutBodies):
    """All orders that the reader may see."""

    template_name, results_template = "rectification/orders.html", "rectification/orders_rows.html"
    filterset_class = OrderFilter
    columns = (
        Column("due", _("Due"), sort="due_key", then=("-pk",), value=due_words),
        Column("ref", _("Reference"), sort="ref", value=lambda row: row.ref),
        Column("title", _("About"), value=lambda row: f"{row.commitment.ref} {row.title}"),
        Column("body", _("Addressed to"), value=lambda row: row.body.name),
        Column("head", _("Responsible post"), value=head_words),
        Column("issued", _("Issued"), sort="issued_on", value=lambda row: row.issued_on, falling_first=True),
        Column("state", _("State"), sort="state", value=lambda row: row.get_state_display()),
        Column("number", _("Number of the paper"), value=lambda row: row.number),
    )
    default_sort = "due"
    export_name = "orders"

    def get_queryset(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = (
            RectificationOrder.objects.visible_to(self.request.actor, self.request.today)  # type: ignore[attr-defined]
            .select_related("commitment", "duty_body")
            .annotate(due_key=DUE_KEY)
        )
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**kwargs, "heading": _("Rectification orders")}


@dataclass(frozen=True)
class Line:
    """A measure as the page of its order shows it."""

    measure: Any
    due: Due | None
    files: Sequence[File]
    acts: Sequence[tuple[Any, str]]


class OrderPage(View):
    """`/orders/<ref>/`."""

    def get(self, request: HttpRequest, ref: str) -> HttpResponse:
        actor, today = request.actor, request.today  # type: ignore[attr-defined]
        order = found(desk_at("orders"), ref, actor)
        family = family_of(order, around_order(order, request), request)
        measures = measures_of(order)
        demands = by_demand(order, lines_of(order, measures, request))
        chain = [*steps_before(order.commitment, request), *steps_after(order.commitment, request, here=order)]
        context = {
            "order": order,
            "commitment": order.commitment,
            "due": order.due_chip_on(today),
            "is_seen": any(one == order.commitment for one in family),
            "cases": [one for one in family if isinstance(one, BreachCase)],
            "demands": demands,
            "plan_url": plan_address(order, [demand for demand, _lines in demands], measures, request),
            "unapproved": unapproved(order, measures),
            "versions": versions_of(order),
            "accepted_share": accepted_share(measures),
            "report": [file_of(order.report)] if order.report_id else [],
            "steps": chain_of(order, chain, request),
            "turn": turn_among([order], request) or at_rest(order),
            "bar": bar_for(order, actor, today),
            "sections": sections_of(order, request),
            **trail_of(order, family, request),
        }
        return render(request, "rectification/order.html", context)


def plannable(order: Any, demands: Iterable[Any], measures: Iterable[Any]) -> list[Any]:
    """The demands whose measures may be entered now: all while the plan is drawn up, then those that joined later."""
    if order.state == OrderState.ISSUED:
        return list(demands)
    if order.state != OrderState.IN_PROGRESS:
        return []
    waiting = {one.demand_id for one in measures if one.approved_on is None}
    settled = {one.demand_id for one in measures if one.approved_on is not None} - waiting
    return [one for one in demands if one.pk not in settled]


def plan_address(order: Any, demands: Iterable[Any], measures: Iterable[Any], request: HttpRequest) -> str:
    """Where the reader may enter measures now; "" where he may not."""
    actor, today = request.actor, request.today  # type: ignore[attr-defined]
    if not plannable(order, demands, measures):
        return ""
    return reverse("rectification:plan", args=(order.ref,)) if may_create(Measure(order=order), actor, today) else ""


def measures_of(order: Any) -> list[Any]:
    """The measures of an order that stand in its plan."""
    rows = order.measures.standing().select_related("demand", "owner_post__body")
    found = list(rows.order_by("demand__number", "pk"))
    for one in found:
        one.order = order
    return found


def lines_of(order: Any, measures: Sequence[Any], request: HttpRequest) -> list[Line]:
    """Each measure with its limit, its evidence, and what the reader may do with it; queries do not grow with them."""
    actor, today = request.actor, request.today  # type: ignore[attr-defined]
    proofs: dict[int, list[Any]] = {}
    for proof in Proof.objects.filter(measure__order=order).select_related("evidence__body").order_by("pk"):
        proofs.setdefault(proof.measure_id, []).append(file_of(proof.evidence))
    offers = available_among(measures, actor, today)
    return [
        Line(
            measure=one,
            due=measure_chip(one, order, today),
            files=proofs.get(one.pk, ()),
            acts=[(offer.label, verb_url(one, offer.name)) for offer in offers[one.pk] if _is_offered(offer)],
        )
        for one in measures
    ]


def _is_offered(offer: Offer) -> bool:
    """What may be done now; a report also before its evidence is on file, for its page takes the file."""
    lacks_file = offer.name == "report_measure" and [one.name for one in offer.unmet] == ["is_proven"]
    return offer.status == ALLOWED or (offer.status == UNMET and lacks_file)


def by_demand(order: Any, lines: Sequence[Line]) -> list[tuple[Any, list[Line]]]:
    """The demands of an order in their order, each with the measures that answer it."""
    demands = order.demands.select_related("case").order_by("number")
    return [(demand, [line for line in lines if line.measure.demand_id == demand.pk]) for demand in demands]


def unapproved(order: Any, measures: Sequence[Any]) -> list[Any]:
    """The measures that joined an approved plan and wait for a reviewer."""
    return [] if order.approved_on is None else [one for one in measures if one.approved_on is None]


def accepted_share(measures: Sequence[Any]) -> int | None:
    """How much of the measures' weight is accepted, in hundredths; None where there is none."""
    whole = sum((one.weight for one in measures), Decimal(0))
    done = sum((one.weight for one in measures if one.state == MeasureState.ACCEPTED), Decimal(0))
    return int(done * 100 / whole) if whole else None
