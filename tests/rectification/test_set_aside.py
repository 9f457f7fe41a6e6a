"""An order is set aside: with it go the findings behind it, and the breach where no other finding of it stands."""

from typing import Any

import pytest

from commitments.models import Commitment, Obligation
from commitments.testing import Promises
from organizations.testing import build_world
from rectification.models import BreachCase, RectificationOrder
from rectification.testing import Breaches

pytestmark = pytest.mark.django_db


@pytest.fixture
def breaches() -> Breaches:
    return Breaches(Promises(build_world()))


def set_aside(breaches: Breaches, order: Any) -> Any:
    """Asked for by the duty body, decided by the superior."""
    appealed = breaches.appealed(order)
    words = {"data": {"review_note": "Both sides were heard."}, "reason": "It was paid"}
    return breaches.act("party_supervisor2", appealed, "set_aside", **words)


def case_on(breaches: Breaches, owed: Obligation, **values: Any) -> Any:
    """A confirmed case a day later."""
    breaches.later(1)
    return breaches.confirmed(breaches.case(owed), **values)


def states(*records: Any) -> list[str]:
    return [type(one).objects.get(pk=one.pk).state for one in records]


def last_order(owed: Obligation) -> Any:
    return RectificationOrder.objects.filter(commitment=owed.commitment_id).latest("pk")


def test_with_an_order_falls_every_case_that_joined_it_and_with_them_the_breach(breaches: Breaches) -> None:
    promised, owed = breaches.promise()
    first, second = case_on(breaches, owed), case_on(breaches, owed)
    order = last_order(owed)
    order = set_aside(breaches, order)
    assert states(first, second, promised) == ["annulled", "annulled", "active"]
    assert order.left_out == ""


@pytest.mark.parametrize("is_begun", [False, True])
def test_an_earlier_failed_order_keeps_the_promise_unremedied_and_is_reissued(
    breaches: Breaches, is_begun: bool
) -> None:
    promised, owed = breaches.promise()
    first = case_on(breaches, owed)
    failed = breaches.refused(last_order(owed))
    second = case_on(breaches, owed)
    order = last_order(owed)
    assert order.pk != failed.pk
    if is_begun:
        order = breaches.begun(order)
    assert states(promised) == ["rectifying" if is_begun else "unremedied"]
    order = set_aside(breaches, order)
    assert states(first, second, promised) == ["confirmed", "annulled", "unremedied"]
    # Where it stood unremedied already, the order's row says so.
    assert order.left_out == ("" if is_begun else "declare_unremedied")
    driven = Commitment.objects.get(pk=promised.pk).history.latest("version")
    assert (driven.verb == "declare_unremedied") and driven.cause.startswith("rectification.")
    again = breaches.reissued(failed)
    assert (again.case_id, again.state) == (first.pk, "issued")


def test_with_a_reissued_order_falls_the_finding_of_the_one_before(breaches: Breaches) -> None:
    promised, owed = breaches.promise()
    first = case_on(breaches, owed)
    failed = breaches.refused(last_order(owed))
    set_aside(breaches, breaches.reissued(failed))
    assert states(first, failed, promised) == ["annulled", "refused", "active"]


def test_a_case_that_a_reissue_left_out_stands(breaches: Breaches) -> None:
    promised, owed = breaches.promise()
    first, joined = case_on(breaches, owed), case_on(breaches, owed, demands="Pay the interest")
    failed = breaches.refused(last_order(owed))
    set_aside(breaches, breaches.reissued(failed, demands="Pay the subsidy"))
    assert states(first, joined, promised) == ["annulled", "confirmed", "unremedied"]


@pytest.mark.parametrize("is_accepted", [False, True])
def test_what_was_resumed_before_the_breach_was_declared_anew_is_over(breaches: Breaches, is_accepted: bool) -> None:
    promised, owed = breaches.promise()
    first = case_on(breaches, owed)
    order = last_order(owed)
    if is_accepted:
        breaches.accepted(order)
    else:
        breaches.refused(order)
    breaches.act("office_supervisor", promised, "resume_performance")
    second = case_on(breaches, owed)
    set_aside(breaches, last_order(owed))
    assert states(first, second, promised) == ["confirmed", "annulled", "active"]


def test_the_cases_of_a_breach_are_told_by_one_question(breaches: Breaches, django_assert_num_queries: Any) -> None:
    _promised, owed = breaches.promise()
    first, second = case_on(breaches, owed), case_on(breaches, owed)
    with django_assert_num_queries(1):
        assert list(BreachCase.objects.of_present_breach().order_by("pk")) == [first, second]
