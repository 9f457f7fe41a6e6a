"""PostgreSQL's triggers. ENABLE ALWAYS: they hold under `session_replication_role = replica` too.

Whoever may make temporary tables could put one before a trail's name: names are qualified, `pg_temp` is searched last.
"""

from collections.abc import Iterable
from typing import Any

from lifecycle.statements.trigger_names import Table

_REFUSE = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, {schema}, pg_temp AS $body$
BEGIN
  RAISE EXCEPTION 'jiannuo: % on % is refused: rows are only added', TG_OP, TG_TABLE_NAME USING ERRCODE = 'JN001';
END $body$
"""

_DEMAND = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, {schema}, pg_temp AS $body$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'jiannuo: DELETE on % is refused', TG_TABLE_NAME USING ERRCODE = 'JN002';
  END IF;
  IF (TG_OP = 'INSERT' AND NEW.version <> 1)
     OR (TG_OP = 'UPDATE' AND (NEW.id <> OLD.id OR NEW.version <> OLD.version + 1)) THEN
    RAISE EXCEPTION 'jiannuo: % on % without its trail row is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'JN003';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM {trail} h
                 WHERE h.id = NEW.id AND h.version = NEW.version AND h.digest = NEW.trail_head) THEN
    RAISE EXCEPTION 'jiannuo: % on % without its trail row is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'JN003';
  END IF;
  RETURN NEW;
END $body$
"""

# Of a table without a trail: its rows stay, some of its columns stay, some only grow.
_KEEP = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, {schema}, pg_temp AS $body$
BEGIN
  IF TG_OP = 'DELETE' OR {changed} THEN
    RAISE EXCEPTION 'jiannuo: % on % is refused: this never changes', TG_OP, TG_TABLE_NAME USING ERRCODE = 'JN001';
  END IF;
  RETURN NEW;
END $body$
"""

APPEND_ONLY = "jiannuo_append_only"
# The trigger's own name must not depend on the table, for PostgreSQL keeps names by table.
ROW, TRUNCATE = "jn_row", "jn_truncate"
# The bits of pg_trigger.tgtype.
BEFORE, BEFORE_ROW = 2, 3
INSERT, DELETE, UPDATE, TRUNCATING = 4, 8, 16, 32
_EVENTS = (("INSERT", INSERT), ("UPDATE", UPDATE), ("DELETE", DELETE))


class PostgresqlTriggers:
    """Makes, drops and finds the triggers of a connection's database."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.quote = connection.ops.quote_name

    def _schema(self) -> str:
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT current_schema()")
            return str(self.quote(cursor.fetchone()[0]))

    def names(self, table: Table) -> list[str]:
        """The triggers that a table must have."""
        return [f"{table.name}.{ROW}", f"{table.name}.{TRUNCATE}"]

    def create(self, table: Table) -> list[str]:
        """The statements that make a table's triggers."""
        schema, name = self._schema(), self.quote(table.name)
        made, own = [self._refusing(schema)], self._own(table, schema)
        function = f"jn_{table.name}" if own else APPEND_ONLY
        events = " OR ".join(word for word, bit in _EVENTS if self._bits(table) & bit)
        return [
            *made,
            *([own] if own else []),
            *self.drop(table),
            f"CREATE TRIGGER {ROW} BEFORE {events} ON {name} FOR EACH ROW EXECUTE FUNCTION {self.quote(function)}()",
            f"CREATE TRIGGER {TRUNCATE} BEFORE TRUNCATE ON {name} EXECUTE FUNCTION {APPEND_ONLY}()",
            f"ALTER TABLE {name} ENABLE ALWAYS TRIGGER {ROW}",
            f"ALTER TABLE {name} ENABLE ALWAYS TRIGGER {TRUNCATE}",
        ]

    def drop(self, table: Table) -> list[str]:
        """The statements that take a table's triggers away."""
        return [f"DROP TRIGGER IF EXISTS {name} ON {self.quote(table.name)}" for name in (ROW, TRUNCATE)]

    def foreign(self, tables: Iterable[Table]) -> set[str]:
        """The triggers and rules on some tables that bear none of our names, as "table.trigger"."""
        with self.connection.cursor() as cursor:
            cursor.execute(
                "SELECT c.relname, o.name FROM (SELECT tgrelid AS held, tgname AS name FROM pg_trigger "
                "WHERE NOT tgisinternal AND tgname <> ALL(%s) "
                "UNION ALL SELECT ev_class, rulename FROM pg_rewrite) o JOIN pg_class c ON c.oid = o.held "
                "WHERE c.relname = ANY(%s) AND c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace",
                ([ROW, TRUNCATE], [table.name for table in tables]),
            )
            return {f"{table}.{name}" for table, name in cursor.fetchall()}

    def standing(self, tables: Iterable[Table]) -> set[str]:
        """The triggers of some tables that stand as they were made: always enabled, on the same events, with the same function."""
        with self.connection.cursor() as cursor:
            cursor.execute(
                "SELECT c.relname, t.tgname, t.tgtype, p.prosrc FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
                "JOIN pg_proc p ON p.oid = t.tgfoid WHERE t.tgenabled = 'A' AND t.tgqual IS NULL AND t.tgattr::text = '' "
                "AND t.tgname = ANY(%s) AND c.relnamespace = current_schema()::regnamespace",
                ([ROW, TRUNCATE],),
            )
            found = {f"{table}.{name}": (events, body) for table, name, events, body in cursor.fetchall()}
        schema = self._schema()
        return {name for table in tables for name, made in self._made(table, schema).items() if found.get(name) == made}

    def _made(self, table: Table, schema: str) -> dict[str, tuple[int, str]]:
        """Each trigger of a table with its events, in the bits of pg_trigger.tgtype, and the text of its function."""
        refusing = _body(self._refusing(schema))
        own = self._own(table, schema)
        row = (BEFORE_ROW | self._bits(table), _body(own) if own else refusing)
        return {f"{table.name}.{ROW}": row, f"{table.name}.{TRUNCATE}": (BEFORE | TRUNCATING, refusing)}

    def _bits(self, table: Table) -> int:
        """The events on which a table's rows are judged."""
        return UPDATE | (INSERT if table.trail else 0) | (0 if table.erasable else DELETE)

    def _own(self, table: Table, schema: str) -> str:
        """The table's own function; "" for an append-only one, which shares one with its like."""
        if table.trail:
            return self._demanding(table, schema)
        return "" if table.fixed is None else self._keeping(table, schema)

    def _keeping(self, table: Table, schema: str) -> str:
        ways = [f"NEW.{self.quote(column)} IS DISTINCT FROM OLD.{self.quote(column)}" for column in table.fixed or ()]
        ways += [f"NEW.{self.quote(column)} < OLD.{self.quote(column)}" for column in table.rising]
        return _KEEP.format(name=self.quote(f"jn_{table.name}"), schema=schema, changed=" OR ".join(ways))

    def _refusing(self, schema: str) -> str:
        return _REFUSE.format(name=APPEND_ONLY, schema=schema)

    def _demanding(self, table: Table, schema: str) -> str:
        trail = f"{schema}.{self.quote(table.trail)}"
        return _DEMAND.format(name=self.quote(f"jn_{table.name}"), schema=schema, trail=trail)


def _body(function: str) -> str:
    """The text of a function between its marks, as pg_proc keeps it."""
    return function.split("$body$")[1]
