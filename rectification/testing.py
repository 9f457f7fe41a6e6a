"""Broken promises for tests, made through the doors in the world of `organizations.testing`.

The finance bureau owes, the supervision office oversees, the land bureau verifies: its clerk looks, its head finds.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from commitments.choices import EvidencePurpose
from commitments.models import Commitment, Obligation
from commitments.testing import Promises, moment
from lifecycle.actors import Actor
from lifecycle.creating import create, create_many
from lifecycle.performing import perform
from lifecycle.personal import Personal
from organizations.testing import World
from rectification.choices import (
    Authority,
    BodyForm,
    CaseSource,
    Channel,
    ExtensionUse,
    InquiryGround,
    MeasureKind,
    OrderForm,
    PersonForm,
    RefusalKind,
    ReviewRoute,
)
from rectification.models import AccountabilityCase, BreachCase, Measure, PersonReferral, Proof, RectificationOrder

PROMISED_AT = moment(date(2026, 1, 5))


@dataclass
class Breaches:
    """Takes a promise from a suspicion to the end of its order; every step by the person who may take it."""

    promises: Promises
    # The day of the next step; it moves on with `later`.
    now: datetime = field(default_factory=lambda: moment(date(2026, 7, 6)))
    number: int = 0

    @property
    def world(self) -> World:
        """The world."""
        return self.promises.world

    @property
    def today(self) -> date:
        """The day of the next step."""
        return self.now.date()

    def later(self, days: int) -> None:
        """Let days pass."""
        self.now += timedelta(days=days)

    def act(self, name: str, record: Any, verb: str, **words: Any) -> Any:
        """A verb by a person of the world, now."""
        return self.act_as(self.world.actor(name), record, verb, **words)

    def act_as(self, by: Actor, record: Any, verb: str, **words: Any) -> Any:
        """A verb by an actor, now."""
        return perform(record, verb, by, at=self.now, **words)

    def promise(self) -> tuple[Commitment, Obligation]:
        """A registered promise with one obligation, lawful, made in January."""
        return self.promises.active(at=PROMISED_AT)

    def case(self, obligation: Obligation, *, by: str = "office_clerk", **values: Any) -> BreachCase:
        """A suspicion about an obligation."""
        data = {
            "commitment": obligation.commitment_id,
            "obligation": obligation.pk,
            "source": CaseSource.OVERDUE,
            "facts": "Nothing was paid.",
            **values,
        }
        made: BreachCase = create(BreachCase, self.world.actor(by), data=data, at=self.now)
        return made

    def assigned(self, case: BreachCase) -> BreachCase:
        """Handed to the land bureau."""
        data = {"verifying_body": self.world.land.pk, "verifier": self.world.official("land_clerk").pk}
        made: BreachCase = self.act("office_supervisor", case, "assign_verification", data=data)
        return made

    def finding(self, **values: Any) -> dict[str, Any]:
        """What confirm is told."""
        return {
            "finding": "Promised for June, not paid.",
            "heard_on": self.today,
            "heard": "The bureau pleads an empty treasury.",
            "demands": "Pay the subsidy\nName who answers for the delay",
            "authority": Authority.DECISION,
            "authority_document": "Minutes 12 (2026)",
            "issuer": self.world.city_office.pk,
            "issuer_document": "Notice 1 (2024)",
            "channel": Channel.BUREAU,
            "form": OrderForm.LETTER,
            **values,
        }

    def confirmed(self, case: BreachCase, **values: Any) -> BreachCase:
        """Assigned and confirmed."""
        made: BreachCase = self.act("land_head", self.assigned(case), "confirm", data=self.finding(**values))
        return made

    def order(self) -> RectificationOrder:
        """The order that follows from a new promise's confirmed case."""
        case = self.confirmed(self.case(self.promise()[1]))
        made: RectificationOrder = RectificationOrder.objects.get(case=case)
        return made

    def measure(self, order: RectificationOrder, demand: Any, **values: Any) -> Measure:
        """A measure that answers a demand."""
        data = {
            "order": order.pk,
            "demand": demand.pk,
            "kind": MeasureKind.WITHIN_LIMIT,
            "what": f"Do: {demand.text}",
            "owner": "Budget division",
            "due_on": self.today + timedelta(days=20),
            **values,
        }
        made: Measure = create(Measure, self.world.actor("finance_clerk"), data=data, at=self.now)
        return made

    def planned(self, order: RectificationOrder) -> RectificationOrder:
        """A measure for each demand that has none yet, and the plan submitted."""
        for one in order.demands.filter(measures=None):
            self.measure(order, one)
        made: RectificationOrder = self.act("finance_clerk", order, "submit_plan", data={"plan": "Cause, aim, owner."})
        return made

    def begun(self, order: RectificationOrder) -> RectificationOrder:
        """Planned and approved."""
        made: RectificationOrder = self.act("office_supervisor", self.planned(order), "approve_plan")
        return made

    def proven(self, measure: Measure) -> Proof:
        """A file that proves a measure."""
        self.number += 1
        paper = self.promises.evidence(
            measure.order.commitment,
            EvidencePurpose.OTHER,
            by="finance_clerk",
            at=self.now,
            content=b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n%" + str(self.number).encode() + b"\n%%EOF\n",
        )
        data = {"measure": measure.pk, "evidence": paper.pk}
        made: Proof = create(Proof, self.world.actor("finance_clerk"), data=data, at=self.now)
        return made

    def worked(self, order: RectificationOrder) -> None:
        """Every open measure proven, reported and accepted."""
        for step in order.measures.filter(state="open"):
            self.proven(step)
            told = {"done_on": self.today, "result": "Done."}
            done = self.act("finance_clerk", step, "report_measure", data=told)
            self.act("office_supervisor2", done, "accept_measure")

    def submitted(self, order: RectificationOrder) -> RectificationOrder:
        """Everything done and submitted for acceptance."""
        self.worked(order)
        made: RectificationOrder = self.act(
            "finance_clerk", order, "submit_for_acceptance", data={"summary": "All is done."}
        )
        return made

    def accepted(self, order: RectificationOrder) -> RectificationOrder:
        """From issue to acceptance."""
        made: RectificationOrder = self.act("office_supervisor2", self.submitted(self.begun(order)), "accept")
        return made

    def refused(self, order: RectificationOrder) -> RectificationOrder:
        """Refused in writing."""
        data = {
            "refusal_kind": RefusalKind.IN_WRITING,
            "refusal_document": "Letter 9 (2026)",
            "refused_on": self.today,
            "refusal_words": "The head who promised has left.",
            "pleads_change": True,
        }
        made: RectificationOrder = self.act("office_supervisor", order, "record_refusal", data=data)
        return made

    def failed(self, order: RectificationOrder) -> RectificationOrder:
        """Declared failed after its limit."""
        data = {
            "extension": ExtensionUse.REFUSED,
            "extension_note": "Nothing was begun.",
            "failed_in": "Both demands.",
        }
        made: RectificationOrder = self.act("office_supervisor", order, "declare_failed", data=data)
        return made

    def reissued(self, order: RectificationOrder, **values: Any) -> RectificationOrder:
        """The new order that follows a failed or refused one."""
        data = {"authority": Authority.INSTRUCTION, "authority_document": "Instruction 3", **values}
        self.act("office_supervisor", order, "reissue", reason="The duty stands", data=data)
        made: RectificationOrder = RectificationOrder.objects.filter(previous=order).latest("pk")
        return made

    def appealed(self, order: RectificationOrder) -> RectificationOrder:
        """Review asked for by the head of the finance bureau."""
        made: RectificationOrder = self.act("finance_head", order, "appeal", data={"appeal_ground": "It was paid."})
        return made

    def inquiry(self, order: RectificationOrder, *, by: str = "inspector2", **values: Any) -> AccountabilityCase:
        """An inquiry into the addressee of a failed or refused order, given to the inspector."""
        data = {
            "commitment": order.commitment_id,
            "order": order.pk,
            "ground": InquiryGround.UNMET_ORDER,
            "body": order.duty_body_id,
            "deciding_body": self.world.discipline.pk,
            "inspector": self.world.official("inspector").pk,
            "suspicion": "The order was not obeyed.",
            **values,
        }
        made: AccountabilityCase = create(AccountabilityCase, self.world.actor(by), data=data, at=self.now)
        return made

    def proposal(self, **values: Any) -> dict[str, Any]:
        """What propose_decision is told."""
        return {
            "facts": "Not paid.",
            "evidence": "Vouchers.",
            "trace": "Due 30 June, ordered 6 July.",
            "heard_on": self.today,
            "heard": "The bureau regrets.",
            "form_told": BodyForm.CIRCULATED_CRITICISM,
            "form": BodyForm.INTERVIEW,
            **values,
        }

    def proposed(self, inquiry: AccountabilityCase) -> AccountabilityCase:
        """Investigated, and a decision proposed."""
        begun = self.act("inspector", inquiry, "investigate")
        made: AccountabilityCase = self.act("inspector", begun, "propose_decision", data=self.proposal())
        return made

    def decision(self, **values: Any) -> dict[str, Any]:
        """What decide is told."""
        return {
            "form": BodyForm.INTERVIEW,
            "decision": "The head is called in.",
            "number": "Decision 4",
            "approval": "Mayor, 1 October",
            **values,
        }

    def decided(self, inquiry: AccountabilityCase) -> AccountabilityCase:
        """Proposed and decided."""
        made: AccountabilityCase = self.act("inspector2", self.proposed(inquiry), "decide", data=self.decision())
        return made

    def review_asked(self, inquiry: AccountabilityCase) -> AccountabilityCase:
        """Review asked for by the integrity officer, for the body."""
        data = {"route": ReviewRoute.SAME_ORGAN, "asked_on": self.today, "grounds": "Too heavy."}
        made: AccountabilityCase = self.act("integrity_officer", inquiry, "request_review", data=data)
        return made

    def referral(self, order: RectificationOrder, *, by: str = "office_clerk", **values: Any) -> PersonReferral:
        """A lead about somebody of the finance bureau, drafted in the supervision office."""
        data = {
            "commitment": order.commitment_id,
            "order": order.pk,
            "body": order.duty_body_id,
            "issuing_body": self.world.city_office.pk,
            "drafter": self.world.official(by).pk,
            "person_name": Personal("Wang Ming"),
            "person_post": Personal("Head of the budget division"),
            "lead": Personal("Held the payment back for a gift."),
            **values,
        }
        made: PersonReferral = create(PersonReferral, self.world.actor(by), data=data, at=self.now)
        return made

    def referred(self, referral: PersonReferral) -> PersonReferral:
        """Handed to the discipline commission."""
        data = {"organ": "Discipline Commission", "approval": "Head, 2 October", "referred_on": self.today}
        made: PersonReferral = self.act("office_supervisor", referral, "refer", data=data)
        return made

    def concluded(self, referral: PersonReferral, form: str = PersonForm.WARNING) -> PersonReferral:
        """The organ's result."""
        data = {"form": form, "number": "Sanction 7", "decided_on": self.today, "filed_at": "Personnel file"}
        made: PersonReferral = self.act("office_supervisor", referral, "conclude", data=data)
        return made

    def assigned_many(self, commitments: Sequence[Commitment]) -> list[BreachCase]:
        """A suspicion about the obligation of each of some commitments, handed to the land bureau; by the set-based doors."""
        owed = Obligation.objects.filter(commitment__in=[one.pk for one in commitments]).order_by("pk")
        rows = [
            {"commitment": one.commitment_id, "obligation": one.pk, "source": CaseSource.OVERDUE, "facts": "Not paid."}
            for one in owed
        ]
        opened = create_many(BreachCase, self.world.actor("office_clerk"), rows)
        data = {"verifying_body": self.world.land.pk, "verifier": self.world.official("land_clerk").pk}
        return self.promises.step("office_supervisor", opened, "assign_verification", data)
