"""The person behind each request, the rules of sessions, and the door before every page that is not public."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from lifecycle.actors import Actor, Via
from organizations import acting, signing
from organizations.models import Account

Answer = Callable[[HttpRequest], HttpResponse]
API = "/api/"


class ActorMiddleware:
    """Puts `request.actor`, `request.now` and `request.today` on each request, and ends sessions that are no longer alive.

    The actor is worked out when first asked for, once a request; a stranger is an Actor without person or grants.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        now = timezone.now()  # noqa: TID251 - the one clock of this request
        request.now, request.today = now, timezone.localdate(now)  # type: ignore[attr-defined]
        request.actor = SimpleLazyObject(lambda: actor_for(request))  # type: ignore[attr-defined]
        if signing.MARK in request.session and request.user.is_authenticated:
            if why := signing.ended(request, request.user, now):
                return self._end(request, why)
        return self.get_response(request)

    def _end(self, request: HttpRequest, why: str) -> HttpResponse:
        signing.sign_out(request, now=request.now, why=why)  # type: ignore[attr-defined]
        return to_sign_in(request, why)


def actor_for(request: HttpRequest) -> Actor:
    """The actor of a request, with the principal that the app of deputies names for it."""
    account = request.user
    request_id = getattr(request, "request_id", "")
    if not isinstance(account, Account):
        return Actor(request_id=request_id, via=_via(request))
    return acting.actor_of(
        account,
        today=request.today,  # type: ignore[attr-defined]
        request_id=request_id,
        via=_via(request),
        on_behalf_of=acting.principal_of(request),
    )


def _via(request: HttpRequest) -> str:
    return Via.API if request.path.startswith(API) else Via.SCREEN


class SignedInMiddleware(LoginRequiredMiddleware):
    """Nobody passes without an account but to views marked `login_not_required`; whoever owes a new password goes there first."""

    def process_view(self, request: HttpRequest, view_func: Any, view_args: Any, view_kwargs: Any) -> Any:
        """None lets the request pass."""
        account = request.user
        if not isinstance(account, Account) or not getattr(view_func, "login_required", True):
            return super().process_view(request, view_func, view_args, view_kwargs)
        if not getattr(view_func, "before_password_change", False) and signing.must_change(
            account,
            request.now,  # type: ignore[attr-defined]
        ):
            return _to_password(request)
        return None

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> Any:
        """To the sign-in page, in the way that the asker understands."""
        return to_sign_in(request)


def to_sign_in(request: HttpRequest, why: str = "") -> HttpResponse:
    """Send a stranger to the sign-in page and back again; a program gets 401, a part of a page a redirect of the whole."""
    if request.path.startswith(API):
        return JsonResponse({"code": "not_signed_in", "detail": _("Sign in first.")}, status=401)
    words = {"next": _back_to(request)} | ({"ended": why} if why else {})
    return _whole_page(request, f"{reverse('organizations:sign_in')}?{urlencode(words)}")


def _back_to(request: HttpRequest) -> str:
    if getattr(request, "htmx", False):
        return str(getattr(request.htmx, "current_url_abs_path", None) or "/")  # type: ignore[attr-defined]
    return request.get_full_path() if request.method == "GET" else "/"


def _to_password(request: HttpRequest) -> HttpResponse:
    if request.path.startswith(API):
        return JsonResponse({"code": "password_due", "detail": _("Change your password first.")}, status=403)
    return _whole_page(request, f"{reverse('organizations:password')}?{urlencode({'next': _back_to(request)})}")


def _whole_page(request: HttpRequest, url: str) -> HttpResponse:
    if getattr(request, "htmx", False):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)
