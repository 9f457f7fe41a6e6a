"""The harness: one database per process on the engine asked for, the browser, a second process, and what was left out."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import TransactionTestCase
from django.utils import translation
from pytest_django.plugin import DjangoDbBlocker

from tests import databases, ownership
from tests.processes import Pair

pytest_plugins = ["tests.browsing"]


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "postgresql_only: what SQLite does not have, such as roles")
    config.addinivalue_line("markers", "sqlite_only: what PostgreSQL does not have, such as REPLACE INTO")
    if not hasattr(config, "workerinput") and databases.ENGINE == "postgresql":
        if reason := databases.why_no_postgresql():
            raise pytest.UsageError(f"TEST_DATABASE=postgresql, but {reason}")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    reasons = {
        "postgresql_only": "" if databases.ENGINE == "postgresql" else "on SQLite: what only PostgreSQL has",
        "sqlite_only": "" if databases.ENGINE == "sqlite" else "on PostgreSQL: what only SQLite has",
    }
    for item in items:
        for marker, reason in reasons.items():
            if reason and item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=reason))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """One line for each reason for which tests were left out."""
    counts: dict[str, int] = {}
    for report in terminalreporter.stats.get("skipped", []):
        reason = str(report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr)
        reason = reason.removeprefix("Skipped: ")
        counts[reason] = counts.get(reason, 0) + 1
    terminalreporter.write_line(f"database: {databases.ENGINE}")
    for reason, count in sorted(counts.items()):
        terminalreporter.write_line(f"left out: {count} {'test' if count == 1 else 'tests'}: {reason}")


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """This process's own database, copied from a template that is migrated once for each state of the code."""
    with django_db_blocker.unblock():
        with databases.only_one_process():
            databases.sweep()
            if not databases.is_ready(databases.template()):
                ownership.migrate_template()
            databases.mark_used(databases.template())
        ownership.restore()
    # Child processes (a server, the second of two processes) work on the same database.
    os.environ["TEST_DATABASE_NAME"] = databases.name()
    with pytest.MonkeyPatch.context() as patch:
        # Django would empty every table, seeds of migrations included, and the triggers refuse that to everybody.
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _test: ownership.restore())
        yield
    del os.environ["TEST_DATABASE_NAME"]
    with django_db_blocker.unblock():
        ownership.drop()


@pytest.fixture(autouse=True)
def _in_the_language_of_the_product() -> Iterator[None]:
    """A page asked for in English leaves its language to the thread; no test inherits it from the one before."""
    translation.activate(settings.LANGUAGE_CODE)
    yield
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture
def owner(transactional_db: None) -> Callable[[], AbstractContextManager[BaseDatabaseWrapper]]:
    """`with owner() as connection:` works as the owner of the tables, who alone may lift a trigger."""
    return ownership.owner


@pytest.fixture
def make_tables(transactional_db: None) -> Callable[..., None]:
    """Makes tables for models that only a test has, and lets the application's role use them."""

    def make(*types: type[models.Model]) -> None:
        with ownership.owner() as connection:
            with connection.schema_editor() as editor:
                for model in types:
                    editor.create_model(model)
            ownership.let_application_use(connection, *(model._meta.db_table for model in types))

    return make


@pytest.fixture(scope="session")
def _pair(django_db_setup: None) -> Iterator[Pair]:
    with Pair() as pair:
        yield pair


@pytest.fixture
def at_once(_pair: Pair, transactional_db: None) -> Iterator[Callable[..., Any]]:
    """`at_once(function, first_arguments, second_arguments)` runs a module's function in two processes at one moment.

    It returns two `Answer`s: `.value`, or `.error` (the exception's class name) with `.message`.
    """
    yield _pair.at_once
    _pair.forget_connections()


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of real documents beside the project; tests that need it are left out where it is not."""
    folder = databases.BASE_DIR.parent / "shared" / "samples"
    if not folder.is_dir():
        pytest.skip("the folder ../shared/samples is not present")
    return folder
