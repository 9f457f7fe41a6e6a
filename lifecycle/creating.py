"""`create`, `create_many` and `record_edit`: the doors by which records come into being and are filled in."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from lifecycle.actors import Actor, Via
from lifecycle.digesting import encoder_of
from lifecycle.doors import (
    Entry,
    Told,
    assign,
    changed_columns,
    check_clock,
    cleaned,
    column_values,
    dangling,
    door,
    driven_each,
    implausible,
    named_by,
    out_of_sight,
    told,
    trail_values,
    write,
)
from lifecycle.facts import facts_for
from lifecycle.guards import refusal_by
from lifecycle.models import Creation, Edit
from lifecycle.performing import cause_verb
from lifecycle.personal import keep_personal
from lifecycle.refusals import Invalid, NotFromThisState, NotPermitted, Refused, Stale
from lifecycle.signals import transitioned
from lifecycle.statements import statements_for

CREATE = "create"
EDIT = "edit"


def create(
    model: Any,
    by: Actor,
    *,
    data: Mapping[str, Any],
    reason: str = "",
    basis: str = "",
    at: datetime | None = None,
    cause: Entry | None = None,
    using: str = "default",
    happened_on: date | None = None,
    happened_precision: str = "",
) -> Any:
    """Make a record in its first state and return it.

    `data` holds values by field name; only the fields that `CREATION` names are taken. Raises Invalid, NotPermitted or
    GuardsUnmet.
    """
    rows = [data]
    words = told(by, reason, basis, at, cause, happened_on, happened_precision)
    made = _create(model, rows, words, using)
    return made[0]


def create_many(
    model: Any,
    by: Actor,
    rows: Sequence[Mapping[str, Any]],
    *,
    reason: str = "",
    basis: str = "",
    at: datetime | None = None,
    cause: Entry | None = None,
    causes: Sequence[Entry] | None = None,
    using: str = "default",
) -> list[Any]:
    """Make many records at once, all or none, in a number of statements that grows only with the size of the parts.

    `causes` gives each row of a driven set the row that drove it. The first row that is wrong refuses the whole; an Invalid then has its number under the key "row" (from 1).
    """
    if not rows:
        return []
    if causes is not None:
        cause = causes[0]
    return _create(model, rows, told(by, reason, basis, at, cause), using, causes)


def _create(
    model: Any,
    rows: Sequence[Mapping[str, Any]],
    words: Told,
    using: str,
    causes: Sequence[Entry] | None = None,
) -> list[Any]:
    creation: Creation | None = model.CREATION
    if creation is None:
        raise NotPermitted([_("Records of this kind are not made by hand.")])
    with door(using) as written:
        keys = statements_for(model, using).take_keys(len(rows))
        records = [_drafted(model, key, row, creation) for key, row in zip(keys, rows, strict=True)]
        model.complete(records, using)
        if causes is not None:
            words = driven_each(words, dict(zip(keys, causes, strict=True)))
        refusal = _refusal_of_new(records, rows, creation, words, using)
        if refusal is None:
            _give_numbers(records, words.today, using)
            entries = _insert(records, words, using)
            written.extend(entries)
            transitioned.send(
                sender=model, verb=CREATE, entries=entries, records=records, by=words.by, data=None, at=words.at
            )
    if refusal is not None:
        raise refusal
    return records


def _drafted(model: Any, key: int, row: Mapping[str, Any], creation: Creation) -> Any:
    record = model(id=key)
    for name, value in row.items():
        if name in creation.fields:
            assign(record, name, value)
    if hasattr(model, "STATES"):
        # A record is born into its first state; from then on the protected field moves by verbs alone.
        record.__dict__["state"] = str(record.first_state())
    return record


def _refusal_of_new(
    records: Sequence[Any], rows: Sequence[Mapping[str, Any]], creation: Creation, words: Told, using: str
) -> Refused | None:
    for number, (record, row) in enumerate(zip(records, rows, strict=True), start=1):
        errors: dict[str, Any] = {
            name: _("This cannot be filled in here.") for name in row if name not in creation.fields
        }
        errors |= cleaned(record, creation.fields) or implausible(record, creation.fields, words.today)
        errors = errors or dict(record.faults(words.today))
        if errors:
            return Invalid({**errors, "row": str(number)} if len(records) > 1 else errors)
    if errors := dangling(records, creation.fields, using):
        return Invalid(errors)
    return _refusal_by_right_and_guards(records, creation, words, using)


def _unreasoned(records: Sequence[Any], creation: Creation, words: Told) -> Invalid | None:
    """What a person is asked to give a reason for and did not; commands, imports and driving verbs are not asked."""
    asks, is_told = creation.asks_reason, bool(words.reason) or words.cause is not None
    if asks is None or is_told or words.by.via not in (Via.SCREEN, Via.API):
        return None
    sentence = next((said for record in records if (said := asks(record, words.today)) is not None), None)
    return None if sentence is None else Invalid({"reason": sentence})


def _refusal_by_right_and_guards(records: Sequence[Any], creation: Creation, words: Told, using: str) -> Refused | None:
    """Rights, then what is named out of sight, then guards, then a reason: whoever may not make it learns that first."""
    facts = facts_for(records, [*creation.right.needs, *(need for g in creation.guards for need in g.needs)])
    known = {record.pk: {**facts[record.pk], "cause": cause_verb(words)} for record in records}
    for record in records:
        if refusal := creation.right.refusal(record, known[record.pk], words.by, CREATE, words.today):
            return refusal
    if errors := out_of_sight(named_by(records, creation.fields), words, using):
        return Invalid(errors)
    for record in records:
        if unmet := refusal_by(creation.guards, record, known[record.pk], words.today):
            return unmet
    return _unreasoned(records, creation, words)


def _give_numbers(records: Sequence[Any], today: date, using: str) -> None:
    """Take numbers from the counters, one statement for all of them."""
    groups: dict[str, list[Any]] = {}
    for record in records:
        if name := record.numbered(today):
            groups.setdefault(name, []).append(record)
    if not groups:
        return
    firsts = statements_for(type(records[0]), using).next_numbers({name: len(group) for name, group in groups.items()})
    for name, group in groups.items():
        first = firsts[name]
        for offset, record in enumerate(group):
            record.ref = record.ref_of(name, first + offset)


def _insert(records: Sequence[Any], words: Told, using: str) -> list[Entry]:
    model = type(records[0])
    encoder, statements = encoder_of(model), statements_for(model, using)
    pairs = []
    for record in records:
        keep_personal(record, using)
        record.version = 1
        trail = trail_values(words, CREATE, "+", "", record.trail_state, [], encoder.code, "")
        if words.causes:
            trail["cause"] = words.causes[record.pk]
        values = record.__dict__
        record.trail_head = trail["digest"] = encoder.digest(values, trail)
        pairs.append((column_values(record), trail))
    keys = statements.insert_many(pairs)
    for record in records:
        record._state.adding = False
        record._state.db = using
    return [
        Entry(
            model=encoder.label,
            record_id=record.pk,
            version=1,
            verb=CREATE,
            source_state="",
            target_state=record.trail_state,
            changed=(),
            digest=record.trail_head,
            history_id=key,
            at=words.at,
            reason=words.reason,
            basis=words.basis,
        )
        for record, key in zip(records, keys, strict=True)
    ]


def record_edit(
    record: Any,
    by: Actor,
    *,
    changes: Mapping[str, Any],
    reason: str = "",
    basis: str = "",
    expected_version: int | None = None,
    at: datetime | None = None,
    cause: Entry | None = None,
    happened_on: date | None = None,
    happened_precision: str = "",
) -> Any:
    """Change fields of a record within what its state lets be edited, and return it; nothing is written where nothing differs.

    Raises Invalid, Stale, NotFromThisState (nothing is editable in this state) or NotPermitted.
    """
    model = type(record)
    words = told(by, reason, basis, at, cause, happened_on, happened_precision)
    using = record._state.db or "default"
    statements = statements_for(model, using)
    refusal: Refused | None = None
    with door(using) as written:
        fresh = statements.lock(record.pk)
        if fresh is None:
            raise model.DoesNotExist(f"{model.__name__} {record.pk} does not exist")
        refusal = _refusal_of_edit(fresh, words, expected_version)
        if refusal is None:
            if at is not None and cause is None:
                check_clock(at, statements.last_date([fresh.pk]))
            refusal = _edit(fresh, changes, words, using, written)
    if refusal is not None:
        raise refusal
    return fresh


def _refusal_of_edit(record: Any, words: Told, expected_version: int | None) -> Refused | None:
    if expected_version is not None and expected_version != record.version:
        return Stale(expected_version, record.version)
    edit: Edit | None = record.EDITABLE.get(record.trail_state)
    if edit is None:
        label = record.get_state_display() if record.trail_state else ""
        return NotFromThisState(EDIT, record.trail_state, _("edit"), label)
    facts = facts_for([record], edit.right.needs)[record.pk]
    facts["cause"] = cause_verb(words)
    return edit.right.refusal(record, facts, words.by, EDIT, words.today)


def _changed(record: Any, names: Sequence[str], before: Mapping[str, Any]) -> list[str]:
    """The fields that are filled in anew. What stood before is not named again: it may stay though its editor no longer sees it."""
    columns = {name: type(record)._meta.get_field(name).attname for name in names}
    return [name for name, column in columns.items() if getattr(record, column) != before[column]]


def _edit(record: Any, changes: Mapping[str, Any], words: Told, using: str, written: list[Entry]) -> Refused | None:
    edit: Edit = record.EDITABLE[record.trail_state]
    errors: dict[str, Any] = {name: _("This cannot be changed here.") for name in changes if name not in edit.fields}
    before = column_values(record)
    for name in edit.fields:
        if name in changes:
            assign(record, name, changes[name])
    given = [name for name in edit.fields if name in changes]
    errors |= cleaned(record, given) or implausible(record, given, words.today)
    anew = _changed(record, given, before)
    errors = errors or dangling([record], anew, using) or out_of_sight(named_by([record], anew), words, using)
    errors = errors or dict(record.faults(words.today))
    if errors:
        return Invalid(errors)
    if edit.guards:
        known = {
            **facts_for([record], [n for g in edit.guards for n in g.needs])[record.pk],
            "cause": cause_verb(words),
        }
        refusal = refusal_by(edit.guards, record, known, words.today)
        if refusal is not None:
            return refusal
    keep_personal(record, using)
    changed = changed_columns(record, before)
    if changed:
        entry = write(record, words, EDIT, record.trail_state, changed, using, written)
        transitioned.send(
            sender=type(record), verb=EDIT, entries=[entry], records=[record], by=words.by, data=None, at=words.at
        )
    return None
