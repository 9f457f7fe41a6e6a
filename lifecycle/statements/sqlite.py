"""What SQLite says in its own way. Its transactions begin IMMEDIATE, so that no row needs a lock of its own."""

import json
from collections.abc import Sequence
from typing import Any

from lifecycle.statements.compiled import Row, SetRow, Statements


class SqliteStatements(Statements):
    """JSON arrays where PostgreSQL has arrays; keys from the table's own sequence."""

    def among(self, column: str) -> str:
        return f"{column} IN (SELECT value FROM json_each(%s))"

    def listed(self, keys: Sequence[int]) -> str:
        return json.dumps(list(keys))

    def take_keys(self, count: int) -> list[int]:
        # The write lock is held, so nobody else takes from the sequence between this and the insert.
        table = self.model._meta.db_table
        rows = self.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", (table,))
        first = (rows[0][0] if rows else 0) + 1
        return list(range(first, first + count))

    def append_set(self, rows: Sequence[SetRow], changed: Sequence[str], shared: Row) -> dict[int, int]:
        own = [f for f in self.trail_fields if f.attname not in shared]
        place = {name: at + 1 for at, name in enumerate([*changed, *(f.attname for f in own)])}
        into = ", ".join(self.column(f) for f in (*self.fields, *self.trail_fields))
        taken = [self._from(place[f.attname]) if f.attname in changed else f"t.{self.column(f)}" for f in self.fields]
        given = [self._from(place[f.attname]) if f in own else "%s" for f in self.trail_fields]
        sql = (
            f"INSERT INTO {self.trail} ({into}) SELECT {', '.join([*taken, *given])} "
            f"FROM json_each(%s) j JOIN {self.table} t ON t.id = {self._from(0)} WHERE true RETURNING id, history_id"
        )
        params = [self.prepared(f, shared[f.attname]) for f in self.trail_fields if f not in own]
        return {int(pk): int(key) for pk, key in self.execute(sql, [*params, self._rows(rows, changed, own)])}

    def update_set(self, rows: Sequence[SetRow], changed: Sequence[str]) -> None:
        places = ", ".join(
            f"{self.column(self.by_name[name])} = {self._from(at + 1)}" for at, name in enumerate(changed)
        )
        sql = f"UPDATE {self.table} SET {places} FROM json_each(%s) j WHERE {self.table}.id = {self._from(0)}"
        self.execute(sql, [self._rows(rows, changed, [])])

    @staticmethod
    def _from(at: int) -> str:
        return f"json_extract(j.value, '$[{at}]')"

    def _rows(self, rows: Sequence[SetRow], changed: Sequence[str], own: Sequence[Any]) -> str:
        return json.dumps(
            [
                [
                    row.pk,
                    *(self._plain(self.by_name[name], row.record[name]) for name in changed),
                    *(self._plain(f, row.trail[f.attname]) for f in own),
                ]
                for row in rows
            ]
        )

    def _plain(self, field: Any, value: Any) -> Any:
        prepared = self.prepared(field, value)
        return prepared if prepared is None or isinstance(prepared, str | int | float) else str(prepared)
