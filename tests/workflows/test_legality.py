"""Whether an obligation is lawful is a task of its overseers from the day on which it is owed, until an opinion is on record."""

from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from viewflow.workflow.models import Task
from viewflow.workflow.status import STATUS

from commitments.models import Obligation
from commitments.testing import PROMISED, Promises
from lifecycle.performing import perform
from organizations.testing import PASSWORD, World, build_world
from rectification.testing import PROMISED_AT, Breaches
from tests.commitments.changing import approved, proposed
from workflows import inbox
from workflows.models import Assignment, Run

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return build_world()


@pytest.fixture
def promises(world: World) -> Promises:
    return Promises(world)


def asked(record: Any) -> set[tuple[str, str, str]]:
    """Who is asked for what about an obligation: verb, role, body."""
    rows = Assignment.objects.of_record("commitments.Obligation", record.pk)
    return set(rows.values_list("verb", "role", "body_path"))


def has(world: World, name: str, record: Any) -> bool:
    """Whether the classification of an obligation stands in somebody's inbox."""
    rows = inbox.asked_of(world.actor(name), PROMISED)
    return rows.filter(kind="commitments.Obligation", record_id=record.pk, verb="classify").exists()


def sign_in(world: World, name: str) -> Client:
    world.account(name)
    client = Client()
    assert client.post("/sign-in/", {"username": name, "password": PASSWORD}).status_code == 302
    return client


@pytest.mark.parametrize("conditional", [False, True])
def test_the_overseers_are_asked_once_the_promise_is_registered_and_whoever_classifies_settles_it(
    promises: Promises, world: World, conditional: bool
) -> None:
    draft = promises.draft()
    owed = promises.obligation(draft, is_conditional=conditional)
    if conditional:
        promises.condition(owed)
    assert not has(world, "office_supervisor", owed)
    promises.registered(draft)
    assert has(world, "office_supervisor", owed) and has(world, "office_supervisor2", owed)
    assert not any(has(world, name, owed) for name in ("commerce_clerk", "finance_clerk", "finance_head", "land_head"))
    mine = inbox.asked_of(world.actor("office_supervisor"), PROMISED).get(verb="classify")
    assert inbox.claim(mine, world.official("office_supervisor").pk)
    promises.classified(owed, by="office_supervisor2")
    assert not has(world, "office_supervisor", owed)
    expected = set() if conditional else {("report", "clerk", world.finance.path)}
    assert asked(owed) == expected
    assert Task.objects.get(assignments=mine).status == STATUS.DONE


@pytest.mark.parametrize("legality", ["unlawful", "disputed"])
def test_any_opinion_settles_it_and_a_second_one_asks_nobody(promises: Promises, world: World, legality: str) -> None:
    draft = promises.draft()
    owed = promises.obligation(draft)
    promises.registered(draft)
    promises.classified(owed, legality)
    promises.classified(owed, by="office_supervisor3")
    assert not has(world, "office_supervisor", owed)
    assert Run.objects.filter(flow="LegalityFlow", record_id=owed.pk).count() == 1


def test_it_is_withdrawn_with_the_obligation(promises: Promises, world: World) -> None:
    draft = promises.draft()
    waived, cancelled = promises.obligation(draft), promises.obligation(draft)
    promises.registered(draft)
    promises.evidence(waived, "consent", is_paper=True)
    perform(waived, "waive", world.actor("office_supervisor"))
    ended = {"ground": "agreed", "power": "Article 12", "procedure": "Meeting 7", "compensation": "agreed"}
    perform(draft, "terminate", world.actor("office_supervisor"), data=ended, reason="Both sides agree")
    assert Obligation.objects.get(pk=cancelled.pk).state == "cancelled"
    for one in (waived, cancelled):
        assert asked(one) == set()
        tasks = Task.objects.filter(assignments__record_id=one.pk, assignments__verb="classify")
        assert set(tasks.values_list("status", flat=True)) == {STATUS.CANCELED}
    assert not Run.objects.filter(flow="LegalityFlow", open=True).exists()


def test_the_next_occurrence_takes_the_opinion_over_and_asks_nobody(promises: Promises, world: World) -> None:
    draft = promises.draft()
    first = promises.obligation(draft, recurs="yearly")
    promises.registered(draft)
    promises.met(promises.classified(first))
    following = Obligation.objects.get(previous=first.pk)
    assert asked(following) == {("report", "clerk", world.finance.path)}


def test_an_obligation_that_a_variation_adds_is_to_be_classified(promises: Promises, world: World) -> None:
    active, _owed = promises.active()
    added = {"title": "A bus line", "duty_kind": "service", "side": "government", "lead_body": world.finance.pk}
    approved(promises, proposed(promises, active, "addition", **added))
    assert has(world, "office_supervisor", Obligation.objects.get(title="A bus line"))


def test_what_is_owed_under_a_closed_promise_is_nobodys_task(promises: Promises, world: World) -> None:
    breaches = Breaches(promises)
    draft = promises.draft(at=PROMISED_AT)
    broken, other = promises.obligation(draft, at=PROMISED_AT), promises.obligation(draft, at=PROMISED_AT)
    active = promises.registered(draft, PROMISED_AT)
    promises.classified(broken, at=PROMISED_AT)
    case = breaches.confirmed(breaches.case(broken))
    breaches.refused(case.orders.get())
    finance = world.actor("finance_clerk")
    assert has(world, "office_supervisor", other) and inbox.count_for(finance, PROMISED) == 2
    closed = breaches.act("office_supervisor", active, "close", reason="It goes on before the court")
    assert (closed.state, has(world, "office_supervisor", other)) == ("closed", False)
    assert inbox.count_for(finance, PROMISED) == 0
    turn = sign_in(world, "finance_clerk").get(other.get_absolute_url()).context["turn"]
    assert turn.whose == "无待办"


def test_a_lost_task_is_made_again_by_reconciling(promises: Promises, world: World) -> None:
    draft = promises.draft()
    owed = promises.obligation(draft)
    promises.registered(draft)
    before = asked(owed)
    assert ("classify", "supervisor", world.city_office.path) in before
    Assignment.objects.all().delete()
    Run.objects.all().delete()
    call_command("reconcile_tasks")
    assert asked(owed) == before


def test_the_reviewer_takes_it_from_his_inbox_and_the_clerk_reads_whose_turn_it_is(
    promises: Promises, world: World
) -> None:
    draft = promises.draft()
    owed = promises.obligation(draft)
    promises.registered(draft)
    reviewer, clerk = sign_in(world, "office_supervisor"), sign_in(world, "finance_clerk")
    url = f"/do/obligations/{owed.ref}/classify/"
    for page in ("/", "/inbox/"):
        assert url in reviewer.get(page).content.decode()
    turn = clerk.get(owed.get_absolute_url()).context["turn"]
    assert (turn.whose, str(turn.what), turn.note) == (world.city_office.name, "合法性认定", owed.ref)
    told = {"classify-version": owed.version, "classify-legality": "lawful", "classify-opinion_by": "市司法局"}
    told |= {"classify-opinion_number": "岚司审〔2026〕3号", "classify-opinion_on": "2026-01-05"}
    assert reviewer.post(url, told).status_code == 302
    assert url not in reviewer.get("/inbox/").content.decode()
    turn = clerk.get(owed.get_absolute_url()).context["turn"]
    assert (turn.whose, str(turn.what)) == (world.finance.name, "报送")
