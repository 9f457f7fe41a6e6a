"""Documents of our own, in every form that official documents have, read against keys written by hand."""

import io
import json
from pathlib import Path

import pytest

from exchange.documents import read_policy
from tests.exchange.files import DOCUMENTS, docx_of, html_of, pdf_of
from tests.exchange.keys import differences

TEXTS = sorted(DOCUMENTS.glob("*.txt"))
FORMS = sorted(path for path in DOCUMENTS.with_name("forms").iterdir() if path.suffix != ".json")
# A page of a PDF or of a portal has lines, so that what only a run-on text shows is not in it.
TORN = {"12-torn-by-pages", "21-wrapped-lines"}
TABLES = {"10-table-labelled-columns", "11-table-lost-merges", "25-piped-table"}
# Markdown's signs, and rows that lost their merged cells, are forms of plain text alone.
PLAIN_ONLY = {"11-table-lost-merges", "12-torn-by-pages", "25-piped-table"}


def key_of(path: Path) -> dict[str, object]:
    return json.loads(path.with_suffix(".expected.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_a_text_is_read_as_its_key_says(path: Path) -> None:
    assert differences(key_of(path), read_policy(path).to_json()) == []


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_a_file_of_another_office_is_read_as_its_key_says(path: Path) -> None:
    assert differences(key_of(path), read_policy(path).to_json()) == []


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_a_text_in_gb18030_reads_the_same(path: Path) -> None:
    content = path.read_text(encoding="utf-8").encode("gb18030")
    assert differences(key_of(path), read_policy(io.BytesIO(content), path.name).to_json()) == []


@pytest.mark.parametrize("path", [p for p in TEXTS if p.stem not in PLAIN_ONLY], ids=lambda path: path.stem)
def test_a_word_document_reads_the_same(path: Path) -> None:
    content = docx_of(path.read_text(encoding="utf-8"))
    assert differences(key_of(path), read_policy(io.BytesIO(content), "plan.docx").to_json()) == []


@pytest.mark.parametrize("path", [p for p in TEXTS if p.stem not in PLAIN_ONLY], ids=lambda path: path.stem)
def test_a_page_reads_the_same(path: Path) -> None:
    content = html_of(path.read_text(encoding="utf-8"))
    assert differences(key_of(path), read_policy(io.BytesIO(content), "plan.html").to_json()) == []


@pytest.mark.parametrize("path", [p for p in TEXTS if p.stem not in TORN | TABLES], ids=lambda path: path.stem)
def test_a_pdf_with_text_reads_the_same(path: Path) -> None:
    lines = [line for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
    content = pdf_of([lines[:20], lines[20:]] if len(lines) > 20 else [lines])
    assert differences(key_of(path), read_policy(io.BytesIO(content), "plan.pdf").to_json()) == []


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_every_clause_stands_in_the_text_where_it_says(path: Path) -> None:
    reading = read_policy(path)
    clauses = [measure.clause for measure in reading.measures]
    clauses += [part for measure in reading.measures for a in measure.assignments for part in (a.clause, a.named_at)]
    clauses += [item.clause for item in reading.unassigned]
    assert clauses
    for clause in clauses:
        assert reading.text[clause.start : clause.end] == clause.text != ""
