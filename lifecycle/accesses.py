"""Rows of who read confidential data, exported or signed in: written once, with their own digest."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from lifecycle.actors import Actor
from lifecycle.canonical import ALGORITHM, FORMAT, canonical, digest_of, encoder_for
from lifecycle.models import Access

_NOT_COVERED = frozenset({"id", "digest"})


def record_access(
    kind: str,
    by: Actor,
    *,
    at: datetime,
    record: Any = None,
    ref: str = "",
    account: str = "",
    address: str = "",
    detail: str = "",
    using: str = "default",
) -> Access:
    """Write an access row and return it.

    `record` is what was read or exported (its `ref` is taken where it has one), `detail` a code or the terms of a
    search; never the values that were read.
    """
    row = Access(
        kind=kind,
        at=at,
        actor_id=by.official_id,
        actor_name=by.name,
        actor_post=by.post,
        actor_body=by.body,
        actor_body_path=by.body_path,
        account=account[:150],
        address=address[:45],
        record=record._meta.label if record is not None else "",
        record_id=record.pk if record is not None else None,
        ref=ref or str(getattr(record, "ref", "") or ""),
        detail=detail,
        request_id=by.request_id,
        algorithm=ALGORITHM,
    )
    row.digest = digest_of_access(row)
    row.save(using=using, force_insert=True)
    return row


def address_of(request: HttpRequest) -> str:
    """The address a request came from; behind our own proxy the one that the proxy names."""
    if settings.ADDRESS_FROM_PROXY:
        return request.headers.get("X-Real-IP", "")[:45]
    return str(request.META.get("REMOTE_ADDR", ""))


def digest_of_access(row: Access) -> str:
    """The digest of an access row, from its values by column."""
    values = {
        field.attname: None if (value := getattr(row, field.attname)) is None else encoder_for(field)(value)
        for field in Access._meta.concrete_fields
        if field.attname not in _NOT_COVERED
    }
    return digest_of(canonical({"format": FORMAT, "model": Access._meta.label, "row": values}))
