"""Hand-overs: the list of them, the page of one with its lines, and the list as it is printed and signed."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import django_filters
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from commitments.choices import HandoverState, ItemState, Occasion
from commitments.models import Handover, HandoverItem
from face.lists import Column
from face.paging import Keyset
from face.parts import Person
from lifecycle.desks import desk_at, found, readable
from lifecycle.lists import RecordedListView
from lifecycle.offers import open_steps
from lifecycle.panels import sections_of, turn_among
from lifecycle.timeline import events_of
from lifecycle.verbbar import bar_for

LINES_A_PAGE = 50
LINES_A_SHEET = 500


class HandoverFilter(django_filters.FilterSet):
    """What a hand-over is looked for by."""

    q = django_filters.CharFilter(label=gettext_lazy("Search"), method="search")
    state = django_filters.ChoiceFilter(label=gettext_lazy("State"), choices=HandoverState.choices)
    occasion = django_filters.ChoiceFilter(label=gettext_lazy("Occasion"), choices=Occasion.choices)

    class Meta:
        model = Handover
        fields = ("q", "state", "occasion")

    def search(self, queryset: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Reference, notice, body or person that holds the words, or a commitment on the list by its reference."""
        words = value.strip()
        listed = HandoverItem.objects.filter(handover=OuterRef("pk"), commitment__ref=words)
        return queryset.filter(
            Q(ref__icontains=words)
            | Q(document__icontains=words)
            | Q(giving_body__name__icontains=words)
            | Q(taking_body__name__icontains=words)
            | Q(giver__name__icontains=words)
            | Q(taker__name__icontains=words)
            | Q(Exists(listed))
        )


def side(body: Any, post: Any, person: Any) -> str:
    """A body, a post in it and who holds it, in one cell."""
    return " ".join(str(word) for word in (body.known_as, post, person) if word)


class Handovers(RecordedListView):
    """`/handovers/`: all hand-overs that the reader may see."""

    template_name, results_template = "commitments/handovers.html", "commitments/handovers_rows.html"
    filterset_class = HandoverFilter
    columns = (
        Column("ref", gettext_lazy("Reference"), sort="ref", falling_first=True, value=lambda row: row.ref),
        Column("occasion", gettext_lazy("Occasion"), value=lambda row: row.get_occasion_display()),
        Column(
            "giver",
            gettext_lazy("Given by"),
            value=lambda row: side(row.giving_body, row.giving_post, row.giver),
        ),
        Column(
            "taker",
            gettext_lazy("Taken by"),
            value=lambda row: side(row.taking_body, row.taking_post, row.taker),
        ),
        Column("lines", gettext_lazy("Duties"), numeric=True, value=lambda row: row.line_count),
        Column("state", gettext_lazy("State"), sort="state", value=lambda row: row.get_state_display()),
        Column("signed", gettext_lazy("Signed over"), value=lambda row: row.signed_over_on),
        Column("taken", gettext_lazy("Taken over"), value=lambda row: row.taken_over_on),
    )
    default_sort = "-ref"
    export_name = "handovers"

    def get_queryset(self) -> QuerySet[Any]:
        actor, today = self.request.actor, self.request.today  # type: ignore[attr-defined]
        on_list = HandoverItem.objects.filter(handover=OuterRef("pk"), state__in=(ItemState.LISTED, ItemState.PASSED))
        counted = on_list.order_by().values("handover").annotate(n=Count("pk")).values("n")
        rows: QuerySet[Any] = (
            Handover.objects.visible_to(actor, today)
            .select_related("giving_body", "giving_post", "giver", "taking_body", "taking_post", "taker")
            .annotate(line_count=Coalesce(Subquery(counted), 0))
        )
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**kwargs, "heading": _("Hand-overs")}


def lines_of(handover: Any) -> QuerySet[Any]:
    """The lines that stand on a list, with what their cells show."""
    rows: QuerySet[Any] = (
        HandoverItem.objects.standing()
        .filter(handover=handover)
        .select_related("commitment", "obligation", "share__body")
    )
    return rows


def counts_of(handover: Any) -> Counter[str]:
    """How many lines of each state a list has."""
    rows = HandoverItem.objects.filter(handover=handover).order_by().values_list("state").annotate(Count("pk"))
    return Counter(dict(rows))


SIGNATURES = {
    "sign_over": gettext_lazy("handed over by"),
    "take_over": gettext_lazy("taken over by"),
    "order_take_over": gettext_lazy("ordered to be taken over by"),
    "witness": gettext_lazy("witnessed by"),
}


def signatures(rows: Iterable[Any]) -> list[tuple[Any, Any]]:
    """Who signed, as the trail froze it: (what he did, trail row)."""
    return [(SIGNATURES[row.verb], row) for row in rows if row.verb in SIGNATURES]


