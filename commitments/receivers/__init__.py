"""Reactions inside the app: ends drive cancellations, reopening revokes acceptances, series go on, progress follows."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone

from commitments import derived
from commitments.choices import (
    COUNTING_OBLIGATION,
    OPEN_OBLIGATION,
    ConditionState,
    DueRule,
    ObligationState,
    Recurrence,
    ShareState,
)
from commitments.models import Commitment, Condition, Correction, Disbursement, Obligation, Share, Variation
from commitments.models.obligation import TERMS
from commitments.receivers.variations import carry_out
from commitments.rules.corrections import typed
from commitments.rules.recurrence import next_due_on
from lifecycle.actors import Actor
from lifecycle.creating import CREATE, create_many, record_edit
from lifecycle.doors import Entry
from lifecycle.models import Precision
from lifecycle.performing import perform
from lifecycle.signals import transitioned
from lifecycle.sweeping import perform_many

# An obligation takes these over from the one before as they stand.
CARRIED = (
    *(name for name in TERMS if name not in ("due_on", "due_precision", "lead_body", "handler_post", "paying_body")),
    "is_conditional",
    "legality",
    "legality_article",
    "opinion_by",
    "opinion_number",
    "opinion_on",
)


def connect() -> None:
    """Connect every reaction; called once from `AppConfig.ready()`."""
    for sender, receiver in (
        (Commitment, cancel_open_obligations),
        (Commitment, revoke_named_acceptances),
        (Commitment, give_suspended_days_back),
        (Correction, correct_record),
        (Variation, carry_out),
        (Obligation, make_next_occurrence),
        (Commitment, begin_progress),
        (Obligation, follow_progress),
        (Disbursement, follow_progress),
    ):
        transitioned.connect(receiver, sender=sender, dispatch_uid=f"commitments.{sender.__name__}.{receiver.__name__}")


def drive(obligations: Any, verb: str, by: Actor, causes: Mapping[int, Entry], *, data: Any = None) -> None:
    """A driven verb on obligations, each with the cause that its commitment gave. One refusal undoes the whole."""
    rows = obligations.filter(commitment__in=list(causes)).values_list("pk", "commitment_id")
    each = {pk: causes[commitment] for pk, commitment in rows}
    outcome = perform_many(Obligation.objects.all(), verb, by, causes=each, data=data)
    for refusal in outcome.refused.values():
        raise refusal


def by_record(entries: Iterable[Entry]) -> dict[int, Entry]:
    """The rows by the key of their record."""
    return {entry.record_id: entry for entry in entries}


def cancel_open_obligations(verb: str, entries: Sequence[Entry], by: Actor, **_words: Any) -> None:
    """A commitment that ended has no open duties."""
    if verb == "terminate":
        drive(Obligation.objects.filter(state__in=OPEN_OBLIGATION), "cancel", by, by_record(entries))


def revoke_named_acceptances(verb: str, entries: Sequence[Entry], by: Actor, data: Any, **_words: Any) -> None:
    """The acceptances that reopening names are taken back in the same step."""
    if verb == "reopen":
        named = Obligation.objects.filter(pk__in=data.obligations).exclude(state=ObligationState.PENDING)
        drive(named, "revoke_acceptance", by, by_record(entries))


def give_suspended_days_back(
    verb: str, entries: Sequence[Entry], records: Sequence[Any], by: Actor, **_words: Any
) -> None:
    """Whatever was still to fall due when the suspension began gets its days back."""
    if verb != "resume":
        return
    by_day: dict[date | None, dict[int, Entry]] = {}
    for entry, record in zip(entries, records, strict=True):
        by_day.setdefault(record.suspended_on, {})[record.pk] = entry
    waiting = (ObligationState.CONDITIONAL, ObligationState.CLAIMED, *COUNTING_OBLIGATION)
    for since, causes in by_day.items():
        if since is not None and since < timezone.localdate(next(iter(causes.values())).at):
            ahead = Q(due_on__gte=since) | Q(state=ObligationState.CLAIMED, confirm_by__gte=since)
            due = Obligation.objects.filter(ahead, state__in=waiting)
            drive(due, "give_days_back", by, causes, data={"since": since})


def correct_record(verb: str, entries: Sequence[Entry], records: Sequence[Any], by: Actor, **_words: Any) -> None:
    """A confirmed correction is written into its record."""
    if verb != "confirm":
        return
    for entry, correction in zip(entries, records, strict=True):
        if correction.agreement_id is not None:
            paper = correction.agreement
            value = typed(paper, correction.field, correction.new_value)
            record_edit(paper, by, changes={correction.field: value}, cause=entry)
            continue
        target = correction.obligation if correction.obligation_id is not None else correction.commitment
        perform(target, "correct", by, cause=entry, data={"field": correction.field, "value": correction.new_value})


def make_next_occurrence(verb: str, entries: Sequence[Entry], records: Sequence[Any], by: Actor, **_words: Any) -> None:
    """A recurring obligation that was met comes back, with its conditions and shares; one that has come back does not again."""
    if verb != "accept":
        return
    wanted = {}
    for entry, met in zip(entries, records, strict=True):
        if met.recurs != Recurrence.ONCE and (row := next_row(met, timezone.localdate(entry.at))) is not None:
            wanted[met.pk] = (entry, met, row)
    if not wanted:
        return
    made_before = set(Obligation.objects.filter(previous__in=list(wanted)).values_list("previous_id", flat=True))
    fresh = {pk: parts for pk, parts in wanted.items() if pk not in made_before}
    made = create_many(
        Obligation, by, [row for _e, _m, row in fresh.values()], causes=[entry for entry, _m, _r in fresh.values()]
    )
    _carry_over(
        {met.pk: (entry, following) for (entry, met, _r), following in zip(fresh.values(), made, strict=True)}, by
    )


def next_row(met: Any, today: date) -> dict[str, Any] | None:
    """What the occurrence after this one is made of; None where the series has ended."""
    row = {name: getattr(met, name) for name in CARRIED} | {
        "commitment": met.commitment_id,
        "lead_body": met.lead_body_id,
        "handler_post": met.handler_post_id,
        "paying_body": met.paying_body_id,
        "previous": met.pk,
        "occurrence": met.occurrence + 1,
        "due_precision": series_precision(met),
    }
    if met.due_rule == DueRule.TERM:
        ended = met.recurs_until is not None and met.recurs_until <= today
        return None if ended else row
    anchor = met.anchor_on or met.due_on
    if anchor is None:
        return None
    due = next_due_on(anchor, met.recurs, met.occurrence, met.recurs_until, row["due_precision"])
    return None if due is None else row | {"due_on": due, "anchor_on": anchor}


def series_precision(met: Any) -> str:
    """How exactly the days of a series are known: an occurrence that was moved to a day leaves that of the rest."""
    if met.due_precision != Precision.DAY or met.anchor_on is None:
        return str(met.due_precision)
    agreed = met.anchor_on if met.occurrence == 1 else next_due_on(met.anchor_on, met.recurs, met.occurrence - 1, None)
    if met.due_on == agreed:
        return str(met.due_precision)
    rough = met.history.filter(due_precision__in=(Precision.MONTH, Precision.YEAR)).order_by("-version")
    return rough.values_list("due_precision", flat=True).first() or str(met.due_precision)


def _carry_over(following: Mapping[int, tuple[Entry, Any]], by: Actor) -> None:
    """Conditions and shares of the occurrence before, for the next one."""
    due_before = dict(Obligation.objects.filter(pk__in=list(following)).values_list("pk", "due_on"))
    conditions = Condition.objects.filter(obligation__in=list(following)).exclude(state=ConditionState.DROPPED)
    shares = Share.objects.filter(obligation__in=list(following)).exclude(state=ShareState.DROPPED)
    for model, rows, names in (
        (Condition, conditions, ("text", "indicator", "wanted")),
        (Share, shares, ("body_id", "what", "due_on")),
    ):
        copied, causes = [], []
        for row in rows.order_by("pk"):
            entry, obligation = following[row.obligation_id]
            copied.append(_copy(row, obligation, names, due_before[row.obligation_id]))
            causes.append(entry)
        create_many(model, by, copied, causes=causes)


def _copy(row: Any, obligation: Any, names: Iterable[str], due_before: date | None) -> dict[str, Any]:
    """A share that is due with its lead stays so, at the month's last day as well."""
    copied = {name.removesuffix("_id"): getattr(row, name) for name in names}
    if copied.get("due_on") is not None and copied["due_on"] == due_before:
        copied["due_on"] = obligation.due_on
    elif copied.get("due_on") is not None:
        copied["due_on"] = next_due_on(copied["due_on"], obligation.recurs, 1, None)
    return copied | {"commitment": obligation.commitment_id, "obligation": obligation.pk}


def begin_progress(verb: str, entries: Sequence[Entry], records: Sequence[Any], **_words: Any) -> None:
    """A new commitment has a row from the first, so that lists join and never miss it; its lamp counts from registration."""
    if verb == CREATE or any("registered_on" in entry.changed for entry in entries):
        derived.refresh_progress([record.pk for record in records])


def follow_progress(records: Sequence[Any], **_words: Any) -> None:
    """Whatever moves an obligation or a payment moves its commitment's progress."""
    derived.refresh_progress({record.commitment_id for record in records})
