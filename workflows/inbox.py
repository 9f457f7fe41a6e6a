"""The inbox: what a person is asked for, with the record behind each task, in a number of queries that does not grow."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db.models import Count, Min, QuerySet

from lifecycle.actors import Actor
from lifecycle.desks import verb_url
from lifecycle.facts import facts_for
from organizations.acting import actors_among
from organizations.choices import Role
from organizations.models import Body, Official
from organizations.offices import granted, in_post
from workflows.models import Assignment, Deputy

SCOPES = ("all", "mine", "post", "body", "others")


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the inbox: the assignment, its record, and where the step is taken."""

    assignment: Assignment
    record: Any
    label: Any
    url: str
    body: str
    due_on: date | None
    # Why the reader may not take the step himself, though he is asked: four eyes, above all. Filled in by `marked`.
    barred: tuple[Any, ...] = ()
    due: Any = None
    # Whether the reader may give the task to somebody: he supervises the body that is asked.
    is_led: bool = False

    @property
    def reference(self) -> str:
        """The record's number."""
        return str(getattr(self.record, "ref", ""))

    @property
    def title(self) -> str:
        """What it is about: what the record says of itself, else its title or name."""
        record = self.record
        return str(getattr(record, "about", "") or getattr(record, "title", "") or record)

    @property
    def state(self) -> str:
        """Its state in words."""
        return str(self.record.get_state_display())

    @property
    def asked_of(self) -> str:
        """Who has taken it, else which body is asked."""
        return str(self.assignment.claimed_by.name if self.assignment.claimed_by else self.body)

    @property
    def why_not(self) -> str:
        """Why the reader may not take the step; "" where he may."""
        return " ".join(str(sentence) for sentence in self.barred)

    @property
    def waits_for(self) -> datetime:
        """Since when somebody is asked."""
        return self.assignment.asked_at


def asked_of(actor: Actor, today: date, scope: str = "all") -> QuerySet[Assignment]:
    """The assignments of an actor, one for each task even where he is asked by several ways.

    `scope`: mine (named or claimed), post (asked of the very body by which he comes in), body (the body and below), all;
    others: what colleagues have whose supervisor he is.
    """
    asked = Assignment.objects.mine(actor) if scope == "mine" else Assignment.objects.for_actor(actor, today)
    if scope == "others":
        asked = Assignment.objects.with_others(actor, today)
    elif scope == "post":
        asked = asked.filter(body_path=actor.on_behalf_body_path or actor.body_path)
    elif scope == "body":
        asked = asked.filter(body_path__startswith=actor.on_behalf_body_path or actor.body_path or "-")
    return Assignment.objects.filter(pk__in=asked.order_by().values("task").annotate(first=Min("pk")).values("first"))


def count_for(actor: Actor, today: date, most: int = 100) -> int:
    """How many tasks wait for an actor, counted up to a limit."""
    tasks = Assignment.objects.for_actor(actor, today).order_by().values("task").distinct()
    return len(tasks[:most])


def alike(asked: QuerySet[Assignment]) -> list[tuple[str, Any, int]]:
    """Steps that several tasks ask for and that need no details of their own: (value for the batch, label, how many)."""
    counts = asked.order_by().values_list("kind", "verb").annotate(number=Count("pk")).order_by("kind", "verb")
    found = []
    for kind, verb, number in counts:
        spec = apps.get_model(kind).verbs().get(verb)
        if number > 1 and spec is not None and spec.data is None:
            found.append((f"{kind}:{verb}", spec.label, number))
    return found


def entries(assignments: Sequence[Assignment]) -> list[Entry]:
    """The rows for some assignments: one query for each record type among them, and one for the bodies."""
    by_kind: dict[str, list[int]] = {}
    for one in assignments:
        by_kind.setdefault(one.kind, []).append(one.record_id)
    records = {
        (kind, pk): record
        for kind, keys in by_kind.items()
        for pk, record in _with_names(apps.get_model(kind)).in_bulk(keys).items()
    }
    names = body_names(one.body_path for one in assignments)
    found = []
    for one in assignments:
        record = records.get((one.kind, one.record_id))
        if record is not None:
            found.append(_entry(one, record, names))
    return found


def _with_names(model: Any) -> QuerySet[Any]:
    """A record type's records, with those by which they are named (`NAMED_BY`, foreign keys)."""
    named_by = getattr(model, "NAMED_BY", ())
    rows: QuerySet[Any] = model._base_manager.all()
    return rows.select_related(*named_by) if named_by else rows


