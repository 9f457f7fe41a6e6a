"""The triggers by which either database itself refuses what goes around the doors.

Trail and access rows: no UPDATE, no DELETE, no TRUNCATE, no replacement. Records: no INSERT and no UPDATE without the
trail row of that version and digest standing already, and no DELETE. Tables without a trail: what their models declare
as `Kept`, which is that rows stay, and columns stay or grow. What gets past them all the same is found by
verification, not prevented: the tables' owner can lift them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps

from lifecycle.statements import record_types
from lifecycle.statements.trigger_names import Table
from lifecycle.statements.trigger_postgresql import PostgresqlTriggers
from lifecycle.statements.trigger_sqlite import SqliteTriggers


def tables() -> list[Table]:
    """Every table that triggers guard: records, their trails, and what models without a trail say of themselves (`KEPT`)."""
    found = []
    for model in record_types(apps.get_models()):
        history = model.history.model
        found.append(Table.of(model, trail=history))
        found.append(Table.of(history))
    return found + [Table.of(model) for model in apps.get_models() if hasattr(model, "KEPT")]


def _dialect(connection: Any) -> Any:
    return PostgresqlTriggers(connection) if connection.vendor == "postgresql" else SqliteTriggers(connection)


def install(connection: Any) -> None:
    """Create every trigger anew; idempotent. Must run as the tables' owner. Tables not yet migrated are left out."""
    dialect = _dialect(connection)
    present = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in tables():
            if table.name in present and (table.trail is None or table.trail in present):
                for statement in dialect.create(table):
                    cursor.execute(statement)


def missing(connection: Any) -> list[str]:
    """The triggers that should stand and do not, or stand disabled or hollow, with another body than ours: "table.trigger"."""
    dialect, guarded = _dialect(connection), tables()
    standing = dialect.standing(guarded)
    return [
        f"{table.name}.{name.removeprefix(f'{table.name}.')}"
        for table in guarded
        for name in dialect.names(table)
        if name not in standing
    ]


def foreign(connection: Any) -> list[str]:
    """Triggers and rules on guarded tables that are none of ours: one of them could falsify a row before it is written."""
    return sorted(_dialect(connection).foreign(tables()))


@contextmanager
def lifted(connection: Any) -> Iterator[None]:
    """Without triggers inside the block: for the cleaning of test databases by their owner, and for nothing else."""
    dialect = _dialect(connection)
    with connection.cursor() as cursor:
        for table in tables():
            for statement in dialect.drop(table):
                cursor.execute(statement)
    try:
        yield
    finally:
        install(connection)
