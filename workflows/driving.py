"""Moves the flows after the records: settles the task whose duty was done, cancels what the new state forbids, asks whoever is next."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Case, DateField, Value, When
from django.utils import timezone
from viewflow.workflow.models import Task
from viewflow.workflow.status import PROCESS, STATUS

from organizations.facts import NOTHING, Relations, relations
from workflows.duties import Duty, RecordFlow
from workflows.flows import FLOWS
from workflows.models import Assignment, Run

WAITING = (STATUS.NEW, STATUS.ASSIGNED)


def flows_of(model: Any) -> list[type[RecordFlow]]:
    """The flows that run beside a record type."""
    return [flow for flow in FLOWS if flow.record == model._meta.label]


def follow(model: Any, records: Sequence[Any], verb: str, at: datetime) -> None:
    """Bring the flows of some records in step with what a verb did to them."""
    for flow in flows_of(model):
        runs = open_runs(flow, records)
        waiting = waiting_tasks(runs.values())
        touched = [record for record in records if _is_concerned(flow, record, runs.get(record.pk))]
        known = relations(touched) if touched else {}
        for record in touched:
            run = runs.get(record.pk)
            _follow_one(
                flow, record, run, waiting.get(run.pk) if run else None, verb, at, known.get(record.pk, NOTHING)
            )


def _is_concerned(flow: type[RecordFlow], record: Any, run: Run | None) -> bool:
    return run is not None or flow.duty_in(record.state) is not None


def open_runs(flow: type[RecordFlow], records: Iterable[Any]) -> dict[int, Run]:
    """The open run of each record, `{record: run}`; one query."""
    found = Run.objects.filter(
        flow=flow.__name__, kind=flow.record, record_id__in=[record.pk for record in records], open=True
    )
    return {run.record_id: run for run in found}


def waiting_tasks(runs: Iterable[Run]) -> dict[int, Task]:
    """The waiting task of each run, `{process: task}`; one query."""
    tasks = Task.objects.filter(process__in=[run.pk for run in runs], status__in=WAITING).order_by("pk")
    return {task.process_id: task for task in tasks}


def _follow_one(
    flow: type[RecordFlow],
    record: Any,
    run: Run | None,
    task: Task | None,
    verb: str,
    at: datetime,
    known: Relations,
) -> None:
    wanted = flow.duty_in(record.state)
    if run is None:
        if wanted is not None:
            begin(flow, record, at, known)
        return
    duty: Duty | None = task.flow_task if task is not None else None
    if duty is not None and duty is wanted and verb not in duty.settles:
        return
    if task is None or duty is None or verb not in duty.settles:
        abandon(run, at)
        if wanted is not None:
            begin(flow, record, at, known)
        return
    settle(task, record, verb)
    _ask_next(flow, run, record, at, known)


def begin(flow: type[RecordFlow], record: Any, at: datetime, known: Relations) -> Run:
    """Start a flow for a record and ask whoever its state asks."""
    process = flow.start.run(_process_data={"state": record.state})
    run = Run.objects.create(process=process, flow=flow.__name__, kind=flow.record, record_id=record.pk)
    _ask_next(flow, run, record, at, known)
    return run


def settle(task: Task, record: Any, verb: str) -> None:
    """Complete the task whose duty was done; the flow goes on by the record's new state."""
    with task.activation() as activation:
        # The branch after the duty reads the state from the process: the record itself is the kernel's.
        activation.process.data["state"] = record.state
        activation.process.save(update_fields=["data"])
        activation.task.data = {**(activation.task.data or {}), "settled_by": verb}
        activation.assign(None)
        activation.start(None)
        activation.execute()
    Assignment.objects.filter(task=task, open=True).update(open=False)


def abandon(run: Run, at: datetime) -> None:
    """Cancel every waiting task of a run and close it: the record's state has left the flow behind."""
    for task in Task.objects.filter(process=run.process_id, status__in=WAITING):
        with task.activation() as activation:
            activation.cancel()
    process = run.process
    process.status, process.finished = PROCESS.CANCELED, at
    process.save(update_fields=["status", "finished"])
    _close(run)


def _close(run: Run) -> None:
    Assignment.objects.filter(task__process=run.process_id, open=True).update(open=False)
    Run.objects.filter(pk=run.pk).update(open=False)


def _ask_next(flow: type[RecordFlow], run: Run, record: Any, at: datetime, known: Relations) -> None:
    """Assign the task that now waits, or close the run where none does."""
    task = Task.objects.filter(process=run.process_id, status__in=WAITING).order_by("pk").last()
    if task is None:
        _close(run)
        return
    assign(task, flow.record, record, at, known)


