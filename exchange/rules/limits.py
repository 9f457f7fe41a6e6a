"""What a time limit of a document says for the clock: a date with its precision, a rhythm, or a time after an event.

Nothing is guessed: what can be read in two ways stays to be decided by a clerk, and the words are kept always.
"""

import calendar as gregorian
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from commitments.choices import Recurrence
from deadlines.choices import LimitUnit
from deadlines.rules import LARGEST_AMOUNT, due_on
from exchange.choices import LimitKind
from lifecycle.models import Precision

DECEMBER = 12
MONTHS_IN_YEAR = 12
MONTHS_IN_QUARTER = 3
MONTHS_IN_HALF = 6


@dataclass(frozen=True, slots=True)
class Term:
    """A limit as the clock takes it. `event` are the words of the event from which `amount` of `unit` is counted."""

    kind: LimitKind
    due_on: date | None = None
    precision: str = Precision.DAY
    recurs: str = Recurrence.ONCE
    event: str = ""
    amount: int | None = None
    unit: str = ""


UNREAD = Term(LimitKind.UNREAD)
STANDING = Term(LimitKind.STANDING)

_DIGITS = {char: str(value) for value, char in enumerate("〇一二三四五六七八九")} | {"○": "0", "零": "0"}
_HAN_YEAR = re.compile(r"[一二][〇○零一二三四五六七八九]{3}(?=年)")
_NUMBER = r"\d{1,3}|[一二两三四五六七八九十百]{1,4}|半"
_HAN_VALUE = {char: value for value, char in enumerate("一二三四五六七八九", 1)} | {"两": 2}

_AFTER = re.compile(
    rf"(?P<event>.*?)(?P<amount>{_NUMBER})(?P<unit>个?工作日|个自然日|日|天|个月|月|年|个?[^\d]{{1,3}}?)(?:之内|以内|内)"
)
_UNITS = {
    "工作日": LimitUnit.WORKING_DAY,
    "自然日": LimitUnit.CALENDAR_DAY,
    "日": LimitUnit.CALENDAR_DAY,
    "天": LimitUnit.CALENDAR_DAY,
    "月": LimitUnit.MONTH,
    "年": LimitUnit.YEAR,
}
_ISSUE = re.compile(
    r"自?本?(?:通知|方案|意见|办法|规划|规定|细则|计划|文件|实施意见|实施方案|工作方案)?(?:正式)?(?:印发|下发|发布|公布)(?:之日起|之日后|后)?的?"
)
_POINT = re.compile(
    r"(?:截至|截止|到|至|自|从)?"
    r"(?P<year>(?:19|20)\d{2}年|今年|本年|明年)?(?P<month>\d{1,2}月)?(?P<day>\d{1,2}[日号])?"
    r"(?P<part>年?底|年?末|上半年|下半年|第?[一二三四1-4]季度(?:末|底)?|上旬|中旬|下旬)?(?P<before>之前|以前|前)?"
)
_RANGE = re.compile(r"(?P<from>.*?\d.*?)(?:起)?(?:至|到|—+|－|-|–|~|～|―)(?P<to>.*\d.*)")
_FROM = re.compile(r"(?:自|从).*起|.*年.*起")
_STANDING = re.compile(r"长期.*|全年|持续.*|常态.*|每(?:日|天|工作日)")
_EVERY = {
    "每月": 1,
    "每月份": 1,
    "按月": 1,
    "每季度": MONTHS_IN_QUARTER,
    "按季": MONTHS_IN_QUARTER,
    "按季度": MONTHS_IN_QUARTER,
    "每半年": MONTHS_IN_HALF,
    "半年": MONTHS_IN_HALF,
    "按半年": MONTHS_IN_HALF,
    "每年": MONTHS_IN_YEAR,
    "每年度": MONTHS_IN_YEAR,
    "按年": MONTHS_IN_YEAR,
    "按年度": MONTHS_IN_YEAR,
    "每年底": MONTHS_IN_YEAR,
    "每年年底": MONTHS_IN_YEAR,
}
_RHYTHMS = {
    1: Recurrence.MONTHLY,
    MONTHS_IN_QUARTER: Recurrence.QUARTERLY,
    MONTHS_IN_HALF: Recurrence.HALF_YEARLY,
    MONTHS_IN_YEAR: Recurrence.YEARLY,
}
_EVERY_YEAR = re.compile(r"每年(?P<point>\d{1,2}月.*|第?[一二三四1-4]季度.*)")


