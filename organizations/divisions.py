"""The divisions of the country as reference data: GB/T 2260, Jieyang's towns, and the invented city of the demo.

This is what a Division record is made from. `data/README.md` says where each row comes from, what is not there
(the management committees of Jieyang) and how a place adds its own.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from organizations.choices import CodeSystem, DivisionKind, DivisionLevel

DIVISIONS_FILE = Path(__file__).resolve().parent / "data" / "divisions.csv"
JIEYANG = "445200"
# Invented: no code of GB/T 2260 has ever begun with 9, so neither it nor a credit code built on it can be a real one.
DEMO_CITY = "990100"
# The systems whose codes do not clash down to the county: a code alone names a division there.
UNIQUE_SYSTEMS = (CodeSystem.GB2260, CodeSystem.OWN)


@dataclass(frozen=True, slots=True)
class DivisionRow:
    """One division: `system` and `code` name it, `parent_system` and `parent_code` the one above (empty: none).

    `nbs_code` is the number that statistics give the same unit, where it is known.
    """

    system: CodeSystem
    code: str
    name: str
    level: DivisionLevel
    kind: DivisionKind
    parent_system: CodeSystem | None
    parent_code: str
    nbs_code: str


def _row_of(row: dict[str, str]) -> DivisionRow:
    return DivisionRow(
        system=CodeSystem(row["system"]),
        code=row["code"],
        name=row["name"],
        level=DivisionLevel(row["level"]),
        kind=DivisionKind(row["kind"]),
        parent_system=CodeSystem(row["parent_system"]) if row["parent_system"] else None,
        parent_code=row["parent_code"],
        nbs_code=row["nbs_code"],
    )


@cache
def divisions() -> tuple[DivisionRow, ...]:
    """Every row, parents before their children."""
    with DIVISIONS_FILE.open(encoding="utf-8", newline="") as file:
        return tuple(_row_of(row) for row in csv.DictReader(file))


@cache
def _by_code() -> dict[str, DivisionRow]:
    return {row.code: row for row in divisions() if row.system in UNIQUE_SYSTEMS}


@cache
def _by_parent() -> dict[tuple[CodeSystem, str], tuple[DivisionRow, ...]]:
    found: dict[tuple[CodeSystem, str], list[DivisionRow]] = {}
    for row in divisions():
        if row.parent_system:
            found.setdefault((row.parent_system, row.parent_code), []).append(row)
    return {key: tuple(rows) for key, rows in found.items()}


def division(code: str) -> DivisionRow | None:
    """The province, prefecture or county with a six-digit code; None where today's table has none."""
    return _by_code().get(code)


@cache
def provinces() -> frozenset[str]:
    """The codes of the provincial level."""
    return frozenset(row.code for row in divisions() if row.level == DivisionLevel.PROVINCE)


def children(row: DivisionRow) -> tuple[DivisionRow, ...]:
    """The divisions directly below, in the order of the file."""
    return _by_parent().get((row.system, row.code), ())


def within(code: str) -> tuple[DivisionRow, ...]:
    """A division and everything below it, parents first: what a place's register starts with.

    `within(JIEYANG)` or `within(DEMO_CITY)`; empty where the code is unknown.
    """
    top = division(code)
    found = [top] if top else []
    for row in found:  # grows while it is read: each row appends its children
        found.extend(children(row))
    return tuple(found)


def ancestors(row: DivisionRow) -> tuple[DivisionRow, ...]:
    """The divisions above, the province first."""
    above: list[DivisionRow] = []
    parent = division(row.parent_code)
    while parent:
        above.insert(0, parent)
        parent = division(parent.parent_code)
    return tuple(above)
