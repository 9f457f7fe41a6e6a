"""A failure between any two statements of a door leaves neither half."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction

from lifecycle.actors import Actor
from lifecycle.creating import create, create_many, record_edit
from lifecycle.models import RefCounter, Secret
from lifecycle.performing import perform
from lifecycle.personal import Personal
from lifecycle.refusals import NotPermitted, Refused
from lifecycle.signals import transitioned
from lifecycle.sweeping import perform_many
from lifecycle.testing import columns, replayed
from lifecycle.verifying import broken_links
from tests.lifecycle.parcels.models import Note, Parcel
from tests.lifecycle.people import ANN, BEA, drafted, sent, weighed
from tests.plugs import Plug, PulledPlug

STRANGER = Actor(official_id=5, name="Eve", body_path="a.")

pytestmark = pytest.mark.django_db(transaction=True)


def everything() -> list[Any]:
    """Every row that a door may write."""
    tables: tuple[Any, ...] = (Parcel, Parcel.history, Note, Note.history, Secret, RefCounter)
    return [sorted(map(repr, getattr(table, "objects", table).values_list())) for table in tables]


@contextmanager
def shutting_notes() -> Iterator[None]:
    """With a receiver that shuts a delivered parcel's notes, as apps above drive what follows."""

    def shut(entries: Any, verb: str, by: Any, **_words: Any) -> None:
        if verb != "deliver":
            return
        for entry in entries:
            for note in Note.objects.filter(parcel=entry.record_id, state="open").order_by("pk"):
                perform(note, "shut", by, cause=entry)

    transitioned.connect(shut, sender=Parcel)
    try:
        yield
    finally:
        transitioned.disconnect(shut, sender=Parcel)


def performing() -> Callable[[], Any]:
    parcel = weighed()
    for words in ("one", "two"):
        create(Note, ANN, data={"parcel": parcel, "text": words})
    return lambda: perform(parcel, "deliver", BEA)


def creating() -> Callable[[], Any]:
    return lambda: create(Parcel, ANN, data={"title": "box", "contact": Personal("13800000000")})


def creating_many() -> Callable[[], Any]:
    rows = [{"title": f"box {n}", "contact": Personal(f"1380000000{n}")} for n in range(3)]
    return lambda: create_many(Parcel, ANN, rows)


def editing() -> Callable[[], Any]:
    parcel = drafted()
    return lambda: record_edit(parcel, ANN, changes={"remark": "new", "contact": Personal("13900000000")})


def performing_many() -> Callable[[], Any]:
    keys = [drafted().pk for _each in range(4)]
    return lambda: perform_many(Parcel.objects.filter(pk__in=keys), "send", ANN)


@pytest.mark.parametrize("prepare", [performing, creating, creating_many, editing, performing_many])
def test_a_failure_at_any_statement_of_a_door_leaves_everything_as_it_was(prepare: Callable[[], Any]) -> None:
    with shutting_notes():
        act = prepare()
        before = everything()
        for at in range(1, 100):
            plug = Plug(at)
            try:
                with connection.execute_wrapper(plug):
                    act()
            except PulledPlug:
                assert everything() == before, f"statement {at} of the door"
                continue
            break
    assert plug.seen == at - 1 >= 3
    assert everything() != before
    for model in (Parcel, Note):
        assert broken_links(model.history.order_by("id", "version"), model) == []
        assert all(columns(one) == replayed(one) for one in model.objects.all())


@pytest.mark.parametrize("prepare", [performing, creating, creating_many, editing, performing_many])
@pytest.mark.parametrize("half", ["_trail", "parcels_parcel"])
def test_where_the_trail_or_the_record_cannot_be_written_the_door_raises_and_nothing_stands(
    prepare: Callable[[], Any], half: str
) -> None:
    act = prepare()
    before = everything()

    def is_written(sql: str) -> bool:
        # On PostgreSQL one statement writes both halves of a step.
        return any(table.endswith(half) for table in re.findall(r'(?:INSERT INTO|UPDATE) "(\w+)"', sql))

    with pytest.raises(PulledPlug), connection.execute_wrapper(Plug(falls=is_written)):
        act()
    assert everything() == before


def test_a_sweep_that_fails_in_its_second_part_leaves_whole_parts() -> None:
    keys = [drafted().pk for _each in range(6)]
    others = [drafted().pk for _each in range(3)]
    statements = Plug()
    with connection.execute_wrapper(statements):
        perform_many(Parcel.objects.filter(pk__in=others), "send", ANN, chunk=3)
    with pytest.raises(PulledPlug), connection.execute_wrapper(Plug(statements.seen + 1)):
        perform_many(Parcel.objects.filter(pk__in=keys), "send", ANN, chunk=3)
    assert [Parcel.objects.get(pk=pk).state for pk in keys] == ["sent"] * 3 + ["draft"] * 3
    assert all(columns(one) == replayed(one) for one in Parcel.objects.all())


@pytest.mark.parametrize(
    "refused",
    [
        lambda: create(Parcel, ANN, data={"title": "x", "due_on": "1999-01-01", "contact": Personal("1380000")}),
        lambda: create(Parcel, STRANGER, data={"contact": Personal("1380000")}),
        lambda: create_many(Parcel, ANN, [{"contact": Personal("1")}, {"contact": Personal("2"), "state": "sent"}]),
        lambda: record_edit(drafted(), ANN, changes={"contact": Personal("1"), "due_on": "1999-01-01"}),
        lambda: record_edit(sent(), ANN, changes={"contact": Personal("1")}),
    ],
)
def test_a_refusal_keeps_no_personal_value(refused: Callable[[], Any]) -> None:
    with pytest.raises(Refused):
        refused()
    assert not Secret.objects.exists()


def test_a_refusal_inside_the_callers_transaction_leaves_that_transaction_usable() -> None:
    with transaction.atomic():
        parcel = drafted()
        with pytest.raises(NotPermitted):
            perform(parcel, "send", STRANGER)
        assert perform(parcel, "send", ANN).state == "sent"
    assert Parcel.objects.get().state == "sent"
