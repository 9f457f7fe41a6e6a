"""Filters for dates, time left and money, by the house rules, in the reader's language."""

import datetime as dt
from decimal import Decimal, InvalidOperation
from typing import Any

from django import template
from django.utils.translation import gettext

from face import amounts, days

register = template.Library()

NON_MONETARY = "non_monetary"


@register.filter
def day(value: dt.date | dt.datetime | None, precision: str = "day") -> str:
    """`{{ on|day }}`, `{{ on|day:record.precision }}`: a date in text; nothing given says "not filled in"."""
    if precision == "unknown":
        return gettext("date unknown")
    return days.day(value, precision) if value else gettext("Not filled in")


@register.filter
def short_day(value: dt.date | dt.datetime | None) -> str:
    """`{{ on|short_day }}`: a date in a list, the present year left out."""
    return days.short_day(value) if value else gettext("Not filled in")


@register.filter
def moment(value: dt.datetime | None) -> str:
    """`{{ at|moment }}`: day, hour and minute."""
    return days.moment(value) if value else gettext("Not filled in")


@register.filter
def stamp(value: dt.datetime | None) -> str:
    """`{{ at|stamp }}`: to the second, for tables of the trail."""
    return days.stamp(value) if value else ""


@register.filter
def remaining(left: int | None, unit: str = days.CALENDAR_DAY) -> str:
    """`{{ left|remaining:"working_day" }}`: time left, due today, or overdue."""
    return "" if left is None else days.remaining(left, unit)


@register.filter
def overdue(late: int) -> str:
    """`{{ days_late|overdue }}`."""
    return days.overdue(late)


@register.filter
def money(value: Any, kind: str = "") -> str:
    """`{{ amount|money }}`: an amount with its unit in a sentence; `|money:"non_monetary"` for what is not in money."""
    return _said(value, kind, amounts.in_a_sentence)


@register.filter
def money_cell(value: Any, kind: str = "") -> str:
    """`{{ amount|money_cell }}`: ten thousands with two decimals, the unit stands in the column's header."""
    return _said(value, kind, amounts.in_ten_thousands)


@register.filter
def money_exact(value: Any, kind: str = "") -> str:
    """`{{ paid|money_exact }}`: yuan to the cent, for payment evidence."""
    return _said(value, kind, amounts.to_the_cent)


@register.filter
def money_capital(value: Any, kind: str = "") -> str:
    """`{{ amount|money_capital }}`: in capital characters, for documents."""
    return _said(value, kind, amounts.in_capitals)


@register.filter
def or_missing(value: Any) -> Any:
    """`{{ value|or_missing }}`: the value, or the words for an empty field. Nought and False are values."""
    return gettext("Not filled in") if value is None or value == "" else value


def _said(value: Any, kind: str, say: Any) -> str:
    if value is None or value == "":
        return amounts.missing(monetary=kind != NON_MONETARY)
    try:
        return str(say(value if isinstance(value, Decimal) else Decimal(str(value))))
    except InvalidOperation:
        return amounts.missing()