def people_of(handover: Any, rows: Iterable[Any], actor: Any) -> list[Person]:
    """Who gives, who takes, who prepared it, and who signed by whose name."""
    persons = (actor.official_id, actor.on_behalf_of_id)
    found = [
        Person(
            _("giver"),
            " ".join(str(word) for word in (handover.giving_body.known_as, handover.giving_post) if word),
            str(handover.giver or _("post vacant")),
            you=handover.giver_id is not None and handover.giver_id in persons,
        ),
        Person(
            _("taker"),
            " ".join(str(word) for word in (handover.taking_body.known_as, handover.taking_post) if word),
            str(handover.taker or _("no successor yet")),
            you=handover.taker_id is not None and handover.taker_id in persons,
        ),
        Person(_("prepared by"), "", str(handover.prepared_by), you=handover.prepared_by_id in persons),
    ]
    named = {"sign_over": handover.giver_id, "take_over": handover.taker_id}
    found += [
        Person(what, f"{row.actor_body} {row.actor_post}".strip(), row.actor_name, you=row.actor_id in persons)
        for what, row in signatures(rows)
        # Whoever is named above and signed himself is not named again.
        if row.actor_id != named.get(row.verb)
    ]
    return found


def duties_open_to(lines: Sequence[Any], actor: Any) -> set[Any]:
    """The promises and obligations on some lines whose pages an actor may open: who signs a list need not see all of them."""
    return readable([*(one.obligation for one in lines), *(one.commitment for one in lines)], actor)


class HandoverPage(View):
    """`/handovers/<ref>/`: whose turn it is, what is on the list, what is left out, who signed."""

    def get(self, request: HttpRequest, ref: str) -> HttpResponse:
        actor, today = request.actor, request.today  # type: ignore[attr-defined]
        handover = found(desk_at("handovers"), ref, actor)
        rows = list(handover.history.order_by("version"))
        page = Keyset(lines_of(handover), ("pk",), LINES_A_PAGE).page(
            request.GET.get("after", ""), request.GET.get("before", "")
        )
        counts = counts_of(handover)
        context = {
            "handover": handover,
            "page": page,
            "lines": page.rows,
            "readable": duties_open_to(page.rows, actor),
            "on_lines": open_steps(page.rows, actor, today) if handover.state == HandoverState.SIGNED_OVER else {},
            "counts": counts,
            "line_count": counts[ItemState.LISTED] + counts[ItemState.PASSED],
            "left_out": counts[ItemState.LEFT_OUT],
            "is_open": handover.state == HandoverState.PREPARED,
            "is_signed": handover.state == HandoverState.SIGNED_OVER,
            "may_keep": bool({actor.official_id, actor.on_behalf_of_id} & {handover.prepared_by_id, handover.giver_id}),
            "people": people_of(handover, rows, actor),
            "turn": turn_among([handover], request),
            "bar": bar_for(handover, actor, today),
            "events": events_of([handover]),
            "rows": rows,
            "sections": sections_of(handover, request),
        }
        return render(request, "commitments/handover.html", context)


class HandoverSheet(View):
    """`/handovers/<ref>/list/`: the list to print and sign on paper, A4; long ones come in parts of 500 lines."""

    def get(self, request: HttpRequest, ref: str) -> HttpResponse:
        handover = found(desk_at("handovers"), ref, request.actor)  # type: ignore[attr-defined]
        rows = list(handover.history.order_by("version"))
        on_list = lines_of(handover).filter(state__in=(ItemState.LISTED, ItemState.PASSED))
        page = Keyset(on_list, ("pk",), LINES_A_SHEET).page(request.GET.get("after", ""), request.GET.get("before", ""))
        first = page.rows[0].pk if page.rows else 0
        left_out = list(lines_of(handover).filter(state=ItemState.LEFT_OUT).order_by("pk")[:LINES_A_SHEET])
        sums = on_list.filter(obligation__isnull=False).aggregate(owed=Sum("amount"), paid=Sum("paid"))
        counts = counts_of(handover)
        context = {
            "handover": handover,
            "lines": page.rows,
            "readable": duties_open_to([*page.rows, *left_out], request.actor),  # type: ignore[attr-defined]
            "page": page,
            "before_count": on_list.filter(pk__lt=first).count(),
            "line_count": counts[ItemState.LISTED] + counts[ItemState.PASSED],
            "left_out": left_out,
            "left_out_count": counts[ItemState.LEFT_OUT],
            "sums": sums,
            "signed": {row.verb: row for _what, row in signatures(rows)},
        }
        return render(request, "commitments/handover_sheet.html", context)
