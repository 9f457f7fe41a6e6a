"""What the statements of both dialects share: columns, parameters and how rows come back."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from operator import itemgetter
from typing import Any, NamedTuple

from django.db import connections, models
from django.db.models import signals
from django.db.models.base import ModelState
from django.db.models.fields.related_descriptors import ForeignKeyDeferredAttribute
from django.db.models.query_utils import DeferredAttribute
from django_fsm import FSMField, FSMFieldDescriptor

from lifecycle.statements.acts import WRITING, Act, columns_told, told
from lifecycle.statements.running import run

Row = Mapping[str, Any]
# Fields whose values the drivers take as they are.
_RAW_TYPES = frozenset(
    {
        models.CharField,
        models.TextField,
        models.IntegerField,
        models.BigIntegerField,
        models.BigAutoField,
        models.PositiveIntegerField,
        models.BooleanField,
        FSMField,
    }
)
# What stands in the class for a column whose value is kept as it comes.
_PLAIN_COLUMNS = {DeferredAttribute, ForeignKeyDeferredAttribute, FSMFieldDescriptor}
# How a value that is not None is made ready for the driver; None where it goes as it is.
Prepare = Callable[[Any, Any], Any] | None
Prepared = list[tuple[str, Prepare]]


class SetRow(NamedTuple):
    """One record's part of a set-based write: its key, what changes in it, and what differs in its trail row."""

    pk: int
    record: Row
    trail: Row


def is_made_plainly(model: Any) -> bool:
    """Whether making a record out of a row calls nothing of anybody else: neither a method of its own nor a receiver."""
    listening = any(signal.has_listeners(model) for signal in (signals.pre_init, signals.post_init))
    own = any(own_of(model, name) is not vars(models.Model)[name] for name in ("__init__", "from_db"))
    columns = {type(own_of(model, field.attname)) for field in model._meta.concrete_fields}
    return not listening and not own and columns <= _PLAIN_COLUMNS


def own_of(model: Any, name: str) -> Any:
    """A class's own attribute as it stands, whatever it would answer for an instance."""
    return next(vars(cls)[name] for cls in model.__mro__ if name in vars(cls))


def _adapted(value: Any, connection: Any) -> Any:
    return connection.ops.adapt_datetimefield_value(value)


def _prepare(field: Any) -> Prepare:
    if type(field) in _RAW_TYPES:
        return None
    if type(field) is models.DateTimeField:
        # A door's moments know their zone already.
        return _adapted
    if isinstance(field, models.ForeignKey) and type(field.target_field) in _RAW_TYPES:
        return None
    prepare: Prepare = field.get_db_prep_save
    return prepare


