"""Promisees, projects and agreements: lists, and the page of one."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views import View

from commitments.models import Agreement, Commitment, Project, Promisee
from face.lists import Column
from lifecycle.desks import desk_at, found
from lifecycle.lists import RecordedListView
from lifecycle.timeline import events_of, worded
from lifecycle.verbbar import may_edit


class _Named(RecordedListView):
    """A list of records by name."""

    template_name, results_template = "commitments/named.html", "commitments/named_rows.html"
    model: ClassVar[Any]
    collection: ClassVar[str]
    heading: ClassVar[Any]
    related: ClassVar[tuple[str, ...]] = ("logging_body",)
    default_sort = "name"

    def get_queryset(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.model.objects.visible_to(self.request.actor).select_related(*self.related)  # type: ignore[attr-defined]
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = [column for column in self.columns if column.value]
        lines = [
            (row, [(column.label, column.value(row)) for column in shown[1:] if column.value]) for row in kwargs["rows"]
        ]
        return {
            **kwargs,
            "heading": self.heading,
            "collection": self.collection,
            "lines": lines,
        }


class Promisees(_Named):
    """To whom something was promised."""

    model, collection, heading = Promisee, "promisees", _("Promisees")
    export_name = "promisees"
    columns = (
        Column("name", _("Name"), sort="name", value=lambda row: row.name),
        Column("kind", _("Kind"), sort="kind", value=lambda row: row.get_kind_display()),
        Column("code", _("Credit code"), sort="code", value=lambda row: row.code),
        Column("body", _("Logged by"), value=lambda row: row.logging_body.name),
    )


class Projects(_Named):
    """Investment projects."""

    model, collection, heading = Project, "projects", _("Projects")
    export_name = "projects"
    columns = (
        Column("name", _("Name"), sort="name", value=lambda row: row.name),
        Column("code", _("Code"), sort="code", value=lambda row: row.code),
        Column("stage", _("Stage"), sort="stage", value=lambda row: row.get_stage_display()),
        Column("body", _("Logged by"), value=lambda row: row.logging_body.name),
    )


class Agreements(_Named):
    """Agreements and contracts."""

    model, collection, heading = Agreement, "agreements", _("Agreements")
    export_name = "agreements"
    columns = (
        Column("name", _("Title"), sort="title", value=lambda row: row.title),
        Column("number", _("Number"), sort="number", value=lambda row: row.number),
        Column("body", _("Logged by"), value=lambda row: row.logging_body.name),
    )


class _Page(View):
    """The page of one record of this kind: its fields, its commitments, its trail."""

    collection: ClassVar[str]
    commitments_by: ClassVar[str]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        actor, today = request.actor, request.today  # type: ignore[attr-defined]
        record = found(desk_at(self.collection), str(pk), actor)
        names = {
            (field.related_model, getattr(record, field.attname)): str(getattr(record, field.name))
            for field in type(record)._meta.concrete_fields
            if field.is_relation and getattr(record, field.attname)
        }
        facts = [
            (field.verbose_name, words)
            for field in type(record)._meta.concrete_fields
            if field.name not in ("id", "version", "trail_head")
            and (words := worded(field, getattr(record, field.attname), names))
        ]
        commitments = Commitment.objects.visible_to(actor).filter(**{self.commitments_by: record}).order_by("-pk")[:100]
        context = {
            "record": record,
            "facts": facts,
            "commitments": commitments,
            "by": self.commitments_by,
            "collection": self.collection,
            "may_edit": may_edit(record, actor, today),
            "events": events_of([record]),
        }
        return render(request, "commitments/party.html", context)


class PromiseePage(_Page):
    """A promisee and what was promised to it."""

    collection, commitments_by = "promisees", "promisee"


class ProjectPage(_Page):
    """A project and the promises made for it."""

    collection, commitments_by = "projects", "project"


class AgreementPage(_Page):
    """An agreement and the promises in it."""

    collection, commitments_by = "agreements", "agreement"
