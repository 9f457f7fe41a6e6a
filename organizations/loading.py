"""Taking divisions over from the reference data into the register: parents first, a set a level."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction

from organizations.divisions import DivisionRow, ancestors, division, divisions, within
from organizations.models import Division


class UnknownDivision(LookupError):
    """A code that the reference data does not have."""


@dataclass(frozen=True)
class Loaded:
    """How many were made, changed, or stood already."""

    made: int
    changed: int
    kept: int


Key = tuple[str, str]


def load_divisions(codes: Sequence[str] = ()) -> Loaded:
    """Make or rename the divisions of some codes with all below and above, or every one. Idempotent.

    Raises UnknownDivision.
    """
    rows = list(divisions()) if not codes else _around(codes)
    with transaction.atomic():
        standing: dict[Key, Division] = {(one.system, one.code): one for one in Division.objects.all()}
        before = len(standing)
        while fresh := _next_level(rows, standing):
            made = Division.objects.bulk_create([_made(row, standing) for row in fresh])
            standing |= {(one.system, one.code): one for one in made}
        changed = [one for row in rows if (one := _renamed(row, standing[row.system, row.code])) is not None]
        Division.objects.bulk_update(changed, ["name", "level", "kind", "nbs_code"], batch_size=500)
    made_count = len(standing) - before
    return Loaded(made=made_count, changed=len(changed), kept=len(rows) - made_count - len(changed))


def _around(codes: Iterable[str]) -> list[DivisionRow]:
    found: dict[Key, DivisionRow] = {}
    for code in codes:
        top = division(code)
        if top is None:
            raise UnknownDivision(code)
        found |= {(row.system, row.code): row for row in (*ancestors(top), *within(code))}
    return list(found.values())


def _next_level(rows: Iterable[DivisionRow], standing: dict[Key, Division]) -> list[DivisionRow]:
    """The rows whose parent stands and which themselves do not."""
    return [
        row
        for row in rows
        if (row.system, row.code) not in standing
        and (row.parent_system is None or (row.parent_system, row.parent_code) in standing)
    ]


def _made(row: DivisionRow, standing: dict[Key, Division]) -> Division:
    parent = standing[row.parent_system, row.parent_code] if row.parent_system else None
    made = Division(
        system=row.system,
        code=row.code,
        name=row.name,
        level=row.level,
        kind=row.kind,
        nbs_code=row.nbs_code,
        parent=parent,
    )
    made.path = made.path_below(parent.path if parent else "")
    return made


def _renamed(row: DivisionRow, standing: Division) -> Division | None:
    """The stored division with the row's words, None where it has them already."""
    words = {"name": row.name, "level": row.level.value, "kind": row.kind.value, "nbs_code": row.nbs_code}
    if all(getattr(standing, name) == value for name, value in words.items()):
        return None
    for name, value in words.items():
        setattr(standing, name, value)
    return standing
