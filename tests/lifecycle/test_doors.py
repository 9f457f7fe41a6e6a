"""The doors on a record type of the tests' own: order of refusals, rows, chain, driven verbs."""

from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from lifecycle.actors import Actor, Hold
from lifecycle.creating import create, create_many, record_edit
from lifecycle.performing import perform
from lifecycle.personal import Personal, revealed
from lifecycle.refusals import DoorBypassed, GuardsUnmet, Invalid, NotFromThisState, NotPermitted, Stale
from lifecycle.signals import transitioned
from lifecycle.statements import statements_for
from lifecycle.sweeping import perform_many
from lifecycle.testing import columns, replayed
from lifecycle.verifying import broken_links
from tests.lifecycle.parcels.models import Note, NoteState, Parcel

pytestmark = pytest.mark.django_db

BOTH = (Hold("sender", "a."), Hold("weigher", "a."))
ANN = Actor(official_id=1, name="Ann", post="clerk", body="A", body_path="a.", holds=BOTH)
BEA = Actor(official_id=2, name="Bea", post="head", body="A", body_path="a.", holds=BOTH)
OUT = Actor(official_id=3, name="Cy", body_path="b.", holds=(Hold("sender", "b."),))


def sent(**data: Any) -> Any:
    return perform(create(Parcel, ANN, data={"title": "box", **data}), "send", ANN)


def test_a_new_record_stands_in_its_first_state_with_its_first_row() -> None:
    parcel = create(Parcel, ANN, data={"title": "box", "weight": "1.50"}, reason="because", basis="art. 1")
    row = parcel.history.get()
    assert (parcel.state, parcel.version, row.version, row.verb, row.target_state) == ("draft", 1, 1, "create", "draft")
    assert (row.actor_id, row.actor_name, row.actor_post, row.actor_body) == (1, "Ann", "clerk", "A")
    assert (row.reason, row.basis, row.digest, row.prev_digest) == ("because", "art. 1", parcel.trail_head, "")
    assert parcel.ref == f"PA-{timezone.localdate().year}-0001"


def test_refusals_come_in_their_order_stale_state_right_guard() -> None:
    parcel = sent()
    with pytest.raises(Stale):
        perform(parcel, "deliver", OUT, expected_version=1)
    with pytest.raises(NotFromThisState):
        perform(parcel, "deliver", OUT)
    with pytest.raises(NotPermitted):
        perform(parcel, "weigh", OUT, data={"weight": "2"})
    parcel = perform(parcel, "weigh", BEA, data={"weight": "2"})
    with pytest.raises(GuardsUnmet) as refusal:
        perform(parcel, "deliver", BEA)
    assert [one.name for one in refusal.value.unmet] == ["has_note"]


def test_input_is_judged_before_anything_else_with_a_sentence_for_each_field() -> None:
    parcel = sent()
    with pytest.raises(Invalid) as refusal:
        perform(parcel, "weigh", OUT, data={"weight": "-1", "colour": "red"}, expected_version=1)
    assert set(refusal.value.errors) == {"weight", "colour"}
    with pytest.raises(Invalid) as refusal:
        perform(parcel, "send_back", BEA, reason="  ")
    assert set(refusal.value.errors) == {"reason"}
    with pytest.raises(Invalid):
        perform(parcel, "no_such_verb", BEA)


def test_a_refused_verb_changes_no_row_and_writes_no_history() -> None:
    parcel = sent()
    before, rows = columns(parcel), parcel.history.count()
    for verb, data in (("deliver", None), ("weigh", {"weight": "x"}), ("lose", None)):
        with pytest.raises((Invalid, NotFromThisState)):
            perform(parcel, verb, BEA, data=data)
    assert (columns(parcel), parcel.history.count()) == (before, rows)


def test_the_same_person_under_another_account_or_as_principal_is_the_same_person() -> None:
    parcel = sent()
    again = Actor(official_id=1, name="Ann (second account)", body_path="a.", holds=BOTH)
    deputy = Actor(official_id=9, name="Dee", body_path="a.", holds=BOTH, on_behalf_of_id=1, on_behalf_kind="acting")
    for by in (ANN, again, deputy):
        with pytest.raises(NotPermitted) as refusal:
            perform(parcel, "weigh", by, data={"weight": "1"})
        assert refusal.value.rights == ("other_than(send)",)
    assert perform(parcel, "weigh", BEA, data={"weight": "1"}).state == "weighed"


def test_four_eyes_begin_anew_when_the_record_enters_its_first_state_again() -> None:
    parcel = perform(sent(), "send_back", BEA, reason="too light")
    parcel = perform(parcel, "send", BEA)
    with pytest.raises(NotPermitted):
        perform(parcel, "weigh", BEA, data={"weight": "1"})
    # Ann had sent it the first time; that step went back with the parcel.
    assert perform(parcel, "weigh", ANN, data={"weight": "1"}).state == "weighed"


def test_a_return_does_not_unwrite_what_was_written() -> None:
    parcel = perform(sent(), "send_back", BEA, reason="too light")
    parcel = perform(record_edit(parcel, BEA, changes={"remark": "heavier"}), "send", ANN)
    for _round in range(2):
        with pytest.raises(NotPermitted):
            perform(parcel, "weigh", BEA, data={"weight": "1"})
        parcel = perform(parcel, "send_back", BEA, reason="once more")
        parcel = perform(parcel, "send", ANN)


