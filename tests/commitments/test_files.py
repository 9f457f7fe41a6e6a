"""Evidence as files: told by content, kept under their digest, read back by those who may."""

import hashlib
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from commitments.choices import EvidencePurpose, FileKind
from commitments.files import attach_file, described, receive
from commitments.models import Evidence, Upload
from commitments.storage import digest_of_stored, evidence_storage
from commitments.testing import PAPER, Promises
from lifecycle.creating import create
from lifecycle.models import Access
from lifecycle.refusals import GuardsUnmet, Invalid, NotPermitted
from tests.commitments import office_files as files

pytestmark = pytest.mark.django_db
NOW = timezone.now()  # noqa: TID251 - the sweep compares with the real clock


@pytest.fixture(autouse=True)
def _own_storage(settings: Any, tmp_path: Path) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "evidence": {**settings.STORAGES["evidence"], "OPTIONS": {"location": str(tmp_path / "evidence")}},
    }


def stored() -> list[str]:
    try:
        return evidence_storage().listdir("")[1]
    except FileNotFoundError:
        return []


def attached(promises: Promises, record: Any, content: bytes, name: str = "proof.pdf", **data: Any) -> Evidence:
    data = {"commitment": record.commitment, "obligation": record, "purpose": "performance", "title": "Proof", **data}
    by = promises.actor(data.pop("by", "finance_clerk"))
    return attach_file(SimpleUploadedFile(name, content), by, data=data, now=NOW)


@pytest.fixture
def obligation(promises: Promises) -> Any:
    return promises.active()[1]


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("合同.pdf", files.PDF, FileKind.PDF),
        ("公文.ofd", files.ofd(), FileKind.OFD),
        ("a.DOCX", files.docx(), FileKind.DOCX),
        ("a.xlsx", files.xlsx(), FileKind.XLSX),
        ("a.pptx", files.pptx(), FileKind.PPTX),
        ("a.doc", files.OLE, FileKind.OLE),
        ("a.wps", files.OLE, FileKind.OLE),
        ("a.jpg", files.JPEG, FileKind.JPEG),
        ("a.png", files.png(), FileKind.PNG),
        ("a.tif", files.TIFF, FileKind.TIFF),
        ("a.bmp", files.bmp(), FileKind.BMP),
    ],
)
def test_what_offices_send_is_taken_and_kept_under_its_digest(
    promises: Promises, obligation: Any, name: str, content: bytes, kind: str
) -> None:
    evidence = attached(promises, obligation, content, name)
    digest = hashlib.sha256(content).hexdigest()
    assert (evidence.sha256, evidence.size, evidence.file_kind, evidence.file_name) == (
        digest,
        len(content),
        kind,
        name,
    )
    assert stored() == [digest]
    assert digest_of_stored(digest) == digest
    assert evidence.body_id == promises.world.finance.pk


