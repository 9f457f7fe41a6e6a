"""The running case as a chart: the flow's duties in order, those done, the present one, those to come; drawn on the server."""

from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from viewflow.workflow.models import Task
from viewflow.workflow.status import STATUS

from workflows.driving import flows_of
from workflows.duties import Duty, RecordFlow
from workflows.models import Run

BOX_WIDTH, BOX_HEIGHT, STEP, MARGIN = 128, 40, 164, 16


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
    """The chart of one run."""
    done = {task.flow_task.name for task in tasks if task.status == STATUS.DONE and isinstance(task.flow_task, Duty)}
    now = next((task.flow_task.name for task in reversed(tasks) if task.status in (STATUS.NEW, STATUS.ASSIGNED)), "")
    duties = flow.duties()
    verbs = record.verbs()
    labels = {duty.name: str(verbs[duty.name].label) for duty in duties}
    words = [f"{labels[duty.name]}: {_standing(duty.name, now, done)}" for duty in duties]
    code = f"chart-{flow.__name__.lower()}"
    width, height = MARGIN * 2 + STEP * (len(duties) - 1) + BOX_WIDTH, BOX_HEIGHT + MARGIN * 2
    parts = [
        f'<svg class="jn-diagram" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        f'aria-labelledby="{code}-t {code}-d"><title id="{code}-t">{escape(_("Course of the case"))}</title>'
        f'<desc id="{code}-d">{escape("; ".join(words))}</desc>'
    ]
    middle = MARGIN + BOX_HEIGHT // 2
    for at, duty in enumerate(duties):
        x = MARGIN + at * STEP
        kind = "n now jn-tone-wait" if duty.name == now else "n was" if duty.name in done else "n"
        if at:
            parts.append(f'<path class="e" d="M{x - STEP + BOX_WIDTH} {middle}H{x}"/>')
        parts.append(
            f'<g class="{kind}"><rect x="{x}" y="{MARGIN}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="3"/>'
            f'<text x="{x + BOX_WIDTH // 2}" y="{middle + 5}">{escape(labels[duty.name])}</text></g>'
        )
    return mark_safe("".join([*parts, "</svg>"]))  # noqa: S308 - every value in it is escaped above


def _standing(name: str, now: str, done: set[str]) -> str:
    if name == now:
        return _("waits now")
    return _("done") if name in done else _("not begun")
