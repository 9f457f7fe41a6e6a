"""Which columns a trail row's digest covers, and how it is computed: the same from memory and from either database."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.db import models

from lifecycle.canonical import FORMAT, Encode, canonical, digest_of, encoder_for

# The row's own columns that the digest covers besides the TrailEntry columns: when it happened, and "+" or "~".
ROW_COLUMNS = ("history_date", "history_type")
# Set after the digest, or never by the kernel.
NOT_COVERED = frozenset({"history_id", "history_change_reason", "history_user_id", "trail_head", "digest"})


class RowEncoder:
    """Writes trail rows of one record type canonically."""

    def __init__(self, model: type[models.Model]) -> None:
        history = model.history.model  # type: ignore[attr-defined]
        record_columns = {field.attname for field in model._meta.concrete_fields}
        self.label = model._meta.label
        self.record: list[tuple[str, Encode]] = []
        self.trail: list[tuple[str, Encode]] = []
        for field in history._meta.concrete_fields:
            if field.attname in NOT_COVERED:
                continue
            into = self.record if field.attname in record_columns else self.trail
            into.append((field.attname, encoder_for(field)))
        self.columns = {
            "record": [name for name, _ in self.record],
            "trail": [name for name, _ in self.trail],
        }
        self.code = hashlib.sha256(json.dumps(self.columns, sort_keys=True).encode()).hexdigest()[:16]

    def text(self, record: Mapping[str, Any], trail: Mapping[str, Any]) -> str:
        """The canonical text of a row given its values by column name."""
        return canonical(
            {
                "format": FORMAT,
                "model": self.label,
                "record": {
                    name: None if (value := record[name]) is None else encode(value) for name, encode in self.record
                },
                "trail": {
                    name: None if (value := trail[name]) is None else encode(value) for name, encode in self.trail
                },
            }
        )

    def digest(self, record: Mapping[str, Any], trail: Mapping[str, Any]) -> str:
        """The digest of a row given its values by column name."""
        return digest_of(self.text(record, trail))

    def digest_of_row(self, row: Any) -> str:
        """The digest recomputed from a trail row as the database gives it back."""
        values = row.__dict__
        return self.digest(values, values)


_encoders: dict[Any, RowEncoder] = {}


def encoder_of(model: Any) -> RowEncoder:
    """The encoder of a record type."""
    found = _encoders.get(model)
    if found is None:
        found = _encoders[model] = RowEncoder(model)
    return found
