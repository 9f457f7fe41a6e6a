"""What PostgreSQL says in its own way."""

from collections.abc import Sequence
from typing import Any

from lifecycle.statements.compiled import Row, SetRow, Statements


class PostgresqlStatements(Statements):
    """Row locks, sequences and arrays."""

    lock_suffix = " FOR UPDATE"

    def _type(self, field: Any) -> str:
        return str(field.cast_db_type(self.connection))

    def hole(self, field: Any) -> str:
        return f"%s::{self._type(field)}"

    def among(self, column: str) -> str:
        return f"{column} = ANY(%s)"

    def listed(self, keys: Sequence[int]) -> list[int]:
        return list(keys)

    def take_keys(self, count: int) -> list[int]:
        sql = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
        return [int(row[0]) for row in self.execute(sql, (self.model._meta.db_table, count))]

    def append_set(self, rows: Sequence[SetRow], changed: Sequence[str], shared: Row) -> dict[int, int]:
        own = [f for f in self.trail_fields if f.attname not in shared]
        into = ", ".join(self.column(f) for f in (*self.fields, *self.trail_fields))
        taken = [f"u.{self.column(f)}" if f.attname in changed else f"t.{self.column(f)}" for f in self.fields]
        given = [f"u.{self.column(f)}" if f in own else self.hole(f) for f in self.trail_fields]
        sql = (
            f"INSERT INTO {self.trail} ({into}) SELECT {', '.join([*taken, *given])} FROM {self.table} t "
            f"JOIN {self._unnested([*(self.by_name[name] for name in changed), *own])} ON t.id = u.pk "
            "RETURNING id, history_id"
        )
        params = [self.prepared(f, shared[f.attname]) for f in self.trail_fields if f not in own]
        params += [[row.pk for row in rows], *self._column_values(rows, changed, own)]
        return {int(pk): int(key) for pk, key in self.execute(sql, params)}

    def update_set(self, rows: Sequence[SetRow], changed: Sequence[str]) -> None:
        fields = [self.by_name[name] for name in changed]
        places = ", ".join(f"{self.column(f)} = u.{self.column(f)}" for f in fields)
        sql = f"UPDATE {self.table} t SET {places} FROM {self._unnested(fields)} WHERE t.id = u.pk"
        self.execute(sql, [[row.pk for row in rows], *self._column_values(rows, changed, [])])

    def _unnested(self, fields: Sequence[Any]) -> str:
        names = ", ".join(["pk", *(self.column(f) for f in fields)])
        arrays = ", ".join(["%s::bigint[]", *(f"%s::{self._type(f)}[]" for f in fields)])
        return f"unnest({arrays}) AS u({names})"

    def _column_values(self, rows: Sequence[SetRow], changed: Sequence[str], own: Sequence[Any]) -> list[list[Any]]:
        columns = [[self.prepared(self.by_name[name], row.record[name]) for row in rows] for name in changed]
        return columns + [[self.prepared(f, row.trail[f.attname]) for row in rows] for f in own]
