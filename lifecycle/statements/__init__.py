"""The only SQL of the doors: compiled once for each record type and connection, the dialects in the two twins beside this file."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connections, models

from lifecycle.statements.asking import Change, Given, Insertion, Question
from lifecycle.statements.compiled import SetRow, Statements
from lifecycle.statements.postgresql import PostgresqlStatements
from lifecycle.statements.sqlite import SqliteStatements

__all__ = [
    "Change",
    "Given",
    "Insertion",
    "Question",
    "SetRow",
    "Statements",
    "lock_rows",
    "record_types",
    "statements_for",
]

_DIALECTS: Mapping[str, type[Statements]] = {
    "postgresql": PostgresqlStatements,
    "sqlite": SqliteStatements,
}
_compiled: dict[tuple[Any, str], Statements] = {}


def statements_for(model: Any, using: str = "default") -> Statements:
    """The compiled statements of a record type on a connection."""
    found = _compiled.get((model, using))
    if found is None:
        found = _compiled[model, using] = _DIALECTS[connections[using].vendor](model, using)
    return found


def lock_rows(wanted: Iterable[tuple[type[models.Model], Sequence[int]]], using: str) -> None:
    """Lock rows of several record types in the order given, by id within each; SQLite's transaction has locked all."""
    for model, keys in wanted:
        statements_for(model, using).lock_only(sorted(set(keys)))


def record_types(models_given: Iterable[Any]) -> list[Any]:
    """Those of some models that have a trail."""
    return [model for model in models_given if hasattr(model._meta, "simple_history_manager_attribute")]
