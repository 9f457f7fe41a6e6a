"""Pages for answers other than "here it is": one sentence, why, where to go. Views call these; so do the error handlers."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from face.navigation import Words
from face.parts import Conflict

Links = Sequence[tuple[Words, str]]


def say(
    request: HttpRequest,
    status: int,
    heading: Words,
    sentences: Sequence[Words] = (),
    links: Links = (),
    template: str = "say.html",
) -> HttpResponse:
    """A page that says what is so and why, with the given status."""
    return render(request, template, {"heading": heading, "sentences": sentences, "links": links}, status=status)


def not_you(request: HttpRequest, why: Sequence[Words] = (), links: Links = ()) -> HttpResponse:
    """403: the act or the page is not this reader's. `why` says who may."""
    return say(request, 403, gettext("This is not yours to do"), why or _default_not_you(), links, "403.html")


def confidential(request: HttpRequest, why: Sequence[Words] = (), links: Links = ()) -> HttpResponse:
    """403: the page may be read by those on the matter alone."""
    sentences = why or [gettext("This page may be read by those on the matter alone. Your request has been recorded.")]
    return say(request, 403, gettext("This page is confidential"), sentences, links, "403.html")


def not_found(request: HttpRequest, why: Sequence[Words] = (), links: Links = ()) -> HttpResponse:
    """404: no such page, or none that this reader may know of: the two are never told apart."""
    sentences = why or [gettext("The address may be mistyped, or the record is not one that your body takes part in.")]
    return say(request, 404, gettext("There is no such page"), sentences, links, "404.html")


def too_large(request: HttpRequest, why: Sequence[Words] = (), links: Links = ()) -> HttpResponse:
    """413: what was sent is larger than the system takes. Nothing was saved."""
    sentences = why or [gettext("Nothing was saved. Send smaller files, or fewer at a time.")]
    return say(request, 413, gettext("What you sent is too large"), sentences, links, "413.html")


def changed_meanwhile(
    request: HttpRequest,
    *,
    sentence: Words,
    conflicts: Sequence[Conflict] = (),
    action: str = "",
    record_url: str = "",
    opened: Words = "",
    changed: Words = "",
    hidden: Sequence[tuple[str, str]] = (),
) -> HttpResponse:
    """409: the record was changed while the reader filled in the form.

    `sentence` says who changed it and when. With `conflicts` the page lets the reader choose field by field and posts
    the choice to `action`; `hidden` carries what the form needs besides, its new version above all.
    """
    context = {
        "heading": gettext("This record was changed while you were filling in the form"),
        "sentence": sentence,
        "conflicts": conflicts,
        "clashes": sum(one.clash for one in conflicts),
        "action": action or request.path,
        "record_url": record_url,
        "opened": opened,
        "changed": changed,
        "hidden": hidden,
    }
    return render(request, "409.html", context, status=409)


def _default_not_you() -> list[str]:
    return [
        gettext("Your grants do not cover this page or act. Your body's security administrator can tell you who may.")
    ]
