"""The administration pages: records to be read by those whose grants say so, changed by nobody."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect

from face import answers
from organizations.choices import Role
from organizations.views import signing
from organizations.views.pages import holds, only_for

# Who may open the administration pages at all; each kind of record narrows it.
READERS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR)


class ReadOnlyAdmin(admin.ModelAdmin[Any]):
    """Looks only, for `roles`. Changes go through the doors, on the product's own pages."""

    actions = None
    roles: ClassVar[Sequence[Role]] = READERS

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """For those who hold one of the roles."""
        return holds(request, *self.roles)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """The same."""
        return holds(request, *self.roles)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """No."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """No."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """No."""
        return False


def may_read(request: HttpRequest) -> bool:
    """Whether the reader may open the administration pages."""
    return holds(request, *READERS)


def not_here(request: HttpRequest, _extra_context: Any = None) -> HttpResponse:
    """Whoever is signed in and may not read them gets 403; strangers never come so far."""
    return answers.not_you(request, [only_for(READERS)])


def sign_out(request: HttpRequest, _extra_context: Any = None) -> HttpResponse:
    """The product's own sign-out."""
    return signing.sign_out(request)


def change_password(_request: HttpRequest, _extra_context: Any = None) -> HttpResponseRedirect:
    """The product's own page."""
    return redirect("organizations:password")
