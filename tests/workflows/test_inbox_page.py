"""The inbox as its readers use it: by due date, marked, exported, in one step for many, in another's name."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from commitments.models import Commitment
from commitments.testing import Promises
from lifecycle.creating import create
from lifecycle.models import Access
from lifecycle.performing import perform
from organizations.testing import PASSWORD, World, build_world
from workflows.models import Deputy

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return build_world()


@pytest.fixture
def promises(world: World) -> Promises:
    return Promises(world)


def sign_in(world: World, name: str) -> Client:
    world.account(name)
    client = Client()
    client.post("/sign-in/", {"username": name, "password": PASSWORD})
    return client


def submitted(promises: Promises, **values: Any) -> Any:
    draft = promises.draft(**values)
    promises.obligation(draft)
    return promises.submitted(draft)


def test_the_soonest_due_stands_first_and_what_has_no_date_last(promises: Promises, world: World) -> None:
    today = timezone.localdate()
    for days in (50, 20, 90):
        made = promises.draft(title=f"in {days}")
        promises.obligation(made, title=f"in {days}", due_on=today + timedelta(days=days))
        perform(promises.submitted(made), "register", world.actor("office_supervisor"))
    undated = promises.draft(title="undated")
    promises.obligation(undated, title="undated", due_rule="none_agreed")
    perform(promises.submitted(undated), "register", world.actor("office_supervisor"))
    rows = sign_in(world, "finance_clerk").get("/inbox/").context["entries"]
    assert [one.title for one in rows] == ["in 20", "in 50", "in 90", "undated"]
    assert [bool(one.due) for one in rows] == [True, True, True, False]


def test_the_export_has_what_the_page_shows_and_is_recorded(promises: Promises, world: World) -> None:
    made = submitted(promises)
    head = sign_in(world, "office_supervisor")
    answer = head.get("/inbox/?format=csv")
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert len(lines) == 2 and made.ref in lines[1] and made.title in lines[1] and world.city_office.name in lines[1]
    assert len(lines[0].split(",")) == len(lines[1].split(",")) == 8
    assert [one.detail for one in Access.objects.filter(kind=Access.Kind.EXPORT)] == ["inbox, 1: format=csv"]


def test_what_four_eyes_would_refuse_is_marked_with_its_reason_and_cannot_be_chosen(
    promises: Promises, world: World
) -> None:
    world.grant("office_supervisor", "clerk", "commerce")
    made = promises.draft()
    promises.obligation(made)
    perform(made, "submit", world.actor("office_supervisor"))
    page = sign_in(world, "office_supervisor").get("/inbox/")
    (mine,) = page.context["entries"]
    text = page.content.decode()
    assert mine.why_not and mine.why_not in text and 'name="task"' not in text
    assert 'name="task"' in sign_in(world, "office_supervisor2").get("/inbox/").content.decode()


def test_one_step_for_all_that_ask_for_it_has_a_result_for_each(promises: Promises, world: World) -> None:
    world.grant("office_supervisor", "clerk", "commerce")
    for _each in range(3):
        submitted(promises)
    own = promises.draft()
    promises.obligation(own)
    perform(own, "submit", world.actor("office_supervisor"))
    head = sign_in(world, "office_supervisor")
    ((value, _label, number),) = head.get("/inbox/").context["alike"]
    assert (value, number) == ("commitments.Commitment:register", 4)
    preview = head.post("/inbox/batch/", {"alike": value})
    assert preview.status_code == 200 and len(preview.context["entries"]) == 4
    assert not Commitment.objects.filter(state="active").exists()
    tasks = [one.assignment.pk for one in preview.context["entries"]]
    done = head.post("/inbox/batch/", {"task": tasks, "confirmed": "yes"})
    assert done.status_code == 200
    assert sorted(ok for _entry, ok, _why in done.context["results"]) == [False, True, True, True]
    assert Commitment.objects.filter(state="active").count() == 3
    assert Commitment.objects.get(pk=own.pk).state == "submitted"
    for nonsense in (
        {"alike": "x:y"},
        {"alike": "commitments.Commitment:fly"},
        {"alike": "\0:a"},
        {"alike": "a:\0"},
        {"task": ["9" * 30, "\0", "-1"]},
    ):
        assert head.post("/inbox/batch/", nonsense).status_code == 404


def test_a_deputy_sees_in_whose_name_he_works(promises: Promises, world: World) -> None:
    made = submitted(promises)
    today = timezone.localdate()
    create(
        Deputy,
        world.actor("office_supervisor"),
        data={
            "principal": world.official("office_supervisor"),
            "deputy": world.official("finance_head"),
            "since": today,
            "until": today,
        },
    )
    deputy = sign_in(world, "finance_head")
    assert made.ref not in deputy.get("/inbox/").content.decode()
    deputy.post("/inbox/act-for/", {"principal": world.official("office_supervisor").pk})
    page = deputy.get("/inbox/")
    assert page.context["acts_for"] == "Office Supervisor" and made.ref in page.content.decode()
