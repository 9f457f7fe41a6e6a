"""What all doors share: the transaction, the clock, the cause, and the making of a trail row."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from math import isfinite
from typing import Any, NamedTuple

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lifecycle.actors import Actor
from lifecycle.canonical import ALGORITHM
from lifecycle.digesting import encoder_of
from lifecycle.facts import forget
from lifecycle.naming import nameable
from lifecycle.personal import Personal
from lifecycle.refusals import ClockRefused, Invalid, NotPermitted, Sentence
from lifecycle.statements import record_types, statements_for
from lifecycle.statements.clashes import clash_of

MAX_REASON = 4000
# A day from the ends of the calendar, so that every time zone can write the moment.
EARLIEST, LATEST = datetime.min + timedelta(days=1), datetime.max - timedelta(days=1)  # noqa: DTZ901 - compared without zone
KERNEL_COLUMNS = frozenset({"id", "version", "trail_head"})


class Entry(NamedTuple):
    """A trail row just written, as receivers and drivers need it."""

    model: str
    record_id: int
    version: int
    verb: str
    source_state: str
    target_state: str
    changed: tuple[str, ...]
    digest: str
    history_id: int
    at: datetime
    reason: str = ""
    basis: str = ""

    @property
    def name(self) -> str:
        """How a row that this one drove names it: "app.Model/record/version"."""
        return f"{self.model}/{self.record_id}/{self.version}"


@dataclass(frozen=True, slots=True)
class Told:
    """What the caller of a door says besides the change itself."""

    by: Actor
    reason: str
    basis: str
    at: datetime
    recorded_at: datetime
    cause: Entry | None
    happened_on: date | None = None
    happened_precision: str = ""
    # For a set of which each record was driven by a row of its own: {key: name of that row}.
    causes: Mapping[int, str] = field(default_factory=dict)
    # The local date of `at`.
    today: date = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "today", timezone.localdate(self.at))


# The rows that the outermost door of this call has written so far: only they may be named as a cause.
_written: ContextVar[list[Entry] | None] = ContextVar("lifecycle_written", default=None)


@contextmanager
def door(using: str) -> Iterator[list[Entry]]:
    """One transaction around a door and all that it drives.

    A refusal is decided inside and must be raised after this block is left, or by a door driven within, which undoes
    everything that the outermost door did.
    """
    outer = _written.get()
    if outer is not None:
        # The outermost door's transaction or savepoint takes everything back: no savepoint of our own.
        with transaction.atomic(using=using, savepoint=False):
            yield outer
        return
    forget()
    written: list[Entry] = []
    token = _written.set(written)
    try:
        with transaction.atomic(using=using):
            yield written
    except IntegrityError as wrong:
        # Only the database can say it: two doors may write the same code or name at the same moment.
        taken = _taken(wrong)
        if taken is None:
            raise
        raise taken from wrong
    finally:
        _written.reset(token)


def _taken(error: IntegrityError) -> Invalid | None:
    """The refusal for a record that shares with another what must be its own; None where it was something else."""
    clash = clash_of(error)
    if clash is None:
        return None
    table, columns = clash
    model = next((one for one in record_types(apps.get_models()) if one._meta.db_table == table), None)
    if model is None:
        return None
    fields = [field for field in model._meta.concrete_fields if field.column in columns and not field.primary_key]
    if not fields:
        return None
    names = pgettext("list", ", ").join(str(field.verbose_name) for field in fields)
    sentence = _("Another one with the same %(fields)s stands already.") % {"fields": names}
    return Invalid({fields[-1].name: sentence})


def told(
    by: Actor,
    reason: str,
    basis: str,
    at: datetime | None,
    cause: Entry | None,
    happened_on: date | None = None,
    happened_precision: str = "",
) -> Told:
    """The caller's words, checked. Raises ClockRefused, Invalid; a cause that this call did not write is refused."""
    now = timezone.now()  # noqa: TID251 - the one clock of this door
    if at is not None and not settings.CLOCK_MAY_BE_SET and cause is None:
        raise ClockRefused("the clock may not be set here")
    errors: dict[str, Sentence] = {}
    for name, words in (("reason", reason), ("basis", basis)):
        if len(words) > MAX_REASON:
            errors[name] = _("At most %(most)s characters.") % {"most": MAX_REASON}
        elif not is_storable(words):
            errors[name] = _("This text contains characters that cannot be stored; type it anew.")
    if errors:
        raise Invalid(errors)
    if cause is not None:
        if cause not in (_written.get() or ()):
            raise NotPermitted([_("A cause must be a step of the same transaction.")])
        at = cause.at
    return Told(
        by,
        reason.strip(),
        basis.strip(),
        at or now,
        now,
        cause,
        happened_on,
        happened_precision,
    )


