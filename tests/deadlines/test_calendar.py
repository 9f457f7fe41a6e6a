"""The working calendar against the words of the notices."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadlines.calendar import Calendar, Holiday, Notice, is_workday, national_calendar, read_notices
from deadlines.choices import DayKind, Festival


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        # 2024: the eve of Spring Festival was an ordinary working day; from 2025 on it is a holiday.
        ("2024-02-09", DayKind.WORKING_DAY),
        ("2025-01-28", DayKind.HOLIDAY),
        ("2024-02-17", DayKind.HOLIDAY),
        ("2024-02-18", DayKind.MAKEUP_DAY),
        # 2025: National Day and Mid-Autumn in one, eight days.
        ("2025-10-08", DayKind.HOLIDAY),
        ("2025-10-09", DayKind.WORKING_DAY),
        ("2025-10-11", DayKind.MAKEUP_DAY),
        ("2025-10-12", DayKind.WEEKEND),
        # 2026: nine days of Spring Festival, worked Saturdays on both sides.
        ("2026-01-04", DayKind.MAKEUP_DAY),
        ("2026-02-14", DayKind.MAKEUP_DAY),
        ("2026-02-23", DayKind.HOLIDAY),
        ("2026-02-24", DayKind.WORKING_DAY),
        ("2026-06-20", DayKind.HOLIDAY),
        ("2026-11-24", DayKind.WORKING_DAY),
        ("2026-11-28", DayKind.WEEKEND),
    ],
)
def test_a_day_is_what_the_notice_of_its_year_says(day: str, kind: DayKind) -> None:
    answer = is_workday(date.fromisoformat(day))
    assert answer.kind == kind
    assert bool(answer) == (kind in (DayKind.WORKING_DAY, DayKind.MAKEUP_DAY))
    assert not answer.is_provisional


def test_a_holiday_shared_by_two_festivals_names_both() -> None:
    assert is_workday(date(2025, 10, 3)).festivals == (Festival.NATIONAL_DAY, Festival.MID_AUTUMN)


@pytest.mark.parametrize(("year", "worked"), [(2024, 251), (2025, 248), (2026, 248)])
def test_the_working_days_of_a_year_add_up(year: int, worked: int) -> None:
    assert national_calendar().working_days(date(year - 1, 12, 31), date(year, 12, 31)) == worked


def test_a_year_without_its_notice_is_monday_to_friday_and_provisional() -> None:
    new_year = is_workday(date(2027, 1, 1))
    assert new_year
    assert new_year.is_provisional
    assert new_year.kind == DayKind.WORKING_DAY
    saturday = is_workday(date(2027, 1, 2))
    assert not saturday
    assert saturday.is_provisional
    assert is_workday(date(2023, 10, 2)).is_provisional


days = st.dates(date(2023, 1, 1), date(2028, 12, 31))


@given(days, days)
def test_counting_by_formula_equals_counting_day_by_day(after: date, until: date) -> None:
    calendar = national_calendar()
    one_by_one = sum(
        bool(calendar.is_workday(after + timedelta(days=offset + 1))) for offset in range(max(0, (until - after).days))
    )
    assert calendar.working_days(after, until) == one_by_one


def _notice(year: int, *holidays: Holiday) -> Notice:
    return Notice(year, "No. 1", "Holidays", date(year - 1, 11, 1), "", holidays)


def test_a_notice_that_reaches_into_the_year_before_counts_there() -> None:
    new_year = Holiday((Festival.NEW_YEAR,), date(2027, 12, 31), date(2028, 1, 2), (date(2027, 12, 26),))
    calendar = Calendar([_notice(2028, new_year)])
    assert calendar.is_workday(date(2027, 12, 31)).kind == DayKind.HOLIDAY
    assert calendar.is_workday(date(2027, 12, 26)).kind == DayKind.MAKEUP_DAY
    assert calendar.working_days(date(2027, 12, 24), date(2028, 1, 3)) == 6


@pytest.mark.parametrize(
    ("notices", "words"),
    [
        ([_notice(2028), _notice(2028)], "2028 has two notices"),
        (
            [_notice(2028, Holiday((), date(2028, 5, 1), date(2028, 5, 2), (date(2028, 5, 3),)))],
            "not an ordinary weekend day",
        ),
        (
            [_notice(2028, Holiday((), date(2028, 4, 29), date(2028, 5, 1), (date(2028, 4, 29),)))],
            "not an ordinary weekend day",
        ),
        (
            [
                _notice(
                    2028,
                    Holiday((), date(2028, 5, 1), date(2028, 5, 2)),
                    Holiday((), date(2028, 5, 2), date(2028, 5, 3)),
                )
            ],
            "belongs to two holidays",
        ),
    ],
    ids=["two of one year", "make-up on a weekday", "make-up on a holiday", "overlap"],
)
def test_a_notice_that_contradicts_itself_is_refused(notices: list[Notice], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Calendar(notices)


def test_a_file_whose_days_do_not_add_up_is_refused(tmp_path: Path) -> None:
    row = {"year": 2028, "number": "1", "title": "t", "issued": "2027-11-01", "address": "", "holidays": []}
    path = tmp_path / "holidays.json"
    path.write_text(json.dumps({"notices": [row | {"working_days": 251}]}), encoding="utf-8")
    with pytest.raises(ValueError, match="2028 has 260 working days, 251 are given"):
        read_notices(path)
