"""What rights and guards of this app judge by, each read by one query or two for any number of records."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.apps import apps

from commitments.choices import FALLEN_AWAY, EvidenceState, Side
from commitments.facts import promise
from lifecycle.actors import Hold
from lifecycle.facts import loader
from lifecycle.rights import writers
from organizations.acting import holds_among
from rectification.choices import OPEN_CASE, OPEN_INQUIRY, OPEN_ORDER, MeasureState

__all__ = ["promise"]


def _rows(name: str) -> Any:
    return apps.get_model("rectification", name)._base_manager.all()


def _commitment_of(record: Any) -> int:
    key: int = record.pk if record._meta.label == "commitments.Commitment" else record.commitment_id
    return key


def _open(name: str, states: Sequence[str], records: Sequence[Any]) -> dict[int, tuple[Any, ...]]:
    keys = {_commitment_of(record) for record in records}
    found: dict[int, list[Any]] = {}
    for row in _rows(name).filter(commitment__in=keys, state__in=states).order_by("pk"):
        found.setdefault(row.commitment_id, []).append(row)
    return {record.pk: tuple(found.get(_commitment_of(record), ())) for record in records}


@loader("open_cases", default=())
def open_cases(records: Sequence[Any]) -> Mapping[int, tuple[Any, ...]]:
    """The cases suspected or under verification of each record's commitment."""
    return _open("BreachCase", OPEN_CASE, records)


@loader("open_orders", default=())
def open_orders(records: Sequence[Any]) -> Mapping[int, tuple[Any, ...]]:
    """The open orders on each record's commitment."""
    return _open("RectificationOrder", OPEN_ORDER, records)


@loader("open_inquiries", default=())
def open_inquiries(records: Sequence[Any]) -> Mapping[int, tuple[Any, ...]]:
    """The open accountability cases about each record's commitment."""
    return _open("AccountabilityCase", OPEN_INQUIRY, records)


@loader("standing_cases", default=())
def standing_cases(records: Sequence[Any]) -> Mapping[int, tuple[Any, ...]]:
    """The confirmed cases of each order's breach that do not lie behind it. The instances get them as well."""
    behind = {record.pk: {record.case_id} for record in records}
    for order, case in _rows("Demand").filter(order__in=behind).values_list("order_id", "case_id"):
        behind[order].add(case)
    of = {record.commitment_id for record in records}
    cases = list(apps.get_model("rectification", "BreachCase").objects.of_present_breach().filter(commitment__in=of))
    for record in records:
        known = (one for one in cases if one.commitment_id == record.commitment_id)
        record.standing_cases = tuple(one for one in known if one.pk not in behind[record.pk])
    return {record.pk: record.standing_cases for record in records}


@loader("duties", default=())
def duties(records: Sequence[Any]) -> Mapping[int, tuple[Any, ...]]:
    """The obligations that each case is about: the one it names, else the government's that have not fallen away.

    The instances get the one they name.
    """
    rows = apps.get_model("commitments", "Obligation")._base_manager.select_related("commitment")
    found: dict[int, list[Any]] = {}
    for row in rows.filter(commitment__in={one.commitment_id for one in records}).order_by("pk"):
        found.setdefault(row.commitment_id, []).append(row)
    about: dict[int, tuple[Any, ...]] = {}
    for record in records:
        of = found.get(record.commitment_id, [])
        if record.obligation_id is None:
            about[record.pk] = tuple(o for o in of if o.side == Side.GOVERNMENT and o.state not in FALLEN_AWAY)
            continue
        about[record.pk] = tuple(one for one in of if one.pk == record.obligation_id)
        for one in about[record.pk]:
            record.obligation = one
    return about


@loader("order_of")
def order_of(records: Sequence[Any]) -> Mapping[int, Any]:
    """The order of each row, read afresh."""
    found = {one.pk: one for one in _rows("RectificationOrder").filter(pk__in={r.order_id for r in records})}
    return {record.pk: found[record.order_id] for record in records if record.order_id in found}


@loader("demands", default=())
def demands(records: Sequence[Any]) -> Mapping[int, tuple[Any, ...]]:
    """The demands of each order."""
    found: dict[int, list[Any]] = {}
    for row in _rows("Demand").filter(order__in=[record.pk for record in records]).order_by("number", "pk"):
        found.setdefault(row.order_id, []).append(row)
    return {pk: tuple(rows) for pk, rows in found.items()}


@loader("measures", default=())
def measures(records: Sequence[Any]) -> Mapping[int, tuple[Any, ...]]:
    """The measures of each order that were not taken out of the plan."""
    rows = _rows("Measure").filter(order__in=[record.pk for record in records]).exclude(state=MeasureState.DROPPED)
    found: dict[int, list[Any]] = {}
    for row in rows.order_by("pk"):
        found.setdefault(row.order_id, []).append(row)
    return {pk: tuple(group) for pk, group in found.items()}