def driven_each(words: Told, causes: Mapping[int, Entry]) -> Told:
    """The same words for a set of which each record has its own cause: `{key of the record: row that drove it}`.

    All are rows of one verb at one moment, written by this call; otherwise NotPermitted.
    """
    first = words.cause
    known = {entry.name for entry in _written.get() or ()}
    for entry in causes.values():
        same = first is not None and (entry.model, entry.verb, entry.at) == (first.model, first.verb, first.at)
        if not same or entry.name not in known:
            raise NotPermitted([_("A cause must be a step of the same transaction.")])
    return replace(words, causes={key: entry.name for key, entry in causes.items()})


_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def is_storable(value: Any) -> bool:
    """Whether both engines take a value, nested ones too: no NUL, no lone surrogates, no NaN, no moment out of range."""
    if isinstance(value, str):
        return _UNSTORABLE.search(value) is None
    if isinstance(value, float):
        return isfinite(value)
    if isinstance(value, datetime):
        return EARLIEST <= value.replace(tzinfo=None) <= LATEST
    if isinstance(value, Mapping):
        return all(is_storable(key) and is_storable(one) for key, one in value.items())
    return not isinstance(value, list | tuple) or all(is_storable(one) for one in value)


def check_clock(at_given: datetime | None, last: datetime | None) -> None:
    """A row never bears a date before the record's last one."""
    if at_given is not None and last is not None and at_given < last:
        raise ClockRefused(f"{at_given} lies before the record's last row of {last}")


def column_values(record: models.Model) -> dict[str, Any]:
    """The record's columns by name; nested values are copies, so that a change within one is seen."""
    statements = statements_for(type(record))
    values = dict(zip(statements.names, statements.values_of(record.__dict__), strict=True))
    for name in statements.nested:
        if isinstance(value := values[name], dict | list):
            values[name] = deepcopy(value)
    return values


def assign(record: models.Model, name: str, value: Any) -> None:
    """Set a field by its name; a foreign key takes a record or a key."""
    field = type(record)._meta.get_field(name)
    if isinstance(field, models.ForeignKey) and not isinstance(value, models.Model):
        setattr(record, field.attname, value)
    else:
        setattr(record, name, value)


def cleaned(record: models.Model, names: Sequence[str]) -> dict[str, Sentence]:
    """Bring fields into the form that the database gives back, and say what is wrong with them."""
    errors: dict[str, Sentence] = {}
    for name in names:
        field: Any = type(record)._meta.get_field(name)
        try:
            setattr(
                record,
                field.attname,
                _clean_value(field, getattr(record, field.attname), record),
            )
        except ValidationError as wrong:
            errors[field.name] = " ".join(wrong.messages)
    return errors


def implausible(record: Any, names: Sequence[str], today: date) -> dict[str, Sentence]:
    """Days in a year that nobody can mean, where the record type says which years can be: `{field: sentence}`."""
    if record.DAYS_WITHIN is None:
        return {}
    first, ahead = record.DAYS_WITHIN[0], today.year + record.DAYS_WITHIN[1]
    errors: dict[str, Sentence] = {}
    for name in names:
        field: Any = type(record)._meta.get_field(name)
        value = getattr(record, field.attname)
        if isinstance(value, date) and not isinstance(value, datetime) and not first <= value.year <= ahead:
            sentence = _("Check the year: it lies before %(first)s or after %(last)s.")
            errors[field.name] = sentence % {"first": first, "last": ahead}
    return errors


def _clean_value(field: Any, value: Any, record: models.Model) -> Any:
    if isinstance(value, Personal):
        return value
    if isinstance(value, str) and not is_storable(value):
        raise ValidationError(_("This text contains characters that cannot be stored; type it anew."))
    if value in field.empty_values:
        if not field.blank:
            raise ValidationError(_("Fill this in."))
        return _empty(field, value)
    if isinstance(field, models.ForeignKey):
        return field.to_python(value)
    value = field.clean(value, record)
    if not is_storable(value):
        raise ValidationError(_("This cannot be stored; enter something else."))
    return value


