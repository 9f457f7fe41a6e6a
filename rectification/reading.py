"""Reading what is restricted: inquiries and the personal data of referrals, each reading a row of its own."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lifecycle.accesses import address_of, record_access
from lifecycle.actors import Actor
from lifecycle.models import Access
from lifecycle.personal import revealed
from lifecycle.refusals import NotPermitted
from organizations.choices import Role
from rectification.models import PersonReferral
from rectification.models.referral import LEAD

# Said in the row, so that readings by inspectors are shown to inspectors alone.
BY_INSPECTOR, BY_OTHERS = "inspector", "on the case"


# Who may be on an accountability case by his role; on which one, the queryset says.
READERS = (Role.INSPECTOR, Role.SUPERVISOR, Role.INTEGRITY_OFFICER, Role.AUDITOR)


def is_reader(request: HttpRequest) -> bool:
    """Whether the lists of accountability are for this reader at all."""
    if not request.user.is_authenticated:
        return False
    actor, today = request.actor, request.today  # type: ignore[attr-defined]
    return any(actor.having(role, today) for role in READERS)


def reading_words(request: HttpRequest) -> dict[str, Any]:
    """Who reads, when and from where, as a reading is recorded."""
    return {
        "by": request.actor,  # type: ignore[attr-defined]
        "now": request.now,  # type: ignore[attr-defined]
        "address": address_of(request),
    }


def record_reading(record: Any, by: Actor, *, now: datetime, address: str = "") -> Access:
    """Write down that somebody reads a restricted record. Whoever shows it calls this first, once a page."""
    detail = BY_INSPECTOR if by.having(Role.INSPECTOR, timezone.localdate(now)) else BY_OTHERS
    return record_access(Access.Kind.READ, by, at=now, record=record, address=address, detail=detail)


def read_person(referral: PersonReferral, by: Actor, *, now: datetime, address: str = "") -> Mapping[str, str]:
    """The personal values of a referral in clear, `{field: value}`; the reading is recorded first.

    Raises NotPermitted for whoever is not on it. An erased value is "".
    """
    if not PersonReferral.objects.visible_to(by, timezone.localdate(now)).filter(pk=referral.pk).exists():
        raise NotPermitted([_("Only those on the case read the personal data of a referral.")])
    record_reading(referral, by, now=now, address=address)
    digests = {name: getattr(referral, name) for name in LEAD}
    clear = revealed(digests.values())
    return {name: clear.get(digest, "") for name, digest in digests.items()}


def readings_of(record: Any, by: Actor, *, now: datetime) -> Any:
    """Who read a restricted record, newest first; readings by inspectors for inspectors alone."""
    rows = Access.objects.filter(record=record._meta.label, record_id=record.pk, kind=Access.Kind.READ)
    if by.having(Role.INSPECTOR, timezone.localdate(now)):
        return rows
    return rows.exclude(detail=BY_INSPECTOR)


def named(person: Mapping[str, str]) -> list[tuple[Any, Any]]:
    """The personal values of a referral with their labels, as pages list them."""
    fields: Any = PersonReferral._meta
    return [(fields.get_field(name).verbose_name, person[name]) for name in LEAD]
