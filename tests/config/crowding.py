"""Ten thousand rows of every record type in some seconds: copies of one sample each, made by SQL that the triggers let pass.

A copy is the sample's row with another key, its unique columns told apart, and a first trail row of its own. Where a
sample points to another sample, the copies up to `children` point to that same one, the rest each to its own copy.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection, models

from lifecycle.statements import record_types

# The key of a sample's copy number n: with room between for the rows that the pages themselves write.
STRIDE = 1_000
NUMBERS = "WITH RECURSIVE g(n) AS (SELECT {first} UNION ALL SELECT n + 1 FROM g WHERE n < {last}) "
# Far beyond the keys of real rows: on PostgreSQL the tests before this one have drawn from the same sequences.
BEYOND = 1_000_000_000
COPY = f"({BEYOND} + g.n * {STRIDE})"


@dataclass
class Crowd:
    """Samples to be copied, `{model: sample}`, parents first; and what is told apart by hand, `{model: {column: SQL}}`."""

    samples: dict[type[models.Model], Any]
    apart: Mapping[type[models.Model], Mapping[str, str]]
    children: int
    made: int = 0

    def grow(self, rows: int) -> None:
        """Bring every sample to so many rows: itself and its copies."""
        first, last = self.made + 1, rows - 1
        for model, sample in self.samples.items():
            if record_types([model]):
                trail = model.history.model  # type: ignore[attr-defined]
                self._copy(trail, sample, first, last, f"s.id = {sample.pk} AND s.version = {sample.version}")
            self._copy(model, sample, first, last, f"s.{model._meta.pk.column} = {sample.pk}")  # type: ignore[union-attr]
            if hasattr(sample, "INVOLVEMENT"):
                self._involve(sample, first, last)
        self.made = last

    def lengthen(self, records: Iterable[Any], first: int, last: int) -> None:
        """Further rows in the trail of some records, numbered far behind their own."""
        for record in records:
            columns = [one.column for one in record.history.model._meta.concrete_fields if one.column != "history_id"]
            taken = [f"g.n * {STRIDE}" if name == "version" else f's."{name}"' for name in columns]
            where = f"s.id = {record.pk} AND s.version = {record.version}"
            self._insert(record.history.model, columns, taken, first, last, where)

    def _copy(self, table: Any, sample: Any, first: int, last: int, where: str) -> None:
        model = type(sample)
        key = table._meta.pk.column
        columns = [one.column for one in table._meta.concrete_fields if one.column != key or table is model]
        own = self._told_apart(model, sample)
        self._insert(table, columns, [own.get(name, f's."{name}"') for name in columns], first, last, where)

    def _told_apart(self, model: Any, sample: Any) -> dict[str, str]:
        own: dict[str, str] = {"version": "1"} if record_types([model]) else {}
        for one in model._meta.concrete_fields:
            if one.primary_key and not isinstance(one, models.OneToOneField):
                own[one.column] = COPY
            elif isinstance(one, models.ForeignKey):
                other = self.samples.get(one.related_model)
                if other is not None and getattr(sample, one.attname) == other.pk:
                    own[one.column] = self._parent(one, other)
            elif one.unique:
                own[one.column] = f"s.{one.column} || '-' || g.n"
        return own | dict(self.apart.get(model, {}))

    def _parent(self, one: Any, other: Any) -> str:
        if one.unique:
            return COPY
        return f"CASE WHEN g.n < {self.children} THEN {other.pk} ELSE {COPY} END"

    def _involve(self, sample: Any, first: int, last: int) -> None:
        columns = ("kind", "record_id", "body_path", "part", "matter", "since", "until")
        taken = [COPY if name == "record_id" else f"s.{name}" for name in columns]
        where = f"s.kind = '{sample.INVOLVEMENT}' AND s.record_id = {sample.pk}"
        from_table = type(sample)._meta.apps.get_model("organizations", "Involvement")
        self._insert(from_table, list(columns), taken, first, last, where)

    @staticmethod
    def _insert(table: Any, columns: list[str], taken: list[str], first: int, last: int, where: str) -> None:
        name = table._meta.db_table
        into = ", ".join(f'"{column}"' for column in columns)
        sql = NUMBERS.format(first=first, last=last)
        sql += f"INSERT INTO {name} ({into}) SELECT {', '.join(taken)} FROM {name} s, g WHERE {where}"
        with connection.cursor() as cursor:
            cursor.execute(sql)
