"""Keyset pages against a plain sort of the same rows."""

import base64
import datetime as dt
import json
from decimal import Decimal
from itertools import chain
from typing import Any

import pytest
from django.db import connection
from django.db.models import F, Value
from django.db.models.functions import Coalesce, Length
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from face.paging import Count, CursorError, Keyset, count_up_to
from tests.face.wares import Shelf, Ware

MOMENT = dt.datetime(2026, 11, 24, 2, 26, 3, 123456, tzinfo=dt.UTC)
SEVERAL = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)

# Few values, so that ties are the rule.
rows = st.lists(
    st.fixed_dictionaries(
        {
            "name": st.sampled_from(["", "a", "b", "揭阳", "岚江"]),
            "weight": st.integers(-2, 2),
            "price": st.none() | st.sampled_from([Decimal("0.01"), Decimal("9.50"), Decimal("1234567890123.45")]),
            "due_on": st.none() | st.dates(dt.date(2026, 1, 1), dt.date(2026, 1, 4)),
            "made_at": st.integers(0, 3).map(lambda n: MOMENT + dt.timedelta(microseconds=n)),
            "shelf": st.none() | st.sampled_from(["A", "B"]),
        }
    ),
    max_size=25,
)
orderings = st.lists(
    st.tuples(st.sampled_from(["-", ""]), st.sampled_from(["weight", "price", "due_on", "made_at", "shelf__name"])),
    min_size=1,
    max_size=3,
    unique_by=lambda key: key[1],
).map(lambda keys: tuple(sign + name for sign, name in keys))


@pytest.fixture
def wares(make_tables: Any) -> None:
    make_tables(Shelf, Ware)


def fill(given_rows: list[dict[str, Any]]) -> None:
    Ware.objects.all().delete()
    Shelf.objects.all().delete()
    shelves = {name: Shelf.objects.create(name=name) for name in "AB"}
    Ware.objects.bulk_create(Ware(**{**row, "shelf": shelves.get(row["shelf"])}) for row in given_rows)


def plain_sort(ordering: tuple[str, ...]) -> list[int]:
    """Sorted in Python: empty values last, ties by the key in the direction of the last part."""
    found = list(Ware.objects.select_related("shelf"))
    last_falls = ordering[-1].startswith("-")
    found.sort(key=lambda ware: ware.pk, reverse=last_falls)
    for part in reversed(ordering):
        name, falls = part.lstrip("-"), part.startswith("-")

        def value(ware: Ware, name: str = name) -> Any:
            return (ware.shelf.name if ware.shelf else None) if name == "shelf__name" else getattr(ware, name)

        full = [ware for ware in found if value(ware) is not None]
        full.sort(key=value, reverse=falls)
        found = full + [ware for ware in found if value(ware) is None]
    return [ware.pk for ware in found]


def walk(keyset: Keyset[Ware]) -> list[list[int]]:
    pages, after = [], ""
    while True:
        page = keyset.page(after=after)
        pages.append([ware.pk for ware in page.rows])
        if not page.next:
            return pages
        after = page.next


@given(rows, orderings, st.integers(1, 7))
@SEVERAL
def test_pages_joined_are_the_plain_sort(wares: None, given_rows: Any, ordering: tuple[str, ...], size: int) -> None:
    fill(given_rows)
    pages = walk(Keyset(Ware.objects.all(), ordering, size))
    assert list(chain(*pages)) == plain_sort(ordering)
    assert all(len(page) == size for page in pages[:-1])


@given(rows, orderings, st.integers(1, 7))
@SEVERAL
def test_going_back_shows_the_pages_that_were_passed(
    wares: None, given_rows: Any, ordering: tuple[str, ...], size: int
) -> None:
    fill(given_rows)
    keyset = Keyset(Ware.objects.all(), ordering, size)
    pages = walk(keyset)
    page, after = keyset.page(), ""
    while page.next:
        after, page = page.next, keyset.page(after=page.next)
    for expected in reversed(pages[:-1]):
        page = keyset.page(before=page.previous)
        assert [ware.pk for ware in page.rows] == expected
    assert [ware.pk for ware in keyset.page(after=after).rows] == pages[-1]


