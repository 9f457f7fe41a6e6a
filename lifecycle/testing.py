"""Helpers for tests of record types: planting a record in any state, the verdict of each verb, replay and random walks."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from lifecycle.actors import Actor
from lifecycle.creating import _insert
from lifecycle.doors import Told, assign, door, write
from lifecycle.offers import available
from lifecycle.statements import statements_for

PLANTER = Actor(official_id=None, name="test", via="command")


def plant(
    model: Any,
    state: str = "",
    *,
    by: Actor = PLANTER,
    at: datetime | None = None,
    **fields: Any,
) -> Any:
    """A record that stands in a state at once, with a true first trail row and no rights asked. For tests alone."""
    now = at or timezone.now()  # noqa: TID251 - a test's own clock
    words = Told(by, "", "", now, now, None)
    with door("default"):
        statements = statements_for(model)
        record = model(id=statements.take_keys(1)[0])
        for name, value in fields.items():
            assign(record, name, value)
        if state:
            record.__dict__["state"] = str(state)
        if not getattr(record, "ref", "") and (name := record.numbered(words.today)):
            record.ref = record.ref_of(name, statements.next_number(name, 1))
        _insert([record], words, "default")
    return model._base_manager.get(pk=record.pk)


def did(record: Any, verb: str, by: Actor) -> Any:
    """The record with one trail row more, as if somebody had performed a verb that changed nothing. For tests alone."""
    now = timezone.now()  # noqa: TID251 - a test's own clock
    with door("default") as written:
        fresh = type(record)._base_manager.get(pk=record.pk)
        write(fresh, Told(by, "", "", now, now, None), verb, fresh.trail_state, [], "default", written)
    return fresh


def verdicts(record: Any, by: Actor, today: date) -> dict[str, str]:
    """How each verb stands for an actor: allowed, unmet, not_yours, driven or wrong_state."""
    return {offer.name: offer.status for offer in available(record, by, today)}


def differences(
    expected: Mapping[tuple[str, str, str], str],
    found: Mapping[tuple[str, str, str], str],
) -> list[tuple[tuple[str, str, str], str, str]]:
    """Where two tables of (state, verb, role) differ: (key, expected, found)."""
    keys = sorted(set(expected) | set(found))
    return [
        (key, expected.get(key, "absent"), found.get(key, "absent"))
        for key in keys
        if expected.get(key, "absent") != found.get(key, "absent")
    ]


def replayed(record: Any) -> dict[str, Any]:
    """The record's columns as its last trail row tells them."""
    row = record.history.order_by("-version").first()
    return {
        field.attname: getattr(row, field.attname)
        for field in type(record)._meta.concrete_fields
        if field.attname != "trail_head"
    }


def columns(record: Any) -> dict[str, Any]:
    """The record's columns as its own row tells them, but for the head of its chain."""
    fresh = type(record)._base_manager.get(pk=record.pk)
    return {
        field.attname: getattr(fresh, field.attname)
        for field in type(record)._meta.concrete_fields
        if field.attname != "trail_head"
    }
