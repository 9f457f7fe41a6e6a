"""The flows follow the records, whoever moved them, and the inbox asks those who may act."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commitments.models import Commitment
from commitments.testing import Promises, moment
from lifecycle.creating import create
from lifecycle.performing import perform
from lifecycle.refusals import Invalid, NotPermitted
from organizations.testing import PASSWORD, World, build_world
from workflows import inbox
from workflows.driving import reconcile
from workflows.flows import RegistrationFlow
from workflows.models import Assignment, Deputy, Run

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


@pytest.fixture
def world() -> World:
    return build_world()


@pytest.fixture
def promises(world: World) -> Promises:
    return Promises(world)


def submitted(promises: Promises) -> Any:
    draft = promises.draft()
    promises.obligation(draft)
    return promises.submitted(draft)


def asked(record: Any) -> set[tuple[str, str]]:
    """The verbs asked for on a record, and of which role."""
    return set(Assignment.objects.of_record(record._meta.label, record.pk).values_list("verb", "role"))


def sign_in(world: World, name: str) -> Client:
    world.account(name)
    client = Client()
    client.post("/sign-in/", {"username": name, "password": PASSWORD})
    return client


def test_whoever_must_act_in_the_present_state_is_asked_and_nobody_else(promises: Promises, world: World) -> None:
    draft = promises.draft()
    promises.obligation(draft)
    assert asked(draft) == {("submit", "clerk")}
    sent = promises.submitted(draft)
    assert asked(sent) == {("register", "supervisor")}
    assert [one.record_id for one in inbox.asked_of(world.actor("office_supervisor"), TODAY)] == [sent.pk]
    assert not inbox.asked_of(world.actor("finance_head"), TODAY).exists()
    back = perform(sent, "return_for_revision", world.actor("office_supervisor"), reason="No annex.")
    assert asked(back) == {("submit", "clerk")}
    perform(back, "withdraw", world.actor("commerce_clerk"))
    assert asked(back) == set()
    assert not Run.objects.filter(kind="commitments.Commitment", record_id=back.pk, open=True).exists()


def test_a_task_is_claimed_by_the_first_and_released_by_him_alone(promises: Promises, world: World) -> None:
    task = inbox.asked_of(world.actor("office_supervisor"), TODAY).filter(record_id=submitted(promises).pk).get()
    first, second = world.official("office_supervisor").pk, world.official("office_supervisor2").pk
    assert inbox.claim(task, first)
    assert not inbox.claim(task, second)
    assert not inbox.asked_of(world.actor("office_supervisor2"), TODAY).exists()
    assert not inbox.release(task, second)
    assert inbox.release(task, first)
    assert inbox.asked_of(world.actor("office_supervisor2"), TODAY).exists()


def test_only_a_supervisor_of_the_body_gives_its_task_to_a_colleague_who_may_do_it(
    promises: Promises, world: World
) -> None:
    task = inbox.asked_of(world.actor("office_supervisor"), TODAY).filter(record_id=submitted(promises).pk).get()
    head = sign_in(world, "office_supervisor")
    url = f"/inbox/{task.pk}/reassign/"
    page = head.get(url)
    offered = {one.name for one in page.context["form"].fields["official"].queryset}
    assert offered == {world.official(f"office_supervisor{number}").name for number in ("", "2", "3")}
    assert page.context["back_url"] == "/inbox/"
    for nobody in ("finance_head", "office_clerk"):
        assert head.post(url, {"official": world.official(nobody).pk}).status_code == 422
    assert head.post(url, {"official": world.official("office_supervisor3").pk}).status_code == 302
    assert Assignment.objects.get(pk=task.pk).claimed_by_id == world.official("office_supervisor3").pk
    assert sign_in(world, "finance_head").post(url, {"official": 1}).status_code == 404


def test_whom_four_eyes_bar_is_offered_no_task(promises: Promises, world: World) -> None:
    world.grant("office_supervisor", "clerk", "commerce")
    draft = promises.draft()
    promises.obligation(draft)
    sent = perform(draft, "submit", world.actor("office_supervisor"))
    waiting = Assignment.objects.of_record("commitments.Commitment", sent.pk).get()
    able = set(inbox.takers(waiting, sent, timezone.localdate()).values_list("name", flat=True))
    assert able == {world.official(f"office_supervisor{number}").name for number in (2, 3)}


def test_what_was_passed_on_is_taken_back_by_the_supervisors_of_the_body_alone(
    promises: Promises, world: World
) -> None:
    task = inbox.asked_of(world.actor("office_supervisor"), TODAY).filter(record_id=submitted(promises).pk).get()
    head, other = sign_in(world, "office_supervisor"), sign_in(world, "office_supervisor2")
    head.post(f"/inbox/{task.pk}/reassign/", {"official": world.official("office_supervisor3").pk})
    for client in (head, other):
        assert [one.assignment.pk for one in client.get("/inbox/?scope=others").context["entries"]] == [task.pk]
    for stranger in ("finance_head", "office_clerk"):
        assert sign_in(world, stranger).post(f"/inbox/{task.pk}/take-back/").status_code == 404
    assert head.post(f"/inbox/{task.pk}/take-back/").status_code == 302
    assert Assignment.objects.get(pk=task.pk).claimed_by_id is None
    assert [one.assignment.pk for one in other.get("/inbox/").context["entries"]] == [task.pk]


def test_a_step_for_no_ticked_task_is_answered_with_a_sentence(promises: Promises, world: World) -> None:
    submitted(promises)
    head = sign_in(world, "office_supervisor")
    head.cookies["django_language"] = "en"
    answer = head.post("/inbox/batch/", {}, follow=True)
    assert answer.status_code == 200
    assert "Tick the tasks" in answer.content.decode()


def test_many_are_registered_at_once_and_the_refused_are_named(promises: Promises, world: World) -> None:
    sent = [submitted(promises) for _number in range(3)]
    client = sign_in(world, "office_supervisor")
    tasks = [row.pk for row in inbox.asked_of(world.actor("office_supervisor"), TODAY)]
    perform(sent[0], "return_for_revision", world.actor("office_supervisor2"), reason="No annex.")
    preview = client.post("/inbox/batch/", {"task": tasks})
    assert len(preview.context["entries"]) == 2
    result = client.post("/inbox/batch/", {"task": tasks, "confirmed": "yes"})
    assert (result.context["done"], result.context["total"]) == (2, 2)
    states = Commitment.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["draft", "active", "active"]


def test_a_deputy_acts_in_the_principals_name_up_to_the_last_day(promises: Promises, world: World) -> None:
    sent = submitted(promises)
    today = timezone.localdate()
    head, stand_in = world.official("office_supervisor"), world.official("finance_head")
    data = {"principal": head, "deputy": stand_in, "since": today - timedelta(days=3), "until": today}
    with pytest.raises(NotPermitted):
        create(Deputy, world.actor("office_supervisor2"), data=data)
    with pytest.raises(Invalid):
        create(Deputy, world.actor("office_supervisor"), data={**data, "deputy": head})
    create(Deputy, world.actor("office_supervisor"), data=data)
    assert inbox.principals_of(stand_in.pk, today).exists()
    assert not inbox.principals_of(stand_in.pk, today + timedelta(days=1)).exists()
    client = sign_in(world, "finance_head")
    assert sent.ref not in client.get("/inbox/").content.decode()
    assert client.post("/inbox/act-for/", {"principal": world.official("mayor").pk}).status_code == 403
    client.post("/inbox/act-for/", {"principal": head.pk})
    assert sent.ref in client.get("/inbox/").content.decode()


def test_a_lost_run_is_found_and_repaired_and_a_dry_run_repairs_nothing(
    promises: Promises, capsys: pytest.CaptureFixture[str]
) -> None:
    sent = submitted(promises)
    Run.objects.filter(kind="commitments.Commitment", record_id=sent.pk).update(open=False)
    Assignment.objects.filter(kind="commitments.Commitment", record_id=sent.pk).update(open=False)
    for command, after in ((("--dry-run",), set()), ((), {("register", "supervisor")})):
        call_command("reconcile_tasks", *command)
        assert f"RegistrationFlow {sent.ref}: submitted: - -> register" in capsys.readouterr().out
        assert asked(sent) == after
    call_command("reconcile_tasks")
    assert "0 repaired" in capsys.readouterr().out


def test_comparing_asks_the_same_number_of_questions_for_one_record_and_for_many(promises: Promises) -> None:
    counts = []
    for number in (1, 5):
        records = [submitted(promises) for _each in range(number)]
        with CaptureQueriesContext(connection) as caught:
            assert reconcile(RegistrationFlow, records, moment(TODAY)) == []
        counts.append(len(caught))
    assert counts == [3, 3]


@pytest.mark.parametrize(
    "url", ["/do/commitments/CM-2026-0001/submit/", "/do/commitments/x/edit/", "/do/new/commitments/"]
)
def test_a_stranger_is_sent_to_the_sign_in_page(url: str) -> None:
    answer = Client().get(url)
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/sign-in/")
