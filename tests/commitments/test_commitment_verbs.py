"""The verbs of a commitment: each one's way, and each of its refusals."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from commitments.choices import (
    CheckKind,
    CheckOutcome,
    CommitmentKind,
    Compensation,
    EntryKind,
    EvidencePurpose,
    SourceKind,
    SuspensionGround,
    TerminationGround,
)
from commitments.models import Commitment, Obligation
from commitments.testing import DUE, Promises, moment
from lifecycle.creating import record_edit
from lifecycle.refusals import GuardsUnmet, Invalid, NotFromThisState, NotPermitted

pytestmark = pytest.mark.django_db

ENDING: dict[str, Any] = {
    "ground": TerminationGround.AGREED,
    "power": "Agreement of both sides, article 12",
    "procedure": "Decided by the government's meeting 7 (2026)",
    "compensation": Compensation.AGREED,
}


def unmet_of(refusal: Any) -> list[str]:
    return [one.name for one in refusal.value.unmet]


def test_a_commitment_goes_from_draft_to_closed(promises: Promises, act: Any) -> None:
    commitment, obligation = promises.active()
    assert (commitment.state, commitment.ref[:3]) == ("active", "CM-")
    promises.met(obligation)
    commitment = act("office_supervisor", commitment, "confirm_fulfilment")
    assert commitment.state == "fulfilled"
    assert commitment.settled_on is not None
    commitment = act("office_supervisor", commitment, "close", reason="Everything was paid.")
    assert commitment.state == "closed"
    assert [row.verb for row in commitment.history.order_by("version")] == [
        "create",
        "submit",
        "register",
        "confirm_fulfilment",
        "close",
    ]


def test_obligations_are_numbered_inside_their_commitment(promises: Promises) -> None:
    commitment = promises.draft(at=moment(date(2026, 1, 5)))
    first, second = promises.obligation(commitment), promises.obligation(commitment)
    assert (commitment.ref, first.ref, second.ref) == ("CM-2026-0001", "CM-2026-0001/OB-1", "CM-2026-0001/OB-2")


def test_a_draft_without_obligation_promisee_or_source_is_not_submitted(promises: Promises) -> None:
    commitment = promises.draft(promisee=None, clause="", source_kind="")
    with pytest.raises(GuardsUnmet) as refusal:
        promises.submitted(commitment)
    assert unmet_of(refusal) == ["has_obligation", "has_promisee", "has_source"]


def test_a_policy_commitment_needs_no_promisee(promises: Promises) -> None:
    commitment = promises.draft(kind=CommitmentKind.POLICY, source_kind=SourceKind.POLICY_DOCUMENT)
    promises.obligation(commitment)
    assert promises.submitted(commitment).state == "submitted"


def test_a_cancelled_obligation_is_none(promises: Promises, act: Any) -> None:
    commitment = promises.draft()
    act("commerce_clerk", promises.obligation(commitment), "cancel")
    with pytest.raises(GuardsUnmet) as refusal:
        promises.submitted(commitment)
    assert unmet_of(refusal) == ["has_obligation"]


def test_an_oral_promise_needs_two_written_statements(promises: Promises) -> None:
    commitment = promises.draft(source_kind=SourceKind.ORAL, source_text="Said at the meeting of 6 January")
    promises.obligation(commitment)
    promises.evidence(commitment, EvidencePurpose.STATEMENT)
    with pytest.raises(GuardsUnmet) as refusal:
        promises.submitted(commitment)
    assert unmet_of(refusal) == ["has_statements"]
    promises.evidence(commitment, EvidencePurpose.STATEMENT, is_paper=True)
    assert promises.submitted(commitment).state == "submitted"


def test_a_conditional_obligation_states_its_conditions_before_it_is_submitted(promises: Promises) -> None:
    commitment = promises.draft()
    obligation = promises.obligation(commitment, is_conditional=True, title="Pay the award")
    with pytest.raises(GuardsUnmet) as refusal:
        promises.submitted(commitment)
    assert unmet_of(refusal) == ["are_conditions_stated"]
    assert "Pay the award" in refusal.value.sentences[0]
    promises.condition(obligation)
    assert promises.submitted(commitment).state == "submitted"


def test_a_planned_promise_records_its_pre_checks_before_it_is_submitted(promises: Promises) -> None:
    commitment = promises.draft(checks=("site", "legality"), entry_kind=EntryKind.PLANNED, promised_on=None)
    promises.obligation(commitment)
    promises.check(commitment, CheckKind.SITE)
    with pytest.raises(GuardsUnmet) as refusal:
        promises.submitted(commitment)
    assert unmet_of(refusal) == ["are_checks_recorded"]
    promises.check(commitment, CheckKind.LEGALITY, CheckOutcome.NOT_PASSED)
    assert promises.submitted(commitment).state == "submitted"


def test_a_planned_promise_is_registered_when_its_checks_passed_or_were_overridden_by_name(
    promises: Promises, act: Any
) -> None:
    commitment = promises.draft(checks=("legality",), entry_kind=EntryKind.PLANNED, promised_on=None)
    promises.obligation(commitment)
    check = promises.check(commitment, CheckKind.LEGALITY, CheckOutcome.NOT_PASSED)
    commitment = promises.submitted(commitment)
    with pytest.raises(GuardsUnmet) as refusal:
        act("office_supervisor", commitment, "register")
    assert unmet_of(refusal) == ["are_checks_passed"]
    with pytest.raises(NotPermitted):
        act("commerce_clerk", check, "override", reason="urgent", basis="article 5")
    with pytest.raises(Invalid) as invalid:
        act("office_supervisor2", check, "override")
    assert set(invalid.value.errors) == {"reason", "basis"}
    check = act("office_supervisor2", check, "override", reason="Mended since", basis="Meeting 3 (2026)")
    row = check.history.get(verb="override")
    assert (row.actor_name, row.reason, row.basis) == ("Office Supervisor2", "Mended since", "Meeting 3 (2026)")
    assert act("office_supervisor", commitment, "register").state == "active"


@pytest.mark.parametrize("entry", [EntryKind.SIGNED, EntryKind.RETROSPECTIVE])
def test_for_a_promise_already_made_a_check_is_a_fact(promises: Promises, act: Any, entry: str) -> None:
    commitment = promises.draft(checks=("site",), entry_kind=entry)
    promises.obligation(commitment)
    commitment = promises.submitted(commitment)
    with pytest.raises(GuardsUnmet) as refusal:
        act("office_supervisor", commitment, "register")
    assert unmet_of(refusal) == ["are_checks_facts"]
    commitment = act("office_supervisor", commitment, "return_for_revision", reason="The site check is missing.")
    promises.check(commitment, CheckKind.SITE, CheckOutcome.PAPERS_NOT_FOUND)
    assert promises.registered(commitment).state == "active"


def test_a_judgement_is_no_fact_for_a_promise_already_made(promises: Promises) -> None:
    commitment = promises.draft(checks=("site",))
    promises.obligation(commitment)
    promises.check(commitment, CheckKind.SITE, CheckOutcome.PASSED)
    with pytest.raises(GuardsUnmet) as refusal:
        promises.registered(commitment)
    assert unmet_of(refusal) == ["are_checks_facts"]


@pytest.mark.parametrize(
    ("legality_since", "comment_since", "is_enough"),
    [
        # 2026-03-02 is a Monday; 2026-03-11 the seventh working day after it.
        (date(2026, 3, 2), date(2026, 2, 9), True),
        (date(2026, 3, 3), date(2026, 2, 9), False),
        (date(2026, 3, 2), date(2026, 2, 10), False),
    ],
)
def test_a_major_decision_takes_the_time_that_the_law_gives_it(
    promises: Promises, legality_since: date, comment_since: date, is_enough: bool
) -> None:
    at = moment(date(2026, 3, 12))
    commitment = promises.draft(entry_kind=EntryKind.PLANNED, promised_on=None, is_major_decision=True, at=at)
    promises.obligation(commitment, at=at)
    ended = date(2026, 3, 11)
    promises.check(commitment, CheckKind.LEGALITY, since=legality_since, on=ended)
    promises.check(commitment, CheckKind.PUBLIC_COMMENT, since=comment_since, on=ended)
    promises.check(commitment, CheckKind.COLLECTIVE, on=ended)
    if is_enough:
        assert promises.registered(commitment, at).state == "active"
        return
    with pytest.raises(GuardsUnmet) as refusal:
        promises.registered(commitment, at)
    assert unmet_of(refusal) == ["had_time_for_decision"]


def test_a_duty_body_that_nobody_oversees_is_refused_at_its_field(promises: Promises) -> None:
    commitment = promises.draft()
    with pytest.raises(Invalid) as refusal:
        promises.obligation(commitment, lead_body=promises.world.audit_office)
    assert set(refusal.value.errors) == {"lead_body"}
    obligation = promises.obligation(commitment)
    with pytest.raises(Invalid) as refusal:
        promises.share(obligation, promises.world.audit_office)
    assert set(refusal.value.errors) == {"body"}


def test_an_imported_draft_may_name_a_body_that_nobody_oversees_until_it_is_submitted(promises: Promises) -> None:
    commitment = promises.draft(clause_place="3.2.1")
    promises.obligation(commitment, lead_body=promises.world.audit_office)
    with pytest.raises(GuardsUnmet) as refusal:
        promises.submitted(commitment)
    assert unmet_of(refusal) == ["are_duty_bodies_overseen"]
    assert "Audit Office" in refusal.value.sentences[0]


def test_a_draft_is_edited_by_its_clerks_alone(promises: Promises) -> None:
    commitment = promises.draft()
    changed = record_edit(commitment, promises.actor("commerce_clerk2"), changes={"title": "Subsidy for both plants"})
    assert changed.title == "Subsidy for both plants"
    for name in ("finance_clerk", "office_supervisor", "system_admin", "auditor"):
        with pytest.raises(NotPermitted):
            record_edit(commitment, promises.actor(name), changes={"title": "Something else"})


def test_after_registration_the_promise_is_not_edited_and_the_running_notes_are(promises: Promises) -> None:
    commitment, obligation = promises.active()
    with pytest.raises(Invalid):
        record_edit(commitment, promises.actor("commerce_clerk"), changes={"clause": "Article 5: nothing."})
    with pytest.raises(GuardsUnmet):
        record_edit(obligation, promises.actor("commerce_clerk"), changes={"amount": 1})
    noted = record_edit(commitment, promises.actor("finance_clerk"), changes={"held_up_by": "Budget not voted yet"})
    assert noted.held_up_by == "Budget not voted yet"


def test_what_waits_for_a_reviewer_is_not_edited(promises: Promises) -> None:
    commitment = promises.draft()
    promises.obligation(commitment)
    with pytest.raises(NotFromThisState):
        record_edit(promises.submitted(commitment), promises.actor("commerce_clerk"), changes={"remarks": "x"})


def test_who_submitted_does_not_register_even_with_both_roles(promises: Promises, act: Any) -> None:
    commitment = promises.draft()
    promises.obligation(commitment)
    promises.world.grant("commerce_clerk", "supervisor", "city_office")
    commitment = promises.submitted(commitment)
    for verb, words in (("register", {}), ("return_for_revision", {"reason": "no"})):
        with pytest.raises(NotPermitted):
            act("commerce_clerk", commitment, verb, **words)


def test_a_head_of_the_duty_body_is_no_reviewer(promises: Promises, act: Any) -> None:
    commitment = promises.draft()
    promises.obligation(commitment)
    commitment = promises.submitted(commitment)
    for name in ("finance_head", "commerce_head", "party_supervisor", "land_head", "integrity_officer"):
        with pytest.raises(NotPermitted):
            act(name, commitment, "register")


def test_a_draft_and_a_submitted_commitment_are_withdrawn_for_good(promises: Promises, act: Any) -> None:
    commitment = promises.draft()
    promises.obligation(commitment)
    assert act("commerce_clerk", promises.draft(), "withdraw").state == "withdrawn"
    commitment = act("commerce_clerk2", promises.submitted(commitment), "withdraw")
    with pytest.raises(NotFromThisState):
        promises.submitted(commitment)


def test_suspended_days_are_given_back_to_what_was_still_to_fall_due(promises: Promises, act: Any) -> None:
    start = moment(date(2026, 1, 12))
    commitment, obligation = promises.active(at=start)
    assert obligation.due_on == DUE
    words = {"ground": SuspensionGround.FORCE_MAJEURE, "document": "Flood notice 4 (2026)"}
    commitment = act(
        "office_supervisor", commitment, "suspend", data=words, reason="Flood", at=moment(date(2026, 2, 2))
    )
    assert (commitment.state, commitment.suspended_on) == ("suspended", date(2026, 2, 2))
    assert list(Obligation.objects.overdue(date(2026, 7, 1))) == []
    commitment = act("office_supervisor", commitment, "resume", at=moment(date(2026, 2, 12)))
    obligation = Obligation.objects.get(pk=obligation.pk)
    # 2 to 11 February are ten suspended days.
    assert obligation.due_on == date(2026, 7, 10)
    row = obligation.history.get(verb="give_days_back")
    assert (row.via, row.cause) == ("driven", f"commitments.Commitment/{commitment.pk}/{commitment.version}")


def suspended(act: Any, commitment: Any, first: date, resumed: date) -> None:
    words = {"ground": SuspensionGround.FORCE_MAJEURE, "document": "Flood notice 4 (2026)"}
    commitment = Commitment.objects.get(pk=commitment.pk)
    commitment = act("office_supervisor", commitment, "suspend", data=words, reason="Flood", at=moment(first))
    act("office_supervisor", commitment, "resume", at=moment(resumed))


@pytest.mark.parametrize(
    ("due", "precision", "moved", "following"),
    [
        # Ten days from the 15th; the next one is due on the 15th again.
        (date(2026, 2, 15), "day", date(2026, 2, 25), date(2026, 3, 15)),
        (date(2026, 2, 28), "month", date(2026, 3, 10), date(2026, 3, 31)),
    ],
)
def test_a_suspension_moves_one_occurrence_and_not_the_series(
    promises: Promises, act: Any, due: date, precision: str, moved: date, following: date
) -> None:
    commitment, one = promises.active(
        at=moment(date(2026, 1, 12)), due_on=due, due_precision=precision, recurs="monthly"
    )
    suspended(act, commitment, date(2026, 2, 2), date(2026, 2, 12))
    one = Obligation.objects.get(pk=one.pk)
    assert (one.due_on, one.due_precision) == (moved, "day")
    met = promises.met(one, at=moment(date(2026, 2, 20)))
    after = Obligation.objects.get(previous=met)
    assert (after.due_on, after.due_precision) == (following, precision)


def test_the_clock_of_a_claims_confirmation_gets_its_working_days_back(promises: Promises, act: Any) -> None:
    commitment, one = promises.active(
        at=moment(date(2026, 1, 12)), is_conditional=True, due_rule="term", term_amount=1, term_unit="month"
    )
    promises.evidence(one, EvidencePurpose.CLAIM, at=moment(date(2026, 2, 24)))
    words = {"amount": 100, "note": "The plant is in production."}
    one = act("commerce_clerk", one, "claim", data=words, at=moment(date(2026, 2, 25)))
    assert one.confirm_by == date(2026, 3, 24)
    suspended(act, commitment, date(2026, 3, 2), date(2026, 6, 1))
    # Three of twenty working days had passed (26, 27 and the worked Saturday 28 February). The other seventeen: 1 to 5,
    # 8 to 12, 15 to 18 (the 19th is the festival), 22 to 24 June.
    assert Obligation.objects.get(pk=one.pk).confirm_by == date(2026, 6, 24)


def test_a_due_date_before_the_suspension_does_not_move(promises: Promises, act: Any) -> None:
    commitment, obligation = promises.active(at=moment(date(2026, 1, 12)), due_on=date(2026, 1, 30))
    words = {"ground": SuspensionGround.COURT_ORDER, "document": "Order 12 (2026)"}
    act("office_supervisor", commitment, "suspend", data=words, reason="Order", at=moment(date(2026, 2, 2)))
    commitment = Commitment.objects.get(pk=commitment.pk)
    act("office_supervisor", commitment, "resume", at=moment(date(2026, 2, 12)))
    assert Obligation.objects.get(pk=obligation.pk).due_on == date(2026, 1, 30)


def test_a_suspension_names_its_ground_and_document(promises: Promises, act: Any) -> None:
    commitment, _obligation = promises.active()
    with pytest.raises(Invalid) as refusal:
        act("office_supervisor", commitment, "suspend", data={"ground": "holiday"})
    assert set(refusal.value.errors) == {"reason", "ground", "document"}


def test_fulfilment_needs_every_obligation_settled_and_one_met(promises: Promises, act: Any) -> None:
    commitment = promises.draft()
    first, second = promises.obligation(commitment), promises.obligation(commitment, title="Build the road")
    commitment = promises.registered(commitment)
    with pytest.raises(GuardsUnmet) as refusal:
        act("office_supervisor", commitment, "confirm_fulfilment")
    assert unmet_of(refusal) == ["are_obligations_settled"]
    promises.evidence(commitment, EvidencePurpose.CONSENT)
    act("office_supervisor", second, "waive")
    act("office_supervisor2", first, "waive")
    with pytest.raises(GuardsUnmet):
        act("office_supervisor", commitment, "confirm_fulfilment")


def test_a_termination_cancels_what_is_open_and_leaves_what_was_met(promises: Promises, act: Any) -> None:
    commitment = promises.draft()
    first, second = promises.obligation(commitment), promises.obligation(commitment, title="Build the road")
    commitment = promises.registered(commitment)
    promises.met(promises.classified(first))
    commitment = act("office_supervisor", commitment, "terminate", data=ENDING, reason="Both agreed.")
    states = list(Obligation.objects.order_by("pk").values_list("state", flat=True))
    assert (commitment.state, states) == ("terminated", ["met", "cancelled"])
    row = Obligation.objects.get(pk=second.pk).history.get(verb="cancel")
    assert row.cause == f"commitments.Commitment/{commitment.pk}/{commitment.version}"


@pytest.mark.parametrize(
    "ground",
    ["change_of_district", "change_of_term", "change_of_body", "change_of_function", "change_of_person"],
)
def test_a_change_of_district_term_body_function_or_person_is_never_a_ground(
    promises: Promises, act: Any, ground: str
) -> None:
    commitment, obligation = promises.active()
    with pytest.raises(Invalid) as refusal:
        act("office_supervisor", commitment, "terminate", data=ENDING | {"ground": ground}, reason="New leaders.")
    assert set(refusal.value.errors) == {"ground"}
    assert "第三十一条" in str(refusal.value.errors["ground"])
    assert Commitment.objects.get(pk=commitment.pk).state == "active"
    assert Obligation.objects.get(pk=obligation.pk).state == "pending"


def test_a_promisees_default_asks_for_the_notice_and_the_land(promises: Promises, act: Any) -> None:
    commitment, _obligation = promises.active()
    words: dict[str, Any] = ENDING | {"ground": TerminationGround.PROMISEE_DEFAULT}
    with pytest.raises(Invalid) as refusal:
        act("office_supervisor", commitment, "terminate", data=words, reason="Left.")
    assert set(refusal.value.errors) == {"notice_served_on", "land_settlement"}
    words |= {"notice_served_on": date(2026, 2, 1), "land_settlement": "No land was supplied."}
    assert act("office_supervisor", commitment, "terminate", data=words, reason="Left.").state == "terminated"


def test_a_termination_without_compensation_says_why(promises: Promises, act: Any) -> None:
    commitment, _obligation = promises.active()
    words = ENDING | {"compensation": Compensation.NOT_DUE}
    with pytest.raises(Invalid) as refusal:
        act("office_supervisor", commitment, "terminate", data=words, reason="Agreed.")
    assert set(refusal.value.errors) == {"compensation_note"}


def test_driven_verbs_are_nobodys(promises: Promises, act: Any) -> None:
    commitment, _obligation = promises.active()
    for name in ("commerce_clerk", "office_supervisor", "party_supervisor", "integrity_officer", "inspector"):
        with pytest.raises(NotPermitted):
            act(name, commitment, "declare_breach")


def test_reopening_revokes_the_named_acceptances_on_new_evidence_by_the_superior(promises: Promises, act: Any) -> None:
    commitment = promises.draft()
    first, second = promises.obligation(commitment), promises.obligation(commitment, title="Build the road")
    commitment = promises.registered(commitment)
    first, second = (promises.met(promises.classified(one)) for one in (first, second))
    commitment = act("office_supervisor", commitment, "confirm_fulfilment")
    named = {"obligations": [first.pk]}
    with pytest.raises(NotPermitted):
        act("office_supervisor", commitment, "reopen", data=named, reason="Audit finding")
    with pytest.raises(GuardsUnmet) as refusal:
        act("party_supervisor", commitment, "reopen", data=named, reason="Audit finding")
    assert unmet_of(refusal) == ["has_new_evidence"]
    promises.evidence(commitment, EvidencePurpose.NEW_FINDING)
    commitment = act("party_supervisor", commitment, "reopen", data=named, reason="Audit finding")
    assert commitment.state == "active"
    first, second = Obligation.objects.get(pk=first.pk), Obligation.objects.get(pk=second.pk)
    assert (first.state, second.state) == ("pending", "met")
    assert (first.performed_on, first.met_ratio) == (None, None)
    assert first.history.get(verb="revoke_acceptance").cause.startswith("commitments.Commitment/")


def test_evidence_from_before_the_acceptance_does_not_reopen(promises: Promises, act: Any) -> None:
    commitment, obligation = promises.active(at=moment(date(2026, 1, 12)))
    promises.evidence(commitment, EvidencePurpose.NEW_FINDING, at=moment(date(2026, 1, 13)))
    obligation = promises.met(obligation, at=moment(date(2026, 1, 14)))
    commitment = act("office_supervisor", commitment, "confirm_fulfilment", at=moment(date(2026, 1, 15)))
    with pytest.raises(GuardsUnmet):
        act(
            "party_supervisor",
            commitment,
            "reopen",
            data={"obligations": [obligation.pk]},
            reason="Old paper",
            at=moment(date(2026, 1, 16)),
        )


def test_reopening_names_accepted_obligations_of_this_commitment_alone(promises: Promises, act: Any) -> None:
    commitment, obligation = promises.active()
    promises.met(obligation)
    commitment = act("office_supervisor", commitment, "confirm_fulfilment")
    promises.evidence(commitment, EvidencePurpose.NEW_FINDING)
    _other, foreign = promises.active()
    foreign = promises.met(foreign)
    with pytest.raises(Invalid) as refusal:
        act("party_supervisor", commitment, "reopen", data={"obligations": [foreign.pk]}, reason="Audit")
    assert set(refusal.value.errors) == {"obligations"}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"promised_on": None}, "promised_on"),
        ({"promised_on": date(2199, 1, 1)}, "promised_on"),
        ({"promised_on": date(2025, 1, 1), "promised_precision": "unknown"}, "promised_on"),
        ({"amount": Decimal("-1")}, "amount"),
        ({"share_city": Decimal(50)}, "share_city"),
        ({"share_city": Decimal(150), "share_county": Decimal(-50)}, "share_city"),
        ({"kind": "lottery"}, "kind"),
        ({"title": ""}, "title"),
    ],
)
def test_bad_input_gets_a_sentence_at_its_field(promises: Promises, values: dict[str, Any], field: str) -> None:
    kind = promises.type_of(CommitmentKind.INVESTMENT)
    with pytest.raises(Invalid) as refusal:
        promises.draft(**{"type": kind, "promisee": None, **values})
    assert field in refusal.value.errors
    assert not Commitment.objects.exists()


def test_a_type_of_another_kind_is_refused_at_its_field(promises: Promises) -> None:
    with pytest.raises(Invalid) as refusal:
        promises.draft(type=promises.type_of(CommitmentKind.POLICY))
    assert set(refusal.value.errors) == {"type"}


def test_shares_by_level_make_the_whole(promises: Promises) -> None:
    commitment = promises.draft(share_city=Decimal(50), share_county=Decimal(50))
    assert commitment.funding_shares["share_county"] == 50


def test_nobody_makes_a_commitment_for_a_body_that_is_not_his(promises: Promises) -> None:
    for name in ("finance_clerk", "commerce_head", "office_supervisor", "system_admin"):
        with pytest.raises(NotPermitted):
            promises.draft(by=name, promisee=None)