def test_an_edit_names_the_fields_that_changed_and_writes_nothing_where_nothing_differs() -> None:
    parcel = create(Parcel, ANN, data={"title": "box"})
    parcel = record_edit(parcel, ANN, changes={"remark": "new", "title": "box"})
    assert parcel.history.latest().changed == ["remark"]
    assert record_edit(parcel, ANN, changes={"title": "box"}).version == 2


def test_an_edit_outside_what_the_state_allows_is_refused() -> None:
    parcel = create(Parcel, ANN, data={"title": "box"})
    with pytest.raises(Invalid):
        record_edit(parcel, ANN, changes={"count": 3})
    with pytest.raises(Invalid) as refusal:
        record_edit(parcel, ANN, changes={"due_on": "1999-12-31"})
    assert set(refusal.value.errors) == {"due_on"}
    with pytest.raises(NotFromThisState):
        record_edit(perform(parcel, "send", ANN), ANN, changes={"remark": "x"})


def test_a_driven_verb_is_not_for_people_and_needs_its_cause() -> None:
    parcel = sent()
    note = create(Note, ANN, data={"parcel": parcel, "text": "n"})
    with pytest.raises(NotPermitted):
        perform(note, "shut", ANN)

    def shut_notes(sender: Any, verb: str, entries: Any, records: Any, by: Actor, **_rest: Any) -> None:
        if verb == "deliver":
            for each in Note.objects.filter(parcel__in=records, state=NoteState.OPEN):
                perform(each, "shut", by, cause=entries[0])

    transitioned.connect(shut_notes, sender=Parcel)
    try:
        parcel = perform(perform(parcel, "weigh", BEA, data={"weight": "2"}), "deliver", BEA)
    finally:
        transitioned.disconnect(shut_notes, sender=Parcel)
    row = note.history.latest()
    assert (row.verb, row.via, row.cause) == ("shut", "driven", f"parcels.Parcel/{parcel.pk}/{parcel.version}")


def test_what_a_receiver_raises_undoes_both_records() -> None:
    parcel = perform(sent(), "weigh", BEA, data={"weight": "2"})
    create(Note, ANN, data={"parcel": parcel, "text": "n"})

    def refuse(**_all: Any) -> None:
        raise RuntimeError("no")

    transitioned.connect(refuse, sender=Parcel)
    before = columns(parcel)
    try:
        with pytest.raises(RuntimeError):
            perform(parcel, "deliver", BEA)
    finally:
        transitioned.disconnect(refuse, sender=Parcel)
    assert columns(parcel) == before == replayed(parcel)


def test_many_are_moved_with_the_same_rows_and_the_refused_are_named() -> None:
    parcels = create_many(Parcel, ANN, [{"title": f"box {n}", "weight": Decimal(n)} for n in range(30)])
    create(Parcel, ANN, data={})
    outcome = perform_many(Parcel.objects.all(), "send", ANN, chunk=7)
    assert sorted(outcome.done) == sorted(parcel.pk for parcel in parcels)
    assert [type(refusal) for refusal in outcome.refused.values()] == [GuardsUnmet]
    outcome = perform_many(Parcel.objects.filter(state="sent"), "weigh", BEA, data={"weight": "2.5"}, chunk=7)
    assert len(outcome.done) == 30
    assert broken_links(Parcel.history.order_by("id", "version"), Parcel) == []
    assert all(columns(parcel) == replayed(parcel) for parcel in Parcel.objects.all())


def test_a_personal_value_is_kept_apart_and_only_its_digest_is_in_record_and_trail() -> None:
    parcel = create(Parcel, ANN, data={"title": "box", "contact": Personal("13800000000")})
    assert len(parcel.contact) == 64
    assert revealed([parcel.contact]) == {parcel.contact: "13800000000"}
    assert parcel.history.get().contact == parcel.contact


def test_saving_around_the_doors_is_refused() -> None:
    parcel = create(Parcel, ANN, data={"title": "box"})
    for write in (parcel.save, parcel.delete, Parcel.objects.all().delete, lambda: Parcel.objects.update(title="x")):
        with pytest.raises(DoorBypassed):
            write()


@pytest.mark.parametrize("text", ["a\x00b", "\ud800"])
def test_text_that_an_engine_would_not_keep_is_refused_at_the_field(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        create(Parcel, ANN, data={"title": text})
    assert set(refusal.value.errors) == {"title"}


@pytest.mark.parametrize("steps", [0, 1, 2, 3, 4, 5])
def test_the_lock_tells_the_same_acts_as_the_question_that_is_asked_of_many(steps: int) -> None:
    parcel = sent()
    for verb, by in [("send_back", BEA), ("send", BEA), ("mark", ANN), ("send_back", ANN), ("edit", BEA)][:steps]:
        if verb == "edit":
            parcel = record_edit(parcel, by, changes={"remark": "heavier"})
        else:
            parcel = perform(parcel, verb, by, reason="asked")
    statements = statements_for(Parcel)
    locked, told = statements.lock_with_acts(parcel.pk)
    assert columns(locked) == columns(parcel)
    assert sorted(told, key=str) == sorted(statements.acts([parcel])[parcel.pk], key=str)
    assert ("create", 1, None) in told and (("send", 1, None) in told) == (steps < 1)
    assert statements.lock_with_acts(parcel.pk + 1) == (None, [])
