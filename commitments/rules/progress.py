"""Weighted progress: the share of weights met."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from commitments.choices import FALLEN_AWAY, ObligationState

HUNDRED = Decimal(100)
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Weighed:
    """What progress asks of an obligation: its state, its weight, and the ratio in percent where it is partly met."""

    state: str
    weight: Decimal
    met_ratio: Decimal | None = None


def met_weight(one: Weighed) -> Decimal:
    """How much of an obligation's weight is met."""
    if one.state == ObligationState.MET:
        return one.weight
    if one.state == ObligationState.PARTIALLY_MET:
        return one.weight * (one.met_ratio or Decimal(0)) / HUNDRED
    return Decimal(0)


def progress(obligations: Iterable[Weighed]) -> Decimal | None:
    """Percent of the weights met, two decimals; partly met counts by its ratio; stopped, waived and cancelled are left out.

    None where nothing is left to weigh: there is no progress of nothing.
    """
    counted = [one for one in obligations if one.state not in FALLEN_AWAY]
    total = sum((one.weight for one in counted), Decimal(0))
    if not total:
        return None
    met = sum((met_weight(one) for one in counted), Decimal(0))
    return (met / total * HUNDRED).quantize(CENT, ROUND_HALF_UP)
