"""What SQLite says in its own way. Its transactions begin IMMEDIATE, so that no row needs a lock of its own."""

import json
from collections.abc import Sequence
from typing import Any

from lifecycle.statements.compiled import SetRow, Statements


class SqliteStatements(Statements):
    """JSON arrays where PostgreSQL has arrays; keys from the table's own sequence."""

    def among(self, column: str) -> str:
        return f"{column} IN (SELECT value FROM json_each(%s))"

    def listed(self, keys: Sequence[int]) -> str:
        return json.dumps(list(keys))

    def listing(self, columns: str) -> str:
        return f"json_group_array(json_array({columns}))"

    def take_keys(self, count: int) -> list[int]:
        # The write lock is held, so nobody else takes from the sequence between this and the insert.
        table = self.model._meta.db_table
        rows = self.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", (table,))
        first = (rows[0][0] if rows else 0) + 1
        return list(range(first, first + count))

    def joined(self, sent: Sequence[Any]) -> str:
        # "WHERE true" parts the join from RETURNING for SQLite's parser.
        return f"FROM json_each(%s) j JOIN {self.table} t ON t.id = json_extract(j.value, '$[0]') WHERE true"

    def sent(self, rows: Sequence[SetRow], differing: Sequence[str], own: Sequence[Any]) -> list[Any]:
        fields = [self.by_name[name] for name in differing]
        return [
            json.dumps(
                [
                    [
                        row.pk,
                        *(self._plain(f, row.record[f.attname]) for f in fields),
                        *(self._plain(f, row.trail[f.attname]) for f in own),
                    ]
                    for row in rows
                ]
            )
        ]

    def sent_column(self, at: int, name: str) -> str:
        return f"json_extract(j.value, '$[{at + 1}]')"

    def _plain(self, field: Any, value: Any) -> Any:
        prepared = self.prepared(field, value)
        return prepared if prepared is None or isinstance(prepared, str | int | float) else str(prepared)
