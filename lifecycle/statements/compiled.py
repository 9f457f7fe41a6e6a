"""What the statements of both dialects share: columns, parameters and how rows come back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import connections, models

Row = Mapping[str, Any]
Act = tuple[str, int | None, int | None]
_RAW_TYPES = (
    models.CharField,
    models.TextField,
    models.IntegerField,
    models.BigIntegerField,
)


@dataclass(frozen=True, slots=True)
class SetRow:
    """One record's part of a set-based write: its key, what changes in it, and what differs in its trail row."""

    pk: int
    record: Row
    trail: Row


class Statements:
    """The statements of one record type on one connection. Subclasses add what the dialects say differently."""

    lock_suffix = ""
    most_parameters = 30_000

    def __init__(self, model: Any, using: str) -> None:
        self.model = model
        self.using = using
        self.history = model.history.model
        self.table = self.quote(model._meta.db_table)
        self.trail = self.quote(self.history._meta.db_table)
        self.fields: list[Any] = list(model._meta.concrete_fields)
        self.by_name = {field.attname: field for field in self.fields}
        self.trail_fields: list[Any] = [
            field
            for field in self.history._meta.concrete_fields
            if field.attname not in self.by_name and field.attname != "history_id"
        ]
        self._updates: dict[tuple[str, ...], str] = {}
        self._appends: dict[tuple[str, ...], str] = {}

    @property
    def connection(self) -> Any:
        return connections[self.using]

    def quote(self, name: str) -> str:
        return str(connections[self.using].ops.quote_name(name))

    def execute(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run a statement and return its rows, if it gives any."""
        with self.connection.cursor() as cursor:
            cursor.execute(sql, params)
            return list(cursor.fetchall()) if cursor.description else []

    def column(self, field: Any) -> str:
        return self.quote(field.column)

    def prepared(self, field: Any, value: Any) -> Any:
        """A value as the driver takes it."""
        if value is None or type(field) in _RAW_TYPES:
            return value
        return field.get_db_prep_save(value, self.connection)

    def hole(self, field: Any) -> str:
        """The place of a parameter where the engine must be told its type."""
        return "%s"

    # Rows into records

    @cached_property
    def _columns(self) -> str:
        return ", ".join(self.column(field) for field in self.fields)

    @cached_property
    def _attnames(self) -> list[str]:
        return [field.attname for field in self.fields]

    @cached_property
    def _converters(self) -> list[tuple[int, list[Any], Any]]:
        compiler = self.model._base_manager.using(self.using).all().query.get_compiler(using=self.using)
        expressions = [field.get_col(self.model._meta.db_table) for field in self.fields]
        found: Mapping[int, tuple[list[Any], Any]] = compiler.get_converters(expressions)
        return [(at, functions, expression) for at, (functions, expression) in found.items()]

    def _record(self, row: Sequence[Any]) -> Any:
        values = list(row)
        for at, functions, expression in self._converters:
            value = values[at]
            for function in functions:
                value = function(value, expression, self.connection)
            values[at] = value
        return self.model.from_db(self.using, self._attnames, values)

    @cached_property
    def _lock_one(self) -> str:
        return f"SELECT {self._columns} FROM {self.table} WHERE id = %s{self.lock_suffix}"

    def lock(self, pk: int) -> Any | None:
        """The record as it stands, its row locked; None where there is none."""
        rows = self.execute(self._lock_one, (pk,))
        return self._record(rows[0]) if rows else None

    def lock_many(self, keys: Sequence[int]) -> list[Any]:
        """The records of some keys, locked in the order of their ids."""
        sql = f"SELECT {self._columns} FROM {self.table} WHERE {self.among('id')} ORDER BY id{self.lock_suffix}"
        return [self._record(row) for row in self.execute(sql, (self.listed(keys),))]

    def lock_only(self, keys: Sequence[int]) -> None:
        """Lock rows without reading them."""
        if keys and self.lock_suffix:
            sql = f"SELECT 1 FROM {self.table} WHERE {self.among('id')} ORDER BY id{self.lock_suffix}"
            self.execute(sql, (self.listed(keys),))

    def among(self, column: str) -> str:
        """A condition "this column is one of the listed keys" with one parameter."""
        raise NotImplementedError

    def listed(self, keys: Sequence[int]) -> Any:
        """The parameter for `among`."""
        raise NotImplementedError

    # The trail, read

    @cached_property
    def _first_states(self) -> str:
        return ", ".join(f"'{state}'" for state in getattr(self.model, "FIRST", ()) or ("",))

    @cached_property
    def _acts_one(self) -> str:
        return (
            f"SELECT verb, actor_id, on_behalf_of_id FROM {self.trail} WHERE id = %s AND version >= COALESCE(("
            f"SELECT MAX(version) FROM {self.trail} WHERE id = %s AND target_state IN ({self._first_states}) "
            "AND source_state <> target_state), 1)"
        )

    @cached_property
    def _acts_many(self) -> str:
        return (
            f"SELECT h.id, h.verb, h.actor_id, h.on_behalf_of_id FROM {self.trail} h JOIN ("
            f"SELECT id, MAX(CASE WHEN target_state IN ({self._first_states}) AND source_state <> target_state "
            f"THEN version ELSE 1 END) AS since FROM {self.trail} WHERE {self.among('id')} GROUP BY id"
            ") s ON h.id = s.id AND h.version >= s.since"
        )

    def acts(self, records: Sequence[Any]) -> dict[int, list[Act]]:
        """Who did which verb since each record last entered its first state."""
        if len(records) == 1:
            pk = records[0].pk
            return {pk: [(r[0], r[1], r[2]) for r in self.execute(self._acts_one, (pk, pk))]}
        found: dict[int, list[Act]] = {}
        for pk, verb, actor, principal in self.execute(self._acts_many, (self.listed([r.pk for r in records]),)):
            found.setdefault(pk, []).append((verb, actor, principal))
        return found

    def last_date(self, keys: Sequence[int]) -> Any:
        """The latest date in the trail of some records, None where there is none."""
        rows = self.history._default_manager.using(self.using).filter(id__in=keys)
        return rows.aggregate(latest=models.Max("history_date"))["latest"]

    # One record, written

    def append(self, pk: int, record: Row, trail: Row) -> int:
        """Insert a trail row that copies the record's row but for the columns in `record`; returns the row's key."""
        names = tuple(record)
        sql = self._appends.get(names)
        if sql is None:
            sql = self._appends[names] = self._append_sql(frozenset(names))
        params = [self.prepared(f, record[f.attname]) for f in self.fields if f.attname in record]
        params += [self.prepared(f, trail.get(f.attname)) for f in self.trail_fields]
        return int(self.execute(sql, (*params, pk))[0][0])

    def _append_sql(self, changed: frozenset[str]) -> str:
        into = ", ".join(self.column(f) for f in (*self.fields, *self.trail_fields))
        taken = [self.hole(f) if f.attname in changed else self.column(f) for f in self.fields]
        given = [self.hole(f) for f in self.trail_fields]
        return (
            f"INSERT INTO {self.trail} ({into}) SELECT {', '.join([*taken, *given])} "
            f"FROM {self.table} WHERE id = %s RETURNING history_id"
        )

    def update(self, pk: int, record: Row) -> None:
        """Write the changed columns of a record."""
        names = tuple(record)
        sql = self._updates.get(names)
        if sql is None:
            places = ", ".join(f"{self.column(self.by_name[name])} = %s" for name in names)
            sql = self._updates[names] = f"UPDATE {self.table} SET {places} WHERE id = %s"
        self.execute(
            sql,
            [*(self.prepared(self.by_name[name], record[name]) for name in names), pk],
        )

    # New records

    def take_keys(self, count: int) -> list[int]:
        """Keys for new records, before their rows stand."""
        raise NotImplementedError

    def insert_many(self, rows: Sequence[tuple[Row, Row]]) -> list[int]:
        """Insert trail rows, then records, each pair (record, trail); returns the trail rows' keys by position."""
        fields = [*self.fields, *self.trail_fields]
        keys: dict[int, int] = {}
        for part in self._parts(rows, len(fields)):
            params = [
                self.prepared(f, (record if f.attname in self.by_name else trail).get(f.attname))
                for record, trail in part
                for f in fields
            ]
            sql = f"{self._insert_sql(self.trail, fields, len(part))} RETURNING id, history_id"
            keys.update((pk, key) for pk, key in self.execute(sql, params))
        for part in self._parts(rows, len(self.fields)):
            params = [self.prepared(f, record.get(f.attname)) for record, _trail in part for f in self.fields]
            self.execute(self._insert_sql(self.table, self.fields, len(part)), params)
        return [keys[record["id"]] for record, _trail in rows]

    def _insert_sql(self, table: str, fields: Sequence[Any], rows: int) -> str:
        into = ", ".join(self.column(f) for f in fields)
        row = "(" + ", ".join(["%s"] * len(fields)) + ")"
        return f"INSERT INTO {table} ({into}) VALUES {', '.join([row] * rows)}"

    def _parts(self, rows: Sequence[Any], columns: int) -> Iterable[Sequence[Any]]:
        """Rows in parts that keep below the engine's number of parameters."""
        size = max(1, self.most_parameters // columns)
        return (rows[at : at + size] for at in range(0, len(rows), size))

    # Sets of records, written

    def append_set(self, rows: Sequence[SetRow], changed: Sequence[str], shared: Row) -> dict[int, int]:
        """Trail rows for many records whose changed columns are the same; `{pk: key of the row}`."""
        raise NotImplementedError

    def update_set(self, rows: Sequence[SetRow], changed: Sequence[str]) -> None:
        """The changed columns of many records."""
        raise NotImplementedError

    def next_number(self, name: str, count: int) -> int:
        """Raise a counter by `count` and return the first of the numbers taken."""
        return self.next_numbers({name: count})[name]

    def next_numbers(self, counts: Mapping[str, int]) -> dict[str, int]:
        """Raise several counters, each by its count: `{name: the first of the numbers taken}`. Always in one order."""
        names = sorted(counts)
        rows = self.execute(
            f"INSERT INTO lifecycle_counter (name, last) VALUES {', '.join(['(%s, %s)'] * len(names))} "
            "ON CONFLICT (name) DO UPDATE SET last = lifecycle_counter.last + excluded.last RETURNING name, last",
            tuple(value for name in names for value in (name, counts[name])),
        )
        return {name: int(last) - counts[name] + 1 for name, last in rows}
