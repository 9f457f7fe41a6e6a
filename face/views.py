"""The frame's own addresses (language, display) and the handlers for errors."""

from collections.abc import Callable
from typing import TypeVar

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from face import answers, specimens
from face.context_processors import THEME_COOKIE, THEMES
from face.middleware import request_number
from face.returning import own_address

A_YEAR = 365 * 24 * 3600

View = TypeVar("View", bound=Callable[..., HttpResponse])


def before_the_door(view: View) -> View:
    """Open to strangers, and to people who owe a new password: they too choose language and display."""
    view.before_password_change = True  # type: ignore[attr-defined]
    return login_not_required(view)


@login_not_required
@before_the_door
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keeps the reader's language in a cookie and goes back to the page."""
    response = _back(request)
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        _keep(request, response, settings.LANGUAGE_COOKIE_NAME, chosen)
    return response


@login_not_required
@before_the_door
@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Keeps light or dark in a cookie and goes back to the page."""
    response = _back(request)
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        _keep(request, response, THEME_COOKIE, chosen)
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, or 413 where the request was simply too large."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return answers.too_large(request)
    sentences = [gettext("Your browser sent something that the system cannot read. Nothing was saved.")]
    return answers.say(request, 400, gettext("This request cannot be read"), sentences, template="400.html")


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403; the exception's own words, if it has any, say why."""
    return answers.not_you(request, [str(exception)] if str(exception) else ())


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return answers.not_found(request)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: shows the request's number and touches neither database nor session."""
    context = {
        "heading": gettext("The system could not do this"),
        "sentences": [
            gettext("Nothing of this act was saved. Go back and try again."),
            gettext(
                "If it fails again, tell your system administrator the request number: it finds the cause in the log."
            ),
        ],
        "number": getattr(request, "request_id", request_number()),
        "LANGUAGE_CODE": getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE),
    }
    return HttpResponse(render_to_string("500.html", context), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 where the form's proof of origin is missing or old: as a rule the page had been open since before signing in."""
    sentences = [
        gettext("The page you sent had been open since before you signed in, or your browser keeps no cookies."),
        gettext("Nothing was saved. Go back, reload the page and send it again."),
    ]
    return answers.say(request, 403, gettext("This form is no longer valid"), sentences, template="403_csrf.html")


def _back(request: HttpRequest) -> HttpResponseRedirect:
    """To the page that asked, never to another site."""
    return HttpResponseRedirect(own_address(request.POST.get("next", "")) or "/")


def _keep(request: HttpRequest, response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(name, value, max_age=A_YEAR, samesite="Lax", secure=request.is_secure(), httponly=True)


@login_not_required
@before_the_door
def components(request: HttpRequest) -> HttpResponse:
    """Every component once, for developers; the form is shown with its errors."""
    form = specimens.SpecimenForm(
        {"title": "", "kind": "a", "due_on": "24/11", "amount": "three", "decision": "approve"}
    )
    return render(request, "components_page.html", {**specimens.page(), "form": form})
