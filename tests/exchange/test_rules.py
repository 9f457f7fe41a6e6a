"""What limits, places and names mean; the expected days were counted by hand."""

from datetime import date

import pytest

from exchange.choices import LimitKind
from exchange.rules.limits import due_after, term_of
from exchange.rules.names import is_every_county, likeness, system_of, written_out
from exchange.rules.places import heading_of, place_of
from organizations.choices import System

ISSUED = date(2024, 3, 12)
CITY = "岚江市"


@pytest.mark.parametrize(
    ("words", "due", "precision"),
    [
        ("2024年9月底前", date(2024, 9, 30), "month"),
        ("2024年9月30日前", date(2024, 9, 30), "day"),
        ("2024年6月", date(2024, 6, 30), "month"),
        ("2026年2月底前", date(2026, 2, 28), "month"),
        ("到2026年", date(2026, 12, 31), "year"),
        ("2025年底", date(2025, 12, 31), "year"),
        ("二〇二五年底", date(2025, 12, 31), "year"),
        ("2024年上半年", date(2024, 6, 30), "month"),
        ("2024年第三季度", date(2024, 9, 30), "month"),
        ("2024年5月上旬", date(2024, 5, 10), "day"),
        ("12月底前", date(2024, 12, 31), "month"),
        ("明年6月底前", date(2025, 6, 30), "month"),
        ("2024年1月1日至12月31日", date(2024, 12, 31), "day"),
        ("2024—2026年", date(2026, 12, 31), "year"),
        ("印发之日起30日内", date(2024, 4, 11), "day"),
        ("本方案印发之日起两个月内", date(2024, 5, 12), "day"),
    ],
)
def test_a_date_is_the_last_day_that_its_words_may_mean(words: str, due: date, precision: str) -> None:
    term = term_of(words, ISSUED)
    assert (term.kind, term.due_on, term.precision) == (LimitKind.DATE, due, precision)


@pytest.mark.parametrize(
    ("words", "recurs", "first"),
    [
        ("每月", "monthly", date(2024, 4, 30)),
        ("每季度", "quarterly", date(2024, 6, 30)),
        ("每半年", "half_yearly", date(2024, 12, 31)),
        ("每年", "yearly", date(2025, 12, 31)),
        ("每年第一季度", "yearly", date(2025, 3, 31)),
        ("每年6月", "yearly", date(2024, 6, 30)),
        ("每年3月31日前", "yearly", date(2024, 3, 31)),
        ("每年1月底前", "yearly", date(2025, 1, 31)),
    ],
)
def test_a_rhythm_is_first_due_at_the_end_of_the_first_whole_period(words: str, recurs: str, first: date) -> None:
    term = term_of(words, ISSUED)
    assert (term.kind, term.recurs, term.due_on) == (LimitKind.RECURRENCE, recurs, first)


@pytest.mark.parametrize(
    ("words", "event", "amount", "unit"),
    [
        ("自作出之日起5个工作日内", "自作出之日起", 5, "working_day"),
        ("签约后90日内", "签约后", 90, "calendar_day"),
        ("30日内", "", 30, "calendar_day"),
        ("两年之内", "", 2, "year"),
        ("半年内", "", 6, "month"),
        ("24小时内", "", None, ""),
    ],
)
def test_a_time_after_an_event_has_no_date_until_the_event_has_one(
    words: str, event: str, amount: int | None, unit: str
) -> None:
    term = term_of(words, ISSUED)
    assert (term.kind, term.due_on) == (LimitKind.EVENT, None)
    assert (term.event, term.amount, term.unit) == (event, amount, unit)


@pytest.mark.parametrize(
    "words", ["2024年6月前", "2025年前", "每两个月", "每周", "次年6月底前", "到2020年", "2024年2月30日前"]
)
def test_what_can_be_read_in_two_ways_or_lies_before_the_document_is_left_to_a_clerk(words: str) -> None:
    assert term_of(words, ISSUED).kind == LimitKind.UNREAD


