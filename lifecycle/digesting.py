"""Which columns a trail row's digest covers, and how it is computed: the same from memory and from either database."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import models

from lifecycle.canonical import FORMAT, Write, digest_of, writer_for

# The row's own columns that the digest covers besides the TrailEntry columns: when it happened, and "+" or "~".
ROW_COLUMNS = ("history_date", "history_type")
# Set after the digest, or never by the kernel.
NOT_COVERED = frozenset({"history_id", "history_change_reason", "history_user_id", "trail_head", "digest"})

Row = Mapping[str, Any]


class Member(NamedTuple):
    """One column in the canonical text: its name, its key with the colon, and how its values are written."""

    name: str
    key: str
    write: Write


class RowEncoder:
    """Writes trail rows of one record type canonically."""

    def __init__(self, model: type[models.Model], columns: Mapping[str, Sequence[str]] | None = None) -> None:
        """`columns` are those of an older layout, as `TrailLayout` keeps them; None for all that stand now."""
        history = model.history.model  # type: ignore[attr-defined]
        record_columns = {field.attname for field in model._meta.concrete_fields}
        covered = [field for field in history._meta.concrete_fields if field.attname not in NOT_COVERED]
        if columns is not None:
            then = {*columns["record"], *columns["trail"]}
            covered = [field for field in covered if field.attname in then]
        self.label = model._meta.label
        self.record = _members(field for field in covered if field.attname in record_columns)
        self.trail = _members(field for field in covered if field.attname not in record_columns)
        self.columns = {
            "record": [field.attname for field in covered if field.attname in record_columns],
            "trail": [field.attname for field in covered if field.attname not in record_columns],
        }
        self.code = hashlib.sha256(json.dumps(self.columns, sort_keys=True).encode()).hexdigest()[:16]
        self._head = f'{{"format":{FORMAT},"model":{json.dumps(self.label)},"record":{{'

    def text(self, record: Row, trail: Row) -> str:
        """The canonical text of a row given its values by column name."""
        return f'{self._head}{_written(self.record, record)}}},"trail":{{{_written(self.trail, trail)}}}}}'

    def digest(self, record: Row, trail: Row) -> str:
        """The digest of a row given its values by column name."""
        return digest_of(self.text(record, trail))

    def digests(self, shared: Row, own: Sequence[str]) -> Callable[[Row, Row], str]:
        """`(record, trail) -> digest` for rows of a set: what all share is written once, `own` are each row's own columns."""
        mine = set(own)
        parts: list[str] = []
        holes: list[tuple[int, Member]] = []
        for member in self.trail:
            if member.name in mine:
                holes.append((len(parts), member))
            parts.append("" if member.name in mine else _written([member], shared))

        def digest(record: Row, trail: Row) -> str:
            for at, member in holes:
                parts[at] = _written([member], trail)
            return digest_of(f'{self._head}{_written(self.record, record)}}},"trail":{{{",".join(parts)}}}}}')

        return digest

    def differing(self, record: Any, row: Any) -> list[str]:
        """The columns in which a record and a trail row, as the database gives them back, do not say the same."""
        mine, its = record.__dict__, row.__dict__
        return [one.name for one in self.record if _written([one], mine) != _written([one], its)]

    def digest_of_row(self, row: Any) -> str:
        """The digest recomputed from a trail row as the database gives it back."""
        values = row.__dict__
        return self.digest(values, values)


def _members(fields: Iterable[Any]) -> list[Member]:
    """The members of a JSON object for some columns, in the order of sorted keys."""
    found = [Member(field.attname, f"{json.dumps(field.attname)}:", writer_for(field)) for field in fields]
    return sorted(found, key=lambda member: member.name)


def _written(members: Iterable[Member], values: Row) -> str:
    return ",".join(
        [f"{key}null" if (value := values[name]) is None else key + write(value) for name, key, write in members]
    )


_encoders: dict[Any, RowEncoder] = {}


def encoder_of(model: Any) -> RowEncoder:
    """The encoder of a record type."""
    found = _encoders.get(model)
    if found is None:
        found = _encoders[model] = RowEncoder(model)
    return found