@pytest.mark.parametrize(
    ("name", "content", "part"),
    [
        ("a.exe", files.PROGRAM, ".exe"),
        ("a.pdf", files.PROGRAM, ".pdf"),
        ("a.pdf", files.docx(), "Word"),
        ("a.docx", files.PDF, "PDF"),
        ("a.docx", files.xlsx(), "Excel"),
        ("a.docx", files.OLE, ".docx"),
        ("a.docx", files.packed({"readme.txt": b"x"}), ".docx"),
        ("a.jpg", files.png(), "PNG"),
        ("a.png", b"<svg onload=alert(1)>", ".png"),
        ("a.bmp", b"BMblah", ".bmp"),
        ("a.svg", b"<svg/>", ".svg"),
        ("a.html", b"<html>", ".html"),
        ("a.zip", files.docx(), ".zip"),
        ("a.pdf", b"", ""),
        ("a.pdf", files.PDF[:-10], ""),
        ("a.docx", files.docx()[:-40], ""),
        ("a.docx", files.encrypted(), ""),
        (
            "a.docx",
            files.packed({"[Content_Types].xml": b"", "word/document.xml": b"", "word/vbaProject.bin": b"x"}),
            "",
        ),
        ("a.docx", files.bomb(), ""),
        ("a.docx", files.lying_bomb(), ""),
        ("a.docx", files.overlapping_bomb(), ""),
        ("noending", files.PDF, ""),
        (".pdf", files.PDF, ""),
    ],
)
def test_what_is_disguised_broken_or_bursting_is_refused_with_a_sentence(
    promises: Promises, obligation: Any, name: str, content: bytes, part: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        attached(promises, obligation, content, name)
    assert set(refusal.value.errors) == {"file"}
    assert part in str(refusal.value.errors["file"])
    assert stored() == []
    assert not Upload.objects.exists()
    assert not Evidence.objects.exists()


def test_a_file_above_the_limit_is_refused_before_it_is_read(
    promises: Promises, obligation: Any, settings: Any
) -> None:
    settings.EVIDENCE_MAX_BYTES = 1024 * 1024
    with pytest.raises(Invalid) as refusal:
        attached(promises, obligation, files.PDF + b"\0" * 2 * 1024 * 1024)
    assert "2.0" in str(refusal.value.errors["file"])
    assert "1.0" in str(refusal.value.errors["file"])
    assert stored() == []


def test_a_large_file_comes_in_from_the_disk(promises: Promises) -> None:
    file = TemporaryUploadedFile("large.pdf", "application/pdf", 0, None)
    file.write(b"%PDF-1.4\n" + b"\0" * 8 * 1024 * 1024 + b"\n%%EOF\n")
    file.size = file.tell()
    received = receive(file, promises.actor("finance_clerk"), NOW)
    assert digest_of_stored(received.sha256) == received.sha256


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\files\\x.pdf", "x.pdf"),
        ("fdp.\u202eexe.pdf", "fdp.exe.pdf"),
        ("line\nbreak.pdf", "linebreak.pdf"),
        ("长" * 300 + ".pdf", "长" * 196 + ".pdf"),
    ],
)
def test_the_name_is_only_a_name(promises: Promises, obligation: Any, sent: str, kept: str) -> None:
    file = SimpleUploadedFile("x.pdf", files.PDF)
    file._name = sent  # type: ignore[attr-defined]
    assert receive(file, promises.actor("finance_clerk"), NOW).file_name == kept


def test_the_same_file_is_stored_once_and_its_other_places_are_shown(promises: Promises, obligation: Any) -> None:
    first = attached(promises, obligation, files.PDF)
    _commitment, other = promises.active()
    second = attached(promises, other, files.PDF, "other name.pdf")
    assert len(stored()) == 1
    assert list(Evidence.objects.same_file(second)) == [first]


def test_a_damaged_file_in_the_storage_is_never_overwritten_and_never_relied_on(
    promises: Promises, obligation: Any
) -> None:
    first = attached(promises, obligation, files.PDF)
    place = Path(evidence_storage().path(first.sha256))
    place.chmod(0o600)
    place.write_bytes(b"something else")
    with pytest.raises(Invalid):
        attached(promises, obligation, files.PDF)
    assert place.read_bytes() == b"something else"
    with pytest.raises(NotImplementedError):
        evidence_storage().delete(first.sha256)


def test_nobody_attaches_anothers_file_by_naming_its_digest(promises: Promises, obligation: Any) -> None:
    secret = attached(promises, obligation, files.PDF, is_confidential=True)
    data = {
        "obligation": obligation,
        "purpose": "other",
        "title": "Mine",
        "body": promises.world.commerce,
        "sha256": secret.sha256,
        "size": secret.size,
        "file_kind": secret.file_kind,
        "file_name": "mine.pdf",
    }
    with pytest.raises(NotPermitted):
        create(Evidence, promises.actor("commerce_clerk"), data=data)
    with pytest.raises(Invalid):
        create(
            Evidence,
            promises.actor("finance_clerk"),
            data=data | {"body": promises.world.finance, "size": 1},
        )