@pytest.mark.parametrize("words", ["长期坚持", "从2024年7月1日起", "每日"])
def test_what_has_no_end_has_no_date(words: str) -> None:
    assert (term_of(words, ISSUED).kind, term_of(words, ISSUED).due_on) == (LimitKind.STANDING, None)


def test_without_its_date_a_document_gives_no_dates_that_hang_on_it() -> None:
    assert term_of("印发之日起30日内", None).due_on is None
    assert term_of("每季度", None).due_on is None
    assert term_of("12月底前", None).kind == LimitKind.UNREAD
    assert term_of("2024年9月底前", None).due_on == date(2024, 9, 30)


def test_the_day_of_the_event_is_not_counted() -> None:
    assert due_after(date(2026, 3, 2), 30, "calendar_day") == date(2026, 4, 1)


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("三/(一)/8", "三（一）8"),
        ("一/(一)", "一（一）"),
        ("四/40", "四、40"),
        ("三", "三"),
        ("三/1/(2)", "三、1（2）"),
    ],
)
def test_places_read_as_officials_write_them(path: str, place: str) -> None:
    assert place_of(path) == place


def test_headings_read_as_officials_write_them() -> None:
    assert heading_of("三 重点任务") == "三、重点任务"
    assert heading_of("(一) 管住承诺的源头") == "（一）管住承诺的源头"


@pytest.mark.parametrize(
    ("printed", "registered"),
    [
        ("市住房城乡建设局", "岚江市住房和城乡建设局"),
        ("市发展改革局", "岚江市发展和改革局"),
        ("市委督查室", "中共岚江市委督查室"),
        ("市政府督查室", "岚江市人民政府督查室"),
        ("市府办公室", "岚江市人民政府办公室"),
        ("市委", "中共岚江市委员会"),
        ("市中级法院", "岚江市中级人民法院"),
        ("市纪委监委", "岚江市纪委监委"),
    ],
)
def test_a_printed_name_is_like_the_registered_one(printed: str, registered: str) -> None:
    assert likeness(written_out(printed, CITY), CITY) == likeness(registered, CITY)


@pytest.mark.parametrize(
    ("one", "other"),
    [("市财政局", "岚江市审计局"), ("市场监管局", "岚江市场监管局"), ("市委办公室", "岚江市人民政府办公室")],
)
def test_different_bodies_are_not_alike(one: str, other: str) -> None:
    assert likeness(written_out(one, CITY), CITY) != likeness(other, CITY)


def test_a_word_that_only_begins_with_the_division_s_sign_stays_whole() -> None:
    assert written_out("市场监管局", CITY) == "市场监管局"
    assert written_out("市市场监管局", CITY) == "岚江市市场监管局"
    assert written_out("市委组织部", CITY) == "中共岚江市委组织部"


def test_only_phrases_that_mean_governments_mean_every_county() -> None:
    every = [
        "各县〈市、区〉人民政府〈管委会〉",
        "各县（市、区）人民政府",
        "各县（市、区）",
        "各县、市、区人民政府",
        "各县区",
        "各区县政府",
    ]
    assert [phrase for phrase in every if not is_every_county(phrase)] == []
    other = [
        "各县〈市、区〉政务服务管理部门",
        "市府直属各单位",
        "其他有关部门",
        "各地区",
        "云峰区人民政府",
        "各县教育局",
    ]
    assert [phrase for phrase in other if is_every_county(phrase)] == []


@pytest.mark.parametrize(
    ("name", "system"),
    [
        ("中共岚江市委组织部", System.PARTY),
        ("岚江市国资委", System.GOVERNMENT),
        ("岚江市纪委监委", System.SUPERVISION),
        ("岚江市中级法院", System.COURT),
        ("岚江供电局", System.VERTICAL),
        ("人行岚江市分行", System.VERTICAL),
        ("岚江高新区管委会", System.PARK),
        ("岚江市总工会", System.MASS_ORGANISATION),
    ],
)
def test_the_system_of_a_body_follows_from_its_name(name: str, system: System) -> None:
    assert system_of(name, CITY) == system
