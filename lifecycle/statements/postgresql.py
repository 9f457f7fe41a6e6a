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

    def listing(self, columns: str) -> str:
        return f"json_agg(json_build_array({columns}))::text"

    def write(self, pk: int, record: Row, trail: Row) -> int:
        # The update reads what the insertion returns, and so comes after it: the trigger finds the trail row.
        return self._append(pk, record, trail)

    def _append_sql(self, changed: Sequence[str]) -> str:
        columns = [self.column(self.by_name[name]) for name in changed]
        places = ", ".join(f"{column} = h.{column}" for column in columns)
        return (
            f"WITH h AS ({super()._append_sql(changed)}, id, {', '.join(columns)}) "
            f"UPDATE {self.table} SET {places} FROM h WHERE {self.table}.id = h.id RETURNING h.history_id"
        )

    def take_keys(self, count: int) -> list[int]:
        sql = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
        return [int(row[0]) for row in self.execute(sql, (self.model._meta.db_table, count))]

    def joined(self, sent: Sequence[Any]) -> str:
        names = ", ".join(["pk", *(self.column(f) for f in sent)])
        arrays = ", ".join(["%s::bigint[]", *(f"%s::{self._type(f)}[]" for f in sent)])
        return f"FROM unnest({arrays}) AS u({names}) JOIN {self.table} t ON t.id = u.pk"

    def sent(self, rows: Sequence[SetRow], differing: Sequence[str], own: Sequence[Any]) -> list[Any]:
        columns = [[row.pk for row in rows]]
        columns += [[self.prepared(self.by_name[name], row.record[name]) for row in rows] for name in differing]
        return columns + [[self.prepared(f, row.trail[f.attname]) for row in rows] for f in own]

    def sent_column(self, at: int, name: str) -> str:
        return f"u.{self.quote(name)}"