def _empty(field: Any, value: Any) -> Any:
    if field.null:
        return None if not field.empty_strings_allowed else value
    return "" if field.empty_strings_allowed else value


def dangling(records: Sequence[models.Model], names: Sequence[str], using: str) -> dict[str, Sentence]:
    """Foreign keys that point to nothing, one query for each field whatever the number of records."""
    return {
        name: _("What was chosen here does not exist.")
        for name, (target, keys) in named_by(records, names).items()
        if target._base_manager.using(using).filter(pk__in=keys).count() != len(keys)
    }


def named_by(records: Sequence[models.Model], names: Iterable[str]) -> dict[str, tuple[Any, set[Any]]]:
    """The record types and keys that foreign keys of some records name, by field."""
    found: dict[str, tuple[Any, set[Any]]] = {}
    for name in names:
        field: Any = type(records[0])._meta.get_field(name)
        if isinstance(field, models.ForeignKey):
            keys = {key for record in records if (key := getattr(record, field.attname)) is not None}
            if keys:
                found[field.name] = (field.remote_field.model, keys)
    return found


def out_of_sight(named: Mapping[str, tuple[Any, set[Any]]], words: Told, using: str) -> dict[str, Sentence]:
    """Fields that name what the actor may not name, said as if it did not exist: the two are never told apart.

    One query for each record type that is not open to everybody; what another step drives names what it must.
    """
    if words.cause is not None:
        return {}
    return {
        name: _("What was chosen here does not exist.")
        for name, (target, keys) in named.items()
        if (rows := nameable(target, words.by, words.today, using)) is not None
        and rows.filter(pk__in=keys).count() != len(keys)
    }


def trail_values(
    words: Told,
    verb: str,
    kind: str,
    source: str,
    target: str,
    changed: Sequence[str],
    layout: str,
    prev: str,
) -> dict[str, Any]:
    """The TrailEntry columns of a row, but for its digest."""
    by = words.by
    return {
        "history_date": words.at,
        "history_type": kind,
        "verb": verb,
        "reason": words.reason,
        "basis": words.basis,
        "source_state": source,
        "target_state": target,
        "changed": list(changed),
        "actor_id": by.official_id,
        "actor_name": by.name,
        "actor_post": by.post,
        "actor_body": by.body,
        "actor_body_path": by.body_path,
        "on_behalf_of_id": by.on_behalf_of_id,
        "on_behalf_of_name": by.on_behalf_of_name,
        "on_behalf_kind": by.on_behalf_kind,
        "via": "driven" if words.cause else by.via,
        "cause": words.cause.name if words.cause else "",
        "request_id": by.request_id,
        "happened_on": words.happened_on,
        "happened_precision": words.happened_precision,
        "recorded_at": words.recorded_at,
        "layout": layout,
        "algorithm": ALGORITHM,
        "prev_digest": prev,
    }


def changed_columns(record: models.Model, before: Mapping[str, Any]) -> list[str]:
    """The names of the columns that differ from what was read, but for the kernel's own two."""
    now = record.__dict__
    return [
        name
        for name, value in before.items()
        if (other := now[name]) is not value and other != value and name not in KERNEL_COLUMNS
    ]


def write(
    record: Any,
    words: Told,
    verb: str,
    source: str,
    changed: Sequence[str],
    using: str,
    written: list[Entry],
) -> Entry:
    """Chain, digest, insert the trail row, then update the record; returns the entry. The record holds its new values."""
    model = type(record)
    encoder, statements = encoder_of(model), statements_for(model, using)
    prev = record.trail_head
    record.version += 1
    target = record.trail_state
    trail = trail_values(words, verb, "~", source, target, changed, encoder.code, prev)
    values = record.__dict__
    digest = trail["digest"] = encoder.digest(values, trail)
    record.trail_head = digest
    row = {name: values[name] for name in changed}
    row["version"], row["trail_head"] = record.version, digest
    history_id = statements.write(record.pk, row, trail)
    entry = Entry(
        model=encoder.label,
        record_id=record.pk,
        version=record.version,
        verb=verb,
        source_state=source,
        target_state=target,
        changed=tuple(changed),
        digest=digest,
        history_id=history_id,
        at=words.at,
        reason=words.reason,
        basis=words.basis,
    )
    written.append(entry)
    return entry
