"""What a clerk says of imported measures: right as read, corrected, or binding nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from commitments.choices import DueRule, ObligationKind, Recurrence, ShareState
from commitments.models import Obligation, Share
from exchange.drafting import LONGEST_OBLIGATION_TITLE, share_of
from exchange.models import Document, Duty, Measure, TimeLimit
from exchange.rules.limits import due_after
from lifecycle.actors import Actor
from lifecycle.creating import create, create_many, record_edit
from lifecycle.doors import door
from lifecycle.models import Precision
from lifecycle.performing import perform
from lifecycle.refusals import Stale
from lifecycle.sweeping import Outcome, perform_many


def accept(what: Document | Iterable[Measure], by: Actor, *, at: datetime | None = None, reason: str = "") -> Outcome:
    """Accept every measure of a document, or those given, that is complete; the rest is refused with its sentences.

    `.done` are the keys of the accepted, `.refused` the answers of the others by key. A number of statements that does
    not grow with the measures.
    """
    waiting = Measure.objects.waiting()
    if isinstance(what, Document):
        waiting = waiting.filter(document=what)
    else:
        waiting = waiting.filter(pk__in=[measure.pk for measure in what])
    return perform_many(waiting, "accept", by, at=at, reason=reason)


def set_aside(measure: Measure, by: Actor, *, reason: str, at: datetime | None = None) -> Measure:
    """Mark a measure as binding nothing; its draft is withdrawn. Raises Refused."""
    made: Measure = perform(measure, "set_aside", by, reason=reason, at=at)
    return made


def settle_lead(duty: Duty, lead: Any, by: Actor, *, at: datetime | None = None) -> None:
    """Say who leads an obligation. Whoever led so far goes on supporting it, whoever supported and now leads does not.

    Raises Refused; all or nothing.
    """
    obligation = Obligation.objects.select_related("commitment").get(pk=duty.obligation_id)
    with door("default"):
        if duty.assignment is not None and not duty.assignment.is_lead_settled:
            record_edit(duty.assignment, by, changes={"is_lead_settled": True}, at=at)
        if obligation.lead_body_id == lead.pk:
            return
        before = obligation.lead_body_id
        record_edit(obligation, by, changes={"lead_body": lead}, at=at)
        shares = list(Share.objects.filter(obligation=obligation).exclude(state=ShareState.DROPPED))
        for share in shares:
            if share.body_id == lead.pk:
                perform(share, "drop", by, at=at)
        if before not in {share.body_id for share in shares}:
            create(Share, by, data=share_of(obligation, before), at=at)


def change_support(
    duty: Duty, by: Actor, *, add: Iterable[Any] = (), drop: Iterable[int] = (), at: datetime | None = None
) -> None:
    """Add supporting bodies to an obligation, and take out those whose body keys are given. All or nothing."""
    obligation = Obligation.objects.select_related("commitment").get(pk=duty.obligation_id)
    gone = set(drop)
    with door("default"):
        shares = list(Share.objects.filter(obligation=obligation).exclude(state=ShareState.DROPPED))
        for share in shares:
            if share.body_id in gone:
                perform(share, "drop", by, at=at)
        standing = {share.body_id for share in shares if share.body_id not in gone} | {obligation.lead_body_id}
        rows = [share_of(obligation, body) for body in add if body.pk not in standing]
        create_many(Share, by, rows, at=at)


@dataclass(frozen=True, kw_only=True)
class Correction:
    """What a clerk says of one obligation: who leads, who supports, when it is due."""

    lead: Any
    add: Sequence[Any] = ()
    drop: Sequence[int] = ()
    due_on: date | None = None
    due_precision: str = Precision.DAY
    recurs: str = Recurrence.ONCE


def correct(
    duty: Duty, said: Correction, by: Actor, *, expected_version: int | None = None, at: datetime | None = None
) -> None:
    """Write a clerk's word into a drafted obligation: it settles lead and limit. All or nothing.

    Raises Refused; Stale where the obligation is no longer the one that was seen.
    """
    obligation = Obligation.objects.get(pk=duty.obligation_id)
    if expected_version is not None and obligation.version != expected_version:
        raise Stale(expected_version, obligation.version)
    with door("default"):
        settle_lead(duty, said.lead, by, at=at)
        change_support(duty, by, add=said.add, drop=said.drop, at=at)
        settle_limit(duty, by, due_on=said.due_on, precision=said.due_precision, recurs=said.recurs, at=at)


def name_bodies(
    measure: Measure, lead: Any, by: Actor, *, supporting: Iterable[Any] = (), at: datetime | None = None
) -> Duty:
    """For a measure that names nobody: the clerk says who must act. Its obligation is drafted. All or nothing."""
    limits = list(measure.limits.order_by("position"))
    limit = limits[0] if len(limits) == 1 else None
    with door("default") as written:
        obligation = create(
            Obligation,
            by,
            data={
                "commitment": measure.commitment,
                "title": measure.commitment.title[:LONGEST_OBLIGATION_TITLE],
                "kind": ObligationKind.TASK,
                "content": measure.clause,
                "lead_body": lead,
                **_due(limit.due_on if limit else None, limit.due_precision if limit else Precision.DAY),
            },
            at=at,
        )
        cause = written[-1]
        rows = [share_of(obligation, body) for body in supporting if body.pk != lead.pk]
        create_many(Share, by, rows, at=at)
        made: Duty = create(
            Duty,
            by,
            data={
                "document": measure.document_id,
                "measure": measure,
                "limit": limit,
                "obligation": obligation,
                "lead_body": lead,
            },
            cause=cause,
        )
        return made


def settle_limit(
    duty: Duty,
    by: Actor,
    *,
    due_on: date | None,
    precision: str = Precision.DAY,
    recurs: str = Recurrence.ONCE,
    at: datetime | None = None,
) -> None:
    """Say when an obligation is due, or that no date is agreed; its shares follow. All or nothing."""
    with door("default"):
        if duty.limit is not None and not duty.limit.is_settled:
            record_edit(duty.limit, by, changes={"is_settled": True}, at=at)
        _set_due(duty, by, due_on, precision, recurs, at)


def enter_event(limit: TimeLimit, by: Actor, event_on: date, *, at: datetime | None = None) -> date | None:
    """Enter the day of the event from which a limit runs; the due dates follow. None where its length is in other units."""
    due = due_after(event_on, limit.amount, limit.unit) if limit.amount else None
    with door("default"):
        record_edit(limit, by, changes={"event_on": event_on}, at=at)
        if due is not None:
            for duty in Duty.objects.filter(limit=limit).order_by("pk"):
                _set_due(duty, by, due, Precision.DAY, Recurrence.ONCE, at)
    return due


def _set_due(duty: Duty, by: Actor, due: date | None, precision: str, recurs: str, at: datetime | None) -> None:
    obligation = Obligation.objects.get(pk=duty.obligation_id)
    obligation = record_edit(
        obligation, by, changes=_due(due, precision) | {"recurs": recurs if due else Recurrence.ONCE}, at=at
    )
    for share in Share.objects.filter(obligation=obligation, state=ShareState.OUTSTANDING).order_by("pk"):
        record_edit(share, by, changes={"due_on": obligation.due_on}, at=at)


def _due(due: date | None, precision: str) -> dict[str, Any]:
    if due is None:
        return {"due_rule": DueRule.NONE_AGREED, "due_on": None, "due_precision": Precision.DAY}
    return {"due_rule": DueRule.DATE, "due_on": due, "due_precision": precision}
