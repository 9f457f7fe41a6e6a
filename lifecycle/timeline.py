"""The trails of a family of records as one list for the page: merged by time, each row numbered in its own record, fields compared.

One query for each record type, and one for each type of record that a changed foreign key names, whatever the number of rows.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from face import amounts, days
from face.parts import Badge, Event, Mark
from lifecycle.actors import OnBehalf, Via
from lifecycle.payload import MONEY_DIGITS
from lifecycle.personal import PersonalField

# Columns that say nothing to a reader: the kernel's own, and the state, which the badges show.
SILENT = frozenset({"id", "version", "trail_head", "state"})
# Of an act that moved a whole batch, so many other records are linked from each row.
MOST_LINKS = 10
BAD_TONES = frozenset({"bad", "badsoft"})
FEW = 2


def rows_of(records: Iterable[Any]) -> list[tuple[Any, Any, Any]]:
    """Every trail row of some records with the one before it: (record, row, previous or None); newest first."""
    found = []
    for model, of_model in _by_model(records).items():
        previous: dict[int, Any] = {}
        for row in model.history.filter(id__in=list(of_model)).order_by("id", "version"):
            found.append((of_model[row.id], row, previous.get(row.id)))
            previous[row.id] = row
    found.sort(key=_moment, reverse=True)
    return found


def _by_model(records: Iterable[Any]) -> dict[Any, dict[int, Any]]:
    found: dict[Any, dict[int, Any]] = {}
    for record in records:
        found.setdefault(type(record), {})[record.pk] = record
    return found


def latest_events(records: Sequence[Any], most: int, among: Sequence[Any] = ()) -> tuple[list[Event], int]:
    """The newest events of some records, and how many there are in all: of a type with many records, only those are read that moved last.

    `among` are querysets of further records, of which none is made but those that the shown rows are about.
    """
    moved: list[Any] = []
    unread = 0
    for model, of_model in _by_model(records).items():
        # Asked also where there are few: a page asks as often for ten records as for ten thousand.
        told = model.history.filter(id__in=list(of_model)).order_by().values_list("id")
        told = told.annotate(rows=models.Count("pk"), on=models.Max("history_date"), last=models.Max("history_id"))
        latest_first = sorted(told, key=lambda one: one[2:], reverse=True)
        unread += sum(rows for _key, rows, *_last in latest_first[most:])
        moved += [of_model[key] for key in sorted(key for key, *_rest in latest_first[:most])]
    rows = rows_of(moved)
    count = unread + len(rows)
    for queryset in among:
        newest, of_these = _newest_among(queryset, most)
        rows += newest
        count += of_these
    rows.sort(key=_moment, reverse=True)
    return _events(rows, rows[:most]), count


def _newest_among(queryset: Any, most: int) -> tuple[list[tuple[Any, Any, Any]], int]:
    """The newest trail rows of a queryset's records, as `rows_of` gives them, and how many there are: four queries."""
    history = queryset.model.history.filter(id__in=queryset.order_by().values("pk"))
    count = history.count()
    newest = list(history.order_by("-history_date", "-history_id")[:most])
    if not newest:
        return [], count
    keys = {row.id for row in newest}
    known = queryset.in_bulk(keys)
    previous = _rows_before(queryset.model, newest)
    return [(known[row.id], row, previous.get((row.id, row.version - 1))) for row in newest], count


def _rows_before(model: Any, rows: Sequence[Any]) -> dict[tuple[int, int], Any]:
    """The row before each of some trail rows of one type, among others, by record and version: one query."""
    found = model.history.filter(id__in={row.id for row in rows}, version__in={row.version - 1 for row in rows})
    return {(row.id, row.version): row for row in found}


def _moment(row: tuple[Any, Any, Any]) -> Any:
    return row[1].history_date, row[1].history_id


def events_of(records: Sequence[Any], *, only_edits: bool = False) -> list[Event]:
    """The timeline of some records, newest first."""
    rows = rows_of(records)
    if only_edits:
        rows = [one for one in rows if one[1].changed and one[1].source_state == one[1].target_state]
    return _events(rows, rows)


def _events(rows: Sequence[tuple[Any, Any, Any]], shown: Sequence[tuple[Any, Any, Any]]) -> list[Event]:
    """The events of the shown rows; each is linked with what else of the rows belongs to the same act."""
    names = _names(shown)
    acts: dict[str, list[tuple[Any, Any]]] = {}
    for record, row, _previous in rows:
        if row.request_id:
            acts.setdefault(f"{row.request_id}/{row.history_date.isoformat()}", []).append((record, row))
    return [_event(record, row, previous, names, acts) for record, row, previous in shown]


@dataclass(frozen=True)
class Stretch:
    """Events of a timeline that stand together: `is_small` where none of them moved a record that has a reference."""

    events: Sequence[Event]
    is_small: bool = False


def folded(events: Sequence[Event]) -> list[Stretch]:
    """A timeline with the small events between the others put together, so that they fold; nothing is left out."""
    stretches: list[list[Event]] = []
    for event in events:
        if stretches and _is_small(stretches[-1][0]) == _is_small(event):
            stretches[-1].append(event)
        else:
            stretches.append([event])
    # Two of them take less room than a fold.
    return [Stretch(tuple(one), _is_small(one[0]) and len(one) > FEW) for one in stretches]


def _is_small(event: Event) -> bool:
    """An edit, or the making of a record that has no reference of its own and goes by the name of its type."""
    return str(event.verb) == _("edited") or (event.source is None and event.record in event.tags)


