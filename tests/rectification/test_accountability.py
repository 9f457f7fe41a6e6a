"""Bodies held to account, persons referred, and who sees and reads what."""

from datetime import date
from typing import Any

import pytest

from commitments.models import Commitment, Obligation
from lifecycle.models import Access
from lifecycle.refusals import GuardsUnmet, Invalid, NotFromThisState, NotPermitted
from rectification.choices import BodyForm, InquiryGround
from rectification.models import AccountabilityCase, BreachCase, PersonReferral, RectificationOrder
from rectification.reading import read_person, readings_of
from rectification.rules.forms import lapses_on, months_together
from rectification.testing import Breaches


@pytest.fixture
def order(breaches: Breaches) -> RectificationOrder:
    return breaches.refused(breaches.order())


def test_an_inquiry_travels_from_opening_to_execution(breaches: Breaches, order: RectificationOrder) -> None:
    inquiry = breaches.decided(breaches.inquiry(order))
    assert (inquiry.state, inquiry.form, inquiry.decided_on) == ("decided", "interview", breaches.today)
    told = {"executed_on": breaches.today, "note": "Called in."}
    inquiry = breaches.act("inspector", inquiry, "execute", data=told)
    assert inquiry.state == "executed"


def test_who_investigated_and_proposed_decides_and_pardons_nothing(breaches: Breaches, order: Any) -> None:
    inquiry = breaches.proposed(breaches.inquiry(order))
    words = {
        "decide": breaches.decision(),
        "exempt": {"rule": "Rule 3", "conditions": "All", "are_met": True},
        "dismiss": None,
        "return_proposal": None,
    }
    for verb, data in words.items():
        with pytest.raises(NotPermitted):
            breaches.act("inspector", inquiry, verb, reason="Seen", data=data)


@pytest.mark.parametrize("verb", ["investigate", "propose_decision"])
def test_another_inspector_than_the_one_assigned_does_not_investigate(
    breaches: Breaches, order: Any, verb: str
) -> None:
    inquiry = breaches.inquiry(order)
    if verb == "propose_decision":
        inquiry = breaches.act("inspector", inquiry, "investigate")
    with pytest.raises(NotPermitted):
        breaches.act("inspector3", inquiry, verb, data=breaches.proposal() if verb == "propose_decision" else None)


def test_nothing_becomes_heavier_by_speaking_by_deciding_or_by_review(breaches: Breaches, order: Any) -> None:
    inquiry = breaches.act("inspector", breaches.inquiry(order), "investigate")
    heavier = breaches.proposal(form=BodyForm.LOSS_OF_HONOURS)
    with pytest.raises(Invalid) as refusal:
        breaches.act("inspector", inquiry, "propose_decision", data=heavier)
    assert set(refusal.value.errors) == {"form"}
    inquiry = breaches.act("inspector", inquiry, "propose_decision", data=breaches.proposal())
    with pytest.raises(Invalid) as refusal:
        breaches.act("inspector2", inquiry, "decide", data=breaches.decision(form=BodyForm.CIRCULATED_CRITICISM))
    assert set(refusal.value.errors) == {"form"}
    inquiry = breaches.review_asked(breaches.act("inspector2", inquiry, "decide", data=breaches.decision()))
    told = {"form": BodyForm.CIRCULATED_CRITICISM, "decision": "More", "review_note": "Worse"}
    with pytest.raises(Invalid) as refusal:
        breaches.act("inspector3", inquiry, "amend", data=told)
    assert set(refusal.value.errors) == {"form"}
    lighter = {"form": BodyForm.WRITTEN_EXPLANATION, "decision": "Write", "review_note": "Lighter"}
    inquiry = breaches.act("inspector3", inquiry, "amend", data=lighter)
    assert (inquiry.state, inquiry.form) == ("decided", "written_explanation")


