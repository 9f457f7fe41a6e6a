"""System checks: a record type that breaks a rule of the kernel does not start."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import Error, Warning, register  # noqa: A004 - Django's own name
from django.db import connection, models

from lifecycle.canonical import encoder_for
from lifecycle.engines import LONGEST_NAME
from lifecycle.models import LifecycleModel, TrailedModel, TrailEntry
from lifecycle.records import LONGEST_TABLE
from lifecycle.rights import Right
from lifecycle.verbs import SAME, Chosen

MAX_DIGITS = 15
LONGEST_VERB = 40
# What a trail row says besides the record's columns: a field of the same name would be written over by it.
TRAIL_COLUMNS = frozenset(field.name for field in TrailEntry._meta.get_fields())


@register()
def check_records(app_configs: Any = None, **_kwargs: Any) -> list[Error]:
    """Every fault of every record type of the given apps, or of all."""
    faults: list[Error] = []
    for model in apps.get_models():
        if app_configs is not None and model._meta.app_config not in app_configs:
            continue
        if issubclass(model, TrailedModel):
            faults += _trailed(model)
        if issubclass(model, LifecycleModel):
            faults += _lifecycle(model)
    return faults


def _trailed(model: Any) -> Iterator[Error]:
    yield from _names(model)
    yield from _fields(model)
    if model._meta.many_to_many:
        yield Error(
            "A record may have no many-to-many field: its trail would miss them.",
            obj=model,
            id="lifecycle.E003",
        )
    if model.CREATION is not None and not isinstance(model.CREATION.right, Right):
        yield Error("CREATION names no right.", obj=model, id="lifecycle.E004")
    field_names = {field.name for field in model._meta.concrete_fields}
    for state, edit in model.EDITABLE.items():
        if not isinstance(edit.right, Right):
            yield Error(f"EDITABLE[{state!r}] names no right.", obj=model, id="lifecycle.E005")
        if unknown := set(edit.fields) - field_names:
            yield Error(
                f"EDITABLE[{state!r}] names unknown fields: {sorted(unknown)}.",
                obj=model,
                id="lifecycle.E006",
            )
    if model.CREATION is not None and (unknown := set(model.CREATION.fields) - field_names):
        yield Error(
            f"CREATION names unknown fields: {sorted(unknown)}.",
            obj=model,
            id="lifecycle.E006",
        )


def _names(model: Any) -> Iterator[Error]:
    if len(model._meta.db_table) > LONGEST_TABLE:
        yield Error(
            f"The table name has over {LONGEST_TABLE} characters.",
            obj=model,
            id="lifecycle.E001",
        )
    names = [field.column for field in model._meta.concrete_fields]
    names += [index.name for index in model._meta.indexes]
    names += [constraint.name for constraint in model._meta.constraints]
    for name in names:
        if len(name) > LONGEST_NAME or not name.isascii():
            yield Error(
                f"{name}: over {LONGEST_NAME} characters, or not ASCII.",
                obj=model,
                id="lifecycle.E001",
            )


def _fields(model: Any) -> Iterator[Error]:
    for field in model._meta.concrete_fields:
        if field.name in TRAIL_COLUMNS:
            yield Error(f"{field.name}: the trail has a column of this name.", obj=model, id="lifecycle.E008")
        if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
            yield Error(
                f"{field.name}: auto_now would change after the digest.",
                obj=model,
                id="lifecycle.E002",
            )
        if isinstance(field, models.DecimalField) and field.max_digits > MAX_DIGITS:
            yield Error(
                f"{field.name}: SQLite loses decimals over {MAX_DIGITS} digits.",
                obj=model,
                id="lifecycle.E002",
            )
        if isinstance(field, models.ForeignKey) and field.remote_field.on_delete is not models.PROTECT:
            yield Error(
                f"{field.name}: a record's foreign keys are PROTECT.",
                obj=model,
                id="lifecycle.E002",
            )
        try:
            encoder_for(field)
        except TypeError as wrong:
            yield Error(str(wrong), obj=model, id="lifecycle.E002")


def _lifecycle(model: Any) -> Iterator[Error]:
    states = set(model.STATES.values)
    if not model.FIRST or not set(model.FIRST) <= states:
        yield Error("FIRST must name states of STATES.", obj=model, id="lifecycle.E010")
    for state in model.STATES:
        # Django makes a label of the name where none is given; a word whose English label is its code is labelled.
        if not str(state.label).strip() or str(state.label) == state.name.replace("_", " ").title():
            yield Error(f"The state {state.value} has no label.", obj=model, id="lifecycle.E011")
        if state.value not in model.TONES:
            yield Error(f"The state {state.value} has no tone.", obj=model, id="lifecycle.E012")
    verbs = model.verbs()
    for spec in verbs.values():
        yield from _verb(model, spec, states)
    left = {state for spec in verbs.values() for state in spec.sources if spec.targets_from(state) != (state,)}
    for state in sorted(states - left - set(model.ENDS)):
        yield Error(
            f"Nothing leaves the state {state}, and ENDS does not name it.",
            obj=model,
            id="lifecycle.E013",
        )
    for state in sorted(left & set(model.ENDS)):
        yield Error(f"ENDS names {state}, which verbs leave.", obj=model, id="lifecycle.E013")


def _verb(model: Any, spec: Any, states: set[str]) -> Iterator[Error]:
    if not isinstance(spec.right, Right):
        yield Error(f"The verb {spec.name} names no right.", obj=model, id="lifecycle.E020")
    if not str(spec.label).strip():
        yield Error(f"The verb {spec.name} has no label.", obj=model, id="lifecycle.E021")
    if len(spec.name) > LONGEST_VERB or spec.name in ("create", "edit"):
        yield Error(
            f"The verb's name {spec.name} is too long or taken.",
            obj=model,
            id="lifecycle.E022",
        )
    if not spec.sources:
        yield Error(f"The verb {spec.name} starts nowhere.", obj=model, id="lifecycle.E023")
    targets = {
        state
        for _sources, target in spec.moves
        for state in ((target.states if isinstance(target, Chosen) else (target,)) if target is not SAME else ())
    }
    if unknown := (set(spec.sources) | targets) - states:
        yield Error(
            f"The verb {spec.name} names unknown states: {sorted(unknown)}.",
            obj=model,
            id="lifecycle.E024",
        )
    for slot, guard in spec.added:
        if slot not in spec.slots:
            yield Error(
                f"{spec.name}: {guard.name} was added to a slot {slot} that it has not.",
                obj=model,
                id="lifecycle.E025",
            )


@register(deploy=True)
def check_engine(app_configs: Any = None, **_kwargs: Any) -> list[Warning]:
    """Production on SQLite is one office on one machine, which should be meant."""
    if not settings.PRODUCTION or connection.vendor != "sqlite":
        return []
    said = "Production runs on SQLite: one machine, and the tables' owner is whoever may write the file."
    return [Warning(said, hint="DATABASE_URL=postgresql://...; see docs/deploy.md.", id="lifecycle.W001")]
