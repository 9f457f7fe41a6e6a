"""Dates, time left and money, by hand from the house rules, in both languages."""

import datetime as dt
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation

from face import amounts, days
from face.templatetags import face_words

DAY = dt.date(2026, 11, 24)
# 10:26:03 in Shanghai
AT = dt.datetime(2026, 11, 20, 2, 26, 3, tzinfo=dt.UTC)


def chinese() -> translation.override:
    return translation.override("zh-hans")


def english() -> translation.override:
    return translation.override("en")


def test_a_date_in_text_has_no_spaces_inside() -> None:
    with chinese():
        assert days.day(DAY) == "2026年11月24日"
        assert days.day(dt.date(2026, 1, 4)) == "2026年1月4日"
    with english():
        assert days.day(DAY) == "24 November 2026"


@pytest.mark.parametrize(
    ("precision", "words", "english_words"),
    [
        ("month", "2026年11月", "November 2026"),
        ("year", "2026年", "2026"),
        ("about", "约2026年", "about 2026"),
        ("unknown", "日期不详", "date unknown"),
    ],
)
def test_no_more_is_said_of_a_date_than_is_known(precision: str, words: str, english_words: str) -> None:
    with chinese():
        assert days.day(DAY, precision) == words
    with english():
        assert days.day(DAY, precision) == english_words


def test_a_list_leaves_out_the_present_year() -> None:
    with chinese():
        assert days.short_day(DAY, dt.date(2026, 1, 1)) == "11月24日"
        assert days.short_day(DAY, dt.date(2027, 1, 1)) == "2026年11月24日"


def test_moments_are_told_in_the_time_of_the_place() -> None:
    with chinese():
        assert days.moment(AT) == "2026年11月20日 10:26"
        assert days.stamp(AT) == "2026-11-20 10:26:03"
        assert days.day(dt.datetime(2026, 11, 23, 16, 0, tzinfo=dt.UTC)) == "2026年11月24日"


@pytest.mark.parametrize(
    ("left", "unit", "words", "english_words"),
    [
        (3, "working_day", "剩余3个工作日", "3 working days left"),
        (1, "working_day", "剩余1个工作日", "1 working day left"),
        (127, "calendar_day", "剩余127天", "127 days left"),
        (1, "calendar_day", "剩余1天", "1 day left"),
        (0, "working_day", "今天到期", "due today"),
        (-147, "calendar_day", "逾期147天", "147 days overdue"),
        (-1, "working_day", "逾期1天", "1 day overdue"),
    ],
)
def test_time_left_in_words(left: int, unit: str, words: str, english_words: str) -> None:
    with chinese():
        assert days.remaining(left, unit) == words
    with english():
        assert days.remaining(left, unit) == english_words


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("6000000", "600万元"),
        ("3505000", "350.5万元"),
        ("4161800", "416.18万元"),
        ("4161812.34", "4,161,812.34元"),
        ("520000000", "5.2亿元"),
        ("100000000", "1亿元"),
        ("99990000", "9,999万元"),
        ("123456700", "12,345.67万元"),
        ("9500", "9,500元"),
        ("0.05", "0.05元"),
        ("0", "0元"),
        ("9999999999999.99", "9,999,999,999,999.99元"),
    ],
)
def test_a_sentence_names_the_largest_unit_that_rounds_nothing(amount: str, words: str) -> None:
    with chinese():
        assert amounts.in_a_sentence(Decimal(amount)) == words


def test_english_sentences_count_in_yuan() -> None:
    with english():
        assert amounts.in_a_sentence(Decimal("6000000")) == "6,000,000 yuan"


@pytest.mark.parametrize(
    ("amount", "cell"),
    [
        ("12000000", "1,200.00"),
        ("14863512.34", "1,486.35"),
        ("50", "0.01"),
        ("49.99", "<0.01"),
        ("0", "0.00"),
        ("125", "0.01"),
        ("150", "0.02"),
    ],
)
def test_a_table_counts_in_ten_thousands_and_never_rounds_to_nothing(amount: str, cell: str) -> None:
    assert amounts.in_ten_thousands(Decimal(amount)) == cell


def test_payment_evidence_shows_every_cent() -> None:
    with chinese():
        assert amounts.to_the_cent(Decimal("2131547")) == "2,131,547.00元"


@pytest.mark.parametrize(
    ("amount", "capitals"),
    [
        ("0", "零元整"),
        ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("10", "壹拾元整"),
        ("6000000", "陆佰万元整"),
        ("100010000", "壹亿零壹万元整"),
        ("100000001", "壹亿零壹元整"),
        ("500000000", "伍亿元整"),
        ("1020304", "壹佰零贰万零叁佰零肆元整"),
        ("9999999999999.99", "玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
        ("1000000000000", "壹万亿元整"),
        ("1000000010000", "壹万亿零壹万元整"),
        ("-12.30", "负壹拾贰元叁角整"),
    ],
)
def test_documents_write_the_amount_in_capitals(amount: str, capitals: str) -> None:
    assert amounts.in_capitals(Decimal(amount)) == capitals


def test_where_no_amount_is_stands_neither_nought_nor_dash() -> None:
    with chinese():
        assert face_words.money(None) == "未填"
        assert face_words.money_cell(None, "non_monetary") == "非货币"
        assert face_words.day(None) == "未填"
        assert face_words.or_missing("") == "未填"
        assert face_words.or_missing(0) == 0


def test_filters_stand_ready_in_every_template() -> None:
    with chinese():
        text = Template("{{ a|money }} {{ on|day }} {{ left|remaining:'working_day' }}").render(
            Context({"a": Decimal("6000000"), "on": DAY, "left": 3})
        )
    assert text == "600万元 2026年11月24日 剩余3个工作日"