@pytest.mark.parametrize("name", ["../../evil\r\n.html", "proof.html", "proof\u202efdp.exe", "proof"])
def test_a_file_is_never_called_what_the_upload_would_not_call_it(
    promises: Promises, obligation: Any, name: str
) -> None:
    by = promises.actor("finance_clerk")
    received = receive(SimpleUploadedFile("proof.pdf", files.PDF), by, NOW)
    told = described(received, by) | {"file_name": name}
    with pytest.raises(Invalid) as refusal:
        create(Evidence, by, data={**told, "obligation": obligation, "purpose": "performance", "title": "Proof"})
    assert set(refusal.value.errors) == {"file_name"}
    assert not Evidence.objects.filter(obligation=obligation, title="Proof").exists()


def test_evidence_is_attached_in_the_name_of_ones_own_body_by_those_who_take_part(
    promises: Promises, obligation: Any
) -> None:
    for name in ("county_clerk", "land_clerk", "auditor", "system_admin"):
        with pytest.raises(NotPermitted):
            attached(promises, obligation, files.PDF, by=name)
    with pytest.raises(NotPermitted):
        attached(promises, obligation, files.PDF, body=promises.world.commerce)
    assert attached(promises, obligation, files.PDF, by="office_supervisor", purpose="opinion").version == 1


def test_a_paper_says_where_it_is_and_who_saw_the_original(promises: Promises, obligation: Any) -> None:
    clerk = promises.actor("finance_clerk")
    data = {"obligation": obligation, "purpose": "performance", "title": "Receipt", "body": promises.world.finance}
    with pytest.raises(Invalid) as refusal:
        create(Evidence, clerk, data=data | {"is_paper": True, "pages": 2})
    assert set(refusal.value.errors) == {
        "archive_number",
        "holder",
        "place",
        "original_seen_by",
        "original_seen_on",
    }
    assert create(Evidence, clerk, data={**data, **PAPER}).pages == 3
    with pytest.raises(Invalid) as refusal:
        create(Evidence, clerk, data=data)
    assert set(refusal.value.errors) == {"sha256", "size", "file_kind", "file_name"}


def test_wrong_evidence_is_taken_back_and_stays_unless_something_rests_on_it(
    promises: Promises, obligation: Any, act: Any
) -> None:
    wrong, right = (attached(promises, obligation, files.PDF, title=title) for title in ("Wrong", "Right"))
    with pytest.raises(NotPermitted):
        act("commerce_clerk", wrong, "take_back", reason="Wrong year")
    wrong = act("finance_clerk2", wrong, "take_back", reason="Wrong year")
    assert (wrong.state, list(Evidence.objects.attached())) == ("taken_back", [right])
    act("finance_clerk", obligation, "report", data={"performed_on": "2025-01-06"})
    with pytest.raises(GuardsUnmet):
        act("finance_clerk", right, "take_back", reason="Wrong year")


# Reading back


def signed_in(promises: Promises, name: str) -> Client:
    client = Client()
    client.force_login(promises.world.account(name))
    return client


def read(client: Client, evidence: Evidence) -> Any:
    return client.get(reverse("commitments:evidence_file", args=[evidence.pk]))


def test_a_file_comes_back_as_it_was_sent_to_those_who_see_the_commitment(promises: Promises, obligation: Any) -> None:
    evidence = attached(promises, obligation, files.docx(), "合同 第1版.docx")
    response = read(signed_in(promises, "commerce_clerk"), evidence)
    assert response.status_code == 200
    assert b"".join(response.streaming_content) == files_content(evidence)
    assert response["Content-Disposition"] == (
        "attachment; filename*=UTF-8''%E5%90%88%E5%90%8C%20%E7%AC%AC1%E7%89%88.docx"
    )
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert not Access.objects.filter(kind="read").exists()


def files_content(evidence: Evidence) -> bytes:
    with evidence_storage().open(evidence.sha256) as file:
        content: bytes = file.read()
        return content


def test_whoever_takes_no_part_learns_nothing(promises: Promises, obligation: Any) -> None:
    evidence = attached(promises, obligation, files.PDF)
    for name in ("county_clerk", "land_clerk", "system_admin"):
        assert read(signed_in(promises, name), evidence).status_code == 404
    assert read(Client(), evidence).status_code == 302


