"""Pages of bodies: the list, one body, a new one, its facts; and of successions."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views import View

from face.lists import Column
from face.navigation import Words
from lifecycle.timeline import events_of
from organizations.choices import Role
from organizations.codes import doubts, registration_class
from organizations.filters import BodyFilter, SuccessionFilter
from organizations.models import Body, Oversight, Portfolio, Post, Succession, Tenure
from organizations.offices import heads_of
from organizations.record_forms import BodyEditForm, NewBodyForm, NewSuccessionForm
from organizations.views.pages import EditPage, NewPage, StaffList, asked_key, holds

# How many bodies directly below are named on a body's page; the list has them all.
SHOWN_BELOW = 50


def bodies_crumb() -> tuple[Words, str]:
    """The first crumb of every page about a body."""
    return (_("Bodies"), reverse("organizations:bodies"))


class Bodies(StaffList):
    """Every body, with its head of today."""

    results_template = "organizations/bodies_rows.html"
    heading = _("Bodies")
    maker, new_url, new_label = Role.SYSTEM_ADMIN, "organizations:body_new", _("New body")
    filterset_class = BodyFilter
    columns = (
        Column("name", _("Name"), sort="name", value=lambda row: row.name),
        Column("code", _("Code"), sort="code", value=lambda row: row.code),
        Column("division", _("Division"), sort="division_id", value=lambda row: row.division.name),
        Column("system", _("System"), sort="system", value=lambda row: row.get_system_display()),
        Column("head", _("Head today")),
        Column("since", _("Days"), value=lambda row: row.until or ""),
        Column("place", _("Place in the tree"), sort="path"),
    )
    default_sort = "place"
    export_name = "bodies"

    def get_queryset(self) -> QuerySet[Any]:
        """With their divisions."""
        found: QuerySet[Any] = Body.objects.select_related("division")
        return found

    def listed(self, rows: Sequence[Any]) -> Sequence[Any]:
        """With the heads of today."""
        today = self.request.today  # type: ignore[attr-defined]
        heads = heads_of(rows, today)
        return [(body, heads[body.pk], body.is_active(today)) for body in rows]


class BodyPage(View):
    """One body: who sits where, who oversees it, what it followed."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page."""
        body = get_object_or_404(Body.objects.select_related("division", "parent"), pk=pk)
        today = request.today  # type: ignore[attr-defined]
        edges = list(
            Oversight.objects.filter(Q(overseer=body) | Q(overseen__in=ids_of(body)))
            .select_related("overseer", "overseen")
            .order_by("-since", "pk")
        )
        followed = list(
            Succession.objects.filter(Q(predecessor=body) | Q(successor=body)).select_related(
                "predecessor", "successor"
            )
        )
        below = list(Body.objects.filter(parent=body).order_by("path")[: SHOWN_BELOW + 1])
        context = {
            "body": body,
            "is_active": body.is_active(today),
            "kind": registration_class(body.code) if body.code else None,
            "doubts": [doubt.label for doubt in doubts(body.code)] if body.code else [],
            "posts": seats(body, today),
            "portfolios": portfolios_over(body, today),
            "overseers": [edge for edge in edges if counts_for(edge, body)],
            "overseen": [edge for edge in edges if edge.overseer_id == body.pk],
            "successions": followed,
            "below": below[:SHOWN_BELOW],
            "more_below": len(below) > SHOWN_BELOW,
            "events": events_of([body]),
            "may_edit": holds(request, Role.SYSTEM_ADMIN),
            "may_oversee": holds(request, Role.SECURITY_ADMIN),
            "crumbs": [bodies_crumb()],
            "today": today,
        }
        return render(request, "organizations/body.html", context)


def ids_of(body: Body) -> list[int]:
    """The ids in a body's path."""
    return [int(one) for one in body.path.split("/") if one]


def counts_for(edge: Any, body: Body) -> bool:
    """Whether an edge is over a body: by name, or from above; never its own or one below it."""
    by_name = edge.overseen_id == body.pk or edge.covers_below
    return by_name and not edge.overseer.path.startswith(body.path)


def seats(body: Body, today: Any) -> list[tuple[Any, list[Any]]]:
    """Each post with those who hold it today: two queries."""
    posts = list(Post.objects.filter(body=body).order_by("position", "id"))
    held: dict[int, list[Any]] = {}
    for tenure in Tenure.objects.valid_on(today).filter(post__in=posts).select_related("official").order_by("since"):
        held.setdefault(tenure.post_id, []).append(tenure)
    return [(post, held.get(post.pk, [])) for post in posts]


def portfolios_over(body: Body, today: Any) -> list[Any]:
    """The portfolios that name the body today, and those of its own deputies."""
    found = Portfolio.objects.valid_on(today).filter(Q(body=body) | Q(post__body=body))
    return list(found.select_related("official", "post__body", "body", "substitute").order_by("post_id", "pk"))


class NewBody(NewPage):
    """A new body."""

    roles = (Role.SYSTEM_ADMIN,)
    model, form_class, heading = Body, NewBodyForm, _("New body")

    def form(self, data: Any = None) -> Any:
        """Below the body whose page it was asked from."""
        named = asked_key(self.request, "below")
        above = Body.objects.filter(pk=named).select_related("division").first() if named else None
        initial = {"parent": above, "division": above.division, "system": above.system} if above else {}
        return self.form_class(data, initial=initial)

    def crumbs(self) -> Sequence[tuple[Words, str]]:
        """The list."""
        return [bodies_crumb()]


class EditBody(EditPage):
    """A body's own facts."""

    roles = (Role.SYSTEM_ADMIN,)
    model, form_class, heading = Body, BodyEditForm, _("Edit body")

    def crumbs(self) -> Sequence[tuple[Words, str]]:
        """The list and the body."""
        return [bodies_crumb(), (self.record.known_as, self.record.get_absolute_url())]


class Successions(StaffList):
    """Which body followed which."""

    results_template = "organizations/successions_rows.html"
    heading = _("Successions of bodies")
    maker, new_url, new_label = Role.SYSTEM_ADMIN, "organizations:succession_new", _("New succession")
    filterset_class = SuccessionFilter
    columns = (
        Column("on", _("Takes effect on"), sort="on", value=lambda row: row.on, falling_first=True),
        Column("predecessor", _("Predecessor"), sort="predecessor__name", value=lambda row: row.predecessor.name),
        Column("successor", _("Successor"), sort="successor__name", value=lambda row: row.successor.name),
        Column("kind", _("Kind"), sort="kind", value=lambda row: row.get_kind_display()),
        Column("document", _("Document"), value=lambda row: row.document),
    )
    default_sort = "-on"
    export_name = "successions"

    def get_queryset(self) -> QuerySet[Any]:
        """With both bodies."""
        found: QuerySet[Any] = Succession.objects.select_related("predecessor", "successor")
        return found


class NewSuccession(NewPage):
    """A body follows another."""

    roles = (Role.SYSTEM_ADMIN,)
    model, form_class, heading = Succession, NewSuccessionForm, _("New succession")

    def form(self, data: Any = None) -> Any:
        """From the body whose page it was asked from."""
        named = asked_key(self.request, "predecessor")
        initial: dict[str, Any] = {"predecessor": named} if named else {}
        return self.form_class(data, initial=initial)

    def crumbs(self) -> Sequence[tuple[Words, str]]:
        """The lists."""
        return [bodies_crumb(), (_("Successions of bodies"), reverse("organizations:successions"))]
