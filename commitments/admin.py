"""The administration pages: records with their trail, for auditors within their grant; nothing to be changed."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from commitments import models
from organizations.choices import Role
from organizations.reading import ReadOnlyAdmin


class RecordAdmin(ReadOnlyAdmin):
    """A record's columns and below them its trail. Administrators touch no business record, and see none here."""

    roles: ClassVar[Sequence[Role]] = (Role.AUDITOR,)

    def get_queryset(self, request: HttpRequest) -> Any:
        """What the auditor's grant covers."""
        rows = super().get_queryset(request)
        if hasattr(rows, "visible_to"):
            return rows.visible_to(request.actor, request.today)  # type: ignore[attr-defined]
        return rows

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Every column, then the trail."""
        return [*super().get_fields(request, obj), "trail"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """All of them."""
        return [*super().get_readonly_fields(request, obj), "trail"]

    @admin.display(description=_("trail"))
    def trail(self, record: Any) -> str:
        """The record's trail, oldest first: one query."""
        rows = record.history.order_by("version")
        return format_html_join(
            "",
            "<div>{}. {} {} {} {} {}</div>",
            (
                (
                    row.version,
                    date_format(localtime(row.history_date), "Y-m-d H:i:s"),
                    row.verb,
                    row.target_state,
                    " ".join(word for word in (row.actor_body, row.actor_post, row.actor_name) if word),
                    row.reason,
                )
                for row in rows
            ),
        )


class ConfigurationAdmin(RecordAdmin):
    """What system administrators write is theirs to read as well."""

    roles = (Role.SYSTEM_ADMIN, Role.AUDITOR)


# model: (columns, searched, read along)
SHOWN: dict[Any, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    models.CommitmentType: (("code", "label", "kind", "area", "is_retired"), ("code", "label"), ()),
    models.RequiredCheck: (("type", "kind", "is_required"), ("type__label",), ("type",)),
    models.ObligationTemplate: (("type", "title", "kind", "side"), ("title",), ("type",)),
    models.Promisee: (("name", "kind", "code", "logging_body"), ("name", "code"), ("logging_body",)),
    models.Project: (("ref", "name", "code", "stage", "enterprise"), ("ref", "name", "code"), ("enterprise",)),
    models.Agreement: (("ref", "title", "number", "signed_on"), ("ref", "title", "number"), ()),
    models.Commitment: (("ref", "title", "kind", "state", "promisor"), ("ref", "title"), ("promisor",)),
    models.PreCheck: (("commitment", "kind", "outcome", "state"), ("commitment__ref",), ("commitment",)),
    models.Dispute: (("commitment", "kind", "number", "is_over"), ("number", "commitment__ref"), ("commitment",)),
    models.Obligation: (("ref", "title", "state", "lead_body", "due_on"), ("ref", "title"), ("lead_body",)),
    models.Share: (("obligation", "body", "state", "due_on"), ("obligation__ref",), ("obligation", "body")),
    models.Condition: (("obligation", "text", "state", "figure"), ("obligation__ref",), ("obligation",)),
    models.Disbursement: (
        ("obligation", "beneficiary", "state", "paid", "paid_on", "voucher"),
        ("obligation__ref", "beneficiary", "voucher"),
        ("obligation",),
    ),
    models.Evidence: (
        ("title", "purpose", "state", "commitment", "file_kind"),
        ("title", "sha256", "commitment__ref"),
        ("commitment",),
    ),
    models.CustomColumn: (("division", "label", "kind", "is_retired"), ("label",), ("division",)),
    models.CustomValue: (
        ("commitment", "column", "text", "number", "day"),
        ("commitment__ref",),
        ("commitment", "column"),
    ),
    models.Handover: (
        ("ref", "occasion", "state", "giving_body", "taking_body", "taken_over_on"),
        ("ref", "document"),
        ("giving_body", "taking_body"),
    ),
    models.HandoverItem: (
        ("handover", "commitment", "obligation", "state", "passed_on"),
        ("handover__ref", "commitment__ref", "obligation__ref"),
        ("handover", "commitment", "obligation", "share"),
    ),
    models.Variation: (
        ("ref", "commitment", "kind", "state", "asked_on", "decided_on"),
        ("ref", "commitment__ref"),
        ("commitment",),
    ),
    models.Correction: (("ref", "commitment", "field", "state"), ("ref", "commitment__ref"), ("commitment",)),
}

CONFIGURATION = (models.CommitmentType, models.RequiredCheck, models.ObligationTemplate, models.CustomColumn)

for model, (columns, searched, related) in SHOWN.items():
    admin.site.register(
        model,
        type(
            f"{model.__name__}Admin",
            (ConfigurationAdmin if model in CONFIGURATION else RecordAdmin,),
            {"list_display": columns, "search_fields": searched, "list_select_related": related or False},
        ),
    )
