"""Queries that are compiled once answer as their querysets do: on either engine, with hostile values, however many."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, models, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from lifecycle.creating import create_many
from lifecycle.models import RefCounter, TrailLayout
from lifecycle.performing import perform
from lifecycle.refusals import Invalid
from lifecycle.statements import Change, Given, Insertion, Question, statements_for
from lifecycle.statements.compiled import is_made_plainly
from lifecycle.statements.running import run, with_question_marks
from tests.lifecycle.parcels.models import Note, Parcel
from tests.lifecycle.people import ANN, BEA, drafted

pytestmark = pytest.mark.django_db

TEXT: Any = models.CharField()
COLUMNS = ("pk", "title", "weight", "due_on", "seen_at", "count", "urgent", "extra", "state")
# What breaks text that is put together by hand: marks of both drivers, quotes, what JSON and SQL escape.
HOSTILE = ("%s", "%%", "?", "'", '"', "'; DROP TABLE x; --", "\\", "[1, 2]", "{}", "null", "践诺 😀", "%(keys)s", "\n")

LISTED = Question(lambda: Parcel.objects.filter(pk__among=Given("keys")).order_by("pk").values_list(*COLUMNS))
RECORDS = Question(lambda: Parcel.objects.filter(pk__among=Given("keys")).order_by("pk"))
TITLED = Question(lambda: Parcel.objects.filter(title=Given("title", TEXT)).order_by("pk").values_list("pk", "title"))


def parcels(rows: Sequence[dict[str, Any]]) -> list[int]:
    return [one.pk for one in create_many(Parcel, ANN, rows)]


texts = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\x00"), min_size=1, max_size=20)
rows_of_parcels = st.lists(
    st.fixed_dictionaries(
        {
            "title": texts.filter(lambda text: text == text.strip() and bool(text)),
            "weight": st.none() | st.decimals(-(10**12), 10**12, places=2),
            "due_on": st.none() | st.dates(date(2000, 1, 1), date(2100, 1, 1)),
            "seen_at": st.none() | st.datetimes(datetime(1900, 1, 2), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
            "count": st.none() | st.integers(-(2**60), 2**60),
            "urgent": st.booleans(),
            "extra": st.none() | st.dictionaries(texts, st.integers() | texts | st.booleans(), max_size=3),
        }
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=rows_of_parcels)
def test_rows_and_records_come_back_as_the_queryset_gives_them(rows: list[dict[str, Any]]) -> None:
    try:
        keys = parcels(rows)
    except Invalid:
        # A sign that cannot be stored.
        reject()
    queryset = Parcel.objects.filter(pk__in=keys).order_by("pk")
    assert LISTED.rows(keys=keys) == list(queryset.values_list(*COLUMNS))
    names = [field.attname for field in Parcel._meta.concrete_fields]
    found, expected = RECORDS.records(keys=keys), list(queryset)
    assert [[getattr(one, name) for name in names] for one in found] == [
        [getattr(one, name) for name in names] for one in expected
    ]
    assert all(
        type(getattr(one, n)) is type(getattr(two, n)) for one, two in zip(found, expected, strict=True) for n in names
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_a_value_is_never_part_of_the_statement(text: str) -> None:
    first, _second = parcels([{"title": "other"}, {"title": "box"}])
    perform(drafted(), "send", ANN)
    keys = parcels([{"title": f"x{text}x"}])
    expected = list(Parcel.objects.filter(title=f"x{text}x").values_list("pk", "title"))
    assert TITLED.rows(title=f"x{text}x") == expected == [(keys[0], f"x{text}x")]
    assert TITLED.rows(title=f"x{text}") == []
    assert Parcel.objects.filter(pk=first).exists()


def test_the_text_does_not_change_with_the_number_of_keys_and_no_key_gives_no_row() -> None:
    keys = parcels([{"title": f"box {n}"} for n in range(1_200)])
    said = set()
    for part in ([], keys[:1], keys[:2], keys):
        with CaptureQueriesContext(connection):
            found = LISTED.rows(keys=part)
        assert [row[0] for row in found] == part
        said.add(LISTED._on("default").sql)
    assert len(said) == 1


def test_annotations_joins_and_what_is_named_come_with_the_records() -> None:
    parcel = drafted()
    create_many(Note, BEA, [{"parcel": parcel.pk, "text": "fragile"}] * 2)

    def rows() -> Any:
        return Parcel.objects.annotate(how_many=models.Count("notes")).order_by("pk")

    (found,) = Question(lambda: rows().filter(pk__among=Given("keys"))).records(keys=[parcel.pk])
    assert (
        (found.pk, found.how_many) == (parcel.pk, 2) == (rows().get(pk=parcel.pk).pk, rows().get(pk=parcel.pk).how_many)
    )
    named = Question(lambda: Note.objects.filter(parcel__among=Given("keys")).select_related("parcel").order_by("pk"))
    notes = named.records(keys=[parcel.pk])
    with CaptureQueriesContext(connection) as caught:
        assert [note.parcel for note in notes] == [parcel, parcel]
    assert len(caught) == 0
    (few,) = Question(lambda: Parcel.objects.filter(pk__among=Given("keys")).only("title")).records(keys=[parcel.pk])
    assert few.get_deferred_fields() and few.title == parcel.title


def test_an_update_writes_what_the_queryset_would_and_nothing_else() -> None:
    for name in ("a", "b", "c"):
        RefCounter.objects.create(name=name, last=1)
    raised = Change(
        lambda: RefCounter.objects.filter(name__among=Given("names", TEXT)), last=Given("last", models.IntegerField())
    )
    raised.run(names=["a", "c", "%s"], last=7)
    assert dict(RefCounter.objects.values_list("name", "last")) == {"a": 7, "b": 1, "c": 7}
    raised.run(names=[], last=9)
    assert dict(RefCounter.objects.values_list("name", "last")) == {"a": 7, "b": 1, "c": 7}


@pytest.mark.parametrize("count", [1, 2, 25])
def test_new_rows_stand_as_they_were_given_and_know_their_keys(count: int) -> None:
    made = [TrailLayout(model=f"m%s{n}", code=f"c{n}", columns={"n": n, "?": "%s"}) for n in range(count)]
    Insertion(TrailLayout).run(made)
    stored = TrailLayout.objects.in_bulk([one.pk for one in made])
    assert len(stored) == count
    assert all(stored[one.pk].columns == one.columns and stored[one.pk].code == one.code for one in made)


def test_a_row_that_stands_already_takes_the_new_values_of_the_fields_that_are_named() -> None:
    RefCounter.objects.create(name="a", last=1)
    Insertion(RefCounter, renewing=("last",)).run([RefCounter(name="c", last=3)])
    Insertion(RefCounter, renewing=("last",)).run([RefCounter(name="a", last=5), RefCounter(name="b", last=6)])
    assert dict(RefCounter.objects.values_list("name", "last")) == {"a": 5, "b": 6, "c": 3}


def test_what_watches_statements_sees_those_that_are_sent_straight_to_the_driver() -> None:
    seen: list[str] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        seen.append(sql)
        return execute(sql, params, many, context)

    with transaction.atomic():
        run(connection, "SELECT 1", ())
        with connection.execute_wrapper(watch):
            run(connection, "SELECT 2", ())
        with CaptureQueriesContext(connection) as caught:
            run(connection, "SELECT 3", ())
    assert seen == ["SELECT 2"]
    assert [one["sql"] for one in caught] == ["SELECT 3"]


def test_an_error_of_the_engine_is_djangos_and_closes_the_transaction_to_further_statements() -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        run(connection, "SELECT no_such_column FROM lifecycle_counter", ())
    with transaction.atomic():
        transaction.set_rollback(True)
        with pytest.raises(transaction.TransactionManagementError):
            run(connection, "SELECT 1", ())
    assert run(connection, "SELECT 1", ()) == [(1,)]


def test_only_places_become_question_marks() -> None:
    assert with_question_marks("a = %s AND b LIKE 'x%%s' AND c IN (%s)") == "a = ? AND b LIKE 'x%s' AND c IN (?)"
    long = "SELECT " + ", ".join(["%s"] * 9_000)
    assert with_question_marks(long) == long.replace("%s", "?")


def test_money_keeps_its_cents_and_days_their_zone() -> None:
    seen = datetime(2026, 1, 1, 23, 59, 59, 123456, tzinfo=UTC)
    (key,) = parcels([{"title": "box", "weight": Decimal("0.10"), "seen_at": seen, "due_on": date(2026, 2, 28)}])
    ((_pk, _title, weight, due_on, at, *_rest),) = LISTED.rows(keys=[key])
    assert (str(weight), due_on, at, at.tzinfo) == ("0.10", date(2026, 2, 28), seen, UTC)


def test_a_record_that_a_door_reads_is_made_as_django_makes_it() -> None:
    parcel = drafted()
    read, made = statements_for(Parcel).lock(parcel.pk), Parcel.objects.get(pk=parcel.pk)
    assert {k: v for k, v in vars(read).items() if k != "_state"} == {
        k: v for k, v in vars(made).items() if k != "_state"
    }
    assert (read._state.adding, read._state.db) == (made._state.adding, made._state.db) == (False, "default")
    assert read == made and read.get_deferred_fields() == set()
    note = create_many(Note, BEA, [{"parcel": parcel.pk, "text": "fragile"}])[0]
    assert statements_for(Note).lock(note.pk).parcel == parcel


def test_a_receiver_that_waits_for_records_to_be_made_is_told_of_those_that_doors_read() -> None:
    parcel, told = drafted(), []

    def hear(instance: Any, **_rest: Any) -> None:
        told.append(instance.pk)

    statements = type(statements_for(Parcel))(Parcel, "default")
    assert is_made_plainly(Parcel)
    models.signals.post_init.connect(hear, sender=Parcel)
    try:
        assert not is_made_plainly(Parcel)
        assert statements.lock(parcel.pk) == parcel
    finally:
        models.signals.post_init.disconnect(hear, sender=Parcel)
    assert told == [parcel.pk]
