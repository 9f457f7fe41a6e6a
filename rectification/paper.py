"""The paper of an order as it was issued: its words, in the language of official documents, whatever language its reader uses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from deadlines.explanation import amount_in_words
from deadlines.limits import limit
from face import days
from organizations.choices import System
from organizations.models import Body
from rectification.choices import Authority, Channel, OrderForm
from rectification.models import Demand
from rectification.rules.limits import APPEAL

OFFICIAL_LANGUAGE = "zh-hans"
FIGURES = "〇一二三四五六七八九"
# How official documents count their parts: the ideographic comma, full-width brackets.
PAUSE, OPEN, SHUT = "\u3001", "\uff08", "\uff09"


@dataclass(frozen=True)
class Paper:
    """What stands on the sheet: header, number, title, addressee, sections of (heading, paragraphs), signature."""

    header: str
    number: str
    title: Sequence[str]
    addressee: str
    opening: Sequence[str]
    sections: Sequence[tuple[str, Sequence[str]]]
    signature: str
    day: str
    # Demands that joined the order after it was issued: they are no part of the paper.
    joined: int


def paper_of(order: Any) -> Paper:
    """The paper of an order. `order` comes with its commitment, case, issuer and duty body; six queries."""
    first = order.history.get(version=1)
    rows = Demand.history.filter(order_id=order.pk, version=1).order_by("number")
    demands = [row.text for row in rows if row.cause == first.cause]
    with override(OFFICIAL_LANGUAGE):
        kind = str(OrderForm(order.form).label)
        titled = _("On rectifying within a limit what was not kept of “%(title)s”") % {"title": order.title}
        sections = _sections(order, first, demands)
        return Paper(
            header=_("%(body)s document") % {"body": order.issuer.name}
            if order.form == OrderForm.NOTICE
            else order.issuer.name,
            number=order.number,
            title=(titled, kind),
            addressee=order.duty_body.name,
            opening=_opening(order),
            sections=[
                (f"{chinese(at)}{PAUSE}{heading}", words) for at, (heading, words) in enumerate(sections, start=1)
            ],
            signature=order.issuer.name,
            day=days.day(order.issued_on),
            joined=len(rows) - len(demands),
        )


def _opening(order: Any) -> list[str]:
    case = order.case
    found = _("%(body)s has verified (%(case)s) that “%(title)s” (%(ref)s) was not kept as promised.") % {
        "body": case.verifying_body.name if case.verifying_body is not None else order.issuer.name,
        "case": case.ref,
        "title": order.title,
        "ref": order.commitment.ref,
    }
    consent = ""
    if order.channel == Channel.WITH_CONSENT:
        consent = _("With the consent of %(government)s, ") % {"government": government_above(order.issuer)}
    words = {
        "consent": consent,
        "authority": str(Authority(order.authority).label),
        "document": order.authority_document,
    }
    return [
        found,
        *case.finding.splitlines(),
        _("%(consent)sby %(authority)s (%(document)s), you are asked to rectify as follows:") % words,
    ]


def _sections(order: Any, first: Any, demands: Sequence[str]) -> list[tuple[str, list[str]]]:
    """`first` is the order's first row: what it said when it was issued, whatever was extended since."""
    numbered = [f"{OPEN}{chinese(at)}{SHUT}{text}" for at, text in enumerate(demands, start=1)]
    rule = limit(APPEAL, order.issued_on)
    appeal = {"time": amount_in_words(rule.amount, rule.unit), "document": rule.document, "article": rule.article}
    return [
        (_("What is to be rectified"), numbered),
        (_("Until when"), [_("Finish by %(day)s and submit for acceptance.") % {"day": _day(first.due_on)}]),
        (
            _("Plan"),
            [
                _("Submit a plan by %(day)s that states measures, posts in charge, due dates and weights one by one.")
                % {"day": _day(first.plan_due_on)}
            ],
        ),
        (
            _("Review"),
            [
                _("Whoever disagrees may ask for review once within %(time)s of receipt (%(document)s %(article)s).")
                % appeal
            ],
        ),
        (
            _("If it is not done"),
            [
                _(
                    "No plan in time, a failure or a refusal to rectify is stated as such and leads to accountability. "
                    "A change of organisation or of people excuses nothing."
                )
            ],
        ),
    ]


def _day(on: date | None) -> str:
    return days.day(on) if on is not None else _("the day that will be set")


def government_above(body: Any) -> str:
    """The government to which a body belongs: the nearest one on its path."""
    above = [int(one) for one in body.path.split("/") if one]
    found = Body.objects.filter(pk__in=above, system=System.GOVERNMENT).exclude(pk=body.pk).order_by("-path").first()
    return str(found.name if found is not None else body.name)


def chinese(number: int) -> str:
    """A number under 100 as official documents count: 一, 十, 十二, 三十; larger ones in figures."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{FIGURES[tens]}十"
    return head + (FIGURES[ones] if ones else "")
