"""What is asked around an order beside its course: the report of the verifier, its service, measures that joined."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone, translation

from commitments.testing import Promises
from lifecycle.creating import record_edit
from lifecycle.performing import perform
from lifecycle.refusals import GuardsUnmet, Invalid, NotFromThisState, NotPermitted
from organizations.testing import PASSWORD, World, build_world
from rectification.models import RectificationOrder
from rectification.testing import Breaches
from workflows import inbox
from workflows.models import Assignment, Run

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return build_world()


@pytest.fixture
def breaches(world: World) -> Breaches:
    return Breaches(Promises(world))


@pytest.fixture
def sign_in(world: World) -> Callable[[str], Client]:
    def enter(name: str) -> Client:
        world.account(name)
        client = Client()
        assert client.post("/sign-in/", {"username": name, "password": PASSWORD}).status_code == 302
        return client

    return enter


def asked(record: Any, verb: str) -> set[str]:
    """The roles that are asked for a step."""
    rows = Assignment.objects.of_record(record._meta.label, record.pk).filter(verb=verb)
    return set(rows.values_list("role", flat=True))


def has(world: World, name: str, verb: str, record: Any) -> bool:
    """Whether the step on the record stands in somebody's inbox."""
    rows = inbox.asked_of(world.actor(name), timezone.localdate())
    return rows.filter(verb=verb, record_id=record.pk, kind=record._meta.label).exists()


def test_an_order_is_to_be_served_by_whoever_may_tell_it_until_he_did(breaches: Breaches, world: World) -> None:
    order = breaches.order()
    assert asked(order, "serve") == {"clerk", "supervisor"}
    assert has(world, "office_clerk", "serve", order) and has(world, "office_supervisor", "serve", order)
    assert not any(has(world, name, "serve", order) for name in ("finance_clerk", "land_clerk", "county_supervisor"))
    # The plan is asked of the duty body at the same time.
    assert has(world, "finance_clerk", "submit_plan", order)
    order = breaches.act("office_clerk", order, "serve", data={"served_on": breaches.today, "number": "督〔2026〕3号"})
    assert (order.served_on, order.number) == (breaches.today, "督〔2026〕3号")
    assert asked(order, "serve") == set() and has(world, "finance_clerk", "submit_plan", order)


def test_a_number_alone_serves_nothing_and_service_told_anew_corrects_the_day(breaches: Breaches, world: World) -> None:
    order = breaches.order()
    clerk = world.actor("office_clerk")
    order = record_edit(order, clerk, changes={"number": "督〔2026〕3号"}, at=breaches.now)
    assert has(world, "office_clerk", "serve", order)
    told = {"served_on": breaches.today, "number": ""}
    order = breaches.act("office_clerk", order, "serve", data=told)
    assert (order.served_on, order.number) == (breaches.today, "督〔2026〕3号")
    breaches.now += timedelta(days=2)
    order = breaches.act("office_clerk", order, "serve", data={"served_on": breaches.today, "number": ""})
    assert order.served_on == order.issued_on + timedelta(days=2)
    assert [row.served_on for row in order.history.filter(verb="serve").order_by("version")] == [
        order.issued_on,
        order.issued_on + timedelta(days=2),
    ]


@pytest.mark.parametrize("days", [-1, 1])
def test_service_lies_between_issue_and_today(breaches: Breaches, days: int) -> None:
    order = breaches.order()
    told = {"served_on": breaches.today + timedelta(days=days)}
    with pytest.raises(Invalid) as refusal:
        breaches.act("office_clerk", order, "serve", data=told)
    assert set(refusal.value.errors) == {"served_on"}


def test_the_duty_body_serves_nothing_on_itself_and_nothing_is_served_once_a_plan_stands(breaches: Breaches) -> None:
    order = breaches.order()
    with pytest.raises(NotPermitted):
        breaches.act("finance_clerk", order, "serve", data={"served_on": breaches.today})
    order = breaches.planned(order)
    assert asked(order, "serve") == set()
    with pytest.raises(NotFromThisState):
        breaches.act("office_clerk", order, "serve", data={"served_on": breaches.today})
    order = breaches.act("office_supervisor", order, "return_plan", reason="No dates")
    assert asked(order, "serve") == {"clerk", "supervisor"}


