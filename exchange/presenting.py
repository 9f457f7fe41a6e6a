"""Measures as their pages show them: clause, duties, limits and what is missing, in a number of queries that does not grow."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from commitments.choices import ObligationState, ShareState
from commitments.models import Obligation, Share
from exchange.choices import MeasureState
from exchange.guards import accepting
from exchange.models import Duty, Measure, TimeLimit
from face import days
from lifecycle.actors import Actor
from lifecycle.facts import facts_for
from lifecycle.guards import unmet_among
from lifecycle.refusals import Unmet


@dataclass
class DutyLine:
    """An obligation of a measure; `told_lead` is the lead as the document gives it, where a clerk has named another."""

    obligation: Any
    duty: Any = None
    shares: list[Any] = field(default_factory=list)
    told_lead: Any = None
    # Whether the document, or a clerk, says who leads; else the first body named only stands in.
    is_lead_told: bool = True

    @property
    def waits_for_event(self) -> bool:
        """Whether its limit runs from an event whose day nobody has entered."""
        limit = self.duty.limit if self.duty is not None else None
        return limit is not None and limit.waits_for_event and self.obligation.due_on is None

    @property
    def due(self) -> str:
        """Its due date in words, "" for none."""
        one = self.obligation
        return days.day(one.due_on, one.due_precision) if one.due_on else ""


@dataclass
class Line:
    """A measure with all that its row shows."""

    measure: Any
    duties: list[DutyLine] = field(default_factory=list)
    limits: list[Any] = field(default_factory=list)
    lacks: Sequence[Unmet] = ()

    @property
    def is_waiting(self) -> bool:
        """Whether no clerk has said anything of it yet."""
        return bool(self.measure.state == MeasureState.EXTRACTED)


def lines_of(measures: Sequence[Measure], today: date) -> list[Line]:
    """The lines of some measures: a dozen queries for one or for fifty."""
    lines = {measure.pk: Line(measure) for measure in measures}
    if not lines:
        return []
    for limit in TimeLimit.objects.filter(measure__in=list(lines)).order_by("measure_id", "position"):
        lines[limit.measure_id].limits.append(limit)
    _add_duties({measure.commitment_id: lines[measure.pk] for measure in measures})
    waiting = [line.measure for line in lines.values() if line.is_waiting]
    if waiting:
        guards = accepting()
        facts = facts_for(waiting, [need for guard in guards for need in guard.needs])
        for measure in waiting:
            line, known = lines[measure.pk], facts[measure.pk]
            line.lacks = unmet_among(guards, measure, known, today)
            told = {one.obligation.pk: one.is_lead_told or one.is_led_by_another for one in known["drafted_duties"]}
            for duty in line.duties:
                duty.is_lead_told = told.get(duty.obligation.pk, True)
    return [lines[measure.pk] for measure in measures]


def _add_duties(by_commitment: dict[int, Line]) -> None:
    rows = Obligation.objects.filter(commitment__in=list(by_commitment)).exclude(state=ObligationState.CANCELLED)
    obligations = list(rows.select_related("lead_body").order_by("pk"))
    duties = Duty.objects.filter(obligation__in=[one.pk for one in obligations])
    read = {duty.obligation_id: duty for duty in duties.select_related("lead_body", "limit", "assignment")}
    shares: dict[int, list[Any]] = {}
    standing = Share.objects.filter(obligation__in=[one.pk for one in obligations]).exclude(state=ShareState.DROPPED)
    for share in standing.select_related("body").order_by("pk"):
        shares.setdefault(share.obligation_id, []).append(share)
    for obligation in obligations:
        duty = read.get(obligation.pk)
        is_changed = duty is not None and duty.lead_body_id != obligation.lead_body_id
        line = DutyLine(
            obligation, duty, shares.get(obligation.pk, []), duty.lead_body if is_changed and duty else None
        )
        by_commitment[obligation.commitment_id].duties.append(line)


def may_decide(measure: Measure | None, by: Actor, today: date) -> bool:
    """Whether the reader may accept measures of this one's document: its logging clerk may."""
    if measure is None:
        return False
    right = Measure.verbs()["accept"].right
    facts = {**facts_for([measure], right.needs)[measure.pk], "cause": ""}
    return right.refusal(measure, facts, by, "accept", today) is None
