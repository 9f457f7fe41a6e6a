"""Compares a reading with a key written by hand, part by part, and says what differs."""

import re
import unicodedata
from typing import Any

SHORTEST_START = 4  # characters of a clause that must agree


def plain(text: str | None) -> str:
    """Blanks out, widths folded."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text or ""))


def differences(key: dict[str, Any], found: dict[str, Any]) -> list[str]:
    """What of the printed form is not as the key says.

    An empty heading or start of a clause in the key accepts any; `bodies_also`, `lead_also`, `assignments_optional` and
    `time_limits_optional` hold what a careful reader might answer as well.
    """
    out = [
        f"{name}: {found[name]!r} instead of {key[name]!r}"
        for name in ("title", "document_number", "issuer", "issued_on")
        if plain(found[name]) != plain(key[name])
    ]
    wanted = {measure["path"]: measure for measure in key["measures"]}
    got = {measure["path"]: measure for measure in found["measures"]}
    out.extend(f"{path}: missing" for path in wanted if path not in got)
    out.extend(f"{path}: not in the key" for path in got if path not in wanted)
    for path in wanted.keys() & got.keys():
        out.extend(f"{path}: {difference}" for difference in _measure(wanted[path], got[path]))
    return out


def _measure(key: dict[str, Any], found: dict[str, Any]) -> list[str]:
    out = []
    if key["heading"] and plain(key["heading"]) != plain(found["heading"]):
        out.append(f"heading {found['heading']!r} instead of {key['heading']!r}")
    optional = set(map(plain, key.get("time_limits_optional", []))) - set(map(plain, key["time_limits"]))
    limits = [limit for limit in map(plain, found["time_limits"]) if limit not in optional]
    if sorted(map(plain, key["time_limits"])) != sorted(limits):
        out.append(f"limits {found['time_limits']} instead of {key['time_limits']}")
    spare = [list(map(plain, group["bodies"])) for group in key.get("assignments_optional", [])]
    groups = [group for group in found["assignments"] if list(map(plain, group["bodies"])) not in spare]
    if len(key["assignments"]) != len(groups):
        out.append(f"{len(groups)} groups instead of {len(key['assignments'])}: {groups}")
        return out
    for wanted, got in zip(key["assignments"], groups, strict=True):
        out.extend(_group(wanted, got))
    return out


def _group(wanted: dict[str, Any], got: dict[str, Any]) -> list[str]:
    out = []
    answers = [wanted["bodies"], *wanted.get("bodies_also", [])]
    if list(map(plain, got["bodies"])) not in [list(map(plain, answer)) for answer in answers]:
        out.append(f"bodies {got['bodies']} instead of {wanted['bodies']}")
    leads = [wanted["lead"], *wanted.get("lead_also", [])]
    if set(map(plain, got["lead"])) not in [set(map(plain, lead)) for lead in leads]:
        out.append(f"lead {got['lead']} instead of {wanted['lead']}")
    starts = plain(got["clause_starts"]), plain(wanted["clause_starts"])
    length = min(map(len, starts))
    if wanted["clause_starts"] and (length < SHORTEST_START or starts[0][:length] != starts[1][:length]):
        out.append(f"clause {got['clause_starts']!r} instead of {wanted['clause_starts']!r}")
    return out
