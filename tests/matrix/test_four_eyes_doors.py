"""Every decision that asks for a second person, by each address at which it could be asked for: screen, program, inbox."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from lifecycle.desks import desk_of
from lifecycle.performing import perform
from tests.matrix.people import Crowd, build_crowd
from tests.matrix.records import data_for, planted
from tests.matrix.story import drafted, submitted
from tests.matrix.test_four_eyes import SELF, signed_in

pytestmark = pytest.mark.django_db

# The record, its state, and the decision that whoever took the step before does not take.
DECISIONS = (
    ("commitments.Commitment", "submitted", "register", "other_than(submit)"),
    ("commitments.Obligation", "claimed", "confirm_conditions", "other_than(claim)"),
    ("commitments.Obligation", "reported", "accept", "other_than(report)"),
    ("commitments.Variation", "submitted", "approve", "other_than(submit)"),
    ("commitments.Correction", "proposed", "confirm", "other_than(create)"),
    ("commitments.Handover", "taken_over", "witness", "other_than(sign_over, take_over, order_take_over)"),
    ("rectification.RectificationOrder", "planned", "approve_plan", "other_than(submit_plan)"),
    (
        "rectification.RectificationOrder",
        "submitted",
        "accept",
        "other_than(submit_plan, approve_plan, submit_for_acceptance)",
    ),
)


@pytest.fixture
def crowd() -> Crowd:
    return build_crowd()


def stands(record: Any) -> tuple[Any, int]:
    return type(record).objects.filter(pk=record.pk).values().get(), record.history.count()


def place(record: Any, verb: str) -> str:
    """The verb's place below `/do/` and `/api/v1/`."""
    desk = desk_of(type(record))
    assert desk is not None
    return f"{desk.collection}/{getattr(record, desk.lookup)}/{verb}/"


def ask(client: Client, record: Any, verb: str, **more: Any) -> Any:
    """As a program asks."""
    return client.post(
        f"/api/v1/{place(record, verb)}", {"expected_version": record.version, **more}, content_type="application/json"
    )


def answers_of_screen(client: Client, record: Any, verb: str) -> Iterator[int]:
    """By the page of the verb, and by the page of its own where it has one."""
    address = f"/do/{place(record, verb)}"
    yield client.get(address).status_code
    yield client.post(address, {f"{verb}-version": record.version, f"{verb}-reason": "Asked"}).status_code
    if verb == "approve_plan":
        yield client.post(
            f"/orders/{record.ref}/approval/", {"verb": verb, "version": record.version, "seen": "on"}
        ).status_code


@pytest.mark.parametrize(("label", "state", "verb", "right"), DECISIONS)
def test_nobody_decides_on_his_own_step_by_screen_or_program_under_any_guise(
    crowd: Crowd, label: str, state: str, verb: str, right: str
) -> None:
    record = planted(crowd, label, state)
    before = stands(record)
    for person in SELF:
        client = signed_in(crowd, person)
        assert set(answers_of_screen(client, record, verb)) == {403}, person
        answer = ask(client, record, verb)
        assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted"), person
        assert answer.json()["rights"] == [right], person
    assert stands(record) == before


@pytest.mark.parametrize(("label", "state", "verb", "_right"), DECISIONS)
def test_another_body_s_record_is_not_there_by_screen_or_program(
    crowd: Crowd, label: str, state: str, verb: str, _right: str
) -> None:
    record = planted(crowd, label, state)
    before = stands(record)
    client = signed_in(crowd, "foreign_supervisor")
    assert set(answers_of_screen(client, record, verb)) == {404}
    assert ask(client, record, verb).status_code == 404
    assert stands(record) == before


@pytest.mark.parametrize("person", SELF)
def test_a_batch_that_names_ones_own_step_registers_nothing(crowd: Crowd, person: str) -> None:
    record = submitted(crowd)
    before = stands(record)
    client = signed_in(crowd, person)
    entries = client.get("/inbox/").context["entries"]
    tasks = [one.assignment.pk for one in entries if one.record == record]
    answer = client.post("/inbox/batch/", {"task": tasks, "confirmed": "yes"})
    if answer.status_code == 200:
        assert [ok for _entry, ok, _why in answer.context["results"]] == [False]
    else:
        assert (tasks, answer.status_code) == ([], 404)
    assert stands(record) == before


def test_whoever_proposed_a_decision_on_accountability_does_not_take_it(crowd: Crowd) -> None:
    record = planted(crowd, "rectification.AccountabilityCase", "proposed")
    before = stands(record)
    client = signed_in(crowd, "inspector_assigned")
    assert set(answers_of_screen(client, record, "decide")) == {403}
    answer = ask(client, record, "decide", data=_plain(data_for(record, "decide")))
    assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted")
    assert stands(record) == before


def _plain(data: dict[str, Any]) -> dict[str, Any]:
    """As JSON carries it."""
    return {name: value if isinstance(value, (bool, int, list)) else str(value) for name, value in data.items()}


def test_each_of_the_five_answers_comes_by_program_for_a_promise(crowd: Crowd) -> None:
    promised, _duties = drafted(crowd, "logging_clerk")
    clerk, reviewer = signed_in(crowd, "logging_clerk"), signed_in(crowd, "reviewer")
    assert ask(reviewer, promised, "register").json()["code"] == "not_from_this_state"
    promised = perform(promised, "submit", crowd.actor("logging_clerk"))
    assert ask(clerk, promised, "register").json()["code"] == "not_permitted"
    answer = ask(reviewer, promised, "register", expected_version=promised.version - 1)
    assert (answer.status_code, answer.json()["code"]) == (412, "stale")
    before = stands(promised)
    forged: tuple[dict[str, Any], ...] = (
        {"state": "active"},
        {"registered_on": str(timezone.localdate())},
        {"data": {"state": "active"}},
        {"actor": crowd.official("reviewer").pk},
        {"on_behalf_of": 1},
    )
    for more in forged:
        answer = ask(reviewer, promised, "register", **more)
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid"), more
    assert stands(promised) == before
    assert ask(reviewer, promised, "register").json()["state"] == "active"
    promised = type(promised).objects.get(pk=promised.pk)
    answer = ask(reviewer, promised, "confirm_fulfilment")
    assert (answer.status_code, answer.json()["code"]) == (409, "guards_unmet")


def test_no_screen_makes_a_record_as_decided_already(crowd: Crowd) -> None:
    promised = planted(crowd, "commitments.Obligation", "pending").commitment
    client = signed_in(crowd, "reviewer")
    forged = {
        "source": "by_hand",
        "facts": "Not done",
        "obligation": promised.obligations.get().pk,
        "state": "confirmed",
        "version": "9",
        "order_due_on": "2099-01-01",
        "verifier": str(crowd.official("verifier").pk),
    }
    assert client.post(f"/do/new/cases/?commitment={promised.pk}", forged).status_code in (302, 422)
    made = promised.breach_cases.all()
    assert {(one.state, one.version, one.verifier_id) for one in made} == {("suspected", 1, None)}
