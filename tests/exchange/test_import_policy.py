"""manage.py import_policy: what it prints, and what it refuses."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from exchange.models import Document
from exchange.testing import PLAN as CITY_PLAN
from exchange.testing import PlanCity
from tests.exchange.files import DOCUMENTS, docx_of, repacked

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


def test_without_the_dry_run_it_asks_in_whose_name() -> None:
    with pytest.raises(CommandError, match="--as"):
        printed(str(PLAN))


def test_an_import_lists_every_clause_that_no_body_answers_for(city: PlanCity) -> None:
    city.account("clerk")
    shown = printed(str(CITY_PLAN), "--as", "clerk")
    made = Document.objects.get()
    assert f"{made.ref} 岚江市人民政府关于印发岚江市政务诚信建设工作方案的通知" in shown
    assert "  ? 四（四） " in shown and "岚江市司法局" in shown
    again = printed(str(CITY_PLAN.with_suffix(".docx")), "--as", "clerk")
    assert "未作改动" in again and Document.history.count() == 1


def test_an_import_prints_the_same_shape_as_the_dry_run(city: PlanCity) -> None:
    city.account("clerk")
    dry = printed(str(CITY_PLAN), "--dry-run", "--format", "json")
    assert json.loads(printed(str(CITY_PLAN), "--as", "clerk", "--expand", "--format", "json")) == json.loads(dry)


def test_another_text_is_shown_and_ends_with_a_code_of_its_own(city: PlanCity, tmp_path: Path) -> None:
    city.account("clerk")
    printed(str(CITY_PLAN), "--as", "clerk")
    changed = tmp_path / "plan.txt"
    changed.write_text(CITY_PLAN.read_text(encoding="utf-8").replace("市档案馆负责", "市司法局负责"), encoding="utf-8")
    out = StringIO()
    with pytest.raises(CommandError) as refused:
        call_command("import_policy", str(changed), "--as", "clerk", stdout=out)
    assert refused.value.returncode == 3
    assert "三（一）2" in out.getvalue() and "（市司法局负责）" in out.getvalue()


def test_bad_files_are_named_with_their_reasons_and_the_good_one_is_taken_in(city: PlanCity, tmp_path: Path) -> None:
    city.account("clerk")
    disguised = tmp_path / "scan.docx"
    disguised.write_bytes(b"%PDF-1.7")
    locked = tmp_path / "locked.docx"
    locked.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"))
    bomb = tmp_path / "bomb.docx"
    bomb.write_bytes(repacked(docx_of("岚江市"), {"word/document.xml": b" " * (101 * 1024 * 1024)}))
    huge = tmp_path / "huge.txt"
    with huge.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    with pytest.raises(CommandError) as refused:
        printed(*map(str, (disguised, locked, bomb, huge, CITY_PLAN)), "--as", "clerk")
    lines = str(refused.value).splitlines()
    assert [line.partition(":")[0].rpartition("/")[2] for line in lines] == [
        "scan.docx",
        "locked.docx",
        "bomb.docx",
        "huge.txt",
    ]
    assert refused.value.returncode == 1
    assert Document.objects.count() == 1


def test_a_closed_account_and_a_body_without_rights_are_refused(city: PlanCity) -> None:
    city.account("finance_clerk")
    with pytest.raises(CommandError, match="nobody"):
        printed(str(CITY_PLAN), "--as", "nobody")
    with pytest.raises(CommandError, match="登记单位"):
        printed(str(CITY_PLAN), "--as", "finance_clerk", "--body", "岚江市发展和改革局")
    with pytest.raises(CommandError, match="没有名为"):
        printed(str(CITY_PLAN), "--as", "finance_clerk", "--body", "没有的局")
    assert not Document.objects.exists()
