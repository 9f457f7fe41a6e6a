"""Whether the trail still says what it said: every digest and link recomputed, every record held against its last row.

A digest has no key: whoever owns the tables can alter a row and write every later digest of its record anew, and only a
copy kept elsewhere shows that. What is found here is every change that did less.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from django.db import models
from django.db.models import Exists, OuterRef, Q

from lifecycle.digesting import RowEncoder, encoder_of
from lifecycle.models import TrailLayout

# Rows in memory at once, whatever the length of the trail.
BATCH = 1000


class Fault(NamedTuple):
    """What is wrong, and where: `version` is 0 where no row of the trail is meant."""

    record: str
    id: int
    version: int
    what: str

    def __str__(self) -> str:
        return f"{self.record} {self.id} row {self.version}: {self.what}"


class Encoders:
    """The encoders of a record type, by the layout that a row names: older rows cover the columns of their time."""

    def __init__(self, model: type[models.Model], using: str = "default") -> None:
        self.model, self.using = model, using
        current = encoder_of(model)
        self.known: dict[str, RowEncoder | None] = {current.code: current}

    def of(self, row: Any) -> RowEncoder | None:
        """The encoder of a row; None where nobody knows its layout."""
        if row.layout not in self.known:
            layouts = TrailLayout.objects.using(self.using).filter(model=self.model._meta.label, code=row.layout)
            columns = layouts.values_list("columns", flat=True).first()
            self.known[row.layout] = RowEncoder(self.model, columns) if columns else None
        return self.known[row.layout]


class Chain:
    """Follows the rows of one record type, in the order of (id, version), from link to link."""

    def __init__(self, model: type[models.Model], using: str = "default") -> None:
        self.label = model._meta.label
        self.encoders = Encoders(model, using)
        self.last: Any = None

    def faults(self, row: Any) -> list[str]:
        """What is wrong with a row and its link to the row before it."""
        same = self.last is not None and self.last.id == row.id
        head, number = (self.last.digest, self.last.version) if same else ("", 0)
        self.last = row
        encoder = self.encoders.of(row)
        checks = (
            (row.version != number + 1, f"the row before it has the version {number}: rows are missing"),
            (row.prev_digest != head, "it does not link to the row before it"),
            (encoder is None, f"its layout {row.layout} is not known"),
            (encoder is not None and encoder.digest_of_row(row) != row.digest, "its digest is not that of its columns"),
        )
        return [words for wrong, words in checks if wrong]


def broken_links(rows: Iterable[Any], model: type[models.Model]) -> list[tuple[int, int]]:
    """The (id, version) of every trail row whose digest or whose link to the row before it is wrong; rows in order."""
    chain = Chain(model)
    return [(row.id, row.version) for row in rows if chain.faults(row)]


def faults_of(model: Any, using: str = "default", told: Callable[[int], None] | None = None) -> Iterator[Fault]:
    """Every fault of a record type's trail and records, in batches of one size; `told(n)` hears how many rows were read."""
    chain, label = Chain(model, using), model._meta.label
    for batch in _batches(model, using):
        before = chain.last
        last: dict[int, Any] = {} if before is None else {before.id: before}
        for row in batch:
            yield from (Fault(label, row.id, row.version, words) for words in chain.faults(row))
            last[row.id] = row
        # The last record of a batch may go on in the next one, and is judged there.
        last.pop(batch[-1].id)
        yield from _standing(model, last, chain.encoders, using)
        if told is not None:
            told(len(batch))
    if chain.last is not None:
        yield from _standing(model, {chain.last.id: chain.last}, chain.encoders, using)
    rows = model.history.using(using).filter(id=OuterRef("pk"))
    for pk in model._base_manager.using(using).filter(~Exists(rows)).values_list("pk", flat=True).iterator(BATCH):
        yield Fault(label, pk, 0, "the record has no trail")


def _batches(model: Any, using: str) -> Iterator[list[Any]]:
    """The trail's rows in the order of (id, version), each batch begun where the one before it ended."""
    rows = model.history.using(using).order_by("id", "version")
    batch = list(rows[:BATCH])
    while batch:
        yield batch
        end = batch[-1]
        beyond = Q(id__gt=end.id) | Q(version__gt=end.version)
        batch = list(rows.filter(beyond, id__gte=end.id)[:BATCH])


def _standing(model: Any, last: dict[int, Any], encoders: Encoders, using: str) -> Iterator[Fault]:
    """What is wrong with some records, given the last row of each as it was read before them."""
    label = model._meta.label
    records = model._base_manager.using(using).in_bulk(list(last))
    for pk, row in last.items():
        record = records.get(pk)
        if record is None:
            yield Fault(label, pk, row.version, "the record is gone")
            continue
        if record.version > row.version:
            # It moved while its trail was read: its new row was written with it.
            row = model.history.using(using).filter(id=pk, version=record.version).first() or row
        yield from (Fault(label, pk, row.version, words) for words in _apart(record, row, encoders.of(row)))


def _apart(record: Any, row: Any, encoder: RowEncoder | None) -> list[str]:
    """Where a record and the last row of its trail do not say the same."""
    found = []
    if record.version != row.version:
        found.append(f"the record stands at the version {record.version}")
    if record.trail_head != row.digest:
        found.append("the record names another row as its last")
    # A row of another version says other things rightly.
    differing = encoder.differing(record, row) if encoder is not None and record.version == row.version else []
    return found + [f"the record says something else in {name}" for name in differing]
