"""Due dates, days left and late, and the lamp; every expected day was counted on a paper calendar."""

import csv
import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deadlines.calendar import HOLIDAYS_FILE
from deadlines.choices import Lamp, LimitUnit
from deadlines.limits import limit
from deadlines.rules import days_left, days_overdue, due_on, due_under, lamp, yellow_from

WORKING, DAYS, MONTHS, YEARS = LimitUnit.WORKING_DAY, LimitUnit.CALENDAR_DAY, LimitUnit.MONTH, LimitUnit.YEAR
CASES = list(csv.DictReader((Path(__file__).parent / "data" / "workday_arithmetic.csv").open(encoding="utf-8")))


@pytest.mark.parametrize("case", CASES, ids=[f"{case['start']}+{case['working_days']}" for case in CASES])
def test_working_days_end_where_the_worked_out_cases_say(case: dict[str, str]) -> None:
    start, amount = date.fromisoformat(case["start"]), int(case["working_days"])
    due = due_on(start, amount, WORKING)
    assert due.on == date.fromisoformat(case["due"])
    assert not due.is_provisional
    assert days_left(due.on, start, WORKING) == amount


def test_all_seventeen_cases_were_read() -> None:
    assert len(CASES) == 17


@pytest.mark.parametrize(
    ("start", "amount", "unit", "due"),
    [
        ("2026-11-20", 10, WORKING, "2026-12-04"),
        ("2026-10-29", 30, DAYS, "2026-11-28"),
        ("2026-02-14", 1, DAYS, "2026-02-15"),
        ("2024-01-31", 1, MONTHS, "2024-02-29"),
        ("2025-01-31", 1, MONTHS, "2025-02-28"),
        ("2025-01-30", 1, MONTHS, "2025-02-28"),
        ("2025-02-28", 1, MONTHS, "2025-03-28"),
        ("2025-08-31", 3, MONTHS, "2025-11-30"),
        ("2025-12-15", 2, MONTHS, "2026-02-15"),
        ("2025-06-30", 18, MONTHS, "2026-12-30"),
        ("2024-11-30", 48, MONTHS, "2028-11-30"),
        ("2024-02-29", 1, YEARS, "2025-02-28"),
        ("2024-02-29", 4, YEARS, "2028-02-29"),
        ("2026-11-24", 2, YEARS, "2028-11-24"),
    ],
)
def test_a_limit_ends_on_the_day_its_unit_says(start: str, amount: int, unit: LimitUnit, due: str) -> None:
    assert due_on(date.fromisoformat(start), amount, unit).on == date.fromisoformat(due)


def test_an_event_on_a_day_off_counts_from_the_next_day_even_when_that_is_a_day_off_too() -> None:
    # Saturday 21 November 2026: thirty days end on Monday 21 December.
    assert due_on(date(2026, 11, 21), 30, DAYS).on == date(2026, 12, 21)
    assert due_on(date(2026, 11, 21), 1, DAYS).on == date(2026, 11, 22)


def test_the_last_day_moves_to_a_working_day_only_where_the_rule_says_so() -> None:
    start = date(2026, 9, 1)  # thirty days later is 1 October, the first of a holiday that ends on the 7th
    kept, rolled = due_on(start, 30, DAYS), due_on(start, 30, DAYS, rolls=True)
    assert kept.on == date(2026, 10, 1)
    assert not kept.is_rolled
    assert rolled.on == date(2026, 10, 8)
    assert rolled.is_rolled
    assert rolled.plain_end == date(2026, 10, 1)


def test_rolling_stops_at_a_worked_saturday() -> None:
    # Friday 1 May 2026 is a holiday until the 5th; thirty days from 9 April end on Saturday 9 May, which is worked.
    assert due_on(date(2026, 4, 9), 30, DAYS, rolls=True).on == date(2026, 5, 9)


@pytest.mark.parametrize(
    ("start", "amount", "unit", "rolls", "provisional"),
    [
        (date(2026, 12, 30), 1, WORKING, False, False),  # 31 December 2026: the notice of 2026 answers
        (date(2026, 12, 31), 1, WORKING, False, True),
        (date(2026, 12, 1), 60, DAYS, False, False),  # a calendar day asks nobody
        (date(2026, 12, 1), 60, DAYS, True, True),
        (date(2026, 12, 1), 1, YEARS, False, False),
        (date(2026, 12, 1), 1, YEARS, True, True),
        (date(2023, 12, 28), 3, WORKING, False, True),  # began in a year whose notice is not loaded
        (date(2023, 12, 31), 3, WORKING, False, False),
    ],
)
def test_a_date_is_provisional_when_a_year_without_notice_was_asked(
    start: date, amount: int, unit: LimitUnit, rolls: bool, provisional: bool
) -> None:
    assert due_on(start, amount, unit, rolls=rolls).is_provisional is provisional


