"""What must fit together in an obligation as it is filled in."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from commitments.choices import DueRule, Recurrence
from commitments.rules.dates import date_faults, is_latest_day
from deadlines.explanation import amount_in_words
from deadlines.rules import LARGEST_AMOUNT
from lifecycle.refusals import Sentence

CURRENCY_LENGTH = 3
CENT = Decimal("0.01")


class Terms(Protocol):
    """What these rules ask of an obligation."""

    is_conditional: bool
    due_rule: str
    due_on: date | None
    due_precision: str
    term_amount: int | None
    term_unit: str
    recurs: str
    recurs_until: date | None
    weight: Decimal
    amount: Decimal | None
    currency: str
    foreign_amount: Decimal | None
    exchange_rate: Decimal | None


def obligation_faults(one: Terms) -> dict[str, Sentence]:
    """`{field: sentence}`; empty where everything fits."""
    return {**due_faults(one), **recurrence_faults(one), **amount_faults(one)}


def due_in_words(one: Terms) -> Sentence:
    """How it falls due, with the length of a term where one is agreed."""
    if one.due_rule != DueRule.TERM or not one.term_amount or not one.term_unit:
        return DueRule(one.due_rule).label
    return _("%(length)s after the conditions are confirmed") % {
        "length": amount_in_words(one.term_amount, one.term_unit)
    }


def due_faults(one: Terms) -> dict[str, Sentence]:
    """A date, a term after the conditions, or none agreed: each with its own fields and no others."""
    if one.due_rule == DueRule.DATE:
        if one.due_on is None:
            return {"due_on": _("Enter the due date, or choose “none agreed”.")}
        faults = date_faults("due_on", one.due_on, one.due_precision, None)
        if not faults and not is_latest_day(one.due_on, one.due_precision):
            faults["due_on"] = _("A due date known to the month or year stands on its last day.")
        return faults or _no_term(one)
    if one.due_rule == DueRule.TERM:
        return _term_faults(one)
    if one.due_on is not None:
        return {"due_on": _("Where no due date was agreed, this stays empty.")}
    return _no_term(one)


def _no_term(one: Terms) -> dict[str, Sentence]:
    if one.term_amount is not None:
        return {"term_amount": _("A term is only for what falls due some time after its conditions.")}
    return {}


def _term_faults(one: Terms) -> dict[str, Sentence]:
    if not one.is_conditional:
        return {"due_rule": _("A term runs from the confirmation of conditions: this obligation has none.")}
    if not one.term_amount or one.term_amount > LARGEST_AMOUNT:
        return {"term_amount": _("Enter how long the term is.")}
    if not one.term_unit:
        return {"term_unit": _("Choose the unit of the term.")}
    return {}


def recurrence_faults(one: Terms) -> dict[str, Sentence]:
    """What comes back has a date from which the next one is counted."""
    if one.recurs == Recurrence.ONCE:
        if one.recurs_until is not None:
            return {"recurs_until": _("This obligation does not come back.")}
        return {}
    if one.due_rule == DueRule.NONE_AGREED:
        return {"recurs": _("What comes back needs a due date or a term.")}
    if one.recurs_until is not None and one.due_on is not None and one.recurs_until < one.due_on:
        return {"recurs_until": _("The series ends before its first due date.")}
    return {}


def amount_faults(one: Terms) -> dict[str, Sentence]:
    """A weight above nothing; a foreign amount with currency and rate, and the yuan amount that follows from them."""
    if one.weight <= 0:
        return {"weight": _("A weight is more than nothing.")}
    if one.amount is not None and one.amount < 0:
        return {"amount": _("An amount is not negative.")}
    return foreign_faults(one.amount, one.currency, one.foreign_amount, one.exchange_rate)


def foreign_faults(
    amount: Decimal | None, currency: str, foreign: Decimal | None, rate: Decimal | None
) -> dict[str, Sentence]:
    """All three or none, and the yuan amount that follows from them."""
    if not currency and not foreign and not rate:
        return {}
    if not currency or not foreign or not rate:
        missing = "currency" if not currency else "foreign_amount" if not foreign else "exchange_rate"
        return {missing: _("A foreign amount needs currency, amount and rate.")}
    if not _is_currency(currency):
        return {"currency": _("Enter the three-letter code of the currency, such as USD.")}
    if foreign < 0 or rate < 0:
        return {"foreign_amount": _("An amount is not negative.")}
    if amount != (foreign * rate).quantize(CENT, ROUND_HALF_UP):
        return {"amount": _("The amount in yuan is the foreign amount times the rate.")}
    return {}


def _is_currency(code: str) -> bool:
    return len(code) == CURRENCY_LENGTH and code.isascii() and code.isalpha() and code.isupper()
