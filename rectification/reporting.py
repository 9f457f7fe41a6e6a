"""Measures reported as done with what proves them, and the order submitted where that is asked; all or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

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


def report(
    order: Any,
    by: Actor,
    rows: Sequence[Reported],
    *,
    submit: Mapping[str, Any] | None = None,
    paper: Mapping[str, Any] | None = None,
) -> Any:
    """Write it through the doors; with `submit` (what `perform` is told) submit the order for acceptance too.

    `paper` is the file of the report itself, stored already, as evidence describes it. Returns the order. Raises RowRefused for a measure, and the refusals of `submit_for_acceptance`.
    """
    with transaction.atomic():
        for at, row in enumerate(rows):
            try:
                _report(order, by, row)
            except Refused as refusal:
                raise RowRefused(at, refusal) from refusal
        return order if submit is None else _submit(order, by, submit, paper)


def _submit(order: Any, by: Actor, submit: Mapping[str, Any], paper: Mapping[str, Any] | None) -> Any:
    data = dict(submit["data"])
    if paper is not None:
        title = _("Rectification report on %(ref)s") % {"ref": order.ref}
        about = {"commitment": order.commitment_id, "purpose": EvidencePurpose.OTHER, "title": title}
        data["report"] = create(Evidence, by, data={**about, **paper}).pk
    return perform(order, "submit_for_acceptance", by, **{**submit, "data": data})


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
