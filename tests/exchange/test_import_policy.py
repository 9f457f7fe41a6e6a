"""manage.py import_policy: what it prints, and what it refuses."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.exchange.files import DOCUMENTS, docx_of

PLAN = DOCUMENTS / "13-joint-issuers-and-cover-letter.txt"


def printed(*arguments: str) -> str:
    out = StringIO()
    call_command("import_policy", *arguments, stdout=out)
    return out.getvalue()


def test_the_dry_run_prints_the_agreed_shape() -> None:
    shown = json.loads(printed(str(PLAN), "--dry-run", "--format", "json"))
    assert list(shown) == ["title", "document_number", "issuer", "issued_on", "measures", "unassigned"]
    assert list(shown["measures"][0]) == ["path", "heading", "time_limits", "assignments"]
    assert list(shown["measures"][1]["assignments"][0]) == ["bodies", "lead", "clause_starts"]
    assert list(shown["unassigned"][0]) == ["path", "text", "reason"]
    assert shown["issued_on"] == "2021-05-20"


def test_several_files_are_printed_as_a_list(tmp_path: Path) -> None:
    word = tmp_path / "plan.docx"
    word.write_bytes(docx_of(PLAN.read_text(encoding="utf-8")))
    first, second = json.loads(printed(str(PLAN), str(word), "--dry-run", "--format", "json"))
    assert first["measures"] == second["measures"]


def test_the_plain_form_names_measures_bodies_and_what_is_left_open() -> None:
    shown = printed(str(PLAN), "--dry-run")
    assert "岚办发〔2021〕15号" in shown
    assert "一（二）建设公共法律服务站" in shown.replace("） ", "）")
    assert "市司法局*、市财政局" in shown
    assert "  ? 一 " in shown


def test_a_file_that_cannot_be_read_is_named_with_the_reason(tmp_path: Path) -> None:
    path = tmp_path / "scan.docx"
    path.write_bytes(b"%PDF-1.7")
    with pytest.raises(CommandError, match=r"scan\.docx"):
        printed(str(path), "--dry-run")
    with pytest.raises(CommandError, match=r"missing\.txt"):
        printed(str(tmp_path / "missing.txt"), "--dry-run")


def test_without_the_dry_run_nothing_is_taken_in_yet() -> None:
    with pytest.raises(CommandError, match="dry-run"):
        printed(str(PLAN))
