"""A record's course as pages show it: its trail rows as events, each changed field with its old and its new words."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from face import days
from face.parts import Badge, Event, Mark
from lifecycle.actors import OnBehalf, Via
from lifecycle.personal import PersonalField

CREATE, EDIT = "create", "edit"
# Set by the kernel with every row: they say nothing to a reader.
UNSAID = frozenset({"id", "version", "trail_head", "state"})
_CLOCK = (Via.SWEEP, Via.DRIVEN)


def course_of(*records: Any) -> list[Event]:
    """The events of some records, latest first, numbered within each: two queries a record type, and one for each type referred to."""
    by_model: dict[Any, list[Any]] = {}
    for record in records:
        by_model.setdefault(type(record), []).append(record)
    rows = {model: _rows(model, group) for model, group in by_model.items()}
    names = _names(rows)
    events = [event for model, groups in rows.items() for event in _events(model, groups, by_model[model], names)]
    return sorted(events, key=lambda event: event.at, reverse=True)


def _rows(model: Any, records: Sequence[Any]) -> dict[int, list[Any]]:
    groups: dict[int, list[Any]] = {record.pk: [] for record in records}
    for row in model.history.filter(id__in=list(groups)).order_by("id", "version"):
        groups[row.id].append(row)
    return groups


def _events(model: Any, groups: Mapping[int, list[Any]], records: Sequence[Any], names: Any) -> Iterable[Event]:
    shown = {record.pk: str(getattr(record, "ref", "") or record) for record in records}
    for pk, rows in groups.items():
        before: Any = None
        for row in rows:
            yield _event(model, row, before, shown[pk] if len(shown) > 1 else "", names)
            before = row


def _event(model: Any, row: Any, before: Any, record: str, names: Any) -> Event:
    spec = model.verbs().get(row.verb)
    return Event(
        verb=spec.label if spec else _("edited") if row.verb == EDIT else _("made"),
        at=row.history_date,
        icon=(spec.icon if spec and spec.icon else "pen"),
        kind="clock" if row.via in _CLOCK else "edit" if row.verb == EDIT else "",
        record=record,
        source=_badge(model, row.source_state) if row.source_state != row.target_state else None,
        target=_badge(model, row.target_state) if row.source_state != row.target_state else None,
        who=[word for word in (row.actor_name, row.actor_post, row.actor_body) if word],
        on_behalf_of=row.on_behalf_of_name if row.on_behalf_kind != OnBehalf.NONE else "",
        reason=row.reason,
        basis=row.basis,
        marks=_marks(model, row, before, names),
        number=row.version,
        digest=row.digest,
    )


def _badge(model: Any, state: str) -> Badge | None:
    if not state:
        return None
    tone, icon = model.TONES[state]
    return Badge(model.STATES(state).label, tone, icon)


def _marks(model: Any, row: Any, before: Any, names: Any) -> list[Mark]:
    if before is None:
        return []
    fields = [field for field in model._meta.concrete_fields if field.attname in row.changed]
    return [_mark(model, field, row, before, names) for field in fields if field.name not in UNSAID]


def _mark(model: Any, field: Any, row: Any, before: Any, names: Any) -> Mark:
    label = str(field.verbose_name)
    if isinstance(field, PersonalField):
        return Mark(label, _("kept apart"), _("changed, kept apart"))
    old, new = (_words(model, field, getattr(one, field.attname), names) for one in (before, row))
    return Mark(label, old, new)


def _words(model: Any, field: Any, value: Any, names: Any) -> str:
    """A value in the reader's language."""
    own = getattr(model, "in_words", None)
    if own is not None and (words := own(field.name, value)) is not None:
        return str(words)
    if value is None or value == "":
        return ""
    if isinstance(field, models.ForeignKey):
        return str(names.get((field.related_model, value), value))
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return days.stamp(value)
    if isinstance(value, date):
        return days.day(value)
    return str(value)


def _names(rows: Mapping[Any, Mapping[int, list[Any]]]) -> dict[tuple[Any, Any], str]:
    """The names of what changed foreign keys refer to, one query for each type."""
    wanted: dict[Any, set[Any]] = {}
    for model, groups in rows.items():
        keys = [field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey)]
        for group in groups.values():
            for row in group:
                for field in keys:
                    wanted.setdefault(field.related_model, set()).add(getattr(row, field.attname))
    return {
        (model, one.pk): str(one)
        for model, pks in wanted.items()
        for one in model._base_manager.filter(pk__in=pks - {None})
    }