def test_a_decision_needs_the_approval_on_file(breaches: Breaches, order: Any) -> None:
    inquiry = breaches.proposed(breaches.inquiry(order))
    with pytest.raises(Invalid) as refusal:
        breaches.act("inspector2", inquiry, "decide", data=breaches.decision(approval=""))
    assert set(refusal.value.errors) == {"approval"}


def test_review_never_stops_execution_and_leads_back_to_where_the_decision_stands(
    breaches: Breaches, order: Any
) -> None:
    inquiry = breaches.review_asked(breaches.decided(breaches.inquiry(order)))
    with pytest.raises(NotFromThisState):
        breaches.review_asked(inquiry)
    told = {"executed_on": breaches.today, "note": "Called in."}
    inquiry = breaches.act("inspector", inquiry, "execute", data=told)
    assert inquiry.state == "under_review"
    with pytest.raises(NotPermitted):
        breaches.act("inspector2", inquiry, "uphold", data={"review_note": "Stands"})
    inquiry = breaches.act("inspector3", inquiry, "uphold", data={"review_note": "Stands"})
    assert inquiry.state == "executed"
    inquiry = breaches.review_asked(inquiry)
    inquiry = breaches.act("inspector3", inquiry, "revoke", reason="New facts", data={"review_note": "Undone"})
    assert inquiry.state == "revoked"


def test_a_body_is_exempted_only_when_every_condition_is_met(breaches: Breaches, order: Any) -> None:
    inquiry = breaches.proposed(breaches.inquiry(order))
    told = {"rule": "Rule 3", "conditions": "Good faith", "are_met": False}
    with pytest.raises(Invalid) as refusal:
        breaches.act("inspector2", inquiry, "exempt", data=told)
    assert set(refusal.value.errors) == {"are_met"}
    assert breaches.act("inspector2", inquiry, "exempt", data=told | {"are_met": True}).state == "exempted"


def test_an_inquiry_rests_on_a_failed_order_a_confirmed_case_or_a_paper(breaches: Breaches) -> None:
    order = breaches.order()
    with pytest.raises(GuardsUnmet):
        breaches.inquiry(order)
    with pytest.raises(Invalid) as refusal:
        breaches.inquiry(order, ground=InquiryGround.TRANSFER)
    assert set(refusal.value.errors) == {"document"}
    with pytest.raises(Invalid) as refusal:
        breaches.inquiry(order, ground=InquiryGround.SERIOUS_CASE, case=order.case_id, body=breaches.world.land.pk)
    assert set(refusal.value.errors) == {"body"}
    inquiry = breaches.inquiry(order, ground=InquiryGround.SERIOUS_CASE, case=order.case_id, by="office_supervisor")
    assert inquiry.state == "opened"
    with pytest.raises(GuardsUnmet) as unmet:
        breaches.inquiry(order, ground=InquiryGround.TRANSFER, document="Letter 3")
    assert [one.name for one in unmet.value.unmet] == ["has_no_twin"]


# Persons


def test_a_referral_is_handed_over_by_another_than_the_drafter(breaches: Breaches, order: Any) -> None:
    referral = breaches.referral(order, by="office_supervisor")
    told = {"organ": "Commission", "approval": "Head", "referred_on": breaches.today}
    with pytest.raises(NotPermitted):
        breaches.act("office_supervisor", referral, "refer", data=told)
    with pytest.raises(Invalid) as refusal:
        breaches.act("office_supervisor2", referral, "refer", data=told | {"approval": ""})
    assert set(refusal.value.errors) == {"approval"}
    referral = breaches.act("office_supervisor2", referral, "refer", data=told)
    assert referral.state == "referred"
    concluded = breaches.concluded(referral)
    # A warning lasts 6 months.
    assert (concluded.state, concluded.lapses_on) == ("concluded", date(2027, 1, 6))


def test_nobody_drafts_in_another_s_name(breaches: Breaches, order: Any) -> None:
    with pytest.raises(NotPermitted):
        breaches.referral(order, drafter=breaches.world.official("office_supervisor").pk)


