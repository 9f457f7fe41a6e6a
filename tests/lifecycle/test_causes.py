"""A set of records of which each was driven by a row of its own."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lifecycle.actors import Actor, Hold
from lifecycle.creating import create_many
from lifecycle.doors import Entry
from lifecycle.refusals import NotPermitted
from lifecycle.signals import transitioned
from lifecycle.sweeping import perform_many
from lifecycle.testing import plant
from lifecycle.verifying import broken_links
from tests.lifecycle.parcels.models import Note, NoteState, Parcel

pytestmark = pytest.mark.django_db

BEA = Actor(official_id=2, name="Bea", body="A", body_path="a.", holds=(Hold("sender", "a."), Hold("weigher", "a.")))


@pytest.fixture
def shutting() -> Iterator[None]:
    def shut_notes(entries: Sequence[Entry], verb: str, by: Actor, **_words: Any) -> None:
        if verb != "deliver":
            return
        causes = {entry.record_id: entry for entry in entries}
        notes = dict(Note.objects.filter(parcel__in=list(causes)).values_list("pk", "parcel_id"))
        perform_many(Note.objects.all(), "shut", by, causes={pk: causes[parcel] for pk, parcel in notes.items()})
        create_many(
            Note, by, [{"parcel": pk, "text": "receipt"} for pk in causes], causes=[causes[pk] for pk in causes]
        )

    transitioned.connect(shut_notes, sender=Parcel)
    yield
    transitioned.disconnect(shut_notes, sender=Parcel)


def parcels(count: int) -> list[Any]:
    made = [plant(Parcel, "weighed", title=f"box {number}") for number in range(count)]
    for parcel in made:
        plant(Note, NoteState.OPEN, parcel=parcel, text="deliver by hand")
    return made


def test_each_record_of_a_driven_set_names_the_row_that_drove_it(shutting: None) -> None:
    made = parcels(3)
    perform_many(Parcel.objects.filter(pk__in=[one.pk for one in made]), "deliver", BEA)
    for parcel in made:
        shut = Note.objects.get(parcel=parcel, state=NoteState.SHUT)
        receipt = Note.objects.get(parcel=parcel, text="receipt")
        assert shut.history.get(verb="shut").cause == f"parcels.Parcel/{parcel.pk}/2"
        assert receipt.history.get(verb="create").cause == f"parcels.Parcel/{parcel.pk}/2"
    assert broken_links(Note.history.order_by("id", "version"), Note) == []


def test_the_statements_of_a_driven_set_do_not_grow_with_it(shutting: None) -> None:
    counts = []
    for size in (2, 40):
        made = parcels(size)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            perform_many(Parcel.objects.filter(pk__in=[one.pk for one in made]), "deliver", BEA)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_causes_of_another_call_are_refused() -> None:
    parcel = parcels(1)[0]
    row = parcel.history.get()
    entry = Entry("parcels.Parcel", parcel.pk, 1, "deliver", "", "", (), row.digest, row.pk, row.history_date)
    note = Note.objects.get(parcel=parcel)
    with pytest.raises(NotPermitted):
        perform_many(Note.objects.all(), "shut", BEA, causes={note.pk: entry})
    assert Note.objects.get(pk=note.pk).state == NoteState.OPEN
