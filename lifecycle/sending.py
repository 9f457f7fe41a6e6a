"""A form that makes something makes it once: each bears a token, and the database keeps what came of it."""

import re
import secrets
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from lifecycle.models import SentForm
from lifecycle.pruning import prune

FIELD = "form_token"
_FITTING = re.compile(r"[A-Za-z0-9_-]{20,64}")
# What a form carries that is not its content.
_NOT_CONTENT = ("csrfmiddlewaretoken", FIELD)
LONGEST_NAME = 200


class SentBefore(Exception):
    """This form was sent before: nothing was made now. `url` is where what it made stands, `same` whether it said the same then."""

    def __init__(self, made: str, url: str, same: bool) -> None:
        super().__init__(made)
        self.made, self.url, self.same = made, url, same

    @property
    def sentence(self) -> str:
        """What to tell the person."""
        if self.same:
            return _("This form had arrived before: “%(record)s” was made once, and this is it.") % {
                "record": self.made
            }
        return _("This form was sent before and made “%(record)s”. If you mean to make another one, send it again.") % {
            "record": self.made
        }


def token_of(request: HttpRequest) -> str:
    """The token for the form on the page at hand: the one that came with it while it is unused, else a new one."""
    given = request.POST.get(FIELD, "")
    if _FITTING.fullmatch(given) and not getattr(request, "form_token_used", False):
        return str(given)
    return secrets.token_urlsafe(24)


def once(request: HttpRequest, make: Callable[[], Any], goal: Callable[[Any], str]) -> Any:
    """What `make` makes, made at most once for each token; `goal(record)` is where it then stands.

    Of two requests with one token the second waits for the first, by the unique key, and raises SentBefore. A refusal of
    `make` leaves the token unused. A post without a token (a program, not a form) is taken as it is.
    """
    token = request.POST.get(FIELD, "")
    if not _FITTING.fullmatch(token):
        return make()
    reader: Any = request.user
    said = _digest_of(request)
    with transaction.atomic():
        row = SentForm(user=reader, token=token, said=said, sent_at=request.now)  # type: ignore[attr-defined]
        SentForm.objects.bulk_create([row], ignore_conflicts=True)
        sent = SentForm.objects.select_for_update().get(user=reader, token=token)
        if not sent.url:
            record = make()
            sent.url, sent.made = goal(record), str(record)[:LONGEST_NAME]
            sent.save(update_fields=["url", "made"])
            prune(request.now, reader)  # type: ignore[attr-defined]
            return record
    request.form_token_used = True  # type: ignore[attr-defined]
    raise SentBefore(sent.made, sent.url, sent.said == said)


def _digest_of(request: HttpRequest) -> str:
    """Of all that the form says, its address and its files' names and sizes included; keyed, so that nobody guesses it back."""
    said = [request.get_full_path()]
    for name in sorted(request.POST):
        if name not in _NOT_CONTENT:
            said += [name, *request.POST.getlist(name)]
    for name in sorted(request.FILES):
        said += [f"{name}:{one.name}:{one.size}" for one in request.FILES.getlist(name)]
    content = "\x1f".join(said).encode("utf-8", "surrogatepass")
    return salted_hmac(FIELD, content, algorithm="sha256").hexdigest()