def term_of(words: str, issued_on: date | None) -> Term:
    """What a limit says, for a document of a day. A date before the document binds nothing that it promises: to be decided."""
    plain = _HAN_YEAR.sub(lambda year: "".join(_DIGITS[char] for char in year.group()), "".join(words.split()))
    term = next((found for read in _READERS if (found := read(plain, issued_on)) is not None), UNREAD)
    if term.due_on is not None and issued_on is not None and term.due_on < issued_on:
        return UNREAD
    return term


def due_after(event_on: date, amount: int, unit: str) -> date:
    """When a limit ends whose event was on a day: the day of the event is not counted."""
    return due_on(event_on, amount, unit).on


def _standing(words: str, _issued_on: date | None) -> Term | None:
    return STANDING if _STANDING.fullmatch(words) else None


def _every(words: str, issued_on: date | None) -> Term | None:
    if words in _EVERY:
        return _rhythm(_EVERY[words], issued_on)
    found = _EVERY_YEAR.fullmatch(words)
    if found is None:
        return UNREAD if words.startswith("每") else None
    return _yearly(found["point"], issued_on)


def _rhythm(months: int, issued_on: date | None) -> Term:
    """Due at the end of the first whole period after the document: no earlier day can be meant."""
    recurs = _RHYTHMS[months]
    if issued_on is None:
        return Term(LimitKind.RECURRENCE, recurs=recurs)
    begun = (issued_on.month - 1) // months * months + 1
    begins_here = issued_on == date(issued_on.year, begun, 1)
    end = (begun - 1) + (months if begins_here else 2 * months)
    return Term(LimitKind.RECURRENCE, _month_end(issued_on.year, end), Precision.MONTH, recurs)


def _yearly(point: str, issued_on: date | None) -> Term:
    if issued_on is None:
        return Term(LimitKind.RECURRENCE, recurs=Recurrence.YEARLY)
    for year in (issued_on.year, issued_on.year + 1):
        found = _point(f"{year}年{point}", issued_on)
        if found is None or found.due_on is None:
            return UNREAD
        months = MONTHS_IN_QUARTER if "季度" in point else 1
        begins = date(year, found.due_on.month - months + 1, 1)
        # A day of the year still lies ahead on the day of the document; a month or quarter must not have begun.
        if (found.precision == Precision.DAY and found.due_on > issued_on) or begins >= issued_on:
            return Term(LimitKind.RECURRENCE, found.due_on, found.precision, Recurrence.YEARLY)
    return UNREAD


def _range(words: str, issued_on: date | None) -> Term | None:
    found = _RANGE.fullmatch(words)
    if found is None or _AFTER.fullmatch(words):
        return None
    end = found["to"]
    if not re.match(r"(?:19|20)\d{2}", end):
        year = re.search(r"(?:19|20)\d{2}", found["from"])
        if year is None:
            return UNREAD
        end = f"{year.group()}年{end}"
    return _point(end, issued_on) or UNREAD


def _after(words: str, issued_on: date | None) -> Term | None:
    found = _AFTER.fullmatch(words)
    if found is None:
        return None
    amount, unit = _amount(found["amount"], found["unit"])
    if amount is None:
        return Term(LimitKind.EVENT, event=found["event"])
    if found["event"] and _ISSUE.fullmatch(found["event"]) and issued_on is not None:
        return Term(LimitKind.DATE, due_after(issued_on, amount, unit))
    return Term(LimitKind.EVENT, event=found["event"], amount=amount, unit=unit)


