"""Measures reported as done with what proves them, and the order submitted where that is asked; all or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from commitments.choices import EvidencePurpose
from commitments.models import Evidence
from lifecycle.actors import Actor
from lifecycle.creating import create
from lifecycle.performing import perform
from lifecycle.refusals import Refused
from rectification.models import Proof
from rectification.planning import RowRefused


@dataclass(frozen=True)
class Reported:
    """What is said of one measure: papers on file that prove it, a file received for it, and what was done ({} for nothing)."""

    measure: Any
    version: int
    papers: Sequence[Any] = ()
    # A stored file as evidence describes it (`commitments.files.described`).
    file: Mapping[str, Any] | None = None
    done: Mapping[str, Any] | None = None


def report(order: Any, by: Actor, rows: Sequence[Reported], *, submit: Mapping[str, Any] | None = None) -> Any:
    """Write it through the doors; with `submit` (what `perform` is told) submit the order for acceptance too.

    Returns the order. Raises RowRefused for a measure, and the refusals of `submit_for_acceptance`.
    """
    with transaction.atomic():
        for at, row in enumerate(rows):
            try:
                _report(order, by, row)
            except Refused as refusal:
                raise RowRefused(at, refusal) from refusal
        return perform(order, "submit_for_acceptance", by, **submit) if submit is not None else order


def _report(order: Any, by: Actor, row: Reported) -> None:
    papers = list(row.papers)
    if row.file is not None:
        about = {
            "commitment": order.commitment_id,
            "purpose": EvidencePurpose.OTHER,
            "title": row.measure.what[:200],
        }
        papers.append(create(Evidence, by, data={**about, **row.file}))
    for paper in papers:
        create(Proof, by, data={"measure": row.measure.pk, "evidence": paper.pk})
    if row.done is not None:
        perform(row.measure, "report_measure", by, data=row.done, expected_version=row.version)
