"""What the system administrator does with accounts: each step leaves a row in the login log."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lifecycle.accesses import record_access
from lifecycle.actors import Actor, Via
from lifecycle.models import Access
from lifecycle.refusals import Invalid, NotPermitted
from organizations import signing
from organizations.choices import Role
from organizations.models import Account, Grant, Official, Post

# Who sees to it that the system administrator keeps to his own.
WATCHING = (Role.SECURITY_ADMIN, Role.AUDITOR)


class Step(TextChoices):
    """What was done to an account, as the login log writes it."""

    MADE = "made", _("account made")
    RESET = "reset", _("first password set anew")
    SERVER = "server", _("first password set on the server")
    UNLOCKED = "unlocked", _("lock lifted")
    DEACTIVATED = "deactivated", _("account closed")
    ACTIVATED = "activated", _("account opened again")


def _check(by: Actor, now: datetime) -> None:
    if not by.having(Role.SYSTEM_ADMIN, signing.day_of(now)):
        raise NotPermitted([_("Only the system administrator looks after accounts.")])


def _check_key(by: Actor, official: Official, now: datetime) -> None:
    """Whoever holds the key to an account can be its owner: those who watch the system administrator are not his to be (三员分立)."""
    day = signing.day_of(now)
    if not Grant.objects.valid_on(day).filter(official=official, role__in=WATCHING).exists():
        _check(by, now)
    elif by.official_id == official.pk or not by.having(Role.SECURITY_ADMIN, day):
        raise NotPermitted(
            [
                _(
                    "This person watches over the system administrator's work: another security administrator sets the "
                    "password anew, on this page."
                )
            ]
        )


def make_account(
    by: Actor, official: Official, username: str, password: str, *, now: datetime, post: Post | None = None
) -> Account:
    """An account with a first password. Raises Invalid where the name is taken; NotPermitted, a second account for
    those who watch included."""
    _check(by, now)
    if official.accounts.exists():
        _check_key(by, official, now)
    name = Account.normalize_username(username.strip())
    if Account.objects.filter(username=name).exists():
        raise Invalid({"username": _("This account name is taken.")})
    with transaction.atomic():
        account = Account.objects.create_user(name, password, official=official, post=post)
        _log(by, account, Step.MADE, now)
    return account


def reset_password(by: Actor, account: Account, *, now: datetime, password: str) -> Promise:
    """A first password anew, to be changed by its owner; his sessions end."""
    _check_key(by, account.official, now)
    with transaction.atomic():
        signing.set_password(account, password, now, must_change=True)
        _log(by, account, Step.RESET, now)
    return _("The first password is in force; its owner must change it.")


def set_on_server(account: Account, password: str, *, now: datetime) -> None:
    """A first password anew by whoever works on the server, whom nothing here knows; the log says that much."""
    with transaction.atomic():
        signing.set_password(account, password, now, must_change=True)
        _log(Actor(via=Via.COMMAND), account, Step.SERVER, now)


def unlock(by: Actor, account: Account, *, now: datetime) -> Promise:
    """Lift a lock before its time."""
    _check(by, now)
    _write(by, account, Step.UNLOCKED, now, failed_count=0, locked_until=None)
    return _("The lock is lifted.")


def deactivate(by: Actor, account: Account, *, now: datetime) -> Promise:
    """Close an account; its session ends with the next request."""
    _check(by, now)
    _write(by, account, Step.DEACTIVATED, now, is_active=False, session_mark="")
    return _("The account is closed.")


def activate(by: Actor, account: Account, *, now: datetime) -> Promise:
    """Open an account again; a new password is due at the next sign-in."""
    _check(by, now)
    _write(by, account, Step.ACTIVATED, now, is_active=True, must_change_password=True)
    return _("The account is open again.")


def _write(by: Actor, account: Account, step: Step, now: datetime, **values: Any) -> None:
    with transaction.atomic():
        for name, value in values.items():
            setattr(account, name, value)
        account.save(update_fields=list(values))
        _log(by, account, step, now)


def _log(by: Actor, account: Account, step: Step, now: datetime) -> None:
    record_access(Access.Kind.ACCOUNT, by, at=now, account=account.username, detail=step.value)
