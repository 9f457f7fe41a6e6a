"""Queries that are compiled once and asked with other values ever after: Django's compiler costs more than most answers.

The queryset stays what one reads and changes: it is written with a `Given` in the place of each value, compiled at the
first use on a connection, and from then on only its values are sent. Sets of keys are one value (`__among`), so that
the text does not change with their number.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import connections, models
from django.db.models.expressions import Expression
from django.db.models.lookups import Lookup
from django.db.models.query import get_related_populators
from django.db.models.sql import UpdateQuery

from lifecycle.statements.running import Rows, run

# What is not a text of the engine's own, and not one value: how a value is made ready for its place.
Prepare = Callable[[Any, Any], Any]
KEYS: Any = models.BigIntegerField()


class Place:
    """Where in a compiled statement a value goes, and how it is made ready."""

    __slots__ = ("name", "prepare")

    def __init__(self, name: str, prepare: Prepare) -> None:
        self.name, self.prepare = name, prepare


class Given(Expression):
    """Stands in a queryset for a value that is told when it is asked, of the kind of `output_field`."""

    def __init__(self, name: str, output_field: Any = KEYS) -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """One place."""
        return "%s", [Place(self.name, self._prepared)]

    def _prepared(self, value: Any, connection: Any) -> Any:
        return value if value is None else self.output_field.get_db_prep_value(value, connection)


@models.ForeignObject.register_lookup
@models.Field.register_lookup
class Among(Lookup[Any]):
    """`column__among=Given(...)`: the column is one of some values, told as one list."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """SQLite unpacks a list from JSON."""
        column, params = self.process_lhs(compiler, connection)
        return f"{column} IN (SELECT value FROM json_each(%s))", [*params, Place(self.rhs.name, _as_json)]

    def as_postgresql(self, compiler: Any, connection: Any) -> Any:
        """PostgreSQL takes an array."""
        column, params = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", [*params, Place(self.rhs.name, _as_list)]


def _as_json(values: Any, _connection: Any) -> str:
    return json.dumps(list(values))


def _as_list(values: Any, _connection: Any) -> list[Any]:
    return list(values)


# The types of another version ask for one argument more.
_populators: Any = get_related_populators


class Compiled:
    """A statement's text on one connection, with its places."""

    def __init__(self, sql: str, params: Sequence[Any]) -> None:
        self.sql = sql
        self.params = tuple(params)

    def run(self, connection: Any, values: Mapping[str, Any]) -> Rows:
        """Send it with some values, by name."""
        params = [one.prepare(values[one.name], connection) if type(one) is Place else one for one in self.params]
        return run(connection, self.sql, params)


class _Select(Compiled):
    """A compiled question, and how its rows become what was asked for."""

    def __init__(self, queryset: Any, using: str) -> None:
        compiler = queryset.query.get_compiler(using)
        super().__init__(*compiler.as_sql())
        columns = [column for column, _sql, _alias in compiler.select[: compiler.col_count]]
        self.converters = [
            (at, functions, expression) for at, (functions, expression) in compiler.get_converters(columns).items()
        ]
        self.model = queryset.model
        self.annotations: Mapping[str, int] = dict(compiler.annotation_col_map or {})
        found = compiler.klass_info
        self.populators = _populators(found, compiler.select, using) if found is not None else []
        at = found["select_fields"] if found is not None else []
        self.fields = slice(at[0], at[-1] + 1) if at else slice(0)
        self.names = [column.target.attname for column in columns[self.fields]] if at else []

    def rows(self, connection: Any, values: Mapping[str, Any]) -> Rows:
        """Tuples of values as Python has them."""
        found = self.run(connection, values)
        if not self.converters:
            return found
        return [tuple(self._converted(row, connection)) for row in found]

    def _converted(self, row: Sequence[Any], connection: Any) -> list[Any]:
        values = list(row)
        for at, functions, expression in self.converters:
            value = values[at]
            for function in functions:
                value = function(value, expression, connection)
            values[at] = value
        return values

    def records(self, connection: Any, values: Mapping[str, Any]) -> list[Any]:
        """Records, each with the queryset's annotations."""
        made = []
        for row in self.rows(connection, values):
            record = self.model.from_db(connection.alias, self.names, row[self.fields])
            for populator in self.populators:
                populator.populate(row, record)
            for name, at in self.annotations.items():
                setattr(record, name, row[at])
            made.append(record)
        return made