def assign(task: Task, kind: str, record: Any, at: datetime, known: Relations) -> None:
    """Write down who is asked for a task."""
    Assignment.objects.bulk_create(_asked_for(task, kind, record, at, known))


def _asked_for(task: Task, kind: str, record: Any, at: datetime, known: Relations) -> list[Assignment]:
    duty: Duty = task.flow_task
    today = timezone.localdate(at)
    return [
        Assignment(
            task=task,
            verb=duty.name,
            kind=kind,
            record_id=record.pk,
            role=asked.role,
            matter=known.matter,
            body_path=asked.body_path,
            official_id=asked.official_id,
            asked_at=at,
            due_on=due_of(record, today),
        )
        for asked in dict.fromkeys(duty.ask(record, known, duty.name, today))
    ]


def due_of(record: Any, today: date) -> date | None:
    """The day by which a record's present duty is due, by which the inbox sorts; None where none is agreed."""
    # An obligation's lamp hangs on its commitment, which is not asked here for each.
    chip = getattr(record, "due_chip_on", None) if record._meta.label != "commitments.Obligation" else None
    due = chip(today) if chip is not None else None
    return due.on if due is not None else getattr(record, "due_on", None)


def reassign_open(model: Any, records: Sequence[Any], at: datetime) -> None:
    """Ask anew for the waiting tasks of records whose bodies or persons changed; where the same are asked, a claim stays.

    A number of queries that does not grow with the records.
    """
    for flow in flows_of(model):
        runs = open_runs(flow, records)
        waiting = waiting_tasks(runs.values())
        if not waiting:
            continue
        known = relations([record for record in records if record.pk in runs])
        wanted = {
            task.pk: _asked_for(task, flow.record, record, at, known.get(record.pk, NOTHING))
            for record in records
            if (run := runs.get(record.pk)) is not None and (task := waiting.get(run.pk)) is not None
        }
        _ask_anew(wanted)


def _ask_anew(wanted: Mapping[int, Sequence[Assignment]]) -> None:
    """Replace the standing assignments of those tasks for which others are asked now: `{task: who is asked}`; move due dates."""
    standing: dict[int, set[tuple[Any, ...]]] = {task: set() for task in wanted}
    dates: dict[int, date | None] = {}
    rows = Assignment.objects.filter(task__in=list(wanted), open=True)
    for task, due_on, *asked in rows.values_list("task", "due_on", "role", "body_path", "official_id"):
        standing[task].add(tuple(asked))
        dates[task] = due_on
    changed = [
        task
        for task, made in wanted.items()
        if standing[task] != {(one.role, one.body_path, one.official_id) for one in made}
    ]
    if changed:
        Assignment.objects.filter(task__in=changed, open=True).update(open=False)
        Assignment.objects.bulk_create([one for task in changed for one in wanted[task]])
    moved = {task: made[0].due_on for task, made in wanted.items() if made and task not in changed}
    moved = {task: due_on for task, due_on in moved.items() if dates.get(task) != due_on}
    if moved:
        days = [When(task=task, then=Value(due_on, output_field=DateField())) for task, due_on in moved.items()]
        Assignment.objects.filter(task__in=list(moved), open=True).update(due_on=Case(*days))


def reconcile(
    flow: type[RecordFlow], records: Sequence[Any], now: datetime, *, repair: bool = True
) -> list[dict[str, Any]]:
    """What differs between records and their flows, and is repaired: a line for each, with what was found and what was expected."""
    runs = open_runs(flow, records)
    waiting = waiting_tasks(runs.values())
    asked = set(Assignment.objects.filter(task__in=waiting.values(), open=True).values_list("task", flat=True))
    found = []
    for record in records:
        run = runs.get(record.pk)
        task = waiting.get(run.pk) if run else None
        has = task.flow_task.name if task is not None and task.flow_task is not None else ""
        wanted = flow.duty_in(record.state)
        wants = wanted.name if wanted is not None else ""
        if has == wants and (run is not None) == (wanted is not None) and (task is None or task.pk in asked):
            continue
        found.append(
            {
                "flow": flow.__name__,
                "record": getattr(record, "ref", record.pk),
                "state": record.state,
                "has": has,
                "wants": wants,
            }
        )
        if repair:
            _repair(flow, record, run, now)
    return found


@transaction.atomic
def _repair(flow: type[RecordFlow], record: Any, run: Run | None, now: datetime) -> None:
    if run is not None:
        abandon(run, now)
    if flow.duty_in(record.state) is not None:
        begin(flow, record, now, relations([record]).get(record.pk, NOTHING))
