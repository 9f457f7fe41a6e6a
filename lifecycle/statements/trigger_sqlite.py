"""SQLite's triggers. REPLACE passes by UPDATE and DELETE triggers, so that INSERT refuses a key that is taken, too.

SQLite drops a table's triggers silently when a migration rebuilds the table: they are made anew after every migrate.
"""

from collections.abc import Iterable
from typing import Any

from lifecycle.statements.clashes import REPLACED
from lifecycle.statements.trigger_names import Table

_DEMAND = "SELECT RAISE(ABORT, 'jiannuo: a change without its trail row is refused') WHERE"


class SqliteTriggers:
    """Makes, drops and finds the triggers of a connection's database."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.quote = connection.ops.quote_name

    def names(self, table: Table) -> list[str]:
        """The triggers that a table must have."""
        return list(self._made(table))

    def create(self, table: Table) -> list[str]:
        """The statements that make a table's triggers."""
        return [*self.drop(table), *self._made(table).values()]

    def _made(self, table: Table) -> dict[str, str]:
        """The triggers of a table by their names, each with the statement that makes it."""
        bodies = (
            ("in", "INSERT", self._inserts(table)),
            ("up", "UPDATE", self._updates(table)),
            ("de", "DELETE", self._deletes(table)),
        )
        return {
            f"{table.name}_{end}": (
                f"CREATE TRIGGER {self.quote(f'{table.name}_{end}')} BEFORE {event} ON {self.quote(table.name)} BEGIN {body} END"
            )
            for end, event, body in bodies
            if body
        }

    def _inserts(self, table: Table) -> str:
        # A counter rises by INSERT ... ON CONFLICT, which comes this way with its key taken, just as REPLACE does.
        inserts = "" if table.rising else self._taken(table, "")
        return inserts + (f" {_DEMAND} NEW.version <> 1 OR NOT {self._stands(table)};" if table.trail else "")

    def _updates(self, table: Table) -> str:
        if table.trail:
            wrong = f"NEW.id <> OLD.id OR NEW.version <> OLD.version + 1 OR NOT {self._stands(table)}"
            return f"{_DEMAND} {wrong};{self._taken(table, 'o.id <> OLD.id AND ')}"
        if table.fixed is None:
            return "SELECT RAISE(ABORT, 'jiannuo: UPDATE is refused: rows are only added');"
        ways = [f"NEW.{self.quote(column)} IS NOT OLD.{self.quote(column)}" for column in table.fixed]
        ways += [f"NEW.{self.quote(column)} < OLD.{self.quote(column)}" for column in table.rising]
        return f"SELECT RAISE(ABORT, 'jiannuo: UPDATE is refused: this never changes') WHERE {' OR '.join(ways)};"

    def _deletes(self, table: Table) -> str:
        return "" if table.erasable else "SELECT RAISE(ABORT, 'jiannuo: DELETE is refused');"

    def _stands(self, table: Table) -> str:
        """Whether the trail row of the record's new version and digest is there already."""
        return (
            f"EXISTS (SELECT 1 FROM {self.quote(table.trail)} h WHERE h.id = NEW.id "
            "AND h.version = NEW.version AND h.digest = NEW.trail_head)"
        )

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

    def foreign(self, tables: Iterable[Table]) -> set[str]:
        """The triggers on some tables that bear none of our names, as "table.trigger"."""
        own = {table.name.lower(): set(self.names(table)) for table in tables}
        with self.connection.cursor() as cursor:
            cursor.execute(
                "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' "
                "UNION ALL SELECT name, tbl_name FROM sqlite_temp_master WHERE type = 'trigger'"
            )
            found = cursor.fetchall()
        return {f"{on}.{name}" for name, on in found if on.lower() in own and name not in own[on.lower()]}

    def standing(self, tables: Iterable[Table]) -> set[str]:
        """The triggers of some tables that stand as they were made, word for word."""
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")
            found = {name: (table, sql) for name, table, sql in cursor.fetchall()}
        return {
            name
            for table in tables
            for name, statement in self._made(table).items()
            if found.get(name) == (table.name, statement)
        }
