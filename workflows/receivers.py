"""After every verb on a record that has a flow, the flow follows, in the same transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.apps import apps

from lifecycle.doors import Entry
from lifecycle.signals import transitioned
from workflows.driving import follow, reassign_open
from workflows.flows import FLOWS


def move_flows(
    sender: Any, verb: str, entries: Sequence[Entry], records: Sequence[Any], at: datetime, **_rest: Any
) -> None:
    """A verb that changed the state moves the flows; one that left it may have changed who is asked."""
    moved = [record for record, entry in zip(records, entries, strict=True) if entry.source_state != entry.target_state]
    stayed = [
        record for record, entry in zip(records, entries, strict=True) if entry.source_state == entry.target_state
    ]
    if moved:
        follow(sender, moved, verb, at)
    if stayed:
        reassign_open(sender, stayed, at)


def connect() -> None:
    """Listen to every record type that a flow names."""
    for kind in dict.fromkeys(flow.record for flow in FLOWS):
        transitioned.connect(move_flows, sender=apps.get_model(kind), dispatch_uid=f"workflows.move_flows.{kind}")
