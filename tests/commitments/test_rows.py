"""Payments, corrections, pre-checks, disputes, promisees, projects and additional columns."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from commitments.choices import CheckKind, CheckOutcome, ColumnKind, DisputeKind, EvidencePurpose
from commitments.derived import sums_of
from commitments.models import (
    Agreement,
    Commitment,
    CommitmentType,
    Correction,
    CustomColumn,
    CustomValue,
    Disbursement,
    Dispute,
    Obligation,
    Progress,
    Project,
    Promisee,
)
from commitments.testing import DUE, PROMISED, Promises
from lifecycle.creating import create, record_edit
from lifecycle.personal import Personal, revealed
from lifecycle.refusals import GuardsUnmet, Invalid, NotFromThisState, NotPermitted
from organizations.acting import INSTALLER
from organizations.models import Body

pytestmark = pytest.mark.django_db

PAID = {"paid": "1000000", "paid_on": date(2026, 3, 1), "voucher": "V-17"}


def unmet_of(refusal: Any) -> list[str]:
    return [one.name for one in refusal.value.unmet]


def afresh(record: Any) -> Any:
    return type(record)._base_manager.get(pk=record.pk)


# Payments


def test_a_payment_is_entered_paid_and_summed(promises: Promises, act: Any) -> None:
    commitment, obligation = promises.active()
    payment = act(
        "finance_clerk", promises.payment(obligation, offset=500_000, offset_against="Rent"), "pay", data=PAID
    )
    assert (payment.state, payment.paid, payment.voucher) == ("paid", 1_000_000, "V-17")
    row = Progress.objects.get(commitment=commitment)
    assert (row.owed, row.paid) == (Decimal(3_000_000), Decimal(1_500_000))
    payment = act("office_supervisor", payment, "void", reason="Entered twice")
    row = Progress.objects.get(commitment=commitment)
    assert (payment.state, row.paid) == ("voided", Decimal(0))


def test_a_payment_before_the_conditions_is_refused_or_overridden_by_name_and_listed(
    promises: Promises, act: Any
) -> None:
    _commitment, obligation = promises.active(is_conditional=True)
    payment = promises.payment(obligation)
    with pytest.raises(GuardsUnmet) as refusal:
        act("finance_clerk", payment, "pay", data=PAID)
    assert unmet_of(refusal) == ["are_conditions_confirmed"]
    for name in ("finance_clerk", "finance_head", "commerce_clerk"):
        with pytest.raises(NotPermitted):
            act(name, payment, "override", reason="Urgent", basis="Meeting 5 (2026)")
    payment = act("office_supervisor", payment, "override", reason="Urgent", basis="Meeting 5 (2026)")
    payment = act("finance_clerk", payment, "pay", data=PAID)
    assert list(Disbursement.objects.paid_before_conditions()) == [payment]
    row = payment.history.get(verb="override")
    assert (row.actor_name, row.reason, row.basis) == ("Office Supervisor", "Urgent", "Meeting 5 (2026)")


def test_nothing_is_overridden_where_the_conditions_are_confirmed(promises: Promises, act: Any) -> None:
    _commitment, obligation = promises.active()
    with pytest.raises(GuardsUnmet) as refusal:
        act("office_supervisor", promises.payment(obligation), "override", reason="Urgent", basis="Meeting 5")
    assert unmet_of(refusal) == ["is_early"]


def test_nothing_is_paid_on_a_draft_or_on_a_duty_that_fell_away(promises: Promises, act: Any) -> None:
    commitment = promises.draft()
    obligation = promises.obligation(commitment)
    with pytest.raises(GuardsUnmet) as refusal:
        promises.payment(obligation)
    assert unmet_of(refusal) == ["is_registered"]
    promises.registered(commitment)
    payment = promises.payment(obligation)
    promises.evidence(obligation, EvidencePurpose.CONSENT)
    act("office_supervisor", obligation, "waive")
    with pytest.raises(GuardsUnmet) as refusal:
        act("finance_clerk", payment, "pay", data=PAID)
    assert unmet_of(refusal) == ["is_still_owed"]


@pytest.mark.parametrize(
    ("data", "field"),
    [
        (PAID | {"paid": "0"}, "paid"),
        (PAID | {"paid": "-3"}, "paid"),
        (PAID | {"paid_on": date(2199, 1, 1)}, "paid_on"),
        (PAID | {"voucher": ""}, "voucher"),
    ],
)
def test_a_payment_says_how_much_when_and_by_which_voucher(
    promises: Promises, act: Any, data: dict[str, Any], field: str
) -> None:
    _commitment, obligation = promises.active()
    with pytest.raises(Invalid) as refusal:
        act("finance_clerk", promises.payment(obligation), "pay", data=data)
    assert set(refusal.value.errors) == {field}


def test_an_offset_says_against_what(promises: Promises) -> None:
    _commitment, obligation = promises.active()
    with pytest.raises(Invalid) as refusal:
        promises.payment(obligation, offset=5)
    assert set(refusal.value.errors) == {"offset_against"}


def test_the_sums_of_a_commitment_are_computed_from_its_rows(promises: Promises, act: Any) -> None:
    commitment = promises.draft()
    late = promises.obligation(commitment, amount=100, due_on=date(2026, 3, 31))
    promises.obligation(commitment, amount=40, due_on=date(2026, 9, 30))
    promises.obligation(commitment, amount=7, due_on=date(2026, 3, 31), side="promisee")
    assert sums_of([commitment.pk], date(2026, 6, 1))[commitment.pk].not_yet_due == 140
    commitment = promises.registered(commitment)
    act("finance_clerk", promises.payment(late), "pay", data=PAID | {"paid": "30"})
    found = sums_of([commitment.pk], date(2026, 6, 1))[commitment.pk]
    sums = [int(one) for one in (found.due, found.paid, found.overdue, found.not_yet_due, found.balance)]
    assert sums == [100, 30, 70, 40, 110]
    words = {"ground": "court_order", "document": "Order 3"}
    act("office_supervisor", commitment, "suspend", data=words, reason="Order")
    assert sums_of([commitment.pk], date(2026, 6, 1))[commitment.pk].overdue == 0


# Corrections


def proposal(promises: Promises, record: Any, field: str, old: str, new: str, by: str = "commerce_clerk") -> Any:
    data: dict[str, Any] = {"field": field, "old_value": old, "new_value": new, "why": "Typed wrongly"}
    data |= {"obligation": record} if isinstance(record, Obligation) else {"commitment": record}
    return create(Correction, promises.actor(by), data=data)


def test_a_clerical_error_is_mended_only_when_a_second_person_confirms_it(promises: Promises, act: Any) -> None:
    commitment, obligation = promises.active()
    correction = proposal(promises, obligation, "amount", "3000000.00", "300000.00")
    assert (correction.state, afresh(obligation).amount) == ("proposed", 3_000_000)
    promises.world.grant("commerce_clerk", "supervisor", "city_office")
    for name in ("commerce_clerk", "finance_head", "party_supervisor"):
        with pytest.raises(NotPermitted):
            act(name, correction, "confirm")
    correction = act("office_supervisor", correction, "confirm")
    mended = afresh(obligation)
    row = mended.history.get(verb="correct")
    assert (mended.amount, row.changed, row.via) == (300_000, ["amount"], "driven")
    assert row.cause == f"commitments.Correction/{correction.pk}/2"
    assert (correction.old_value, correction.why) == ("3000000.00", "Typed wrongly")
    assert Progress.objects.get(commitment=commitment).owed == 300_000


@pytest.mark.parametrize(
    ("field", "old", "new"),
    [
        ("title", "Subsidy for the first plant", "Subsidy for the second plant"),
        ("promised_on", "2025-01-06", "2025-01-16"),
        ("clause_number", "", "Article 5"),
        ("is_major_decision", "False", "True"),
    ],
)
def test_fields_of_a_commitment_are_corrected_as_text_and_stored_as_they_are(
    promises: Promises, act: Any, field: str, old: str, new: str
) -> None:
    commitment, _obligation = promises.active()
    act("office_supervisor", proposal(promises, commitment, field, old, new), "confirm")
    value = getattr(afresh(commitment), field)
    assert str(value) == new
    assert type(value) is type(getattr(commitment, field))


@pytest.mark.parametrize(
    ("field", "old", "new", "at"),
    [
        ("lead_body", "7", "8", "field"),
        ("state", "pending", "met", "field"),
        ("legality", "lawful", "unlawful", "field"),
        ("amount", "5", "6", "old_value"),
        ("amount", "3000000.00", "a lot", "new_value"),
        ("amount", "3000000.00", "-5", "new_value"),
        ("due_on", DUE.isoformat(), "", "new_value"),
        # Promised on 6 January 2025.
        ("due_on", DUE.isoformat(), "2025-01-05", "new_value"),
        ("title", "Pay the subsidy", "", "new_value"),
        ("title", "Pay the subsidy", "Pay the subsidy", "new_value"),
    ],
)
def test_a_correction_that_cannot_be_is_refused_at_its_field(
    promises: Promises, field: str, old: str, new: str, at: str
) -> None:
    _commitment, obligation = promises.active()
    with pytest.raises(Invalid) as refusal:
        proposal(promises, obligation, field, old, new)
    assert at in refusal.value.errors
    assert not Correction.objects.exists()


def test_neither_a_due_date_nor_the_promise_is_corrected_past_the_other(promises: Promises, act: Any) -> None:
    commitment, obligation = promises.active()
    with pytest.raises(Invalid) as refusal:
        proposal(promises, commitment, "promised_on", "2025-01-06", "2026-07-01")
    assert set(refusal.value.errors) == {"new_value"}
    on_the_day = proposal(promises, commitment, "promised_on", "2025-01-06", "2026-06-30")
    act("office_supervisor", proposal(promises, obligation, "due_on", DUE.isoformat(), "2025-01-06"), "confirm")
    with pytest.raises(GuardsUnmet) as unmet:
        act("office_supervisor", on_the_day, "confirm")
    assert unmet_of(unmet) == ["keeps_due_after_promise"]


def test_a_draft_is_edited_and_not_corrected(promises: Promises) -> None:
    commitment = promises.draft()
    with pytest.raises(GuardsUnmet) as refusal:
        proposal(promises, commitment, "title", "Subsidy for the first plant", "Subsidy")
    assert unmet_of(refusal) == ["is_registered"]


def test_of_two_corrections_of_one_field_the_second_must_look_again(promises: Promises, act: Any) -> None:
    _commitment, obligation = promises.active()
    first = proposal(promises, obligation, "amount", "3000000.00", "300000.00")
    second = proposal(promises, obligation, "amount", "3000000.00", "30000.00", by="finance_clerk")
    act("office_supervisor", first, "confirm")
    with pytest.raises(GuardsUnmet) as refusal:
        act("office_supervisor", second, "confirm")
    assert unmet_of(refusal) == ["is_old_value"]
    assert act("office_supervisor", second, "reject", reason="Mended already").state == "rejected"


def test_a_proposed_correction_is_withdrawn_by_the_body_and_then_over(promises: Promises, act: Any) -> None:
    commitment, _obligation = promises.active()
    correction = proposal(promises, commitment, "title", "Subsidy for the first plant", "Subsidy")
    assert act("commerce_clerk2", correction, "withdraw").state == "withdrawn"
    with pytest.raises(NotFromThisState):
        act("office_supervisor", correction, "confirm")
    assert afresh(commitment).title == "Subsidy for the first plant"


def test_the_paper_under_a_registered_promise_keeps_its_terms_and_is_corrected_by_two(
    promises: Promises, act: Any
) -> None:
    clerk = promises.actor("commerce_clerk")
    paper = create(
        Agreement, clerk, data={"title": "Agreement", "kind": "agreement", "logging_body": promises.world.commerce}
    )
    commitment = promises.draft(agreement=paper)
    promises.obligation(commitment)
    paper = record_edit(paper, clerk, changes={"number": "12"})
    commitment = promises.registered(commitment)
    with pytest.raises(GuardsUnmet) as refusal:
        record_edit(paper, clerk, changes={"number": "13"})
    assert unmet_of(refusal) == ["keeps_its_terms"]
    assert record_edit(paper, clerk, changes={"kept_at": "Archive, room 3"}).kept_at == "Archive, room 3"
    data = {"commitment": commitment, "field": "number", "old_value": "12", "new_value": "13", "why": "Misread"}
    correction = create(Correction, clerk, data=data | {"agreement": paper})
    act("office_supervisor", correction, "confirm")
    row = afresh(paper).history.order_by("-version").first()
    assert (afresh(paper).number, row.verb, row.via) == ("13", "edit", "driven")
    other = create(
        Agreement, clerk, data={"title": "Other", "kind": "agreement", "logging_body": promises.world.commerce}
    )
    with pytest.raises(Invalid) as invalid:
        create(Correction, clerk, data=data | {"agreement": other, "old_value": ""})
    assert set(invalid.value.errors) == {"agreement"}


# Pre-checks, disputes


@pytest.mark.parametrize(
    ("kind", "outcome", "values", "field"),
    [
        (CheckKind.COMPETITION, CheckOutcome.EXCEPTION, {}, "exception_reason"),
        (CheckKind.COMPETITION, CheckOutcome.EXCEPTION, {"exception_reason": "Security"}, "exception_until"),
        (CheckKind.SITE, CheckOutcome.EXCEPTION, {}, "outcome"),
        (CheckKind.SITE, CheckOutcome.PASSED, {"since": date(2026, 2, 2), "on": date(2026, 2, 1)}, "on"),
        (CheckKind.SITE, CheckOutcome.PASSED, {"on": date(2199, 2, 1)}, "on"),
    ],
)
def test_a_pre_check_says_all_that_its_outcome_asks_for(
    promises: Promises, kind: str, outcome: str, values: dict[str, Any], field: str
) -> None:
    commitment = promises.draft()
    with pytest.raises(Invalid) as refusal:
        promises.check(commitment, kind, outcome, **values)
    assert field in refusal.value.errors


@pytest.mark.parametrize(
    ("precision", "outcome", "on", "is_taken"),
    [
        # Promised on 6 January 2025.
        ("day", CheckOutcome.DONE, date(2025, 1, 6), True),
        ("day", CheckOutcome.DONE, date(2025, 1, 7), False),
        ("day", CheckOutcome.PASSED, date(2025, 1, 7), False),
        ("day", CheckOutcome.NOT_DONE, date(2025, 1, 7), True),
        ("month", CheckOutcome.DONE, date(2025, 1, 31), True),
        ("month", CheckOutcome.DONE, date(2025, 2, 1), False),
        ("year", CheckOutcome.DONE, date(2025, 12, 31), True),
        ("about", CheckOutcome.DONE, date(2025, 2, 1), True),
    ],
)
def test_what_was_looked_into_after_the_promise_is_no_pre_check(
    promises: Promises, precision: str, outcome: str, on: date, is_taken: bool
) -> None:
    commitment = promises.draft(promised_precision=precision)
    if is_taken:
        assert promises.check(commitment, CheckKind.SITE, outcome, on=on).on == on
        return
    with pytest.raises(Invalid) as refusal:
        promises.check(commitment, CheckKind.SITE, outcome, on=on)
    assert set(refusal.value.errors) == {"on"}
    check = promises.check(commitment, CheckKind.SITE, outcome)
    with pytest.raises(Invalid) as refusal:
        record_edit(check, promises.actor("commerce_clerk"), changes={"on": on})
    assert set(refusal.value.errors) == {"on"}


def test_a_collective_phrase_pays_nothing(promises: Promises) -> None:
    world = promises.world
    data = {"name": "各有关部门", "division": world.city, "system": "government", "is_group": True}
    group = create(Body, INSTALLER, data=data)
    commitment, obligation = promises.active()
    paid = {
        "commitment": commitment,
        "obligation": obligation,
        "beneficiary": "Huaneng Ltd",
        "source": "city",
        "approved": 100,
    }
    clerk = promises.actor("finance_clerk")
    with pytest.raises(Invalid) as refusal:
        create(Disbursement, clerk, data=paid | {"paying_body": group})
    assert set(refusal.value.errors) == {"paying_body"}
    made = create(Disbursement, clerk, data=paid | {"paying_body": world.finance})
    with pytest.raises(Invalid) as refusal:
        record_edit(made, clerk, changes={"paying_body": group.pk})
    assert set(refusal.value.errors) == {"paying_body"}
    draft = promises.draft()
    with pytest.raises(Invalid) as refusal:
        promises.obligation(draft, paying_body=group)
    assert set(refusal.value.errors) == {"paying_body"}
    duty = promises.obligation(draft, paying_body=world.finance)
    with pytest.raises(Invalid) as refusal:
        record_edit(duty, promises.actor("commerce_clerk"), changes={"paying_body": group.pk})
    assert set(refusal.value.errors) == {"paying_body"}


def test_a_pre_check_is_not_touched_once_the_commitment_is_submitted(promises: Promises) -> None:
    commitment = promises.draft()
    promises.obligation(commitment)
    check = promises.check(commitment, CheckKind.SITE, CheckOutcome.DONE)
    promises.submitted(commitment)
    with pytest.raises(GuardsUnmet):
        record_edit(check, promises.actor("commerce_clerk"), changes={"outcome": CheckOutcome.NOT_DONE})


def test_a_dispute_marks_a_commitment_and_stops_nothing(promises: Promises, act: Any) -> None:
    commitment, obligation = promises.active()
    data = {"commitment": commitment, "kind": DisputeKind.LAWSUIT, "organ": "Intermediate Court", "number": "(2026) 7"}
    dispute = create(Dispute, promises.actor("finance_clerk"), data=data)
    assert list(Commitment.objects.disputed()) == [commitment]
    assert promises.reported(obligation).state == "reported"
    with pytest.raises(Invalid) as refusal:
        record_edit(dispute, promises.actor("commerce_clerk"), changes={"is_over": True})
    assert set(refusal.value.errors) == {"outcome"}
    changes = {"is_over": True, "outcome": "Withdrawn by the plaintiff"}
    record_edit(dispute, promises.actor("commerce_clerk"), changes=changes)
    assert list(Commitment.objects.disputed()) == []


# Promisees, projects, agreements


def test_contacts_are_personal_values(promises: Promises) -> None:
    promisee = promises.promisee(contact_name=Personal("Zhao Min"), contact_phone=Personal("13800000000"))
    row = promisee.history.get()
    assert "Zhao" not in f"{promisee.contact_name}{row.contact_name}"
    assert set(revealed([promisee.contact_name, promisee.contact_phone]).values()) == {"Zhao Min", "13800000000"}


def test_a_false_credit_code_is_refused_at_its_field(promises: Promises) -> None:
    with pytest.raises(Invalid) as refusal:
        promises.promisee(code="91445200MA4W12345X")
    assert set(refusal.value.errors) == {"code"}
    assert not Promisee.objects.exists()


def test_a_project_and_its_agreements_keep_what_ledgers_keep(promises: Promises) -> None:
    clerk, body = promises.actor("commerce_clerk"), promises.world.commerce
    data = {
        "name": "Textile park",
        "code": "2601-445200-04-01-000001",
        "enterprise": promises.promisee(),
        "place": "East Park",
        "total_investment": "1000000000",
        "fixed_investment": "800000000",
        "land_mu": "120.5",
        "logging_body": body,
    }
    project = create(Project, clerk, data=data)
    assert project.ref.startswith("PJ-")
    main = create(
        Agreement,
        clerk,
        data={"title": "Investment agreement", "kind": "agreement", "project": project, "logging_body": body},
    )
    assert main.ref.startswith("AG-")
    with pytest.raises(Invalid) as refusal:
        record_edit(project, clerk, changes={"fixed_investment": "1000000001"})
    assert set(refusal.value.errors) == {"fixed_investment"}
    with pytest.raises(Invalid) as refusal:
        record_edit(main, clerk, changes={"supplements": main})
    assert set(refusal.value.errors) == {"supplements"}
    assert list(Project.objects.visible_to(promises.actor("commerce_clerk2"))) == [project]
    assert list(Project.objects.visible_to(promises.actor("county_clerk"))) == []


# Additional columns


def column(promises: Promises, kind: str, code: str = "extra", **values: Any) -> CustomColumn:
    data = {"division": promises.world.city, "code": code, "label": "Batch", "kind": kind, **values}
    made: CustomColumn = create(CustomColumn, promises.actor("system_admin"), data=data)
    return made


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (ColumnKind.TEXT, {"text": "First"}, {"number": 3}),
        (ColumnKind.NUMBER, {"number": "3.5"}, {"text": "three"}),
        (ColumnKind.DAY, {"day": "2026-01-05"}, {"text": "Monday"}),
        (ColumnKind.YES_NO, {"text": "yes"}, {"text": "maybe"}),
        (ColumnKind.CHOICE, {"text": "A"}, {"text": "C"}),
    ],
)
def test_a_divisions_own_column_takes_what_fits_it(
    promises: Promises, kind: str, good: dict[str, Any], bad: dict[str, Any]
) -> None:
    own = column(promises, kind, choices="A\nB" if kind == ColumnKind.CHOICE else "")
    commitment, clerk = promises.draft(), promises.actor("commerce_clerk")
    with pytest.raises(Invalid) as refusal:
        create(CustomValue, clerk, data={"commitment": commitment, "column": own, **bad})
    assert set(refusal.value.errors) == {"text"}
    value = create(CustomValue, clerk, data={"commitment": commitment, "column": own, **good})
    with pytest.raises(Invalid):
        record_edit(value, clerk, changes=dict.fromkeys(("text", "number", "day")) | {"text": ""} | bad)


def test_columns_are_made_by_the_system_administrator_of_the_division(promises: Promises) -> None:
    data = {"division": promises.world.city, "code": "x", "label": "X", "kind": ColumnKind.TEXT}
    for name in ("commerce_clerk", "office_supervisor", "security_admin"):
        with pytest.raises(NotPermitted):
            create(CustomColumn, promises.actor(name), data=data)
    with pytest.raises(Invalid) as refusal:
        column(promises, ColumnKind.CHOICE)
    assert set(refusal.value.errors) == {"choices"}


def test_types_are_made_by_administrators_and_commands_alone(promises: Promises) -> None:
    data = {
        "code": "x",
        "label": "X",
        "kind": "policy",
        "area": "debt",
        "disclosure": "internal",
    }
    with pytest.raises(NotPermitted):
        create(CommitmentType, promises.actor("commerce_clerk"), data=data)
    assert create(CommitmentType, promises.actor("system_admin"), data=data).label == "X"


def test_progress_follows_each_step(promises: Promises, act: Any) -> None:
    commitment = promises.draft()
    assert Progress.objects.get(commitment=commitment).percent is None
    first = promises.obligation(commitment, weight=3)
    second = promises.obligation(commitment, weight=1, due_on=date(2026, 9, 30))
    promises.registered(commitment)
    row = Progress.objects.get(commitment=commitment)
    assert (row.percent, row.open, row.next_due_on) == (Decimal(0), 2, DUE)
    promises.met(promises.classified(first))
    row = Progress.objects.get(commitment=commitment)
    assert (row.percent, row.open, row.met, row.next_due_on) == (Decimal(75), 1, 1, date(2026, 9, 30))
    second = promises.reported(promises.classified(second), on=PROMISED)
    act("office_supervisor", second, "accept_partly", data={"ratio": "50"})
    assert Progress.objects.get(commitment=commitment).percent == Decimal("87.50")
