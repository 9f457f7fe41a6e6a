"""Reading the personal data of a referral: by those on it alone, each reading a row of its own."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lifecycle.accesses import record_access
from lifecycle.actors import Actor
from lifecycle.models import Access
from lifecycle.personal import revealed
from lifecycle.refusals import NotPermitted
from organizations.choices import Role
from rectification.models import PersonReferral
from rectification.models.referral import LEAD

# Said in the row, so that readings by inspectors are shown to inspectors alone.
BY_INSPECTOR, BY_OTHERS = "inspector", "on the case"


def read_person(referral: PersonReferral, by: Actor, *, now: datetime, address: str = "") -> Mapping[str, str]:
    """The personal values of a referral in clear, `{field: value}`; the reading is recorded first.

    Raises NotPermitted for whoever is not on it. An erased value is "".
    """
    today = timezone.localdate(now)
    if not PersonReferral.objects.visible_to(by, today).filter(pk=referral.pk).exists():
        raise NotPermitted([_("Only those on the case read the personal data of a referral.")])
    detail = BY_INSPECTOR if by.having(Role.INSPECTOR, today) else BY_OTHERS
    record_access(Access.Kind.READ, by, at=now, record=referral, address=address, detail=detail)
    digests = {name: getattr(referral, name) for name in LEAD}
    clear = revealed(digests.values())
    return {name: clear.get(digest, "") for name, digest in digests.items()}


def readings_of(referral: PersonReferral, by: Actor, *, now: datetime) -> Any:
    """Who read it, newest first; readings by inspectors for inspectors alone."""
    rows = Access.objects.filter(record=referral._meta.label, record_id=referral.pk, kind=Access.Kind.READ)
    if by.having(Role.INSPECTOR, timezone.localdate(now)):
        return rows
    return rows.exclude(detail=BY_INSPECTOR)
