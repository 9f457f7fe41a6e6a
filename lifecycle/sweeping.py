"""`perform_many`: one verb on many records, with the same checks, rows and chain, in a number of statements that does not grow with them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from lifecycle.actors import Actor
from lifecycle.digesting import encoder_of
from lifecycle.doors import (
    Entry,
    Told,
    changed_columns,
    check_clock,
    cleaned,
    column_values,
    dangling,
    door,
    driven_each,
    implausible,
    out_of_sight,
    told,
    trail_values,
)
from lifecycle.facts import facts_for
from lifecycle.guards import Guard, unmet_among
from lifecycle.payload import judged_typed, named_in
from lifecycle.performing import cause_verb, cautions_of, judged_words, lock_above, spec_of, unreasoned
from lifecycle.personal import keep_personal
from lifecycle.refusals import (
    GuardsUnmet,
    Invalid,
    NotFromThisState,
    Refused,
    Sentence,
)
from lifecycle.signals import transitioned
from lifecycle.statements import SetRow, statements_for
from lifecycle.verbs import Verb

CHUNK = 2_000


@dataclass(slots=True)
class Outcome:
    """What came of a set: the keys that were moved, and for each that was refused its answer."""

    done: list[int] = field(default_factory=list)
    refused: dict[int, Refused] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Given:
    """What the records of a set are told: all the same, or each its own."""

    shared: Any = None
    own: Mapping[int, Any] | None = None

    def to(self, pk: int) -> Any:
        """What one record is told."""
        return self.shared if self.own is None else self.own[pk]


def _own_data(spec: Verb, each: Mapping[int, Any], words: Told) -> Given:
    return Given(own={pk: judged_typed(spec.data, one, None, words.today) for pk, one in each.items()})


class _Moved(NamedTuple):
    """A record that passed all checks and holds its new values."""

    record: Any
    source: str
    changed: tuple[str, ...]


def perform_many(
    queryset: Any,
    verb: str,
    by: Actor,
    *,
    reason: str = "",
    basis: str = "",
    at: datetime | None = None,
    cause: Entry | None = None,
    causes: Mapping[int, Entry] | None = None,
    data: Mapping[str, Any] | Any | None = None,
    each: Mapping[int, Any] | None = None,
    chunk: int = CHUNK,
    progress: Callable[[int], None] | None = None,
) -> Outcome:
    """Perform a verb on every record of a queryset, a chunk a transaction; `progress(n)` is told of each chunk.

    A record that is refused does not hinder the others: its answer stands in the outcome. `causes` gives each record of a
    driven set the row that drove it, by key; records without one are left out. `each` gives the records of a driven set
    data of their own, typed, by key. Raises Invalid where the data or the words are wrong for all.
    """
    model, using = queryset.model, queryset.db
    spec = spec_of(model, verb)
    if causes is not None:
        if not causes:
            return Outcome()
        queryset, cause = queryset.filter(pk__in=list(causes)), next(iter(causes.values()))
    words = told(by, reason, basis, at, cause)
    if causes is not None:
        words = driven_each(words, causes)
    given = Given(judged_words(spec, words, data, None)) if each is None else _own_data(spec, each, words)
    keys = list(queryset.order_by("pk").values_list("pk", flat=True))
    outcome = Outcome()
    for start in range(0, len(keys), chunk):
        part = keys[start : start + chunk]
        refused: dict[int, Refused] = {}
        with door(using) as written:
            entries = _chunk(model, part, spec, given, words, at, using, refused, written)
        outcome.done += [entry.record_id for entry in entries]
        outcome.refused |= refused
        if progress is not None:
            progress(len(part))
    return outcome


def _chunk(
    model: Any,
    keys: Sequence[int],
    spec: Verb,
    given: Given,
    words: Told,
    at: datetime | None,
    using: str,
    refused: dict[int, Refused],
    written: list[Entry],
) -> list[Entry]:
    statements = statements_for(model, using)
    if spec.locks:
        lock_above(list(model._base_manager.using(using).filter(pk__in=keys)), spec, using)
    records = statements.lock_many(keys)
    if at is not None and words.cause is None:
        check_clock(at, statements.last_date(keys))
    hidden = out_of_sight(named_in(given.shared), words, using)
    allowed = _allowed(records, spec, words, refused, hidden)
    moved = _moved(allowed, spec, given, words, using, refused)
    entries: list[Entry] = []
    for (source, changed), group in _grouped(moved).items():
        entries += _write_set(group, source, changed, spec, words, using)
    if entries:
        written.extend(entries)
        by_key = {one.record.id: one.record for one in moved}
        ordered = [by_key[entry.record_id] for entry in entries]
        transitioned.send(
            sender=model,
            verb=spec.name,
            entries=entries,
            records=ordered,
            by=words.by,
            data=given.shared,
            at=words.at,
        )
    return entries


def _allowed(
    records: Sequence[Any], spec: Verb, words: Told, refused: dict[int, Refused], hidden: Mapping[str, Sentence]
) -> list[Any]:
    """The records that pass state, right and guards, where nothing hidden is named; each loader is asked once."""
    startable, sources = [], frozenset(spec.sources)
    for record in records:
        if record.state in sources:
            startable.append(record)
        else:
            refused[record.id] = NotFromThisState(spec.name, record.state, spec.label, record.get_state_display())
    if not startable:
        return []
    guards, driver, cautions = spec.all_guards, cause_verb(words), cautions_of(spec, words)
    facts = facts_for(startable, [*spec.right.needs, *(need for g in (*guards, *cautions) for need in g.needs)])
    allowed = []
    for record in startable:
        known = {**facts[record.id], "cause": driver}
        right = spec.right.refusal(record, known, words.by, spec.name, words.today)
        refusal: Refused | None = right or (Invalid(hidden) if hidden else None)
        refusal = refusal or _unmet(record, known, guards, cautions, words)
        if refusal is not None:
            refused[record.id] = refusal
        else:
            allowed.append(record)
    return allowed


def _unmet(record: Any, known: Any, guards: Sequence[Guard], cautions: Sequence[Guard], words: Told) -> Refused | None:
    """What guards say, then what asks for a reason that was not given."""
    if unmet := unmet_among(guards, record, known, words.today):
        return GuardsUnmet(unmet)
    return unreasoned(cautions, record, known, words)


def _moved(
    records: Sequence[Any],
    spec: Verb,
    given: Given,
    words: Told,
    using: str,
    refused: dict[int, Refused],
) -> list[_Moved]:
    """Run the method on each record; one whose fields come out wrong is refused."""
    moved = []
    for record in records:
        before, source = column_values(record), record.state
        getattr(record, spec.name)(given.to(record.id), words.today)
        changed = changed_columns(record, before)
        touched = [name for name in changed if name != "state"]
        if touched:
            if errors := cleaned(record, touched) or implausible(record, touched, words.today):
                refused[record.id] = Invalid(errors)
                continue
            keep_personal(record, using)
            changed = changed_columns(record, before)
        moved.append(_Moved(record, source, tuple(changed)))
    touched_all = sorted({name for one in moved for name in one.changed if name != "state"})
    if moved and touched_all and (errors := dangling([one.record for one in moved], touched_all, using)):
        refused |= {one.record.id: Invalid(errors) for one in moved}
        return []
    return moved


def _grouped(
    moved: Sequence[_Moved],
) -> dict[tuple[str, tuple[str, ...]], list[_Moved]]:
    """By source, target and changed columns, so that each group is one pair of statements."""
    groups: dict[tuple[str, tuple[str, ...]], list[_Moved]] = {}
    for one in moved:
        groups.setdefault((f"{one.source}>{one.record.trail_state}", one.changed), []).append(one)
    return groups


def _write_set(
    group: Sequence[_Moved],
    moves: str,
    changed: tuple[str, ...],
    spec: Verb,
    words: Told,
    using: str,
) -> list[Entry]:
    model = type(group[0].record)
    encoder, statements = encoder_of(model), statements_for(model, using)
    source, target = moves.split(">")
    shared = trail_values(words, spec.name, "~", source, target, changed, encoder.code, "")
    # What differs from row to row; the head before is the record's own, which the statement reads from its row.
    del shared["prev_digest"]
    own_names = ["prev_digest"]
    if words.causes:
        del shared["cause"]
        own_names.append("cause")
    same = _same_in_all(group, changed)
    differing = tuple(name for name in changed if name not in same)
    digest = encoder.digests(shared, own_names)
    rows = []
    for one in group:
        record = one.record
        own = {"prev_digest": record.trail_head}
        if words.causes:
            own["cause"] = words.causes[record.id]
        record.version += 1
        values = record.__dict__
        record.trail_head = own["digest"] = digest(values, own)
        rows.append(SetRow(record.id, {name: values[name] for name in differing}, own))
    shared |= dict.fromkeys(_never_set(statements))
    keys = statements.append_set(rows, differing, same, shared)
    statements.update_set(keys.values(), changed)
    return [
        Entry(
            model=encoder.label,
            record_id=one.record.id,
            version=one.record.version,
            verb=spec.name,
            source_state=source,
            target_state=target,
            changed=changed,
            digest=one.record.trail_head,
            history_id=keys[one.record.id],
            at=words.at,
            reason=words.reason,
            basis=words.basis,
        )
        for one in group
    ]


def _same_in_all(group: Sequence[_Moved], changed: Sequence[str]) -> dict[str, Any]:
    """The changed columns that hold one value in the whole group, so that it is sent once. Nested values never count."""
    first = group[0].record.__dict__
    found = {}
    for name in changed:
        value = first[name]
        if not isinstance(value, dict | list) and all(
            (other := one.record.__dict__[name]) is value or (type(other) is type(value) and other == value)
            for one in group
        ):
            found[name] = value
    return found


def _never_set(statements: Any) -> list[str]:
    """The trail's columns that the kernel leaves empty."""
    return [f.attname for f in statements.trail_fields if f.attname in ("history_change_reason", "history_user_id")]
