"""After every verb on a record that has a flow, the flow follows, in the same transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Q

from commitments.choices import HandoverState
from commitments.models import Handover
from lifecycle.doors import Entry
from lifecycle.signals import transitioned
from organizations.models import Oversight, Post, Tenure
from organizations.receivers import overseen_by
from rectification.choices import MeasureState
from rectification.models import Measure, RectificationOrder
from workflows.driving import flows_of, follow, reassign_open
from workflows.flows import FLOWS
from workflows.models import Run


def move_flows(
    sender: Any, verb: str, entries: Sequence[Entry], records: Sequence[Any], at: datetime, **_rest: Any
) -> None:
    """A verb that changed the state, or is a duty itself, moves the flows; another may have changed who is asked."""
    if any(verb in duty.settles for flow in flows_of(sender) for duty in flow.duties()):
        follow(sender, records, verb, at)
        return
    moved = [record for record, entry in zip(records, entries, strict=True) if entry.source_state != entry.target_state]
    stayed = [
        record for record, entry in zip(records, entries, strict=True) if entry.source_state == entry.target_state
    ]
    if moved:
        follow(sender, moved, verb, at)
    if stayed:
        reassign_open(sender, stayed, at)


def follow_orders(records: Sequence[Any], entries: Sequence[Entry], verb: str, at: datetime, **_rest: Any) -> None:
    """Measures that joined an approved plan are judged while their order is carried out, and only then."""
    moved = [entry.record_id for entry in entries if entry.source_state != entry.target_state]
    joined = Measure.objects.standing().filter(order__in=moved, state=MeasureState.OPEN, approved_on=None)
    if moved and (found := list(joined.order_by("pk"))):
        follow(Measure, found, verb, at)


def ask_who_came(records: Sequence[Any], at: datetime, **_rest: Any) -> None:
    """Where somebody comes into a post or leaves it, the hand-overs that wait for a signature ask whoever signs now."""
    tenures = [one for one in records if one.post_id is not None]
    bodies = Post.objects.filter(pk__in={one.post_id for one in tenures}).values("body")
    persons = {one.official_id for one in tenures}
    waiting = Handover.objects.filter(state__in=(HandoverState.PREPARED, HandoverState.SIGNED_OVER)).filter(
        Q(giving_body__in=bodies) | Q(taking_body__in=bodies) | Q(giver__in=persons) | Q(taker__in=persons)
    )
    if found := list(waiting.order_by("pk")):
        reassign_open(Handover, found, at)


def ask_whoever_oversees(entries: Sequence[Entry], records: Sequence[Any], at: datetime, **_rest: Any) -> None:
    """A reviewer who is lent to a body, or taken from it, is asked from then on for what waits there already."""
    for model, keys in overseen_by(entries, records):
        open_ones = Run.objects.filter(kind=model._meta.label, record_id__in=keys, open=True)
        if found := list(model._base_manager.filter(pk__in=open_ones.values("record_id")).order_by("pk")):
            reassign_open(model, found, at)


def connect() -> None:
    """Listen to every record type that a flow names."""
    for kind in dict.fromkeys(flow.record for flow in FLOWS):
        transitioned.connect(move_flows, sender=apps.get_model(kind), dispatch_uid=f"workflows.move_flows.{kind}")
    transitioned.connect(follow_orders, sender=RectificationOrder, dispatch_uid="workflows.follow_orders")
    transitioned.connect(ask_who_came, sender=Tenure, dispatch_uid="workflows.ask_who_came")
    transitioned.connect(ask_whoever_oversees, sender=Oversight, dispatch_uid="workflows.ask_whoever_oversees")
