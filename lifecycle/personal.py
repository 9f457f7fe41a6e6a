"""Personal values: record and trail hold SHA-256(salt ‖ value) alone; salt and encrypted value lie apart and can be erased."""

import hashlib
import secrets
from collections.abc import Iterable
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import connections, models

from lifecycle.models import Secret

SALT_BYTES = 16


class Personal(str):
    """A personal value in clear, on its way in: the door keeps it and puts its digest into the column."""

    __slots__ = ()


class PersonalField(models.CharField[Any, Any]):
    """The digest of a personal value (64 hexadecimal digits; "" for none). Assign `Personal(value)` to change it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 64
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"max_length": 200, **kwargs})


def _cipher() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.PERSONAL_KEYS])


def sealed(words: str) -> str:
    """Words that lie in the database for a while and that nobody reads there: encrypted with the keys of personal values."""
    return _cipher().encrypt(words.encode("utf-8", "replace")).decode("ascii")


def unsealed(words: str) -> str | None:
    """The words in clear; None where the key is gone or they were tampered with."""
    try:
        return _cipher().decrypt(words.encode("ascii", "replace")).decode()
    except InvalidToken:
        return None


def kept(value: str, using: str) -> str:
    """Keep a value and return the digest that stands for it. Must run inside the door's transaction."""
    if not value:
        return ""
    salt = secrets.token_bytes(SALT_BYTES)
    digest = hashlib.sha256(salt + value.encode()).hexdigest()
    Secret.objects.using(using).create(digest=digest, salt=salt, value=_cipher().encrypt(value.encode()))
    return digest


def revealed(digests: Iterable[str], using: str = "default") -> dict[str, str]:
    """The values in clear behind digests, one query; an erased one is missing. The caller records the reading."""
    wanted = [digest for digest in digests if digest]
    cipher = _cipher()
    return {
        row.digest: cipher.decrypt(bytes(row.value)).decode()
        for row in Secret.objects.using(using).filter(digest__in=wanted)
    }


def keep_personal(record: models.Model, using: str) -> None:
    """Replace each clear personal value on a record by its digest. The door calls this before it writes."""
    for name in _personal_columns(type(record)):
        value = getattr(record, name)
        if isinstance(value, Personal):
            setattr(record, name, kept(str(value), connections[using].alias))


_columns: dict[Any, tuple[str, ...]] = {}


def _personal_columns(model: Any) -> tuple[str, ...]:
    found = _columns.get(model)
    if found is None:
        fields = model._meta.concrete_fields
        found = _columns[model] = tuple(field.attname for field in fields if isinstance(field, PersonalField))
    return found
