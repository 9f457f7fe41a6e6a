"""The number of statements of sets does not grow with them, and a step has no more than it needs."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lifecycle.creating import create, create_many
from lifecycle.offers import available
from lifecycle.performing import perform
from lifecycle.signals import transitioned
from lifecycle.statements import record_types
from lifecycle.sweeping import perform_many
from tests.lifecycle.parcels.models import Parcel
from tests.lifecycle.people import ANN, BEA, drafted, sent, weighed

pytestmark = pytest.mark.django_db

SIZES = (1, 500, 2_000)


def statements_of(work: Callable[[], Any]) -> int:
    """The statements of a piece of work, but for the savepoint that stands for its transaction here."""
    with CaptureQueriesContext(connection) as captured:
        work()
    return len([one for one in captured if "SAVEPOINT" not in one["sql"]])


def drafts(size: int) -> list[int]:
    rows = [{"title": f"box {n}", "weight": Decimal(n), "extra": {"n": n}} for n in range(size)]
    return [one.pk for one in create_many(Parcel, ANN, rows)]


def test_a_sweep_takes_as_many_statements_for_one_record_as_for_two_thousand() -> None:
    counts = []
    for size in SIZES:
        chosen = Parcel.objects.filter(pk__in=drafts(size))
        sending = statements_of(partial(perform_many, chosen, "send", ANN))
        weighing = statements_of(partial(perform_many, chosen, "weigh", BEA, data={"weight": 2001}))
        counts.append((sending, weighing))
    # Keys, lock, trail rows, records; the four-eyes right asks once more.
    assert counts == [(4, 5)] * len(SIZES)


def test_making_records_takes_statements_by_parts_of_bounded_size_alone() -> None:
    counts = [statements_of(partial(drafts, size)) for size in (1, 10, 500)]
    assert counts == [4, 4, counts[2]]
    # Keys, numbers, then the parts that the engine's number of parameters allows.
    assert counts[2] <= 6
    assert statements_of(lambda: drafts(2_000)) <= 4 * counts[2]


def test_a_step_takes_no_more_statements_with_a_second_pair_of_eyes() -> None:
    parcel = drafted()
    # The lock, the trail row, the record: the last two in one statement where the engine can.
    needed = 2 if connection.vendor == "postgresql" else 3
    assert statements_of(lambda: perform(parcel, "send", ANN)) == needed
    assert statements_of(lambda: perform(parcel, "inspect", BEA)) == needed
    assert statements_of(lambda: create(Parcel, ANN, data={"title": "box"})) == 4


def test_receivers_are_told_once_of_a_batch_whatever_its_size() -> None:
    calls: list[tuple[str, int, int]] = []

    def count(verb: str, entries: Any, records: Any, **_words: Any) -> None:
        calls.append((verb, len(entries), len(records)))

    transitioned.connect(count, sender=Parcel)
    try:
        keys = drafts(500)
        perform_many(Parcel.objects.filter(pk__in=keys), "send", ANN)
    finally:
        transitioned.disconnect(count, sender=Parcel)
    assert calls == [("create", 500, 500), ("send", 500, 500)]


def test_what_a_record_offers_is_asked_in_one_statement_for_each_distinct_fact() -> None:
    today = weighed().history.latest().history_date.date()
    parcel = drafted()
    assert statements_of(lambda: available(parcel, ANN, today)) == 0
    parcel = sent()
    assert statements_of(lambda: available(parcel, BEA, today)) == 1
    parcel = weighed()
    assert statements_of(lambda: available(parcel, BEA, today)) == 1


def test_what_somebody_did_with_records_is_found_by_an_index_of_every_trail_that_has_states() -> None:
    for model in record_types(apps.get_models()):
        names = [index.name for index in model.history.model._meta.indexes]
        assert names == ([f"{model._meta.db_table}_trail_act"] if hasattr(model, "STATES") else []), model
    if connection.vendor == "postgresql":
        # Of a few rows PostgreSQL reads the whole table, whatever indexes there are.
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
    asked = Parcel.history.filter(actor_id=1, verb__in=("send", "weigh")).order_by("-history_date", "-history_id")
    assert "parcels_parcel_trail_act" in asked.explain()
