"""No second step by whoever took the first, whichever way he comes: each way answers with the right one of the five."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from lifecycle.actors import Via
from lifecycle.creating import create, record_edit
from lifecycle.desks import desk_of, verb_url
from lifecycle.performing import perform
from lifecycle.refusals import Invalid, NotPermitted, Refused
from lifecycle.sweeping import perform_many
from organizations.acting import INSTALLER
from organizations.testing import PASSWORD
from tests.matrix.people import Crowd, build_crowd
from tests.matrix.records import model, planted
from tests.matrix.story import drafted, submitted

pytestmark = pytest.mark.django_db

# Who took the step before, under each of his guises; and who has nothing to do with the record.
SELF = ("submitter", "second_account", "deputy")
OUTSIDERS = (
    "foreign_supervisor",
    "logging_supervisor",
    "insider",
    "auditor",
    "system_admin",
    "security_admin",
    "nobody",
)


@pytest.fixture
def crowd() -> Crowd:
    return build_crowd()


def snapshot(record: Any) -> tuple[Any, int]:
    return type(record).objects.filter(pk=record.pk).values().get(), record.history.count()


def by_kernel(crowd: Crowd, record: Any, verb: str, person: str) -> NotPermitted:
    with pytest.raises(NotPermitted) as refusal:
        perform(record, verb, crowd.actor(person), reason="Asked")
    return refusal.value


def by_command(crowd: Crowd, record: Any, verb: str, person: str) -> Refused:
    with pytest.raises(NotPermitted) as refusal:
        perform(record, verb, crowd.actor(person, via=Via.COMMAND), reason="Asked")
    return refusal.value


def by_set(crowd: Crowd, record: Any, verb: str, person: str) -> Refused:
    outcome = perform_many(type(record).objects.filter(pk=record.pk), verb, crowd.actor(person), reason="Asked")
    assert outcome.done == []
    return outcome.refused[record.pk]


WAYS = (by_kernel, by_command, by_set)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("person", SELF)
@pytest.mark.parametrize("verb", ["register", "return_for_revision"])
def test_whoever_submitted_a_promise_does_not_judge_it(
    crowd: Crowd, verb: str, person: str, way: Callable[..., Refused]
) -> None:
    record = submitted(crowd)
    before = snapshot(record)
    refusal = way(crowd, record, verb, person)
    assert isinstance(refusal, NotPermitted)
    # Whoever submitted has written it as well here, which bars him from registering it a second time.
    written = ("other_than_writers",) if verb == "register" else ()
    assert refusal.rights == ("other_than(submit)", *written)
    assert snapshot(record) == before


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("person", OUTSIDERS)
def test_a_promise_of_others_is_registered_by_nobody_from_outside(
    crowd: Crowd, person: str, way: Callable[..., Refused]
) -> None:
    record = submitted(crowd)
    before = snapshot(record)
    assert isinstance(way(crowd, record, "register", person), NotPermitted)
    assert snapshot(record) == before


def test_an_edit_counts_as_a_step_as_well(crowd: Crowd) -> None:
    promised, _duties = drafted(crowd, "logging_clerk")
    promised = record_edit(promised, crowd.actor("submitter"), changes={"remarks": "Seen"})
    promised = perform(promised, "submit", crowd.actor("logging_clerk"))
    rights = ("other_than(submit)", "other_than_writers")
    assert by_kernel(crowd, promised, "register", "second_account").rights == rights
    assert perform(promised, "register", crowd.actor("reviewer")).state == "active"


def test_a_return_does_not_unwrite_what_was_written(crowd: Crowd) -> None:
    promised, _duties = drafted(crowd, "logging_clerk")
    promised = record_edit(promised, crowd.actor("submitter"), changes={"remarks": "Seen"})
    promised = perform(promised, "submit", crowd.actor("logging_clerk"))
    promised = perform(promised, "return_for_revision", crowd.actor("reviewer"), reason="Look again")
    promised = perform(promised, "submit", crowd.actor("logging_clerk"))
    rights = ("other_than(submit)", "other_than_writers")
    for way in (by_kernel, by_set):
        assert way(crowd, promised, "register", "submitter").rights == rights
    assert perform(promised, "register", crowd.actor("reviewer")).state == "active"


def test_whoever_wrote_a_part_for_the_submitter_does_not_register_it(crowd: Crowd) -> None:
    promised, duties = drafted(crowd, "logging_clerk")
    deputy = crowd.acting(crowd.official("reviewer"), crowd.official("logging_clerk"))
    record_edit(duties[0], deputy, changes={"title": "Written for another"})
    promised = perform(promised, "submit", crowd.actor("logging_clerk"))
    for way in WAYS:
        assert way(crowd, promised, "register", "reviewer").rights == ("other_than_writers",)


def test_whoever_drafted_a_promise_does_not_register_it_where_another_submits(crowd: Crowd) -> None:
    promised, _duties = drafted(crowd, "submitter")
    promised = perform(promised, "submit", crowd.actor("logging_clerk"))
    assert by_kernel(crowd, promised, "register", "submitter").rights == ("other_than_writers",)


def test_the_installation_registers_nothing(crowd: Crowd) -> None:
    with pytest.raises(NotPermitted):
        perform(submitted(crowd), "register", INSTALLER)


def test_no_record_is_created_as_registered_already(crowd: Crowd) -> None:
    promised, _duties = drafted(crowd)
    for data in ({"state": "active"}, {"registered_on": timezone.localdate()}, {"version": 7}, {"trail_head": "x"}):
        with pytest.raises(Invalid) as refusal:
            create(
                type(promised),
                crowd.actor("submitter"),
                data={
                    "title": "Another",
                    "kind": "policy",
                    "type": promised.type_id,
                    "entry_kind": "signed",
                    "promised_on": promised.promised_on,
                    "promised_precision": "day",
                    "promisor": promised.promisor_id,
                    "logging_body": promised.logging_body_id,
                    **data,
                },
            )
        assert set(refusal.value.errors) == set(data)
    assert type(promised).objects.count() == 1


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("person", SELF)
@pytest.mark.parametrize("verb", ["approve", "reject", "return_for_revision"])
def test_whoever_submitted_a_change_does_not_decide_it(
    crowd: Crowd, verb: str, person: str, way: Callable[..., Refused]
) -> None:
    record = planted(crowd, "commitments.Variation", "submitted")
    before = snapshot(record)
    refusal = way(crowd, record, verb, person)
    assert isinstance(refusal, NotPermitted)
    assert refusal.rights == ("other_than(submit)",)
    assert snapshot(record) == before


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("person", OUTSIDERS)
def test_a_change_is_approved_by_nobody_from_outside(crowd: Crowd, person: str, way: Callable[..., Refused]) -> None:
    record = planted(crowd, "commitments.Variation", "submitted")
    before = snapshot(record)
    assert isinstance(way(crowd, record, "approve", person), NotPermitted)
    assert snapshot(record) == before


def test_no_change_is_created_as_approved_already(crowd: Crowd) -> None:
    owed = planted(crowd, "commitments.Obligation", "pending")
    asked = {
        "commitment": owed.commitment_id,
        "obligation": owed.pk,
        "kind": "extension",
        "due_on": timezone.localdate() + timedelta(days=900),
        "body": crowd.world.commerce.pk,
        "why": "Rain",
    }
    forged = {"state": "approved", "decided_on": timezone.localdate(), "seen_version": 1, "extension_number": 1}
    for name, value in forged.items():
        with pytest.raises(Invalid) as refusal:
            create(model("commitments.Variation"), crowd.actor("submitter"), data=asked | {name: value})
        assert list(refusal.value.errors) == [name]
    assert create(model("commitments.Variation"), crowd.actor("submitter"), data=asked).state == "drafted"


# By screen and by the administration pages


def signed_in(crowd: Crowd, person: str) -> Client:
    """A browser in which somebody signed in, and chose for whom he acts."""
    client = Client()
    if person in ("submitter", "second_account"):
        name = {"submitter": "submitter_first", "second_account": "submitter_second"}[person]
    elif person == "deputy":
        name = "stand_in"
        crowd.world.account(name)
        today = timezone.localdate()
        create(
            model("workflows.Deputy"),
            crowd.actor("submitter"),
            data={
                "principal": crowd.official("submitter"),
                "deputy": crowd.official("stand_in"),
                "since": today - timedelta(days=1),
                "until": today + timedelta(days=1),
            },
        )
    else:
        name = f"account_{person}"
        type(crowd.second_account).objects.create_user(
            name, PASSWORD, official=crowd.official(person), must_change_password=False
        )
    assert client.post("/sign-in/", {"username": name, "password": PASSWORD}).status_code == 302
    if person == "deputy":
        session = client.session
        session["acts_for"] = crowd.official("submitter").pk
        session.save()
    return client


def desked(record: Any) -> str:
    if desk_of(type(record)) is None:
        pytest.skip(f"{type(record).__name__} has no page")
    return verb_url(record, "register")


@pytest.mark.parametrize("person", SELF)
def test_by_screen_whoever_submitted_is_told_that_it_is_not_him(crowd: Crowd, person: str) -> None:
    record = submitted(crowd)
    address, before = desked(record), snapshot(record)
    client = signed_in(crowd, person)
    answers = (client.get(address), client.post(address, {"register-version": record.version}))
    assert [answer.status_code for answer in answers] == [403, 403]
    assert "另" in answers[1].content.decode()
    assert snapshot(record) == before


def test_by_screen_another_body_s_record_is_not_there(crowd: Crowd) -> None:
    record = submitted(crowd)
    address, before = desked(record), snapshot(record)
    client = signed_in(crowd, "foreign_supervisor")
    answers = (client.get(address), client.post(address, {"register-version": record.version}))
    assert [answer.status_code for answer in answers] == [404, 404]
    assert snapshot(record) == before


def test_by_screen_another_person_registers_it(crowd: Crowd) -> None:
    record = submitted(crowd)
    address = desked(record)
    answer = signed_in(crowd, "reviewer").post(address, {"register-version": record.version})
    assert answer.status_code == 302
    record = type(record).objects.get(pk=record.pk)
    assert (record.state, record.history.latest().actor_id) == ("active", crowd.official("reviewer").pk)


def test_by_screen_a_forged_state_changes_nothing(crowd: Crowd) -> None:
    record = submitted(crowd)
    address, before = desked(record), snapshot(record)
    client = signed_in(crowd, "submitter")
    edit = address.removesuffix("register/") + "edit/"
    forged = {"state": "active", "edit-state": "active", "register-state": "active", "version": record.version}
    assert client.post(edit, forged).status_code == 409
    assert client.post(address, forged).status_code == 403
    assert snapshot(record) == before


@pytest.mark.parametrize("person", [*SELF, "reviewer", "system_admin"])
def test_by_the_administration_pages_nobody_changes_a_record(crowd: Crowd, person: str) -> None:
    record = submitted(crowd)
    before = snapshot(record)
    client = signed_in(crowd, person)
    pages = (
        f"/admin/commitments/commitment/{record.pk}/change/",
        "/admin/commitments/commitment/add/",
        f"/admin/commitments/commitment/{record.pk}/delete/",
    )
    answers = [client.post(page, {"state": "active", "_save": "1"}, follow=True).status_code for page in pages]
    assert set(answers) <= {403, 404}
    assert snapshot(record) == before
    assert type(record).objects.count() == 1
