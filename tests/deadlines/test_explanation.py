"""Due dates put into words, in both languages."""

from datetime import date

import pytest
from django.utils.translation import override

from deadlines.choices import LimitUnit, StepKind
from deadlines.explanation import chip, explanation, explanation_of_agreed
from deadlines.limits import limit
from deadlines.rules import Due, due_on, due_under

WORKING, DAYS, MONTHS = LimitUnit.WORKING_DAY, LimitUnit.CALENDAR_DAY, LimitUnit.MONTH


def said(due: Due, language: str) -> dict[str, str]:
    with override(language):
        return {step.label: step.sentence for step in explanation(due)}


def test_a_plan_explains_its_date_in_chinese() -> None:
    assert said(due_under(limit("plan.submit"), date(2026, 11, 20)), "zh-hans") == {
        "起算": "2026年11月20日督办函下达，当日不计入，自2026年11月21日起计算",
        "期限": "10个工作日",
        "扣除": "2026年11月21日、2026年11月22日、2026年11月28日、2026年11月29日（周末）",
        "规定": "整改方案报送期限（本地内定）",
        "日历": "国务院办公厅2026年放假通知（国办发明电〔2025〕7号）",
    }


def test_the_same_plan_explains_its_date_in_english() -> None:
    assert said(due_under(limit("plan.submit"), date(2026, 11, 20)), "en") == {
        "Counted from": "20 November 2026: order issued; that day does not count, "
        "the first day counted is 21 November 2026",
        "Limit": "10 working days",
        "Days taken out": "21 November 2026, 22 November 2026, 28 November 2026, 29 November 2026 (weekend)",
        "Rule": "Submitting the rectification plan (set locally)",
        "Calendar": "holiday notice of the State Council for 2026 (国办发明电〔2025〕7号)",
    }


def test_holidays_and_worked_weekend_days_are_named() -> None:
    # From Friday 25 September 2026, in the middle of Mid-Autumn, over National Day.
    words = said(due_on(date(2026, 9, 25), 8, WORKING), "zh-hans")
    assert words["扣除"] == (
        "2026年9月26日至2026年9月27日（中秋节）；2026年10月1日至2026年10月7日（国庆节）；2026年10月11日（周末）"
    )
    assert words["调休上班"] == "2026年10月10日（调休上班，计入期限）"
    assert "规定" not in words


def test_a_single_holiday_and_a_shared_one_are_named() -> None:
    assert (
        said(due_on(date(2026, 4, 30), 1, WORKING), "en")["Days taken out"] == "1 May 2026 to 5 May 2026 (Labour Day)"
    )
    assert said(due_on(date(2024, 12, 31), 1, WORKING), "zh-hans")["扣除"] == "2025年1月1日（元旦）"
    assert said(due_on(date(2025, 9, 30), 1, WORKING), "zh-hans")["扣除"] == (
        "2025年10月1日至2025年10月8日（国庆节、中秋节）"
    )


def test_many_weekend_days_are_counted_instead_of_listed() -> None:
    # 20 working days from 24 November 2026: four weekends are eight days, listed; 30 are twelve, counted.
    assert said(due_on(date(2026, 11, 24), 20, WORKING), "zh-hans")["扣除"].count("、") == 7
    assert said(due_on(date(2026, 11, 17), 30, WORKING), "zh-hans")["扣除"] == "12天（周末）"


def test_a_year_without_notice_is_said_to_make_the_date_provisional() -> None:
    words = said(due_on(date(2026, 12, 30), 2, WORKING), "zh-hans")
    assert words["日历"] == (
        "国务院办公厅2026年放假通知（国办发明电〔2025〕7号）；2027年放假通知尚未录入，仅扣除周末，日期为暂定"
    )


def test_calendar_days_take_nothing_out_and_ask_no_calendar() -> None:
    due = due_on(date(2026, 10, 29), 30, DAYS)
    assert [step.kind for step in explanation(due)] == [StepKind.START, StepKind.LIMIT]
    assert said(due, "zh-hans")["期限"] == "30天"


