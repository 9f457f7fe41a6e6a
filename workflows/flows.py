"""The flows: who is asked next, state by state. They hold no business state; the records' verbs move them."""

from collections.abc import Sequence
from typing import Any

from viewflow import this
from viewflow.workflow import flow

from commitments.choices import OPEN_OBLIGATION, Legality
from commitments.facts.handovers import offices
from commitments.rules.handovers import signers, takers
from organizations.choices import Part, Role
from rectification.models import RectificationOrder
from workflows.duties import (
    Duty,
    RecordFlow,
    at,
    by_office,
    each_of,
    of_every_part,
    of_parts,
    overseers,
    overseers_or_superiors,
    person,
    superiors,
)

CLERK, SUPERVISOR, INSPECTOR = Role.CLERK, Role.SUPERVISOR, Role.INSPECTOR


class RegistrationFlow(RecordFlow):
    """Registration of a commitment: drafted and submitted by the logging body, registered by its overseer."""

    record = "commitments.Commitment"
    start = flow.StartHandle().Next(this.route)
    route = flow.Switch().Case(this.submit, at(["draft"])).Case(this.register, at(["submitted"])).Default(this.end)
    submit = Duty(states=["draft"], settles=["submit", "withdraw"], ask=of_parts(CLERK, Part.LOGGING)).Next(this.route)
    register = Duty(
        states=["submitted"], settles=["register", "return_for_revision", "withdraw"], ask=overseers()
    ).Next(this.route)
    end = flow.End()


class ConditionsFlow(RecordFlow):
    """Conditions of an obligation: claimed for the promisee, confirmed or refused by the overseer; refused, claimed anew.

    Nobody is asked for a first claim, which waits for the promisee. A refused one goes back to those who may claim.
    """

    REFUSED = "refused"

    record = "commitments.Obligation"
    start = flow.StartHandle().Next(this.route)
    route = (
        flow.Switch().Case(this.confirm_conditions, at(["claimed"])).Case(this.claim, at([REFUSED])).Default(this.end)
    )
    confirm_conditions = Duty(
        states=["claimed"], settles=["confirm_conditions", "refuse_conditions", "stop"], ask=overseers()
    ).Next(this.route)
    claim = Duty(
        states=[REFUSED],
        settles=["claim", "waive", "stop", "cancel"],
        ask=of_every_part(CLERK, Part.LOGGING, Part.DUTY),
        aside=True,
    ).Next(this.route)
    end = flow.End()

    @classmethod
    def state_of(cls, record: Any) -> str:
        """Conditional with something missing: a claim was refused."""
        was_refused = record.state == "conditional" and bool(record.missing)
        return cls.REFUSED if was_refused else super().state_of(record)


class AcceptanceFlow(RecordFlow):
    """Performance of an obligation: reported by the lead duty body, accepted by the overseer."""

    record = "commitments.Obligation"
    start = flow.StartHandle().Next(this.route)
    route = (
        flow.Switch()
        .Case(this.report, at(["pending", "partially_met"]))
        .Case(this.accept, at(["reported"]))
        .Default(this.end)
    )
    report = Duty(
        states=["pending", "partially_met"],
        settles=["report", "waive", "stop", "cancel"],
        ask=of_parts(CLERK, Part.DUTY),
    ).Next(this.route)
    accept = Duty(
        states=["reported"], settles=["accept", "accept_partly", "return_report", "cancel"], ask=overseers()
    ).Next(this.route)
    end = flow.End()


class LegalityFlow(RecordFlow):
    """Legality of an obligation: told by a reviewer on the justice bureau's opinion, from the day on which it is owed.

    Nothing is reported before. Whatever the opinion says settles it; what ends the obligation withdraws it.
    """

    UNREVIEWED = "unreviewed"

    record = "commitments.Obligation"
    start = flow.StartHandle().Next(this.route)
    route = flow.Switch().Case(this.classify, at([UNREVIEWED])).Default(this.end)
    classify = Duty(states=[UNREVIEWED], settles=["classify"], ask=overseers(), ahead=True).Next(this.route)
    end = flow.End()

    @classmethod
    def state_of(cls, record: Any) -> str:
        """Open, and no opinion on record."""
        is_unreviewed = record.state in OPEN_OBLIGATION and record.legality == Legality.UNREVIEWED
        return cls.UNREVIEWED if is_unreviewed else super().state_of(record)


class VariationFlow(RecordFlow):
    """A variation: written and submitted by the body that asks, decided by the overseer; from the third extension by the superior."""

    record = "commitments.Variation"
    start = flow.StartHandle().Next(this.route)
    route = flow.Switch().Case(this.submit, at(["drafted"])).Case(this.approve, at(["submitted"])).Default(this.end)
    submit = Duty(states=["drafted"], settles=["submit", "withdraw"], ask=of_parts(CLERK, Part.ISSUING)).Next(
        this.route
    )
    approve = Duty(
        states=["submitted"],
        settles=["approve", "reject", "return_for_revision", "withdraw"],
        ask=overseers_or_superiors(lambda record: record.is_for_superior),
    ).Next(this.route)
    end = flow.End()


