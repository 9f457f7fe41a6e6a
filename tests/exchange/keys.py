"""Compares a reading with a key written by hand, part by part, and says what differs."""

import re
import unicodedata
from typing import Any

SHORTEST_START = 4  # characters of a clause that must agree


def plain(text: str | None) -> str:
    """Blanks out, widths folded."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text or ""))


def differences(key: dict[str, Any], found: dict[str, Any]) -> list[str]:
    """What of the printed form is not as the key says; an empty heading in the key accepts any."""
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
    if sorted(map(plain, key["time_limits"])) != sorted(map(plain, found["time_limits"])):
        out.append(f"limits {found['time_limits']} instead of {key['time_limits']}")
    if len(key["assignments"]) != len(found["assignments"]):
        out.append(f"{len(found['assignments'])} groups instead of {len(key['assignments'])}: {found['assignments']}")
        return out
    for wanted, got in zip(key["assignments"], found["assignments"], strict=True):
        if list(map(plain, wanted["bodies"])) != list(map(plain, got["bodies"])):
            out.append(f"bodies {got['bodies']} instead of {wanted['bodies']}")
        if set(map(plain, wanted["lead"])) != set(map(plain, got["lead"])):
            out.append(f"lead {got['lead']} instead of {wanted['lead']}")
        starts = plain(got["clause_starts"]), plain(wanted["clause_starts"])
        length = min(map(len, starts))
        if length < SHORTEST_START or starts[0][:length] != starts[1][:length]:
            out.append(f"clause {got['clause_starts']!r} instead of {wanted['clause_starts']!r}")
    return out
