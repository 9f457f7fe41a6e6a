"""Pages of posts, officials, tenures and portfolios."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views import View

from face.lists import Column
from face.navigation import Words
from lifecycle.timeline import events_of
from organizations.choices import Role
from organizations.filters import OfficialFilter, PortfolioFilter, TenureFilter
from organizations.models import Body, Grant, Official, Portfolio, Post, Tenure
from organizations.record_forms import (
    NewPortfolioForm,
    NewTenureForm,
    OfficialEditForm,
    OfficialFields,
    PortfolioEditForm,
    PostEditForm,
    PostFields,
    TenureEditForm,
)
from organizations.views.bodies import bodies_crumb
from organizations.views.pages import EditPage, NewPage, StaffList, holds


def body_crumbs(body: Body) -> list[tuple[Words, str]]:
    """The list of bodies and one of them."""
    return [bodies_crumb(), (body.known_as, body.get_absolute_url())]


class PostPage(View):
    """A post: everyone who held it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page."""
        post = get_object_or_404(Post.objects.select_related("body"), pk=pk)
        tenures = list(Tenure.objects.filter(post=post).select_related("official", "post"))
        context = {
            "post": post,
            "tenures": tenures,
            "events": events_of([post, *tenures]),
            "may_edit": holds(request, Role.SYSTEM_ADMIN),
            "crumbs": body_crumbs(post.body),
            "today": request.today,  # type: ignore[attr-defined]
        }
        return render(request, "organizations/post.html", context)


class NewPost(NewPage):
    """A post of a body."""

    roles = (Role.SYSTEM_ADMIN,)
    model, form_class, heading = Post, PostFields, _("New post")

    def prepare(self, **kwargs: Any) -> None:
        """The body of the address."""
        self.body = get_object_or_404(Body, pk=kwargs["pk"])

    def fixed(self) -> Mapping[str, Any]:
        """Its body."""
        return {"body": self.body}

    def crumbs(self) -> Sequence[tuple[Words, str]]:
        """The body."""
        return body_crumbs(self.body)


class EditPost(EditPage):
    """A post's own facts."""

    roles = (Role.SYSTEM_ADMIN,)
    model, form_class, heading, related = Post, PostEditForm, _("Edit post"), ("body",)

    def crumbs(self) -> Sequence[tuple[Words, str]]:
        """The body and the post."""
        return [*body_crumbs(self.record.body), (self.record.name, self.record.get_absolute_url())]


class NewTenure(NewPage):
    """Somebody takes a post."""

    roles = (Role.SYSTEM_ADMIN,)
    model, form_class, heading = Tenure, NewTenureForm, _("New tenure")

    def prepare(self, **kwargs: Any) -> None:
        """The post of the address."""
        self.post_held = get_object_or_404(Post.objects.select_related("body"), pk=kwargs["pk"])

    def fixed(self) -> Mapping[str, Any]:
        """Its post."""
        return {"post": self.post_held}

    def crumbs(self) -> Sequence[tuple[Words, str]]:
        """The body and the post."""
        return [*body_crumbs(self.post_held.body), (self.post_held.name, self.post_held.get_absolute_url())]


class EditTenure(EditPage):
    """Dates and kind of a tenure."""

    roles = (Role.SYSTEM_ADMIN,)
    model, form_class, heading, related = Tenure, TenureEditForm, _("Edit tenure"), ("post__body", "official")

    def crumbs(self) -> Sequence[tuple[Words, str]]:
        """The body and the post."""
        post = self.record.post
        return [*body_crumbs(post.body), (post.name, post.get_absolute_url())]


class Tenures(StaffList):
    """Who holds or held which post."""

    results_template = "organizations/tenures_rows.html"
    heading = _("Posts and tenures")
    filterset_class = TenureFilter
    columns = (
        Column("official", _("Official"), sort="official__name", value=lambda row: row.official.name),
        Column("body", _("Body"), sort="post__body__path", value=lambda row: row.post.body.name),
        Column("post", _("Post"), value=lambda row: row.post.name),
        Column("kind", _("How held"), sort="kind", value=lambda row: row.get_kind_display()),
        Column("since", _("First day"), sort="since", value=lambda row: row.since, falling_first=True),
        Column("until", _("First day out"), value=lambda row: row.until),
        Column("document", _("Document"), value=lambda row: row.document),
    )
    default_sort = "-since"
    export_name = "tenures"

    def get_queryset(self) -> QuerySet[Any]:
        """With person, post and body."""
        found: QuerySet[Any] = Tenure.objects.select_related("official", "post__body")
        return found