def test_a_cut_month_says_why() -> None:
    assert said(due_on(date(2026, 8, 31), 1, MONTHS), "zh-hans")["期限"] == (
        "1个月；届满月份没有31日，以该月最后一日为届满日"
    )
    assert said(due_on(date(2026, 8, 31), 2, MONTHS), "en")["Limit"] == "2 months"


def test_a_rolled_day_says_where_it_came_from() -> None:
    words = said(due_on(date(2026, 9, 1), 30, DAYS, rolls=True), "zh-hans")
    assert words["顺延"] == "2026年10月1日为休息日，顺延至下一个工作日2026年10月8日"
    assert "扣除" not in words


def test_a_rule_names_its_article_and_whether_it_was_read() -> None:
    read = said(due_under(limit("appeal.file"), date(2026, 11, 20)), "zh-hans")
    assert read["规定"] == "督办结论申请复核期限：《政府督查工作条例》（国务院令第733号）第十七条"
    unread = said(due_under(limit("repair.accept"), date(2026, 11, 20)), "en")
    assert unread["Rule"].endswith("Guobanfa [2025] No. 22 (to be verified)")
    least = said(due_under(limit("precheck.legality"), date(2026, 11, 20)), "zh-hans")
    assert least["期限"] == "不少于7个工作日"


def test_an_agreed_date_says_that_it_is_agreed() -> None:
    with override("zh-hans"):
        (step,) = explanation_of_agreed(date(2026, 12, 31))
        assert (step.label, step.sentence) == ("约定日期", "2026年12月31日，承诺中载明")


TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("due", "unit", "suspended", "colour", "left", "counted_in"),
    [
        (date(2026, 11, 27), WORKING, False, "yellow", 3, WORKING),
        (date(2026, 11, 25), WORKING, False, "yellow", 1, WORKING),
        (date(2027, 3, 31), DAYS, False, "green", 127, DAYS),
        (date(2027, 3, 31), MONTHS, False, "green", 127, DAYS),
        (TODAY, DAYS, False, "yellow", 0, DAYS),
        (TODAY, WORKING, False, "yellow", 0, DAYS),
        (date(2026, 6, 30), WORKING, False, "red", -147, DAYS),
        (date(2026, 11, 23), DAYS, False, "red", -1, DAYS),
        (date(2026, 6, 30), DAYS, True, "grey", -147, DAYS),
    ],
)
def test_a_chip_shows_lamp_and_time_left(
    due: date, unit: LimitUnit, suspended: bool, colour: str, left: int, counted_in: LimitUnit
) -> None:
    shown = chip(due, TODAY, None, unit, suspended=suspended)
    assert shown
    assert (shown.lamp, shown.on, shown.left, shown.unit, shown.stopped) == (colour, due, left, counted_in, suspended)


def test_a_day_off_before_a_due_day_off_still_has_a_day_left() -> None:
    # Saturday, due on Sunday: no working day is left, but the date is not reached either.
    shown = chip(date(2026, 11, 29), date(2026, 11, 28), None, WORKING)
    assert shown
    assert (shown.left, shown.unit) == (1, DAYS)


def test_a_chip_carries_the_explanation_and_says_what_is_provisional() -> None:
    due = due_under(limit("plan.submit"), date(2026, 12, 25))
    with override("zh-hans"):
        counted = chip(due.on, TODAY, due.start, due.unit, why=due)
        agreed = chip(due.on, TODAY, None, DAYS)
    assert counted
    assert counted.provisional
    assert counted.why[0][0] == "起算"
    assert len(counted.why) == 5
    assert agreed
    assert not agreed.provisional
    assert list(agreed.why) == [("约定日期", "2027年1月8日，承诺中载明")]


def test_a_duty_without_a_date_has_no_chip() -> None:
    assert chip(None, TODAY, None, DAYS) is None
