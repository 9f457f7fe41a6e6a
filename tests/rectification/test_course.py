"""From a suspicion to the end of an order, and what follows in the commitment."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import translation

from commitments.models import Commitment
from lifecycle.creating import create, record_edit
from lifecycle.payload import form_fields
from lifecycle.refusals import GuardsUnmet, Invalid, NotFromThisState, NotPermitted
from organizations.models import Body, Oversight
from rectification.choices import CaseSource, MeasureKind
from rectification.models import BreachCase, Demand, RectificationOrder
from rectification.payloads import ConfirmData
from rectification.testing import Breaches


def state_of(record: Any) -> str:
    return str(type(record).objects.get(pk=record.pk).state)


def commitment_of(record: Any) -> str:
    return str(Commitment.objects.get(pk=record.commitment_id).state)


def unmet(refusal: Any) -> list[str]:
    return [one.name for one in refusal.value.unmet]


def test_a_confirmed_case_declares_the_breach_and_issues_the_order_with_its_demands(breaches: Breaches) -> None:
    _commitment, obligation = breaches.promise()
    case = breaches.confirmed(breaches.case(obligation))
    order = RectificationOrder.objects.get(case=case)
    assert (case.state, commitment_of(case), order.state) == ("confirmed", "breached", "issued")
    # 30 days after 6 July; ten working days after it.
    assert (order.due_on, order.plan_due_on) == (date(2026, 8, 5), date(2026, 7, 20))
    assert order.duty_body_id == breaches.world.finance.pk
    assert [one.text for one in order.demands.all()] == ["Pay the subsidy", "Name who answers for the delay"]
    rows = [order.history.get(), Commitment.objects.get(pk=case.commitment_id).history.latest("version")]
    assert {(row.via, row.cause) for row in rows} == {("driven", f"rectification.BreachCase/{case.pk}/3")}


def test_an_order_travels_the_whole_way_and_the_commitment_with_it(breaches: Breaches) -> None:
    order = breaches.order()
    order = breaches.act("finance_clerk", order, "acknowledge", data={"received_on": breaches.today})
    order = breaches.planned(order)
    assert commitment_of(order) == "breached"
    order = breaches.act("office_supervisor", order, "return_plan", reason="No dates")
    order = breaches.planned(order)
    order = breaches.act("office_supervisor", order, "approve_plan")
    assert (order.state, commitment_of(order)) == ("in_progress", "rectifying")
    order = breaches.submitted(order)
    order = breaches.act("office_supervisor2", order, "return_for_rework", reason="Receipts are missing")
    assert order.due_on == date(2026, 8, 5)
    order = breaches.submitted(order)
    order = breaches.act("office_supervisor3", order, "accept")
    assert (order.state, commitment_of(order), order.left_out) == ("accepted", "remedied", "")
    commitment = Commitment.objects.get(pk=order.commitment_id)
    assert breaches.act("office_supervisor", commitment, "resume_performance").state == "active"


def test_a_second_case_joins_the_open_order_and_its_demand_needs_a_measure(breaches: Breaches) -> None:
    order = breaches.begun(breaches.order())
    second = breaches.confirmed(breaches.case(order.case.obligation), demands="Pay the interest")
    assert (second.state, commitment_of(order), RectificationOrder.objects.count()) == ("confirmed", "rectifying", 1)
    joined = Demand.objects.get(case=second)
    assert (joined.order_id, joined.number) == (order.pk, 3)
    breaches.worked(order)
    with pytest.raises(GuardsUnmet) as refusal:
        breaches.act("finance_clerk", order, "submit_for_acceptance", data={"summary": "Done"})
    assert unmet(refusal) == ["covers_every_demand"]
    assert "Pay the interest" in str(refusal.value.unmet[0].sentence)
    step = breaches.measure(order, joined)
    with pytest.raises(GuardsUnmet) as refusal:
        breaches.act("finance_clerk", order, "submit_for_acceptance", data={"summary": "Done"})
    assert unmet(refusal) == ["are_measures_approved", "are_measures_proven"]
    breaches.act("office_supervisor", step, "approve_measure")
    order = breaches.act("office_supervisor2", breaches.submitted(order), "accept")
    assert commitment_of(order) == "remedied"


def test_with_a_plan_its_measures_are_approved_and_stand_and_what_they_report_goes_on(breaches: Breaches) -> None:
    order = breaches.planned(breaches.order())
    assert {one.approved_on for one in order.measures.all()} == {None}
    order = breaches.act("office_supervisor", order, "approve_plan")
    step, other = order.measures.order_by("pk")
    assert (step.approved_on, other.approved_on) == (breaches.today, breaches.today)
    row = step.history.get(verb="approve_measure")
    assert (row.actor_id, row.via) == (breaches.world.official("office_supervisor").pk, "driven")
    clerk = breaches.world.actor("finance_clerk")
    with pytest.raises(GuardsUnmet) as refusal:
        record_edit(step, clerk, changes={"due_on": date(2027, 1, 1)}, at=breaches.now)
    assert unmet(refusal) == ["is_not_approved"]
    with pytest.raises(GuardsUnmet) as refusal:
        breaches.act("finance_clerk", step, "drop")
    assert unmet(refusal) == ["is_not_approved"]
    with pytest.raises(Invalid) as wrong:
        breaches.measure(order, step.demand, what="Something easier")
    assert set(wrong.value.errors) == {"demand"}
    breaches.proven(step)
    told = {"done_on": breaches.today, "result": "Paid."}
    assert breaches.act("finance_clerk", step, "report_measure", data=told).state == "done"


def test_what_answers_a_joined_demand_is_changed_until_another_person_approves_it_and_reported_only_then(
    breaches: Breaches,
) -> None:
    order = breaches.begun(breaches.order())
    case = breaches.confirmed(breaches.case(order.case.obligation), demands="Pay the interest")
    step, spare = (breaches.measure(order, case.demands.get()) for _number in range(2))
    clerk = breaches.world.actor("finance_clerk")
    assert record_edit(step, clerk, changes={"owner": "Treasury"}, at=breaches.now).owner == "Treasury"
    assert breaches.act("finance_clerk", spare, "drop").state == "dropped"
    breaches.proven(step)
    told = {"done_on": breaches.today, "result": "Paid."}
    with pytest.raises(GuardsUnmet) as refusal:
        breaches.act("finance_clerk", step, "report_measure", data=told)
    assert unmet(refusal) == ["is_approved"]
    with pytest.raises(NotPermitted):
        breaches.act("finance_clerk", step, "approve_measure")
    back = breaches.act("office_supervisor", step, "return_measure", reason="Say from which budget")
    assert (back.state, back.approved_on, back.returned_on) == ("open", None, breaches.today)
    assert breaches.act("finance_clerk", step, "submit_measure").returned_on is None
    assert breaches.act("office_supervisor", step, "approve_measure").approved_on == breaches.today
    for verb, words in (("drop", {}), ("approve_measure", {}), ("return_measure", {"reason": "Again"})):
        with pytest.raises((GuardsUnmet, NotPermitted)):
            breaches.act("office_supervisor2" if verb != "drop" else "finance_clerk", step, verb, **words)
    with pytest.raises(Invalid):
        breaches.measure(order, case.demands.get())
    assert breaches.act("finance_clerk", step, "report_measure", data=told).state == "done"


def test_a_case_on_an_unremedied_commitment_issues_a_new_order(breaches: Breaches) -> None:
    order = breaches.refused(breaches.order())
    assert (order.state, commitment_of(order)) == ("refused", "unremedied")
    second = breaches.confirmed(breaches.case(order.case.obligation))
    assert commitment_of(order) == "unremedied"
    new = RectificationOrder.objects.get(case=second)
    assert new.state == "issued"
    assert breaches.begun(new).state == "in_progress"
    assert commitment_of(order) == "rectifying"


def test_a_case_on_a_remedied_commitment_is_refused_with_the_way_out(breaches: Breaches) -> None:
    order = breaches.accepted(breaches.order())
    case = breaches.assigned(breaches.case(order.case.obligation))
    with pytest.raises(GuardsUnmet) as refusal:
        breaches.act("land_head", case, "confirm", data=breaches.finding())
    assert unmet(refusal) == ["is_breachable"]
    with translation.override("en"):
        assert "resume its performance" in str(refusal.value.unmet[0].sentence)
    assert (state_of(case), RectificationOrder.objects.count()) == ("under_verification", 1)


def test_a_suspended_commitment_is_declared_in_breach_as_well(breaches: Breaches) -> None:
    commitment, obligation = breaches.promise()
    breaches.act(
        "office_supervisor",
        commitment,
        "suspend",
        reason="Flood",
        data={"ground": "force_majeure", "document": "Notice 4"},
    )
    breaches.confirmed(breaches.case(obligation))
    assert state_of(commitment) == "breached"


def test_nobody_is_ordered_to_perform_what_is_not_classified_lawful(breaches: Breaches) -> None:
    _commitment, obligation = breaches.promise()
    breaches.promises.classified(obligation, "unlawful", by="office_supervisor2", at=breaches.now)
    with pytest.raises(GuardsUnmet) as refusal:
        breaches.confirmed(breaches.case(obligation))
    assert unmet(refusal) == ["is_lawful"]
    assert "Article 37" in str(refusal.value.unmet[0].sentence)
    assert RectificationOrder.objects.count() == 0


def test_a_failed_order_is_reissued_for_the_same_case_and_a_consequence_that_stands_is_left_out(
    breaches: Breaches,
) -> None:
    order = breaches.order()
    breaches.later(31)
    failed = breaches.failed(order)
    assert (failed.state, commitment_of(failed), failed.left_out) == ("failed", "unremedied", "")
    new = breaches.reissued(failed)
    assert (new.case_id, new.state, new.due_on) == (order.case_id, "issued", date(2026, 9, 5))
    assert [one.text for one in new.demands.all()] == ["Pay the subsidy", "Name who answers for the delay"]
    assert state_of(failed) == "failed"
    with pytest.raises(GuardsUnmet) as refusal:
        breaches.reissued(failed)
    assert unmet(refusal) == ["is_reissuable"]
    versions = Commitment.objects.get(pk=order.commitment_id).version
    again = breaches.refused(new)
    assert (again.state, again.left_out) == ("refused", "declare_unremedied")
    assert again.history.latest("version").left_out == "declare_unremedied"
    assert Commitment.objects.get(pk=order.commitment_id).version == versions


def test_an_order_fails_only_after_its_limit_and_with_a_word_on_the_extension(breaches: Breaches) -> None:
    order = breaches.begun(breaches.order())
    with pytest.raises(GuardsUnmet) as refusal:
        breaches.failed(order)
    assert unmet(refusal) == ["is_limit_passed"]
    breaches.later(31)
    words = {"extension": "used", "extension_note": "In July", "failed_in": "All"}
    with pytest.raises(Invalid) as invalid:
        breaches.act("office_supervisor", order, "declare_failed", data=words)
    assert set(invalid.value.errors) == {"extension"}


def test_an_order_without_a_plan_in_time_fails_as_well(breaches: Breaches) -> None:
    order = breaches.order()
    breaches.later(15)
    assert breaches.today > order.plan_due_on
    assert breaches.failed(order).state == "failed"


def test_an_order_is_extended_once(breaches: Breaches) -> None:
    order = breaches.begun(breaches.order())
    later = order.due_on + timedelta(days=10)
    extended = breaches.act("office_supervisor", order, "extend", reason="Floods", data={"due_on": later})
    assert (extended.due_on, extended.extended_from) == (later, date(2026, 8, 5))
    with pytest.raises(GuardsUnmet) as refusal:
        breaches.act(
            "office_supervisor", extended, "extend", reason="Again", data={"due_on": later + timedelta(days=1)}
        )
    assert unmet(refusal) == ["is_first_extension"]
    with pytest.raises(Invalid) as invalid:
        breaches.act("office_supervisor", order, "extend", data={"due_on": date(2026, 8, 1)})
    assert set(invalid.value.errors) == {"reason", "due_on"}


@pytest.mark.parametrize("stage", ["issued", "planned", "in_progress", "submitted"])
def test_an_order_that_is_set_aside_leaves_nothing_in_breach(breaches: Breaches, stage: str) -> None:
    order = breaches.order()
    steps = {"planned": breaches.planned, "in_progress": breaches.begun, "submitted": breaches.begun}
    order = steps[stage](order) if stage in steps else order
    second = None
    if stage == "in_progress":
        second = breaches.confirmed(breaches.case(order.case.obligation), demands="More")
    if stage == "submitted":
        order = breaches.submitted(order)
    order = breaches.appealed(order)
    assert (order.state, order.appealed_from, order.decide_by) == ("appealed", stage, date(2026, 8, 5))
    order = breaches.act(
        "party_supervisor", order, "set_aside", reason="Paid in May", data={"review_note": "It was paid."}
    )
    assert (order.state, commitment_of(order), state_of(order.case)) == ("set_aside", "active", "annulled")
    assert second is None or state_of(second) == "annulled"


def test_a_review_that_changes_nothing_leads_back_and_gives_its_days_back(breaches: Breaches) -> None:
    order = breaches.appealed(breaches.planned(breaches.order()))
    breaches.later(10)
    order = breaches.act("party_supervisor", order, "uphold", data={"review_note": "Nothing was paid."})
    assert (order.state, order.due_on, order.plan_due_on) == ("planned", date(2026, 8, 15), date(2026, 7, 30))
    with pytest.raises(GuardsUnmet) as refusal:
        breaches.appealed(order)
    assert unmet(refusal) == ["is_first_appeal"]


def test_the_limit_of_a_plan_gets_working_days_back(breaches: Breaches) -> None:
    order = breaches.order()
    breaches.later(4)
    order = breaches.appealed(order)
    breaches.later(3)
    order = breaches.act("party_supervisor", order, "uphold", data={"review_note": "Nothing was paid."})
    # Friday 10 to Sunday 12 July: three calendar days, one working day.
    assert (order.due_on, order.plan_due_on) == (date(2026, 8, 8), date(2026, 7, 21))


def test_a_limit_that_had_passed_before_the_review_stays_passed(breaches: Breaches) -> None:
    order = breaches.order()
    breaches.later(15)
    order = breaches.appealed(order)
    breaches.later(5)
    order = breaches.act("party_supervisor", order, "uphold", data={"review_note": "Nothing was paid."})
    # The plan was due on Monday 20 July, review was asked for on the 21st.
    assert (order.due_on, order.plan_due_on) == (date(2026, 8, 10), date(2026, 7, 20))


def test_review_is_asked_for_within_thirty_days_of_receipt(breaches: Breaches) -> None:
    order = breaches.order()
    order = breaches.act("finance_clerk", order, "acknowledge", data={"received_on": breaches.today})
    breaches.later(31)
    with pytest.raises(GuardsUnmet) as refusal:
        breaches.appealed(order)
    assert unmet(refusal) == ["is_in_time"]


def test_a_relapse_reopens_the_order_and_becomes_a_demand(breaches: Breaches) -> None:
    order = breaches.accepted(breaches.order())
    words = {"relapse": "The money was taken back"}
    order = breaches.act("party_supervisor", order, "reopen", reason="Re-inspection", data=words)
    assert (order.state, commitment_of(order)) == ("in_progress", "rectifying")
    assert order.demands.last().text == "The money was taken back"
    breaches.act("office_supervisor", breaches.measure(order, order.demands.last()), "approve_measure")
    assert breaches.act("office_supervisor2", breaches.submitted(order), "accept").state == "accepted"


def test_nothing_is_reopened_when_the_commitment_is_not_remedied_any_more(breaches: Breaches) -> None:
    order = breaches.accepted(breaches.order())
    breaches.act("office_supervisor", Commitment.objects.get(pk=order.commitment_id), "resume_performance")
    with pytest.raises(GuardsUnmet) as refusal:
        breaches.act("party_supervisor", order, "reopen", reason="Relapse", data={"relapse": "Again"})
    assert unmet(refusal) == ["is_remedied"]


def test_a_plan_has_a_measure_for_each_demand(breaches: Breaches) -> None:
    order = breaches.order()
    breaches.measure(order, order.demands.first())
    with pytest.raises(GuardsUnmet) as refusal:
        breaches.act("finance_clerk", order, "submit_plan", data={"plan": "Half"})
    assert unmet(refusal) == ["covers_every_demand"]


def test_evidence_is_asked_of_what_is_done_at_once_or_within_a_limit_not_of_what_goes_on(breaches: Breaches) -> None:
    order = breaches.order()
    first, second = order.demands.all()
    breaches.measure(order, first, kind=MeasureKind.IMMEDIATE)
    breaches.measure(order, second, kind=MeasureKind.CONTINUING)
    order = breaches.begun(order)
    with pytest.raises(GuardsUnmet) as refusal:
        breaches.act("finance_clerk", order, "submit_for_acceptance", data={"summary": "Done"})
    assert unmet(refusal) == ["are_measures_proven"]
    step = order.measures.get(kind=MeasureKind.IMMEDIATE)
    with pytest.raises(GuardsUnmet) as refusal:
        breaches.act("finance_clerk", step, "report_measure", data={"done_on": breaches.today, "result": "Done"})
    assert unmet(refusal) == ["is_proven"]
    breaches.proven(step)
    order = breaches.act("finance_clerk", order, "submit_for_acceptance", data={"summary": "Done"})
    with pytest.raises(GuardsUnmet) as refusal:
        breaches.act("office_supervisor2", order, "accept")
    assert unmet(refusal) == ["are_measures_accepted"]
    order = breaches.act("office_supervisor2", order, "return_for_rework", reason="Report it")
    done = breaches.act("finance_clerk", step, "report_measure", data={"done_on": breaches.today, "result": "Done"})
    breaches.act("office_supervisor", done, "accept_measure")
    order = breaches.act("finance_clerk", order, "submit_for_acceptance", data={"summary": "Done"})
    order = breaches.act("office_supervisor3", order, "accept")
    assert order.state == "accepted"
    follow_up = type(step).objects.followed_up()
    assert [one.kind for one in follow_up] == ["continuing"]


def test_evidence_on_which_a_measure_rests_is_not_taken_back(breaches: Breaches) -> None:
    order = breaches.begun(breaches.order())
    step = order.measures.first()
    proof = breaches.proven(step)
    breaches.act("finance_clerk", step, "report_measure", data={"done_on": breaches.today, "result": "Done"})
    with pytest.raises(GuardsUnmet) as refusal:
        breaches.act("finance_clerk", proof.evidence, "take_back", reason="Wrong file")
    assert unmet(refusal) == ["is_no_proof"]


def test_a_commitment_is_not_closed_over_an_open_case_order_or_inquiry(breaches: Breaches) -> None:
    order = breaches.refused(breaches.order())
    commitment = Commitment.objects.get(pk=order.commitment_id)
    breaches.inquiry(order)
    breaches.reissued(order)
    breaches.case(order.case.obligation)
    with pytest.raises(GuardsUnmet) as refusal:
        breaches.act("office_supervisor", commitment, "close", reason="Done")
    assert unmet(refusal) == ["has_no_open_case", "has_no_open_order", "has_no_open_inquiry"]
    with pytest.raises(GuardsUnmet) as refusal:
        breaches.act("office_supervisor", commitment, "resume_performance")
    assert unmet(refusal) == ["has_no_open_order"]


# Opening, assigning, dismissing, superseding


def test_the_promisee_s_own_duty_is_no_breach(breaches: Breaches) -> None:
    commitment = breaches.promises.draft()
    breaches.promises.obligation(commitment)
    theirs = breaches.promises.obligation(commitment, title="Build", side="promisee", kind="construction")
    breaches.promises.registered(commitment)
    with pytest.raises(Invalid) as refusal:
        create(
            BreachCase,
            breaches.world.actor("office_clerk"),
            data={"commitment": commitment, "obligation": theirs, "source": "by_hand", "facts": "No plant"},
        )
    assert set(refusal.value.errors) == {"obligation"}


@pytest.mark.parametrize("source", [CaseSource.JUDGMENT, CaseSource.AUDIT_FINDING, CaseSource.PLEA])
def test_what_comes_from_outside_names_its_document(breaches: Breaches, source: str) -> None:
    _commitment, obligation = breaches.promise()
    with pytest.raises(Invalid) as refusal:
        breaches.case(obligation, source=source)
    assert set(refusal.value.errors) == {"document"}
    assert breaches.case(obligation, source=source, document="Judgment 3").state == "suspected"


def test_the_duty_body_does_not_verify_itself_and_the_verifier_is_of_the_verifying_body(breaches: Breaches) -> None:
    case = breaches.case(breaches.promise()[1])
    world = breaches.world
    data = {"verifying_body": world.finance.pk, "verifier": world.official("finance_clerk").pk}
    with pytest.raises(Invalid) as refusal:
        breaches.act("office_supervisor", case, "assign_verification", data=data)
    # Nobody verifies his own body either.
    assert set(refusal.value.errors) == {"verifying_body", "verifier"}
    data = {"verifying_body": world.land.pk, "verifier": world.official("finance_clerk").pk}
    with pytest.raises(Invalid) as refusal:
        breaches.act("office_supervisor", case, "assign_verification", data=data)
    assert set(refusal.value.errors) == {"verifier"}
    assigned = breaches.assigned(case)
    # Ten working days after 6 July.
    assert assigned.verify_by == date(2026, 7, 20)


def test_the_verifier_does_not_confirm_what_he_verified(breaches: Breaches) -> None:
    case = breaches.case(breaches.promise()[1])
    world = breaches.world
    data = {"verifying_body": world.land.pk, "verifier": world.official("land_head").pk}
    case = breaches.act("integrity_officer", case, "assign_verification", data=data)
    for verb, words in (("confirm", breaches.finding()), ("dismiss", answer(breaches))):
        with pytest.raises(NotPermitted):
            breaches.act("land_head", case, verb, data=words, reason="Seen")
        with pytest.raises(NotPermitted):
            breaches.act("integrity_officer", case, verb, data=words, reason="Seen")


def answer(breaches: Breaches) -> dict[str, Any]:
    return {"finding": "Paid in time", "answer": "We wrote to you", "answered_on": breaches.today}


def test_a_case_that_is_no_breach_is_dismissed_with_an_answer(breaches: Breaches) -> None:
    case = breaches.assigned(breaches.case(breaches.promise()[1]))
    with pytest.raises(Invalid) as refusal:
        breaches.act("land_head", case, "dismiss", data={"finding": "Paid"})
    assert set(refusal.value.errors) == {"reason", "answer", "answered_on"}
    case = breaches.act("land_head", case, "dismiss", reason="Paid", data=answer(breaches))
    assert (case.state, commitment_of(case)) == ("dismissed", "active")
    with pytest.raises(NotFromThisState):
        breaches.act("land_head", case, "confirm", data=breaches.finding())


def test_a_case_is_taken_up_by_another_of_the_same_commitment(breaches: Breaches) -> None:
    _commitment, obligation = breaches.promise()
    first, second = breaches.case(obligation), breaches.case(obligation)
    foreign = breaches.case(breaches.promise()[1])
    for wrong in (first, foreign):
        with pytest.raises(Invalid):
            breaches.act("office_supervisor", first, "supersede", data={"superseded_by": wrong.pk})
    first = breaches.act("office_supervisor", first, "supersede", data={"superseded_by": second.pk})
    assert (first.state, first.superseded_by_id) == ("superseded", second.pk)


def test_an_order_without_demands_or_with_a_day_in_the_past_is_refused_at_the_field(breaches: Breaches) -> None:
    case = breaches.assigned(breaches.case(breaches.promise()[1]))
    with pytest.raises(Invalid) as refusal:
        breaches.act("land_head", case, "confirm", data=breaches.finding(demands=" \n "))
    assert set(refusal.value.errors) == {"demands"}
    with pytest.raises(Invalid) as refusal:
        breaches.act("land_head", case, "confirm", data=breaches.finding(due_on=breaches.today))
    assert set(refusal.value.errors) == {"due_on"}


def test_orders_and_demands_are_made_by_nobody_by_hand(breaches: Breaches) -> None:
    order = breaches.order()
    actor = breaches.world.actor("office_supervisor")
    with pytest.raises(NotPermitted):
        create(Demand, actor, data={"order": order, "case": order.case, "number": 9, "text": "More"})
    data = {
        name: getattr(order, name)
        for name in ("case", "commitment", "duty_body", "issuer", "form", "channel", "authority", "authority_document")
    }
    with pytest.raises(NotPermitted):
        create(RectificationOrder, actor, data={**data, "issued_on": breaches.today})


def test_a_collective_phrase_is_no_body_that_issues_an_order_or_bears_a_duty(breaches: Breaches) -> None:
    world = breaches.world
    data = {"name": "other departments", "division": world.city, "parent": world.city_government}
    group = create(Body, world.actor("system_admin"), data={**data, "system": "government", "is_group": True})
    edge = {"overseer": world.city_office, "overseen": group, "since": date(2024, 1, 1), "document": "Notice 1 (2024)"}
    create(Oversight, world.actor("security_admin"), data=edge)
    case = breaches.assigned(breaches.case(breaches.promise()[1]))
    assert group not in form_fields(ConfirmData, case)["issuer"].queryset
    with pytest.raises(Invalid) as refused:
        breaches.act("land_head", case, "confirm", data=breaches.finding(issuer=group.pk))
    assert set(refused.value.errors) == {"issuer"}
    with pytest.raises(Invalid) as refused:
        breaches.promises.obligation(breaches.promises.draft(), lead_body=group)
    with translation.override("en"):
        assert "collective phrase" in str(refused.value.errors["lead_body"])
