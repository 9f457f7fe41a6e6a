"""What acceptance is judged by, each read by a number of queries that does not grow with the measures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Exists, OuterRef

from commitments.choices import ObligationState
from commitments.models import Commitment, Obligation
from exchange.choices import LimitKind, MeasureState, NamedAs
from lifecycle.facts import loader
from lifecycle.statements import Given, Question


def _rows(name: str) -> Any:
    return apps.get_model("exchange", name)._base_manager


_UNACCEPTED = Question(
    lambda: _rows("Measure").filter(commitment__among=Given("keys")).exclude(state=MeasureState.ACCEPTED)
)


@loader("settled_head")
def settled_head(records: Sequence[Any]) -> Mapping[int, Any]:
    """Each document as it stands in the database, where a clerk has accepted one of its measures."""
    accepted = _rows("Measure").filter(document=OuterRef("pk"), state=MeasureState.ACCEPTED)
    rows = _rows("Document").filter(Exists(accepted), pk__in=[record.pk for record in records]).defer("text")
    return {row.pk: row for row in rows}


@loader("drafted_promise")
def drafted_promise(records: Sequence[Any]) -> Mapping[int, Any]:
    """The commitment drafted from each measure, as it stands."""
    found = Commitment._base_manager.in_bulk({record.commitment_id for record in records})
    return {record.pk: found[record.commitment_id] for record in records if record.commitment_id in found}


@dataclass(frozen=True, slots=True)
class DraftedDuty:
    """An obligation that was not cancelled, with what the document says of its lead."""

    obligation: Any
    imported_lead_id: int | None = None
    is_lead_told: bool = True

    @property
    def is_led_by_another(self) -> bool:
        """Whether a clerk has put another body in the lead than the document gave it."""
        return self.imported_lead_id is not None and self.obligation.lead_body_id != self.imported_lead_id


@loader("drafted_duties", default=())
def drafted_duties(records: Sequence[Any]) -> Mapping[int, tuple[DraftedDuty, ...]]:
    """The open obligations of each measure's commitment, those included that a clerk has added: five queries."""
    by_commitment = {record.commitment_id: record.pk for record in records}
    rows = Obligation._base_manager.filter(commitment__in=list(by_commitment)).exclude(state=ObligationState.CANCELLED)
    duties = {one.obligation_id: one for one in _rows("Duty").filter(measure__in=[r.pk for r in records])}
    told = _leads_told(records)
    found: dict[int, list[DraftedDuty]] = {}
    for obligation in rows.select_related("lead_body").order_by("pk"):
        duty = duties.get(obligation.pk)
        read = (
            DraftedDuty(obligation)
            if duty is None
            else DraftedDuty(obligation, duty.lead_body_id, told.get(duty.assignment_id, True))
        )
        found.setdefault(by_commitment[obligation.commitment_id], []).append(read)
    return {pk: tuple(duties) for pk, duties in found.items()}


def _leads_told(records: Sequence[Any]) -> dict[int, bool]:
    """For each group of bodies: whether the document, or a clerk, says who leads; one body alone leads by itself."""
    documents = _rows("Document").filter(pk__in={record.document_id for record in records}, first_named_leads=True)
    by_rule = set(documents.values_list("pk", flat=True))
    groups = {one.pk: one for one in _rows("Assignment").filter(measure__in=[record.pk for record in records])}
    named: dict[int, list[str]] = {}
    for pk, named_as in _rows("NamedBody").filter(assignment__in=list(groups)).values_list("assignment_id", "named_as"):
        named.setdefault(pk, []).append(named_as)
    return {
        pk: group.is_lead_settled
        or group.document_id in by_rule
        or NamedAs.LEAD in named.get(pk, ())
        or len(named.get(pk, ())) == 1
        for pk, group in groups.items()
    }


@loader("open_limits", default=())
def open_limits(records: Sequence[Any]) -> Mapping[int, tuple[Any, ...]]:
    """The limits of each measure that a clerk has still to decide."""
    rows = _rows("TimeLimit").filter(
        measure__in=[record.pk for record in records], kind=LimitKind.UNREAD, is_settled=False
    )
    found: dict[int, list[Any]] = {}
    for row in rows.order_by("position"):
        found.setdefault(row.measure_id, []).append(row)
    return {pk: tuple(limits) for pk, limits in found.items()}


@loader("unaccepted_measure")
def unaccepted_measure(records: Sequence[Any]) -> Mapping[int, Any]:
    """For commitments: the measure of which each was drafted, where no clerk has accepted it."""
    rows = _UNACCEPTED.records(keys=[record.pk for record in records])
    return {row.commitment_id: row for row in rows}