def test_each_reading_of_confidential_evidence_leaves_a_row(promises: Promises, obligation: Any) -> None:
    evidence = attached(promises, obligation, files.PDF, is_confidential=True)
    assert read(signed_in(promises, "office_supervisor"), evidence).status_code == 200
    row = Access.objects.get(kind="read")
    assert (row.actor_name, row.record, row.record_id) == ("Office Supervisor", "commitments.Evidence", evidence.pk)
    assert read(signed_in(promises, "county_clerk"), evidence).status_code == 404
    assert Access.objects.filter(kind="read").count() == 1


@pytest.mark.parametrize("harm", ["changed", "gone"])
def test_a_file_that_is_no_longer_what_it_was_is_not_given_out(promises: Promises, obligation: Any, harm: str) -> None:
    evidence = attached(promises, obligation, files.PDF)
    place = Path(evidence_storage().path(evidence.sha256))
    place.chmod(0o600)
    place.write_bytes(files.PDF.replace(b"Catalog", b"Cutalog")) if harm == "changed" else place.unlink()
    assert read(signed_in(promises, "finance_clerk"), evidence).status_code == 409


def test_a_paper_has_no_file_to_read(promises: Promises, obligation: Any) -> None:
    evidence = promises.evidence(obligation, EvidencePurpose.CLAIM, is_paper=True)
    assert read(signed_in(promises, "finance_clerk"), evidence).status_code == 404


# Sweeping


def swept(*arguments: str) -> Any:
    out = io.StringIO()
    call_command("sweep_files", "--format", "json", *arguments, stdout=out)
    return json.loads(out.getvalue())


def test_the_sweep_lists_files_that_nothing_names_and_deletes_none(promises: Promises, obligation: Any) -> None:
    assert swept() == {"orphans": [], "missing": [], "damaged": []}
    attached(promises, obligation, files.PDF)
    lost = receive(SimpleUploadedFile("x.png", files.png()), promises.actor("finance_clerk"), NOW)
    assert swept()["orphans"] == []
    assert swept("--hours", "0")["orphans"] == [lost.sha256]
    assert len(stored()) == 2


def test_the_sweep_fails_where_a_file_is_missing_or_damaged(promises: Promises, obligation: Any) -> None:
    first = attached(promises, obligation, files.PDF)
    second = attached(promises, obligation, files.png(), "a.png")
    Path(evidence_storage().path(first.sha256)).unlink()
    place = Path(evidence_storage().path(second.sha256))
    place.chmod(0o600)
    place.write_bytes(b"x")
    out = io.StringIO()
    with pytest.raises(CommandError) as failure:
        call_command("sweep_files", "--verify", "--format", "json", stdout=out)
    found = json.loads(out.getvalue())
    assert [first.sha256 in line for line in found["missing"]] == [True]
    assert found["damaged"] == [second.sha256]
    assert str(failure.value) == "1 missing, 1 damaged"


def test_a_refused_upload_leaves_neither_a_file_nor_a_row(promises: Promises, obligation: Any) -> None:
    before = Upload.objects.count(), stored()
    address = f"{reverse('commitments:upload')}?commitment={obligation.commitment_id}"
    for name in ("auditor", "system_admin"):
        told = {"title": "Proof", "purpose": "other", "file": SimpleUploadedFile("proof.pdf", files.PDF)}
        assert signed_in(promises, name).post(address, told).status_code in (403, 404)
    assert (Upload.objects.count(), stored()) == before
    told = {"title": "Proof", "purpose": "other", "file": SimpleUploadedFile("proof.pdf", files.PDF)}
    assert signed_in(promises, "finance_clerk").post(address, told).status_code == 302
    assert Upload.objects.count() == before[0] + 1


@pytest.mark.parametrize("hours", ["99999999999", "-1", "x"])
def test_the_sweep_says_which_hours_it_takes(db: None, hours: str) -> None:
    with pytest.raises(CommandError, match="whole number of hours"):
        call_command("sweep_files", f"--hours={hours}")
