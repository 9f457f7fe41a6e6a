"""What somebody typed and has not sent: kept for that account alone, encrypted, gone when the form is sent or discarded.

No record and no trail (DESIGN, "Autosave of an unfinished form is no record"): only its owner ever reads it.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lifecycle.models import SentForm, UnsentForm
from lifecycle.personal import sealed, unsealed
from lifecycle.sending import FIELD

# What a form carries that is not its content, and what its buttons say.
NOT_CONTENT = ("csrfmiddlewaretoken", FIELD, "do")
MOST_CHARACTERS = 200_000
MOST_FORMS = 50
# How the names of forms begin that belong to a step on a record.
STEPS = "verb:"
_NAME = re.compile(r"[a-z_]{1,19}:[A-Za-z0-9/_=-]{1,100}")


@dataclass(frozen=True, slots=True)
class Unsent:
    """A form as it was left: its fields as they would be posted, and when."""

    data: QueryDict
    saved_at: datetime


def keep(request: HttpRequest, form: str) -> bool:
    """Keep what a form says now; False where it was sent meanwhile, is too long, or too many lie there already."""
    if _was_sent(request):
        return False
    return leave(request, form, {name: request.POST.getlist(name) for name in request.POST if name not in NOT_CONTENT})


def leave(request: HttpRequest, form: str, said: Mapping[str, list[str]]) -> bool:
    """Keep what is left of a form whose other part was saved; False where it is too long, or too many lie there already."""
    reader: Any = request.user
    words = json.dumps(said)
    if not _NAME.fullmatch(form) or len(words) > MOST_CHARACTERS:
        return False
    # Steps have room of their own: those begun and left never take that of an entry form.
    is_step = Q(form__startswith=STEPS)
    rows = UnsentForm.objects.filter(is_step if form.startswith(STEPS) else ~is_step, user=reader)
    others = rows.exclude(form=form)
    if others.count() >= MOST_FORMS and not _make_room(others):
        return False
    UnsentForm.objects.update_or_create(
        user=reader,
        form=form,
        defaults={"content": {"sealed": sealed(words)}, "saved_at": request.now},  # type: ignore[attr-defined]
    )
    return True


def _make_room(others: QuerySet[UnsentForm]) -> bool:
    """Of steps begun and never taken the oldest gives way: its record has most likely moved on. Entry forms never do."""
    oldest = others.filter(form__startswith=STEPS).order_by("saved_at", "pk").first()
    return oldest is not None and bool(oldest.delete()[0])


def _was_sent(request: HttpRequest) -> bool:
    token, reader = request.POST.get(FIELD, ""), request.user
    return bool(token) and "\0" not in token and SentForm.objects.filter(user=reader, token=token[:64]).exists()  # type: ignore[misc]


def found(request: HttpRequest, form: str) -> Unsent | None:
    """What the reader left in a form; None where nothing is, or nothing that can be read any more."""
    row = UnsentForm.objects.filter(user=request.user, form=form).first()  # type: ignore[misc]
    words = unsealed(str(row.content.get("sealed", ""))) if row is not None else None
    if row is None or words is None:
        return None
    data = QueryDict(mutable=True)
    for name, values in json.loads(words).items():
        data.setlist(name, values)
    return Unsent(data, row.saved_at)


def discard(request: HttpRequest, form: str) -> None:
    """Forget it."""
    UnsentForm.objects.filter(user=request.user, form=form).delete()  # type: ignore[misc]


def left_by(request: HttpRequest, prefix: str = "") -> list[UnsentForm]:
    """The reader's unsent forms, the newest first; their content stays sealed."""
    rows = UnsentForm.objects.filter(user=request.user, form__startswith=prefix)  # type: ignore[misc]
    return list(rows.only("form", "saved_at").order_by("-saved_at", "-pk")[:MOST_FORMS])


@require_POST
def autosave(request: HttpRequest) -> HttpResponse:
    """`/do/unsent/?form=…`: what the script sends while somebody types; answers with a few words for beside the form."""
    if not keep(request, request.GET.get("form", "")):
        return HttpResponse(_("Not kept: save the form by its button."), status=422, content_type="text/plain")
    at = timezone.localtime(request.now)  # type: ignore[attr-defined]
    return HttpResponse(_("Kept at %(time)s, for you alone") % {"time": f"{at:%H:%M}"}, content_type="text/plain")
