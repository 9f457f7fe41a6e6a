"""The administration pages: every record to be read, nothing to be changed."""

from typing import Any

from django.contrib import admin

from organizations import reading
from organizations.models import (
    Account,
    Body,
    Division,
    Grant,
    Official,
    Oversight,
    Portfolio,
    Post,
    Succession,
    Tenure,
)
from organizations.reading import ReadOnlyAdmin


def register(model: Any, shown: tuple[str, ...], searched: tuple[str, ...], related: tuple[str, ...] = ()) -> None:
    """Show a model's rows with a few columns."""
    own = type(
        f"{model.__name__}Admin",
        (ReadOnlyAdmin,),
        {"list_display": shown, "search_fields": searched, "list_select_related": related or False},
    )
    admin.site.register(model, own)


register(Division, ("code", "name", "level", "parent"), ("code", "name"), ("parent",))
register(Body, ("name", "code", "division", "system", "path"), ("name", "code"), ("division",))
register(Post, ("name", "body", "rank"), ("name", "body__name"), ("body",))
register(Official, ("number", "name", "remark"), ("number", "name"))
register(Tenure, ("official", "post", "kind", "since", "until"), ("official__name",), ("official", "post"))
register(Portfolio, ("official", "post", "body", "since", "until"), ("official__name",), ("official", "post", "body"))
register(Succession, ("predecessor", "successor", "kind", "on"), ("predecessor__name",), ("predecessor", "successor"))
register(Oversight, ("overseer", "overseen", "since", "until"), ("overseer__name",), ("overseer", "overseen"))
register(Grant, ("official", "role", "body", "since", "until"), ("official__name",), ("official", "body"))


@admin.register(Account)
class AccountAdmin(ReadOnlyAdmin):
    """Accounts, without anything that would help to get in."""

    list_display = ("username", "official", "is_active", "must_change_password", "locked_until")
    search_fields = ("username", "official__name")
    list_select_related = ("official",)
    exclude = ("password", "session_mark")


# The administration pages are entered and left by the product's own doors.
admin.site.has_permission = reading.may_read  # type: ignore[method-assign]
admin.site.login = reading.not_here  # type: ignore[method-assign,assignment]
admin.site.logout = reading.sign_out  # type: ignore[method-assign,assignment]
admin.site.password_change = reading.change_password  # type: ignore[method-assign,assignment]
