"""A breach is confirmed at the moment at which the promise is terminated: one of the two, never both, and nobody waits for ever."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from commitments.models import Commitment, Obligation
from commitments.testing import Promises
from lifecycle.performing import perform
from lifecycle.verifying import broken_links
from organizations.acting import actor_of_official
from organizations.models import Official
from organizations.testing import build_world
from rectification.choices import OPEN_ORDER
from rectification.models import BreachCase, RectificationOrder
from rectification.testing import Breaches

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 200
MOST_READINGS = 16
ENDING = {"ground": "agreed", "power": "Article 12", "procedure": "Meeting 7", "compensation": "agreed"}
TYPES = {"case": BreachCase, "commitment": Commitment}


def act(kind: str, pk: int, verb: str, official: int, data: Any, readings: int) -> str:
    """Perform a verb in this process after some readings of the record, and say in which state the record is then."""
    by = actor_of_official(Official.objects.get(pk=official))
    for _reading in range(readings):
        assert TYPES[kind].objects.get(pk=pk).pk == pk
    return str(perform(TYPES[kind].objects.get(pk=pk), verb, by, data=data, reason="In a hurry").state)


def test_of_a_confirmation_and_a_termination_at_once_exactly_one_is_done_in_each_of_200_rounds(
    at_once: Callable[..., Any],
) -> None:
    breaches = Breaches(Promises(build_world()))
    finder, reviewer = (breaches.world.official(name).pk for name in ("land_head", "office_supervisor"))
    outcomes: Counter[tuple[str, str]] = Counter()
    for number, case in enumerate(breaches.assigned_many(breaches.promises.active_many(ROUNDS))):
        confirming = ("case", case.pk, "confirm", finder, breaches.finding(), 0)
        # A confirmation is judged longer before it locks: now and then the other reads a little, so that both orders are met.
        ending = ("commitment", case.commitment_id, "terminate", reviewer, ENDING, number % MOST_READINGS)
        pairs = (confirming, ending) if number % 2 else (ending, confirming)
        answers = dict(zip((pair[2] for pair in pairs), at_once(act, *pairs), strict=True))
        confirmed, ended = answers["confirm"], answers["terminate"]
        outcomes[(confirmed.error or confirmed.value, ended.error or ended.value)] += 1
    assert set(outcomes) <= {("confirmed", "NotFromThisState"), ("GuardsUnmet", "terminated")}, outcomes
    assert outcomes.total() == ROUNDS
    check_whole(outcomes[("confirmed", "NotFromThisState")])


def check_whole(confirmed: int) -> None:
    """What was confirmed is in breach with one open order and its duty open; what was terminated has neither."""
    breached, ended = Commitment.objects.filter(state="breached"), Commitment.objects.filter(state="terminated")
    assert (breached.count(), ended.count()) == (confirmed, ROUNDS - confirmed)
    ordered = RectificationOrder.objects.filter(state__in=OPEN_ORDER)
    assert sorted(ordered.values_list("commitment", flat=True)) == sorted(breached.values_list("pk", flat=True))
    assert RectificationOrder.objects.count() == confirmed
    assert set(Obligation.objects.filter(commitment__in=breached).values_list("state", flat=True)) <= {"pending"}
    assert set(Obligation.objects.filter(commitment__in=ended).values_list("state", flat=True)) <= {"cancelled"}
    for model in (Commitment, Obligation, BreachCase, RectificationOrder):
        assert broken_links(model.history.order_by("id", "version"), model) == []
