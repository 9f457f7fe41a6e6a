"""Sends a statement to the driver: inside a transaction without the detours that every cursor of Django takes."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

_PLACE = re.compile(r"(?<!%)%s")
Rows = list[tuple[Any, ...]]
# Longer texts are those of sets with many rows: they come rarely twice, and would fill the memory.
_LONG = 10_000


def run(connection: Any, sql: str, params: Sequence[Any] = ()) -> Rows:
    """Run a statement with its parameters and return its rows, if it gives any.

    Whoever counts, logs or breaks statements is told of it as of any other: then, and outside of a transaction, it goes
    through Django's own cursor.
    """
    if connection.execute_wrappers or connection.queries_logged or not connection.in_atomic_block:
        return _through_django(connection, sql, params)
    driver = connection.connection
    if driver is None:
        return _through_django(connection, sql, params)
    connection.validate_no_broken_transaction()
    with connection.wrap_database_errors:
        if connection.vendor == "sqlite":
            rows: Rows = driver.execute(with_question_marks(sql), params).fetchall()
            return rows
        cursor = connection.create_cursor()
        cursor.execute(sql, params)
        return cursor.fetchall() if cursor.description else []


def _through_django(connection: Any, sql: str, params: Sequence[Any]) -> Rows:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall()) if cursor.description else []


def with_question_marks(sql: str) -> str:
    """A statement with SQLite's own places for parameters."""
    return _kept(sql) if len(sql) <= _LONG else _turned(sql)


def _turned(sql: str) -> str:
    return _PLACE.sub("?", sql).replace("%%", "%")


_kept = lru_cache(maxsize=1_000)(_turned)
