"""`perform`: the door for one verb on one record."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext as _

from lifecycle.actors import Actor
from lifecycle.doors import (
    Entry,
    Told,
    changed_columns,
    check_clock,
    cleaned,
    column_values,
    dangling,
    door,
    implausible,
    out_of_sight,
    told,
    write,
)
from lifecycle.facts import Facts, facts_for
from lifecycle.guards import Guard, unmet_among
from lifecycle.payload import judged, named_in
from lifecycle.personal import keep_personal
from lifecycle.refusals import (
    GuardsUnmet,
    Invalid,
    NotFromThisState,
    Refused,
    Stale,
)
from lifecycle.rights import acts
from lifecycle.signals import transitioned
from lifecycle.statements import lock_rows, statements_for
from lifecycle.verbs import Verb


def perform(
    record: Any,
    verb: str,
    by: Actor,
    *,
    reason: str = "",
    basis: str = "",
    expected_version: int | None = None,
    at: datetime | None = None,
    cause: Entry | None = None,
    data: Mapping[str, Any] | Any | None = None,
    happened_on: date | None = None,
    happened_precision: str = "",
) -> Any:
    """Perform a verb on a record and return the record as it now stands.

    In one transaction: the data is judged, the row is locked, and then in this order: stale, state, right, guards; the
    declared method sets the fields; the trail row is inserted, the record updated, `transitioned` sent.

    Raises Invalid, Stale, NotFromThisState, NotPermitted or GuardsUnmet, each after the block is left and nothing was
    written; ClockRefused where `at` is not allowed; the model's DoesNotExist where there is no such record.
    """
    model = type(record)
    spec = spec_of(model, verb)
    words = told(by, reason, basis, at, cause, happened_on, happened_precision)
    given = judged_words(spec, words, data, record)
    using = record._state.db or "default"
    refusal: Refused | None = None
    with door(using) as written:
        lock_above([record], spec, using)
        fresh, known = _locked(model, record.pk, spec, using)
        refusal = refusal_of(fresh, spec, given, words, expected_version, known)
        if refusal is None:
            if at is not None and cause is None:
                check_clock(at, statements_for(model, using).last_date([fresh.pk]))
            refusal = act(fresh, spec, given, words, using, written)
    if refusal is not None:
        raise refusal
    return fresh


def _locked(model: Any, pk: int, spec: Verb, using: str) -> tuple[Any, Facts]:
    """The record as it stands, its row locked, with the facts that came along. Raises DoesNotExist."""
    statements = statements_for(model, using)
    known: dict[str, Any] = {}
    if acts in spec.right.needs:
        fresh, known[acts.name] = statements.lock_with_acts(pk)
    else:
        fresh = statements.lock(pk)
    if fresh is None:
        raise model.DoesNotExist(f"{model.__name__} {pk} does not exist")
    return fresh, known


def spec_of(model: Any, verb: str) -> Verb:
    """The declaration of a verb. Raises Invalid for a name that the record type does not know."""
    spec = model.verbs().get(verb)
    if spec is None:
        raise Invalid({"": _("There is no step “%(verb)s” here.") % {"verb": verb}})
    return spec  # type: ignore[no-any-return]


def judged_words(spec: Verb, words: Told, data: Any, record: Any) -> Any:
    """The verb's data and words, judged before anything is locked."""
    errors: dict[str, Any] = {}
    if spec.needs_reason and not words.reason and words.cause is None:
        errors["reason"] = _("State the reason.")
    if spec.needs_basis and not words.basis and words.cause is None:
        errors["basis"] = _("Name the legal basis.")
    try:
        given = judged(spec.data, data, record, words.today)
    except Invalid as wrong:
        raise Invalid({**errors, **wrong.errors}) from wrong
    if errors:
        raise Invalid(errors)
    return given


