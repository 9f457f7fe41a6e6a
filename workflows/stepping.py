"""Writes the rows of processes and tasks for one record or five hundred in the same number of statements.

They are the rows that viewflow's activations would write, one by one, for these flows: a start, a switch before each
duty, an end (docs/adr/flows-in-sets.md; `tests/workflows/test_rows.py` compares the two).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import DateTimeField, JSONField
from viewflow.workflow.models import Process, Task
from viewflow.workflow.nodes import End, Switch
from viewflow.workflow.status import PROCESS, STATUS
from viewflow.workflow.token import Token

from lifecycle.statements import Change, Given, Insertion
from workflows.duties import RecordFlow
from workflows.models import Assignment, Run

WAITING = (STATUS.NEW, STATUS.ASSIGNED)
Follows = Task.previous.through

_AT, _DATA = Given("at", DateTimeField()), Given("data", JSONField())
_PROCESSES, _RUNS, _TASKS, _FOLLOWERS = Insertion(Process), Insertion(Run), Insertion(Task), Insertion(Follows)
_COMPLETE = Change(
    lambda: Task.objects.filter(pk__among=Given("keys")), status=STATUS.DONE, started=_AT, finished=_AT, data=_DATA
)
_ASK_NO_MORE = Change(lambda: Assignment.objects.filter(task__among=Given("tasks"), open=True), open=False)
_NOTE = Change(lambda: Process.objects.filter(pk__among=Given("keys")), data=_DATA)
_END = Change(lambda: Process.objects.filter(pk__among=Given("keys")), data=_DATA, status=PROCESS.DONE, finished=_AT)
_CLOSE = Change(lambda: Run.objects.filter(pk__among=Given("keys")), open=False)


@dataclass(frozen=True, slots=True)
class Settling:
    """A record whose verb did the duty that waited, its run and the waiting task."""

    record: Any
    run: Run
    task: Task


def begin(flow: type[RecordFlow], records: Sequence[Any], at: datetime) -> list[tuple[Any, Task]]:
    """Start the flow for some records; gives each with the task that now waits."""
    if not records:
        return []
    processes = [Process(flow_class=flow, created=at, data={"state": flow.state_of(record)}) for record in records]
    _PROCESSES.run(processes)
    _RUNS.run(
        [
            Run(process=process, flow=flow.__name__, kind=flow.record, record_id=record.pk)
            for process, record in zip(processes, records, strict=True)
        ]
    )
    token = Token("start")
    starts = [_done(process.pk, flow.start, token, at, started=at) for process in processes]
    return _go_on(flow, list(zip(records, starts, strict=True)), at)


def settle(flow: type[RecordFlow], settled: Sequence[Settling], verb: str, at: datetime) -> list[tuple[Any, Task]]:
    """Complete the tasks whose duties were done; gives those records with another task that now waits."""
    if not settled:
        return []
    tasks = [one.task.pk for one in settled]
    for data, group in _by_data(settled):
        _COMPLETE.run(keys=[one.task.pk for one in group], at=at, data={**data, "settled_by": verb})
    _ASK_NO_MORE.run(tasks=tasks)
    waiting = _go_on(flow, [(one.record, one.task) for one in settled], at)
    _note_states(flow, settled, {task.process_id for _record, task in waiting}, at)
    return waiting


def _by_data(settled: Sequence[Settling]) -> Iterable[tuple[dict[str, Any], list[Settling]]]:
    """The tasks by what stands in their data already; as a rule that is nothing."""
    groups: dict[str, tuple[dict[str, Any], list[Settling]]] = {}
    for one in settled:
        data = one.task.data or {}
        groups.setdefault(repr(sorted(data.items())), (data, []))[1].append(one)
    return groups.values()


def _note_states(flow: type[RecordFlow], settled: Sequence[Settling], waiting: set[int], at: datetime) -> None:
    """The processes note the state from which the switch went on; one for which nobody is asked is done."""
    groups: dict[tuple[str, bool], list[int]] = {}
    for one in settled:
        groups.setdefault((flow.state_of(one.record), one.run.pk in waiting), []).append(one.run.pk)
    for (state, goes_on), keys in groups.items():
        if goes_on:
            _NOTE.run(keys=keys, data={"state": state})
        else:
            _END.run(keys=keys, data={"state": state}, at=at)
            _CLOSE.run(keys=keys)


def _go_on(flow: type[RecordFlow], done: Sequence[tuple[Any, Task]], at: datetime) -> list[tuple[Any, Task]]:
    """After a task that is done: the switch, and whatever node the record's state leads to."""
    rows: list[Task] = []
    for record, before in done:
        node = _next_node(flow, flow.state_of(record))
        rows += [] if before.pk else [before]
        rows.append(_done(before.process_id, flow.route, before.token, at))
        if isinstance(node, End):
            rows.append(_done(before.process_id, node, before.token, at, started=at))
        else:
            rows.append(_row(before.process_id, node, before.token, at))
    _TASKS.run(rows)
    followers = {task.process_id: task for task in rows}
    _link(rows, {before.process_id: before.pk for _record, before in done})
    waiting = ((record, followers[before.process_id]) for record, before in done)
    return [(record, task) for record, task in waiting if task.status == STATUS.NEW]


def _link(rows: Sequence[Task], befores: dict[int, int]) -> None:
    """Each row follows the one before it in its process."""
    last, links = dict(befores), []
    for task in rows:
        if task.pk != last[task.process_id]:
            links.append(Follows(from_task_id=task.pk, to_task_id=last[task.process_id]))
            last[task.process_id] = task.pk
    _FOLLOWERS.run(links)


def _next_node(flow: type[RecordFlow], state: str) -> Any:
    """Where the switch leads in a state: the duty that waits in it, or the end."""
    switch: Switch = flow.instance.route
    duty = flow.duty_in(state)
    return duty if duty is not None else next(node for node, condition in switch._branches if condition is None)


def _row(process: int, node: Any, token: Token, at: datetime, **more: Any) -> Task:
    return Task(process_id=process, flow_task=node, flow_task_type=node.task_type, token=token, created=at, **more)


def _done(process: int, node: Any, token: Token, at: datetime, **more: Any) -> Task:
    return _row(process, node, token, at, status=STATUS.DONE, finished=at, **more)


def abandon(runs: Iterable[Run], at: datetime) -> None:
    """Cancel every waiting task of some runs and close them: the records' states have left the flow behind."""
    keys = [run.pk for run in runs]
    if not keys:
        return
    Assignment.objects.filter(task__process__in=keys, open=True).update(open=False)
    Task.objects.filter(process__in=keys, status__in=WAITING).update(status=STATUS.CANCELED, finished=at)
    Process.objects.filter(pk__in=keys).update(status=PROCESS.CANCELED, finished=at)
    _CLOSE.run(keys=keys)
