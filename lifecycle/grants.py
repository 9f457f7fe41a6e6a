"""What PostgreSQL's application role may do: read all, add and change records, add trail rows; own, drop and lift nothing.

It removes rows of those tables alone whose model says `REMOVABLE`: unsent forms, sessions, what is rebuilt at will.
"""

from typing import Any

from django.apps import apps
from django.conf import settings

from lifecycle.statements.trigger_names import Table
from lifecycle.triggers import tables

# Others' tables of the same kind: a session ends with signing out, a flow's tasks are rebuilt from the records.
ALSO_REMOVABLE = {"django_session", "viewflow_process", "viewflow_task", "viewflow_task_previous"}
# What only `migrate` writes.
MIGRATIONS = "django_migrations"


def application_role() -> str:
    """The name of the role by which the application connects; "" where the owner does, or on SQLite."""
    return str(getattr(settings, "APPLICATION_ROLE", ""))


def give_rights(connection: Any, role: str) -> None:
    """Give the application's role its rights on every table of the schema. Must run as the owner; idempotent."""
    quote = connection.ops.quote_name
    guarded = {table.name: table for table in tables()}
    removable = ALSO_REMOVABLE | {one._meta.db_table for one in apps.get_models() if getattr(one, "REMOVABLE", False)}
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        schema = quote(cursor.fetchone()[0])
        cursor.execute(f"GRANT USAGE ON SCHEMA {schema} TO {quote(role)}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {quote(role)}")
        for name in connection.introspection.table_names(cursor):
            rights = ", ".join(_rights(name, guarded.get(name), removable))
            cursor.execute(f"REVOKE ALL ON {quote(name)} FROM {quote(role)}")
            cursor.execute(f"GRANT {rights} ON {quote(name)} TO {quote(role)}")


def _rights(name: str, table: Table | None, removable: set[str]) -> list[str]:
    """The rights on one table."""
    if name == MIGRATIONS:
        return ["SELECT"]
    rights = ["SELECT", "INSERT"]
    if table is None or table.may_change:
        rights.append("UPDATE")
    if name in removable:
        rights.append("DELETE")
    return rights