class CorrectionFlow(RecordFlow):
    """A correction of a clerical error: once proposed, a second person of the overseer sees whether it is one."""

    record = "commitments.Correction"
    start = flow.StartHandle().Next(this.route)
    route = flow.Switch().Case(this.confirm, at(["proposed"])).Default(this.end)
    confirm = Duty(states=["proposed"], settles=["confirm", "reject", "withdraw"], ask=overseers()).Next(this.route)
    end = flow.End()


class HandoverFlow(RecordFlow):
    """A hand-over: signed by whoever leaves or the head in his place, taken over by whoever comes, witnessed by the overseer."""

    record = "commitments.Handover"
    start = flow.StartHandle().Next(this.route)
    route = (
        flow.Switch()
        .Case(this.sign_over, at(["prepared"]))
        .Case(this.take_over, at(["signed_over"]))
        .Case(this.witness, at(["taken_over"]))
        .Default(this.end)
    )
    sign_over = Duty(
        states=["prepared"], settles=["sign_over", "cancel"], ask=by_office(offices, signers, SUPERVISOR, "giving_body")
    ).Next(this.route)
    take_over = Duty(
        states=["signed_over"],
        settles=["take_over", "order_take_over"],
        ask=by_office(offices, takers, SUPERVISOR, "taking_body"),
    ).Next(this.route)
    witness = Duty(states=["taken_over"], settles=["witness"], ask=overseers()).Next(this.route)
    end = flow.End()


class VerificationFlow(RecordFlow):
    """Verification of a suspected breach: handed to an independent body, confirmed or dismissed by its supervisor."""

    record = "rectification.BreachCase"
    start = flow.StartHandle().Next(this.route)
    route = (
        flow.Switch()
        .Case(this.assign_verification, at(["suspected"]))
        .Case(this.confirm, at(["under_verification"]))
        .Default(this.end)
    )
    assign_verification = Duty(
        states=["suspected"], settles=["assign_verification", "supersede"], ask=overseers()
    ).Next(this.route)
    confirm = Duty(
        states=["under_verification"],
        settles=["confirm", "dismiss", "supersede"],
        ask=of_parts(SUPERVISOR, Part.VERIFYING),
    ).Next(this.route)
    end = flow.End()


class VerifierFlow(RecordFlow):
    """What the named verifier owes: to say what he found. His supervisor may decide meanwhile."""

    UNVERIFIED = "unverified"

    record = "rectification.BreachCase"
    start = flow.StartHandle().Next(this.route)
    route = flow.Switch().Case(this.report_verification, at([UNVERIFIED])).Default(this.end)
    report_verification = Duty(
        states=[UNVERIFIED], settles=["report_verification"], ask=person("verifier", CLERK)
    ).Next(this.route)
    end = flow.End()

    @classmethod
    def state_of(cls, record: Any) -> str:
        """Under verification, and nothing on record of what was found."""
        is_unverified = record.state == "under_verification" and record.verified_on is None
        return cls.UNVERIFIED if is_unverified else super().state_of(record)


class RectificationFlow(RecordFlow):
    """Rectification: a plan by the duty body, approved; its doing, accepted; a review where the body asks for one."""

    record = "rectification.RectificationOrder"
    start = flow.StartHandle().Next(this.route)
    route = (
        flow.Switch()
        .Case(this.submit_plan, at(["issued"]))
        .Case(this.approve_plan, at(["planned"]))
        .Case(this.submit_for_acceptance, at(["in_progress"]))
        .Case(this.accept, at(["submitted"]))
        .Case(this.uphold, at(["appealed"]))
        .Default(this.end)
    )
    submit_plan = Duty(
        states=["issued"],
        settles=["submit_plan", "declare_failed", "record_refusal", "appeal"],
        ask=of_parts(CLERK, Part.DUTY),
    ).Next(this.route)
    approve_plan = Duty(
        states=["planned"],
        settles=["approve_plan", "return_plan", "declare_failed", "record_refusal", "appeal"],
        ask=overseers(),
    ).Next(this.route)
    submit_for_acceptance = Duty(
        states=["in_progress"],
        settles=["submit_for_acceptance", "declare_failed", "record_refusal", "appeal"],
        ask=of_parts(CLERK, Part.DUTY),
    ).Next(this.route)
    accept = Duty(
        states=["submitted"], settles=["accept", "return_for_rework", "declare_failed", "appeal"], ask=overseers()
    ).Next(this.route)
    uphold = Duty(states=["appealed"], settles=["uphold", "set_aside"], ask=superiors(), aside=True).Next(this.route)
    end = flow.End()


