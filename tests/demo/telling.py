"""The demo loaded once for a module, and taken back behind it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from io import StringIO

from django.core.management import call_command
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker


@contextmanager
def demo_as_of(today: date, blocker: DjangoDbBlocker) -> Iterator[date]:
    """The whole demo as of a day; everything is rolled back behind."""
    with blocker.unblock(), transaction.atomic():
        call_command("load_demo", "--today", today.isoformat(), "--format", "json", stdout=StringIO())
        yield today
        transaction.set_rollback(True)
