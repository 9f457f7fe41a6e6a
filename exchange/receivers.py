"""Reactions to what a clerk says of a measure, and of the head of a document."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from commitments.choices import CommitmentState, EntryKind, Recurrence, ShareState
from commitments.models import Agreement, Commitment, Obligation, Share
from commitments.rules.recurrence import first_due_on
from exchange.choices import LimitKind
from exchange.models import Document, Duty, Measure
from lifecycle.actors import Actor
from lifecycle.creating import EDIT, record_edit
from lifecycle.doors import Entry
from lifecycle.models import Precision
from lifecycle.performing import perform
from lifecycle.signals import transitioned

# What the head of a document says, and where the source of its promises holds the same.
SAME = {"title": "title", "number": "number", "issuer": "issuer", "issued_on": "signed_on"}


def connect() -> None:
    """Connect every reaction; called once from `AppConfig.ready()`."""
    transitioned.connect(withdraw_draft, sender=Measure, dispatch_uid="exchange.Measure.withdraw_draft")
    transitioned.connect(carry_head, sender=Document, dispatch_uid="exchange.Document.carry_head")
    transitioned.connect(follow_source, sender=Agreement, dispatch_uid="exchange.Agreement.follow_source")
    transitioned.connect(begin_series, sender=Measure, dispatch_uid="exchange.Measure.begin_series")


def withdraw_draft(verb: str, entries: Sequence[Entry], records: Sequence[Any], by: Actor, **_words: Any) -> None:
    """What binds nothing leaves no draft behind."""
    if verb != "set_aside":
        return
    for entry, measure in zip(entries, records, strict=True):
        commitment = Commitment.objects.get(pk=measure.commitment_id)
        if commitment.state != CommitmentState.WITHDRAWN:
            perform(commitment, "withdraw", by, cause=entry, reason=entry.reason)


def carry_head(verb: str, entries: Sequence[Entry], records: Sequence[Any], by: Actor, **_words: Any) -> None:
    """The source of the promises says of a document what the document says of itself."""
    if verb != EDIT:
        return
    for entry, document in zip(entries, records, strict=True):
        source = Agreement.objects.get(pk=document.agreement_id)
        changes = {theirs: getattr(document, ours) for ours, theirs in SAME.items() if ours in entry.changed}
        if "signed_on" in changes:
            changes["signed_precision"] = Precision.DAY if changes["signed_on"] else Precision.UNKNOWN
        if any(getattr(source, name) != value for name, value in changes.items()):
            record_edit(source, by, changes=changes, cause=entry, reason=entry.reason)


def follow_source(verb: str, entries: Sequence[Entry], records: Sequence[Any], by: Actor, **_words: Any) -> None:
    """And the other way round, once a correction of the source is confirmed."""
    if verb != EDIT:
        return
    about = {entry.record_id: (entry, source) for entry, source in zip(entries, records, strict=True)}
    for document in Document.objects.filter(agreement__in=list(about)).defer("text").order_by("pk"):
        entry, source = about[document.agreement_id]
        changes = {ours: getattr(source, theirs) for ours, theirs in SAME.items()}
        if any(getattr(document, name) != value for name, value in changes.items()):
            record_edit(document, by, changes=changes, cause=entry, reason=entry.reason)


def begin_series(verb: str, entries: Sequence[Entry], records: Sequence[Any], by: Actor, **_words: Any) -> None:
    """A series that a document began and whose first days have passed since it was read begins with the next one.

    What a clerk settled himself stays, and so does what was entered as an old promise: its late days are meant.
    """
    if verb != "accept":
        return
    causes = {measure.pk: entry for entry, measure in zip(entries, records, strict=True)}
    today = timezone.localdate(entries[0].at)
    duties = Duty.objects.filter(measure__in=causes, limit__kind=LimitKind.RECURRENCE, limit__is_settled=False)
    begun = duties.filter(obligation__due_on__lt=today).exclude(obligation__recurs=Recurrence.ONCE)
    meant = begun.exclude(obligation__commitment__entry_kind=EntryKind.RETROSPECTIVE)
    for duty in meant.select_related("obligation").order_by("pk"):
        _begin(duty.obligation, by, causes[duty.measure_id], today)


def _begin(obligation: Obligation, by: Actor, cause: Entry, today: date) -> None:
    due = first_due_on(obligation.due_on or today, obligation.recurs, obligation.due_precision, today)
    record_edit(obligation, by, changes={"due_on": due}, cause=cause)
    for share in Share.objects.filter(obligation=obligation, state=ShareState.OUTSTANDING).order_by("pk"):
        record_edit(share, by, changes={"due_on": due}, cause=cause)
