"""Every page of the journey answers, in both languages, for those who may see it, and not for others."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commitments.models import Commitment, Evidence, Promisee
from commitments.testing import PDF, Promises
from lifecycle.creating import create
from lifecycle.models import Access
from lifecycle.testing import plant
from organizations.involving import refresh_keys
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


def test_the_pages_of_a_commitment_answer_in_both_languages(world: World) -> None:
    promises = Promises(world)
    made = promises.draft()
    obligation = promises.obligation(made)
    client = sign_in(world, "commerce_clerk")
    for language in ("zh-hans", "en"):
        client.cookies["django_language"] = language
        for url in (
            "/ledger/",
            "/ledger/?q=plant&state=draft&sort=-amount",
            made.get_absolute_url(),
            obligation.get_absolute_url(),
            made.promisee.get_absolute_url(),
            "/promisees/",
            "/projects/",
            "/agreements/",
            "/inbox/",
            "/commitments/new/",
            "/do/new/promisees/",
            "/do/new/agreements/",
            f"/do/new/obligations/?commitment={made.pk}",
            f"/do/new/prechecks/?commitment={made.pk}",
            f"/do/new/conditions/?commitment={made.pk}&obligation={obligation.pk}",
            f"/evidence/upload/?commitment={made.pk}&obligation={obligation.pk}",
            f"/do/commitments/{made.ref}/edit/",
            f"/do/commitments/{made.ref}/submit/",
            f"/do/commitments/{made.ref}/withdraw/",
            f"/do/obligations/{obligation.ref}/edit/",
        ):
            answer = client.get(url)
            assert answer.status_code == 200, (url, answer.status_code)


def test_the_ledger_can_be_exported_and_the_export_is_recorded(world: World) -> None:
    made = Promises(world).draft()
    client = sign_in(world, "commerce_clerk")
    answer = client.get("/ledger/?format=csv")
    assert made.ref in b"".join(answer.streaming_content).decode()


def test_another_body_s_clerk_finds_nothing(world: World) -> None:
    made = Promises(world).draft()
    client = sign_in(world, "county_clerk")
    assert client.get(made.get_absolute_url()).status_code == 404
    assert client.post(f"/do/commitments/{made.ref}/submit/").status_code == 404
    assert client.get(f"/evidence/upload/?commitment={made.pk}").status_code == 404
    assert made.ref not in client.get("/ledger/").content.decode()


def test_from_draft_to_register_through_the_pages(world: World) -> None:
    promises = Promises(world)
    made = promises.draft()
    promises.obligation(made)
    clerk, office = sign_in(world, "commerce_clerk"), sign_in(world, "office_supervisor")
    page = clerk.get(f"/do/commitments/{made.ref}/submit/")
    version = page.context["form"].initial["version"]
    answer = clerk.post(f"/do/commitments/{made.ref}/submit/", {"submit-version": version})
    assert answer.status_code == 302, [str(one.sentence) for one in answer.context.get("unmet", ())]
    assert made.ref in office.get("/inbox/").content.decode()
    clerk.get("/inbox/")
    assert made.ref not in clerk.get("/inbox/").content.decode()
    made = Commitment.objects.get(pk=made.pk)
    answer = office.post(f"/do/commitments/{made.ref}/register/", {"register-version": made.version})
    assert answer.status_code == 302
    assert Commitment.objects.get(pk=made.pk).state == "active"
    assert office.post(f"/do/commitments/{made.ref}/register/", {"register-version": made.version}).status_code == 409


def test_evidence_comes_in_as_a_file_or_as_a_paper_and_a_disguised_file_is_refused_at_its_field(world: World) -> None:
    promises = Promises(world)
    made = promises.draft()
    client = sign_in(world, "commerce_clerk")
    url = f"/evidence/upload/?commitment={made.pk}"
    about = {"title": "Agreement", "purpose": "source"}
    answer = client.post(url, {**about, "file": SimpleUploadedFile("a.pdf", b"MZ this is no document")})
    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]
    assert client.post(url, about).status_code == 422
    assert client.post(url, {**about, "is_paper": "on"}).status_code == 422
    assert not Evidence.objects.exists()
    assert client.post(url, {**about, "file": SimpleUploadedFile("a.pdf", PDF)}).status_code == 302
    made_evidence = Evidence.objects.get()
    assert b"".join(client.get(f"/evidence/{made_evidence.pk}/file/").streaming_content) == PDF


def test_the_ledger_asks_the_same_number_of_questions_however_many_rows(world: World) -> None:
    promises = Promises(world)
    promises.draft()
    client = sign_in(world, "commerce_clerk")
    counts = []
    for rows in (25, 60):
        for number in range(rows):
            plant(
                Commitment,
                "active",
                title=f"Item {number}",
                kind="investment",
                type=promises.type_of("investment"),
                entry_kind="retrospective",
                promisor=world.city_government,
                logging_body=world.commerce,
                registered_on=date(2026, 1, 5),
            )
        refresh_keys(Commitment, list(Commitment.objects.values_list("pk", flat=True)))
        client.get("/ledger/")
        with CaptureQueriesContext(connection) as caught:
            client.get("/ledger/")
        counts.append(len(caught))
    assert counts[0] == counts[1]


def test_an_edit_offers_only_what_the_reader_may_see_and_takes_nothing_else(world: World) -> None:
    promises = Promises(world)
    made = promises.draft()
    foreign = create(
        Promisee,
        world.actor("county_clerk"),
        data={"kind": "enterprise", "name": "Yuankou Timber", "logging_body": world.county_commerce},
    )
    client = sign_in(world, "commerce_clerk")
    url = f"/do/commitments/{made.ref}/edit/"
    form = client.get(url).context["form"]
    assert "Yuankou Timber" not in client.get(url).content.decode()
    posted = {name: value for name, value in form.initial.items() if value not in (None, "", False)}
    answer = client.post(url, {**posted, "version": made.version, "promisee": foreign.pk})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"promisee"}
    assert Commitment.objects.get(pk=made.pk).promisee_id == made.promisee_id


@pytest.mark.parametrize(
    "address",
    [
        "/evidence/upload/?commitment=%C2%B2",
        "/do/new/shares/?commitment=%C2%B2",
        "/do/new/inquiries/?body=%C2%B2",
        "/variations/new/?commitment=%C2%B2",
        "/commitments/1%00/",
        "/orders/x%00/plan/",
        "/do/commitments/1%00/submit/",
    ],
)
def test_an_address_that_names_nothing_is_not_found(world: World, address: str) -> None:
    assert sign_in(world, "commerce_clerk").get(address).status_code == 404


def test_what_is_asked_with_a_nul_is_read_without_it(world: World) -> None:
    client = sign_in(world, "commerce_clerk")
    for address in ("/bodies/options/?q=Bureau%00", "/ledger/?q=1%00", "/handovers/options/posts/?q=1%00"):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    "address", ["/promisees/", "/projects/", "/agreements/", "/handovers/", "/variations/", "/documents/"]
)
def test_whatever_leaves_a_list_as_a_file_leaves_an_entry(world: World, address: str) -> None:
    client = sign_in(world, "commerce_clerk")
    answer = client.get(f"{address}?format=csv")
    assert answer.status_code == 200 and b"".join(answer.streaming_content)
    entry = Access.objects.get(kind=Access.Kind.EXPORT)
    assert entry.detail.startswith(f"{address.strip('/')}, 0:")