def _amount(words: str, unit: str) -> tuple[int | None, str]:
    """How many of which unit; None for units in which the clock does not count, such as hours and terms of schools."""
    known = _UNITS.get(unit.removeprefix("个"))
    if known is None:
        return None, ""
    if words == "半":
        return (MONTHS_IN_HALF, LimitUnit.MONTH) if known == LimitUnit.YEAR else (None, "")
    amount = int(words) if words.isdecimal() else _han(words)
    return (amount, known) if 1 <= amount <= LARGEST_AMOUNT else (None, "")


def _han(words: str) -> int:
    total = current = 0
    for char in words:
        if char in _HAN_VALUE:
            current = _HAN_VALUE[char]
        else:
            total, current = total + (current or 1) * (100 if char == "百" else 10), 0
    return total + current


def _from(words: str, _issued_on: date | None) -> Term | None:
    return STANDING if _FROM.fullmatch(words) else None


def _point(words: str, issued_on: date | None) -> Term | None:
    found = _POINT.fullmatch(words)
    if found is None or not any(found[name] for name in ("year", "month", "part")):
        return None
    year = _year(found["year"], issued_on)
    if year is None:
        return UNREAD
    day = _last_day(year, found)
    if day is None:
        return UNREAD
    if not found["year"] and issued_on is not None and day[0] < issued_on:
        return UNREAD
    return Term(LimitKind.DATE, *day)


def _year(words: str | None, issued_on: date | None) -> int | None:
    if words and words[0].isdigit():
        return int(words[:4])
    if issued_on is None:
        return None
    return issued_on.year + (words == "明年")


def _last_day(year: int, found: re.Match[str]) -> tuple[date, str] | None:
    """The last day that a point may mean, and how exactly it is told; None where it can be read in two ways."""
    month, day, part = found["month"], found["day"], found["part"] or ""
    if day and month:
        return _day(year, int(month[:-1]), int(day[:-1]))
    if day:
        return None
    if month:
        return _in_month(year, int(month[:-1]), part, is_before=bool(found["before"]))
    if part:
        return _in_year(year, part)
    # 「2020年前」 may mean before the year or within it.
    return None if found["before"] or not found["year"] else (date(year, DECEMBER, 31), Precision.YEAR)


def _day(year: int, month: int, day: int) -> tuple[date, str] | None:
    try:
        return date(year, month, day), Precision.DAY
    except ValueError:
        return None


_TENS = {"上旬": 10, "中旬": 20}


def _in_month(year: int, month: int, part: str, *, is_before: bool) -> tuple[date, str] | None:
    if not 1 <= month <= DECEMBER or part not in ("", "底", "末", *_TENS, "下旬"):
        return None
    if part in _TENS:
        return date(year, month, _TENS[part]), Precision.DAY
    # 「6月前」 may mean before June or within it; 「6月底前」 is its last day.
    return None if is_before and not part else (_month_end(year, month), Precision.MONTH)


def _in_year(year: int, part: str) -> tuple[date, str] | None:
    if part in ("底", "末", "年底", "年末"):
        return date(year, DECEMBER, 31), Precision.YEAR
    if part in ("上半年", "下半年"):
        return _month_end(year, 6 if part == "上半年" else DECEMBER), Precision.MONTH
    quarter = re.search(r"[一二三四1-4](?=季度)", part)
    if quarter is None:
        return None
    number = int(quarter.group()) if quarter.group().isdecimal() else _HAN_VALUE[quarter.group()]
    return _month_end(year, number * MONTHS_IN_QUARTER), Precision.MONTH


def _month_end(year: int, month: int) -> date:
    """The last day of a month; months beyond December are those of the next year."""
    year, month = year + (month - 1) // MONTHS_IN_YEAR, (month - 1) % MONTHS_IN_YEAR + 1
    return date(year, month, gregorian.monthrange(year, month)[1])


_READERS: tuple[Callable[[str, date | None], Term | None], ...] = (_standing, _every, _range, _after, _from, _point)
