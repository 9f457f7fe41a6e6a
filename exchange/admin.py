"""The administration pages of imported documents: for auditors within their grant; nothing to be changed."""

from typing import Any

from django.contrib import admin

from commitments.admin import RecordAdmin
from exchange import models

# model: (columns, searched, read along)
SHOWN: dict[Any, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    models.Document: (("ref", "title", "number", "issued_on"), ("ref", "title", "number"), ()),
    models.Measure: (("document", "path", "heading", "state"), ("heading", "document__ref"), ("document",)),
    models.Assignment: (("measure", "named"), ("named", "document__ref"), ("measure",)),
    models.NamedBody: (("printed", "body", "named_as", "found_by"), ("printed", "body__name"), ("body",)),
    models.TimeLimit: (("words", "kind", "due_on", "event_on"), ("words", "document__ref"), ()),
    models.Duty: (("measure", "obligation", "lead_body"), ("document__ref",), ("measure", "obligation", "lead_body")),
    models.OpenClause: (("document", "path", "open_because"), ("document__ref",), ("document",)),
}

for model, (columns, searched, related) in SHOWN.items():
    admin.site.register(
        model,
        type(
            f"{model.__name__}Admin",
            (RecordAdmin,),
            {"list_display": columns, "search_fields": searched, "list_select_related": related or False},
        ),
    )
