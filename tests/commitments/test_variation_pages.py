"""The pages of variations: proposed, edited, decided and listed in the browser's way."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commitments.models import Evidence, Obligation, Variation
from commitments.testing import Promises
from lifecycle.testing import plant
from organizations.testing import PASSWORD, World
from tests.commitments.changing import LATER, approved, proposed, submitted

pytestmark = pytest.mark.django_db


def sign_in(world: World, name: str) -> Client:
    world.account(name)
    client = Client()
    assert client.post("/sign-in/", {"username": name, "password": PASSWORD}).status_code == 302
    return client


def new(about: Any, kind: str = "") -> str:
    obligation = f"&obligation={about.pk}" if isinstance(about, Obligation) else ""
    commitment = about.commitment_id if isinstance(about, Obligation) else about.pk
    return f"/variations/new/?commitment={commitment}{obligation}" + (f"&kind={kind}" if kind else "")


def shown(answer: Any) -> list[str]:
    return list(answer.context["form"].fields)


def test_the_pages_answer_in_both_languages(promises: Promises) -> None:
    commitment, obligation = promises.active()
    made = submitted(promises, proposed(promises, obligation, "extension", due_on=LATER))
    draft = proposed(promises, commitment, "clause", clause="Article 5, as changed")
    client = sign_in(promises.world, "commerce_clerk")
    for language in ("zh-hans", "en"):
        client.cookies["django_language"] = language
        for url in (
            "/variations/",
            "/variations/?q=VA&state=submitted&kind=extension&late=in_time&sort=-state",
            made.get_absolute_url(),
            draft.get_absolute_url(),
            f"/variations/{draft.ref}/edit/",
            f"/do/variations/{draft.ref}/submit/",
            f"/evidence/upload/?variation={made.pk}&purpose=consent",
            new(commitment),
            new(obligation),
            commitment.get_absolute_url(),
            obligation.get_absolute_url(),
            *(new(commitment, kind) for kind in KINDS),
        ):
            assert client.get(url).status_code == 200, url


KINDS = (
    "extension",
    "due_date",
    "amount",
    "duty_body",
    "supporting_body",
    "content",
    "cancellation",
    "addition",
    "funding",
    "clause",
    "promisee",
)


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        ("extension", ["due_on"]),
        ("amount", ["amount"]),
        ("duty_body", ["lead_body", "paying_body"]),
        ("cancellation", []),
        ("content", ["content"]),
    ],
)
def test_the_form_asks_what_its_kind_needs_and_nothing_else(promises: Promises, kind: str, asked: list[str]) -> None:
    _commitment, obligation = promises.active()
    client = sign_in(promises.world, "commerce_clerk")
    assert shown(client.get(new(obligation))) == ["kind"]
    assert shown(client.get(new(obligation, kind))) == ["kind", *asked, "why", "document"]


def test_another_kind_shows_its_own_fields_and_keeps_what_was_typed(promises: Promises) -> None:
    commitment, obligation = promises.active()
    client = sign_in(promises.world, "commerce_clerk")
    typed = {"kind": "amount", "obligation": obligation.pk, "why": "Prices rose", "due_on": "2026-09-30", "redraw": "1"}
    answer = client.post(new(commitment), typed)
    assert (answer.status_code, shown(answer)) == (200, ["kind", "obligation", "amount", "why", "document"])
    assert answer.context["form"]["why"].value() == "Prices rose"
    assert not answer.context["form"].errors
    assert not Variation.objects.exists()
    assert "3,000,000.00" in str(answer.context["form"].fields["amount"].help_text)


def test_the_part_that_another_kind_brings_is_no_whole_page_and_speaks_the_reader_s_language(
    promises: Promises,
) -> None:
    _commitment, obligation = promises.active()
    client = sign_in(promises.world, "commerce_clerk")
    asked = {"HX-Request": "true", "HX-Target": "asked", "Accept": "*/*", "Accept-Language": "en"}
    answer = client.post(new(obligation), {"kind": "extension", "why": "Rain", "redraw": "1"}, headers=asked)
    page = answer.content.decode()
    assert page.startswith('<div id="asked">')
    assert "新到期日" in page
    assert {"HX-Request", "HX-Target"} <= set(answer["Vary"].replace(" ", "").split(","))


def test_a_change_is_proposed_edited_and_sent_on_its_way(promises: Promises) -> None:
    commitment, obligation = promises.active()
    client = sign_in(promises.world, "commerce_clerk")
    answer = client.post(new(obligation), {"kind": "extension", "due_on": "2026-09-30", "why": "Rain"})
    made = Variation.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, made.get_absolute_url())
    assert (made.state, made.due_on, made.body_id) == ("drafted", LATER, promises.world.commerce.pk)
    edit = f"/variations/{made.ref}/edit/"
    assert shown(client.get(edit)) == ["due_on", "why", "document", "judgment", "version"]
    sent = {"due_on": "2026-10-31", "why": "Rain", "version": made.version}
    assert client.post(edit, sent).status_code == 302
    assert client.post(edit, sent).status_code == 409
    made = Variation.objects.get()
    assert made.due_on == date(2026, 10, 31)
    page = client.get(made.get_absolute_url()).content.decode()
    assert "<del>" in page
    assert "<ins>" in page
    assert made.ref in client.get(commitment.get_absolute_url()).content.decode()
    assert client.post(f"/do/variations/{made.ref}/submit/", {"submit-version": made.version}).status_code == 422


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"kind": "extension", "due_on": "2026-09-30", "why": ""}, "why"),
        ({"kind": "extension", "due_on": "", "why": "Rain"}, "due_on"),
        ({"kind": "extension", "due_on": "30.2.2026", "why": "Rain"}, "due_on"),
        ({"kind": "extension", "due_on": "2026-01-01", "why": "Rain"}, "due_on"),
        ({"kind": "amount", "amount": "-3", "why": "Rain"}, "amount"),
        ({"kind": "amount", "amount": "9" * 20, "why": "Rain"}, "amount"),
        ({"kind": "duty_body", "lead_body": "999999", "why": "Rain"}, "lead_body"),
        ({"kind": "promisee", "promisee": "1", "why": "Rain"}, "kind"),
    ],
)
def test_bad_input_is_answered_at_its_field_and_leaves_nothing(
    promises: Promises, sent: dict[str, str], field: str
) -> None:
    _commitment, obligation = promises.active()
    client = sign_in(promises.world, "commerce_clerk")
    answer = client.post(new(obligation), sent)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not Variation.objects.exists()


def test_what_another_body_s_clerk_may_not_see_is_not_there(promises: Promises) -> None:
    commitment, obligation = promises.active()
    made = proposed(promises, obligation, "extension", due_on=LATER)
    stranger = sign_in(promises.world, "county_clerk")
    for url in (
        made.get_absolute_url(),
        f"/variations/{made.ref}/edit/",
        f"/do/variations/{made.ref}/withdraw/",
        f"/evidence/upload/?variation={made.pk}",
        new(commitment),
        new(obligation),
        "/variations/new/",
        "/variations/new/?commitment=x",
        "/variations/VA-1999-0001/",
    ):
        assert stranger.get(url).status_code == 404, url
    assert made.ref not in stranger.get("/variations/").content.decode()
    other, _owed = promises.active()
    clerk = sign_in(promises.world, "commerce_clerk")
    assert clerk.get(f"/variations/new/?commitment={other.pk}&obligation={obligation.pk}").status_code == 404


def test_whoever_sees_it_without_being_a_party_is_told_that_it_is_not_him(promises: Promises) -> None:
    _commitment, obligation = promises.active()
    office = sign_in(promises.world, "office_supervisor")
    sent = {"kind": "extension", "due_on": "2026-09-30", "why": "Rain", "body": promises.world.commerce.pk}
    answer = office.post(new(obligation), sent)
    assert answer.status_code in (403, 422)
    made = proposed(promises, obligation, "extension", due_on=LATER)
    assert office.get(f"/variations/{made.ref}/edit/").status_code == 403
    assert office.post(f"/do/variations/{made.ref}/withdraw/", {"withdraw-version": made.version}).status_code == 403
    assert Variation.objects.get().state == "drafted"


def test_the_consent_comes_in_on_the_variation_and_the_reviewer_approves_from_the_inbox(promises: Promises) -> None:
    _commitment, obligation = promises.active()
    clerk, office = (sign_in(promises.world, name) for name in ("commerce_clerk", "office_supervisor"))
    clerk.post(new(obligation), {"kind": "extension", "due_on": "2026-09-30", "why": "Rain"})
    made = Variation.objects.get()
    paper = {
        "title": "Consent",
        "purpose": "consent",
        "is_paper": "on",
        "archive_number": "A-1",
        "pages": "1",
        "holder": "Archive",
        "place": "Room 3",
        "original_seen_by": "Li",
        "original_seen_on": "2026-01-05",
    }
    answer = clerk.post(f"/evidence/upload/?variation={made.pk}", paper)
    assert (answer.status_code, answer["Location"]) == (302, made.get_absolute_url())
    assert Evidence.objects.get(variation=made).commitment_id == made.commitment_id
    submit = f"/do/variations/{made.ref}/submit/"
    assert clerk.post(submit, {"submit-version": made.version}).status_code == 302
    assert made.ref in office.get("/inbox/").content.decode()
    made = Variation.objects.get()
    approve = f"/do/variations/{made.ref}/approve/"
    assert clerk.post(approve, {"approve-version": made.version}).status_code == 403
    assert office.post(approve, {"approve-version": made.version}).status_code == 302
    assert Obligation.objects.get(pk=obligation.pk).due_on == LATER
    page = office.get(obligation.get_absolute_url()).content.decode()
    assert made.ref in page
    assert "2026年6月30日" in page
    assert office.post(approve, {"approve-version": made.version}).status_code == 409


def test_the_list_is_exported_and_the_export_recorded(promises: Promises) -> None:
    _commitment, obligation = promises.active()
    made = approved(promises, proposed(promises, obligation, "extension", due_on=LATER))
    answer = sign_in(promises.world, "commerce_clerk").get("/variations/?format=csv")
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert made.ref in lines[1]
    assert "2026年9月30日" in lines[1]


def test_list_and_pages_ask_the_same_however_many_variations_there_are(promises: Promises) -> None:
    commitment, obligation = promises.active()
    made = approved(promises, proposed(promises, obligation, "extension", due_on=LATER))
    client = sign_in(promises.world, "commerce_clerk")
    pages = ("/variations/", commitment.get_absolute_url(), obligation.get_absolute_url(), made.get_absolute_url())
    about = {"commitment": commitment, "obligation": obligation, "body": promises.world.commerce, "why": "Rain"}
    counts: list[list[int]] = []
    for rows in (30, 60):
        for number in range(rows):
            plant(
                Variation,
                "rejected",
                kind="duty_body" if number % 2 else "extension",
                due_on=None if number % 2 else date(2027, 1, 1),
                lead_body=promises.world.land if number % 2 else None,
                seen_version=obligation.version,
                **about,
            )
        counts.append([])
        for page in pages:
            client.get(page)
            with CaptureQueriesContext(connection) as caught:
                assert client.get(page).status_code == 200
            counts[-1].append(len(caught))
    assert counts[0] == counts[1]
