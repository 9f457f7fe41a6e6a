"""Two processes that do the same thing at the same moment: one does it, the other is told why not."""

from collections import Counter
from collections.abc import Callable
from time import sleep
from typing import Any

import pytest
from django.db import connection, transaction

from lifecycle.creating import create, create_many, record_edit
from lifecycle.performing import perform
from lifecycle.sweeping import perform_many
from lifecycle.verifying import broken_links
from tests.lifecycle.parcels.models import Note, Parcel
from tests.lifecycle.people import ANN, BEA

ROUNDS = 200


def send(pk: int) -> str:
    return str(perform(Parcel(pk=pk), "send", ANN).state)


def send_as_seen(pk: int) -> str:
    return str(perform(Parcel(pk=pk), "send", ANN, expected_version=1).state)


def edit(pk: int, words: str) -> str:
    return str(record_edit(Parcel(pk=pk), ANN, changes={"remark": words}, expected_version=1).remark)


def send_all(keys: list[int]) -> list[int]:
    return perform_many(Parcel.objects.filter(pk__in=keys), "send", ANN, chunk=3).done


def number_of_new() -> str:
    return str(create(Parcel, ANN, data={"title": "box"}).ref)


def until(holds: Callable[[], bool]) -> None:
    """Wait for what another process does."""
    for _try in range(3_000):
        if holds():
            return
        sleep(0.005)
    raise TimeoutError


def is_locked(pk: int) -> bool:
    with transaction.atomic():
        return not Parcel.objects.select_for_update(skip_locked=True).filter(pk=pk).exists()


def is_waited_for() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid)))"
        )
        return bool(cursor.fetchone()[0])


def return_and_have_it_sent_by_another(pk: int, inspected_by_him_next: bool) -> str:
    """One of two: Bea inspects what Ann sent, and meanwhile Ann takes it back and Bea herself sends it."""
    if inspected_by_him_next:
        until(lambda: is_locked(pk))
        return str(perform(Parcel(pk=pk), "inspect", BEA).state)
    with transaction.atomic():
        perform(Parcel(pk=pk), "send_back", ANN, reason="Wrong label")
        parcel = perform(Parcel(pk=pk), "send", BEA)
        until(is_waited_for)
    return str(parcel.state)


def drafts(count: int) -> list[int]:
    return [one.pk for one in create_many(Parcel, ANN, [{"title": f"box {n}"} for n in range(count)])]


@pytest.mark.parametrize(("function", "refusal"), [(send, "NotFromThisState"), (send_as_seen, "Stale")])
def test_of_two_who_perform_the_same_verb_at_once_exactly_one_wins_in_each_of_200_rounds(
    at_once: Callable[..., Any], function: Callable[[int], str], refusal: str
) -> None:
    outcomes: Counter[tuple[str, ...]] = Counter()
    for pk in drafts(ROUNDS):
        answers = at_once(function, (pk,), (pk,))
        outcomes[tuple(sorted(answer.error or answer.value for answer in answers))] += 1
    assert outcomes == {tuple(sorted((refusal, "sent"))): ROUNDS}
    assert Parcel.history.filter(verb="send").count() == ROUNDS
    assert set(Parcel.objects.values_list("version", "state")) == {(2, "sent")}
    assert broken_links(Parcel.history.order_by("id", "version"), Parcel) == []


@pytest.mark.postgresql_only
def test_who_waited_for_the_lock_is_refused_for_what_he_himself_did_meanwhile(at_once: Callable[..., Any]) -> None:
    (pk,) = drafts(1)
    assert send(pk) == "sent"
    first, second = at_once(return_and_have_it_sent_by_another, (pk, False), (pk, True))
    assert (first.value, first.error) == ("sent", "")
    # Bea may weigh whatever another sent.
    assert second.error == "NotPermitted"
    assert list(Parcel.history.filter(id=pk).values_list("verb", "actor_id")) == [
        ("create", 1),
        ("send", 1),
        ("send_back", 1),
        ("send", 2),
    ]


def test_of_two_who_edit_what_they_both_saw_one_is_told_that_it_changed_meanwhile(at_once: Callable[..., Any]) -> None:
    for pk in drafts(30):
        answers = at_once(edit, (pk, "mine"), (pk, "yours"))
        assert sorted(bool(answer.error) for answer in answers) == [False, True]
        lost = next(answer for answer in answers if answer.error)
        won = next(answer for answer in answers if not answer.error)
        assert lost.error == "Stale"
        assert Parcel.objects.get(pk=pk).remark == won.value


def test_two_sweeps_over_the_same_records_move_each_record_once(at_once: Callable[..., Any]) -> None:
    for _round in range(5):
        keys = drafts(20)
        first, second = at_once(send_all, (keys,), (keys,))
        assert not first.error and not second.error
        assert sorted(first.value + second.value) == keys
    assert broken_links(Parcel.history.order_by("id", "version"), Parcel) == []


def test_two_who_make_records_at_once_get_two_numbers(at_once: Callable[..., Any]) -> None:
    refs = [answer.value for _round in range(20) for answer in at_once(number_of_new)]
    assert len(set(refs)) == 40
    assert Parcel.objects.count() == 40 and Note.objects.count() == 0
    assert BEA.official_id != ANN.official_id
