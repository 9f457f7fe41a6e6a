"""Nobody judges what he did himself, whether as himself, or as another's deputy."""

from typing import Any

import pytest

from lifecycle.creating import record_edit
from lifecycle.refusals import NotPermitted
from lifecycle.sweeping import perform_many
from organizations.choices import Role
from rectification.choices import OrderState
from rectification.models import RectificationOrder
from rectification.testing import Breaches


@pytest.fixture
def both(breaches: Breaches) -> Breaches:
    """One supervisor of the overseer who is a clerk of the duty body as well."""
    breaches.world.grant("office_supervisor", Role.CLERK, "finance")
    return breaches


def refused(breaches: Breaches, name: str, record: Any, verb: str, right: str, **words: Any) -> None:
    """By the door for one, by the deputy, and by the door for sets."""
    actor = breaches.world.actor(name)
    deputy = breaches.world.actor("mayor", on_behalf_of=breaches.world.official(name))
    for by in (actor, deputy):
        with pytest.raises(NotPermitted) as refusal:
            breaches.act_as(by, record, verb, **words)
        assert right in refusal.value.rights
    before = record.history.count()
    outcome = perform_many(type(record).objects.filter(pk=record.pk), verb, actor, at=breaches.now, **words)
    assert (outcome.done, type(outcome.refused[record.pk])) == ([], NotPermitted)
    assert record.history.count() == before


def test_who_submitted_a_plan_neither_approves_nor_returns_nor_accepts(both: Breaches) -> None:
    order = both.order()
    for one in order.demands.all():
        both.measure(order, one)
    order = both.act("office_supervisor", order, "submit_plan", data={"plan": "Mine"})
    refused(both, "office_supervisor", order, "approve_plan", "other_than(submit_plan)")
    refused(both, "office_supervisor", order, "return_plan", "other_than(submit_plan)", reason="No")
    order = both.submitted(both.act("office_supervisor3", order, "approve_plan"))
    right = "other_than(submit_plan, approve_plan, submit_for_acceptance)"
    refused(both, "office_supervisor", order, "accept", right)
    # Nor does who approved the plan.
    refused(both, "office_supervisor3", order, "accept", right)
    assert both.act("office_supervisor2", order, "accept").state == OrderState.ACCEPTED


def test_who_submitted_for_acceptance_does_not_accept(both: Breaches) -> None:
    order = both.begun(both.order())
    both.worked(order)
    order = both.act("office_supervisor", order, "submit_for_acceptance", data={"summary": "Mine"})
    refused(
        both,
        "office_supervisor",
        order,
        "return_for_rework",
        "other_than(submit_plan, approve_plan, submit_for_acceptance)",
        reason="No",
        data={},
    )


def test_who_took_part_in_an_order_does_not_review_it(both: Breaches) -> None:
    both.world.grant("office_supervisor2", Role.SUPERVISOR, "party_office")
    order = both.act("office_supervisor2", both.planned(both.order()), "approve_plan")
    order = both.appealed(order)
    note = {"review_note": "Fine"}
    right = RectificationOrder.verbs()["uphold"].right.leaves()[-1].name
    refused(both, "office_supervisor2", order, "uphold", right, data=note)
    refused(both, "office_supervisor2", order, "set_aside", right, data=note, reason="Fine")
    assert both.act("party_supervisor2", order, "uphold", data=note).state == OrderState.IN_PROGRESS


def test_who_reported_a_measure_does_not_accept_it(both: Breaches) -> None:
    order = both.begun(both.order())
    step = order.measures.first()
    both.proven(step)
    told = {"done_on": both.today, "result": "Done"}
    step = both.act("office_supervisor", step, "report_measure", data=told)
    refused(both, "office_supervisor", step, "accept_measure", "other_than(create, report_measure)")


def test_who_wrote_a_measure_neither_judges_the_plan_nor_accepts(both: Breaches) -> None:
    order = both.order()
    for one in order.demands.all():
        measure = both.measure(order, one)
        record_edit(measure, both.world.actor("office_supervisor"), changes={"what": "Rewritten"}, at=both.now)
    order = both.act("finance_clerk", order, "submit_plan", data={"plan": "Ours"})
    refused(both, "office_supervisor", order, "approve_plan", "other_than_planners")
    refused(both, "office_supervisor", order, "return_plan", "other_than_planners", reason="No")
