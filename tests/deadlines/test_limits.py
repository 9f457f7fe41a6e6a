"""The limits as data, compared with the table of LIFECYCLES section 12 and the articles."""

from collections import Counter
from datetime import date

import pytest
from django.utils.translation import override

from deadlines.choices import LimitBound, LimitStatus, LimitUnit
from deadlines.limits import UnknownLimitError, limit, limits

WORKING, DAYS, MONTHS = LimitUnit.WORKING_DAY, LimitUnit.CALENDAR_DAY, LimitUnit.MONTH
READ, SECONDARY, OURS = LimitStatus.READ, LimitStatus.SECONDARY, LimitStatus.OURS


@pytest.mark.parametrize(
    ("code", "amount", "unit", "status"),
    [
        ("plan.submit", 10, WORKING, OURS),
        ("rectification.finish", 30, DAYS, OURS),
        ("conditions.confirm", 20, WORKING, OURS),
        ("on_behalf.confirm", 10, WORKING, OURS),
        ("breach.hand_over", 3, WORKING, OURS),
        ("breach.verify", 10, WORKING, OURS),
        ("appeal.file", 30, DAYS, READ),
        ("appeal.decide", 30, DAYS, READ),
        ("sme.pay.default", 30, DAYS, READ),
        ("sme.pay.agreed", 60, DAYS, READ),
        ("sme.confirm_debt", 30, DAYS, READ),
        ("precheck.legality", 7, WORKING, READ),
        ("precheck.comment", 30, DAYS, READ),
        ("sanction.period.warning", 6, MONTHS, READ),
        ("sanction.period.demerit", 12, MONTHS, READ),
        ("sanction.period.major_demerit", 18, MONTHS, READ),
        ("sanction.period.demotion", 24, MONTHS, READ),
        ("sanction.period.removal", 24, MONTHS, READ),
        ("sanction.period.longest", 48, MONTHS, READ),
        ("sanction.re1.ask", 1, MONTHS, READ),
        ("sanction.re1.decide", 1, MONTHS, READ),
        ("sanction.re2.ask", 1, MONTHS, READ),
        ("sanction.re2.decide", 2, MONTHS, READ),
        ("civil.review.ask", 30, DAYS, READ),
        ("civil.review.decide", 30, DAYS, READ),
        ("civil.appeal.after_review", 15, DAYS, READ),
        ("civil.appeal.straight", 30, DAYS, READ),
        ("civil.appeal.decide", 60, DAYS, READ),
        ("party.appeal.ask", 15, DAYS, SECONDARY),
        ("party.appeal.decide", 30, DAYS, SECONDARY),
        ("repair.accept", 3, WORKING, SECONDARY),
        ("repair.answer", 10, WORKING, SECONDARY),
        ("hearing.before_record", 5, WORKING, OURS),
    ],
)
def test_a_limit_is_what_its_document_says(code: str, amount: int, unit: LimitUnit, status: LimitStatus) -> None:
    found = limit(code)
    assert (found.amount, found.unit, found.status) == (amount, unit, status)
    assert found.is_to_be_verified == (status == SECONDARY)


def test_a_limit_is_the_one_in_force_on_the_day() -> None:
    before, after = limit("sme.pay.default", date(2025, 5, 31)), limit("sme.pay.default", date(2025, 6, 1))
    assert (before.article.english, before.status) == ("art. 8", SECONDARY)
    assert (after.article.english, after.status) == ("art. 9 para. 1", READ)
    assert limit("sme.pay.default") == after


@pytest.mark.parametrize(("code", "on"), [("no.such", None), ("appeal.file", date(2021, 1, 31))])
def test_a_limit_that_is_not_there_or_not_yet_in_force_is_said_to_be_unknown(code: str, on: date | None) -> None:
    with pytest.raises(UnknownLimitError, match=code):
        limit(code, on)


def test_only_minimum_times_are_bound_from_below_and_only_two_limits_can_be_extended() -> None:
    assert {row.code for row in limits() if row.bound == LimitBound.AT_LEAST} == {
        "precheck.legality",
        "precheck.comment",
    }
    assert {row.code: (row.extensions, row.extension) for row in limits() if row.extensions} == {
        "rectification.finish": (1, None),
        "civil.appeal.decide": (1, 30),
    }
    assert not any(row.rolls for row in limits())


def test_every_limit_is_worded_in_both_languages_and_no_two_are_in_force_at_once() -> None:
    for row in limits():
        assert row.title.english
        assert row.title.chinese
        assert row.event.english
        assert row.event.chinese
        assert row.document.english
        assert row.document.chinese
        assert bool(row.article.english) == bool(row.article.chinese)
        assert row.title.chinese.isascii() is False
        assert row.title.english.isascii()
    edges = {row.valid_from for row in limits() if row.valid_from} | {date(1990, 1, 1), date.max}
    for day in edges:
        assert max(Counter(row.code for row in limits() if row.is_in_force(day)).values(), default=0) <= 1


def test_a_title_is_said_in_the_readers_language() -> None:
    with override("zh-hans"):
        assert str(limit("plan.submit").title) == "整改方案报送期限"
    with override("en"):
        assert str(limit("plan.submit").title) == "Submitting the rectification plan"
