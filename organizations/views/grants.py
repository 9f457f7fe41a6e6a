"""Pages of grants: the list, one grant, a new one, and its end."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from face import answers
from face.lists import Column
from face.navigation import Words
from lifecycle.timeline import events_of
from organizations.choices import Role
from organizations.filters import GrantFilter
from organizations.models import Grant
from organizations.record_forms import EndGrantForm, NewGrantForm
from organizations.roles import listed
from organizations.views.pages import EditPage, NewPage, StaffList, StaffView, actor_of, asked_key, holds, only_for

READERS = (Role.SECURITY_ADMIN, Role.AUDITOR)


def grants_crumb() -> tuple[Words, str]:
    """The list of grants."""
    return (_("Grants"), reverse("organizations:grants"))


class Grants(StaffList):
    """Who holds which role where; everybody sees his own."""

    results_template = "organizations/grants_rows.html"
    heading = _("Grants")
    maker, new_url, new_label = Role.SECURITY_ADMIN, "organizations:grant_new", _("New grant")
    filterset_class = GrantFilter
    columns = (
        Column("official", _("Official"), sort="official__name", value=lambda row: row.official.name),
        Column("role", _("Role"), sort="role", value=lambda row: row.get_role_display()),
        Column("body", _("Body"), sort="body__path", value=lambda row: row.body.name),
        Column("matters", _("Matters"), value=lambda row: row.in_words("matters", row.matters)),
        Column("since", _("First day"), sort="since", value=lambda row: row.since, falling_first=True),
        Column("until", _("First day out"), value=lambda row: row.until),
        Column("granted_by", _("Granted by"), value=lambda row: row.granted_by or ""),
    )
    default_sort = "-since"
    export_name = "grants"

    def get_queryset(self) -> QuerySet[Any]:
        """All for those who look after grants, else one's own."""
        found: QuerySet[Any] = Grant.objects.select_related("official", "body", "granted_by")
        return found if holds(self.request, *READERS) else found.filter(official=actor_of(self.request).official_id)

    def listed(self, rows: Sequence[Any]) -> Sequence[Any]:
        """With the matters in words."""
        return [(grant, grant.in_words("matters", grant.matters)) for grant in rows]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whoever sees only his own is told so."""
        context = super().get_context_data(**kwargs)
        return context if holds(self.request, *READERS) else {**context, "heading": _("My grants")}


class GrantPage(StaffView):
    """One grant with its course, and what its role may do."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page; other people's grants are for those who look after grants."""
        grant = get_object_or_404(Grant.objects.select_related("official", "body", "granted_by"), pk=pk)
        if grant.official_id != actor_of(request).official_id and not holds(request, *READERS):
            return answers.not_you(request, [only_for(READERS)])
        context = {
            "grant": grant,
            "matters": grant.in_words("matters", grant.matters),
            "verbs": verbs_in_words(grant.role),
            "events": events_of([grant]),
            "may_end": holds(request, Role.SECURITY_ADMIN),
            "crumbs": [grants_crumb()],
            "today": request.today,  # type: ignore[attr-defined]
        }
        return render(request, "organizations/grant.html", context)


def verbs_in_words(role: str) -> list[tuple[str, list[str]]]:
    """What a role's tables list, by record type, in the words of each: [(record type, verbs)]."""
    by_record: dict[str, list[str]] = {}
    for name in sorted(listed(role)):
        record, _dot, verb = name.rpartition(".")
        by_record.setdefault(record, []).append(verb)
    words = []
    for record, verbs in sorted(by_record.items()):
        model: Any = apps.get_model(record)
        specs = model.verbs()
        own = {"create": model.CREATION.label if model.CREATION else _("create"), "edit": _("edit")}
        words.append(
            (
                str(model._meta.verbose_name),
                [str(specs[verb].label if verb in specs else own.get(verb, verb)) for verb in verbs],
            )
        )
    return words


class NewGrant(NewPage):
    """A role for a person; never for oneself."""

    roles = (Role.SECURITY_ADMIN,)
    model, form_class, heading = Grant, NewGrantForm, _("New grant")

    def form(self, data: Any = None) -> Any:
        """For the person whose page it was asked from, from today on."""
        named = asked_key(self.request, "official")
        initial: dict[str, Any] = {"since": self.request.today}  # type: ignore[attr-defined]
        if named:
            initial["official"] = named
        return self.form_class(data, initial=initial)

    def fixed(self) -> Mapping[str, Any]:
        """The giver."""
        return {"granted_by": actor_of(self.request).official_id}

    def crumbs(self) -> Sequence[tuple[Words, str]]:
        """The list."""
        return [grants_crumb()]


class EndGrant(EditPage):
    """The first day out of a grant."""

    roles = (Role.SECURITY_ADMIN,)
    model, form_class, heading, button = Grant, EndGrantForm, _("End grant"), _("Set the first day out")
    related = ("official", "body")

    def crumbs(self) -> Sequence[tuple[Words, str]]:
        """The list and the grant."""
        return [grants_crumb(), (str(self.record), self.record.get_absolute_url())]
