"""The one written form of a row, by field and not by value, that both engines give back alike; its SHA-256 is the digest."""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import models

ALGORITHM = "sha-256"
FORMAT = 1

Encode = Callable[[Any], Any]
# The JSON text of a value that is not None.
Write = Callable[[Any], str]

# Sorted keys, no blanks, UTF-8, no NaN.
_json_text = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode
_quoted: Write = json.encoder.encode_basestring


def _instant(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="microseconds")[:-6] + "Z"


def _decimal(places: int) -> Encode:
    unit = Decimal(1).scaleb(-places)

    def encode(value: Any) -> str:
        amount = Decimal(value).quantize(unit)
        return format(abs(amount) if amount == 0 else amount, "f")

    return encode


def _json(value: Any) -> Any:
    """Whole floats become the integers that one engine makes of their shortest digits; keys are sorted by `canonical`."""
    if isinstance(value, float) and value.is_integer():
        return int(Decimal(repr(value)))
    if isinstance(value, list | tuple):
        return [_json(one) for one in value]
    if isinstance(value, dict):
        return {str(key): _json(one) for key, one in value.items()}
    return value


def _microseconds(value: timedelta) -> int:
    return value // timedelta(microseconds=1)


def encoder_for(field: "models.Field[Any, Any]") -> Encode:
    """How the values of a field are written; None is written as null whatever the field.

    Raises TypeError for a field that has no form both engines agree on (floats, files).
    """
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    if isinstance(field, models.DecimalField):
        return _decimal(field.decimal_places)
    for kinds, encode in _ENCODERS:
        if isinstance(field, kinds):
            return encode
    raise TypeError(f"{field} has no canonical form")


_ENCODERS: tuple[tuple[tuple[type, ...], Encode], ...] = (
    ((models.DateTimeField,), _instant),
    ((models.DateField,), date.isoformat),
    ((models.TimeField,), lambda value: time.isoformat(value, "microseconds")),
    ((models.DurationField,), _microseconds),
    ((models.UUIDField,), lambda value: value.hex),
    ((models.BinaryField,), lambda value: bytes(value).hex()),
    ((models.JSONField,), _json),
    ((models.BooleanField,), bool),
    ((models.IntegerField,), int),
    ((models.CharField, models.TextField), str),
)


def writer_for(field: "models.Field[Any, Any]") -> Write:
    """The JSON text of a field's values as `canonical` would write them, without the detour over a whole document."""
    encode = encoder_for(field)
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    if isinstance(field, models.JSONField):
        return lambda value: _json_text(encode(value))
    if isinstance(field, models.BooleanField):
        return lambda value: "true" if value else "false"
    if isinstance(field, models.IntegerField | models.DurationField):
        return lambda value: int.__repr__(encode(value))
    if isinstance(field, models.CharField | models.TextField):
        # Most columns are texts, and most of those as plain as they come.
        return lambda value: _quoted(value if type(value) is str else str(value))
    return lambda value: _quoted(encode(value))


def canonical(values: Mapping[str, Any]) -> str:
    """Sorted keys, no blanks, UTF-8, no NaN. Raises ValueError for NaN, infinity and lone surrogates."""
    text = _json_text(values)
    text.encode()
    return text


def digest_of(text: str) -> str:
    """SHA-256 of the text's UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()
