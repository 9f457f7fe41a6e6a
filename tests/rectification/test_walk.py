"""Random walks over the real doors: every breach has an order, every open order a breach, at every step."""

import random
from collections import Counter
from typing import Any

import pytest

from commitments.models import Commitment
from lifecycle.refusals import Refused
from lifecycle.testing import columns, replayed
from rectification.choices import OPEN_ORDER
from rectification.models import BreachCase, RectificationOrder
from rectification.testing import Breaches

STEPS = 40


def check(commitment_id: int) -> None:
    """What must hold whatever happened."""
    state = Commitment.objects.get(pk=commitment_id).state
    orders = RectificationOrder.objects.filter(commitment=commitment_id)
    opened = orders.filter(state__in=OPEN_ORDER).count()
    confirmed = BreachCase.objects.filter(commitment=commitment_id).confirmed().count()
    if state in ("breached", "rectifying"):
        assert (opened, confirmed > 0) == (1, True), state
    elif state == "unremedied":
        assert opened <= 1 and confirmed > 0, state
    else:
        assert opened == 0, state


class Walker:
    """Tries a step at random on whatever there is."""

    def __init__(self, breaches: Breaches, seed: int) -> None:
        self.b, self.random = breaches, random.Random(seed)
        self.commitment, self.obligation = breaches.promise()
        self.done: Counter[str] = Counter()

    def one(self, model: Any, **kept: Any) -> Any:
        rows = list(model.objects.filter(commitment=self.commitment.pk, **kept))
        return self.random.choice(rows) if rows else None

    def step(self) -> None:
        b, order = self.b, self.one(RectificationOrder)
        open_case = self.one(BreachCase, state__in=("suspected", "under_verification"))
        promise = Commitment.objects.get(pk=self.commitment.pk)
        ways: dict[str, Any] = {
            "later": lambda: b.later(self.random.choice((1, 12, 35))),
            "case": lambda: b.case(self.obligation),
            "resume_performance": lambda: b.act("office_supervisor", promise, "resume_performance"),
        }
        if open_case is not None:
            ways |= {
                "confirm": lambda: b.act("land_head", open_case, "confirm", data=b.finding()),
                "confirmed": lambda: b.confirmed(open_case),
            }
        if order is not None:
            note = {"review_note": "Seen"}
            ways |= {
                "plan": lambda: b.planned(order),
                "begin": lambda: b.begun(order),
                "approve": lambda: b.act("office_supervisor", order, "approve_plan"),
                "approve_joined": lambda: [
                    b.act("office_supervisor", one, "approve_measure")
                    for one in order.measures.filter(state="open", approved_on=None)
                ],
                "return": lambda: b.act("office_supervisor", order, "return_plan", reason="No"),
                "submit": lambda: b.submitted(order),
                "accept": lambda: b.act("office_supervisor2", order, "accept"),
                "rework": lambda: b.act("office_supervisor2", order, "return_for_rework", reason="No"),
                "fail": lambda: b.failed(order),
                "refuse": lambda: b.refused(order),
                "appeal": lambda: b.appealed(order),
                "uphold": lambda: b.act("party_supervisor", order, "uphold", data=note),
                "set_aside": lambda: b.act("party_supervisor", order, "set_aside", reason="No", data=note),
                "reopen": lambda: b.act(
                    "party_supervisor", order, "reopen", reason="Relapse", data={"relapse": "Again"}
                ),
                "reissue": lambda: b.reissued(order),
            }
        names = sorted(ways)
        self.random.shuffle(names)
        # What was done least so far comes first, so that the walk gets about.
        for name in sorted(names, key=lambda one: self.done[one]):
            try:
                ways[name]()
            except Refused:
                continue
            self.done[name] += 1
            return


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_walk_leaves_a_breach_without_an_order_or_an_order_without_a_breach(breaches: Breaches, seed: int) -> None:
    walker = Walker(breaches, seed)
    for _step in range(STEPS):
        walker.step()
        check(walker.commitment.pk)
    assert sum(walker.done.values()) == STEPS
    for model in (Commitment, BreachCase, RectificationOrder):
        for record in model.objects.all():
            assert replayed(record) == columns(record)
