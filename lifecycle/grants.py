"""What PostgreSQL's application role may do: read all, add and change records, add trail rows; own, drop and lift nothing."""

from typing import Any

from django.conf import settings

from lifecycle.triggers import tables


def application_role() -> str:
    """The name of the role by which the application connects; "" where the owner does, or on SQLite."""
    return str(getattr(settings, "APPLICATION_ROLE", ""))


def give_rights(connection: Any, role: str) -> None:
    """Give the application's role its rights on every table of the schema. Must run as the owner; idempotent."""
    quote = connection.ops.quote_name
    guarded = {table.name: table for table in tables()}
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        schema = quote(cursor.fetchone()[0])
        cursor.execute(f"GRANT USAGE ON SCHEMA {schema} TO {quote(role)}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {quote(role)}")
        for name in connection.introspection.table_names(cursor):
            table = guarded.get(name)
            rights = "SELECT, INSERT, UPDATE, DELETE"
            if table is not None:
                rights = "SELECT, INSERT, UPDATE" if table.trail else "SELECT, INSERT"
            if name == "django_migrations":
                rights = "SELECT"
            cursor.execute(f"REVOKE ALL ON {quote(name)} FROM {quote(role)}")
            cursor.execute(f"GRANT {rights} ON {quote(name)} TO {quote(role)}")