def test_sanctions_last_as_long_as_the_law_says(breaches: Breaches) -> None:
    decided = date(2026, 1, 31)
    assert {form: lapses_on(form, decided) for form in ("warning", "demerit", "major_demerit", "demotion")} == {
        "warning": date(2026, 7, 31),
        "demerit": date(2027, 1, 31),
        "major_demerit": date(2027, 7, 31),
        "demotion": date(2028, 1, 31),
    }
    assert lapses_on("dismissal", decided) is None
    assert lapses_on("admonishing_talk", decided) is None
    assert months_together(["demotion", "removal", "demerit"]) == 48
    assert months_together(["warning", "demerit"]) == 18


def test_personal_data_is_read_by_those_on_the_case_and_each_reading_is_recorded(
    breaches: Breaches, order: Any
) -> None:
    inquiry = breaches.inquiry(order)
    referral = breaches.referral(order, inquiry=inquiry.pk)
    world = breaches.world
    stored = PersonReferral.objects.values("person_name", "person_post", "lead").get()
    assert all(len(value) == 64 for value in stored.values())
    for name in ("finance_clerk", "finance_head", "integrity_officer", "auditor", "inspector2", "party_clerk"):
        assert not PersonReferral.objects.visible_to(world.actor(name), breaches.today).exists()
        with pytest.raises(NotPermitted):
            read_person(referral, world.actor(name), now=breaches.now)
    assert Access.objects.count() == 0
    expected = {
        "person_name": "Wang Ming",
        "person_post": "Head of the budget division",
        "lead": "Held the payment back for a gift.",
    }
    for name in ("office_clerk", "office_supervisor", "inspector"):
        assert read_person(referral, world.actor(name), now=breaches.now) == expected
    seen_by = {
        name: readings_of(referral, world.actor(name), now=breaches.now).count()
        for name in ("office_supervisor", "inspector")
    }
    assert seen_by == {"office_supervisor": 2, "inspector": 3}
    assert not Access.objects.filter(detail__contains="Wang").exists()


# Who sees what


def seen(breaches: Breaches, name: str) -> dict[str, int]:
    actor = breaches.world.actor(name)
    models: tuple[Any, ...] = (Commitment, Obligation, BreachCase, RectificationOrder, AccountabilityCase)
    return {model.__name__: model.objects.visible_to(actor, breaches.today).count() for model in models}


def test_an_inspector_sees_the_cases_given_to_him_and_what_they_touch(breaches: Breaches, order: Any) -> None:
    breaches.order()
    nothing = dict.fromkeys(("Commitment", "Obligation", "BreachCase", "RectificationOrder", "AccountabilityCase"), 0)
    assert seen(breaches, "inspector") == nothing
    inquiry = breaches.inquiry(order)
    assert seen(breaches, "inspector") == dict.fromkeys(nothing, 1)
    assert seen(breaches, "inspector3") == nothing
    # Another inspector has to decide what was proposed.
    breaches.proposed(inquiry)
    assert seen(breaches, "inspector3") == dict.fromkeys(nothing, 1)


def test_the_verifying_body_sees_the_case_and_strangers_see_none(breaches: Breaches) -> None:
    case = breaches.case(breaches.promise()[1])
    land, county = breaches.world.actor("land_head"), breaches.world.actor("county_supervisor")
    assert not BreachCase.objects.visible_to(land, breaches.today).exists()
    breaches.assigned(case)
    assert BreachCase.objects.visible_to(land, breaches.today).exists()
    assert not BreachCase.objects.visible_to(county, breaches.today).exists()


def test_a_case_stays_visible_to_the_body_to_which_a_duty_was_varied(breaches: Breaches, order: Any) -> None:
    measures = order.measures.model.objects.visible_to(breaches.world.actor("finance_clerk"), breaches.today)
    assert measures.count() == 0
    finance = RectificationOrder.objects.visible_to(breaches.world.actor("finance_clerk"), breaches.today)
    assert list(finance) == [order]
