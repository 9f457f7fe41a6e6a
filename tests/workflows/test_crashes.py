"""What a crash leaves between records and tasks is found and repaired: lost rows, a state ahead, a process killed halfway."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.core.management import call_command
from django.db.backends.base.base import BaseDatabaseWrapper
from viewflow.workflow.models import Process, Task
from viewflow.workflow.status import PROCESS, STATUS

from commitments.models import Commitment
from commitments.testing import Promises
from lifecycle.performing import perform
from lifecycle.signals import transitioned
from lifecycle.testing import columns, replayed
from organizations.testing import World, build_world
from tests import databases
from workflows.models import Assignment, Run
from workflows.receivers import move_flows

pytestmark = pytest.mark.django_db(transaction=True)
UID = "workflows.move_flows.commitments.Commitment"


@pytest.fixture
def world() -> World:
    return build_world()


@pytest.fixture
def sent(world: World) -> Any:
    (made,) = Promises(world).submitted_many(1)
    return made


def asked(record: Any) -> list[str]:
    return list(Assignment.objects.of_record("commitments.Commitment", record.pk).values_list("verb", flat=True))


def repaired(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """The lines of a first run; a second finds nothing."""
    call_command("reconcile_tasks")
    lines = capsys.readouterr().out.splitlines()
    call_command("reconcile_tasks")
    assert capsys.readouterr().out.splitlines()[-1].endswith("0 repaired")
    return lines[:-1]


def check_in_step(record: Any, verb: str) -> None:
    """One open run with one waiting task, and somebody asked; whatever was there before is closed."""
    assert asked(record) == [verb]
    run = Run.objects.get(kind="commitments.Commitment", record_id=record.pk, open=True)
    assert Task.objects.filter(process=run.process_id, status=STATUS.NEW).count() == 1
    others = Process.objects.filter(run__record_id=record.pk, run__kind="commitments.Commitment").exclude(pk=run.pk)
    assert set(others.values_list("status", flat=True)) <= {PROCESS.CANCELED, PROCESS.DONE}
    assert not Task.objects.filter(process__in=others, status=STATUS.NEW).exists()


LOSSES: dict[str, Callable[[Any], Any]] = {
    "the assignments": lambda rows: rows.delete(),
    "the task": lambda rows: (rows.delete(), Task.objects.filter(status=STATUS.NEW).delete()),
    "the run": lambda rows: (rows.delete(), Run.objects.filter(flow="RegistrationFlow").delete()),
    "all of it": lambda rows: (
        rows.delete(),
        Run.objects.all().delete(),
        Task.objects.all().delete(),
        Process.objects.all().delete(),
    ),
}


@pytest.mark.parametrize("what", LOSSES)
def test_rows_of_the_flow_that_are_lost_are_made_again(
    sent: Any, what: str, owner: Callable[[], AbstractContextManager[BaseDatabaseWrapper]], capsys: Any
) -> None:
    LOSSES[what](Assignment.objects.all())
    found = repaired(capsys)
    assert [line for line in found if sent.ref in line and "RegistrationFlow" in line], found
    check_in_step(sent, "register")


def test_a_state_ahead_of_its_tasks_is_caught_up_with(sent: Any, world: World, capsys: Any) -> None:
    transitioned.disconnect(sender=Commitment, dispatch_uid=UID)
    try:
        perform(sent, "return_for_revision", world.actor("office_supervisor"), reason="No annex")
    finally:
        transitioned.connect(move_flows, sender=Commitment, dispatch_uid=UID)
    assert asked(sent) == ["register"]
    assert repaired(capsys) == [f"RegistrationFlow {sent.ref}: draft: register -> submit"]
    check_in_step(sent, "submit")


def test_a_task_left_waiting_for_a_state_that_asks_nobody_is_closed(sent: Any, world: World, capsys: Any) -> None:
    transitioned.disconnect(sender=Commitment, dispatch_uid=UID)
    try:
        perform(sent, "withdraw", world.actor("commerce_clerk"))
    finally:
        transitioned.connect(move_flows, sender=Commitment, dispatch_uid=UID)
    assert repaired(capsys) == [f"RegistrationFlow {sent.ref}: withdrawn: register -> -"]
    assert asked(sent) == [] and not Run.objects.filter(flow="RegistrationFlow", open=True).exists()


KILLED = """
import os, signal, sys
import django
django.setup()
from django.db import connection
from commitments.models import Commitment
from lifecycle.performing import perform
from organizations.acting import actor_of_official
from organizations.models import Official

at, seen = int(sys.argv[3]), 0

def plug(execute, sql, params, many, context):
    global seen
    seen += 1
    if seen == at:
        os.kill(os.getpid(), signal.SIGKILL)
    return execute(sql, params, many, context)

by = actor_of_official(Official.objects.get(pk=int(sys.argv[2])))
record = Commitment.objects.get(pk=int(sys.argv[1]))
with connection.execute_wrapper(plug):
    perform(record, "register", by)
"""


@pytest.mark.parametrize("at", [4, 11, 18])
def test_a_process_killed_in_the_middle_of_a_step_leaves_record_and_tasks_as_they_were(
    sent: Any, world: World, at: int, capsys: Any
) -> None:
    before = columns(sent)
    words = [sys.executable, "-c", KILLED, str(sent.pk), str(world.official("office_supervisor").pk), str(at)]
    assert subprocess.run(words, env=os.environ | {"PYTHONPATH": str(databases.BASE_DIR)}).returncode == -signal.SIGKILL
    assert columns(sent) == before == replayed(sent)
    assert repaired(capsys) == []
    check_in_step(sent, "register")
    assert perform(sent, "register", world.actor("office_supervisor")).state == "active"
