"""The administration pages: records with their trail, for auditors within their grant; nothing to be changed."""

from typing import Any

from django.contrib import admin

from commitments.admin import RecordAdmin
from rectification import models

# model: (columns, searched, read along). Inquiries and referrals are read on their own pages,
# which record each reading, so not here.
SHOWN: dict[Any, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    models.BreachCase: (
        ("ref", "commitment", "state", "source", "verifying_body"),
        ("ref", "commitment__ref"),
        ("commitment", "verifying_body"),
    ),
    models.RectificationOrder: (
        ("ref", "commitment", "state", "duty_body", "due_on"),
        ("ref", "commitment__ref", "number"),
        ("commitment", "duty_body"),
    ),
    models.Demand: (("order", "number", "text"), ("order__ref", "text"), ("order",)),
    models.Measure: (("order", "what", "kind", "state", "due_on"), ("order__ref", "what"), ("order",)),
    models.Proof: (("measure", "evidence"), ("measure__what",), ("measure", "evidence")),
}

for model, (columns, searched, related) in SHOWN.items():
    admin.site.register(
        model,
        type(
            f"{model.__name__}Admin",
            (RecordAdmin,),
            {"list_display": columns, "search_fields": searched, "list_select_related": related},
        ),
    )
