"""Pages of oversight: the edges, and for each verb who can do it today."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from face.lists import Column
from face.navigation import Words
from organizations.choices import Role
from organizations.duties import GAP, THIN, report_on
from organizations.filters import OversightFilter
from organizations.models import Body, Division, Oversight
from organizations.overseeing import labels_of_verbs
from organizations.record_forms import NewOversightForm, OversightEditForm
from organizations.views.pages import DUTIES, EditPage, NewPage, StaffList, StaffView, asked_key, tabs_for


def oversight_crumb() -> tuple[Words, str]:
    """The list of edges."""
    return (_("Oversight"), reverse("organizations:oversight"))


class Edges(StaffList):
    """Who oversees whom."""

    results_template = "organizations/oversight_rows.html"
    heading = _("Oversight")
    maker, new_url, new_label = Role.SECURITY_ADMIN, "organizations:oversight_new", _("New oversight")
    filterset_class = OversightFilter
    columns = (
        Column("overseer", _("Overseer"), sort="overseer__path", value=lambda row: row.overseer.name),
        Column("overseen", _("Body overseen"), sort="overseen__path", value=lambda row: row.overseen.name),
        Column("covers", _("For"), value=lambda row: row.in_words("matters", row.matters)),
        Column("since", _("First day"), sort="since", value=lambda row: row.since, falling_first=True),
        Column("until", _("First day out"), value=lambda row: row.until),
        Column("document", _("Document"), value=lambda row: row.document),
    )
    default_sort = "overseen"
    export_name = "oversight"

    def get_queryset(self) -> QuerySet[Any]:
        """With both bodies."""
        found: QuerySet[Any] = Oversight.objects.select_related("overseer", "overseen")
        return found

    def listed(self, rows: Sequence[Any]) -> Sequence[Any]:
        """With matters and steps in words."""
        labels = labels_of_verbs()
        return [
            (edge, edge.in_words("matters", edge.matters), [labels.get(verb, verb) for verb in sorted(edge.verb_codes)])
            for edge in rows
        ]


class NewEdge(NewPage):
    """A body oversees another from a day on."""

    roles = (Role.SECURITY_ADMIN,)
    model, form_class, heading = Oversight, NewOversightForm, _("New oversight")

    def form(self, data: Any = None) -> Any:
        """Over the body whose page it was asked from."""
        named = asked_key(self.request, "overseen")
        initial: dict[str, Any] = {"overseen": named} if named else {}
        return self.form_class(data, initial=initial)

    def crumbs(self) -> Sequence[tuple[Words, str]]:
        """The list."""
        return [oversight_crumb()]


class EditEdge(EditPage):
    """The bounds of an edge."""

    roles = (Role.SECURITY_ADMIN,)
    model, form_class, heading = Oversight, OversightEditForm, _("Edit oversight")
    related = ("overseer", "overseen")

    def crumbs(self) -> Sequence[tuple[Words, str]]:
        """The list."""
        return [oversight_crumb()]


class Duties(StaffView):
    """For each verb of a division who can do it today, and where nobody is left."""

    roles = DUTIES

    def get(self, request: HttpRequest) -> HttpResponse:
        """The page for one division: the reader's own unless another is asked for."""
        divisions = list(divisions_with_bodies())
        chosen = self._chosen(request, divisions)
        today = request.today  # type: ignore[attr-defined]
        report = report_on([chosen], today) if chosen else None
        context = {
            "divisions": divisions,
            "chosen": chosen,
            "report": report,
            "gaps": report.having(GAP) if report else [],
            "thin": report.having(THIN) if report else [],
            "shown": report.of(asked_key(request, "body")) if report else (),
            "today": today,
            "tabs": tabs_for(request),
        }
        return render(request, "organizations/duties.html", context)

    @staticmethod
    def _chosen(request: HttpRequest, divisions: Sequence[Division]) -> Division | None:
        asked = request.GET.get("division", "")
        for division in divisions:
            if str(division.pk) == asked:
                return division
        own = Body.objects.filter(pk=request.actor.body_id).values_list("division_id", flat=True).first()  # type: ignore[attr-defined]
        return next((one for one in divisions if one.pk == own), divisions[0] if divisions else None)


def divisions_with_bodies() -> QuerySet[Division]:
    """The divisions in which bodies stand."""
    return Division.objects.filter(Q(pk__in=Body.objects.values("division_id"))).order_by("path")
