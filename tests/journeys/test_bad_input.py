"""Bad input through the real addresses: a sentence or the right number, never an error of ours, and nothing is lost."""

import io
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from commitments.models import Commitment, Evidence, Obligation, Upload, Variation
from commitments.storage import evidence_storage
from commitments.testing import Promises
from exchange.models import Document
from organizations.testing import PASSWORD, World, build_world
from rectification.models import BreachCase
from tests.commitments import office_files as files
from tests.commitments.test_entry import NEW, filled

pytestmark = pytest.mark.django_db
LARGE = 200 * 1024 * 1024


@pytest.fixture
def world(settings: Any, tmp_path: Path) -> World:
    settings.STORAGES = {
        **settings.STORAGES,
        "evidence": {**settings.STORAGES["evidence"], "OPTIONS": {"location": str(tmp_path / "evidence")}},
    }
    return build_world()


@pytest.fixture
def promised(world: World) -> tuple[Commitment, Obligation]:
    return Promises(world).active()


def sign_in(world: World, name: str) -> Client:
    world.account(name)
    client = Client()
    assert client.post("/sign-in/", {"username": name, "password": PASSWORD}).status_code == 302
    return client


class Zeros(io.RawIOBase):
    """Two hundred megabytes of nothing after a head, as the browser would send a file of that size: never held at once."""

    def __init__(self, head: bytes, size: int) -> None:
        self.head, self.left, self.name = head, size, "large"

    def readable(self) -> bool:
        return True

    def read(self, most: int = -1) -> bytes:
        size = self.left if most < 0 else min(most, self.left)
        self.left -= size
        part = self.head[:size] + b"\0" * (size - len(self.head[:size]))
        self.head = b""
        return part


def sent_as_browsers_do(client: Client, address: str, fields: dict[str, str], name: str, size: int) -> Any:
    """A form with one file of a size, streamed."""
    edge = "edge-of-a-part"
    words = "".join(
        f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n' for key, value in fields.items()
    )
    head = (
        f'{words}--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        f"Content-Type: application/octet-stream\r\n\r\n%PDF-1.4\n"
    ).encode()
    tail = f"\r\n--{edge}--\r\n".encode()
    body = io.BufferedReader(Joined([Zeros(head, len(head) + size), io.BytesIO(tail)]))  # type: ignore[type-var]
    sent: dict[str, Any] = {
        "CONTENT_TYPE": f"multipart/form-data; boundary={edge}",
        "CONTENT_LENGTH": str(len(head) + size + len(tail)),
        "wsgi.input": body,
    }
    return client.generic("POST", address, b"", **sent)


class Joined(io.RawIOBase):
    """Streams, one after the other."""

    def __init__(self, parts: list[Any]) -> None:
        self.parts = parts

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        while self.parts:
            if block := self.parts[0].read(len(into)):
                into[: len(block)] = block
                return len(block)
            self.parts.pop(0)
        return 0


def kept_nothing() -> bool:
    try:
        kept = evidence_storage().listdir("")[1]
    except FileNotFoundError:
        kept = []
    return not (Evidence.objects.exists() or Upload.objects.exists() or Document.objects.exists() or kept)


@pytest.mark.parametrize(
    ("address", "most"), [("/evidence/upload/?commitment={pk}", "100.0"), ("/documents/new/", "20")]
)
def test_a_file_of_two_hundred_megabytes_is_answered_with_its_limit_and_kept_nowhere(
    world: World, promised: tuple[Commitment, Obligation], address: str, most: str
) -> None:
    fields = {"title": "Proof of works", "purpose": "other", "logging_body": str(world.commerce.pk)}
    answer = sent_as_browsers_do(
        sign_in(world, "commerce_clerk"), address.format(pk=promised[0].pk), fields, "a.pdf", LARGE
    )
    assert answer.status_code in (413, 422)
    sentences = re.sub(r"<[^>]*>", " ", answer.content.decode())
    assert most in sentences, answer.context["form"].errors
    assert kept_nothing()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", files.PROGRAM),
        ("a.docx", files.xlsx()),
        ("a.docx", files.bomb()),
        ("a.docx", files.lying_bomb()),
        ("a.docx", files.overlapping_bomb()),
        ("a.docx", files.docx()[:-40]),
        ("a.docx", b"PK\x03\x04"),
        ("a.pdf", b""),
        ("a", files.PDF),
        ("../../a.exe", files.PROGRAM),
    ],
)
def test_a_disguised_or_bursting_file_gets_a_sentence_at_its_field_and_what_was_typed_stays(
    world: World, promised: tuple[Commitment, Obligation], name: str, content: bytes
) -> None:
    client = sign_in(world, "commerce_clerk")
    about = {"title": "Proof of works", "purpose": "other"}
    address = f"/evidence/upload/?commitment={promised[0].pk}"
    answer = client.post(address, {**about, "file": SimpleUploadedFile(name, content)})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]
    assert 'id="id_file-e"' in page and "Proof of works" in page
    answer = client.post(
        "/documents/new/", {"file": SimpleUploadedFile(name, content), "logging_body": str(world.commerce.pk)}
    )
    assert answer.status_code in (413, 422)
    assert kept_nothing()


