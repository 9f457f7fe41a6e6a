"""Evidence on the page: how a piece is shown. The upload and the reading of files follow in this module."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from face.parts import File


def file_of(one: Any, others: Sequence[Any] = ()) -> File:
    """A piece of evidence as the page lists it; where the same file stands elsewhere, that is shown."""
    used = [
        (str(other), reverse("commitments:evidence", args=(other.pk,)))
        for other in others
        if one.sha256 and other.pk != one.pk and other.sha256 == one.sha256
    ]
    return File(
        name=one.title,
        url=reverse("commitments:evidence", args=(one.pk,)) if one.sha256 else "",
        kind=one.get_purpose_display(),
        form=(one.file_kind or "paper").upper(),
        size=one.size,
        who=one.body.name,
        digest=one.sha256,
        used=used,
    )


from django.http import Http404, HttpRequest, HttpResponse  # noqa: E402
from django.views import View  # noqa: E402


class Upload(View):
    def get(self, request: HttpRequest) -> HttpResponse:
        raise Http404


def read(request: HttpRequest, pk: int) -> HttpResponse:
    raise Http404
