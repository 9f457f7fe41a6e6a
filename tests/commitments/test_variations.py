"""Variations: who asks, who decides, what changes, and what stays (LIFECYCLES 3)."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from commitments.choices import DisputeKind, EvidencePurpose
from commitments.models import Agreement, Correction, Dispute, Obligation, Share, Variation
from commitments.testing import DUE, PROMISED, Promises, moment
from lifecycle.creating import create, record_edit
from lifecycle.performing import perform
from lifecycle.refusals import GuardsUnmet, Invalid, NotFromThisState, NotPermitted
from tests.commitments.changing import LATER, approved, consented, proposed, submitted

pytestmark = pytest.mark.django_db


def guards_of(refusal: Any) -> list[str]:
    return [one.name for one in refusal.value.unmet]


# What an approval does


def test_an_approved_extension_moves_the_due_date_in_the_same_step_and_the_old_one_stays(promises: Promises) -> None:
    _commitment, obligation = promises.active()
    done = approved(promises, proposed(promises, obligation, "extension", due_on=LATER))
    moved = Obligation.objects.get(pk=obligation.pk)
    assert (done.state, moved.due_on) == ("approved", LATER)
    row = moved.history.latest()
    assert (row.verb, row.via, row.cause) == ("vary", "driven", f"commitments.Variation/{done.pk}/{done.version}")
    assert row.actor_name == promises.actor("office_supervisor").name
    assert moved.history.get(version=done.seen_version).due_on == DUE
    assert moved.history.get(version=moved.version - 1).due_on == DUE


def test_an_amount_changes_in_an_obligation_or_in_the_commitment_as_a_whole(promises: Promises) -> None:
    commitment, obligation = promises.active()
    approved(promises, proposed(promises, obligation, "amount", amount=Decimal("2500000")))
    approved(promises, proposed(promises, commitment, "amount", amount=Decimal("9000000")))
    obligation.refresh_from_db(fields=["amount"])
    commitment = type(commitment).objects.get(pk=commitment.pk)
    assert (obligation.amount, commitment.amount) == (Decimal("2500000.00"), Decimal("9000000.00"))
    assert commitment.history.latest().via == "driven"


def test_a_duty_passes_to_another_body_whose_clerks_then_see_it_and_report(promises: Promises) -> None:
    land = promises.world.land
    _commitment, obligation = promises.active(handler_post=promises.world.post("finance_clerk"))
    assert not Obligation.objects.visible_to(promises.actor("land_clerk")).exists()
    assert obligation.handler_post_id == promises.world.post("finance_clerk").pk
    approved(promises, proposed(promises, obligation, "duty_body", lead_body=land, paying_body=promises.world.finance))
    moved = Obligation.objects.visible_to(promises.actor("land_clerk")).get(pk=obligation.pk)
    assert (moved.lead_body_id, moved.paying_body_id) == (land.pk, promises.world.finance.pk)
    assert moved.handler_post_id is None


def test_a_supporting_body_is_added_and_its_share_passes_to_another(promises: Promises) -> None:
    _commitment, obligation = promises.active()
    world = promises.world
    approved(
        promises,
        proposed(promises, obligation, "supporting_body", supporting_body=world.justice, share_what="Give an opinion"),
    )
    share = Share.objects.get(obligation=obligation)
    assert (share.body_id, share.what, share.state) == (world.justice.pk, "Give an opinion", "outstanding")
    assert share.history.get().cause.startswith("commitments.Variation/")
    approved(promises, proposed(promises, obligation, "supporting_body", share=share, supporting_body=world.land))
    share = Share.objects.get(pk=share.pk)
    assert (share.body_id, share.what) == (world.land.pk, "Give an opinion")
    assert share.history.latest().verb == "vary"


def test_an_obligation_is_taken_out_and_another_added(promises: Promises) -> None:
    _commitment, obligation = promises.active()
    done = approved(promises, proposed(promises, obligation, "cancellation"))
    gone = Obligation.objects.get(pk=obligation.pk)
    assert (gone.state, gone.history.latest().cause) == (
        "cancelled",
        f"commitments.Variation/{done.pk}/{done.version}",
    )
    commitment, _obligation = promises.active()
    terms = {"title": "Build the road", "duty_kind": "construction", "side": "government", "due_on": LATER}
    approved(promises, proposed(promises, commitment, "addition", lead_body=promises.world.land, **terms))
    added = Obligation.objects.get(title="Build the road")
    assert (added.state, added.due_on, added.legality) == ("pending", LATER, "unreviewed")
    assert added.history.get().cause.startswith("commitments.Variation/")


def test_clause_funding_and_promisee_of_the_commitment_change(promises: Promises) -> None:
    commitment, _obligation = promises.active()
    paper = create(
        Agreement,
        promises.actor("commerce_clerk"),
        data={"title": "Supplement", "kind": "supplement", "logging_body": promises.world.commerce},
    )
    heir = promises.promisee(name="Lanfeng New Materials")
    approved(promises, proposed(promises, commitment, "clause", clause="Article 5, as changed", agreement=paper))
    shares = {"share_city": Decimal(40), "share_county": Decimal(60), "funding": "City and county"}
    approved(promises, proposed(promises, commitment, "funding", **shares))
    approved(promises, proposed(promises, commitment, "promisee", promisee=heir))
    now = type(commitment).objects.get(pk=commitment.pk)
    assert (now.clause, now.agreement_id, now.source_kind) == ("Article 5, as changed", paper.pk, "supplement")
    assert (now.share_city, now.share_county, now.funding) == (40, 60, "City and county")
    assert now.promisee_id == heir.pk


def test_a_change_of_what_is_owed_and_a_first_due_date(promises: Promises) -> None:
    commitment = promises.draft()
    obligation = promises.obligation(commitment, due_rule="none_agreed")
    promises.registered(commitment)
    approved(promises, proposed(promises, obligation, "due_date", due_on=LATER))
    approved(promises, proposed(promises, obligation, "content", content="Pay in two parts"))
    now = Obligation.objects.get(pk=obligation.pk)
    assert (now.due_on, now.due_rule, now.content) == (LATER, "date", "Pay in two parts")


def test_what_a_variation_does_not_name_stays(promises: Promises) -> None:
    _commitment, obligation = promises.active()
    before = Obligation.objects.filter(pk=obligation.pk).values().get()
    approved(promises, proposed(promises, obligation, "extension", due_on=LATER))
    after = Obligation.objects.filter(pk=obligation.pk).values().get()
    assert {name for name in before if before[name] != after[name]} == {"due_on", "version", "trail_head"}


@pytest.mark.parametrize("verb", ["reject", "return_for_revision", "withdraw"])
def test_what_is_not_approved_changes_nothing(promises: Promises, act: Any, verb: str) -> None:
    _commitment, obligation = promises.active()
    sent = submitted(promises, proposed(promises, obligation, "extension", due_on=LATER))
    version = Obligation.objects.get(pk=obligation.pk).version
    act("commerce_clerk" if verb == "withdraw" else "office_supervisor", sent, verb, reason="No ground")
    now = Obligation.objects.get(pk=obligation.pk)
    assert (now.due_on, now.version) == (DUE, version)


# The promisee's consent


@pytest.mark.parametrize(
    ("kind", "new", "asks"),
    [
        ("extension", {"due_on": LATER}, True),
        ("due_date", {"due_on": date(2026, 5, 31)}, False),
        ("amount", {"amount": Decimal(2_999_999)}, True),
        ("amount", {"amount": Decimal(3_000_001)}, False),
        ("content", {"content": "Half of it"}, True),
        ("cancellation", {}, True),
    ],
)
def test_consent_is_on_file_where_a_duty_is_lessened(
    promises: Promises, act: Any, kind: str, new: dict[str, Any], asks: bool
) -> None:
    _commitment, obligation = promises.active()
    variation = proposed(promises, obligation, kind, **new)
    if asks:
        with pytest.raises(GuardsUnmet) as refusal:
            act("commerce_clerk", variation, "submit")
        assert guards_of(refusal) == ["has_assent"]
        assert refusal.value.unmet[0].mend == f"/evidence/upload/?variation={variation.pk}&purpose=consent"
        consented(promises, variation)
    assert act("commerce_clerk", variation, "submit").state == "submitted"


@pytest.mark.parametrize(
    ("kind", "new", "asks"),
    [
        ("extension", {"due_on": LATER}, False),
        ("due_date", {"due_on": date(2026, 5, 31)}, True),
        ("amount", {"amount": Decimal(2_999_999)}, False),
        ("amount", {"amount": Decimal(3_000_001)}, True),
        ("cancellation", {}, False),
    ],
)
def test_for_a_duty_of_the_promisee_s_own_it_is_the_harder_terms_that_he_agrees_to(
    promises: Promises, act: Any, kind: str, new: dict[str, Any], asks: bool
) -> None:
    _commitment, obligation = promises.active(side="promisee")
    variation = proposed(promises, obligation, kind, **new)
    if asks:
        with pytest.raises(GuardsUnmet):
            act("commerce_clerk", variation, "submit")
    else:
        assert act("commerce_clerk", variation, "submit").state == "submitted"


def test_a_consent_given_for_one_change_is_none_for_another_nor_for_a_waiver(promises: Promises, act: Any) -> None:
    _commitment, obligation = promises.active()
    submitted(promises, proposed(promises, obligation, "extension", due_on=LATER))
    other = proposed(promises, obligation, "amount", amount=Decimal(1))
    with pytest.raises(GuardsUnmet):
        act("commerce_clerk", other, "submit")
    with pytest.raises(GuardsUnmet) as refusal:
        act("office_supervisor2", obligation, "waive")
    assert guards_of(refusal) == ["has_consent"]


def test_a_consent_taken_back_before_the_decision_stops_it_and_stays_once_decided(promises: Promises, act: Any) -> None:
    _commitment, obligation = promises.active()
    variation = proposed(promises, obligation, "extension", due_on=LATER)
    paper = consented(promises, variation)
    sent = act("commerce_clerk", variation, "submit")
    act("commerce_clerk", paper, "take_back", reason="Not signed")
    with pytest.raises(GuardsUnmet) as refusal:
        act("office_supervisor", sent, "approve")
    assert guards_of(refusal) == ["has_assent"]
    paper = consented(promises, sent)
    act("office_supervisor", sent, "approve")
    with pytest.raises(GuardsUnmet):
        act("commerce_clerk", paper, "take_back", reason="Not signed")


def test_a_judgment_in_force_stands_for_the_consent(promises: Promises, act: Any) -> None:
    commitment, obligation = promises.active()
    clerk = promises.actor("commerce_clerk")
    data = {"commitment": commitment, "kind": DisputeKind.LAWSUIT, "organ": "Intermediate court", "number": "(2025) 17"}
    dispute = create(Dispute, clerk, data=data)
    words = {"amount": Decimal(2_000_000), "judgment": dispute}
    with pytest.raises(Invalid) as refusal:
        proposed(promises, obligation, "amount", **words)
    assert list(refusal.value.errors) == ["judgment"]
    dispute = record_edit(dispute, clerk, changes={"effective_on": PROMISED, "outcome": "Two million are due"})
    variation = proposed(promises, obligation, "amount", **words)
    with pytest.raises(GuardsUnmet) as lacking:
        act("commerce_clerk", variation, "submit")
    with override("en"):
        assert str(lacking.value.unmet[0].sentence) == "Attach the decision that is carried out."
    consented(promises, variation, EvidencePurpose.DISPUTE)
    assert act("commerce_clerk", variation, "submit").state == "submitted"


def test_where_a_policy_promises_to_all_the_document_that_orders_the_change_is_on_file(
    promises: Promises, act: Any
) -> None:
    commitment = promises.draft(kind="policy", source_kind="policy_document")
    obligation = promises.obligation(commitment)
    promises.registered(commitment)
    variation = proposed(promises, obligation, "extension", due_on=LATER)
    with pytest.raises(GuardsUnmet):
        act("commerce_clerk", variation, "submit")
    consented(promises, variation, EvidencePurpose.GROUND)
    assert act("commerce_clerk", variation, "submit").state == "submitted"


# Who asks, who decides


def test_whoever_submitted_decides_nothing_and_another_reviewer_does(promises: Promises, act: Any) -> None:
    _commitment, obligation = promises.active()
    sent = submitted(promises, proposed(promises, obligation, "extension", due_on=LATER))
    for verb in ("approve", "reject", "return_for_revision"):
        with pytest.raises(NotPermitted):
            act("commerce_clerk", sent, verb, reason="x")
        with pytest.raises(NotPermitted):
            act("finance_head", sent, verb, reason="x")
    assert act("office_supervisor", sent, "approve").state == "approved"


def test_from_the_third_extension_on_the_superior_decides_and_he_alone(promises: Promises, act: Any) -> None:
    _commitment, obligation = promises.active()
    days = [date(2026, month, 28) for month in (7, 8, 9, 10)]
    for number, day in enumerate(days[:2], start=1):
        variation = proposed(promises, obligation, "extension", due_on=day)
        assert (variation.extension_number, variation.is_for_superior) == (number, False)
        sent = submitted(promises, variation)
        with pytest.raises(NotPermitted) as refusal:
            act("party_supervisor", sent, "approve")
        assert "for_superior" in refusal.value.rights
        act("office_supervisor", sent, "approve")
    for number, day in enumerate(days[2:], start=3):
        sent = submitted(promises, proposed(promises, obligation, "extension", due_on=day))
        assert (sent.extension_number, sent.is_for_superior) == (number, True)
        for verb in ("approve", "reject"):
            with pytest.raises(NotPermitted) as refusal:
                act("office_supervisor", sent, verb, reason="x")
            assert "for_reviewer" in refusal.value.rights
        act("party_supervisor", sent, "approve")
    assert Obligation.objects.get(pk=obligation.pk).due_on == days[-1]


def test_a_refused_extension_does_not_count(promises: Promises, act: Any) -> None:
    _commitment, obligation = promises.active()
    for _number in range(3):
        sent = submitted(promises, proposed(promises, obligation, "extension", due_on=LATER))
        act("office_supervisor", sent, "reject", reason="No ground")
    assert proposed(promises, obligation, "extension", due_on=LATER).extension_number == 1


def test_only_a_party_asks_and_in_its_own_name(promises: Promises) -> None:
    _commitment, obligation = promises.active()
    world = promises.world
    new = {"due_on": LATER}
    with pytest.raises(NotPermitted):
        proposed(promises, obligation, "extension", by="county_clerk", **new)
    with pytest.raises(NotPermitted):
        proposed(promises, obligation, "extension", by="commerce_clerk", body=world.finance, **new)
    with pytest.raises(NotPermitted):
        proposed(promises, obligation, "extension", by="land_clerk", body=world.land, **new)
    with pytest.raises(Invalid) as refusal:
        proposed(promises, obligation, "extension", by="city_clerk", body=world.land, **new)
    assert list(refusal.value.errors) == ["body"]
    assert proposed(promises, obligation, "extension", by="finance_clerk", body=world.finance, **new).pk


def test_the_body_that_asked_takes_it_back_and_edits_it_and_no_other(promises: Promises, act: Any) -> None:
    _commitment, obligation = promises.active()
    variation = proposed(promises, obligation, "extension", due_on=LATER)
    with pytest.raises(NotPermitted):
        record_edit(variation, promises.actor("finance_clerk"), changes={"why": "Other"})
    variation = record_edit(variation, promises.actor("commerce_clerk"), changes={"due_on": date(2026, 8, 31)})
    assert variation.due_on == date(2026, 8, 31)
    with pytest.raises(NotPermitted):
        act("finance_clerk", variation, "withdraw")
    sent = submitted(promises, variation)
    with pytest.raises(NotFromThisState):
        record_edit(sent, promises.actor("commerce_clerk"), changes={"why": "Other"})
    assert act("commerce_clerk", sent, "withdraw").state == "withdrawn"


# Bad input


@pytest.mark.parametrize(
    ("kind", "new", "field"),
    [
        ("extension", {}, "due_on"),
        ("extension", {"due_on": DUE}, "kind"),
        ("extension", {"due_on": date(2026, 5, 1)}, "due_on"),
        ("due_date", {"due_on": LATER}, "due_on"),
        ("due_date", {"due_on": date(2024, 1, 1)}, "due_on"),
        ("extension", {"due_on": LATER, "amount": Decimal(1)}, "amount"),
        ("amount", {"amount": Decimal(-1)}, "amount"),
        ("amount", {"amount": Decimal(3_000_000)}, "kind"),
        ("duty_body", {}, "lead_body"),
        ("supporting_body", {}, "supporting_body"),
        ("funding", {"funding": "City"}, "obligation"),
        ("promisee", {}, "promisee"),
        ("nonsense", {}, "kind"),
        ("extension", {"due_on": LATER, "why": ""}, "why"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(promises: Promises, kind: str, new: dict[str, Any], field: str) -> None:
    _commitment, obligation = promises.active()
    with pytest.raises(Invalid) as refusal:
        proposed(promises, obligation, kind, **new)
    assert field in refusal.value.errors
    assert not Variation.objects.exists()


def test_a_change_of_an_obligation_names_it(promises: Promises) -> None:
    commitment, _obligation = promises.active()
    with pytest.raises(Invalid) as refusal:
        proposed(promises, commitment, "extension", due_on=LATER)
    assert list(refusal.value.errors) == ["obligation"]


def test_shares_of_funds_make_the_whole(promises: Promises) -> None:
    commitment, _obligation = promises.active()
    with pytest.raises(Invalid) as refusal:
        proposed(promises, commitment, "funding", share_city=Decimal(40), share_county=Decimal(50))
    assert list(refusal.value.errors) == ["share_city"]


def test_no_duty_passes_to_a_body_that_nobody_oversees(promises: Promises) -> None:
    _commitment, obligation = promises.active()
    alone = promises.world.party_office
    with pytest.raises(Invalid) as refusal:
        proposed(promises, obligation, "duty_body", lead_body=alone)
    assert list(refusal.value.errors) == ["lead_body"]


def test_nothing_changes_before_registration_nor_once_the_duty_is_met(promises: Promises) -> None:
    draft = promises.draft()
    owed = promises.obligation(draft)
    with pytest.raises(GuardsUnmet) as refusal:
        proposed(promises, owed, "extension", due_on=LATER)
    assert guards_of(refusal) == ["is_in_force"]
    _commitment, obligation = promises.active()
    promises.met(obligation)
    with pytest.raises(Invalid) as wrong:
        proposed(promises, obligation, "extension", due_on=LATER)
    assert list(wrong.value.errors) == ["obligation"]


def test_two_answers_to_one_question_are_never_under_way(promises: Promises, act: Any) -> None:
    _commitment, obligation = promises.active()
    first = proposed(promises, obligation, "extension", due_on=LATER)
    for kind, day in (("extension", date(2026, 10, 1)), ("due_date", date(2026, 5, 1))):
        with pytest.raises(Invalid) as refusal:
            proposed(promises, obligation, kind, due_on=day)
        assert list(refusal.value.errors) == ["kind"]
    assert proposed(promises, obligation, "amount", amount=Decimal(5_000_000)).pk
    act("commerce_clerk", first, "withdraw")
    assert proposed(promises, obligation, "extension", due_on=LATER).pk


def test_the_reviewer_decides_on_what_the_submitter_saw(promises: Promises, act: Any) -> None:
    _commitment, obligation = promises.active()
    sent = submitted(promises, proposed(promises, obligation, "extension", due_on=LATER))
    assert sent.seen_version == obligation.version
    corrected = {
        "obligation": obligation,
        "field": "due_on",
        "old_value": DUE.isoformat(),
        "new_value": "2026-07-15",
        "why": "Misread",
    }
    act("office_supervisor2", create(Correction, promises.actor("commerce_clerk"), data=corrected), "confirm")
    with pytest.raises(GuardsUnmet) as refusal:
        act("office_supervisor", sent, "approve")
    assert guards_of(refusal) == ["is_as_submitted"]
    back = act("office_supervisor", sent, "return_for_revision", reason="The due date was corrected")
    again = act("commerce_clerk", back, "submit")
    assert again.seen_version == obligation.version + 1
    act("office_supervisor", again, "approve")
    assert Obligation.objects.get(pk=obligation.pk).due_on == LATER


def test_what_happens_beside_does_not_hinder_the_decision(promises: Promises, act: Any) -> None:
    _commitment, obligation = promises.active()
    sent = submitted(promises, proposed(promises, obligation, "extension", due_on=LATER))
    promises.reported(obligation)
    assert act("office_supervisor", sent, "approve").state == "approved"


# Late


@pytest.mark.parametrize(("asked_on", "late"), [(DUE, False), (DUE + timedelta(days=1), True)])
def test_an_extension_asked_for_after_the_due_date_is_marked_late(
    promises: Promises, asked_on: date, late: bool
) -> None:
    at = moment(asked_on)
    _commitment, obligation = promises.active(at=moment(date(2025, 2, 3)))
    variation = proposed(promises, obligation, "extension", due_on=LATER, at=at)
    assert variation.is_late_on(asked_on) is late
    sent = submitted(promises, variation, at=at)
    assert (sent.is_late, sent.asked_on) == (late, asked_on)


def test_an_extension_asked_for_in_time_and_returned_is_not_late_afterwards(promises: Promises) -> None:
    _commitment, obligation = promises.active(at=moment(date(2025, 2, 3)))
    variation = proposed(promises, obligation, "extension", due_on=LATER, at=moment(DUE))
    sent = submitted(promises, variation, at=moment(DUE))
    later = moment(DUE + timedelta(days=20))
    back = perform(sent, "return_for_revision", promises.actor("office_supervisor"), reason="No plan", at=later)
    again = perform(back, "submit", promises.actor("commerce_clerk"), at=later)
    assert (again.is_late, again.asked_on) == (False, DUE)


def test_an_earlier_date_is_never_late(promises: Promises) -> None:
    _commitment, obligation = promises.active(at=moment(date(2025, 2, 3)))
    asked = moment(DUE + timedelta(days=9))
    sent = submitted(promises, proposed(promises, obligation, "due_date", due_on=date(2026, 5, 1), at=asked), at=asked)
    assert sent.is_late is False


# Locks


def test_an_approval_locks_commitment_obligation_and_variation_in_this_order(promises: Promises, act: Any) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite's transaction locks everything at once")
    _commitment, obligation = promises.active()
    sent = submitted(promises, proposed(promises, obligation, "extension", due_on=LATER))
    with CaptureQueriesContext(connection) as captured:
        act("office_supervisor", sent, "approve")
    tables = ["cmt_commitment", "cmt_obligation", "cmt_variation"]
    locks = [query["sql"] for query in captured if "FOR UPDATE" in query["sql"]]
    order = [table for sql in locks for table in tables if f'FROM "{table}"' in sql]
    assert list(dict.fromkeys(order)) == tables, locks
    # What the approval drives is locked anew by its own door: nothing that was not held already.
    assert order[: len(tables)] == tables