def test_a_review_holds_the_service_up_and_it_is_asked_for_again(breaches: Breaches) -> None:
    order = breaches.act("finance_head", breaches.order(), "appeal", data={"appeal_ground": "It was paid."})
    assert asked(order, "serve") == set()
    order = breaches.act("party_supervisor", order, "uphold", data={"review_note": "It stands."})
    assert order.state == "issued" and asked(order, "serve") == {"clerk", "supervisor"}


def test_the_plan_counts_from_the_issue_then_from_its_return_and_the_pages_say_so(
    breaches: Breaches, sign_in: Callable[[str], Client]
) -> None:
    order = breaches.order()
    # Monday 6 July 2026; ten working days after it end on Monday 20 July.
    assert (order.issued_on, order.plan_due_on) == (date(2026, 7, 6), date(2026, 7, 20))
    clerk = sign_in("finance_clerk")
    sentence = "自2026年7月6日（督办函下达）起算，当日不计入，10个工作日，至2026年7月20日届满。"
    assert sentence in clerk.get(order.get_absolute_url()).content.decode()
    assert sentence in clerk.get(f"{order.get_absolute_url()}plan/").content.decode()
    why = dict(order.due_chip_on(breaches.today).why)
    assert any("2026年7月6日" in str(words) and "2026年7月7日" in str(words) for words in why.values())
    order = breaches.planned(order)
    assert order.plan_limit_words == ""
    breaches.now += timedelta(days=4)
    # Friday 10 July; ten working days after it end on Friday 24 July.
    order = breaches.act("office_supervisor", order, "return_plan", reason="No dates")
    assert (order.plan_returned_on, order.plan_due_on) == (date(2026, 7, 10), date(2026, 7, 24))
    sentence = "自2026年7月10日（方案退回）起算，当日不计入，10个工作日，至2026年7月24日届满。"
    assert sentence in clerk.get(order.get_absolute_url()).content.decode()
    assert any("方案退回" in str(words) for _label, words in order.due_chip_on(breaches.today).why)
    order = breaches.act("finance_head", order, "appeal", data={"appeal_ground": "It was paid."})
    breaches.now += timedelta(days=5)
    order = breaches.act("party_supervisor", order, "uphold", data={"review_note": "It stands."})
    with translation.override("en"):
        assert order.plan_limit_words == (
            "Counted from 10 July 2026 (plan returned), that day left out: 10 working days, and the days of a review "
            "given back, to 29 July 2026."
        )


def test_the_page_of_the_step_takes_the_day_and_the_number(
    breaches: Breaches, sign_in: Callable[[str], Client]
) -> None:
    order = breaches.order()
    clerk = sign_in("office_clerk")
    url = f"/do/orders/{order.ref}/serve/"
    assert url in clerk.get("/inbox/").content.decode()
    assert clerk.get(url).status_code == 200
    told = {"serve-version": order.version, "serve-number": "督〔2026〕3号", "serve-served_on": "2000-01-01"}
    answer = clerk.post(url, told)
    assert answer.status_code == 422 and "督办下达日期晚于此日" in answer.content.decode()
    told["serve-served_on"] = order.issued_on.isoformat()
    assert clerk.post(url, told).status_code == 302
    order = RectificationOrder.objects.get(pk=order.pk)
    assert (order.served_on, order.number) == (order.issued_on, "督〔2026〕3号")
    assert url not in clerk.get("/inbox/").content.decode()


