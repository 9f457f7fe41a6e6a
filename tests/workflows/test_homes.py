"""The first page of each role: what it counts is what the lists behind it show, and its cost does not grow."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commitments.derived import refresh_progress
from commitments.models import Commitment, Obligation
from commitments.testing import Promises
from commitments.views.ledger import due_of
from deadlines.choices import Lamp
from lifecycle import panels
from lifecycle.performing import perform
from lifecycle.testing import plant
from organizations.involving import refresh_keys
from organizations.testing import PASSWORD, World, build_world
from tests.commitments.changing import LATER, approved, proposed
from workflows import auditing, homes, inbox

pytestmark = pytest.mark.django_db
REGISTERED = date(2026, 1, 5)


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


def planted(
    promises: Promises, number: int, *, state: str = "active", due: date | None = None, lead: Any = None
) -> Any:
    """A commitment with one obligation, due on a day, led by a body."""
    world = promises.world
    made = plant(
        Commitment,
        state,
        title=f"Item {number}",
        kind="investment",
        type=promises.type_of("investment"),
        entry_kind="retrospective",
        promisor=world.city_government,
        logging_body=world.commerce,
        registered_on=REGISTERED if state != "draft" else None,
    )
    plant(
        Obligation,
        "pending",
        commitment=made,
        title="Pay",
        kind="payment",
        lead_body=lead or world.finance,
        due_on=due,
    )
    return made


def settled(promises: Promises) -> None:
    keys = list(Commitment.objects.values_list("pk", flat=True))
    refresh_progress(keys)
    refresh_keys(Commitment, keys)
    refresh_keys(Obligation, list(Obligation.objects.values_list("pk", flat=True)))


def test_the_lamp_that_is_counted_is_the_lamp_that_the_ledger_shows(promises: Promises, world: World) -> None:
    today = date(2026, 6, 1)
    for number, days in enumerate((-200, -1, 0, 1, 5, 9, 12, 15, 20, 40, 300)):
        planted(promises, number, due=today + timedelta(days=days))
    planted(promises, 90, state="suspended", due=today)
    planted(promises, 91, state="draft", due=today - timedelta(days=5))
    planted(promises, 92, state="fulfilled", due=today)
    planted(promises, 93)
    settled(promises)
    for day in (today, today + timedelta(days=6), today + timedelta(days=60)):
        shown: dict[str, set[int]] = {lamp: set() for lamp in Lamp.values}
        for row in Commitment.objects.select_related("progress"):
            due = due_of(row, day)
            if due is not None and due.lamp:
                shown[due.lamp].add(row.pk)
        counted = {lamp: set(Commitment.objects.with_lamp(lamp, day).values_list("pk", flat=True)) for lamp in shown}
        assert counted == shown
        assert sum(map(len, counted.values())) == 12


def test_band_table_and_ledger_count_the_same_commitments(promises: Promises, world: World) -> None:
    today = date.today()  # noqa: TID251, DTZ011
    for number in range(4):
        planted(
            promises, number, due=today - timedelta(days=number + 1), lead=world.land if number % 2 else world.finance
        )
    planted(promises, 5, due=today + timedelta(days=400))
    planted(promises, 6, due=today, state="suspended")
    settled(promises)
    head = sign_in(world, "office_supervisor")
    lamps = head.get("/").context["lamps"]
    assert lamps.band == [("red", 4), ("yellow", 0), ("green", 1), ("grey", 1)]
    assert {one.name: one.counts["red"] for one in lamps.bodies} == {world.land.name: 2, world.finance.name: 2}
    for lamp, number in lamps.band:
        assert len(head.get(f"/ledger/?lamp={lamp}").context["rows"]) == number
    for one in lamps.bodies:
        rows = head.get(f"/ledger/?lamp=red&lead={one.key}").context["rows"]
        assert len(rows) == one.counts["red"]


def test_the_ledger_opens_with_red_and_yellow_and_ends_with_drafts(promises: Promises, world: World) -> None:
    today = date.today()  # noqa: TID251, DTZ011
    draft = planted(promises, 0, state="draft", due=today - timedelta(days=9))
    kept = planted(promises, 1, state="fulfilled", due=today - timedelta(days=9))
    still = planted(promises, 2, state="suspended", due=today - timedelta(days=9))
    green = planted(promises, 3, due=today + timedelta(days=400))
    red = planted(promises, 4, due=today - timedelta(days=3))
    settled(promises)
    rows = sign_in(world, "commerce_clerk").get("/ledger/").context["rows"]
    assert [row.pk for row in rows] == [red.pk, green.pk, still.pk, kept.pk, draft.pk]


def test_each_role_has_a_home_in_both_languages(promises: Promises, world: World) -> None:
    promises.obligation(promises.draft())
    for name in (
        "commerce_clerk",
        "office_supervisor",
        "integrity_officer",
        "inspector",
        "auditor",
        "system_admin",
        "security_admin",
        "mayor",
    ):
        client = sign_in(world, name)
        for language in ("zh-hans", "en"):
            client.cookies["django_language"] = language
            answer = client.get("/")
            assert answer.status_code == 200, name
    assert Client().get("/").status_code == 302


def test_a_clerk_sees_what_came_back_what_was_sent_and_the_drafts(promises: Promises, world: World) -> None:
    draft = promises.draft(title="Stays a draft")
    made = promises.draft(title="Came back")
    promises.obligation(made)
    sent = promises.submitted(made)
    clerk = sign_in(world, "commerce_clerk")
    assert [one.record.pk for one in clerk.get("/").context["sent"]] == [sent.pk]
    office = world.actor("office_supervisor")
    perform(sent, "return_for_revision", office, reason="No annex.")
    page = clerk.get("/").context
    assert [(one.record.pk, one.reason) for one in page["returned"]] == [(made.pk, "No annex.")]
    assert {one.pk for one in page["drafts"]} == {draft.pk, made.pk}
    # The sentence, the list behind it and the number in the navigation are one count: a draft waits to be submitted.
    listed = clerk.get("/inbox/").context["entries"]
    assert page["count"].counted == len(listed) == inbox.count_for(world.actor("commerce_clerk"), page["today"]) == 2
    back, total = homes.given_back_by(office)
    assert ([one.record.pk for one in back], total) == ([made.pk], 1)
    clerk.post("/do/unsent/?form=commitments:new", {"title": "Half"})
    assert "/commitments/new/" in [url for _row, url, _ref in clerk.get("/").context["unsent"]]
    other = sign_in(world, "commerce_clerk2")
    assert not other.get("/").context["unsent"]


def test_what_is_owed_under_a_draft_is_nobodys_task_until_it_is_registered(promises: Promises, world: World) -> None:
    draft = promises.draft()
    promises.obligation(draft)
    finance, today = world.actor("finance_clerk"), date(2026, 11, 24)
    assert not inbox.asked_of(finance, today).exists() and inbox.count_for(finance, today) == 0
    perform(promises.submitted(draft), "register", world.actor("office_supervisor"))
    assert [one.verb for one in inbox.asked_of(finance, today)] == ["report"]
    assert inbox.asked_of(finance, today).get().due_on == date(2026, 6, 30)


def test_a_step_that_four_eyes_would_refuse_is_marked(promises: Promises, world: World) -> None:
    world.grant("office_supervisor", "clerk", "commerce")
    made = promises.draft()
    promises.obligation(made)
    both = world.actor("office_supervisor")
    perform(made, "submit", both)
    today = date(2026, 11, 24)
    (mine,) = [one for one in homes.todo(both, today)[0] if one.record.pk == made.pk]
    assert mine.label and mine.barred
    (other,) = [one for one in homes.todo(world.actor("office_supervisor2"), today)[0] if one.record.pk == made.pk]
    assert not other.barred


def test_the_auditors_questions_count_what_their_pages_list(promises: Promises, world: World) -> None:
    made = promises.draft(checks=("legality",))
    promises.obligation(made)
    check = promises.check(made, "legality", "not_passed")
    perform(check, "override", world.actor("office_supervisor"), reason="The review came late.", basis="Minutes 3")
    client = sign_in(world, "auditor")
    counts = {one.asked.code: one.count for one in client.get("/").context["answers"]}
    assert counts == {one.code: int(one.code == "checks_overridden") for one in auditing.QUESTIONS}
    assert "The review came late." in client.get("/questions/checks_overridden/").content.decode()
    for code in counts:
        assert client.get(f"/questions/{code}/").status_code == 200
    assert client.get("/questions/nonsense/").status_code == 404
    assert sign_in(world, "commerce_clerk").get("/questions/on_behalf/").status_code == 403


def test_what_was_changed_after_registration_is_told_field_by_field_and_by_the_body_whose_duty_moved(
    promises: Promises, world: World
) -> None:
    _commitment, obligation = promises.active()
    moved = approved(promises, proposed(promises, obligation, "extension", due_on=LATER))
    client = sign_in(world, "auditor")
    client.cookies["django_language"] = "en"
    answer = next(one for one in client.get("/").context["answers"] if one.asked.code == "changed_later")
    assert (answer.count, answer.most) == (1, obligation.lead_body.name)
    page = client.get("/questions/changed_later/")
    (line,) = page.context["lines"]
    told = {str(mark.label): (mark.old, mark.new) for mark in line.marks}
    assert moved.state == "approved" and told == {"due date": ("30 June 2026", "30 September 2026")}
    assert "<del>" in page.content.decode() and "<ins>" in page.content.decode()


def test_an_app_adds_a_card_of_its_own_to_the_homes_of_some_roles(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(panels, "_home_cards", {})
    panels.add_home_card(panels.HomeCard("x", ("clerk",), "workflows/home_nobody.html", lambda _request: {"n": 1}))
    request: Any = object()
    assert [one["n"] for one in panels.home_cards("clerk", request)] == [1]
    assert panels.home_cards("supervisor", request) == []


def test_the_homes_ask_the_same_number_of_questions_however_many_records(promises: Promises, world: World) -> None:
    today = date.today()  # noqa: TID251, DTZ011
    clients = {name: sign_in(world, name) for name in ("commerce_clerk", "office_supervisor", "auditor")}
    asked: dict[str, list[int]] = {name: [] for name in clients}
    for more in (15, 40):
        for number in range(more):
            planted(promises, number, due=today + timedelta(days=number - 5), lead=world.land if number % 2 else None)
        for _each in range(3):
            made = promises.draft()
            promises.obligation(made)
            promises.submitted(made)
        settled(promises)
        for name, client in clients.items():
            client.get("/")
            with CaptureQueriesContext(connection) as caught:
                client.get("/")
            asked[name].append(len(caught))
    assert all(first == second for first, second in asked.values()), asked
