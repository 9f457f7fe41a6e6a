"""A due date as people see it: its lamp, the time left, and why it is this day, in the reader's language."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from deadlines.calendar import ONE_DAY, Day
from deadlines.choices import DayKind, LimitBound, LimitStatus, LimitUnit, StepKind
from deadlines.limits import Limit
from deadlines.rules import Due, days_left, days_overdue, lamp
from face.days import CALENDAR_DAY, WORKING_DAY
from face.days import day as day_in_words
from face.parts import Due as DueChip

# More days off than this are counted instead of listed.
LONGEST_LIST = 10


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the explanation: a heading and a sentence, both already in the reader's language."""

    kind: StepKind
    sentence: str

    @property
    def label(self) -> str:
        """The heading."""
        return str(self.kind.label)


def explanation(due: Due) -> list[Step]:
    """Why a due date is this day: start, limit, days taken out and added, rolling, rule, calendar; what applies."""
    sentences = (
        (StepKind.START, _start(due)),
        (StepKind.LIMIT, _length(due)),
        (StepKind.TAKEN_OUT, _taken_out(due)),
        (StepKind.ADDED, _added(due)),
        (StepKind.ROLLED, _rolled(due)),
        (StepKind.PROVISION, _rule(due.limit) if due.limit else ""),
        (StepKind.CALENDAR, _calendar(due)),
    )
    return [Step(kind, sentence) for kind, sentence in sentences if sentence]


def explanation_of_agreed(due: date) -> list[Step]:
    """Why a due date is this day where the promise itself names it."""
    return [Step(StepKind.AGREED, _("%(day)s, as written in the promise") % {"day": day_in_words(due)})]


def chip(
    due: date | None,
    today: date,
    start: date | None,
    unit: LimitUnit | str,
    *,
    suspended: bool = False,
    why: Due | None = None,
) -> DueChip | None:
    """The due date of an open duty as pages show it: lamp, date, time left, and why this day; None without a date.

    `why` is the calculation that led to `due`, where the record keeps what it was made from; without it the date
    explains itself as agreed in the promise. Time left is in working days only where the limit is.
    """
    if due is None:
        return None
    colour = lamp(due, today, start, unit, suspended)
    counted_in, left = _left(due, today, LimitUnit(unit))
    steps = explanation(why) if why else explanation_of_agreed(due)
    return DueChip(
        lamp=colour.value if colour else "",
        on=due,
        left=left,
        unit=counted_in,
        stopped=suspended,
        provisional=bool(why and why.is_provisional),
        why=[(step.label, step.sentence) for step in steps],
    )


def _left(due: date, today: date, unit: LimitUnit) -> tuple[str, int]:
    """The unit and the number of the time left; negative days once it is over.

    A due date that is a day off itself can be ahead without a working day left: then calendar days are said.
    """
    if late := days_overdue(due, today):
        return CALENDAR_DAY, -late
    if unit == LimitUnit.WORKING_DAY and (left := days_left(due, today, unit)):
        return WORKING_DAY, left
    return CALENDAR_DAY, days_left(due, today, LimitUnit.CALENDAR_DAY)


def amount_in_words(amount: int, unit: LimitUnit | str) -> str:
    """A length of time: 10 working days, 30 days, 3 months, 1 year."""
    match LimitUnit(unit):
        case LimitUnit.WORKING_DAY:
            sentence = ngettext("%(count)d working day", "%(count)d working days", amount)
        case LimitUnit.CALENDAR_DAY:
            sentence = ngettext("%(count)d day", "%(count)d days", amount)
        case LimitUnit.MONTH:
            sentence = ngettext("%(count)d month", "%(count)d months", amount)
        case LimitUnit.YEAR:
            sentence = ngettext("%(count)d year", "%(count)d years", amount)
    return sentence % {"count": amount}


def _start(due: Due) -> str:
    words = {"day": day_in_words(due.start), "first": day_in_words(due.start + ONE_DAY)}
    if due.limit:
        words["event"] = str(due.limit.event)
        return _("%(day)s: %(event)s; that day does not count, the first day counted is %(first)s") % words
    return _("%(day)s; that day does not count, the first day counted is %(first)s") % words


def _length(due: Due) -> str:
    words = {"length": amount_in_words(due.amount, due.unit)}
    if due.limit and due.limit.bound == LimitBound.AT_LEAST:
        return _("at least %(length)s") % words
    if due.is_cut_to_month:
        words["number"] = str(due.start.day)
        return _("%(length)s; the last month has no day %(number)s, so it ends on that month's last day") % words
    return words["length"]


def _taken_out(due: Due) -> str:
    if not due.days_taken_out:
        return ""
    weekend_days = [day for day in due.days_taken_out if day.kind == DayKind.WEEKEND]
    holidays = [day for day in due.days_taken_out if day.kind == DayKind.HOLIDAY]
    spans = [_holiday_span(list(days)) for _festivals, days in groupby(holidays, key=lambda day: day.festivals)]
    if weekend_days:
        spans.append(_("%(days)s (weekend)") % {"days": _listed(weekend_days)})
    return pgettext("between the parts of an enumeration", "; ").join(spans)


def _holiday_span(days: list[Day]) -> str:
    names = pgettext("between names", ", ").join(str(festival.label) for festival in days[0].festivals)
    words = {"first": day_in_words(days[0].on), "last": day_in_words(days[-1].on), "holiday": names}
    if len(days) == 1:
        return _("%(first)s (%(holiday)s)") % words
    return _("%(first)s to %(last)s (%(holiday)s)") % words


def _listed(days: Iterable[Day]) -> str:
    """The days one by one, or their number where they are many."""
    days = list(days)
    if len(days) > LONGEST_LIST:
        return ngettext("%(count)d day", "%(count)d days", len(days)) % {"count": len(days)}
    return pgettext("between names", ", ").join(day_in_words(day.on) for day in days)


def _added(due: Due) -> str:
    if not due.makeup_days:
        return ""
    return _("%(days)s (worked instead of a holiday)") % {"days": _listed(due.makeup_days)}


def _rolled(due: Due) -> str:
    if not due.is_rolled:
        return ""
    words = {"end": day_in_words(due.plain_end), "day": day_in_words(due.on)}
    return _("%(end)s is a day off, so the limit ends on the next working day, %(day)s") % words


def _rule(limit: Limit) -> str:
    words = {"title": str(limit.title), "document": str(limit.document), "article": str(limit.article)}
    if limit.status == LimitStatus.OURS:
        return _("%(title)s (set locally)") % words
    if limit.article:
        words["document"] = _("%(document)s %(article)s") % words
    if limit.is_to_be_verified:
        return _("%(title)s: %(document)s (to be verified)") % words
    return _("%(title)s: %(document)s") % words


def _calendar(due: Due) -> str:
    sentences = [
        _("holiday notice of the State Council for %(year)d (%(number)s)")
        % {"year": notice.year, "number": notice.number}
        for notice in due.notices
    ]
    sentences += [
        _("no holiday notice for %(year)d is loaded: only weekends are taken out, and the date is provisional")
        % {"year": year}
        for year in due.unannounced_years
    ]
    return pgettext("between the parts of an enumeration", "; ").join(sentences)
