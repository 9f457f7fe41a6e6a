"""The flow beside a hand-over: who is asked for each signature, and who is asked when the offices change."""

from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commitments.testing import Promises
from lifecycle.performing import perform
from organizations.choices import TenureKind
from organizations.testing import World, build_world
from tests.commitments.handing import actor, leaves, newcomer, post_in, prepared
from workflows import inbox
from workflows.chart import charts_of
from workflows.driving import reconcile
from workflows.flows import HandoverFlow
from workflows.models import Assignment, Run

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return build_world()


@pytest.fixture
def promises(world: World) -> Promises:
    return Promises(world)


def asked(record: Any) -> set[tuple[str, int | None, str]]:
    """Which step is asked for, of whom by name, or over which body."""
    rows = Assignment.objects.of_record("commitments.Handover", record.pk)
    return set(rows.values_list("verb", "official", "body_path"))


def test_giver_taker_and_overseer_are_asked_in_turn_and_find_it_in_their_inbox(
    promises: Promises, world: World
) -> None:
    promises.active()
    taker = newcomer(promises, world.post("finance_head"), kind=TenureKind.ACTING)
    handover, today = prepared(promises, taker=taker), timezone.localdate()
    giver = world.official("finance_head")
    assert asked(handover) == {("sign_over", giver.pk, "")}
    mine = inbox.asked_of(promises.actor("finance_head"), today).filter(kind="commitments.Handover")
    assert [one.record_id for one in mine] == [handover.pk]
    assert [one.record for one in inbox.entries(list(mine))] == [handover]
    handover = perform(handover, "sign_over", promises.actor("finance_head"))
    assert asked(handover) == {("take_over", taker.pk, "")}
    handover = perform(handover, "take_over", actor(taker))
    assert asked(handover) == {("witness", None, world.city_office.path)}
    handover = perform(handover, "witness", promises.actor("office_supervisor"))
    assert asked(handover) == set()
    assert not Run.objects.filter(kind="commitments.Handover", open=True).exists()
    [chart] = charts_of(handover)
    assert chart.count('class="n was"') == 3


def test_an_order_settles_the_taker_s_task_and_a_cancelled_list_asks_nobody(promises: Promises) -> None:
    promises.active()
    signed = perform(prepared(promises), "sign_over", promises.actor("finance_head"))
    perform(signed, "order_take_over", promises.actor("office_supervisor"), reason="A month late")
    assert {verb for verb, _person, _body in asked(signed)} == {"witness"}
    dropped = perform(prepared(promises), "cancel", promises.actor("finance_clerk"))
    assert asked(dropped) == set()


def test_whoever_comes_into_the_post_is_asked_from_then_on(promises: Promises, world: World) -> None:
    promises.active(handler_post=world.post("finance_clerk"))
    desk = post_in(world.finance, "second desk")
    handover = prepared(
        promises,
        giving_post=world.post("finance_clerk"),
        giver=world.official("finance_clerk"),
        taking_post=desk,
    )
    handover = perform(handover, "sign_over", promises.actor("finance_clerk"))
    assert asked(handover) == {("take_over", world.official("finance_head").pk, "")}
    comes = newcomer(promises, desk, kind=TenureKind.PRESIDING)
    assert asked(handover) == {("take_over", comes.pk, "")}


def test_where_nobody_can_be_named_the_body_s_supervisors_are_asked(promises: Promises, world: World) -> None:
    promises.active()
    leaves(promises, "finance_head")
    leaves(promises, "mayor")
    handover = prepared(promises, giver=None, taking_post=None)
    assert asked(handover) == {("sign_over", None, world.finance.path)}


def test_tasks_are_reconciled_with_the_hand_overs(promises: Promises) -> None:
    promises.active()
    handover, now = prepared(promises), timezone.now()  # noqa: TID251
    Assignment.objects.filter(record_id=handover.pk, kind="commitments.Handover").update(open=False)
    [found] = reconcile(HandoverFlow, [handover], now)
    assert (found["record"], found["state"]) == (handover.ref, "prepared")
    assert {verb for verb, _person, _body in asked(handover)} == {"sign_over"}
    call_command("reconcile_tasks", verbosity=0)
    assert reconcile(HandoverFlow, [handover], now, repair=False) == []


def test_asking_anew_takes_as_many_queries_for_many_duties_as_for_one(promises: Promises, world: World) -> None:
    taker, counts = newcomer(promises, world.post("finance_head"), kind=TenureKind.ACTING), []
    for number in (1, 4):
        for _one in range(number):
            promises.active()
        handover = perform(prepared(promises, taker=taker), "sign_over", promises.actor("finance_head"))
        by = actor(taker)
        with CaptureQueriesContext(connection) as caught:
            perform(handover, "take_over", by)
        counts.append(sum("workflow_assignment" in one["sql"] for one in caught.captured_queries))
    assert counts[0] == counts[1]