# What people and programs put where a number, a reference or a version belongs.
NO_NUMBERS = ("²", "abc", "9" * 30, "\0")
NAMED = {
    "/evidence/upload/": ("commitment", "obligation", "variation", "agreement"),
    "/do/new/cases/": ("commitment",),
    "/do/new/referrals/": ("order",),
    "/do/new/inquiries/": ("order",),
    "/variations/new/": ("commitment",),
}
LISTS = ("/ledger/", "/cases/", "/orders/", "/variations/", "/documents/", "/inbox/", "/handovers/")
FILTERS = ("page", "after", "before", "sort", "state", "body", "due_on_0", "format")


def test_what_is_no_number_in_an_address_is_not_found_and_breaks_nothing(
    world: World, promised: tuple[Commitment, Obligation]
) -> None:
    client = sign_in(world, "office_supervisor")
    for given in NO_NUMBERS:
        for address, names in NAMED.items():
            for name in names:
                answer = client.get(address, {name: given})
                # A NUL is taken out on the way in: nothing is named then, and a page may ask for it.
                fit = (200, 403, 404) if given == "\0" else (403, 404)
                assert answer.status_code in fit, (address, name, given, answer.status_code)
        for address in LISTS:
            answer = client.get(address, dict.fromkeys(FILTERS, given))
            assert answer.status_code in (200, 302, 404), (address, given, answer.status_code)


def test_what_is_no_number_in_a_form_is_answered_and_changes_nothing(
    world: World, promised: tuple[Commitment, Obligation]
) -> None:
    client, (made, owed) = sign_in(world, "office_supervisor"), promised
    before = [model.history.count() for model in (Commitment, Obligation)]
    for given in NO_NUMBERS:
        posts: tuple[tuple[str, dict[str, Any]], ...] = (
            (f"/do/commitments/{made.ref}/suspend/", {"suspend-version": given, "suspend-ground": given}),
            (f"/do/obligations/{owed.ref}/waive/", {"waive-version": given, "waive-reason": given}),
            ("/inbox/batch/", {"task": given, "confirmed": "yes"}),
            ("/inbox/batch/", {"alike": given}),
            ("/inbox/act-for/", {"principal": given}),
            (f"/do/new/cases/?commitment={made.pk}", {"obligation": given, "source": given, "facts": ""}),
            (f"/variations/new/?commitment={made.pk}", {"obligation": given, "kind": given}),
        )
        for address, words in posts:
            answer = client.post(address, words)
            assert answer.status_code in (200, 302, 403, 404, 409, 422), (address, words, answer.status_code)
    assert [model.history.count() for model in (Commitment, Obligation)] == before
    assert not BreachCase.objects.exists() and not Variation.objects.exists()


def test_a_state_forged_into_the_entry_form_makes_a_draft_all_the_same(world: World) -> None:
    client, promises = sign_in(world, "commerce_clerk"), Promises(world)
    forged = {"state": "active", "version": "7", "registered_on": "2026-01-01", "ref": "CM-1", "trail_head": "x"}
    forged |= {"ob-0-state": "met", "ob-0-accepted_on": "2026-01-01"}
    assert client.post(NEW, filled(promises, **forged)).status_code == 302
    made, owed = Commitment.objects.get(), Obligation.objects.get()
    assert (made.state, made.registered_on, made.version, owed.state) == ("draft", None, 1, "conditional")
    assert made.ref != "CM-1"


def test_a_stale_step_on_a_promise_keeps_what_was_typed_and_says_what_changed(
    world: World, promised: tuple[Commitment, Obligation]
) -> None:
    made, _owed = promised
    client = sign_in(world, "office_supervisor")
    words = {
        "suspend-version": made.version - 1,
        "suspend-ground": "force_majeure",
        "suspend-document": "Notice 17 of the flood",
        "suspend-reason": "Flood",
    }
    answer = client.post(f"/do/commitments/{made.ref}/suspend/", words)
    assert answer.status_code == 409
    assert "Notice 17 of the flood" in answer.content.decode()
    assert Commitment.objects.get().state == "active"


def test_another_body_s_promise_is_not_there_at_any_address(
    world: World, promised: tuple[Commitment, Obligation]
) -> None:
    made, owed = promised
    stranger = sign_in(world, "county_supervisor")
    gets = (
        f"/commitments/{made.ref}/",
        f"/commitments/{made.ref}/edit/",
        f"/obligations/{owed.ref}/",
        f"/evidence/upload/?commitment={made.pk}",
        f"/do/commitments/{made.ref}/suspend/",
        f"/do/new/cases/?commitment={made.pk}",
        f"/variations/new/?commitment={made.pk}",
    )
    for address in gets:
        assert stranger.get(address).status_code == 404, address
        assert stranger.post(address, {}).status_code in (404, 405), address
    answer = stranger.post(f"/api/v1/commitments/{made.ref}/suspend/", {}, content_type="application/json")
    assert answer.status_code == 404
    assert Commitment.history.filter(id=made.pk).count() == made.version
