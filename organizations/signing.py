"""Signing in and out: attempts counted in the database, one living session an account, every step in the login log."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import TextChoices
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lifecycle.accesses import address_of, record_access
from lifecycle.actors import Actor
from lifecycle.models import Access
from organizations.acting import actor_of
from organizations.models import Account

# In the session: the mark of this sign-in, and when its owner last did something.
MARK, SEEN = "mark", "seen"
# How often at most a request writes down that its owner is still there.
SEEN_EVERY = timedelta(minutes=1)


class Outcome(TextChoices):
    """Why an attempt failed, for the login log alone: the person is told one sentence for all of them."""

    UNKNOWN = "unknown", _("no such account")
    WRONG = "wrong", _("wrong password")
    LOCKED = "locked", _("account is locked")
    INACTIVE = "inactive", _("account may not sign in")
    DEMO = "demo", _("demo account outside a demo")


class Ended(TextChoices):
    """Why a session ended without its owner's doing."""

    ELSEWHERE = "elsewhere", _("This account signed in at another place, so this session has ended.")
    IDLE = "idle", _("You were away for a while, so you were signed out.")
    CHANGED = "changed", _("Your password was changed. Sign in again.")


class Why(TextChoices):
    """Why a session ended or a password changed, as the login log writes it."""

    ELSEWHERE = "elsewhere", _("signed in at another place")
    IDLE = "idle", _("away for a while")
    CHANGED = "changed", _("password changed")
    OWN = "own", _("by its owner")


# One sentence for every failure: whether the account exists, is locked or inactive stays unknown to who tries.
REFUSED = _(
    "Account name or password is wrong, or the account cannot sign in now. "
    "After several failures in a row an account is locked for a while."
)


@dataclass(frozen=True)
class Attempt:
    """What came of an attempt; `account` only where it succeeded."""

    account: Account | None
    outcome: str = ""


def attempt(username: str, password: str, *, now: datetime, address: str = "", request_id: str = "") -> Attempt:
    """Judge a name and a password, count a failure, and write the login log.

    The password is compared before the account's row is locked, so that the slow comparison holds up nobody; whether
    the account is locked is read afterwards under that lock, so that attempts made at once all count.
    """
    name = Account.normalize_username(username.strip())[:60]
    account = Account.objects.select_related("official").filter(username=name).first()
    if account is None:
        make_password(password)  # as slow as a comparison
        _log(Access.Kind.SIGN_IN_FAILED, Actor(request_id=request_id), now, name, address, Outcome.UNKNOWN)
        return Attempt(None, Outcome.UNKNOWN)
    is_right = account.check_password(password)
    with transaction.atomic():
        account = Account.objects.select_for_update(of=("self",)).select_related("official").get(pk=account.pk)
        outcome = _judged(account, is_right, now)
        just_locked = _count(account, outcome, now)
        by = Actor(official_id=account.official_id, name=account.official.name, request_id=request_id)
        if outcome:
            _log(Access.Kind.SIGN_IN_FAILED, by, now, name, address, outcome)
        if just_locked:
            _log(Access.Kind.LOCKED, by, now, name, address, "")
    return Attempt(None if outcome else account, outcome)


def _judged(account: Account, is_right: bool, now: datetime) -> str:
    if account.locked_until is not None and now < account.locked_until:
        return Outcome.LOCKED
    if not is_right:
        return Outcome.WRONG
    if not account.is_active:
        return Outcome.INACTIVE
    if account.is_demo and not settings.DEMO_ACCOUNTS_ALLOWED:
        return Outcome.DEMO
    return ""


def _count(account: Account, outcome: str, now: datetime) -> bool:
    """Keep count of failures in a row; whether this one locks the account."""
    if outcome == "":
        account.failed_count, account.locked_until = 0, None
    elif outcome == Outcome.WRONG:
        account.failed_count += 1
    just_locked = account.failed_count >= settings.SIGN_IN_FAILURES
    if just_locked:
        account.failed_count = 0
        account.locked_until = now + timedelta(minutes=settings.SIGN_IN_LOCK_MINUTES)
    account.save(update_fields=["failed_count", "locked_until"])
    return just_locked


def sign_in(request: HttpRequest, account: Account, *, now: datetime) -> None:
    """Begin the account's one session; an older one ends with its next request."""
    with transaction.atomic():
        login(request, account, backend="organizations.backends.AccountBackend")
        account.session_mark = secrets.token_hex(16)
        account.save(update_fields=["session_mark"])
        request.session[MARK] = account.session_mark
        request.session[SEEN] = now.timestamp()
        _log(Access.Kind.SIGN_IN, _actor(request, account), now, account.username, address_of(request), "")


def sign_out(request: HttpRequest, *, now: datetime, why: str = "") -> None:
    """End the session; `why` names who ended it where it was not its owner."""
    account = request.user
    if isinstance(account, Account):
        _log(Access.Kind.SIGN_OUT, _actor(request, account), now, account.username, address_of(request), why)
    logout(request)


def change_password(request: HttpRequest, account: Account, password: str, *, now: datetime) -> None:
    """Set a new password chosen by its owner; other sessions of the account end."""
    with transaction.atomic():
        set_password(account, password, now, must_change=False)
        update_session_auth_hash(request, account)
        request.session[MARK] = account.session_mark
        _log(Access.Kind.PASSWORD, _actor(request, account), now, account.username, address_of(request), "own")


def set_password(account: Account, password: str, now: datetime, *, must_change: bool) -> None:
    """Write a password and what follows from a new one: no lock, no living session but the caller's."""
    account.set_password(password)
    account.must_change_password = must_change
    account.password_set_at = now
    account.failed_count, account.locked_until = 0, None
    account.session_mark = secrets.token_hex(16)
    account.save(
        update_fields=[
            "password", "must_change_password", "password_set_at", "failed_count", "locked_until", "session_mark",
        ]
    )  # fmt: skip


def must_change(account: Account, now: datetime) -> bool:
    """Whether a new password is due: at the first sign-in, after a reset, and when the present one is too old."""
    if account.must_change_password:
        return True
    days, set_at = settings.PASSWORD_DAYS, account.password_set_at
    return bool(days) and set_at is not None and set_at + timedelta(days=days) <= now


def ended(request: HttpRequest, account: Account, now: datetime) -> str:
    """Why the request's session is no longer the account's living one, "" where it is; notes that its owner is there."""
    if request.session.get(MARK) != account.session_mark:
        return Ended.ELSEWHERE
    seen = datetime.fromtimestamp(request.session.get(SEEN, 0), tz=now.tzinfo)
    if seen + timedelta(minutes=settings.IDLE_MINUTES) <= now:
        return Ended.IDLE
    if now - seen >= SEEN_EVERY and not is_background(request):
        request.session[SEEN] = now.timestamp()
    return ""


def is_background(request: HttpRequest) -> bool:
    """Whether the page asked by itself, as a poll does: nobody sits before it."""
    return request.headers.get("X-Jn-Background") == "1"


def day_of(now: datetime) -> date:
    """The local day of a moment."""
    return timezone.localdate(now)


def _actor(request: HttpRequest, account: Account) -> Actor:
    return actor_of(account, request_id=getattr(request, "request_id", ""))


def _log(kind: str, by: Actor, now: datetime, account: str, address: str, detail: str) -> None:
    record_access(kind, by, at=now, account=account, address=address, detail=str(detail))