class ServingFlow(RecordFlow):
    """Service of an order: whoever may tell the day on which the paper was served is asked for it until he did."""

    UNSERVED = "unserved"

    record = "rectification.RectificationOrder"
    start = flow.StartHandle().Next(this.route)
    route = flow.Switch().Case(this.serve, at([UNSERVED])).Default(this.end)
    serve = Duty(states=[UNSERVED], settles=["serve"], ask=each_of(overseers(CLERK), overseers(SUPERVISOR))).Next(
        this.route
    )
    end = flow.End()

    @classmethod
    def state_of(cls, record: Any) -> str:
        """Issued without a day of service on record."""
        is_unserved = record.state == "issued" and record.served_on is None
        return cls.UNSERVED if is_unserved else super().state_of(record)


class MeasureFlow(RecordFlow):
    """A measure for a demand that joined an approved plan: approved by itself, by a reviewer of the order.

    What is sent back is the duty body's again: its clerk mends it and submits it again, or drops it.
    """

    UNAPPROVED, RETURNED = "unapproved", "returned"

    record = "rectification.Measure"
    start = flow.StartHandle().Next(this.route)
    route = (
        flow.Switch()
        .Case(this.approve_measure, at([UNAPPROVED]))
        .Case(this.submit_measure, at([RETURNED]))
        .Default(this.end)
    )
    approve_measure = Duty(
        states=[UNAPPROVED], settles=["approve_measure", "return_measure", "drop"], ask=overseers()
    ).Next(this.route)
    submit_measure = Duty(
        states=[RETURNED], settles=["submit_measure", "drop"], ask=of_parts(CLERK, Part.DUTY), aside=True
    ).Next(this.route)
    end = flow.End()

    @classmethod
    def acquaint(cls, records: Sequence[Any]) -> None:
        """With the orders as they stand now."""
        orders = RectificationOrder.objects.in_bulk({one.order_id for one in records})
        for one in records:
            one.order = orders[one.order_id]

    @classmethod
    def state_of(cls, record: Any) -> str:
        """Open without approval while its order is carried out: it joined later than the plan was approved."""
        has_joined = record.state == "open" and record.approved_on is None and record.order.state == "in_progress"
        if not has_joined:
            return super().state_of(record)
        return cls.UNAPPROVED if record.returned_on is None else cls.RETURNED


class AccountabilityFlow(RecordFlow):
    """Accountability of a body: investigated and proposed by one inspector, decided by another."""

    record = "rectification.AccountabilityCase"
    start = flow.StartHandle().Next(this.route)
    route = (
        flow.Switch()
        .Case(this.investigate, at(["opened"]))
        .Case(this.propose_decision, at(["investigating"]))
        .Case(this.decide, at(["proposed"]))
        .Case(this.execute, at(["decided"]))
        .Case(this.uphold, at(["under_review"]))
        .Default(this.end)
    )
    investigate = Duty(states=["opened"], settles=["investigate"], ask=person("inspector", INSPECTOR)).Next(this.route)
    propose_decision = Duty(
        states=["investigating"],
        settles=["propose_decision", "exempt", "dismiss"],
        ask=person("inspector", INSPECTOR),
    ).Next(this.route)
    decide = Duty(
        states=["proposed"],
        settles=["decide", "return_proposal", "exempt", "dismiss"],
        ask=of_parts(INSPECTOR, Part.DECIDING, Part.DUTY),
    ).Next(this.route)
    execute = Duty(states=["decided"], settles=["execute", "request_review"], ask=person("inspector", INSPECTOR)).Next(
        this.route
    )
    uphold = Duty(
        states=["under_review"],
        settles=["uphold", "amend", "revoke"],
        ask=of_parts(INSPECTOR, Part.DECIDING, Part.DUTY),
        aside=True,
    ).Next(this.route)
    end = flow.End()


class ReferralFlow(RecordFlow):
    """Referral of a person: signed by a supervisor other than the drafter, answered by the organ."""

    record = "rectification.PersonReferral"
    start = flow.StartHandle().Next(this.route)
    route = flow.Switch().Case(this.refer, at(["drafted"])).Case(this.conclude, at(["referred"])).Default(this.end)
    # Of all overseers the one that hands the lead over: the others may not know of it.
    refer = Duty(states=["drafted"], settles=["refer"], ask=of_parts(SUPERVISOR, Part.ISSUING)).Next(this.route)
    conclude = Duty(states=["referred"], settles=["conclude", "decline"], ask=of_parts(SUPERVISOR, Part.ISSUING)).Next(
        this.route
    )
    end = flow.End()


FLOWS: tuple[type[RecordFlow], ...] = (
    RegistrationFlow,
    ConditionsFlow,
    AcceptanceFlow,
    LegalityFlow,
    VariationFlow,
    CorrectionFlow,
    HandoverFlow,
    VerificationFlow,
    VerifierFlow,
    RectificationFlow,
    ServingFlow,
    MeasureFlow,
    AccountabilityFlow,
    ReferralFlow,
)