@given(rows, st.sampled_from([("size",), ("-size", "name"), ("-filled",)]), st.integers(1, 5))
@SEVERAL
def test_annotations_and_words_are_paged_in_the_order_of_the_database(
    wares: None, given_rows: Any, ordering: tuple[str, ...], size: int
) -> None:
    fill(given_rows)
    queryset = Ware.objects.annotate(size=Length("name"), filled=Coalesce(F("price"), Value(Decimal("5.00"))))
    keyset = Keyset(queryset, ordering, size)
    assert list(chain(*walk(keyset))) == [ware.pk for ware in keyset.ordered()]


def many(number: int) -> None:
    fill(
        [
            {"name": "a", "weight": n % 3, "price": None, "due_on": None, "made_at": MOMENT, "shelf": None}
            for n in range(number)
        ]
    )


def test_a_page_costs_one_query_however_deep(wares: None, django_assert_num_queries: Any) -> None:
    many(90)
    keyset = Keyset(Ware.objects.all(), ("-weight",), 10)
    page = keyset.page()
    for _ in range(8):
        with django_assert_num_queries(1) as captured:
            page = keyset.page(after=page.next)
        assert "OFFSET" not in str(captured.captured_queries)
    assert not page.next


def test_rows_that_vanish_meanwhile_do_not_shift_the_next_page(wares: None) -> None:
    many(30)
    keyset = Keyset(Ware.objects.all(), ("pk",), 10)
    first = keyset.page()
    expected = [ware.pk for ware in keyset.page(after=first.next).rows]
    Ware.objects.filter(pk__in=[ware.pk for ware in first.rows]).delete()
    assert [ware.pk for ware in keyset.page(after=first.next).rows] == expected


def told_as(values: list[Any]) -> str:
    """A cursor as somebody may write it by hand."""
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode()


def test_a_cursor_that_cannot_be_read_begins_anew_and_says_so(wares: None) -> None:
    many(30)
    keyset = Keyset(Ware.objects.all(), ("due_on", "weight"), 10)
    strange = [
        "",
        "x",
        "%%%",
        "W10",
        "bnVsbA",
        "WzEsMl0",
        "W1tdLDEsMV0",
        "WyJ4IiwxLDFd",
        "Wzk5OTk5OTk5OTk5OTk5OTk5OTk5OTksMSwxXQ",
        "e30",
        "é",
        "WyJcdTAwMDAiLDEsMV0",
        told_as([None, float("inf"), 1]),
        told_as(["0001-01-01", 1, 1]),
        told_as([None, 2**63, 1]),
    ]
    for cursor in strange[1:]:
        page = keyset.page(after=cursor)
        assert page.spoiled, cursor
        assert [ware.pk for ware in page.rows] == [ware.pk for ware in keyset.page().rows]


@pytest.mark.parametrize(
    ("ordering", "value"),
    [
        ("name", "\ud800"),
        ("made_at", "0001-01-01T00:00:00"),
        ("made_at", "9999-12-31T23:59:59.999999-12:00"),
        ("price", float("inf")),
        ("price", float("nan")),
    ],
)
def test_a_cursor_that_no_database_could_hold_begins_anew(wares: None, ordering: str, value: Any) -> None:
    many(30)
    keyset = Keyset(Ware.objects.all(), (ordering,), 10)
    page = keyset.page(after=told_as([value, 1]))
    assert page.spoiled and [ware.pk for ware in page.rows] == [ware.pk for ware in keyset.page().rows]


def test_an_ordering_by_what_is_not_there_is_refused(wares: None) -> None:
    with pytest.raises(ValueError, match="nonsense"):
        Keyset(Ware.objects.all(), ("nonsense",))


def test_a_bad_cursor_is_a_value_error() -> None:
    assert issubclass(CursorError, ValueError)


def test_counting_stops_at_the_limit(wares: None) -> None:
    many(30)
    assert str(count_up_to(Ware.objects.all(), 30)) == "30"
    assert str(count_up_to(Ware.objects.all(), 29)) == "29+"
    assert str(Count(10_001)) == "10,000+"
    with CaptureQueriesContext(connection) as captured:
        count_up_to(Ware.objects.all(), 29)
    assert "LIMIT 30" in captured.captured_queries[0]["sql"]
