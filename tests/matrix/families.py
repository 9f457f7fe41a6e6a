"""One promise with all that follows from it, moved through the real doors: the machine that `worlds` describes by hand.

Each step is taken by whoever may, with all that its guards ask for: measures for every demand, papers, days that pass.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from functools import cache, partial
from typing import Any

from commitments.models import Commitment, Obligation
from commitments.testing import Promises
from lifecycle.creating import create_many
from lifecycle.sweeping import perform_many
from rectification.choices import MeasureKind
from rectification.models import AccountabilityCase, BreachCase, Demand, Measure, RectificationOrder
from rectification.testing import Breaches
from tests.matrix.worlds import JUDGED, Bounds, Inquiry, Order, World

# Who takes a step, by the kind of record and the verb. A verb that is not named here makes the search fail.
WHO: Mapping[str, Mapping[str, str]] = {
    "commitment": {
        **dict.fromkeys(("submit", "withdraw"), "commerce_clerk"),
        **dict.fromkeys(("return_for_revision", "register", "suspend", "resume"), "office_supervisor"),
        **dict.fromkeys(("confirm_fulfilment", "terminate", "resume_performance", "close"), "office_supervisor"),
        "reopen": "party_supervisor",
    },
    "case": {
        **dict.fromkeys(("assign_verification", "supersede"), "office_supervisor"),
        "report_verification": "land_clerk",
        **dict.fromkeys(("confirm", "dismiss"), "land_head"),
    },
    "order": {
        "serve": "office_clerk",
        **dict.fromkeys(("acknowledge", "submit_plan", "submit_for_acceptance"), "finance_clerk"),
        **dict.fromkeys(("approve_plan", "return_plan", "extend", "reissue"), "office_supervisor"),
        **dict.fromkeys(("declare_failed", "record_refusal"), "office_supervisor"),
        **dict.fromkeys(("accept", "return_for_rework"), "office_supervisor2"),
        "appeal": "finance_head",
        **dict.fromkeys(("uphold", "set_aside"), "party_supervisor2"),
        "reopen": "party_supervisor",
    },
    "inquiry": {
        **dict.fromkeys(("investigate", "propose_decision", "execute"), "inspector"),
        **dict.fromkeys(("return_proposal", "decide", "exempt", "dismiss"), "inspector2"),
        "request_review": "integrity_officer",
        **dict.fromkeys(("uphold", "amend", "revoke"), "inspector3"),
    },
}
REVIEWED = {"review_note": "Both sides were heard."}


class Family:
    """A promise of two duties, one of them kept, and whatever hangs on it at the moment."""

    def __init__(self, promises: Promises) -> None:
        self.promises, self.breaches = promises, Breaches(promises)
        # Nobody's posts or grants change in a search: each person is looked up once.
        promises.world.actor = cache(promises.world.actor)  # type: ignore[method-assign]
        self.commitment = promises.draft(at=self.breaches.now)
        self.kept, self.owed = (promises.obligation(self.commitment, at=self.breaches.now) for _each in range(2))

    def handles(self) -> dict[str, Any]:
        """Every record of the machine by its name: "commitment", "case0", "order0", "inquiry"."""
        found: dict[str, Any] = {"commitment": Commitment.objects.get(pk=self.commitment.pk)}
        for name, model in (("case", BreachCase), ("order", RectificationOrder)):
            rows = model.objects.filter(commitment=self.commitment).order_by("pk")
            found |= {f"{name}{number}": one for number, one in enumerate(rows)}
        inquiry = AccountabilityCase.objects.filter(commitment=self.commitment).first()
        return found if inquiry is None else found | {"inquiry": inquiry}

    @staticmethod
    def world(handles: Mapping[str, Any]) -> World:
        """Where everything stands, as the table by hand says it."""
        cases = [one for name, one in handles.items() if name.startswith("case")]
        orders = [one for name, one in handles.items() if name.startswith("order")]
        numbers = {case.pk: number for number, case in enumerate(cases)}
        behind: dict[int, set[int]] = {one.pk: {numbers[one.case_id]} for one in orders}
        for order, case in Demand.objects.filter(order__in=behind).values_list("order", "case") if behind else ():
            behind[order].add(numbers[case])
        asked = handles.get("inquiry")
        return World(
            handles["commitment"].state,
            tuple(case.state for case in cases),
            tuple(order_of(one, tuple(sorted(behind[one.pk]))) for one in orders),
            asked and Inquiry(asked.state, asked.state == "under_review" and asked.executed_on is not None),
            found_since_breach(handles["commitment"], cases),
        )

    def steps(self, handles: Mapping[str, Any], most: Bounds) -> Iterator[tuple[str, Callable[[], Any]]]:
        """Every verb that its record's state lets start and no other verb drives, and every record that may come."""
        count = {name: sum(1 for one in handles if one.startswith(name)) for name in ("case", "order", "inquiry")}
        if count["case"] < most.cases:
            yield "case.create", lambda: self.breaches.case(self.owed)
        if count["inquiry"] < most.inquiries and count["order"]:
            unmet = [one for name, one in handles.items() if name.startswith("order")]
            yield "inquiry.create", lambda: self.inquire(unmet)
        for name, record in handles.items():
            for verb, spec in record.verbs().items():
                if spec.is_driven or record.state not in spec.sources:
                    continue
                if count["order"] == most.orders and self.would_issue(handles, name, verb):
                    continue
                yield f"{name}.{verb}", partial(self.take, name.rstrip("0123456789"), record, verb)

    @staticmethod
    def would_issue(handles: Mapping[str, Any], name: str, verb: str) -> bool:
        """Whether a step may lead to one order more."""
        orders = [one for key, one in handles.items() if key.startswith("order")]
        opened = any(one.state not in ("accepted", "failed", "refused", "set_aside") for one in orders)
        return verb == "reissue" or (name.startswith("case") and verb == "confirm" and not opened)

    def take(self, kind: str, record: Any, verb: str) -> None:
        """A step with what goes before and after it."""
        before = getattr(self, f"before_{kind}_{verb}", None)
        data = before(record) if before is not None else None
        self.breaches.act(WHO[kind][verb], record, verb, reason="As the file shows", data=data)
        if (after := getattr(self, f"after_{kind}_{verb}", None)) is not None:
            after()

    def report(self, owed: Any) -> Any:
        """Report a duty as performed: it is still open."""
        return self.breaches.act("finance_clerk", owed, "report", data={"performed_on": self.breaches.today})

    def accept(self, *reported: Any) -> None:
        """Accept duties that were reported."""
        for one in reported:
            self.breaches.act("office_supervisor", one, "accept", reason="Paid before the register")

    def after_commitment_register(self) -> None:
        """Both duties are lawful, have their paper and are reported; one is accepted."""
        for one in (self.kept, self.owed):
            self.promises.classified(one, at=self.breaches.now)
            self.promises.evidence(one, by="finance_clerk", at=self.breaches.now, is_paper=True)
            self.report(one)
        self.accept(self.kept)

    def before_commitment_suspend(self, _record: Any) -> Any:
        return {"ground": "court_order", "document": "Order 7"}

    def before_commitment_confirm_fulfilment(self, _record: Any) -> None:
        self.accept(*Obligation.objects.filter(commitment=self.commitment, state="reported"))

    def before_commitment_terminate(self, record: Any) -> Any:
        """What is owed is accepted first: what is cancelled could never be reopened."""
        self.before_commitment_confirm_fulfilment(record)
        return {"ground": "agreed", "power": "Article 12", "procedure": "Meeting 7", "compensation": "agreed"}

    def before_commitment_reopen(self, record: Any) -> Any:
        self.promises.evidence(record, "new_finding", at=self.breaches.now, is_paper=True)
        accepted = Obligation.objects.filter(commitment=self.commitment, state="met").order_by("-pk")
        return {"obligations": [accepted.values_list("pk", flat=True)[0]]}

    def after_commitment_reopen(self) -> None:
        """The one is reported again, the other kept."""
        for one in Obligation.objects.filter(commitment=self.commitment, state="pending"):
            reported = self.report(one)
            if one.pk == self.kept.pk:
                self.accept(reported)

    def before_case_assign_verification(self, _record: Any) -> Any:
        world = self.promises.world
        return {"verifying_body": world.land.pk, "verifier": world.official("land_clerk").pk}

    def before_case_report_verification(self, _record: Any) -> Any:
        return {"verified": "The vouchers show no payment."}

    def before_case_confirm(self, _record: Any) -> Any:
        return self.breaches.finding()

    def before_case_dismiss(self, _record: Any) -> Any:
        return {"finding": "It was paid", "answer": "Told by letter", "answered_on": self.breaches.today}

    def before_case_supersede(self, record: Any) -> Any:
        live = BreachCase.objects.filter(commitment=self.commitment).exclude(pk=record.pk)
        other = live.filter(state__in=("suspected", "under_verification", "confirmed")).first()
        return {"superseded_by": None if other is None else other.pk}

    def before_order_serve(self, _record: Any) -> Any:
        return {"served_on": self.breaches.today}

    def before_order_acknowledge(self, _record: Any) -> Any:
        return {"received_on": self.breaches.today}

    def before_order_submit_plan(self, record: Any) -> Any:
        self.plan(record)
        return {"plan": "Cause, aim, owner"}

    def before_order_submit_for_acceptance(self, record: Any) -> Any:
        """A demand that joined later has its measure approved by itself."""
        self.plan(record)
        later = Measure.objects.standing().filter(order=record.pk, approved_on=None)
        by = self.promises.actor("office_supervisor")
        assert not perform_many(later, "approve_measure", by, at=self.breaches.now).refused
        return {"summary": "All is done"}

    def plan(self, order: Any) -> None:
        """A measure that goes on, for each demand that has none."""
        rows = [
            {
                "order": order.pk,
                "demand": one,
                "kind": MeasureKind.CONTINUING,
                "what": "Pay",
                "owner": "Budget division",
            }
            | {"due_on": self.breaches.today + timedelta(days=20)}
            for one in bare_demands(order).values_list("pk", flat=True)
        ]
        create_many(Measure, self.promises.actor("finance_clerk"), rows, at=self.breaches.now)

    def before_order_declare_failed(self, record: Any) -> Any:
        """The limit passes first."""
        late = (record.due_on - self.breaches.today).days + 1
        self.breaches.later(max(late, 0))
        return {"extension": "refused", "extension_note": "Nothing was begun", "failed_in": "Both demands"}

    def before_order_record_refusal(self, _record: Any) -> Any:
        words = {"refusal_document": "Letter 9", "refusal_words": "No money", "refusal_kind": "in_writing"}
        return words | {"refused_on": self.breaches.today}

    def before_order_appeal(self, _record: Any) -> Any:
        return {"appeal_ground": "It was paid"}

    def before_order_uphold(self, _record: Any) -> Any:
        return REVIEWED

    before_order_set_aside = before_inquiry_uphold = before_inquiry_revoke = before_order_uphold

    def before_order_reopen(self, _record: Any) -> Any:
        return {"relapse": "The money was taken back"}

    def before_order_extend(self, record: Any) -> Any:
        return {"due_on": max(record.due_on, self.breaches.today) + timedelta(days=10)}

    def before_order_reissue(self, _record: Any) -> Any:
        return {"authority": "instruction", "authority_document": "Instruction 3"}

    def before_order_return_plan(self, _record: Any) -> Any:
        return {}

    before_order_return_for_rework = before_order_return_plan

    def inquire(self, orders: list[Any]) -> None:
        """An inquiry into the body of an order that was not met; of any where none is."""
        unmet = [one for one in orders if one.state in ("failed", "refused")] or orders
        self.breaches.inquiry(unmet[0])

    def before_inquiry_propose_decision(self, _record: Any) -> Any:
        return self.breaches.proposal()

    def before_inquiry_decide(self, _record: Any) -> Any:
        return self.breaches.decision()

    def before_inquiry_exempt(self, _record: Any) -> Any:
        return {"rule": "Rule 4", "conditions": "Each is met", "are_met": True}

    def before_inquiry_execute(self, _record: Any) -> Any:
        return {"executed_on": self.breaches.today, "note": "Called in"}

    def before_inquiry_request_review(self, _record: Any) -> Any:
        return {"route": "same_organ", "asked_on": self.breaches.today, "grounds": "Too heavy"}

    def before_inquiry_amend(self, _record: Any) -> Any:
        return {"form": "written_explanation", "decision": "Explained in writing"} | REVIEWED


def found_since_breach(commitment: Any, cases: Sequence[Any]) -> tuple[int, ...]:
    """The numbers of the confirmed cases that stand since the breach was last declared, while it lasts; by the trails."""
    confirmed = [number for number, case in enumerate(cases) if case.state == "confirmed"]
    if not confirmed or commitment.state not in ("breached", "rectifying", "unremedied", "remedied"):
        return ()
    declared = commitment.history.filter(verb="declare_breach").latest("version").history_date
    return tuple(one for one in confirmed if cases[one].history.get(verb="confirm").history_date >= declared)


def order_of(order: Any, cases: tuple[int, ...]) -> Order:
    """An order as the table says it, without what no longer matters where it stands."""
    at = order.appealed_from if order.state == "appealed" else order.state
    made = Order(at, cases, was_appealed=order.appealed_on is not None)
    made = made.moved(at, is_short=at in JUDGED and bare_demands(order).exists())
    return made.moved("appealed", before=at) if order.state == "appealed" else made.moved(order.state)


def bare_demands(order: Any) -> Any:
    """The demands of an order that no standing measure answers."""
    answered = Measure.objects.standing().filter(order=order.pk).values("demand")
    return Demand.objects.filter(order=order.pk).exclude(pk__in=answered).order_by("pk")
