"""Real documents in the register: the keyed ones scored on what the database holds, where the folder is present."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from commitments.models import Commitment
from commitments.reference import load_types
from exchange.exporting import as_json
from exchange.importing import import_document
from exchange.testing import SINCE
from lifecycle.actors import Actor
from lifecycle.creating import create, create_many
from organizations.acting import INSTALLER, actor_of_official
from organizations.choices import Rank, Role, System, TenureKind
from organizations.loading import load_divisions
from organizations.models import Body, Division, Grant, Official, Post, Tenure

pytestmark = pytest.mark.django_db


def clerk_of(issuer: str, code: str) -> Actor:
    """A clerk of a body with the issuer's name, in a division that is loaded with all below it."""
    load_divisions([code])
    load_types(INSTALLER)
    division = Division.objects.get(code=code)
    body = create(Body, INSTALLER, data={"name": issuer, "division": division, "system": System.GOVERNMENT})
    first, clerk = create_many(Official, INSTALLER, [{"name": "security"}, {"name": "clerk"}])
    post = create(Post, INSTALLER, data={"body": body, "name": "clerk", "rank": Rank.HANDLER, "since": SINCE})
    create(Tenure, INSTALLER, data={"official": clerk, "post": post, "kind": TenureKind.APPOINTED, "since": SINCE})
    shared = {"body": body, "since": SINCE}
    create(Grant, INSTALLER, data={**shared, "official": first, "role": Role.SECURITY_ADMIN, "granted_by": None})
    row = {**shared, "official": clerk, "role": Role.CLERK, "granted_by": first}
    create(Grant, actor_of_official(first), data=row, reason="written down later")
    return actor_of_official(clerk)


@pytest.mark.parametrize(
    ("name", "issuer", "code"),
    [("jieyang-2018-38", "揭阳市人民政府", "445200"), ("policies/guofa-2018-39-jiuye", "国务院", "110000")],
)
def test_what_the_register_holds_scores_as_high_as_what_was_read(
    samples: Path, tmp_path: Path, name: str, issuer: str, code: str
) -> None:
    made = import_document(samples / f"{name}.txt", clerk_of(issuer, code)).document
    output = tmp_path / "register.json"
    output.write_text(json.dumps(as_json(made), ensure_ascii=False), encoding="utf-8")
    command = [sys.executable, samples / "score.py", samples / f"{name}.expected.json", output, "--json"]
    scored = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    assert scored["measures_found"] == scored["measures_expected"] and scored["measures_extra"] == 0
    assert scored["body_precision"] >= 0.97 and scored["body_recall"] >= 0.97, scored


def test_every_numbered_measure_under_three_and_four_of_the_seed_plan_is_a_commitment(samples: Path) -> None:
    path = samples / "jieyang-2018-38.txt"
    made = import_document(path, clerk_of("揭阳市人民政府", "445200")).document
    key = json.loads(path.with_name("jieyang-2018-38.expected.json").read_text(encoding="utf-8"))
    wanted = {measure["path"] for measure in key["measures"] if re.match("[三四]/", measure["path"])}
    held = set(made.measures.filter(commitment__isnull=False).values_list("path", flat=True))
    assert wanted - held == set()
    assert Commitment.objects.count() == made.measures.count()


@pytest.mark.parametrize("name", ["liuhe-2023-zhongdian-chanye", "shicheng-2018-hezhang-zeren-danwei"])
def test_a_real_document_without_a_key_becomes_a_ledger(samples: Path, name: str) -> None:
    by = clerk_of("六合区人民政府", "445200")
    made = import_document(samples / "policies" / f"{name}.txt", by, promisor=by.body_id).document
    assert made.measures.exists() and as_json(made)["measures"]