def test_the_named_verifier_has_his_task_on_home_and_inbox_until_he_reported(
    breaches: Breaches, world: World, sign_in: Callable[[str], Client]
) -> None:
    case = breaches.assigned(breaches.case(breaches.promise()[1]))
    assert has(world, "land_clerk", "report_verification", case)
    assert not any(has(world, name, "report_verification", case) for name in ("land_head", "office_clerk"))
    # His supervisor is asked for the decision at the same time.
    assert has(world, "land_head", "confirm", case)
    verifier, url = sign_in("land_clerk"), f"/do/cases/{case.ref}/report_verification/"
    for page in ("/", "/inbox/"):
        assert url in verifier.get(page).content.decode()
        assert "报核实情况" in verifier.get(page).content.decode()
    supervisor = sign_in("land_head")
    assert "核实人尚未报送核实情况。" in supervisor.get(f"/do/cases/{case.ref}/confirm/").content.decode()
    told = {
        "report_verification-version": case.version,
        "report_verification-verified": "The vouchers show no payment.",
    }
    assert verifier.post(url, told).status_code == 302
    assert not has(world, "land_clerk", "report_verification", case) and has(world, "land_head", "confirm", case)
    for page in (case.get_absolute_url(), f"/do/cases/{case.ref}/confirm/"):
        assert "The vouchers show no payment." in supervisor.get(page).content.decode()
    assert "核实人尚未报送核实情况。" not in supervisor.get(f"/do/cases/{case.ref}/confirm/").content.decode()


def test_only_the_named_verifier_reports_and_who_reported_for_him_decides_nothing(
    breaches: Breaches, world: World
) -> None:
    case = breaches.assigned(breaches.case(breaches.promise()[1]))
    told = {"verified": "The vouchers show no payment."}
    for name in ("land_head", "office_clerk", "finance_clerk"):
        with pytest.raises(NotPermitted):
            breaches.act(name, case, "report_verification", data=told)
    deputy = replace(
        world.actor("land_head"),
        on_behalf_of_id=world.official("land_clerk").pk,
        on_behalf_of_name="Land Clerk",
        on_behalf_kind="deputy",
        on_behalf_body_path=world.land.path,
    )
    case = breaches.act_as(deputy, case, "report_verification", data=told)
    assert (case.state, case.verified_on) == ("under_verification", breaches.today)
    with pytest.raises(NotPermitted) as refusal:
        breaches.act("land_head", case, "confirm", data=breaches.finding())
    assert len(refusal.value.sentences) == 1


def test_a_decision_needs_no_report_and_ends_the_verifiers_task(breaches: Breaches, world: World) -> None:
    case = breaches.confirmed(breaches.case(breaches.promise()[1]))
    assert (case.state, case.verified_on) == ("confirmed", None)
    assert not has(world, "land_clerk", "report_verification", case)


def joined(breaches: Breaches) -> tuple[Any, Any]:
    """An order that is carried out, and a measure for a demand that joined it."""
    order = breaches.begun(breaches.order())
    case = breaches.confirmed(breaches.case(order.case.obligation), demands="Pay the interest")
    return order, breaches.measure(order, case.demands.get())


def test_a_measure_that_joined_waits_in_the_reviewers_inbox_until_it_is_approved(
    breaches: Breaches, world: World, sign_in: Callable[[str], Client]
) -> None:
    order, step = joined(breaches)
    assert Assignment.objects.waiting().filter(kind="rectification.Measure").count() == 1
    assert has(world, "office_supervisor", "approve_measure", step)
    assert not any(has(world, name, "approve_measure", step) for name in ("finance_clerk", "finance_head", "land_head"))
    reviewer, url = sign_in("office_supervisor"), f"/do/rectification-measures/{step.pk}/approve_measure/"
    for page in ("/", "/inbox/"):
        answer = reviewer.get(page).content.decode()
        assert url in answer and f"{order.ref} {step.what}" in answer
    step = breaches.act("office_supervisor", step, "approve_measure")
    assert not has(world, "office_supervisor", "approve_measure", step)
    assert not Assignment.objects.waiting().filter(kind="rectification.Measure").exists()


