"""An import that is killed on its way leaves nothing; two at once leave one."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings

from commitments.models import Agreement, Commitment, Obligation, Share
from exchange.importing import Status, import_document
from exchange.models import Document, Duty, Measure, NamedBody, OpenClause, TimeLimit
from exchange.testing import PLAN, PlanCity, build_city
from organizations.acting import actor_of_official
from organizations.models import Body, Official

pytestmark = pytest.mark.django_db(transaction=True)
RECORDS = (Agreement, Document, Measure, NamedBody, TimeLimit, Duty, OpenClause, Commitment, Obligation, Share, Body)
KILLED = """
import os, signal, sys
import django
django.setup()
from exchange.importing import import_document
from exchange.testing import PLAN
from organizations.acting import actor_of_official
from organizations.models import Official
def at(step):
    if step == sys.argv[2]:
        os.kill(os.getpid(), signal.SIGKILL)
import_document(PLAN, actor_of_official(Official.objects.get(pk=sys.argv[1])), expand=True, progress=at)
"""


def rows() -> dict[str, tuple[int, int]]:
    return {model.__name__: (model.objects.count(), model.history.count()) for model in RECORDS}


@pytest.mark.parametrize("step", ["commitments", "expanded"])
def test_an_import_that_is_killed_leaves_nothing_half_and_can_be_done_again(step: str) -> None:
    city = build_city()
    before = rows()
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [sys.executable, "-c", KILLED, str(city.officials["clerk"].pk), step]
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert rows() == before
    assert import_document(PLAN, city.actor("clerk")).status == Status.IMPORTED
    assert Measure.objects.count() == 30


def taken_in(official: int) -> str:
    """In a process of its own: take the plan in."""
    return str(import_document(PLAN, actor_of_official(Official.objects.get(pk=official))).status)


def test_of_two_imports_at_once_one_makes_the_ledger_and_the_other_finds_it(at_once: Callable[..., Any]) -> None:
    city: PlanCity = build_city()
    first, second = at_once(taken_in, (city.officials["clerk"].pk,), (city.officials["clerk2"].pk,))
    assert (first.error, second.error) == ("", ""), (first, second)
    assert sorted([first.value, second.value]) == ["imported", "unchanged"]
    assert (Document.objects.count(), Measure.objects.count()) == (1, 30)
