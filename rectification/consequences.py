"""What follows in a commitment from the steps of its orders, and when it is left out."""

from collections.abc import Mapping, Sequence
from typing import Any

from commitments.models import Commitment
from rectification.choices import Consequence

# The verb of the order: the verb of the commitment that it drives (LIFECYCLES 1 and 6).
FOLLOWS: Mapping[str, str] = {
    "approve_plan": Consequence.BEGIN_RECTIFICATION,
    "accept": Consequence.CONFIRM_REMEDY,
    "declare_failed": Consequence.DECLARE_UNREMEDIED,
    "record_refusal": Consequence.DECLARE_UNREMEDIED,
    "set_aside": Consequence.ANNUL_BREACH,
    "reopen": Consequence.REOPEN_RECTIFICATION,
}


def drawn_from(verb: str, standing: Sequence[Any] = ()) -> str:
    """What follows from a verb of an order.

    Where a finding of the same breach stands beside those that fall with a set-aside order, the breach is not annulled: it
    stands unremedied, as it did before that order.
    """
    is_breach_left = verb == "set_aside" and bool(standing)
    return Consequence.DECLARE_UNREMEDIED if is_breach_left else FOLLOWS[verb]


def stands_already(consequence: str, state: str) -> bool:
    """Whether a commitment in this state is already where the consequence leads: it is left out then."""
    spec = Commitment.verbs()[consequence]
    return state not in spec.sources and any(state in spec.targets_from(source) for source in spec.sources)


def can_follow(consequence: str, state: str) -> bool:
    """Whether the consequence can be drawn in this state, or stands already."""
    return state in Commitment.verbs()[consequence].sources or stands_already(consequence, state)
