"""Real documents with their answer keys, read where the folder that holds them is present."""

import json
from pathlib import Path

import pytest
from django.conf import settings

from exchange.documents import read_policy
from tests.exchange.keys import plain

SAMPLES = Path(settings.BASE_DIR).parent / "shared" / "samples"
KEYS = sorted(SAMPLES.glob("**/*.expected.json")) if SAMPLES.is_dir() else []

pytestmark = pytest.mark.skipif(not KEYS, reason="the real documents are not here (../shared/samples)")


@pytest.mark.parametrize("path", KEYS, ids=lambda path: path.name.split(".")[0])
def test_a_real_document_is_read_as_its_key_says(path: Path) -> None:
    key = json.loads(path.read_text(encoding="utf-8"))
    found = read_policy(path.with_name(path.name.replace(".expected.json", ".txt"))).to_json()
    for name in ("title", "document_number", "issuer", "issued_on"):
        assert plain(found[name]) == plain(key[name])
    assert [measure["path"] for measure in found["measures"]] == [measure["path"] for measure in key["measures"]]
    for wanted, got in zip(key["measures"], found["measures"], strict=True):
        assert plain(got["heading"]) == plain(wanted["heading"])
        assert [set(a["bodies"]) for a in got["assignments"]] == [set(a["bodies"]) for a in wanted["assignments"]]
        assert [a["clause_starts"] for a in got["assignments"]] == [a["clause_starts"] for a in wanted["assignments"]]
        for assigned, told in zip(wanted["assignments"], got["assignments"], strict=True):
            assert told["lead"] in [assigned["lead"], *assigned.get("lead_also", [])]


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("**/*.txt")), ids=lambda path: path.stem)
def test_every_clause_of_a_real_document_stands_where_it_says(path: Path) -> None:
    reading = read_policy(path)
    assert reading.measures
    for measure in reading.measures:
        for clause in (measure.clause, *(a.clause for a in measure.assignments)):
            assert reading.text[clause.start : clause.end] == clause.text
