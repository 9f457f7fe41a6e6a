"""Headers every answer carries, the request's number, and the language of the page."""

import logging
import re
import secrets
from collections.abc import Callable
from contextvars import ContextVar
from typing import TypeAlias

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

Answer: TypeAlias = Callable[[HttpRequest], HttpResponse]

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"

_number: ContextVar[str] = ContextVar("request_number", default="-")
_FROM_PROXY = re.compile(r"[0-9A-Za-z-]{8,40}")


def request_number() -> str:
    """The number of the request being answered, "-" outside one."""
    return _number.get()


class RequestIdFilter(logging.Filter):
    """Puts `request_id` into every log line, so that the number on an error page finds its lines."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_number()
        return True


class RequestIdMiddleware:
    """Gives each request a number: on the request as `request_id`, in the answer's header, in the log, on error pages.

    A number sent along is believed only where `REQUEST_ID_FROM_PROXY` says that a proxy of ours writes it.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        number = self._sent(request) or secrets.token_hex(8)
        request.request_id = number  # type: ignore[attr-defined]
        token = _number.set(number)
        try:
            response = self.get_response(request)
        finally:
            _number.reset(token)
        response["X-Request-Id"] = number
        return response

    @staticmethod
    def _sent(request: HttpRequest) -> str:
        sent = request.headers.get("X-Request-Id", "") if getattr(settings, "REQUEST_ID_FROM_PROXY", False) else ""
        return sent if _FROM_PROXY.fullmatch(sent) else ""


class ContentPolicyMiddleware:
    """The content policy on every answer: nothing from outside, nothing inline. Pages of signed-in people are not kept.

    A view that must differ sets the header itself; it is left as set.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_POLICY)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        if settings.SESSION_COOKIE_NAME in request.COOKIES and _is_page(response):
            # A shared office machine must not show a record after its reader has signed out.
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


def _is_page(response: HttpResponse) -> bool:
    return response.headers.get("Content-Type", "").startswith(("text/html", "application/json"))


class TextMiddleware:
    """Takes the NUL out of addresses: PostgreSQL has no such character in a text, and nothing of ours is named so.

    A path with one leads nowhere; what is asked behind the question mark is read without it.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path:
            raise Http404
        asked = request.META.get("QUERY_STRING", "")
        if "%00" in asked:
            request.META["QUERY_STRING"] = asked.replace("%00", "")
        return self.get_response(request)


class LanguageMiddleware(LocaleMiddleware):
    """The product speaks Chinese until the reader chooses otherwise; only programs are answered by `Accept-Language`.

    An office browser left in English would else turn the pages English for people who never asked.
    """

    def process_request(self, request: HttpRequest) -> None:
        # htmx accepts anything, but what it fetches is a part of the reader's page.
        is_page = "HX-Request" in request.headers or "text/html" in request.headers.get("Accept", "text/html")
        if not is_page:
            super().process_request(request)
            return
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        known = {code for code, _name in settings.LANGUAGES}
        translation.activate(chosen if chosen in known else settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = translation.get_language()
