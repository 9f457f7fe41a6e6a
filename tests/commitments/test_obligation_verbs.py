"""The verbs of an obligation: each one's way, and each of its refusals."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from commitments.choices import (
    EvidencePurpose,
    Legality,
    ObligationKind,
    Recurrence,
    Remedy,
    ShareState,
    SourceKind,
)
from commitments.models import Condition, Obligation, Share
from commitments.testing import DUE, PROMISED, Promises, moment
from deadlines.choices import Lamp, LimitUnit
from lifecycle.creating import create, create_many, record_edit
from lifecycle.refusals import GuardsUnmet, Invalid, NotFromThisState, NotPermitted
from workflows.driving import reconcile
from workflows.flows import ConditionsFlow
from workflows.homes import returned_to
from workflows.models import Assignment

pytestmark = pytest.mark.django_db

FIGURE = {"figure": "Output of 52 million yuan in 2025", "source": "Bureau of Statistics", "figure_on": PROMISED}
STOPPED = {"told_on": PROMISED, "told_how": "By letter 7", "remedy": Remedy.RENEGOTIATED}


def unmet_of(refusal: Any) -> list[str]:
    return [one.name for one in refusal.value.unmet]


def afresh(record: Any) -> Any:
    return type(record)._base_manager.get(pk=record.pk)


def claimed(promises: Promises, act: Any, **terms: Any) -> Any:
    """A claim on a registered conditional obligation, made on 12 January 2026."""
    at = moment(date(2026, 1, 12))
    _commitment, obligation = promises.active(at=at, is_conditional=True, **terms)
    promises.evidence(obligation, EvidencePurpose.CLAIM, at=at)
    return act("commerce_clerk", obligation, "claim", data={"amount": "3000000"}, at=at)


def figured(obligation: Any, act: Any) -> None:
    for condition in Condition.objects.filter(obligation=obligation):
        act("finance_clerk", condition, "give_figure", data=FIGURE)


def test_a_claim_has_its_papers_and_starts_the_clock_of_its_confirmation(promises: Promises, act: Any) -> None:
    at = moment(date(2026, 1, 12))
    _commitment, obligation = promises.active(at=at, is_conditional=True)
    assert obligation.state == "conditional"
    with pytest.raises(GuardsUnmet) as refusal:
        act("commerce_clerk", obligation, "claim", at=at)
    assert unmet_of(refusal) == ["has_claim_papers"]
    promises.evidence(obligation, EvidencePurpose.CLAIM, at=at)
    for name in ("land_clerk", "office_supervisor", "finance_head"):
        with pytest.raises(NotPermitted):
            act(name, obligation, "claim", at=at)
    obligation = act("commerce_clerk", obligation, "claim", data={"amount": "3000000", "note": "First year"}, at=at)
    # 20 working days after 12 January 2026; the Spring Festival of 2026 lies from 15 to 23 February.
    assert (obligation.state, obligation.claimed_on, obligation.confirm_by) == (
        "claimed",
        date(2026, 1, 12),
        date(2026, 2, 9),
    )
    assert list(Obligation.objects.claims_overdue(date(2026, 2, 9))) == []
    assert list(Obligation.objects.claims_overdue(date(2026, 2, 10))) == [obligation]


def test_conditions_are_confirmed_on_figures_and_the_due_date_runs_from_there(promises: Promises, act: Any) -> None:
    obligation = claimed(promises, act, due_rule="term", term_amount=30, term_unit=LimitUnit.CALENDAR_DAY)
    assert obligation.due_on is None
    with pytest.raises(GuardsUnmet) as refusal:
        act("office_supervisor", obligation, "confirm_conditions")
    assert unmet_of(refusal) == ["are_conditions_figured"]
    figured(obligation, act)
    obligation = act("office_supervisor", obligation, "confirm_conditions", at=moment(date(2026, 12, 1)))
    assert (obligation.state, obligation.due_on) == ("pending", date(2026, 12, 31))
    assert obligation.conditions_confirmed_on == date(2026, 12, 1)


def test_who_claimed_and_who_pays_do_not_confirm(promises: Promises, act: Any) -> None:
    obligation = claimed(promises, act, paying_body=promises.world.city_office)
    figured(obligation, act)
    # The supervision office is itself named as paying body here: its people may not judge the claim.
    with pytest.raises(NotPermitted) as refusal:
        act("office_supervisor", obligation, "confirm_conditions")
    assert "not_of(paying)" in refusal.value.rights
    promises.world.grant("commerce_clerk", "supervisor", "city_office")
    with pytest.raises(NotPermitted) as refusal:
        act("commerce_clerk", obligation, "confirm_conditions")
    assert "other_than(claim)" in refusal.value.rights


def test_a_refused_claim_says_what_is_missing_and_may_be_made_again(promises: Promises, act: Any) -> None:
    obligation = claimed(promises, act)
    with pytest.raises(Invalid) as refusal:
        act("office_supervisor", obligation, "refuse_conditions")
    assert set(refusal.value.errors) == {"reason", "missing", "told_on", "told_how"}
    told = {"missing": "The tax certificate", "told_on": PROMISED, "told_how": "By telephone"}
    obligation = act("office_supervisor", obligation, "refuse_conditions", data=told, reason="Incomplete")
    assert (obligation.state, obligation.missing, obligation.confirm_by) == ("conditional", "The tax certificate", None)
    # It is a task again of all who may claim, and stands among what was returned to them.
    asked = Assignment.objects.of_record("commitments.Obligation", obligation.pk).values_list("verb", "body_path")
    bodies = (promises.world.commerce, promises.world.finance)
    assert set(asked) == {("claim", one.path) for one in bodies}
    back = returned_to(promises.actor("finance_clerk"), date(2026, 1, 12))
    assert [(one.record, one.reason) for one in back] == [(obligation, "Incomplete")]
    assert not reconcile(ConditionsFlow, [obligation], moment(date(2026, 1, 12)))
    assert act("finance_clerk", obligation, "claim").state == "claimed"


def test_a_report_needs_evidence_shares_and_a_lawful_duty(promises: Promises, act: Any) -> None:
    commitment = promises.draft()
    obligation = promises.obligation(commitment)
    promises.share(obligation, promises.world.land)
    promises.registered(commitment)
    report = {"performed_on": PROMISED}
    with pytest.raises(GuardsUnmet) as refusal:
        act("finance_clerk", obligation, "report", data=report)
    assert unmet_of(refusal) == ["has_evidence", "are_shares_named", "is_lawful"]
    assert "Bureau of Natural Resources" in refusal.value.sentences[1]
    promises.classified(obligation)
    promises.evidence(obligation, is_paper=True)
    act("finance_clerk", Share.objects.get(), "name_missing", data={"why": "No reply since May"})
    for name in ("commerce_clerk", "land_clerk", "finance_head"):
        with pytest.raises(NotPermitted):
            act(name, obligation, "report", data=report)
    obligation = act("finance_clerk", obligation, "report", data=report)
    assert (obligation.state, obligation.performed_on) == ("reported", PROMISED)


def test_a_supporting_body_answers_for_its_own_share(promises: Promises, act: Any) -> None:
    commitment = promises.draft()
    obligation = promises.obligation(commitment)
    share = promises.share(obligation, promises.world.land)
    promises.share(obligation, promises.world.justice)
    with pytest.raises(GuardsUnmet):
        act("land_clerk", share, "report_share", data={"result": "Road laid"})
    promises.registered(commitment)
    for name in ("justice_clerk", "finance_clerk", "commerce_clerk"):
        with pytest.raises(NotPermitted):
            act(name, share, "report_share", data={"result": "Road laid"})
    share = act("land_clerk", share, "report_share", data={"result": "Road laid"})
    assert share.state == ShareState.REPORTED


def test_a_share_is_late_by_its_own_due_date(promises: Promises, act: Any) -> None:
    commitment = promises.draft()
    obligation = promises.obligation(commitment)
    share = promises.share(obligation, promises.world.land, due_on=date(2026, 3, 31))
    promises.registered(commitment)
    assert list(Share.objects.overdue(date(2026, 3, 31))) == []
    assert list(Share.objects.overdue(date(2026, 4, 1))) == [share]
    assert list(Obligation.objects.overdue(date(2026, 4, 1))) == []
    act("land_clerk", share, "report_share", data={"result": "Road laid"})
    assert list(Share.objects.overdue(date(2026, 4, 1))) == []


def test_a_report_on_a_day_to_come_is_refused(promises: Promises, act: Any) -> None:
    _commitment, obligation = promises.active()
    with pytest.raises(Invalid) as refusal:
        act("finance_clerk", obligation, "report", data={"performed_on": date(2199, 1, 1)})
    assert set(refusal.value.errors) == {"performed_on"}


def test_accepted_is_met_on_the_day_of_performance(promises: Promises, act: Any) -> None:
    _commitment, obligation = promises.active()
    obligation = promises.reported(obligation, on=date(2025, 5, 5))
    with pytest.raises(NotPermitted):
        act("finance_head", obligation, "accept")
    obligation = act(
        "office_supervisor", obligation, "accept", reason="Paid before.", data={"performed_on": date(2025, 5, 8)}
    )
    assert (obligation.state, obligation.performed_on, obligation.met_ratio) == ("met", date(2025, 5, 8), 100)
    assert obligation.met_amount == 3_000_000


def test_who_reported_does_not_accept_even_as_supervisor(promises: Promises, act: Any) -> None:
    _commitment, obligation = promises.active()
    obligation = promises.reported(obligation)
    promises.world.grant("finance_clerk", "supervisor", "city_office")
    for verb, words in (
        ("accept", {}),
        ("accept_partly", {"data": {"ratio": "50"}}),
        ("return_report", {"reason": "no"}),
    ):
        with pytest.raises(NotPermitted):
            act("finance_clerk", obligation, verb, **words)


@pytest.mark.parametrize(
    ("data", "ratio", "amount"),
    [
        ({"ratio": "40"}, Decimal("40.00"), Decimal("1200000.00")),
        ({"amount": "1000000"}, Decimal("33.33"), Decimal("1000000.00")),
    ],
)
def test_partly_met_is_told_by_ratio_or_amount(
    promises: Promises, act: Any, data: dict[str, str], ratio: Decimal, amount: Decimal
) -> None:
    _commitment, obligation = promises.active()
    obligation = act("office_supervisor", promises.reported(obligation), "accept_partly", data=data)
    assert (obligation.state, obligation.met_ratio, obligation.met_amount) == ("partially_met", ratio, amount)
    again = act("finance_clerk", obligation, "report", data={"performed_on": PROMISED})
    assert act("office_supervisor", again, "accept", reason="Paid before.").state == "met"


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "ratio"),
        ({"ratio": "40", "amount": "5"}, "ratio"),
        ({"ratio": "100"}, "ratio"),
        ({"ratio": "0"}, "ratio"),
        ({"amount": "3000000"}, "amount"),
        ({"amount": "0"}, "amount"),
    ],
)
def test_a_part_is_more_than_nothing_and_less_than_all(
    promises: Promises, act: Any, data: dict[str, str], field: str
) -> None:
    _commitment, obligation = promises.active()
    obligation = promises.reported(obligation)
    with pytest.raises(Invalid) as refusal:
        act("office_supervisor", obligation, "accept_partly", data=data)
    assert set(refusal.value.errors) == {field}
    assert afresh(obligation).state == "reported"


def test_a_returned_report_is_still_to_be_performed(promises: Promises, act: Any) -> None:
    _commitment, obligation = promises.active()
    obligation = act("office_supervisor", promises.reported(obligation), "return_report", reason="No voucher")
    assert (obligation.state, obligation.performed_on, obligation.reported_on) == ("pending", None, None)


def test_a_duty_is_waived_with_the_promisees_consent_on_file(promises: Promises, act: Any) -> None:
    _commitment, obligation = promises.active()
    with pytest.raises(GuardsUnmet) as refusal:
        act("office_supervisor", obligation, "waive")
    assert unmet_of(refusal) == ["has_consent"]
    promises.evidence(obligation, EvidencePurpose.CONSENT)
    assert act("office_supervisor", obligation, "waive").state == "waived"


def test_an_unlawful_duty_is_stopped_by_another_than_who_classified_it(promises: Promises, act: Any) -> None:
    _commitment, obligation = promises.active()
    with pytest.raises(GuardsUnmet) as refusal:
        act("office_supervisor", obligation, "stop", data=STOPPED, reason="Unlawful")
    assert unmet_of(refusal) == ["is_unlawful"]
    obligation = promises.classified(obligation, Legality.UNLAWFUL)
    with pytest.raises(NotPermitted):
        act("office_supervisor2", obligation, "stop", data=STOPPED, reason="Unlawful")
    obligation = act("office_supervisor", obligation, "stop", data=STOPPED, reason="Unlawful")
    assert (obligation.state, obligation.remedy) == ("stopped", "renegotiated")
    assert list(Obligation.objects.stopped()) == [obligation]
    assert list(Obligation.objects.overdue(date(2030, 1, 1))) == []


def test_unlawful_is_said_with_the_article_and_an_opinion(promises: Promises, act: Any) -> None:
    _commitment, obligation = promises.active()
    with pytest.raises(Invalid) as refusal:
        act("office_supervisor", obligation, "classify", data={"legality": "unlawful"})
    assert set(refusal.value.errors) == {"opinion_by", "opinion_number", "opinion_on"}
    opinion = {"opinion_by": "Bureau of Justice", "opinion_number": "4", "opinion_on": PROMISED}
    with pytest.raises(Invalid) as refusal:
        act("office_supervisor", obligation, "classify", data={"legality": "unlawful", **opinion})
    assert set(refusal.value.errors) == {"article"}
    with pytest.raises(Invalid) as refusal:
        act("office_supervisor", obligation, "classify", data={"legality": "unreviewed", **opinion})
    assert set(refusal.value.errors) == {"legality"}


def test_legality_is_classified_by_a_second_person(promises: Promises, act: Any) -> None:
    commitment = promises.draft()
    promises.world.grant("commerce_clerk", "supervisor", "city_office")
    obligation = promises.obligation(commitment)
    with pytest.raises(NotPermitted):
        promises.classified(obligation, by="commerce_clerk")
    with pytest.raises(NotPermitted):
        promises.classified(obligation, by="finance_head")
    assert promises.classified(obligation, by="office_supervisor").legality == "lawful"


def test_an_oral_promise_stays_in_dispute_until_it_rests_on_a_paper(promises: Promises, act: Any) -> None:
    commitment = promises.draft(source_kind=SourceKind.ORAL)
    obligation = promises.obligation(commitment)
    for number in (1, 2):
        promises.evidence(commitment, EvidencePurpose.STATEMENT, title=f"Statement {number}")
    promises.registered(commitment)
    obligation = promises.classified(obligation)
    promises.evidence(obligation)
    with pytest.raises(GuardsUnmet) as refusal:
        act("finance_clerk", obligation, "report", data={"performed_on": PROMISED})
    assert unmet_of(refusal) == ["is_lawful"]


def test_an_obligation_is_cancelled_by_its_clerk_while_the_commitment_is_a_draft_alone(
    promises: Promises, act: Any
) -> None:
    commitment = promises.draft()
    first, second = promises.obligation(commitment), promises.obligation(commitment)
    assert act("commerce_clerk", first, "cancel").state == "cancelled"
    promises.registered(commitment)
    for name in ("commerce_clerk", "office_supervisor", "party_supervisor"):
        with pytest.raises(NotPermitted):
            act(name, second, "cancel")


def test_an_acceptance_is_revoked_by_the_superior_on_evidence_that_came_after_it(promises: Promises, act: Any) -> None:
    _commitment, obligation = promises.active()
    obligation = promises.met(obligation)
    with pytest.raises(NotPermitted):
        act("office_supervisor", obligation, "revoke_acceptance", reason="Audit")
    with pytest.raises(GuardsUnmet) as refusal:
        act("party_supervisor", obligation, "revoke_acceptance", reason="Audit")
    assert unmet_of(refusal) == ["has_new_evidence"]
    promises.evidence(obligation, EvidencePurpose.NEW_FINDING)
    obligation = act("party_supervisor", obligation, "revoke_acceptance", reason="Audit")
    assert (obligation.state, obligation.performed_on, obligation.settled_on) == ("pending", None, None)
    # Accepted once more, the old finding is old: another revocation needs another one.
    obligation = act("finance_clerk", obligation, "report", data={"performed_on": PROMISED})
    obligation = act("office_supervisor", obligation, "accept", reason="Paid before.")
    with pytest.raises(GuardsUnmet):
        act("party_supervisor", obligation, "revoke_acceptance", reason="Audit")


def test_nothing_is_claimed_reported_or_judged_before_registration(promises: Promises, act: Any) -> None:
    commitment = promises.draft()
    obligation = promises.classified(promises.obligation(commitment))
    promises.evidence(obligation)
    with pytest.raises(GuardsUnmet) as refusal:
        act("finance_clerk", obligation, "report", data={"performed_on": PROMISED})
    assert unmet_of(refusal) == ["is_in_force"]


def test_the_refusals_come_in_their_order(promises: Promises, act: Any) -> None:
    _commitment, obligation = promises.active()
    with pytest.raises(Invalid):
        act("land_clerk", obligation, "report")
    with pytest.raises(NotFromThisState):
        act("land_clerk", obligation, "accept")
    with pytest.raises(NotPermitted):
        act("land_clerk", obligation, "report", data={"performed_on": PROMISED})
    with pytest.raises(GuardsUnmet):
        act("finance_clerk", obligation, "report", data={"performed_on": PROMISED})


# Due dates, lamps, overdue


def test_overdue_begins_the_day_after_the_due_date_and_never_before_registration(promises: Promises) -> None:
    commitment = promises.draft()
    obligation = promises.obligation(commitment)
    after = date(2026, 7, 1)
    assert list(Obligation.objects.overdue(after)) == []
    promises.registered(commitment, at=None)
    assert list(Obligation.objects.overdue(DUE)) == []
    assert list(Obligation.objects.overdue(after)) == [obligation]


def test_a_conditional_duty_has_no_lamp_and_a_pending_one_turns_red_after_its_due_date(
    promises: Promises, act: Any
) -> None:
    _commitment, conditional = promises.active(is_conditional=True, due_on=DUE)
    assert afresh(conditional).lamp_on(date(2026, 8, 1)) is None
    _commitment, pending = promises.active(at=moment(date(2026, 1, 12)))
    pending = Obligation.objects.select_related("commitment").get(pk=pending.pk)
    assert pending.lamp_on(date(2026, 3, 2)) == Lamp.GREEN
    assert pending.lamp_on(DUE) == Lamp.YELLOW
    assert pending.lamp_on(date(2026, 7, 1)) == Lamp.RED
    assert (pending.days_overdue_on(DUE), pending.days_overdue_on(date(2026, 7, 10))) == (0, 10)


def test_the_promisees_own_duty_is_late_and_never_breachable(promises: Promises) -> None:
    commitment = promises.draft()
    own = promises.obligation(commitment, side="promisee", title="Start construction", amount=None, kind="task")
    promises.obligation(commitment, due_rule="none_agreed")
    promises.registered(commitment)
    assert list(Obligation.objects.overdue(date(2027, 1, 1))) == [own]
    assert list(Obligation.objects.breachable(date(2027, 1, 1))) == []
    assert list(type(commitment).objects.overdue(date(2027, 1, 1))) == []


def test_a_duty_without_agreed_date_is_never_late_and_is_listed_for_agreement(promises: Promises) -> None:
    commitment = promises.draft()
    obligation = promises.obligation(commitment, due_rule="none_agreed")
    promises.registered(commitment)
    assert list(Obligation.objects.overdue(date(2030, 1, 1))) == []
    assert list(Obligation.objects.without_date()) == [obligation]
    assert afresh(obligation).lamp_on(date(2030, 1, 1)) is None


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"due_on": date(2024, 12, 31)}, "due_on"),
        ({"due_rule": "date"}, "due_on"),
        ({"due_rule": "none_agreed", "due_on": DUE}, "due_on"),
        ({"due_on": date(2026, 6, 15), "due_precision": "month"}, "due_on"),
        ({"due_on": date(2026, 6, 30), "due_precision": "year"}, "due_on"),
        ({"due_rule": "term", "term_amount": 30, "term_unit": "month"}, "due_rule"),
        ({"due_rule": "term", "is_conditional": True}, "term_amount"),
        ({"due_rule": "term", "is_conditional": True, "term_amount": 3}, "term_unit"),
        ({"due_on": DUE, "recurs_until": DUE}, "recurs_until"),
        ({"due_rule": "none_agreed", "recurs": "yearly"}, "recurs"),
        ({"due_on": DUE, "recurs": "yearly", "recurs_until": date(2026, 1, 1)}, "recurs_until"),
        ({"due_on": DUE, "weight": 0}, "weight"),
        ({"due_on": DUE, "amount": "-1"}, "amount"),
        ({"due_on": DUE, "amount": "9999999999999999"}, "amount"),
        ({"due_on": DUE, "currency": "USD"}, "foreign_amount"),
        ({"due_on": DUE, "currency": "usd", "foreign_amount": 1, "exchange_rate": 7, "amount": 7}, "currency"),
        ({"due_on": DUE, "currency": "USD", "foreign_amount": 1, "exchange_rate": 7, "amount": 8}, "amount"),
        ({"due_on": "next year"}, "due_on"),
    ],
)
def test_terms_that_do_not_fit_get_a_sentence_at_their_field(
    promises: Promises, terms: dict[str, Any], field: str
) -> None:
    commitment = promises.draft()
    with pytest.raises(Invalid) as refusal:
        promises.obligation(commitment, **terms)
    assert set(refusal.value.errors) == {field}
    assert not Obligation.objects.exists()


def test_a_foreign_amount_keeps_currency_amount_and_rate(promises: Promises) -> None:
    obligation = promises.obligation(
        promises.draft(), currency="USD", foreign_amount="100000.00", exchange_rate="7.123456", amount="712345.60"
    )
    assert obligation.amount == Decimal("712345.60")


def test_the_due_date_of_a_draft_is_not_moved_before_the_promise_either(promises: Promises) -> None:
    obligation = promises.obligation(promises.draft())
    with pytest.raises(Invalid) as refusal:
        record_edit(obligation, promises.actor("commerce_clerk"), changes={"due_on": date(2024, 1, 1)})
    assert set(refusal.value.errors) == {"due_on"}


def test_nobody_makes_an_obligation_that_is_lawful_or_accepted_from_birth(promises: Promises) -> None:
    commitment = promises.draft()
    with pytest.raises(GuardsUnmet):
        promises.obligation(commitment, legality="lawful")
    with pytest.raises(Invalid):
        promises.obligation(commitment, state="met")
    promises.obligation(commitment)
    promises.registered(commitment)
    with pytest.raises(GuardsUnmet):
        promises.obligation(commitment, title="One more")


# Recurrence


def test_a_recurring_obligation_comes_back_when_it_is_met(promises: Promises, act: Any) -> None:
    commitment = promises.draft()
    first = promises.obligation(
        commitment,
        kind=ObligationKind.PAYMENT,
        due_on=date(2026, 1, 31),
        recurs=Recurrence.MONTHLY,
        recurs_until=date(2026, 4, 30),
    )
    promises.share(first, promises.world.land, due_on=date(2026, 1, 20))
    promises.registered(commitment)
    act("land_clerk", Share.objects.get(), "report_share", data={"result": "Road laid"})
    current: Any = promises.classified(first)
    dues = []
    while current is not None:
        dues.append(current.due_on)
        for share in Share.objects.filter(obligation=current, state=ShareState.OUTSTANDING):
            act("land_clerk", share, "report_share", data={"result": "Road laid"})
        met = promises.met(current)
        current = Obligation.objects.filter(previous=met).first()
    # Counted from the first due date: the month's last day, not the 28th for good.
    assert dues == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]
    second = Obligation.objects.get(occurrence=2)
    assert (second.legality, second.state, second.ref) == ("lawful", "met", f"{commitment.ref}/OB-2")
    assert list(Share.objects.order_by("obligation_id").values_list("due_on", flat=True)) == [
        date(2026, 1, 20),
        date(2026, 2, 20),
        date(2026, 3, 20),
        date(2026, 4, 20),
    ]
    row = second.history.get(verb="create")
    assert (row.via, row.cause.split("/")[0]) == ("driven", "commitments.Obligation")


@pytest.mark.parametrize(
    ("precision", "dues"),
    [
        ("month", [date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 31)]),
        ("day", [date(2026, 2, 28), date(2026, 3, 28), date(2026, 4, 28), date(2026, 5, 28)]),
    ],
)
def test_a_series_known_to_the_month_stays_so(promises: Promises, precision: str, dues: list[date]) -> None:
    _commitment, current = promises.active(due_on=dues[0], due_precision=precision, recurs=Recurrence.MONTHLY)
    found = []
    for _number in dues:
        found.append((current.due_on, current.due_precision))
        current = Obligation.objects.get(previous=promises.met(current))
    assert found == [(due, precision) for due in dues]


def test_a_share_that_is_due_with_its_lead_stays_so_at_the_end_of_the_month(promises: Promises, act: Any) -> None:
    commitment = promises.draft()
    first = promises.obligation(commitment, due_on=date(2026, 1, 31), recurs=Recurrence.MONTHLY)
    promises.share(first, promises.world.land, due_on=date(2026, 1, 31))
    promises.registered(commitment)
    current: Any = promises.classified(first)
    for _number in range(3):
        act("land_clerk", Share.objects.get(obligation=current), "report_share", data={"result": "Road laid"})
        current = Obligation.objects.get(previous=promises.met(current))
    assert list(Share.objects.order_by("obligation_id").values_list("due_on", flat=True)) == [
        date(2026, 1, 31),
        date(2026, 2, 28),
        date(2026, 3, 31),
        date(2026, 4, 30),
    ]


def test_a_series_on_conditions_is_claimed_anew_each_time(promises: Promises, act: Any) -> None:
    obligation = claimed(
        promises, act, due_rule="term", term_amount=1, term_unit=LimitUnit.MONTH, recurs=Recurrence.YEARLY
    )
    figured(obligation, act)
    obligation = act("office_supervisor", obligation, "confirm_conditions")
    promises.met(obligation)
    following = Obligation.objects.get(previous=obligation)
    assert (following.state, following.due_on, following.occurrence) == ("conditional", None, 2)
    condition = Condition.objects.get(obligation=following)
    assert (condition.text, condition.figure, condition.state) == ("The plant is in production", "", "open")


def test_an_occurrence_accepted_twice_comes_back_once(promises: Promises, act: Any) -> None:
    _commitment, obligation = promises.active(recurs=Recurrence.YEARLY)
    obligation = promises.met(obligation)
    promises.evidence(obligation, EvidencePurpose.NEW_FINDING)
    obligation = act("party_supervisor", obligation, "revoke_acceptance", reason="Audit")
    obligation = act("finance_clerk", obligation, "report", data={"performed_on": PROMISED})
    act("office_supervisor", obligation, "accept", reason="Paid before.")
    assert Obligation.objects.filter(previous=obligation).count() == 1


def test_rows_about_an_obligation_belong_to_its_own_commitment(promises: Promises) -> None:
    obligation = promises.obligation(promises.draft(), is_conditional=True)
    other = promises.draft()
    with pytest.raises(Invalid) as refusal:
        create(
            Condition,
            promises.actor("commerce_clerk"),
            data={"commitment": other, "obligation": obligation, "text": "Production"},
        )
    assert set(refusal.value.errors) == {"obligation"}
    made = create(Condition, promises.actor("commerce_clerk"), data={"obligation": obligation, "text": "Production"})
    assert made.commitment_id == obligation.commitment_id


def test_many_obligations_are_made_at_once_and_numbered(promises: Promises) -> None:
    commitment = promises.draft()
    row = {
        "commitment": commitment.pk,
        "title": "Pay",
        "kind": "payment",
        "lead_body": promises.world.finance,
        "due_on": DUE,
    }
    made = create_many(Obligation, promises.actor("commerce_clerk"), [row] * 3)
    assert [one.ref for one in made] == [f"{commitment.ref}/OB-{number}" for number in (1, 2, 3)]
