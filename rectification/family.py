"""What belongs together: the records around a promise's cases and orders whose trails stand on one page."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.http import HttpRequest

from commitments.models import Commitment, Obligation
from rectification.models import BreachCase, Demand, Measure, Proof, RectificationOrder, Remark


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


def around_inquiry(inquiry: Any, request: HttpRequest) -> list[Any]:
    """An inquiry with its promise, the obligations, cases and orders before it: what the reader may see of it."""
    promised = list(_seen(Commitment, request).filter(pk=inquiry.commitment_id))
    duties = list(_seen(Obligation, request).filter(commitment=inquiry.commitment_id).order_by("pk"))
    return [*promised, *duties, *of_commitments([inquiry.commitment], request), inquiry]


def around_referral(referral: Any, request: HttpRequest) -> list[Any]:
    """A referral with its promise, and the case and order that it names: what the reader may see of it."""
    cases = list(_seen(BreachCase, request).filter(pk=referral.case_id)) if referral.case_id else []
    orders = list(_seen(RectificationOrder, request).filter(pk=referral.order_id)) if referral.order_id else []
    return [*_promise(referral, request), *cases, *orders, *of_orders(orders, request), referral]


def of_orders(orders: Sequence[Any], request: HttpRequest) -> list[Any]:
    """Demands, measures, remarks and proofs of some orders: four queries. Inquiries are read on their own pages alone."""
    if not orders:
        return []
    keys = [one.pk for one in orders]
    return [
        *Demand.objects.filter(order__in=keys).order_by("pk"),
        *Measure.objects.filter(order__in=keys).select_related("order").order_by("pk"),
        *Remark.objects.filter(order__in=keys).order_by("pk"),
        *Proof.objects.filter(measure__order__in=keys).order_by("pk"),
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
