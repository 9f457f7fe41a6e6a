"""The page of a commitment: long lists in parts, and whose turn it is before it is registered."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commitments.models import Obligation
from commitments.testing import DUE, Promises
from commitments.views.commitment import SHOWN_OBLIGATIONS
from lifecycle.creating import create_many
from lifecycle.timeline import events_of, latest_events
from organizations.testing import PASSWORD, World, build_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return build_world()


def sign_in(world: World, name: str) -> Client:
    world.account(name)
    client = Client()
    assert client.post("/sign-in/", {"username": name, "password": PASSWORD}).status_code == 302
    return client


def many(promises: Promises, commitment: Any, count: int) -> list[Any]:
    rows = [
        {
            "commitment": commitment.pk,
            "title": f"Task {number}",
            "kind": "task",
            "lead_body": promises.world.finance.pk,
            "due_on": DUE,
        }
        for number in range(count)
    ]
    return create_many(Obligation, promises.actor(promises.clerk), rows)


def test_many_obligations_are_shown_in_parts_and_ask_no_more_questions(world: World) -> None:
    promises = Promises(world)
    made = promises.draft()
    every = many(promises, made, SHOWN_OBLIGATIONS + 1)
    client, url = sign_in(world, "commerce_clerk"), made.get_absolute_url()
    page = client.get(url)
    assert [one for one, _due in page.context["obligations"]] == every[:-1]
    assert page.context["event_count"] == len(every) + 1
    rest = client.get(f"{url}?duties={page.context['duties'].next}")
    assert [one for one, _due in rest.context["obligations"]] == every[-1:]
    assert (rest.context["duties"].next, rest.context["duties"].previous) == (None, every[0].pk)
    for strange in ("x", "", "-1", "9" * 30, str(every[-1].pk + 1), "\u00b2"):
        shown = client.get(url, {"duties": strange}).context["obligations"]
        assert shown[0][0] == every[0], strange
    with CaptureQueriesContext(connection) as before:
        client.get(url)
    many(promises, made, 20)
    with CaptureQueriesContext(connection) as after:
        assert client.get(url).status_code == 200
    assert len(after) == len(before)


def test_the_newest_events_of_many_records_are_the_first_of_all_of_them(world: World) -> None:
    promises = Promises(world)
    made = promises.draft()
    family = [made, *many(promises, made, 6)]
    promises.submitted(made)
    shown, count = latest_events(family, 3)
    assert (shown, count) == (events_of(family)[:3], 8)


def test_before_registration_nobody_is_asked_to_perform(world: World) -> None:
    promises = Promises(world)
    made = promises.draft()
    owed = promises.obligation(made)
    client = sign_in(world, "commerce_clerk")
    for url in (made.get_absolute_url(), owed.get_absolute_url()):
        turn = client.get(url).context["turn"]
        assert (turn.whose, str(turn.what)) == (world.commerce.name, str(type(made).verbs()["submit"].label)), url
    assert "尚未审核入账" in client.get(owed.get_absolute_url()).content.decode()
    promises.registered(made)
    # Nothing can be reported before its legality is classified, which is the overseer's to do.
    for url in (made.get_absolute_url(), owed.get_absolute_url()):
        turn = client.get(url).context["turn"]
        assert (turn.whose, str(turn.what)) == (world.city_office.name, "合法性认定"), url
    promises.classified(owed)
    for url in (made.get_absolute_url(), owed.get_absolute_url()):
        turn = client.get(url).context["turn"]
        assert (turn.whose, str(turn.what)) == (world.finance.name, "报送"), url
