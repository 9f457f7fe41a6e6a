"""The running case as a chart: the flow's duties in order, those done, the present one, those to come; drawn on the server."""

from typing import Any

from django.http import HttpRequest
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from viewflow.workflow.models import Task
from viewflow.workflow.status import STATUS

from workflows.driving import flows_of
from workflows.duties import Duty, RecordFlow
from workflows.models import Run

BOX_WIDTH, BOX_HEIGHT, STEP, ROW, MARGIN = 128, 40, 164, 60, 16


def charts_of(record: Any) -> list[SafeString]:
    """A chart for each flow that ever ran for a record, the latest run of each."""
    runs = list(Run.objects.filter(kind=record._meta.label, record_id=record.pk).order_by("pk"))
    latest = {run.flow: run for run in runs}
    tasks: dict[int, list[Task]] = {}
    for task in Task.objects.filter(process__in=[run.pk for run in latest.values()]).order_by("pk"):
        tasks.setdefault(task.process_id, []).append(task)
    return [
        chart(flow, record, tasks.get(latest[flow.__name__].pk, []))
        for flow in flows_of(type(record))
        if flow.__name__ in latest
    ]


def chart(flow: type[RecordFlow], record: Any, tasks: list[Task]) -> SafeString:
    """The chart of one run: the normal course in a row; what was only asked for, and was, in a second row under it."""
    done = {task.flow_task.name for task in tasks if task.status == STATUS.DONE and isinstance(task.flow_task, Duty)}
    now = next((task.flow_task.name for task in reversed(tasks) if task.status in (STATUS.NEW, STATUS.ASSIGNED)), "")
    # The flow gives its nodes by name; a case goes through its states in the order in which they are declared.
    states = list(type(record).STATES.values)
    duties = sorted(flow.duties(), key=lambda duty: states.index(duty.states[0]) if duty.states[0] in states else 0)
    course = [duty.name for duty in duties if not duty.aside]
    aside = [duty.name for duty in duties if duty.aside and (duty.name == now or duty.name in done)]
    verbs = record.verbs()
    labels = {name: str(verbs[name].label) for name in (*course, *aside)}
    words = [f"{labels[name]}: {_standing(name, now, done)}" for name in labels]
    code = f"chart-{flow.__name__.lower()}"
    width = MARGIN * 2 + STEP * (max(len(course), len(aside)) - 1) + BOX_WIDTH
    height = MARGIN * 2 + BOX_HEIGHT + (ROW if aside else 0)
    boxes = [_box(at, 0, labels[name], name, now, done) for at, name in enumerate(course)]
    boxes += [_box(at, ROW, labels[name], name, now, done) for at, name in enumerate(aside)]
    lines = [_line(at) for at in range(1, len(course))]
    head = (
        f'<svg class="jn-diagram jn-diagram--course" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        f'aria-labelledby="{code}-t {code}-d"><title id="{code}-t">{escape(_("Course of the case"))}</title>'
        f'<desc id="{code}-d">{escape("; ".join(words))}</desc>'
    )
    return mark_safe("".join([head, *lines, *boxes, "</svg>"]))  # noqa: S308 - every value in it is escaped


def _line(at: int) -> str:
    middle, x = MARGIN + BOX_HEIGHT // 2, MARGIN + at * STEP
    return f'<path class="e" d="M{x - STEP + BOX_WIDTH} {middle}H{x}"/>'


def _box(at: int, down: int, label: str, name: str, now: str, done: set[str]) -> str:
    x, y = MARGIN + at * STEP, MARGIN + down
    kind = "n now jn-tone-wait" if name == now else "n was" if name in done else "n"
    return (
        f'<g class="{kind}"><rect x="{x}" y="{y}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="3"/>'
        f'<text x="{x + BOX_WIDTH // 2}" y="{y + BOX_HEIGHT // 2 + 5}">{escape(label)}</text></g>'
    )


def course_of(record: Any, _request: HttpRequest) -> dict[str, Any] | None:
    """The card of a record's page; none where no flow ever ran."""
    charts = charts_of(record)
    return {"charts": charts} if charts else None


def _standing(name: str, now: str, done: set[str]) -> str:
    if name == now:
        return _("waits now")
    return _("done") if name in done else _("not begun")
