"""The page of a commitment: long lists in parts, and whose turn it is before it is registered."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.db.models.signals import post_init
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


def of_rows(caught: CaptureQueriesContext) -> int:
    """The queries but for those of the session, which the clock renews."""
    aside = ("SAVEPOINT", "RELEASE")
    return sum("django_session" not in one["sql"] and not one["sql"].startswith(aside) for one in caught)


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
    assert of_rows(after) == of_rows(before)


def test_the_newest_events_of_many_records_are_the_first_of_all_of_them(world: World) -> None:
    promises = Promises(world)
    made = promises.draft()
    family = [made, *many(promises, made, 6)]
    promises.submitted(made)
    shown, count = latest_events(family, 3)
    assert (shown, count) == (events_of(family)[:3], 8)
    rest = Obligation.objects.filter(commitment=made)
    for most in (3, 30):
        assert latest_events([made], most, [rest]) == (events_of(family)[:most], 8)


@contextmanager
def counting_records() -> Iterator[Counter[str]]:
    """How many records of each type are made out of rows meanwhile."""
    made: Counter[str] = Counter()

    def count(sender: Any, **_words: Any) -> None:
        made[sender._meta.label] += 1

    post_init.connect(count)
    try:
        yield made
    finally:
        post_init.disconnect(count)


def test_the_page_of_a_registered_commitment_makes_records_of_what_it_shows_and_once_of_what_is_judged(
    world: World,
) -> None:
    promises = Promises(world)
    client, counts = sign_in(world, "commerce_clerk"), []
    for size in (SHOWN_OBLIGATIONS + 10, 4 * SHOWN_OBLIGATIONS):
        made = promises.draft()
        every = many(promises, made, size)
        made = promises.registered(made)
        client.get(made.get_absolute_url())
        with counting_records() as records, CaptureQueriesContext(connection) as asked:
            page = client.get(f"{made.get_absolute_url()}?duties={every[7].pk}")
        assert [one for one, _due in page.context["obligations"]] == every[7 : SHOWN_OBLIGATIONS + 7]
        duties = page.context["duties"]
        assert (duties.count, duties.previous, duties.next) == (size, every[0].pk, every[SHOWN_OBLIGATIONS + 7].pk)
        assert page.context["event_count"] == size + 3
        # What the guards of the next steps judge is read once.
        records["commitments.Obligation"] -= size
        del records["sessions.Session"]
        counts.append((records, of_rows(asked)))
    assert counts[0] == counts[1]


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


def test_whoever_sees_a_commitment_opens_each_of_its_obligations(promises: Promises, world: World) -> None:
    commitment = promises.draft()
    own = promises.obligation(commitment)
    other = promises.obligation(commitment, title="Clear the land", lead_body=promises.world.land)
    promises.registered(commitment)
    clerk = sign_in(world, "finance_clerk")
    page = clerk.get(commitment.get_absolute_url()).content.decode()
    for one in (own, other):
        assert one.get_absolute_url() in page
        assert clerk.get(one.get_absolute_url()).status_code == 200
    stranger = sign_in(world, "county_clerk")
    assert stranger.get(commitment.get_absolute_url()).status_code == 404
    assert stranger.get(other.get_absolute_url()).status_code == 404