@loader("plan_writers", default=())
def plan_writers(records: Sequence[Any]) -> Mapping[int, tuple[int, ...]]:
    """Who wrote the measures of each order's plan."""
    return writers({apps.get_model("rectification", "Measure"): "order_id"}, [record.pk for record in records])


@loader("proven", default=frozenset())
def proven(records: Sequence[Any]) -> Mapping[int, frozenset[int]]:
    """The measures of each order (or each measure itself) that have evidence which was not taken back."""
    is_order = records[0]._meta.model_name == "rectificationorder"
    rows = _rows("Proof").filter(evidence__state=EvidenceState.ATTACHED)
    keys = [record.pk for record in records]
    rows = rows.filter(measure__order__in=keys) if is_order else rows.filter(measure__in=keys)
    found: dict[int, set[int]] = {}
    for order, measure in rows.values_list("measure__order_id", "measure_id"):
        found.setdefault(order if is_order else measure, set()).add(measure)
    return {pk: frozenset(group) for pk, group in found.items()}


@loader("demand_of")
def demand_of(records: Sequence[Any]) -> Mapping[int, Any]:
    """The demand of each measure."""
    found = {one.pk: one for one in _rows("Demand").filter(pk__in={r.demand_id for r in records})}
    return {record.pk: found[record.demand_id] for record in records if record.demand_id in found}


@loader("answered", default=False)
def answered(records: Sequence[Any]) -> Mapping[int, bool]:
    """Whether an approved measure, another than itself, answers the demand of each measure."""
    rows = _rows("Measure").filter(demand__in={r.demand_id for r in records}, approved_on__isnull=False)
    found: dict[int, set[int]] = {}
    for pk, demand in rows.exclude(state=MeasureState.DROPPED).values_list("pk", "demand_id"):
        found.setdefault(demand, set()).add(pk)
    return {record.pk: bool(found.get(record.demand_id, set()) - {record.pk}) for record in records}


@loader("proof_of")
def proof_of(records: Sequence[Any]) -> Mapping[int, tuple[Any, Any]]:
    """The measure with its order, and the evidence, of each proof."""
    steps = _rows("Measure").select_related("order").in_bulk({r.measure_id for r in records})
    papers = apps.get_model("commitments", "Evidence")._base_manager.in_bulk({r.evidence_id for r in records})
    return {r.pk: (steps[r.measure_id], papers[r.evidence_id]) for r in records if r.measure_id in steps}


@loader("is_proof", default=False)
def is_proof(records: Sequence[Any]) -> Mapping[int, bool]:
    """Whether a measure that is reported as done or accepted, or an order's report, rests on each piece of evidence."""
    relied, keys = (MeasureState.DONE, MeasureState.ACCEPTED), [record.pk for record in records]
    proofs = _rows("Proof").filter(evidence__in=keys, measure__state__in=relied).values_list("evidence_id", flat=True)
    reports = _rows("RectificationOrder").filter(report__in=keys).values_list("report_id", flat=True)
    return dict.fromkeys(proofs.order_by().union(reports.order_by()), True)


@loader("founding")
def founding(records: Sequence[Any]) -> Mapping[int, tuple[Any, Any]]:
    """The order and the breach case that each inquiry or referral names, None for none."""
    orders = _rows("RectificationOrder").in_bulk({r.order_id for r in records if r.order_id is not None})
    cases = _rows("BreachCase").in_bulk({r.case_id for r in records if r.case_id is not None})
    return {r.pk: (orders.get(r.order_id), cases.get(r.case_id)) for r in records}


@loader("twins", default=0)
def twins(records: Sequence[Any]) -> Mapping[int, int]:
    """How many other open inquiries there are about the same body and commitment."""
    states = (*OPEN_INQUIRY, "decided")
    rows = _rows("AccountabilityCase").filter(commitment__in={r.commitment_id for r in records}, state__in=states)
    seen = list(rows.values_list("pk", "commitment_id", "body_id"))
    return {
        r.pk: sum(1 for pk, promised, body in seen if pk != r.pk and (promised, body) == (r.commitment_id, r.body_id))
        for r in records
    }


@loader("addressable", default=frozenset())
def addressable(records: Sequence[Any]) -> Mapping[int, frozenset[int]]:
    """The duty bodies of each inquiry's or referral's commitment, lead and supporting."""
    keys = {record.commitment_id for record in records}
    found: dict[int, set[int]] = {}
    for model, column in (("Obligation", "lead_body_id"), ("Share", "body_id")):
        rows = apps.get_model("commitments", model)._base_manager.filter(commitment__in=keys)
        for pk, body in rows.values_list("commitment_id", column):
            found.setdefault(pk, set()).add(body)
    return {r.pk: frozenset(found.get(r.commitment_id, ())) for r in records}


@loader("inspecting", default=())
def inspecting(records: Sequence[Any]) -> Mapping[int, tuple[Hold, ...]]:
    """Every grant of the official to whom each inquiry is given: two queries at most."""
    held = holds_among({record.inspector_id for record in records})
    return {record.pk: held.get(record.inspector_id, ()) for record in records}