class Officials(StaffList):
    """People in office."""

    results_template = "organizations/officials_rows.html"
    heading = _("Officials")
    maker, new_url, new_label = Role.SYSTEM_ADMIN, "organizations:official_new", _("New official")
    filterset_class = OfficialFilter
    columns = (
        Column("name", _("Name"), sort="name", value=lambda row: row.name),
        Column("number", _("Number"), value=lambda row: row.number),
        Column("posts", _("Posts today")),
        Column("remark", _("Remark"), value=lambda row: row.remark),
    )
    default_sort = "name"
    export_name = "officials"

    def get_queryset(self) -> QuerySet[Any]:
        """All."""
        found: QuerySet[Any] = Official.objects.all()
        return found

    def listed(self, rows: Sequence[Any]) -> Sequence[Any]:
        """With the posts of today, one query."""
        today = self.request.today  # type: ignore[attr-defined]
        held: dict[int, list[Any]] = {}
        tenures = Tenure.objects.valid_on(today).filter(official__in=rows).select_related("post__body")
        for tenure in tenures.order_by("since"):
            held.setdefault(tenure.official_id, []).append(tenure)
        return [(official, held.get(official.pk, [])) for official in rows]


class OfficialPage(View):
    """A person: posts, portfolios, and for those who look after them, grants and accounts."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page."""
        official = get_object_or_404(Official, pk=pk)
        sees_grants = holds(request, Role.SECURITY_ADMIN, Role.AUDITOR) or request.actor.official_id == pk  # type: ignore[attr-defined]
        portfolios = Portfolio.objects.filter(official=official).select_related("post__body", "body", "substitute")
        context = {
            "official": official,
            "tenures": list(Tenure.objects.filter(official=official).select_related("post__body")),
            "portfolios": list(portfolios),
            "grants": list(Grant.objects.filter(official=official).select_related("body")) if sees_grants else [],
            "sees_grants": sees_grants,
            "accounts": list(official.accounts.all()) if holds(request, Role.SYSTEM_ADMIN) else [],
            "events": events_of([official]),
            "may_edit": holds(request, Role.SYSTEM_ADMIN),
            "may_grant": holds(request, Role.SECURITY_ADMIN),
            "crumbs": [officials_crumb()],
            "today": request.today,  # type: ignore[attr-defined]
        }
        return render(request, "organizations/official.html", context)


def officials_crumb() -> tuple[Words, str]:
    """The list of people."""
    return (_("Officials"), reverse("organizations:officials"))


class NewOfficial(NewPage):
    """A person."""

    roles = (Role.SYSTEM_ADMIN,)
    model, form_class, heading = Official, OfficialFields, _("New official")

    def crumbs(self) -> Sequence[tuple[Words, str]]:
        """The list."""
        return [officials_crumb()]


class EditOfficial(EditPage):
    """A person's name and remark."""

    roles = (Role.SYSTEM_ADMIN,)
    model, form_class, heading = Official, OfficialEditForm, _("Edit official")

    def crumbs(self) -> Sequence[tuple[Words, str]]:
        """The list and the person."""
        return [officials_crumb(), (self.record.name, self.record.get_absolute_url())]


class Portfolios(StaffList):
    """What deputies answer for."""

    results_template = "organizations/portfolios_rows.html"
    heading = _("Portfolios")
    maker, new_url, new_label = Role.SYSTEM_ADMIN, "organizations:portfolio_new", _("New portfolio")
    filterset_class = PortfolioFilter
    columns = (
        Column("official", _("Official"), sort="official__name", value=lambda row: row.official.name),
        Column("post", _("Post"), sort="post__body__path", value=lambda row: f"{row.post.body} {row.post}"),
        Column(
            "covers", _("Answers for"), value=lambda row: f"{row.body or ''} {row.in_words('matters', row.matters)}"
        ),
        Column("substitute", _("Substitute"), value=lambda row: row.substitute or ""),
        Column("since", _("First day"), sort="since", value=lambda row: row.since, falling_first=True),
        Column("until", _("First day out"), value=lambda row: row.until),
        Column("document", _("Notice"), value=lambda row: row.document),
    )
    default_sort = "-since"
    export_name = "portfolios"

    def get_queryset(self) -> QuerySet[Any]:
        """With everybody named."""
        found: QuerySet[Any] = Portfolio.objects.select_related("official", "post__body", "body", "substitute")
        return found

    def listed(self, rows: Sequence[Any]) -> Sequence[Any]:
        """With the matters in words."""
        return [(one, one.in_words("matters", one.matters)) for one in rows]


def portfolios_crumb() -> tuple[Words, str]:
    """The list of portfolios."""
    return (_("Portfolios"), reverse("organizations:portfolios"))


class NewPortfolio(NewPage):
    """A deputy takes over matters or a body."""

    roles = (Role.SYSTEM_ADMIN,)
    model, form_class, heading = Portfolio, NewPortfolioForm, _("New portfolio")

    def crumbs(self) -> Sequence[tuple[Words, str]]:
        """The list."""
        return [portfolios_crumb()]


class EditPortfolio(EditPage):
    """Matters, days and notice of a portfolio."""

    roles = (Role.SYSTEM_ADMIN,)
    model, form_class, heading = Portfolio, PortfolioEditForm, _("Edit portfolio")

    def crumbs(self) -> Sequence[tuple[Words, str]]:
        """The list."""
        return [portfolios_crumb()]