class Question:
    """A named query that is compiled once: `Question(lambda: Model.objects.filter(pk__among=Given("keys")))`."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self.make = make
        self._compiled: dict[str, _Select] = {}

    def _on(self, using: str) -> _Select:
        found = self._compiled.get(using)
        if found is None:
            found = self._compiled[using] = _Select(self.make().using(using), using)
        return found

    def rows(self, *, using: str = "default", **values: Any) -> Rows:
        """The rows of a `values_list`, in its order."""
        return self._on(using).rows(connections[using], values)

    def records(self, *, using: str = "default", **values: Any) -> list[Any]:
        """The records of a queryset."""
        return self._on(using).records(connections[using], values)


class Change:
    """A named update of some rows, compiled once: what `queryset.update(**columns)` would send. For tables without a trail."""

    def __init__(self, make: Callable[[], Any], **columns: Any) -> None:
        self.make, self.columns = make, columns
        self._compiled: dict[str, Compiled] = {}

    def run(self, *, using: str = "default", **values: Any) -> None:
        """Send it with some values."""
        found = self._compiled.get(using)
        if found is None:
            found = self._compiled[using] = self._compile(using)
        found.run(connections[using], values)

    def _compile(self, using: str) -> Compiled:
        query = self.make().using(using).query.chain(UpdateQuery)
        query.add_update_values(self.columns)
        return Compiled(*query.get_compiler(using).as_sql())


class Insertion:
    """New rows of a table without a trail in one statement, whose text is kept for each number of rows; the rows get their keys.

    With `renewing`, a row whose key stands already takes the new values of these fields.
    """

    def __init__(self, model: Any, *, renewing: Sequence[str] = ()) -> None:
        self.model = model
        self.fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]
        self.key = model._meta.pk
        self.renewed = [model._meta.get_field(name) for name in renewing]
        self._texts: dict[tuple[str, int], str] = {}

    def run(self, rows: Sequence[Any], *, using: str = "default") -> None:
        """Insert some unsaved instances as they stand."""
        if not rows:
            return
        connection = connections[using]
        most = max(1, connection.features.max_query_params or 30_000) // len(self.fields)
        for at in range(0, len(rows), most):
            self._insert(rows[at : at + most], connection)

    def _insert(self, rows: Sequence[Any], connection: Any) -> None:
        params = [
            field.get_db_prep_save(field.pre_save(row, add=True), connection) for row in rows for field in self.fields
        ]
        keys = run(connection, self._text(connection, len(rows)), params)
        for row, (key,) in zip(rows, keys, strict=True):
            setattr(row, self.key.attname, key)
            row._state.adding, row._state.db = False, connection.alias

    def _text(self, connection: Any, count: int) -> str:
        found = self._texts.get((connection.alias, count))
        if found is None:
            quote = connection.ops.quote_name
            into = ", ".join(quote(field.column) for field in self.fields)
            row = "(" + ", ".join(["%s"] * len(self.fields)) + ")"
            found = (
                f"INSERT INTO {quote(self.model._meta.db_table)} ({into}) VALUES {', '.join([row] * count)}"
                f"{self._renewal(quote)} RETURNING {quote(self.key.column)}"
            )
            if count <= _KEPT_ROWS:
                self._texts[connection.alias, count] = found
        return found

    def _renewal(self, quote: Callable[[str], str]) -> str:
        if not self.renewed:
            return ""
        taken = ", ".join(f"{quote(one.column)} = excluded.{quote(one.column)}" for one in self.renewed)
        return f" ON CONFLICT ({quote(self.key.column)}) DO UPDATE SET {taken}"


# Texts of so many rows are kept: a step's flow has two or three, a set of tasks any number.
_KEPT_ROWS = 10
