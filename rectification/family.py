"""What belongs together: the records around a promise's cases and orders whose trails stand on one page."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.http import HttpRequest

from commitments.models import Commitment, Obligation
from rectification.models import AccountabilityCase, BreachCase, Demand, Measure, Proof, RectificationOrder, Remark


def around_case(case: Any, request: HttpRequest) -> list[Any]:
    """A case with its promise, the orders that it led to, and what hangs on them: what the reader may see of it."""
    joined = Q(case=case) | Q(pk__in=case.demands.values("order"))
    orders = list(_seen(RectificationOrder, request).filter(joined).order_by("pk"))
    return [*_promise(case, request), case, *orders, *of_orders(orders, request)]


def around_order(order: Any, request: HttpRequest) -> list[Any]:
    """An order with its promise and cases, and what hangs on it: what the reader may see of it."""
    joined = Q(pk=order.case_id) | Q(pk__in=order.demands.values("case"))
    cases = list(_seen(BreachCase, request).filter(joined).order_by("pk"))
    return [*_promise(order, request), *cases, order, *of_orders([order], request)]


def of_orders(orders: Sequence[Any], request: HttpRequest) -> list[Any]:
    """Demands, measures, remarks and proofs of some orders, and the inquiries that followed: five queries."""
    if not orders:
        return []
    keys = [one.pk for one in orders]
    return [
        *Demand.objects.filter(order__in=keys).order_by("pk"),
        *Measure.objects.filter(order__in=keys).select_related("order").order_by("pk"),
        *Remark.objects.filter(order__in=keys).order_by("pk"),
        *Proof.objects.filter(measure__order__in=keys).order_by("pk"),
        *_seen(AccountabilityCase, request).filter(order__in=keys).order_by("pk"),
    ]


def of_commitments(records: Sequence[Any], request: HttpRequest) -> list[Any]:
    """For the page of a promise: its cases and orders, and what hangs on them."""
    keys = [one.pk for one in records]
    cases = list(_seen(BreachCase, request).filter(commitment__in=keys).order_by("pk"))
    orders = list(_seen(RectificationOrder, request).filter(commitment__in=keys).order_by("pk")) if cases else []
    return [*cases, *orders, *of_orders(orders, request)]


def of_obligations(records: Sequence[Any], request: HttpRequest) -> list[Any]:
    """For the page of an obligation: the cases about it."""
    return list(_seen(BreachCase, request).filter(obligation__in=[one.pk for one in records]).order_by("pk"))


def _promise(record: Any, request: HttpRequest) -> list[Any]:
    """The commitment of a record and the obligation that it names, where the reader may see them."""
    found = list(_seen(Commitment, request).filter(pk=record.commitment_id))
    obligation = getattr(record, "obligation_id", None)
    return found + (list(_seen(Obligation, request).filter(pk=obligation)) if obligation else [])


def _seen(model: Any, request: HttpRequest) -> Any:
    return model.objects.visible_to(request.actor, request.today)  # type: ignore[attr-defined]
