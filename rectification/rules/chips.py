"""The limits of cases, orders and measures as pages show them: lamp, time left, and why it is this day."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from deadlines.choices import LimitUnit
from deadlines.explanation import amount_in_words, chip
from deadlines.limits import Wording, limit
from deadlines.rules import due_under
from face import days
from face.parts import Due
from rectification.choices import COUNTING_ORDER, CaseState, MeasureState, OrderState
from rectification.rules.limits import FINISH, PLAN, REVIEW, VERIFY


def case_chip(case: Any, today: date) -> Due | None:
    """Until when a case is to be verified; None while nobody verifies."""
    if case.state != CaseState.UNDER_VERIFICATION:
        return None
    return _chip(VERIFY, case.verify_by, case.assigned_on, today)


def order_deadline(order: Any) -> tuple[str, date | None, date | None]:
    """The limit that runs in an order's state: its code, its end, the day it runs from; "" where none runs."""
    if order.state == OrderState.ISSUED:
        return PLAN, order.plan_due_on, order.plan_returned_on or order.issued_on
    if order.state == OrderState.APPEALED:
        return REVIEW, order.decide_by, order.appealed_on
    if order.state in COUNTING_ORDER:
        return FINISH, order.due_on, order.issued_on
    return "", None, None


def order_limit_name(order: Any) -> str:
    """What the limit that runs now is called: of the plan, of a review, of the rectification; "" where none runs."""
    names = {PLAN: _("limit of the plan"), REVIEW: _("limit of the review"), FINISH: _("limit of the rectification")}
    return names.get(order_deadline(order)[0], "")


def order_chip(order: Any, today: date) -> Due | None:
    """The limit that runs now for an order."""
    code, on, start = order_deadline(order)
    if not code:
        return None
    made = _chip(code, on, start, today, _returned() if code == PLAN and order.plan_returned_on else None)
    if made is None or code != FINISH or order.extended_on is None:
        return made
    return replace(made, why=_extended(order))


def measure_chip(measure: Any, order: Any, today: date) -> Due | None:
    """The due date of a measure while it is to be done and its order's time runs."""
    counts = order.state in (OrderState.IN_PROGRESS, OrderState.SUBMITTED)
    if measure.state != MeasureState.OPEN or not counts:
        return None
    made = chip(measure.due_on, today, order.approved_on, LimitUnit.CALENDAR_DAY)
    return None if made is None else replace(made, why=[(_("Set in"), _("the plan"))])


def _returned() -> Wording:
    """From what the limit of a plan counts that was sent back."""
    words = _("plan returned")
    return Wording(words, words)


def plan_limit_words(order: Any) -> str:
    """Until when the plan is to be submitted, counted from which day and why, in one sentence; "" while none is asked."""
    if order.state != OrderState.ISSUED or order.plan_due_on is None:
        return ""
    start = order.plan_returned_on or order.issued_on
    rule = limit(PLAN, start)
    words = {
        "start": days.day(start),
        "event": str(_returned() if order.plan_returned_on else rule.event),
        "length": amount_in_words(rule.amount, rule.unit),
        "day": days.day(order.plan_due_on),
    }
    if due_under(rule, start).on == order.plan_due_on:
        return _("Counted from %(start)s (%(event)s), that day left out: %(length)s, to %(day)s.") % words
    sentence = _(
        "Counted from %(start)s (%(event)s), that day left out: %(length)s, and the days of a review given back, to %(day)s."
    )
    return sentence % words


def _chip(code: str, on: date | None, start: date | None, today: date, event: Wording | None = None) -> Due | None:
    """A limit's end explains itself where it still is what its rule gives; one that was set or moved says so."""
    if on is None:
        return None
    rule = limit(code, start) if event is None else replace(limit(code, start), event=event)
    reckoned = due_under(rule, start) if start else None
    if reckoned is not None and reckoned.on == on:
        return chip(on, today, start, rule.unit, why=reckoned)
    made = chip(on, today, start, rule.unit)
    return None if made is None else replace(made, why=_set(code, start))


def _set(code: str, start: date | None) -> Sequence[tuple[str, str]]:
    if code == FINISH:
        return [(_("Set in"), _("the paper itself, or anew when the order was returned or reopened"))]
    words = _("days of a review were given back")
    began = [] if start is None else [(_("Began"), days.day(start))]
    return [*began, (_("Moved"), words)]


def _extended(order: Any) -> Sequence[tuple[str, str]]:
    return [
        (_("Before"), days.day(order.extended_from) if order.extended_from else _("no due date")),
        (_("Extended"), _("once, on %(day)s; it cannot be extended again") % {"day": days.day(order.extended_on)}),
    ]
