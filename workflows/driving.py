"""Moves the flows after the records: settles the task whose duty was done, cancels what the new state forbids, asks whoever is next."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Case, CharField, DateField, Value, When
from django.utils import timezone
from viewflow.workflow.models import Task

from lifecycle.statements import Given, Insertion, Question, lock_rows
from organizations.facts import NOTHING, Relations, relations
from workflows.duties import Duty, RecordFlow
from workflows.flows import FLOWS
from workflows.models import Assignment, Run
from workflows.stepping import WAITING, Settling, abandon, begin, settle

_KIND: Any = CharField()


def _open_runs() -> Any:
    return Run.objects.filter(kind=Given("kind", _KIND), record_id__among=Given("keys"), open=True).order_by("pk")


# The open runs of some records in whatever flow, in the order of their keys.
_RUNS, _LOCKED_RUNS = Question(_open_runs), Question(lambda: _open_runs().select_for_update())
_WAITING_TASKS = Question(
    lambda: (
        Task.objects.filter(process__among=Given("runs"), status__in=WAITING)
        .only("process", "flow_task", "token", "data")
        .order_by("pk")
    )
)
_ASSIGNMENTS = Insertion(Assignment)


def flows_of(model: Any) -> list[type[RecordFlow]]:
    """The flows that run beside a record type."""
    return [flow for flow in FLOWS if flow.record == model._meta.label]


def follow(model: Any, records: Sequence[Any], verb: str, at: datetime) -> None:
    """Bring the flows of some records in step with what a verb did to them, in a number of statements that does not grow with them."""
    every = _LOCKED_RUNS.records(kind=model._meta.label, keys=[record.pk for record in records])
    waiting = waiting_tasks(every)
    asked: list[tuple[Any, Task]] = []
    for flow in flows_of(model):
        flow.acquaint(records)
        runs = {run.record_id: run for run in every if run.flow == flow.__name__}
        touched = [one for one in records if one.pk in runs or flow.duty_of(one) is not None]
        if not touched:
            continue
        settled, left, fresh = _sorted(flow, touched, runs, waiting, verb)
        abandon(left, at)
        asked += [*settle(flow, settled, verb, at), *begin(flow, fresh, at)]
    ask(asked, at)


def _sorted(
    flow: type[RecordFlow], records: Sequence[Any], runs: Mapping[int, Run], waiting: Mapping[int, Task], verb: str
) -> tuple[list[Settling], list[Run], list[Any]]:
    """What becomes of each record's flow: its task is settled, or the run is left, and the flow begins anew."""
    settled: list[Settling] = []
    left: list[Run] = []
    fresh: list[Any] = []
    for record in records:
        run, wanted = runs.get(record.pk), flow.duty_of(record)
        task = waiting.get(run.pk) if run is not None else None
        duty: Duty | None = task.flow_task if task is not None else None
        does_settle = duty is not None and verb in duty.settles
        if run is not None and task is not None and does_settle:
            settled.append(Settling(record, run, task))
            continue
        if run is not None and duty is not None and duty is wanted:
            continue
        if run is not None:
            left.append(run)
        if wanted is not None:
            fresh.append(record)
    return settled, left, fresh


def open_runs(flow: type[RecordFlow], records: Iterable[Any], *, lock: bool = False) -> dict[int, Run]:
    """The open run of each record, `{record: run}`; one query. Records are locked before their processes, never after."""
    found = (_LOCKED_RUNS if lock else _RUNS).records(kind=flow.record, keys=[record.pk for record in records])
    return {run.record_id: run for run in found if run.flow == flow.__name__}


def waiting_tasks(runs: Iterable[Run]) -> dict[int, Task]:
    """The waiting task of each run, `{process: task}`; one query, none where there is no run."""
    keys = [run.pk for run in runs]
    return {task.process_id: task for task in _WAITING_TASKS.records(runs=keys)} if keys else {}


def ask(asked: Sequence[tuple[Any, Task]], at: datetime) -> None:
    """Write down who is asked for the tasks that now wait, each with its record; the records are of one type."""
    if not asked:
        return
    known = relations(list({record.pk: record for record, _task in asked}.values()))
    _ASSIGNMENTS.run(
        [one for record, task in asked for one in _asked_for(task, record, at, known.get(record.pk, NOTHING))]
    )


def _asked_for(task: Task, record: Any, at: datetime, known: Relations) -> list[Assignment]:
    duty: Duty = task.flow_task
    today = timezone.localdate(at)
    return [
        Assignment(
            task=task,
            verb=duty.name,
            kind=record._meta.label,
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
    # A record that asks for a date has no date of its own by which it is to be dealt with.
    own: date | None = None if getattr(record, "IS_ASKED_DATE", False) else getattr(record, "due_on", None)
    return due.on if due is not None else own


def reassign_open(model: Any, records: Sequence[Any], at: datetime) -> None:
    """Ask anew for the waiting tasks of records whose bodies or persons changed; where the same are asked, a claim stays.

    A number of queries that does not grow with the records.
    """
    runs = _RUNS.records(kind=model._meta.label, keys=[record.pk for record in records])
    waiting = waiting_tasks(runs)
    if not waiting:
        return
    of = {record.pk: record for record in records}
    known = relations([of[pk] for pk in dict.fromkeys(run.record_id for run in runs)])
    _ask_anew(
        {
            task.pk: _asked_for(task, of[run.record_id], at, known.get(run.record_id, NOTHING))
            for run in runs
            if (task := waiting.get(run.pk)) is not None
        }
    )


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
    found = _differences(flow, records)
    if found and repair:
        _repair(flow, [record for record, _line in found], now)
    return [line for _record, line in found]


def _differences(flow: type[RecordFlow], records: Sequence[Any]) -> list[tuple[Any, dict[str, Any]]]:
    flow.acquaint(records)
    runs = open_runs(flow, records)
    waiting = waiting_tasks(runs.values())
    asked = set(Assignment.objects.filter(task__in=waiting.values(), open=True).values_list("task", flat=True))
    found = []
    for record in records:
        run = runs.get(record.pk)
        task = waiting.get(run.pk) if run else None
        has = task.flow_task.name if task is not None and task.flow_task is not None else ""
        wanted = flow.duty_of(record)
        wants = wanted.name if wanted is not None else ""
        if has == wants and (run is not None) == (wanted is not None) and (task is None or task.pk in asked):
            continue
        line = {"flow": flow.__name__, "record": getattr(record, "ref", record.pk), "state": record.state}
        found.append((record, {**line, "has": has, "wants": wants}))
    return found


@transaction.atomic
def _repair(flow: type[RecordFlow], records: Sequence[Any], now: datetime) -> None:
    """Leave the runs of some records and begin anew. The records are locked and compared once more: one may have moved on."""
    model, keys = flow.model(), [record.pk for record in records]
    lock_rows([(model, keys)], "default")
    fresh = list(model._base_manager.filter(pk__in=keys).order_by("pk"))
    broken = [record for record, _line in _differences(flow, fresh)]
    abandon(open_runs(flow, broken, lock=True).values(), now)
    ask(begin(flow, [record for record in broken if flow.duty_of(record) is not None], now), now)