def test_a_due_date_knows_the_days_it_passed_over() -> None:
    due = due_on(date(2026, 9, 17), 5, WORKING)  # Thursday; Sunday the 20th is worked, Friday the 25th a holiday
    assert due.on == date(2026, 9, 23)
    assert [day.on for day in due.days_taken_out] == [date(2026, 9, 19)]
    assert [day.on for day in due.makeup_days] == [date(2026, 9, 20)]
    assert [notice.year for notice in due.notices] == [2026]
    assert due.unannounced_years == ()


@pytest.mark.parametrize("amount", [0, -1, 10_000])
def test_an_amount_that_is_no_limit_is_refused(amount: int) -> None:
    with pytest.raises(ValueError, match="a limit has 1 to 9999"):
        due_on(date(2026, 1, 1), amount, DAYS)


@pytest.mark.parametrize("unit", [WORKING, DAYS, MONTHS, YEARS])
def test_an_end_beyond_the_calendar_is_refused(unit: LimitUnit) -> None:
    with pytest.raises(ValueError, match="beyond the year 9999"):
        due_on(date(9999, 12, 31), 1, unit)


def test_rolling_beyond_the_calendar_is_refused() -> None:
    # 31 December 9999 is a Friday, the 25th a Saturday: the roll itself stays inside, so only the end can fall out.
    assert due_on(date(9999, 12, 24), 1, DAYS, rolls=True).on == date(9999, 12, 27)


def test_an_unknown_unit_is_refused() -> None:
    with pytest.raises(ValueError, match="fortnight"):
        due_on(date(2026, 1, 1), 1, "fortnight")


def test_days_left_count_the_due_date_and_are_none_on_it() -> None:
    due = date(2026, 12, 4)
    assert days_left(due, date(2026, 11, 24), WORKING) == 8
    assert days_left(due, date(2026, 11, 24), DAYS) == 10
    assert days_left(due, date(2026, 12, 3), WORKING) == 1
    assert days_left(due, due, WORKING) == days_left(due, due, DAYS) == 0
    assert days_left(due, date(2026, 12, 9), WORKING) == days_left(due, date(2026, 12, 9), DAYS) == 0


def test_days_late_are_calendar_days_from_the_day_after() -> None:
    due = date(2026, 6, 30)
    assert days_overdue(due, date(2026, 6, 29)) == days_overdue(due, due) == 0
    assert days_overdue(due, date(2026, 7, 1)) == 1
    assert days_overdue(due, date(2026, 11, 24)) == 147


@pytest.mark.parametrize(
    ("start", "due", "unit", "yellow"),
    [
        # 10 working days from 20 November: a third is 3 of them, so yellow with three left: Tuesday 1 December.
        ("2026-11-20", "2026-12-04", WORKING, "2026-12-01"),
        # 60 working days: 10 is less than 20. From 24 August 2026 they end on 20 November; ten are left on the 6th.
        ("2026-08-24", "2026-11-20", WORKING, "2026-11-06"),
        # 30 days from 29 October end on 28 November (Saturday): a third is 10 days (18 November), 10 working days
        # would be 13 November; the later day counts.
        ("2026-10-29", "2026-11-28", DAYS, "2026-11-18"),
        # A year: 10 working days is less than 121 days. Due Monday 30 November 2026: ten left on the 14th, since the
        # 16th to the 27th and the 30th would be eleven; Saturday the 14th still has eleven, so Monday the 16th.
        ("2025-11-30", "2026-11-30", YEARS, "2026-11-16"),
        # One working day: no third of it is left before the due date itself.
        ("2026-11-23", "2026-11-24", WORKING, "2026-11-24"),
        # Three days: a third is one.
        ("2026-11-23", "2026-11-26", DAYS, "2026-11-25"),
        # Nobody knows the start: ten working days.
        (None, "2026-12-04", DAYS, "2026-11-20"),
    ],
)
def test_yellow_begins_at_ten_working_days_or_a_third_whichever_is_less(
    start: str | None, due: str, unit: LimitUnit, yellow: str
) -> None:
    begun = date.fromisoformat(start) if start else None
    assert yellow_from(date.fromisoformat(due), begun, unit) == date.fromisoformat(yellow)


def test_the_lamp_goes_from_green_to_yellow_to_red() -> None:
    start, due = date(2026, 11, 20), date(2026, 12, 4)
    assert lamp(due, date(2026, 11, 24), start, WORKING) == Lamp.GREEN
    assert lamp(due, date(2026, 11, 30), start, WORKING) == Lamp.GREEN
    assert lamp(due, date(2026, 12, 1), start, WORKING) == Lamp.YELLOW
    assert lamp(due, due, start, WORKING) == Lamp.YELLOW
    assert lamp(due, date(2026, 12, 5), start, WORKING) == Lamp.RED