def test_a_measure_that_is_sent_back_is_the_duty_bodys_until_it_is_submitted_again(
    breaches: Breaches, world: World, sign_in: Callable[[str], Client]
) -> None:
    order, step = joined(breaches)
    with pytest.raises(GuardsUnmet):
        breaches.act("finance_clerk", step, "submit_measure")
    step = breaches.act("office_supervisor", step, "return_measure", reason="Name the sum")
    assert not has(world, "office_supervisor", "approve_measure", step)
    assert has(world, "finance_clerk", "submit_measure", step)
    assert not any(has(world, name, "submit_measure", step) for name in ("finance_head", "office_clerk", "land_clerk"))
    with pytest.raises(GuardsUnmet):
        breaches.act("office_supervisor", step, "approve_measure")
    step = record_edit(step, world.actor("finance_clerk"), changes={"what": "Pay 3 million"}, at=breaches.now)
    assert has(world, "finance_clerk", "submit_measure", step)
    clerk, url = sign_in("finance_clerk"), f"/do/rectification-measures/{step.pk}/submit_measure/"
    for page in ("/", "/inbox/", order.get_absolute_url()):
        assert url in clerk.get(page).content.decode(), page
    with pytest.raises(NotPermitted):
        breaches.act("office_supervisor", step, "submit_measure")
    assert clerk.post(url, {"submit_measure-version": step.version}).status_code == 302
    assert has(world, "office_supervisor", "approve_measure", step)
    assert not has(world, "finance_clerk", "submit_measure", step)
    # The page wrote by the door's own clock, so this follows by the same.
    step = perform(step, "approve_measure", world.actor("office_supervisor"))
    assert step.returned_on is None
    assert not Assignment.objects.waiting().filter(kind="rectification.Measure").exists()


def test_a_measure_that_is_sent_back_and_dropped_is_nobodys_task(breaches: Breaches, world: World) -> None:
    _order, step = joined(breaches)
    step = breaches.act("office_supervisor", step, "return_measure", reason="Not needed")
    step = breaches.act("finance_clerk", step, "drop")
    assert not Assignment.objects.waiting().filter(kind="rectification.Measure").exists()


def test_a_joined_measure_that_is_dropped_is_nobodys_task(breaches: Breaches, world: World) -> None:
    _order, step = joined(breaches)
    step = breaches.act("finance_clerk", step, "drop")
    assert not has(world, "office_supervisor", "approve_measure", step)


def test_the_plans_own_measures_are_no_tasks(breaches: Breaches) -> None:
    order = breaches.planned(breaches.order())
    assert not Assignment.objects.filter(kind="rectification.Measure").exists()
    breaches.act("office_supervisor", order, "approve_plan")
    assert not Assignment.objects.filter(kind="rectification.Measure").exists()


def test_joined_measures_rest_during_a_review_and_end_with_their_order(breaches: Breaches, world: World) -> None:
    order, step = joined(breaches)
    order = breaches.act("finance_head", order, "appeal", data={"appeal_ground": "It was paid."})
    assert not has(world, "office_supervisor", "approve_measure", step)
    order = breaches.act("party_supervisor", order, "uphold", data={"review_note": "It stands."})
    assert has(world, "office_supervisor", "approve_measure", step)
    breaches.refused(order)
    assert not has(world, "office_supervisor", "approve_measure", step)


def test_tasks_that_a_crash_lost_are_made_again(breaches: Breaches, world: World) -> None:
    order, step = joined(breaches)
    case = breaches.assigned(breaches.case(breaches.promise()[1]))
    unserved = breaches.order()
    keys = {"approve_measure": step, "serve": unserved, "report_verification": case}
    before = set(Assignment.objects.waiting().values_list("verb", "record_id", "role", "body_path", "official_id"))
    assert {(verb, record.pk) for verb, record in keys.items()} <= {row[:2] for row in before}
    Assignment.objects.all().delete()
    Run.objects.all().delete()
    call_command("reconcile_tasks")
    after = set(Assignment.objects.waiting().values_list("verb", "record_id", "role", "body_path", "official_id"))
    assert after == before
    assert order.state == "in_progress"
