"""What a guarded table is, and how its triggers are called: ASCII, at most thirty characters."""

from dataclasses import dataclass
from typing import Any

from django.db import models


@dataclass(frozen=True, slots=True)
class Table:
    """A guarded table: `trail` is the trail table of a record's table, None for an append-only one.

    `keys` are the sets of columns that are unique in it.
    """

    name: str
    trail: str | None
    keys: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, model: Any, trail: Any = None) -> "Table":
        """The guarded table of a model."""
        unique = [(field.column,) for field in model._meta.concrete_fields if field.unique]
        for constraint in model._meta.constraints:
            # A conditional or an expression constraint cannot be hit by a key alone; its own check answers first.
            if isinstance(constraint, models.UniqueConstraint) and constraint.fields and constraint.condition is None:
                unique.append(tuple(model._meta.get_field(name).column for name in constraint.fields))
        return cls(
            model._meta.db_table,
            trail._meta.db_table if trail else None,
            tuple(dict.fromkeys(unique)),
        )
