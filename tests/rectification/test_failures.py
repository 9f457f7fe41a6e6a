"""A failure between any two statements of a driven chain: the finding, the breach and the order come together or not at all."""

from typing import Any

import pytest
from django.db import connection

from commitments.models import Commitment
from commitments.testing import Promises
from lifecycle.testing import columns, replayed
from lifecycle.verifying import broken_links
from organizations.testing import build_world
from rectification.models import BreachCase, Demand, RectificationOrder
from rectification.testing import Breaches
from tests.plugs import Plug, PulledPlug, everything

pytestmark = pytest.mark.django_db(transaction=True)

CHAIN = (BreachCase, Commitment, RectificationOrder, Demand)


def test_a_failure_at_any_statement_of_a_confirmation_leaves_neither_breach_nor_order() -> None:
    breaches = Breaches(Promises(build_world()))
    case = breaches.assigned(breaches.case(breaches.promise()[1]))
    before = everything()

    def confirm() -> Any:
        return breaches.act("land_head", case, "confirm", data=breaches.finding())

    done = False
    for at in range(1, 400):
        plug = Plug(at)
        try:
            with connection.execute_wrapper(plug):
                confirm()
        except PulledPlug:
            assert everything() == before, f"statement {at} of the confirmation"
            continue
        done = True
        break
    assert done and at > 20
    commitment, order = Commitment.objects.get(), RectificationOrder.objects.get()
    assert (BreachCase.objects.get().state, commitment.state, order.state) == ("confirmed", "breached", "issued")
    for model in CHAIN:
        assert broken_links(model.history.order_by("id", "version"), model) == []
        assert all(columns(one) == replayed(one) for one in model.objects.all())
