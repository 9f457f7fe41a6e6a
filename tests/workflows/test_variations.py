"""The flow of a variation: who is asked to submit and to decide it, and that the comparison of tasks covers it."""

from datetime import date
from typing import Any

import pytest
from django.core.management import call_command

from commitments.testing import Promises
from lifecycle.performing import perform
from organizations.testing import World, build_world
from tests.commitments.changing import LATER, approved, proposed, submitted
from workflows import inbox
from workflows.chart import charts_of
from workflows.models import Assignment, Run

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


@pytest.fixture
def world() -> World:
    return build_world()


@pytest.fixture
def promises(world: World) -> Promises:
    return Promises(world)


def asked(record: Any) -> set[tuple[str, str, str]]:
    rows = Assignment.objects.of_record(record._meta.label, record.pk)
    return set(rows.values_list("verb", "role", "body_path"))


def test_the_body_that_asks_submits_and_the_overseer_decides(promises: Promises, world: World) -> None:
    _commitment, obligation = promises.active()
    made = proposed(promises, obligation, "extension", due_on=LATER)
    assert asked(made) == {("submit", "clerk", world.commerce.path)}
    sent = submitted(promises, made)
    assert asked(sent) == {("approve", "supervisor", world.city_office.path)}
    task = inbox.asked_of(world.actor("office_supervisor"), TODAY).get(kind="commitments.Variation")
    assert (task.record_id, task.due_on) == (sent.pk, None)
    back = perform(sent, "return_for_revision", world.actor("office_supervisor"), reason="No plan")
    assert asked(back) == {("submit", "clerk", world.commerce.path)}
    again = perform(back, "submit", world.actor("commerce_clerk"))
    perform(again, "approve", world.actor("office_supervisor"))
    assert asked(again) == set()
    assert not Run.objects.filter(kind="commitments.Variation", open=True).exists()


def test_a_withdrawn_one_asks_nobody(promises: Promises, world: World) -> None:
    _commitment, obligation = promises.active()
    made = proposed(promises, obligation, "extension", due_on=LATER)
    perform(made, "withdraw", world.actor("commerce_clerk"))
    assert asked(made) == set()


def test_the_third_extension_is_put_before_the_superior(promises: Promises, world: World) -> None:
    _commitment, obligation = promises.active()
    for day in (date(2026, 8, 1), date(2026, 9, 1)):
        approved(promises, proposed(promises, obligation, "extension", due_on=day))
    sent = submitted(promises, proposed(promises, obligation, "extension", due_on=date(2026, 10, 1)))
    assert asked(sent) == {("approve", "supervisor", world.party_office.path)}


def test_where_the_duty_passes_on_the_waiting_tasks_pass_with_it(promises: Promises, world: World) -> None:
    _commitment, obligation = promises.active()
    assert asked(obligation) == {("report", "clerk", world.finance.path)}
    approved(promises, proposed(promises, obligation, "duty_body", lead_body=world.land))
    assert asked(obligation) == {("report", "clerk", world.land.path)}


def test_a_lost_task_of_a_variation_is_found_and_repaired(
    promises: Promises, world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    _commitment, obligation = promises.active()
    sent = submitted(promises, proposed(promises, obligation, "extension", due_on=LATER))
    for model in (Run, Assignment):
        model.objects.filter(kind="commitments.Variation", record_id=sent.pk).update(open=False)
    call_command("reconcile_tasks")
    assert f"VariationFlow {sent.ref}: submitted: - -> approve" in capsys.readouterr().out
    assert asked(sent) == {("approve", "supervisor", world.city_office.path)}


def test_the_chart_names_the_duties_in_the_order_of_the_course(promises: Promises) -> None:
    _commitment, obligation = promises.active()
    sent = submitted(promises, proposed(promises, obligation, "extension", due_on=LATER))
    (drawn,) = charts_of(sent)
    assert 0 < drawn.index("送审") < drawn.index("批准")
