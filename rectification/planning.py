"""A plan entered at once: its measures made, changed and taken out together, and submitted where that is asked; all or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from lifecycle.actors import Actor
from lifecycle.creating import create, record_edit
from lifecycle.performing import perform
from lifecycle.refusals import Refused
from rectification.models import Measure


@dataclass(frozen=True)
class Wanted:
    """One row as typed: of a measure that stands (`measure`, with the version that was seen) or of a new one."""

    values: Mapping[str, Any] = field(default_factory=dict)
    measure: Any = None
    version: int | None = None
    is_gone: bool = False


class RowRefused(Exception):
    """A door refused one row; nothing of the whole was written."""

    def __init__(self, at: int, refusal: Refused) -> None:
        super().__init__(at)
        self.at, self.refusal = at, refusal


def keep_plan(order: Any, by: Actor, rows: Sequence[Wanted], *, submit: Mapping[str, Any] | None = None) -> Any:
    """Write the rows of a plan through the doors; with `submit` (what `perform` is told) bring it before a reviewer too.

    Returns the order. Raises RowRefused for a row, and the refusals of `submit_plan`.
    """
    with transaction.atomic():
        for at, row in enumerate(rows):
            try:
                _keep(order, by, row)
            except Refused as refusal:
                raise RowRefused(at, refusal) from refusal
        return perform(order, "submit_plan", by, **submit) if submit is not None else order


def _keep(order: Any, by: Actor, row: Wanted) -> None:
    if row.measure is None:
        if not row.is_gone:
            create(Measure, by, data={"order": order.pk, **row.values})
        return
    if row.is_gone:
        perform(row.measure, "drop", by, expected_version=row.version)
        return
    record_edit(row.measure, by, changes=row.values, expected_version=row.version)
