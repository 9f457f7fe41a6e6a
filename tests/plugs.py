"""Failures between statements: a plug that is pulled where a test says, and the check that nothing of an act stays behind."""

import re
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db import OperationalError, connection

APPS = ("commitments", "rectification", "workflows", "viewflow", "lifecycle", "organizations")
WRITES = re.compile(r"\s*(WITH\b.*?\b)?(INSERT|UPDATE|DELETE|REPLACE|MERGE)\b", re.IGNORECASE | re.DOTALL)

# Each table that a statement writes; an upsert's "DO UPDATE SET" writes the one that it inserts into.
WRITTEN_TABLE = re.compile(
    r'\b(?:INSERT INTO|(?<!DO )(?<!FOR )UPDATE|DELETE FROM|REPLACE INTO)\s+(?!SET\b)"?\w+', re.IGNORECASE
)


class PulledPlug(OperationalError):
    """The failure that these tests inject."""


class Plug:
    """Pulled at the n-th statement, or at the first that `falls` on."""

    def __init__(self, at: int = 0, falls: Callable[[str], bool] = lambda _sql: False) -> None:
        self.at, self.falls, self.seen = at, falls, 0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self.seen += 1
        if self.seen == self.at or self.falls(sql):
            raise PulledPlug(f"statement {self.seen}")
        return execute(sql, params, many, context)


class WritePlug:
    """Pulled at the statement that writes the n-th time, or at whatever statement comes after it."""

    def __init__(self, write: int, *, after: bool) -> None:
        self.write, self.after, self.written, self.statement = write, after, 0, ""
        self.tables = 0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self.statement = sql
        if self.after and self.written == self.write:
            raise PulledPlug(sql)
        if WRITES.match(sql):
            self.written += 1
            self.tables += len(WRITTEN_TABLE.findall(sql))
            if not self.after and self.written == self.write:
                raise PulledPlug(sql)
        return execute(sql, params, many, context)


def everything(labels: tuple[str, ...] = APPS) -> list[Any]:
    """Every row that the doors of these apps may write: records, trails, tasks, involvement, the kernel's own."""
    found = []
    with connection.cursor() as cursor:
        for label in labels:
            for model in apps.get_app_config(label).get_models():
                cursor.execute(f'SELECT * FROM "{model._meta.db_table}" ORDER BY 1')
                found.append((model._meta.label, cursor.fetchall()))
    return found


def leaves_neither_half(act: Callable[[], Any]) -> int:
    """Let an act fail at each of its writes and between any two of them, see that nothing stays, and at last do it.

    What was written by then is the same at every statement up to the next write, so that each state in which an act can
    be broken off is met. Gives the number of tables written: on PostgreSQL one statement writes a step's trail row and record.
    """
    before = everything()
    for write in range(1, 1000):
        for after in (False, True):
            plug = WritePlug(write, after=after)
            try:
                with connection.execute_wrapper(plug):
                    act()
            except PulledPlug:
                assert everything() == before, f"write {write}{' and what follows' if after else ''}: {plug.statement}"
                continue
            assert everything() != before
            return plug.tables
    raise AssertionError("the act never came to its end")
