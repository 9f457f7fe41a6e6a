"""SQLite's triggers. REPLACE passes by UPDATE and DELETE triggers, so that INSERT refuses a key that is taken, too.

SQLite drops a table's triggers silently when a migration rebuilds the table: they are made anew after every migrate.
"""

from collections.abc import Iterable
from typing import Any

from lifecycle.statements.clashes import REPLACED
from lifecycle.statements.trigger_names import Table


class SqliteTriggers:
    """Makes, drops and finds the triggers of a connection's database."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.quote = connection.ops.quote_name

    def names(self, table: Table) -> list[str]:
        """The triggers that a table must have."""
        return [f"{table.name}_{end}" for end in ("in", "up", "de")]

    def create(self, table: Table) -> list[str]:
        """The statements that make a table's triggers."""
        on_insert, on_update, on_delete = self.names(table)
        name = self.quote(table.name)
        inserts = self._taken(table, "")
        updates = "SELECT RAISE(ABORT, 'jiannuo: UPDATE is refused: rows are only added');"
        if table.trail:
            stands = (
                f"EXISTS (SELECT 1 FROM {self.quote(table.trail)} h WHERE h.id = NEW.id "
                "AND h.version = NEW.version AND h.digest = NEW.trail_head)"
            )
            refuse = "SELECT RAISE(ABORT, 'jiannuo: a change without its trail row is refused') WHERE"
            inserts += f" {refuse} NEW.version <> 1 OR NOT {stands};"
            updates = f"{refuse} NEW.id <> OLD.id OR NEW.version <> OLD.version + 1 OR NOT {stands};"
            updates += self._taken(table, "o.id <> OLD.id AND ")
        deletes = "SELECT RAISE(ABORT, 'jiannuo: DELETE is refused');"
        return [
            *self.drop(table),
            f"CREATE TRIGGER {self.quote(on_insert)} BEFORE INSERT ON {name} BEGIN {inserts} END",
            f"CREATE TRIGGER {self.quote(on_update)} BEFORE UPDATE ON {name} BEGIN {updates} END",
            f"CREATE TRIGGER {self.quote(on_delete)} BEFORE DELETE ON {name} BEGIN {deletes} END",
        ]

    def _taken(self, table: Table, others: str) -> str:
        """REPLACE would delete the other holder of a unique key: refused, with the key's columns in the message."""
        keys = [(key, "") for key in table.keys if not others or key != ("id",)]
        keys += [(key, f" AND ({condition})") for key, condition in table.partial]
        return " ".join(self._one_taken(table.name, key, f"{others}", condition) for key, condition in keys)

    def _one_taken(self, name: str, key: tuple[str, ...], others: str, condition: str) -> str:
        same = " AND ".join(f"o.{self.quote(column)} = NEW.{self.quote(column)}" for column in key)
        words = f"{REPLACED}: {', '.join(f'{name}.{column}' for column in key)}"
        return (
            f"SELECT RAISE(ABORT, '{words}') WHERE EXISTS "
            f"(SELECT 1 FROM {self.quote(name)} o WHERE {others}{same}{condition});"
        )

    def drop(self, table: Table) -> list[str]:
        """The statements that take a table's triggers away."""
        return [f"DROP TRIGGER IF EXISTS {self.quote(name)}" for name in self.names(table)]

    def standing(self, tables: Iterable[Table]) -> set[str]:
        """The triggers of some tables that stand as they were made, word for word."""
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")
            found = {name: (table, sql) for name, table, sql in cursor.fetchall()}
        return {
            name
            for table in tables
            for name, statement in zip(self.names(table), self.create(table)[-3:], strict=True)
            if found.get(name) == (table.name, statement)
        }
