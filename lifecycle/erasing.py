"""The lawful erasure of a personal value: salt and encrypted value go for good, every digest of the trail stays true."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import transaction

from lifecycle.accesses import record_access
from lifecycle.actors import Actor
from lifecycle.models import Access, Secret
from lifecycle.personal import PersonalField
from lifecycle.statements import record_types


class NothingToErase(Exception):
    """No record of that number has such a personal value; the message says which part is wrong."""


@dataclass(frozen=True)
class Found:
    """A personal field of a record, and the digests that it ever held."""

    record: Any
    field: str
    digests: frozenset[str]


def found(ref: str, field: str) -> Found:
    """A record's personal field by number and name. Raises NothingToErase."""
    records = [
        record
        for model in record_types(apps.get_models())
        if any(one.name == "ref" for one in model._meta.concrete_fields)
        for record in model._base_manager.filter(ref=ref)
    ]
    if not records:
        raise NothingToErase(f"no record has the number {ref}")
    record = records[0]
    names = [one.name for one in record._meta.concrete_fields if isinstance(one, PersonalField)]
    if field not in names:
        raise NothingToErase(f"{ref} has no personal value {field}; it has: {', '.join(names) or 'none'}")
    held = {getattr(record, field), *record.history.values_list(field, flat=True)} - {""}
    return Found(record, field, frozenset(held))


def erase(ref: str, field: str, basis: str, *, now: datetime, by: Actor) -> int:
    """Erase whatever the field of the record ever held, say so in the log of readings, and return how many values went.

    The application's own role may not: whoever runs this works as the tables' owner. Raises NothingToErase.
    """
    with transaction.atomic():
        what = found(ref, field)
        gone = Secret.objects.filter(digest__in=what.digests).delete()[0]
        if not gone:
            raise NothingToErase(f"{ref}: {field} holds no value, or was erased before")
        record_access(Access.Kind.ERASED, by, at=now, record=what.record, ref=ref, detail=f"{field}: {basis}")
    return gone
