"""The auditor's ready-made questions to the trail, and what there is of it. Counts alone: nothing here claims a proof."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from face.navigation import Words
from face.paging import Count, count_up_to
from face.parts import Mark
from lifecycle.actors import Actor
from lifecycle.desks import desks
from lifecycle.models import TrailedModel
from lifecycle.timeline import marks_of
from organizations.models import Body

LOOKED_BACK = timedelta(days=90)


@dataclass(frozen=True)
class Asked:
    """A question: which rows of which trails answer it.

    `borne_by` names for a record type the column with the body that the rows tell of; elsewhere it is that of whoever acted.
    """

    code: str
    label: Words
    note: Words
    models: tuple[str, ...]
    rows: Callable[[QuerySet[Any]], QuerySet[Any]]
    borne_by: Mapping[str, str] = field(default_factory=dict)


def _verbs(*verbs: str) -> Callable[[QuerySet[Any]], QuerySet[Any]]:
    return lambda rows: rows.filter(verb__in=verbs)


QUESTIONS = (
    Asked(
        "checks_overridden",
        _("Pre-checks overridden"),
        _("registered though a check was not passed, by name, with reason and basis"),
        ("commitments.PreCheck",),
        _verbs("override"),
    ),
    Asked(
        "paid_early",
        _("Paid before the conditions"),
        _("a payment let through by name before its conditions were confirmed"),
        ("commitments.Disbursement",),
        _verbs("override"),
    ),
    Asked(
        "changed_later",
        _("Changed after registration"),
        _("amount, date, body or clause changed by a variation or a correction"),
        ("commitments.Commitment", "commitments.Obligation"),
        _verbs("correct", "vary"),
        {"commitments.Commitment": "promisor_id", "commitments.Obligation": "lead_body_id"},
    ),
    Asked(
        "reported_late",
        _("Reported after the due date"),
        _("performance reported when the day had passed"),
        ("commitments.Obligation",),
        lambda rows: rows.filter(verb="report", reported_on__gt=F("due_on")),
    ),
    Asked(
        "on_behalf",
        _("Done for somebody else"),
        _("who acted and in whose name differ"),
        ("commitments.Commitment", "commitments.Obligation", "rectification.BreachCase"),
        lambda rows: rows.filter(on_behalf_of_id__isnull=False),
    ),
)


@dataclass(frozen=True)
class Answer:
    """How often, by how many bodies, and which one most often."""

    asked: Asked
    count: int
    bodies: int
    most: str
    most_count: int


def rows_for(asked: Asked, model_label: str, actor: Actor, now: datetime) -> QuerySet[Any]:
    """The trail rows of one record type that answer a question, of records that the reader may see, of the last 90 days."""
    model = apps.get_model(model_label)
    desk = next(one for one in desks() if one.model is model)
    seen = desk.visible(actor).order_by().values("pk")
    rows: QuerySet[Any] = model.history.filter(history_date__gte=now - LOOKED_BACK, id__in=seen)
    return asked.rows(rows)


def answers(actor: Actor, now: datetime) -> list[Answer]:
    """Every question with its count: one query for each trail that it asks."""
    found = []
    for asked in QUESTIONS:
        bodies: Counter[str] = Counter()
        for label in asked.models:
            bodies.update(_bodies_of(asked, label, rows_for(asked, label, actor, now)))
        most, times = bodies.most_common(1)[0] if bodies else ("", 0)
        found.append(Answer(asked, bodies.total(), len(bodies), most, times))
    return found


def _bodies_of(asked: Asked, label: str, rows: QuerySet[Any]) -> Counter[str]:
    """Whom the rows tell of: the body of whoever acted, or that whose duty it was."""
    column = asked.borne_by.get(label)
    if column is None:
        return Counter(rows.values_list("actor_body", flat=True))
    keys = Counter(rows.values_list(column, flat=True))
    names = dict(Body.objects.filter(pk__in=list(keys)).values_list("pk", "name"))
    return Counter({names[key]: times for key, times in keys.items() if key in names})


def asked_by(code: str) -> Asked | None:
    """A question by its code."""
    return next((one for one in QUESTIONS if one.code == code), None)


@dataclass(frozen=True)
class Holdings:
    """How many records there are and how many rows their trails have; counted no further than a limit for each type."""

    records: str
    rows: str


def holdings() -> Holdings:
    """The whole register: two queries a record type, whatever its size."""
    records: list[Count] = []
    rows: list[Count] = []
    for model in apps.get_models():
        if issubclass(model, TrailedModel):
            records.append(count_up_to(model._base_manager.all()))
            rows.append(count_up_to(model.history.all()))
    return Holdings(_in_all(records), _in_all(rows))


def _in_all(counts: Sequence[Count]) -> str:
    """The sum; "+" where some were counted no further."""
    words = f"{sum(min(one.counted, one.limit) for one in counts):,}"
    return f"{words}+" if any(one.capped for one in counts) else words


def overriding_bodies(actor: Actor, now: datetime) -> Counter[str]:
    """Which bodies overrode a check or a condition how often."""
    bodies: Counter[str] = Counter()
    for asked in QUESTIONS[:2]:
        for label in asked.models:
            bodies.update(rows_for(asked, label, actor, now).values_list("actor_body", flat=True))
    return bodies


def model_of(label: str) -> Any:
    """A record type by its label."""
    return apps.get_model(label)


@dataclass(frozen=True)
class Line:
    """One row of a trail as an answer lists it: the record as it is now, what was done, which fields it changed, when, by whom."""

    record: Any
    row: Any
    verb: Words
    marks: Sequence[Mark] = ()


def lines_of(found: Sequence[tuple[Any, Any]]) -> list[Line]:
    """Rows with their records and what they changed: two queries a record type, and one for each type that a changed field names."""
    keys: dict[Any, set[int]] = {}
    for model, row in found:
        keys.setdefault(model, set()).add(row.id)
    records = {model: model._base_manager.in_bulk(pks) for model, pks in keys.items()}
    changed = marks_of([(records[model][row.id], row) for model, row in found])
    lines = []
    for (model, row), marks in zip(found, changed, strict=True):
        spec = model.verbs().get(row.verb)
        lines.append(Line(records[model][row.id], row, spec.label if spec else row.verb, marks))
    return lines
