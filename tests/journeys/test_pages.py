"""Every page of the journey answers, in both languages, for those who may see it, and not for others."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from commitments.models import Commitment, CommitmentType, Obligation, PreCheck, Promisee
from lifecycle.creating import create
from lifecycle.performing import perform
from organizations.testing import PASSWORD, World, build_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return build_world()


def sign_in(world: World, name: str) -> Client:
    world.account(name)
    client = Client()
    answer = client.post("/sign-in/", {"username": name, "password": PASSWORD})
    assert answer.status_code == 302, answer.content.decode()
    return client


def promise(world: World, **data: Any) -> Any:
    clerk = world.actor("commerce_clerk")
    promisee = create(Promisee, clerk, data={"kind": "enterprise", "name": "Hengsheng Materials", "logging_body": world.commerce})
    kind = CommitmentType.objects.filter(kind="investment").first()
    values = {
        "title": "Equipment grant",
        "kind": "investment",
        "type": kind,
        "entry_kind": "retrospective",
        "source_kind": "letter_of_promise",
        "source_text": "The government pays.",
        "clause": "The government pays 6 million yuan.",
        "promised_on": date(2025, 3, 1),
        "promisor": world.city_government,
        "promisee": promisee,
        "logging_body": world.commerce,
        "amount": "6000000",
        **data,
    }
    made = create(Commitment, clerk, data=values)
    create(
        Obligation,
        clerk,
        data={
            "commitment": made,
            "title": "Pay the first part",
            "kind": "payment",
            "lead_body": world.finance,
            "due_rule": "date",
            "due_on": date(2026, 6, 30),
            "amount": "6000000",
        },
    )
    return made


def test_the_pages_of_a_commitment_answer_in_both_languages(world: World) -> None:
    made = promise(world)
    obligation = made.obligations.get()
    client = sign_in(world, "commerce_clerk")
    for language in ("zh-hans", "en"):
        client.cookies["django_language"] = language
        for url in (
            "/ledger/",
            made.get_absolute_url(),
            obligation.get_absolute_url(),
            made.promisee.get_absolute_url(),
            "/promisees/",
            "/projects/",
            "/agreements/",
            "/inbox/",
            "/do/new/commitments/",
            f"/do/new/obligations/?commitment={made.pk}",
            f"/do/new/prechecks/?commitment={made.pk}",
            f"/do/commitments/{made.ref}/edit/",
            f"/do/commitments/{made.ref}/submit/",
            f"/do/commitments/{made.ref}/withdraw/",
            f"/do/obligations/{obligation.ref}/edit/",
        ):
            answer = client.get(url)
            assert answer.status_code == 200, (url, answer.status_code)


def test_another_body_s_clerk_finds_nothing(world: World) -> None:
    made = promise(world)
    client = sign_in(world, "county_clerk")
    assert client.get(made.get_absolute_url()).status_code == 404
    assert client.post(f"/do/commitments/{made.ref}/submit/").status_code == 404
    assert made.ref not in client.get("/ledger/").content.decode()


def test_from_draft_to_register_through_the_pages(world: World) -> None:
    made = promise(world)
    clerk, office = sign_in(world, "commerce_clerk"), sign_in(world, "office_supervisor")
    for kind in made.type.required_checks.values_list("kind", flat=True) if hasattr(made.type, "required_checks") else ():
        create(PreCheck, world.actor("commerce_clerk"), data={"commitment": made, "kind": kind, "outcome": "done", "checked_by": "x"})
    page = clerk.get(f"/do/commitments/{made.ref}/submit/")
    version = page.context["form"].initial["version"]
    answer = clerk.post(f"/do/commitments/{made.ref}/submit/", {"submit-version": version})
    assert answer.status_code == 302, [str(one.sentence) for one in answer.context.get("unmet", ())]
    inbox = office.get("/inbox/").content.decode()
    assert made.ref in inbox
    assert made.ref not in clerk.get("/inbox/").content.decode()
    made = Commitment.objects.get(pk=made.pk)
    answer = office.post(f"/do/commitments/{made.ref}/register/", {"register-version": made.version})
    assert answer.status_code == 302
    assert Commitment.objects.get(pk=made.pk).state == "active"
    assert office.post(f"/do/commitments/{made.ref}/register/", {"register-version": made.version}).status_code == 409