def _ready(prepared: Prepared, values: Row, connection: Any) -> list[Any]:
    """Values in the form that the driver takes; what is not given is NULL."""
    return [
        value if prepare is None or value is None else prepare(value, connection)
        for name, prepare in prepared
        for value in (values.get(name),)
    ]


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
        self.names = tuple(self.by_name)
        # The columns' values out of a record's own dictionary, in their order; which of them may hold values within.
        self.values_of: Callable[[Row], tuple[Any, ...]] = itemgetter(*self.names)
        self.nested = tuple(name for name, field in self.by_name.items() if isinstance(field, models.JSONField))
        # By the changed columns: the statement, and how its parameters are made ready.
        self._updates: dict[tuple[str, ...], tuple[str, Prepared]] = {}
        self._appends: dict[tuple[str, ...], tuple[str, Prepared]] = {}
        self._trail_prepared = self._prepared(self.trail_fields)

    @property
    def connection(self) -> Any:
        return connections[self.using]

    def quote(self, name: str) -> str:
        return str(connections[self.using].ops.quote_name(name))

    def execute(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run a statement and return its rows, if it gives any."""
        return run(connections[self.using], sql, params)

    def column(self, field: Any) -> str:
        return self.quote(field.column)

    def prepared(self, field: Any, value: Any) -> Any:
        """A value as the driver takes it."""
        prepare = _prepare(field)
        return value if value is None or prepare is None else prepare(value, self.connection)

    def _prepared(self, fields: Iterable[Any]) -> Prepared:
        return [(field.attname, _prepare(field)) for field in fields]

    def hole(self, field: Any) -> str:
        """The place of a parameter where the engine must be told its type."""
        return "%s"

    # Rows into records

    @cached_property
    def _columns(self) -> str:
        return ", ".join(self.column(field) for field in self.fields)

    @cached_property
    def _converters(self) -> list[tuple[int, list[Any], Any]]:
        compiler = self.model._base_manager.using(self.using).all().query.get_compiler(using=self.using)
        expressions = [field.get_col(self.model._meta.db_table) for field in self.fields]
        found: Mapping[int, tuple[list[Any], Any]] = compiler.get_converters(expressions)
        return [(at, functions, expression) for at, (functions, expression) in found.items()]

    def _records(self, rows: Iterable[Sequence[Any]]) -> list[Any]:
        connection, converters, record_of, records = self.connection, self._converters, self._record_of, []
        for row in rows:
            values = list(row)
            for at, functions, expression in converters:
                value = values[at]
                if value is not None:
                    for function in functions:
                        value = function(value, expression, connection)
                    values[at] = value
            records.append(record_of(values))
        return records

    @cached_property
    def _record_of(self) -> Callable[[Sequence[Any]], Any]:
        """How values become a record: as `from_db` does, without the detours where nobody listens and nothing is overridden."""
        model, names, using = self.model, self.names, self.using
        if not is_made_plainly(model):
            return lambda values: model.from_db(using, names, values)

        def make(values: Sequence[Any]) -> Any:
            record = model.__new__(model)
            state = ModelState()
            state.adding, state.db = False, using
            record.__dict__ = {"_state": state, **dict(zip(names, values, strict=True))}
            return record

        return make

    @cached_property
    def _lock_one(self) -> str:
        return f"SELECT {self._columns} FROM {self.table} WHERE id = %s{self.lock_suffix}"

    def lock(self, pk: int) -> Any | None:
        """The record as it stands, its row locked; None where there is none."""
        records = self._records(self.execute(self._lock_one, (pk,)))
        return records[0] if records else None

    @cached_property
    def _lock_one_with_acts(self) -> str:
        rows = self.listing(columns_told(self._first_states))
        acts = f"(SELECT {rows} FROM {self.trail} h WHERE h.id = {self.table}.id)"
        return f"SELECT {acts}, {self._columns} FROM {self.table} WHERE id = %s{self.lock_suffix}"

    def lock_with_acts(self, pk: int) -> tuple[Any | None, list[Act]]:
        """The record as it stands, its row locked, and its acts: in one statement, or two where the lock had to wait."""
        rows = self.execute(self._lock_one_with_acts, (pk,))
        if not rows:
            return None, []
        record, found = self._records([rows[0][1:]])[0], told(rows[0][0])
        return record, found.acts if found.version == record.version else self.acts([record])[pk]

    def listing(self, columns: str) -> str:
        """Some columns of several rows as one text: a JSON list of lists."""
        raise NotImplementedError

    def lock_many(self, keys: Sequence[int]) -> list[Any]:
        """The records of some keys, locked in the order of their ids."""
        sql = f"SELECT {self._columns} FROM {self.table} WHERE {self.among('id')} ORDER BY id{self.lock_suffix}"
        return self._records(self.execute(sql, (self.listed(keys),)))

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
    def _acts_many(self) -> str:
        writing = ", ".join(f"'{verb}'" for verb in WRITING)
        return (
            f"SELECT h.id, h.verb, h.actor_id, h.on_behalf_of_id FROM {self.trail} h JOIN ("
            f"SELECT id, MAX(CASE WHEN target_state IN ({self._first_states}) AND source_state <> target_state "
            f"THEN version ELSE 1 END) AS since FROM {self.trail} WHERE {self.among('id')} GROUP BY id"
            f") s ON h.id = s.id AND (h.verb IN ({writing}) OR h.version >= s.since)"
        )

    def acts(self, records: Sequence[Any]) -> dict[int, list[Act]]:
        """Who did which verb since each record last entered its first state, and who ever made or edited it."""
        found: dict[int, list[Act]] = {}
        for pk, verb, actor, principal in self.execute(self._acts_many, (self.listed([r.pk for r in records]),)):
            found.setdefault(pk, []).append((verb, actor, principal))
        return found

    def last_date(self, keys: Sequence[int]) -> Any:
        """The latest date in the trail of some records, None where there is none."""
        rows = self.history._default_manager.using(self.using).filter(id__in=keys)
        return rows.aggregate(latest=models.Max("history_date"))["latest"]

    # One record, written

    def write(self, pk: int, record: Row, trail: Row) -> int:
        """Insert a trail row that copies the record's row but for the columns in `record`, and write these; returns the row's key."""
        key = self._append(pk, record, trail)
        self._update(pk, record)
        return key

    def _append(self, pk: int, record: Row, trail: Row) -> int:
        names = tuple(record)
        known = self._appends.get(names)
        if known is None:
            changed = [field for field in self.fields if field.attname in record]
            known = self._appends[names] = self._append_sql(names), self._prepared(changed)
        sql, prepared = known
        connection = connections[self.using]
        params = [*_ready(prepared, record, connection), *_ready(self._trail_prepared, trail, connection), pk]
        return int(run(connection, sql, params)[0][0])

    def _append_sql(self, changed: Sequence[str]) -> str:
        into = ", ".join(self.column(f) for f in (*self.fields, *self.trail_fields))
        taken = [self.hole(f) if f.attname in changed else self.column(f) for f in self.fields]
        given = [self.hole(f) for f in self.trail_fields]
        return (
            f"INSERT INTO {self.trail} ({into}) SELECT {', '.join([*taken, *given])} "
            f"FROM {self.table} WHERE id = %s RETURNING history_id"
        )

    def _update(self, pk: int, record: Row) -> None:
        names = tuple(record)
        known = self._updates.get(names)
        if known is None:
            fields = [self.by_name[name] for name in names]
            places = ", ".join(f"{self.column(field)} = %s" for field in fields)
            known = self._updates[names] = f"UPDATE {self.table} SET {places} WHERE id = %s", self._prepared(fields)
        sql, prepared = known
        connection = connections[self.using]
        run(connection, sql, [*_ready(prepared, record, connection), pk])

    # New records

    def take_keys(self, count: int) -> list[int]:
        """Keys for new records, before their rows stand."""
        raise NotImplementedError

    def insert_many(self, rows: Sequence[tuple[Row, Row]]) -> list[int]:
        """Insert trail rows, then records, each pair (record, trail); returns the trail rows' keys by position."""
        fields = [*self.fields, *self.trail_fields]
        of_record, connection = self._prepared(self.fields), self.connection
        keys: dict[int, int] = {}
        for part in self._parts(rows, len(fields)):
            params = [
                value
                for record, trail in part
                for value in (*_ready(of_record, record, connection), *_ready(self._trail_prepared, trail, connection))
            ]
            sql = f"{self._insert_sql(self.trail, fields, len(part))} RETURNING id, history_id"
            keys.update((pk, key) for pk, key in self.execute(sql, params))
        for part in self._parts(rows, len(self.fields)):
            params = [value for record, _trail in part for value in _ready(of_record, record, connection)]
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

    def append_set(self, rows: Sequence[SetRow], differing: Sequence[str], same: Row, shared: Row) -> dict[int, int]:
        """Trail rows for many locked records whose changed columns are the same; `{pk: key of the row}`.

        `differing` columns are each row's own, `same` hold one value in all; `shared` are the trail's columns that do.
        """
        own = [f for f in self.trail_fields if f.attname not in shared and f.attname != "prev_digest"]
        sent = [*(self.by_name[name] for name in differing), *own]
        into = ", ".join(self.column(f) for f in (*self.fields, *self.trail_fields))
        taken = [self._taken(f, sent, same) for f in self.fields]
        given = [self._given(f, sent) for f in self.trail_fields]
        sql = (
            f"INSERT INTO {self.trail} ({into}) SELECT {', '.join([*taken, *given])} {self.joined(sent)} "
            "RETURNING id, history_id"
        )
        params = [self.prepared(f, same[f.attname]) for f in self.fields if f.attname in same]
        params += [self.prepared(f, shared[f.attname]) for f in self.trail_fields if f.attname in shared]
        return dict(self.execute(sql, [*params, *self.sent(rows, differing, own)]))

    def _taken(self, field: Any, sent: Sequence[Any], same: Row) -> str:
        """Where a column of the record comes from in a trail row: sent, or as the locked row has it."""
        if field.attname == "version":
            return "t.version + 1"
        if field.attname == "trail_head":
            return self.sent_column(next(at for at, f in enumerate(sent) if f.attname == "digest"), "digest")
        if field in sent:
            return self.sent_column(sent.index(field), field.column)
        return self.hole(field) if field.attname in same else f"t.{self.column(field)}"

    def _given(self, field: Any, sent: Sequence[Any]) -> str:
        """Where one of the trail's own columns comes from."""
        if field.attname == "prev_digest":
            return "t.trail_head"
        return self.sent_column(sent.index(field), field.column) if field in sent else self.hole(field)

    def joined(self, sent: Sequence[Any]) -> str:
        """FROM what is sent for each row, joined to the record's table `t`."""
        raise NotImplementedError

    def sent(self, rows: Sequence[SetRow], differing: Sequence[str], own: Sequence[Any]) -> list[Any]:
        """The parameters of `joined`."""
        raise NotImplementedError

    def sent_column(self, at: int, name: str) -> str:
        """The column at a place in what is sent."""
        raise NotImplementedError

    def update_set(self, rows: Iterable[int], changed: Sequence[str]) -> None:
        """The changed columns of many records, taken from the trail rows just inserted, whose keys are given."""
        columns = [*(self.column(self.by_name[name]) for name in changed), "version", "trail_head"]
        places = ", ".join(f"{column} = h.{column}" for column in columns)
        sql = (
            f"UPDATE {self.table} SET {places} FROM {self.trail} h "
            f"WHERE {self.among('h.history_id')} AND h.id = {self.table}.id"
        )
        self.execute(sql, (self.listed(list(rows)),))

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
