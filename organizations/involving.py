"""The involvement rows of records, worked out from their parties and written in sets."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from organizations.choices import Part
from organizations.facts import Relations, relations_of
from organizations.models import Involvement
from organizations.parties import involved_models
from organizations.rules import Edge

CHUNK = 2_000
# (record, body path, part, matter, since, until)
Row = tuple[int, str, str, str, date | None, date | None]


def rows_of(pk: int, known: Relations) -> set[Row]:
    """The rows that a record should have: its parties for good, its overseers and theirs for the days of the edges."""
    rows: set[Row] = {
        (pk, path, part, known.matter, None, None) for part, paths in known.parties.items() for path in paths
    }
    overseen = known.overseen()
    over = [edge for edge in known.edges if any(edge.reaches(path, known.matter) for path in overseen)]
    above = [edge for edge in known.upper if any(edge.reaches(one.overseer, known.matter) for one in over)]
    return rows | {_overseeing(pk, edge, known.matter) for edge in (*over, *above)}


def _overseeing(pk: int, edge: Edge, matter: str) -> Row:
    return (pk, edge.overseer, str(Part.OVERSEEING), matter, edge.since, edge.until)


def refresh(model: Any, records: Sequence[Any]) -> None:
    """Bring the rows of some records in step: a number of statements that does not grow with them."""
    if not records:
        return
    related = relations_of(model.parties_of(records))
    wanted = {row for pk, known in related.items() for row in rows_of(pk, known)}
    stored = Involvement.objects.filter(kind=model.INVOLVEMENT, record_id__in=list(related))
    present: set[Row] = set()
    gone: list[int] = []
    for key, *rest in stored.values_list("pk", *_COLUMNS):
        row = _row(rest)
        # Two acts at once on parts of one record may each have written the same row.
        if row in present or row not in wanted:
            gone.append(key)
        present.add(row)
    if gone:
        Involvement.objects.filter(pk__in=gone).delete()
    Involvement.objects.bulk_create(
        [
            Involvement(kind=model.INVOLVEMENT, **dict(zip(_COLUMNS, row, strict=True)))
            for row in sorted(wanted - present, key=lambda row: row[:3])
        ]
    )


_COLUMNS = ("record_id", "body_path", "part", "matter", "since", "until")


def _row(values: Iterable[Any]) -> Row:
    record_id, body_path, part, matter, since, until = values
    return (record_id, body_path, part, matter, since, until)


def refresh_keys(model: Any, keys: Collection[int]) -> None:
    """The same for the records with some keys."""
    if keys:
        refresh(model, list(model._base_manager.filter(pk__in=keys)))


def rebuild(progress: Callable[[int], None] | None = None) -> Mapping[str, int]:
    """Work out every row anew; returns the number of records by record type."""
    counted: dict[str, int] = {}
    for model in involved_models():
        keys = list(model._base_manager.order_by("pk").values_list("pk", flat=True))
        counted[model.INVOLVEMENT] = len(keys)
        for at in range(0, len(keys), CHUNK):
            part = keys[at : at + CHUNK]
            refresh_keys(model, part)
            if progress is not None:
                progress(len(part))
    return counted
