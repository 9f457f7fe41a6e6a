"""Two people settle one inbox task at the same moment, in two processes: one does, the other is told why not."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from viewflow.workflow.models import Task
from viewflow.workflow.status import STATUS

from commitments.models import Commitment
from commitments.testing import Promises
from lifecycle.performing import perform
from lifecycle.verifying import broken_links
from organizations.acting import actor_of_official
from organizations.models import Official
from organizations.testing import build_world
from workflows.models import Assignment, Run

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 200


def settle(task: int, verb: str, official: int) -> str:
    """What the screen of an inbox task does: perform its verb on the record that it names."""
    asked = Assignment.objects.filter(task=task).order_by("pk").first()
    by = actor_of_official(Official.objects.get(pk=official))
    return str(perform(Commitment.objects.get(pk=asked.record_id), verb, by, reason="In a hurry").state)


def test_of_two_who_settle_one_inbox_task_at_once_exactly_one_does_in_each_of_200_rounds(
    at_once: Callable[..., Any],
) -> None:
    promises = Promises(build_world())
    first, second = (promises.world.official(name).pk for name in ("office_supervisor", "office_supervisor2"))
    promises.submitted_many(ROUNDS)
    tasks = list(Assignment.objects.waiting().filter(verb="register").order_by("pk").values_list("task", flat=True))
    outcomes: Counter[tuple[str, ...]] = Counter()
    for number, task in enumerate(tasks):
        # Half of the rounds the two do the same; in the other half one approves what the other returns.
        verb = "register" if number % 2 else "return_for_revision"
        answers = at_once(settle, (task, "register", first), (task, verb, second))
        outcomes[tuple(sorted("done" if not answer.error else answer.error for answer in answers))] += 1
    assert outcomes == {("NotFromThisState", "done"): ROUNDS}
    check_flows(tasks)


def check_flows(tasks: list[int]) -> None:
    """Each task was finished once, and what follows began once: a new task for what was returned, the end for the rest."""
    states = Counter(Commitment.objects.values_list("state", flat=True))
    assert states["active"] + states["draft"] == ROUNDS
    assert set(Task.objects.filter(pk__in=tasks).values_list("status", flat=True)) == {STATUS.DONE}
    assert not Assignment.objects.waiting().filter(task__in=tasks).exists()
    followers = Counter(Task.objects.filter(flow_task_type="END").values_list("process__run__flow", flat=True))
    assert followers["RegistrationFlow"] == states["active"]
    assert Run.objects.filter(flow="RegistrationFlow", open=True).count() == states["draft"]
    assert Assignment.objects.waiting().filter(verb="submit").count() == states["draft"]
    moved = Commitment.history.filter(verb__in=("register", "return_for_revision"))
    assert moved.count() == moved.values("id").distinct().count() == ROUNDS
    assert broken_links(Commitment.history.order_by("id", "version"), Commitment) == []
