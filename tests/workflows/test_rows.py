"""The rows that the flows write in sets are those that viewflow's own activations write for one record."""

from typing import Any

import pytest
from django.utils import timezone
from viewflow.workflow.models import Process, Task
from viewflow.workflow.status import STATUS

from workflows.duties import Duty, RecordFlow
from workflows.flows import FLOWS
from workflows.models import Run
from workflows.stepping import WAITING, Settling, begin, settle

pytestmark = pytest.mark.django_db


class Told:
    """A record as far as a flow looks at it: where the state alone leads."""

    legality = "lawful"

    def __init__(self, pk: int, state: str) -> None:
        self.pk, self.state = pk, state


def cases() -> list[tuple[type[RecordFlow], Duty, str]]:
    """Every flow, each of its duties, and each state in which the flow then goes on, or ends."""
    return [
        (flow, duty, after)
        for flow in FLOWS
        for duty in flow.duties()
        for after in sorted({state for other in flow.duties() for state in other.states} | {"elsewhere"})
    ]


def by_viewflow(flow: type[RecordFlow], before: str, after: str) -> Process:
    """A process begun and its duty completed the documented way."""
    process = flow.start.run(_process_data={"state": before})
    task = Task.objects.get(process=process, status__in=WAITING)
    with task.activation() as activation:
        activation.process.data["state"] = after
        activation.process.save(update_fields=["data"])
        activation.task.data = {**(activation.task.data or {}), "settled_by": "verb"}
        activation.assign(None)
        activation.start(None)
        activation.execute()
    return Process.objects.get(pk=process.pk)


def in_sets(flow: type[RecordFlow], before: str, after: str) -> Process:
    """The same for two records at once; gives the second's."""
    now = timezone.now()  # noqa: TID251
    records = [Told(pk, before) for pk in (1, 2)]
    waiting = begin(flow, records, now)
    for record in records:
        record.state = after
    runs = {run.record_id: run for run in Run.objects.filter(flow=flow.__name__, open=True)}
    settle(flow, [Settling(record, runs[record.pk], task) for record, task in waiting], "verb", now)
    return Process.objects.get(run__record_id=2, run__flow=flow.__name__)


def shape(process: Process) -> Any:
    """Everything about a process and its tasks but keys and clocks."""
    tasks = list(Task.objects.filter(process=process).order_by("pk"))
    place = {task.pk: number for number, task in enumerate(tasks)}
    return (
        (process.flow_class, process.status, process.data, process.finished is None),
        [
            (
                task.flow_task.name,
                task.flow_task_type,
                task.status,
                str(task.token),
                task.data,
                task.owner_id,
                [one is None for one in (task.assigned, task.started, task.finished)],
                sorted(place[one.pk] for one in task.previous.all()),
            )
            for task in tasks
        ],
    )


@pytest.mark.parametrize(("flow", "duty", "after"), cases())
def test_a_set_leaves_the_rows_that_viewflow_would(flow: type[RecordFlow], duty: Duty, after: str) -> None:
    before = duty.states[0]
    ours, theirs = shape(in_sets(flow, before, after)), shape(by_viewflow(flow, before, after))
    assert ours[0] == theirs[0]
    for mine, his in zip(ours[1], theirs[1], strict=True):
        assert mine == his
    assert any(status == STATUS.DONE for _node, _type, status, *_rest in ours[1])