def lock_above(records: Sequence[Any], spec: Verb, using: str) -> None:
    """Take the locks that the verb declares for some records, in the one order that all verbs keep: one statement a record type."""
    if not spec.locks:
        return
    wanted: dict[Any, set[int]] = {}
    for record in records:
        each: Any = spec.locks(record) if callable(spec.locks) else _by_name(record, spec.locks)
        for model, keys in each:
            wanted.setdefault(model, set()).update(keys)
    lock_rows([(model, sorted(wanted[model])) for model in sorted(wanted, key=_rank)], using)


def _rank(model: Any) -> int:
    return int(model.LOCK_RANK)


def _by_name(record: Any, names: Iterable[str]) -> list[tuple[Any, tuple[int, ...]]]:
    found: list[tuple[Any, tuple[int, ...]]] = []
    for name in names:
        field = type(record)._meta.get_field(name)
        key = getattr(record, field.attname)
        if key is not None:
            found.append((field.related_model, (key,)))
    return found


def refusal_of(
    record: Any, spec: Verb, given: Any, words: Told, expected_version: int | None, known: Facts
) -> Refused | None:
    """Why the verb may not be performed on a locked record: stale, state, right, what it names, guards; None if it may.

    `known` are facts that came with the lock.
    """
    if expected_version is not None and expected_version != record.version:
        return Stale(expected_version, record.version)
    if record.state not in spec.sources:
        return NotFromThisState(spec.name, record.state, spec.label, record.get_state_display())
    facts = {**known, **facts_for([record], [n for n in spec.right.needs if n.name not in known])[record.pk]}
    facts["cause"] = cause_verb(words)
    if refusal := spec.right.refusal(record, facts, words.by, spec.name, words.today):
        return refusal
    if errors := out_of_sight(named_in(given), words, record._state.db or "default"):
        return Invalid(errors)
    guards = spec.all_guards
    if guards:
        facts.update(facts_for([record], [n for g in guards for n in g.needs if n.name not in facts])[record.pk])
        if unmet := unmet_among(guards, record, facts, words.today):
            return GuardsUnmet(unmet)
    if cautions := cautions_of(spec, words):
        facts.update(facts_for([record], [n for g in cautions for n in g.needs if n.name not in facts])[record.pk])
        return unreasoned(cautions, record, facts, words)
    return None


def cautions_of(spec: Verb, words: Told) -> tuple[Guard, ...]:
    """What is to be weighed where a person gives no reason; nothing where he gives one, or another verb drives this one."""
    return () if words.reason or words.cause is not None else spec.cautions


def unreasoned(cautions: Iterable[Guard], record: Any, facts: Any, words: Told) -> Invalid | None:
    """The refusal of a step that speaks against what stands and gives no reason."""
    found = unmet_among(cautions, record, facts, words.today)
    return Invalid({"reason": format_lazy("{}" * len(found), *(one.sentence for one in found))}) if found else None


def cause_verb(words: Told) -> str:
    """The driving verb as rights name it: "app.Model.verb"; "" where nothing drives."""
    return f"{words.cause.model}.{words.cause.verb}" if words.cause else ""


def act(record: Any, spec: Verb, given: Any, words: Told, using: str, written: list[Entry]) -> Refused | None:
    """Run the method, write both rows, tell the apps above; Invalid if the method left a field wrongly filled."""
    before, source = column_values(record), record.state
    getattr(record, spec.name)(given, words.today)
    changed = changed_columns(record, before)
    touched = [name for name in changed if name != "state"]
    if touched:
        wrong = cleaned(record, touched) or implausible(record, touched, words.today)
        if errors := wrong or dangling([record], touched, using):
            return Invalid(errors)
        keep_personal(record, using)
        changed = changed_columns(record, before)
    entry = write(record, words, spec.name, source, changed, using, written)
    transitioned.send(
        sender=type(record),
        verb=spec.name,
        entries=[entry],
        records=[record],
        by=words.by,
        data=given,
        at=words.at,
    )
    return None
