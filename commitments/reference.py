"""The types of promise that the product brings along: data, loaded once and then kept by the administrators."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from commitments.models import CommitmentType, ObligationTemplate, RequiredCheck
from lifecycle.actors import Actor
from lifecycle.creating import create_many

TYPES_FILE = Path(__file__).resolve().parent / "data" / "types.json"


def load_types(by: Actor) -> list[str]:
    """Make the types that are not there yet, with their pre-checks and templates; returns their codes.

    What is there stays as the administrators left it.
    """
    listed = json.loads(TYPES_FILE.read_text(encoding="utf-8"))["types"]
    known = set(CommitmentType.objects.values_list("code", flat=True))
    rows = [row for row in listed if row["code"] not in known]
    made = create_many(CommitmentType, by, [_type(row) for row in rows])
    pairs = list(zip(made, rows, strict=True))
    checks = [{"type": one, "kind": kind, "legal_basis": basis} for one, row in pairs for kind, basis in row["checks"]]
    create_many(RequiredCheck, by, checks)
    templates = [
        _template(one, position, obligation)
        for one, row in pairs
        for position, obligation in enumerate(row["obligations"], start=1)
    ]
    create_many(ObligationTemplate, by, templates)
    return [row["code"] for row in rows]


def _type(row: Mapping[str, Any]) -> dict[str, Any]:
    plain = {name: row[name] for name in ("code", "label", "kind", "area", "disclosure")}
    return plain | {"wanted_evidence": "\n".join(row["wanted_evidence"]), "indicators": "\n".join(row["indicators"])}


def _template(one: CommitmentType, position: int, row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "type": one, "position": position, "wanted_evidence": "\n".join(row["wanted_evidence"])}
