"""The two addresses that load balancers ask."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.db.utils import OperationalError
from django.test import Client

from lifecycle.triggers import tables

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_migrated_database_with_every_trigger_is_ready(client: Client) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_a_process_lives_whatever_its_database_does(client: Client) -> None:
    connection.close()
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert connection.connection is None


def test_one_missing_trigger_turns_the_site_unready_and_is_named(client: Client, owner: Callable[..., Any]) -> None:
    table = next(each for each in tables() if each.name == "lifecycle_access")
    with owner() as second, second.cursor() as cursor:
        if second.vendor == "postgresql":
            cursor.execute(
                "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal", (table.name,)
            )
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", (table.name,))
        name = cursor.fetchone()[0]
        cursor.execute(f"DROP TRIGGER {name}" + (f" ON {table.name}" if second.vendor == "postgresql" else ""))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.content.decode() == f"trigger missing: {table.name}.{name}\n"


def test_a_migration_that_was_not_applied_turns_the_site_unready(client: Client, owner: Callable[..., Any]) -> None:
    with owner() as second, second.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'lifecycle' AND name = '0001_initial'")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.content == b"migration not applied: lifecycle.0001_initial\n"


def test_a_database_that_does_not_answer_is_said_without_its_name(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: Any, **_kwargs: Any) -> None:
        raise OperationalError("could not connect to db.internal as jiannuo")

    monkeypatch.setattr(connection, "cursor", refuse)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"database not usable: OperationalError\n")