def _event(
    record: Any,
    row: Any,
    previous: Any,
    names: Mapping[tuple[Any, int], str],
    acts: Mapping[str, Sequence[tuple[Any, Any]]],
) -> Event:
    model = type(record)
    others = acts.get(f"{row.request_id}/{row.history_date.isoformat()}", ()) if row.request_id else ()
    return Event(
        verb=verb_label(model, row.verb),
        at=row.history_date,
        icon=_icon(model, row.verb),
        kind=_kind(model, row),
        record=getattr(record, "ref", "") or str(model._meta.verbose_name),
        source=_badge(model, row.source_state) if row.source_state != row.target_state else None,
        target=_badge(model, row.target_state) if row.source_state != row.target_state else None,
        tags=(model._meta.verbose_name,),
        who=_who(row),
        on_behalf_of=_principal(row),
        reason=row.reason,
        basis=row.basis,
        marks=marks_between(model, previous, row, names),
        links=tuple(
            (f"{getattr(other, 'ref', '') or other} · {verb_label(type(other), its.verb)}", other.get_absolute_url())
            for other, its in others[: MOST_LINKS + 1]
            if its is not row and hasattr(other, "get_absolute_url")
        )[:MOST_LINKS],
        number=row.version,
        digest=row.digest,
    )


def _who(row: Any) -> tuple[str, ...]:
    """The frozen actor; what no person did is said in the reader's language."""
    if row.actor_id is None:
        return ({"system": _("the system"), "installation": _("the installation")}.get(row.actor_name, row.actor_name),)
    return tuple(word for word in (row.actor_name, row.actor_post, row.actor_body) if word)


def verb_label(model: Any, verb: str) -> str:
    """A verb in the reader's language; "create" and "edit" too."""
    spec = model.verbs().get(verb)
    if spec is not None:
        return str(spec.label)
    return _("edited") if verb == "edit" else _("made")


def _icon(model: Any, verb: str) -> str:
    spec = model.verbs().get(verb)
    return (spec.icon if spec is not None else "") or "pen"


def _kind(model: Any, row: Any) -> str:
    tone = getattr(model, "TONES", {}).get(row.target_state, ("", ""))[0]
    if row.source_state == row.target_state:
        return "edit"
    if tone in BAD_TONES:
        return "bad"
    if row.via in (Via.DRIVEN, Via.SWEEP):
        return "clock"
    return "good" if tone == "good" else ""


def _principal(row: Any) -> str:
    if row.on_behalf_kind == OnBehalf.RECORDED:
        return f"{row.on_behalf_of_name} ({_('recorded from paper')})"
    return str(row.on_behalf_of_name)


def _badge(model: Any, state: str) -> Badge | None:
    if not state or not hasattr(model, "STATES"):
        return None
    tone, icon = model.TONES.get(state, ("neutral", ""))
    return Badge(model.STATES(state).label, tone, icon)


def marks_between(model: Any, previous: Any, row: Any, names: Mapping[tuple[Any, int], str]) -> tuple[Mark, ...]:
    """The fields in which two rows of one record differ, in words; a first row has none: it is shown whole elsewhere."""
    if previous is None:
        return ()
    return tuple(
        Mark(field.verbose_name, worded(field, getattr(previous, field.attname), names), worded(field, value, names))
        for field in model._meta.concrete_fields
        if field.attname not in SILENT and (value := getattr(row, field.attname)) != getattr(previous, field.attname)
    )


def marks_of(found: Sequence[tuple[Any, Any]]) -> list[tuple[Mark, ...]]:
    """The fields that each of some trail rows changed, in their order; `found` are records with rows of theirs.

    One query for each record type, and one for each type of record that a changed foreign key names.
    """
    wanted: dict[Any, list[Any]] = {}
    for record, row in found:
        wanted.setdefault(type(record), []).append(row)
    before = {model: _rows_before(model, rows) for model, rows in wanted.items()}
    pairs = [(record, row, before[type(record)].get((row.id, row.version - 1))) for record, row in found]
    names = _names(pairs)
    return [marks_between(type(record), previous, row, names) for record, row, previous in pairs]


def worded(field: Any, value: Any, names: Mapping[tuple[Any, int], str]) -> str:
    """A field's value as a reader expects it; "" for none."""
    # A record type whose columns hold codes of its own says them itself: `in_words(name, value)`, None for the rest.
    own = getattr(field.model, "in_words", None)
    if own is not None and (words := own(field.name, value)) is not None:
        return str(words)
    if value is None or value == "":
        return ""
    if isinstance(field, models.ForeignKey):
        return names.get((field.related_model, value), str(value))
    if isinstance(field, PersonalField):
        return _("(personal, kept apart)")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.DecimalField) and field.max_digits < MONEY_DIGITS:
        return format(value.normalize(), "f")
    return _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return days.moment(value)
    if isinstance(value, date):
        return days.day(value)
    if isinstance(value, Decimal):
        return amounts.to_the_cent(value)
    return str(value)


def _names(rows: Sequence[tuple[Any, Any, Any]]) -> dict[tuple[Any, int], str]:
    """What the records are called that changed foreign keys name, before and after."""
    wanted: dict[Any, set[int]] = {}
    for record, row, previous in rows:
        if previous is None:
            continue
        for field in type(record)._meta.concrete_fields:
            if isinstance(field, models.ForeignKey):
                old, new = getattr(previous, field.attname), getattr(row, field.attname)
                if old != new:
                    wanted.setdefault(field.related_model, set()).update(key for key in (old, new) if key)
    return {
        (model, one.pk): str(one) for model, keys in wanted.items() for one in model._base_manager.filter(pk__in=keys)
    }
