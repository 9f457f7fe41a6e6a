"""A correction is proposed by the names of columns, asked of a second person, and decided by whoever has read what it changes."""

from typing import Any

import pytest
from django.test import Client

from commitments.models import Commitment, Correction
from commitments.testing import PROMISED, Promises
from lifecycle.creating import create
from lifecycle.performing import perform
from organizations.testing import PASSWORD, World, build_world
from workflows import inbox

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
    assert client.post("/sign-in/", {"username": name, "password": PASSWORD}).status_code == 302
    client.cookies["django_language"] = "en"
    return client


def has(world: World, name: str, record: Any) -> bool:
    """Whether the confirmation of a correction stands in somebody's inbox."""
    rows = inbox.asked_of(world.actor(name), PROMISED)
    return rows.filter(kind="commitments.Correction", record_id=record.pk, verb="confirm").exists()


def slip(promises: Promises, record: Any, **values: Any) -> Any:
    data = {"field": "title", "new_value": "Subsidy for the second plant", "why": "Misread", **values}
    return create(Correction, promises.actor("commerce_clerk"), data={"commitment": record, **data})


@pytest.mark.parametrize(
    ("name", "verb"),
    [("office_supervisor", "confirm"), ("office_supervisor", "reject"), ("commerce_clerk", "withdraw")],
)
def test_the_overseers_are_asked_until_it_is_decided_or_taken_back(
    promises: Promises, world: World, name: str, verb: str
) -> None:
    commitment, _obligation = promises.active()
    proposed = slip(promises, commitment)
    assert has(world, "office_supervisor", proposed) and not has(world, "commerce_clerk", proposed)
    perform(proposed, verb, world.actor(name), reason="Seen." if verb == "reject" else "")
    assert not has(world, "office_supervisor", proposed)


def test_a_clerk_chooses_the_column_by_its_name_and_need_not_copy_what_stands(promises: Promises, world: World) -> None:
    commitment, _obligation = promises.active()
    client = sign_in(world, "commerce_clerk")
    address = f"/do/new/corrections/?commitment={commitment.pk}"
    page = client.get(address)
    choices = dict(page.context["form"].fields["field"].choices)
    assert choices["clause_number"] == "Clause" or "lause" in choices["clause_number"]
    assert "lead_body" not in choices and "state" not in choices
    token = page.content.decode().split('name="form_token" value="')[1].split('"')[0]
    sent = {"form_token": token, "field": "is_major_decision", "old_value": "", "new_value": "yes", "why": "Overlooked"}
    assert client.post(address, sent).status_code == 302
    made = Correction.objects.get()
    assert (made.field, made.old_value, made.new_value) == ("is_major_decision", "False", "yes")
    assert "is_major_decision" not in str(made)
    done = perform(made, "confirm", world.actor("office_supervisor"))
    assert done.state == "confirmed" and Commitment.objects.get(pk=commitment.pk).is_major_decision is True


def test_whoever_confirms_reads_what_is_changed_from_what_to_what(promises: Promises, world: World) -> None:
    commitment, _obligation = promises.active()
    proposed = slip(promises, commitment, field="promised_precision", new_value="month")
    client = sign_in(world, "office_supervisor")
    page = client.get(f"/do/corrections/{proposed.pk}/confirm/").content.decode()
    assert "day → month" in page and "Misread" in page and "promised_precision" not in page
    turn = client.get(commitment.get_absolute_url()).context["turn"]
    assert proposed.ref in str(turn.note)
