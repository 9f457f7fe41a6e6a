"""The pure rules, against figures worked out by hand and against slower ways to the same result."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commitments.choices import Legality, ObligationState, Recurrence, SourceKind, TerminationGround
from commitments.rules.dates import due_after_suspension, is_latest_day, latest_day
from commitments.rules.grounds import NEVER_A_GROUND, is_ground
from commitments.rules.legality import standing_legality
from commitments.rules.payments import Owed, Sums, payment_sums, sums_of
from commitments.rules.progress import Weighed, progress
from commitments.rules.recurrence import first_due_on, next_due_on
from commitments.rules.sources import needs_promisee
from lifecycle.models import Precision

TODAY = date(2026, 3, 2)
STATES = st.sampled_from(ObligationState.values)
money = st.decimals(min_value=0, max_value=10**9, places=2)
days = st.dates(min_value=date(2025, 1, 1), max_value=date(2027, 12, 31))


# Progress


def test_progress_is_the_share_of_weights_met() -> None:
    obligations = [
        Weighed("met", Decimal(2)),
        Weighed("partially_met", Decimal(1), Decimal(50)),
        Weighed("pending", Decimal(1)),
        Weighed("stopped", Decimal(40)),
        Weighed("waived", Decimal(40)),
        Weighed("cancelled", Decimal(40)),
    ]
    # 2 + 0.5 of 4
    assert progress(obligations) == Decimal("62.50")


def test_there_is_no_progress_of_nothing() -> None:
    assert progress([]) is None
    assert progress([Weighed("waived", Decimal(3))]) is None


weighed = st.builds(
    Weighed,
    state=STATES,
    weight=st.decimals(min_value=Decimal("0.01"), max_value=Decimal("99999.99"), places=2),
    met_ratio=st.none() | st.decimals(min_value=0, max_value=100, places=2),
)


@given(st.lists(weighed, max_size=12))
def test_progress_agrees_with_a_count_of_hundredths(obligations: list[Weighed]) -> None:
    whole, done = 0, Fraction(0)
    for one in obligations:
        if one.state in ("waived", "stopped", "cancelled"):
            continue
        pieces = int(one.weight * 100)
        whole += pieces
        if one.state == "met":
            done += pieces
        elif one.state == "partially_met" and one.met_ratio:
            done += pieces * Fraction(one.met_ratio) / 100
    found = progress(obligations)
    if not whole:
        assert found is None
        return
    exact = done * 100 / whole
    assert found is not None
    assert 0 <= found <= 100
    assert abs(Fraction(found) - exact) <= Fraction(1, 200) + Fraction(1, 10**12)


# Sums


def test_sums_on_a_day_worked_out_by_hand() -> None:
    late, now, later = date(2026, 3, 1), TODAY, date(2026, 3, 3)
    sums = payment_sums(
        [
            Owed("pending", Decimal(100), Decimal(30), late),
            Owed("reported", Decimal(50), Decimal(0), now),
            Owed("partially_met", Decimal(80), Decimal(20), later),
            Owed("conditional", Decimal(70), Decimal(5), late),
            Owed("pending", Decimal(10), Decimal(0), None),
            Owed("met", Decimal(40), Decimal(25), late),
            Owed("stopped", Decimal(900), Decimal(7), late),
            Owed("pending", Decimal(10), Decimal(12), late),
        ],
        TODAY,
    )
    assert sums == Sums(
        due=Decimal(100 + 50 + 40 + 10),
        paid=Decimal(30 + 20 + 5 + 25 + 7 + 12),
        not_yet_due=Decimal(60 + 65 + 10),
        due_now=Decimal(50),
        overdue=Decimal(70),
        unvouched=Decimal(15),
        overpaid=Decimal(7 + 2),
    )
    assert sums.balance == Decimal(135 + 50 + 70)


owed = st.builds(Owed, state=STATES, amount=money, paid=money, due_on=st.none() | days)


@given(st.lists(owed, max_size=12), days)
def test_sums_agree_with_a_walk_through_every_yuan(obligations: list[Owed], today: date) -> None:
    sums = payment_sums(obligations, today)
    paid = sum((one.paid for one in obligations), Decimal(0))
    left = over = due = unvouched = Decimal(0)
    for one in obligations:
        gone = one.state in ("waived", "stopped", "cancelled")
        done = one.state == "met"
        running = one.state in ("pending", "reported", "partially_met") and one.due_on is not None
        over += one.paid if gone else max(Decimal(0), one.paid - one.amount)
        left += max(Decimal(0), one.amount - one.paid) if not gone and not done else Decimal(0)
        unvouched += max(Decimal(0), one.amount - one.paid) if done else Decimal(0)
        due += one.amount if done or (running and one.due_on is not None and one.due_on <= today) else Decimal(0)
    assert (sums.paid, sums.balance, sums.overpaid, sums.due, sums.unvouched) == (paid, left, over, due, unvouched)


@given(owed, days)
def test_what_is_overdue_today_was_due_yesterday(one: Owed, today: date) -> None:
    before = sums_of(one, today - timedelta(days=1))
    assert sums_of(one, today).overdue == before.overdue + before.due_now


# Days


@pytest.mark.parametrize(
    ("on", "precision", "latest"),
    [
        (date(2024, 2, 3), "month", date(2024, 2, 29)),
        (date(2021, 5, 5), "year", date(2021, 12, 31)),
        (date(2021, 5, 5), "day", date(2021, 5, 5)),
        (date(2021, 5, 5), "about", date(2021, 5, 5)),
    ],
)
def test_a_date_known_roughly_may_be_as_late_as(on: date, precision: str, latest: date) -> None:
    assert latest_day(on, precision) == latest
    assert is_latest_day(latest, precision)


@pytest.mark.parametrize(
    ("due", "since", "resumed", "unit", "expected"),
    [
        # 2 to 11 February: ten days.
        (date(2026, 6, 30), date(2026, 2, 2), date(2026, 2, 12), "calendar_day", date(2026, 7, 10)),
        (date(2026, 2, 1), date(2026, 2, 2), date(2026, 2, 12), "calendar_day", date(2026, 2, 1)),
        (date(2026, 2, 2), date(2026, 2, 2), date(2026, 2, 3), "calendar_day", date(2026, 2, 3)),
        # Monday to Sunday: five working days; from Friday 27 March five working days on.
        (date(2026, 3, 27), date(2026, 3, 2), date(2026, 3, 9), "working_day", date(2026, 4, 3)),
        (date(2026, 3, 27), date(2026, 3, 2), date(2026, 3, 9), "month", date(2026, 4, 3)),
    ],
)
def test_suspended_days_are_given_back_one_for_one(
    due: date, since: date, resumed: date, unit: str, expected: date
) -> None:
    assert due_after_suspension(due, since, resumed, unit) == expected


@given(days, days, st.integers(0, 400))
def test_giving_days_back_never_makes_a_due_date_earlier(due: date, since: date, length: int) -> None:
    for unit in ("calendar_day", "working_day"):
        assert due_after_suspension(due, since, since + timedelta(days=length), unit) >= due


# Recurrence


@pytest.mark.parametrize(
    ("recurs", "occurrence", "expected"),
    [
        (Recurrence.MONTHLY, 1, date(2026, 2, 28)),
        (Recurrence.MONTHLY, 2, date(2026, 3, 31)),
        (Recurrence.QUARTERLY, 1, date(2026, 4, 30)),
        (Recurrence.HALF_YEARLY, 1, date(2026, 7, 31)),
        (Recurrence.YEARLY, 2, date(2028, 1, 31)),
        (Recurrence.ONCE, 1, None),
    ],
)
def test_a_series_is_counted_from_its_first_due_date(recurs: str, occurrence: int, expected: date | None) -> None:
    assert next_due_on(date(2026, 1, 31), recurs, occurrence, None) == expected


def test_a_series_ends_with_its_last_day() -> None:
    assert next_due_on(date(2026, 1, 31), Recurrence.YEARLY, 1, date(2027, 1, 31)) == date(2027, 1, 31)
    assert next_due_on(date(2026, 1, 31), Recurrence.YEARLY, 1, date(2027, 1, 30)) is None


# Words


def test_five_changes_are_never_a_ground() -> None:
    assert {str(one) for one in NEVER_A_GROUND} == {
        "change_of_district",
        "change_of_term",
        "change_of_body",
        "change_of_function",
        "change_of_person",
    }
    assert [one.value for one in TerminationGround if is_ground(one)] == [
        "national_interest",
        "public_interest",
        "agreed",
        "court",
        "promisee_default",
        "promisee_gone",
    ]


def test_words_alone_leave_a_promise_in_dispute() -> None:
    assert standing_legality(Legality.LAWFUL, SourceKind.ORAL) == Legality.DISPUTED
    assert standing_legality(Legality.LAWFUL, SourceKind.MINUTES) == Legality.LAWFUL
    assert standing_legality(Legality.UNLAWFUL, SourceKind.ORAL) == Legality.UNLAWFUL


def test_an_investment_promise_and_a_contract_have_a_promisee() -> None:
    assert [kind for kind in ("investment", "contract", "policy") if needs_promisee(kind)] == ["investment", "contract"]


def test_percentages_are_rounded_half_up() -> None:
    thirds = [Weighed("met", Decimal(1)), Weighed("pending", Decimal(2))]
    assert progress(thirds) == (Decimal(100) / 3).quantize(Decimal("0.01"), ROUND_HALF_UP)


def test_a_series_known_to_the_month_stays_on_the_last_days() -> None:
    found = [next_due_on(date(2026, 6, 30), Recurrence.QUARTERLY, n, None, Precision.MONTH) for n in (1, 2, 3)]
    assert found == [date(2026, 9, 30), date(2026, 12, 31), date(2027, 3, 31)]
    assert next_due_on(date(2026, 6, 30), Recurrence.QUARTERLY, 2, None) == date(2026, 12, 30)
    assert next_due_on(date(2023, 2, 28), Recurrence.YEARLY, 1, None, Precision.MONTH) == date(2024, 2, 29)


@pytest.mark.parametrize(
    ("anchor", "recurs", "precision", "since", "first"),
    [
        (date(2024, 6, 30), Recurrence.QUARTERLY, Precision.MONTH, date(2026, 11, 30), date(2026, 12, 31)),
        (date(2024, 6, 30), Recurrence.QUARTERLY, Precision.MONTH, date(2026, 12, 31), date(2026, 12, 31)),
        (date(2024, 6, 30), Recurrence.QUARTERLY, Precision.MONTH, date(2027, 1, 1), date(2027, 3, 31)),
        (date(2024, 3, 15), Recurrence.YEARLY, Precision.DAY, date(2026, 3, 15), date(2026, 3, 15)),
        (date(2024, 3, 15), Recurrence.YEARLY, Precision.DAY, date(2026, 3, 16), date(2027, 3, 15)),
        # What lies ahead stays, and so does what does not come back.
        (date(2027, 3, 31), Recurrence.MONTHLY, Precision.MONTH, date(2026, 3, 1), date(2027, 3, 31)),
        (date(2024, 3, 31), Recurrence.ONCE, Precision.MONTH, date(2026, 3, 1), date(2024, 3, 31)),
    ],
)
def test_a_series_begins_with_its_first_day_that_does_not_lie_back(
    anchor: date, recurs: str, precision: str, since: date, first: date
) -> None:
    assert first_due_on(anchor, recurs, precision, since) == first
