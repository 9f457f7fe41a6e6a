"""The formal text of an order as a sheet to print (GB/T 9704). It bears no seal: that is put on in the office."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lifecycle.desks import desk_at, found, verb_url
from lifecycle.verbbar import may_edit
from rectification.paper import OFFICIAL_LANGUAGE, paper_of


@require_safe
def paper(request: HttpRequest, ref: str) -> HttpResponse:
    """`/orders/<ref>/paper/`."""
    actor, today = request.actor, request.today  # type: ignore[attr-defined]
    order = found(desk_at("orders"), ref, actor)
    context = {
        "order": order,
        "paper": paper_of(order),
        "language": OFFICIAL_LANGUAGE,
        "serve_url": verb_url(order, "serve") if may_edit(order, actor, today) else "",
    }
    return render(request, "rectification/paper.html", context)
