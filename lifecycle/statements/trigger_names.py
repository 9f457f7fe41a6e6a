"""What a guarded table is, and how its triggers are called: ASCII, at most thirty characters."""

from dataclasses import dataclass
from typing import Any

from django.db import connections, models
from django.db.models.sql import Query


@dataclass(frozen=True, slots=True)
class Table:
    """A guarded table: `trail` is the trail table of a record's table, None for others.

    `keys` are the sets of columns that are unique in it. `fixed`, `rising` and `erasable` are those of `Kept`; without
    them the table is append-only.
    """

    name: str
    trail: str | None
    keys: tuple[tuple[str, ...], ...]
    # Keys that are unique among some rows only, with the condition as SQL over the bare columns.
    partial: tuple[tuple[tuple[str, ...], str], ...] = ()
    fixed: tuple[str, ...] | None = None
    rising: tuple[str, ...] = ()
    erasable: bool = False

    @property
    def may_change(self) -> bool:
        """Whether any row may be changed at all."""
        return self.trail is not None or self.fixed is not None

    @classmethod
    def of(cls, model: Any, trail: Any = None) -> "Table":
        """The guarded table of a model."""
        unique = [(field.column,) for field in model._meta.concrete_fields if field.unique]
        partial = []
        for constraint in model._meta.constraints:
            if not isinstance(constraint, models.UniqueConstraint) or not constraint.fields:
                continue
            columns = tuple(model._meta.get_field(name).column for name in constraint.fields)
            if constraint.condition is None:
                unique.append(columns)
            else:
                partial.append((columns, _condition(model, constraint.condition)))
        kept = getattr(model, "KEPT", None)
        said = {name: getattr(kept, name) for name in ("fixed", "rising", "erasable")} if kept else {}
        if said.get("fixed") is not None:
            said["fixed"] = tuple(dict.fromkeys((model._meta.pk.column, *said["fixed"])))
        return cls(
            model._meta.db_table,
            trail._meta.db_table if trail else None,
            tuple(dict.fromkeys(unique)),
            tuple(partial),
            **said,
        )


def _condition(model: Any, condition: models.Q) -> str:
    """A constraint's condition as SQL with its values written in, as in the index itself."""
    connection = connections["default"]
    where = Query(model=model, alias_cols=False).build_where(condition)
    sql, params = where.as_sql(Query(model=model).get_compiler(connection=connection), connection)
    with connection.schema_editor(collect_sql=True, atomic=False) as editor:
        return str(sql % tuple(editor.quote_value(value) for value in params))
