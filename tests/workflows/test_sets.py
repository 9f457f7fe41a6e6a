"""Many tasks at once: each with its own trail row, in as many statements as one where that can be."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from viewflow.workflow.models import Process, Task
from viewflow.workflow.nodes import End
from viewflow.workflow.status import PROCESS, STATUS

from commitments.models import Commitment, Obligation
from commitments.testing import PROMISED, Promises
from lifecycle.sweeping import perform_many
from lifecycle.verifying import broken_links
from organizations.testing import PASSWORD, World, build_world
from workflows.models import Assignment, Run
from workflows.views.inbox import MOST_AT_ONCE

pytestmark = pytest.mark.django_db
MANY = 500
# The request's own, the tasks that were chosen, and the step with its flows.
MOST_STATEMENTS = 50


@pytest.fixture
def promises() -> Promises:
    return Promises(build_world())


def counted(act: Any) -> int:
    with CaptureQueriesContext(connection) as caught:
        act()
    return len(caught)


def office(world: World) -> Client:
    world.account("office_supervisor")
    client = Client()
    client.post("/sign-in/", {"username": "office_supervisor", "password": PASSWORD})
    return client


def waiting(verb: str) -> list[int]:
    return list(Assignment.objects.waiting().filter(verb=verb).order_by("pk").values_list("pk", flat=True))


def test_five_hundred_tasks_are_approved_at_once_each_with_its_own_row_in_as_many_statements_as_one(
    promises: Promises,
) -> None:
    assert MOST_AT_ONCE == MANY
    promises.submitted_many(MANY + 2)
    client = office(promises.world)
    *tasks, single, first = waiting("register")

    def approve(*keys: int) -> None:
        answer = client.post("/inbox/batch/", {"task": keys, "confirmed": "yes"})
        assert (answer.status_code, answer.context["done"]) == (200, len(keys))

    approve(first)
    assert counted(lambda: approve(single)) == counted(lambda: approve(*tasks)) < MOST_STATEMENTS
    assert set(Commitment.objects.values_list("state", flat=True)) == {"active"}
    rows = Commitment.history.filter(verb="register")
    assert (rows.count(), rows.values("id").distinct().count()) == (MANY + 2, MANY + 2)
    assert set(rows.values_list("actor_name", "via")) == {("Office Supervisor", "screen")}
    assert broken_links(Commitment.history.order_by("id", "version"), Commitment) == []
    assert waiting("register") == [] and len(waiting("report")) == MANY + 2
    ended = Process.objects.filter(run__flow="RegistrationFlow")
    assert set(ended.values_list("status", "run__open")) == {(PROCESS.DONE, False)}
    assert Task.objects.filter(process__in=ended, flow_task_type=End.task_type).count() == MANY + 2


@pytest.mark.parametrize(
    ("verb", "by", "data"),
    [
        ("report", "finance_clerk", {"performed_on": PROMISED}),
        ("return_report", "office_supervisor", None),
        ("waive", "office_supervisor", None),
    ],
)
def test_the_flow_follows_a_set_in_as_many_statements_as_one_record(
    promises: Promises, verb: str, by: str, data: Any
) -> None:
    prepared(promises, verb, 61)
    counts = []
    for keys in (slice(0, 1), slice(1, 61)):
        owed = list(Obligation.objects.order_by("pk").values_list("pk", flat=True))[keys]
        rows = Obligation.objects.filter(pk__in=owed)
        outcome: list[Any] = []
        counts.append(
            counted(lambda: outcome.append(perform_many(rows, verb, promises.actor(by), data=data, reason="Why")))  # noqa: B023
        )
        assert outcome[0].done == owed, outcome[0].refused
    assert counts[0] == counts[1]
    check_in_step()


def prepared(promises: Promises, verb: str, count: int) -> None:
    """Obligations in a state from which the verb leads."""
    promises.active_many(count)
    for one in Obligation.objects.order_by("pk"):
        purpose = "consent" if verb == "waive" else "performance"
        promises.evidence(one, purpose, by="finance_clerk", is_paper=True)
    if verb == "return_report":
        owed = list(Obligation.objects.all())
        promises.step("finance_clerk", owed, "report", {"performed_on": PROMISED})


def check_in_step() -> None:
    """One open run for each obligation that waits for somebody, none for the others, and one waiting task in it."""
    for one in Obligation.objects.all():
        runs = Run.objects.filter(kind="commitments.Obligation", record_id=one.pk, flow="AcceptanceFlow", open=True)
        tasks = Task.objects.filter(process__in=[run.pk for run in runs], status=STATUS.NEW)
        verbs = set(Assignment.objects.of_record("commitments.Obligation", one.pk).values_list("verb", flat=True))
        expected = {"pending": "report", "reported": "accept"}.get(one.state)
        assert (runs.count(), tasks.count(), verbs) == ((1, 1, {expected}) if expected else (0, 0, set()))
