"""Verbs that only another record's verb drives: each with its drivers, sources and targets, written from the lifecycles."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from commitments.choices import EvidencePurpose, SourceKind
from commitments.models import Agreement, Commitment, Evidence, Obligation, Progress
from commitments.testing import DUE, PAPER, PROMISED, Promises, moment
from lifecycle.creating import create
from lifecycle.doors import Entry, door
from lifecycle.performing import perform
from lifecycle.refusals import GuardsUnmet, Invalid, NotFromThisState, NotPermitted
from lifecycle.testing import plant

pytestmark = pytest.mark.django_db
NOW = moment(date(2030, 1, 7))


def driven(record: Any, verb: str, driver: str, by: Any, data: Any = None) -> Any:
    """Perform a verb as the consequence of a row of another record, which the test pretends to have written."""
    model, _dot, name = driver.rpartition(".")
    with door("default") as written:
        cause = Entry(model, 1, 2, name, "", "", (), "0" * 64, 1, NOW)
        written.append(cause)
        return perform(record, verb, by, cause=cause, data=data)


CASE = "rectification.BreachCase."
ORDER = "rectification.RectificationOrder."


@pytest.mark.parametrize(
    ("verb", "driver", "sources", "target"),
    [
        ("declare_breach", f"{CASE}confirm", ("active", "suspended"), "breached"),
        ("begin_rectification", f"{ORDER}approve_plan", ("breached", "unremedied"), "rectifying"),
        ("confirm_remedy", f"{ORDER}accept", ("rectifying",), "remedied"),
        ("declare_unremedied", f"{ORDER}declare_failed", ("breached", "rectifying"), "unremedied"),
        ("declare_unremedied", f"{ORDER}record_refusal", ("breached", "rectifying"), "unremedied"),
        ("declare_unremedied", f"{ORDER}set_aside", ("breached", "rectifying"), "unremedied"),
        ("annul_breach", f"{ORDER}set_aside", ("breached", "rectifying", "unremedied"), "active"),
        ("reopen_rectification", f"{ORDER}reopen", ("remedied",), "rectifying"),
    ],
)
def test_a_breach_goes_its_way_by_the_steps_of_case_and_order_alone(
    promises: Promises, verb: str, driver: str, sources: tuple[str, ...], target: str
) -> None:
    commitment, _obligation = promises.active()
    by = promises.actor("office_supervisor")
    for state in Commitment.STATES.values:
        planted = plant(Commitment, state, **{name: getattr(commitment, name) for name in COPIED})
        if state not in sources:
            with pytest.raises(NotFromThisState):
                driven(planted, verb, driver, by)
            continue
        with pytest.raises(NotPermitted):
            driven(planted, verb, "rectification.BreachCase.dismiss", by)
        moved = driven(planted, verb, driver, by)
        assert (moved.state, moved.history.get(verb=verb).via) == (target, "driven")


COPIED = [
    "title",
    "kind",
    "type",
    "entry_kind",
    "source_kind",
    "clause",
    "promised_on",
    "promisor",
    "promisee",
    "logging_body",
    "registered_on",
]


@pytest.mark.parametrize("state", ["remedied", "unremedied"])
def test_performance_is_resumed_while_an_obligation_is_open(promises: Promises, act: Any, state: str) -> None:
    commitment, _obligation = promises.active()
    planted = plant(Commitment, state, **{name: getattr(commitment, name) for name in COPIED})
    plant(Obligation, "met", commitment=planted, title="Pay", kind="payment", lead_body=promises.world.finance)
    with pytest.raises(GuardsUnmet) as refusal:
        act("office_supervisor", planted, "resume_performance")
    assert [one.name for one in refusal.value.unmet] == ["has_open_obligation"]
    plant(Obligation, "pending", commitment=planted, title="Pay", kind="payment", lead_body=promises.world.finance)
    assert act("office_supervisor", planted, "resume_performance").state == "active"


def test_a_variation_writes_its_values_and_the_old_ones_stay_in_the_trail(promises: Promises) -> None:
    commitment, obligation = promises.active()
    by, driver = promises.actor("office_supervisor"), "commitments.Variation.approve"
    changed = driven(obligation, "vary", driver, by, {"due_on": date(2026, 12, 31), "amount": "2500000"})
    assert (changed.due_on, changed.amount) == (date(2026, 12, 31), 2_500_000)
    assert changed.content == obligation.content
    before = changed.history.get(version=changed.version - 1)
    assert (before.due_on, before.amount) == (DUE, 3_000_000)
    assert Progress.objects.get(commitment=commitment).next_due_on == date(2026, 12, 31)
    shares = {"share_city": "50", "share_county": "50", "clause": "Article 5, as changed", "in_budget": "partly"}
    varied = driven(commitment, "vary", driver, by, shares)
    assert (varied.clause, varied.share_city, varied.share_town) == ("Article 5, as changed", Decimal(50), None)
    with pytest.raises(Invalid):
        driven(varied, "vary", driver, by, {"share_city": "50"})


def test_a_variation_of_one_occurrence_leaves_the_series_where_it_was_agreed(promises: Promises) -> None:
    _commitment, obligation = promises.active(recurs="yearly")
    by = promises.actor("office_supervisor")
    moved = driven(obligation, "vary", "commitments.Variation.approve", by, {"due_on": date(2026, 9, 30)})
    assert (moved.due_on, moved.anchor_on) == (date(2026, 9, 30), DUE)
    promises.met(moved)
    assert Obligation.objects.get(previous=moved).due_on == date(2027, 6, 30)


def test_a_date_agreed_later_turns_a_duty_without_date_into_one_with_a_date(promises: Promises) -> None:
    commitment = promises.draft()
    obligation = promises.obligation(commitment, due_rule="none_agreed")
    promises.registered(commitment)
    by = promises.actor("office_supervisor")
    agreed = driven(obligation, "vary", "commitments.Variation.approve", by, {"due_on": date(2026, 9, 30)})
    assert agreed.due_rule == "date"
    assert list(Obligation.objects.without_date()) == []


def test_a_supplementary_agreement_puts_an_oral_promise_on_paper(promises: Promises, act: Any) -> None:
    commitment = promises.draft(source_kind=SourceKind.ORAL)
    obligation = promises.obligation(commitment)
    for number in (1, 2):
        promises.evidence(commitment, EvidencePurpose.STATEMENT, title=f"Statement {number}")
    commitment = promises.registered(commitment)
    paper = create(
        Agreement,
        promises.actor("commerce_clerk"),
        data={"title": "Supplement", "kind": "supplement", "logging_body": promises.world.commerce},
    )
    by = promises.actor("office_supervisor")
    commitment = driven(commitment, "vary", "commitments.Variation.approve", by, {"agreement": paper.pk})
    assert (commitment.source_kind, commitment.is_disputed_source) == ("supplement", False)
    promises.evidence(obligation)
    obligation = promises.classified(obligation)
    assert act("finance_clerk", obligation, "report", data={"performed_on": PROMISED}).state == "reported"


@pytest.mark.parametrize("driver", ["commitments.Handover.take_over", "commitments.Handover.order_take_over"])
def test_a_hand_over_passes_duties_to_the_successor(promises: Promises, driver: str) -> None:
    commitment, obligation = promises.active()
    by, world = promises.actor("office_supervisor"), promises.world
    passed = driven(obligation, "hand_over", driver, by, {"lead_body": world.land.pk, "paying_body": world.finance.pk})
    assert (passed.lead_body_id, passed.paying_body_id) == (world.land.pk, world.finance.pk)
    words = {
        "promisor": world.county_government.pk,
        "logging_body": world.finance.pk,
        "deputy_head_post": world.post("mayor").pk,
    }
    moved = driven(commitment, "hand_over", driver, by, words)
    assert (moved.promisor_id, moved.logging_body_id) == (world.county_government.pk, world.finance.pk)
    # The new duty body sees it now, the old one no longer as duty body.
    assert list(Obligation.objects.visible_to(promises.actor("land_clerk"))) == [obligation]


def test_an_obligation_comes_into_being_by_a_variation_after_registration(promises: Promises) -> None:
    commitment, _obligation = promises.active()
    data = {
        "commitment": commitment,
        "title": "Build the road too",
        "kind": "construction",
        "lead_body": promises.world.land,
        "due_on": DUE,
    }
    by = promises.actor("office_supervisor")
    with door("default") as written:
        cause = Entry("commitments.Variation", 1, 2, "approve", "", "", (), "0" * 64, 1, NOW)
        written.append(cause)
        made = create(Obligation, by, data=data, cause=cause)
    assert (made.state, made.ref) == ("pending", f"{commitment.ref}/OB-2")


# Evidence on an agreement


def test_an_agreement_keeps_its_own_evidence(promises: Promises) -> None:
    clerk = promises.actor("commerce_clerk")
    paper = create(
        Agreement, clerk, data={"title": "Main", "kind": "agreement", "logging_body": promises.world.commerce}
    )
    data = {"agreement": paper, "purpose": "source", "title": "Original", "body": promises.world.commerce, **PAPER}
    evidence = create(Evidence, clerk, data=data)
    assert list(Evidence.objects.visible_to(promises.actor("commerce_clerk2"))) == [evidence]
    assert list(Evidence.objects.visible_to(promises.actor("finance_clerk"))) == []
    with pytest.raises(NotPermitted):
        create(Evidence, promises.actor("finance_clerk"), data=data | {"body": promises.world.finance})
