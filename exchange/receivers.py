"""Reactions to what a clerk says of a measure."""

from collections.abc import Sequence
from typing import Any

from commitments.choices import CommitmentState
from commitments.models import Commitment
from exchange.models import Measure
from lifecycle.actors import Actor
from lifecycle.doors import Entry
from lifecycle.performing import perform
from lifecycle.signals import transitioned


def connect() -> None:
    """Connect every reaction; called once from `AppConfig.ready()`."""
    transitioned.connect(withdraw_draft, sender=Measure, dispatch_uid="exchange.Measure.withdraw_draft")


def withdraw_draft(verb: str, entries: Sequence[Entry], records: Sequence[Any], by: Actor, **_words: Any) -> None:
    """What binds nothing leaves no draft behind."""
    if verb != "set_aside":
        return
    for entry, measure in zip(entries, records, strict=True):
        commitment = Commitment.objects.get(pk=measure.commitment_id)
        if commitment.state != CommitmentState.WITHDRAWN:
            perform(commitment, "withdraw", by, cause=entry, reason=entry.reason)