def test_a_suspended_duty_is_grey_even_after_its_date() -> None:
    assert lamp(date(2026, 6, 30), date(2026, 11, 24), None, DAYS, suspended=True) == Lamp.GREY
    assert lamp(None, date(2026, 11, 24), None, DAYS, suspended=True) == Lamp.GREY


def test_a_duty_without_an_agreed_date_has_no_lamp() -> None:
    assert lamp(None, date(2026, 11, 24), date(2024, 1, 1), DAYS) is None


def test_a_due_date_before_its_start_is_yellow_on_the_day_and_red_after() -> None:
    start, due = date(2026, 11, 24), date(2026, 11, 20)
    assert lamp(due, due, start, DAYS) == Lamp.YELLOW
    assert lamp(due, start, start, DAYS) == Lamp.RED


def test_a_named_limit_gives_its_own_due_date() -> None:
    plan = due_under(limit("plan.submit"), date(2026, 11, 20))
    assert plan.on == date(2026, 12, 4)
    assert plan.limit == limit("plan.submit")
    order = due_under(limit("rectification.finish"), date(2026, 11, 20), amount=45)
    assert order.on == date(2027, 1, 4)
    assert not order.is_provisional


# An independent reading of the notices: two plain sets of days and a walk, day by day.
_NOTICES = json.loads(HOLIDAYS_FILE.read_text(encoding="utf-8"))["notices"]
_OFF = {
    date.fromisoformat(holiday["first"]) + timedelta(days=offset)
    for notice in _NOTICES
    for holiday in notice["holidays"]
    for offset in range((date.fromisoformat(holiday["last"]) - date.fromisoformat(holiday["first"])).days + 1)
}
_ON = {
    date.fromisoformat(day) for notice in _NOTICES for holiday in notice["holidays"] for day in holiday["makeup_days"]
}


def _worked(day: date) -> bool:
    return day in _ON or (day.isoweekday() < 6 and day not in _OFF)


def _walked(start: date, amount: int, unit: LimitUnit, rolls: bool) -> date:
    day = start
    if unit == WORKING:
        count = 0
        while count < amount:
            day += timedelta(days=1)
            count += _worked(day)
    elif unit == DAYS:
        for _ in range(amount):
            day += timedelta(days=1)
    else:
        months = amount * (12 if unit == YEARS else 1)
        wanted, left = start.day, months
        while left:  # to the first day of the next month, `months` times
            day = day.replace(day=1) + timedelta(days=31)
            day = day.replace(day=1)
            left -= 1
        while day.day < wanted and (day + timedelta(days=1)).month == day.month:
            day += timedelta(days=1)
    while rolls and not _worked(day):
        day += timedelta(days=1)
    return day


units = st.sampled_from([(WORKING, 250), (DAYS, 800), (MONTHS, 60), (YEARS, 5)])


@st.composite
def _limits(draw: st.DrawFn) -> tuple[date, int, LimitUnit, bool]:
    unit, most = draw(units)
    return draw(st.dates(date(2023, 6, 1), date(2027, 6, 30))), draw(st.integers(1, most)), unit, draw(st.booleans())


@settings(max_examples=10_000, deadline=None)
@given(_limits())
def test_a_due_date_equals_a_walk_day_by_day(case: tuple[date, int, LimitUnit, bool]) -> None:
    start, amount, unit, rolls = case
    due = due_on(start, amount, unit, rolls=rolls)
    assert due.on == _walked(start, amount, unit, rolls)
    asked = (
        range((due.on - start).days) if unit == WORKING else range((due.on - due.plain_end).days + 1) if rolls else ()
    )
    first = start + timedelta(days=1) if unit == WORKING else due.plain_end
    years = {(first + timedelta(days=offset)).year for offset in asked}
    assert due.is_provisional == bool(years - {2024, 2025, 2026})


@settings(max_examples=2_000, deadline=None)
@given(_limits(), st.integers(-20, 900))
def test_the_lamp_equals_its_rule_asked_day_by_day(case: tuple[date, int, LimitUnit, bool], later: int) -> None:
    start, amount, unit, rolls = case
    due, today = due_on(start, amount, unit, rolls=rolls).on, start + timedelta(days=max(later, 0))

    def left(day: date, working: bool) -> int:
        rest = (day + timedelta(days=offset + 1) for offset in range(max(0, (due - day).days)))
        return sum(_worked(each) or not working for each in rest)

    near = left(today, True) <= 10 and 3 * left(today, unit == WORKING) <= left(start, unit == WORKING)
    expected = Lamp.RED if today > due else Lamp.YELLOW if near else Lamp.GREEN
    assert lamp(due, today, start, unit) == expected
