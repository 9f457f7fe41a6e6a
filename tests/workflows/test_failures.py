"""A failure between any two writes of a set, of what it drives and of its flows: all of it stands, or nothing.

The doors for one record fail at every statement in tests/lifecycle and tests/rectification; here are the acts that drive
whole sets, makings and edits that draw others after them.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from commitments.models import Commitment, Handover, HandoverItem, Obligation, Share, Variation
from commitments.testing import Promises
from lifecycle.creating import record_edit
from lifecycle.desks import verb_url
from lifecycle.performing import perform
from lifecycle.sweeping import perform_many
from lifecycle.testing import columns, replayed
from lifecycle.verifying import broken_links
from organizations.testing import PASSWORD, build_world
from rectification.models import BreachCase, Demand, Measure, RectificationOrder
from rectification.testing import Breaches
from tests.commitments.changing import LATER, proposed, submitted
from tests.commitments.handing import prepared
from tests.plugs import Plug, connection, leaves_neither_half

pytestmark = pytest.mark.django_db(transaction=True)
CHAINED = (
    Commitment,
    Obligation,
    Share,
    Variation,
    Handover,
    HandoverItem,
    BreachCase,
    RectificationOrder,
    Demand,
    Measure,
)


def all_of(rows: Any, verb: str, by: Any, **words: Any) -> None:
    """A verb on a set of which none is refused."""
    outcome = perform_many(rows, verb, by, **words)
    assert outcome.refused == {}
    assert len(outcome.done) == 2


def confirming(breaches: Breaches) -> Callable[[], Any]:
    """Two findings: each declares its breach, issues its order and states its demands."""
    breaches.now = timezone.localtime()
    cases = breaches.assigned_many(breaches.promises.active_many(2))
    rows, finder = BreachCase.objects.filter(pk__in=[one.pk for one in cases]), breaches.world.actor("land_head")
    return lambda: all_of(rows, "confirm", finder, data=breaches.finding(duty_body=breaches.world.finance.pk))


def approving_plans(breaches: Breaches) -> Callable[[], Any]:
    """Two plans: with each its measures are approved, and its commitment's rectification begins."""
    orders = [breaches.planned(breaches.order()) for _each in range(2)]
    rows = RectificationOrder.objects.filter(pk__in=[one.pk for one in orders])
    return lambda: all_of(rows, "approve_plan", breaches.world.actor("office_supervisor"))


def approving_changes(breaches: Breaches) -> Callable[[], Any]:
    """Two extensions: each is carried out in its obligation."""
    promises = breaches.promises
    owed = [promises.active()[1] for _each in range(2)]
    sent = [submitted(promises, proposed(promises, one, "extension", due_on=LATER)) for one in owed]
    rows = Variation.objects.filter(pk__in=[one.pk for one in sent])
    return lambda: all_of(rows, "approve", promises.actor("office_supervisor"))


def taking_over(breaches: Breaches) -> Callable[[], Any]:
    """A list of an official's duties: each passes to the taker."""
    promises = breaches.promises
    obligation = promises.active(handler_post=promises.world.post("finance_clerk"))[1]
    promises.active(handler_post=promises.world.post("finance_clerk"))
    assert obligation.handler_post_id is not None
    posts = {"giving_post": promises.world.post("finance_clerk"), "taking_post": promises.world.post("finance_clerk2")}
    people = {"giver": promises.world.official("finance_clerk"), "taker": promises.world.official("finance_clerk2")}
    signed = perform(prepared(promises, **posts, **people), "sign_over", promises.actor("finance_clerk"))
    assert HandoverItem.objects.filter(handover=signed).count() >= 2
    return lambda: perform(signed, "take_over", promises.actor("finance_clerk2"))


def drawing_up_anew(breaches: Breaches) -> Callable[[], Any]:
    """An edit of a hand-over: its list is brought up to date with the duty that came since."""
    promises = breaches.promises
    promises.active()
    listed = prepared(promises)
    promises.active()
    return lambda: record_edit(listed, promises.actor("finance_clerk"), changes={"document": "Notice 13 (2026)"})


def opening(breaches: Breaches) -> Callable[[], Any]:
    """A suspicion: its number, its parties, and the task of whoever hands it over."""
    obligation = breaches.promise()[1]
    return lambda: breaches.case(obligation)


ACTS = (confirming, approving_plans, approving_changes, taking_over, drawing_up_anew, opening)


@pytest.mark.parametrize("prepare", ACTS)
def test_a_failure_between_any_two_writes_leaves_neither_half(prepare: Callable[[Breaches], Callable[[], Any]]) -> None:
    assert leaves_neither_half(prepare(Breaches(Promises(build_world())))) > 3
    for model in CHAINED:
        assert broken_links(model.history.order_by("id", "version"), model) == []
        assert all(columns(one) == replayed(one) for one in model.objects.all())


def test_a_history_that_cannot_be_written_is_answered_with_an_error_and_the_state_stays() -> None:
    promises = Promises(build_world())
    (sent,) = promises.submitted_many(1)
    promises.world.account("office_supervisor")
    client = Client(raise_request_exception=False)
    client.post("/sign-in/", {"username": "office_supervisor", "password": PASSWORD})
    before = columns(sent)

    def is_history(sql: str) -> bool:
        # On PostgreSQL the insertion stands within the statement that writes the record as well.
        return f'INSERT INTO "{Commitment.history.model._meta.db_table}"' in sql

    with connection.execute_wrapper(Plug(falls=is_history)):
        answer = client.post(verb_url(sent, "register"), {"register-version": sent.version})
    assert answer.status_code == 500
    assert columns(sent) == before == replayed(sent)
    assert client.post(verb_url(sent, "register"), {"register-version": sent.version}).status_code == 302
    assert columns(sent)["state"] == "active"
