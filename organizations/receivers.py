"""Reactions to changes of records: involvement rows follow, and a succession ends the predecessor."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet

from lifecycle.creating import CREATE, record_edit
from lifecycle.signals import transitioned
from organizations.choices import SuccessionKind
from organizations.fields import end_of
from organizations.involving import refresh, refresh_keys
from organizations.models import Body, Involvement, Oversight, Succession
from organizations.parties import involved_models, watching

CHUNK = 2_000
# Columns that can name a body or say for which matter it takes part.
NAMING = (models.ForeignKey, models.CharField)
# Path ranges in one statement: SQLite takes expressions no deeper than a thousand.
RANGES = 200


def connect() -> None:
    """Connect every reaction; called once from `AppConfig.ready()`."""
    transitioned.connect(keep_involvement, dispatch_uid="organizations.keep_involvement")
    transitioned.connect(follow_oversight, sender=Oversight, dispatch_uid="organizations.follow_oversight")
    transitioned.connect(end_predecessor, sender=Succession, dispatch_uid="organizations.end_predecessor")


def keep_involvement(sender: Any, entries: Sequence[Any], records: Sequence[Any], **_words: Any) -> None:
    """Bring the rows of the changed records, and of those that depend on them, in step."""
    for model, field in watching(sender):
        if not field:
            refresh(model, [one for one, entry in zip(records, entries, strict=True) if may_move(sender, entry)])
            continue
        attname = sender._meta.get_field(field).attname
        refresh_keys(model, {key for record in records if (key := getattr(record, attname)) is not None})


def may_move(model: Any, entry: Any) -> bool:
    """Whether a row may have changed the record's own parties: they follow from its keys and codes, never from its state, dates, sums or texts."""
    if not entry.source_state and not entry.changed:
        return True
    fields = {one.attname: one for one in model._meta.concrete_fields}
    return any(name != "state" and isinstance(fields[name], NAMING) for name in entry.changed)


def follow_oversight(entries: Sequence[Any], records: Sequence[Any], **_words: Any) -> None:
    """A new or changed edge changes who sees the records of the body overseen, and of the bodies that it oversees."""
    for model, keys in overseen_by(entries, records):
        refresh_keys(model, keys)


def overseen_by(entries: Sequence[Any], records: Sequence[Any]) -> Iterator[tuple[Any, Sequence[int]]]:
    """The records over whose bodies some new or changed edges stand: each record type with keys, some thousands at a time."""
    wide = {
        edge.overseen_id
        for entry, edge in zip(entries, records, strict=True)
        if edge.covers_below or "covers_below" in entry.changed
    }
    paths = dict(Body.objects.filter(pk__in={edge.overseen_id for edge in records}).values_list("pk", "path"))
    named, below = sorted(paths.values()), sorted(paths[pk] for pk in wide)
    for model in involved_models():
        rows = Involvement.objects.filter(kind=model.INVOLVEMENT)
        keys = {key for part in _parts(named, CHUNK) for key in _records(rows.filter(body_path__in=part))}
        keys |= {key for part in _parts(below, RANGES) for key in _records(rows.filter(_any_below(part)))}
        for chunk in _parts(sorted(keys), CHUNK):
            yield model, chunk


def _records(rows: QuerySet[Involvement]) -> QuerySet[Any]:
    return rows.values_list("record_id", flat=True).distinct()


def _any_below(paths: Iterable[str]) -> Q:
    wanted = Q(pk__in=())
    for path in paths:
        wanted |= Q(body_path__gte=path, body_path__lt=end_of(path))
    return wanted


def _parts(items: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    return (items[at : at + size] for at in range(0, len(items), size))


def end_predecessor(verb: str, entries: Sequence[Any], records: Sequence[Any], by: Any, **_words: Any) -> None:
    """A body that another follows exists until the day before; where it was already ended, nothing changes."""
    if verb != CREATE:
        return
    for entry, succession in zip(entries, records, strict=True):
        body = succession.predecessor
        if succession.kind in SuccessionKind.values and body.until is None:
            record_edit(body, by, changes={"until": succession.on}, cause=entry)
