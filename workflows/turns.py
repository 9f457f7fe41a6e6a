"""Whose turn it is on the page of a record: the first task that waits among a family of records."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from face.parts import Turn
from workflows.flows import FLOWS
from workflows.inbox import body_names
from workflows.models import Assignment


def turn_for(records: Sequence[Any], request: HttpRequest, among: Sequence[Any] = ()) -> Turn | None:
    """The same number of queries whatever the number of records. The latest record of the family goes before the older ones.

    Among the tasks on records of its type goes first what keeps the others from being done.
    """
    keys: dict[str, list[int]] = {}
    for record in records:
        keys.setdefault(record._meta.label, []).append(record.pk)
    wanted = Q(pk__in=())
    for kind, pks in keys.items():
        wanted |= Q(kind=kind, record_id__in=pks)
    for queryset in among:
        wanted |= Q(kind=queryset.model._meta.label, record_id__in=queryset.order_by().values("pk"))
    found = Assignment.objects.ripe().filter(wanted).select_related("official", "claimed_by")
    found = found.order_by("-asked_at", "pk")
    latest = found.first()
    if latest is None:
        return None
    first = found.filter(kind=latest.kind, verb__in=_ahead(latest.kind)).first() or latest
    record = _named_by(first, records, among)
    same = list(found.filter(task=first.task_id))
    names = body_names(row.body_path for row in same)
    whose = [row.official.name if row.official else names.get(row.body_path, "") for row in same]
    spec = record.verbs()[first.verb]
    note = getattr(record, "ref", "")
    if first.claimed_by is not None:
        note = _("%(ref)s, taken on by %(name)s") % {"ref": note, "name": first.claimed_by.name}
    return Turn(
        whose=pgettext("list", ", ").join(dict.fromkeys(word for word in whose if word)),
        what=spec.label,
        note=note,
        due=_due(record, request),
    )


@cache
def _ahead(kind: str) -> frozenset[str]:
    """The main verbs of the duties on a record type that keep its others from being done."""
    return frozenset(duty.name for flow in FLOWS if flow.record == kind for duty in flow.duties() if duty.ahead)


def _named_by(asked: Any, records: Sequence[Any], among: Sequence[Any]) -> Any:
    """The record that a task is about."""
    known = (one for one in records if one._meta.label == asked.kind and one.pk == asked.record_id)
    rest = (queryset for queryset in among if queryset.model._meta.label == asked.kind)
    return next(known, None) or next(rest).get(pk=asked.record_id)


def _due(record: Any, request: HttpRequest) -> Any:
    """The record's own due date, where it has one that counts now."""
    due = getattr(record, "due_chip_on", None)
    return due(request.today) if due is not None else None  # type: ignore[attr-defined]
