"""Who works on the test database: the owner migrates and lifts triggers, the application's role does all the rest."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from tests import databases


@contextmanager
def _default_as(role: str, database: str) -> Iterator[None]:
    """The default connection, for a while, as another role and on another database."""
    settings = connections["default"].settings_dict
    before = settings["USER"], settings["NAME"]
    is_file = databases.ENGINE == "sqlite"
    connections["default"].close()
    settings["USER"], settings["NAME"] = role, str(databases._file(database)) if is_file else database
    try:
        yield
    finally:
        connections["default"].close()
        settings["USER"], settings["NAME"] = before


def migrate_template() -> None:
    """Make the template of this state of the code: every table, trigger, grant and seed."""
    database = databases.template()
    databases.store().create(database)
    with _default_as("" if databases.ENGINE == "sqlite" else databases.OWNER, database):
        call_command("migrate", interactive=False, verbosity=0)


def let_application_use(connection: BaseDatabaseWrapper, *tables: str) -> None:
    """Give the application's role what it has on its ordinary tables."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for table in tables:
            name = connection.ops.quote_name(table)
            cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {name} TO {databases.APPLICATION}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {databases.APPLICATION}")


def restore() -> None:
    """This process's database as it is straight after `migrate`."""
    connections.close_all()
    databases.store().copy(databases.template(), databases.name())


def drop() -> None:
    connections.close_all()
    databases.store().drop(databases.name())


@contextmanager
def owner() -> Iterator[BaseDatabaseWrapper]:
    """A second connection to this process's database, as the owner of the tables. On SQLite there is only one role."""
    if databases.ENGINE == "sqlite":
        yield connections["default"]
        return
    second = connections["default"].copy()
    second.settings_dict["USER"] = databases.OWNER
    try:
        yield second
    finally:
        second.close()