def marked(given: Sequence[Entry], actor: Actor, today: date) -> list[Entry]:
    """The rows with why the reader may not take a step, and with the lamp: one query for each fact of each kind of step."""
    groups: dict[tuple[Any, str], list[Any]] = {}
    for one in given:
        groups.setdefault((type(one.record), one.assignment.verb), []).append(one.record)
    barred: dict[tuple[Any, str, int], tuple[Any, ...]] = {}
    for (model, verb), records in groups.items():
        if (spec := model.verbs().get(verb)) is None:
            continue
        facts = facts_for(records, spec.right.needs)
        for record in records:
            failed = spec.right.failures(record, {**facts[record.pk], "cause": ""}, actor, verb, today)
            barred[model, verb, record.pk] = tuple(one.sentence for one in failed)
    return [
        replace(
            one,
            barred=barred.get((type(one.record), one.assignment.verb, one.record.pk), ()),
            due=one.record.due_chip_on(today) if hasattr(one.record, "due_chip_on") else None,
            is_led=leads(actor, one.assignment, today),
        )
        for one in given
    ]


def body_names(paths: Iterable[str]) -> dict[str, str]:
    """The names of bodies by path, one query."""
    wanted = {path for path in paths if path}
    return dict(Body.objects.filter(path__in=wanted).values_list("path", "name")) if wanted else {}


def _entry(assignment: Assignment, record: Any, names: dict[str, str]) -> Entry:
    spec = record.verbs().get(assignment.verb)
    return Entry(
        assignment=assignment,
        record=record,
        label=spec.label if spec is not None else assignment.verb,
        url=verb_url(record, assignment.verb),
        body=names.get(assignment.body_path, ""),
        due_on=assignment.due_on,
    )


def claim(assignment: Assignment, official_id: int) -> bool:
    """Take a task for oneself; False where another was quicker or the task no longer waits. One statement decides."""
    changed = Assignment.objects.filter(task=assignment.task_id, open=True, claimed_by__isnull=True)
    return changed.update(claimed_by=official_id) > 0


def release(assignment: Assignment, official_id: int) -> bool:
    """Give a claimed task back; False where it is not his."""
    changed = Assignment.objects.filter(task=assignment.task_id, open=True, claimed_by=official_id)
    return changed.update(claimed_by=None) > 0


def reassign(assignment: Assignment, official_id: int) -> bool:
    """Give a waiting task to another person of the body; False where it no longer waits."""
    return Assignment.objects.filter(task=assignment.task_id, open=True).update(claimed_by=official_id) > 0


def take_back(assignment: Assignment) -> bool:
    """Open a task that a colleague has to all who are asked; False where nobody has it any more."""
    changed = Assignment.objects.filter(task=assignment.task_id, open=True, claimed_by__isnull=False)
    return changed.update(claimed_by=None) > 0


def leads(actor: Actor, assignment: Assignment, today: date) -> bool:
    """Whether an actor supervises the body that is asked: he gives its tasks to somebody and takes them back."""
    path, matter = assignment.body_path, assignment.matter
    held = actor.having(Role.SUPERVISOR, today)
    return bool(path) and any(hold.covers(path, today, matter) for hold in held)


def takers(assignment: Assignment, record: Any, today: date) -> QuerySet[Any]:
    """The people of the body, or below it, who may take the step: by grant, by scope, and not barred by four eyes.

    A number of queries that does not grow with them.
    """
    grants = granted([assignment.body_path], [assignment.role], today, assignment.matter)
    inside = Body.objects.filter(path__startswith=assignment.body_path)
    known = Official.objects.filter(pk__in=grants.values("official"))
    people = list(in_post(known, today, inside))
    right = record.verbs()[assignment.verb].right
    facts = {**facts_for([record], right.needs)[record.pk], "cause": ""}
    actors = actors_among(people, today)
    able = [pk for pk, actor in actors.items() if not right.failures(record, facts, actor, assignment.verb, today)]
    return in_post(Official.objects.filter(pk__in=able), today, inside)


def principals_of(official_id: int | None, today: date) -> QuerySet[Deputy]:
    """For whom a person may act on a day."""
    return Deputy.objects.valid_on(today).filter(deputy=official_id).select_related("principal").order_by("pk")
