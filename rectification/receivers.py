"""What follows from the steps of cases and orders, in the same transaction: nothing is left in breach without an order."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Max
from django.utils import timezone

from commitments.choices import CommitmentState
from commitments.models import Commitment, Obligation, Share
from lifecycle.actors import Actor
from lifecycle.creating import create, create_many
from lifecycle.doors import Entry
from lifecycle.performing import perform
from lifecycle.signals import transitioned
from lifecycle.sweeping import perform_many
from organizations.involving import refresh_keys
from rectification.choices import OPEN_ORDER, CaseState
from rectification.consequences import FOLLOWS, drawn_from, stands_already
from rectification.facts import standing_cases
from rectification.models import AccountabilityCase, BreachCase, Demand, Measure, RectificationOrder, Remark
from rectification.rules.demands import demands_in
from rectification.rules.limits import FINISH, PLAN, due

IN_FORCE = (CommitmentState.ACTIVE, CommitmentState.SUSPENDED)
FOLLOWED = (BreachCase, RectificationOrder, AccountabilityCase)


def connect() -> None:
    """Connect every reaction; called once from `AppConfig.ready()`."""
    for sender, receiver in (
        (BreachCase, draw_from_confirmation),
        (RectificationOrder, approve_measures),
        (RectificationOrder, annul_cases),
        (RectificationOrder, draw_consequences),
        (RectificationOrder, demand_relapse),
        (RectificationOrder, issue_again),
        (RectificationOrder, keep_remarks),
        (Commitment, follow_bodies),
        (Obligation, follow_bodies),
        (Share, follow_bodies),
    ):
        transitioned.connect(
            receiver, sender=sender, dispatch_uid=f"rectification.{sender.__name__}.{receiver.__name__}"
        )


def draw_from_confirmation(
    verb: str, entries: Sequence[Entry], records: Sequence[Any], by: Actor, **_words: Any
) -> None:
    """A confirmed case joins the open order; where none is open it declares the breach and issues one."""
    if verb != "confirm":
        return
    for entry, case in zip(entries, records, strict=True):
        opened = RectificationOrder.objects.filter(commitment=case.commitment_id, state__in=OPEN_ORDER).first()
        if opened is None:
            commitment = Commitment.objects.get(pk=case.commitment_id)
            if commitment.state in IN_FORCE:
                perform(commitment, "declare_breach", by, cause=entry)
            opened = issue(case, by, entry)
        demand(opened, [(case.pk, text) for text in demands_in(case.demands_text)], by, entry)


def issue(case: Any, by: Actor, cause: Entry, **words: Any) -> Any:
    """A new order for a case: 30 days unless the case says otherwise, ten working days for the plan."""
    today = timezone.localdate(cause.at)
    data = {
        "case": case.pk,
        "commitment": case.commitment_id,
        "duty_body": case.duty_body_id,
        "issuer": case.issuer_id,
        "form": case.order_form,
        "channel": case.channel,
        "authority": case.authority,
        "authority_document": case.authority_document,
        "due_on": case.order_due_on,
        **words,
        "issued_on": today,
        "plan_due_on": due(PLAN, today),
    }
    data["due_on"] = data["due_on"] or due(FINISH, today)
    return create(RectificationOrder, by, data=data, cause=cause)


def demand(order: Any, wanted: Sequence[tuple[int, str]], by: Actor, cause: Entry) -> None:
    """Further demands of an order, each with the case it comes from."""
    last = Demand.objects.filter(order=order.pk).aggregate(last=Max("number"))["last"] or 0
    rows = [
        {"order": order.pk, "case": case, "number": number, "text": text}
        for number, (case, text) in enumerate(wanted, start=last + 1)
    ]
    create_many(Demand, by, rows, cause=cause)


def approve_measures(verb: str, entries: Sequence[Entry], records: Sequence[Any], by: Actor, **_words: Any) -> None:
    """With a plan its measures are approved, and stand."""
    if verb != "approve_plan":
        return
    causes = {order.pk: entry for entry, order in zip(entries, records, strict=True)}
    steps = Measure.objects.standing().filter(order__in=causes, approved_on=None).values_list("pk", "order_id")
    driven = {pk: causes[order] for pk, order in steps}
    outcome = perform_many(Measure.objects.all(), "approve_measure", by, causes=driven)
    for refusal in outcome.refused.values():
        raise refusal


def annul_cases(verb: str, entries: Sequence[Entry], records: Sequence[Any], by: Actor, **_words: Any) -> None:
    """With an order that is set aside go the findings behind it."""
    if verb != "set_aside":
        return
    for entry, order in zip(entries, records, strict=True):
        joined = Demand.objects.filter(order=order.pk).values_list("case_id", flat=True)
        for case in BreachCase.objects.filter(pk__in={order.case_id, *joined}, state=CaseState.CONFIRMED):
            perform(case, "annul", by, cause=entry)


def draw_consequences(verb: str, entries: Sequence[Entry], records: Sequence[Any], by: Actor, **_words: Any) -> None:
    """What an order's step leads to in its commitment; where it stands already the order's row says so."""
    if verb not in FOLLOWS:
        return
    for entry, order in zip(entries, records, strict=True):
        commitment = Commitment.objects.get(pk=order.commitment_id)
        consequence = drawn_from(verb, standing_cases([order])[order.pk] if verb == "set_aside" else ())
        if not stands_already(consequence, commitment.state):
            perform(commitment, consequence, by, cause=entry)


def demand_relapse(verb: str, entries: Sequence[Entry], records: Sequence[Any], by: Actor, **_words: Any) -> None:
    """What a re-inspection found becomes a demand."""
    if verb == "reopen":
        for entry, order in zip(entries, records, strict=True):
            demand(order, [(order.case_id, order.relapse)], by, entry)


def issue_again(
    verb: str, entries: Sequence[Entry], records: Sequence[Any], by: Actor, data: Any, **_words: Any
) -> None:
    """A new order for the same case, with the demands of the one before unless others were stated."""
    if verb != "reissue":
        return
    for entry, order in zip(entries, records, strict=True):
        made = issue(
            order.case,
            by,
            entry,
            previous=order.pk,
            duty_body=order.duty_body_id,
            issuer=order.issuer_id,
            form=order.form,
            channel=order.channel,
            authority=data.authority,
            authority_document=data.authority_document,
            due_on=data.due_on,
        )
        before = Demand.objects.filter(order=order.pk).order_by("number")
        wanted = [(order.case_id, text) for text in demands_in(data.demands)]
        demand(made, wanted or list(before.values_list("case_id", "text")), by, entry)


def keep_remarks(
    verb: str, entries: Sequence[Entry], records: Sequence[Any], by: Actor, data: Any, **_words: Any
) -> None:
    """What was asked of single measures and demands when a plan was returned, a record each."""
    if verb != "return_plan":
        return
    rows, causes = [], []
    for entry, order in zip(entries, records, strict=True):
        about = [("measure", note) for note in data.on_measures] + [("demand", note) for note in data.on_demands]
        rows += [{"order": order.pk, name: key, "entry": entry.version, "text": text} for name, (key, text) in about]
        causes += [entry] * len(about)
    if rows:
        create_many(Remark, by, rows, causes=causes)


def follow_bodies(sender: Any, verb: str, records: Sequence[Any], **_words: Any) -> None:
    """Where the bodies of a promise change, who sees its cases, orders and inquiries changes with them."""
    if verb not in ("hand_over", "vary", "correct", "edit", "create", "drop", "cancel"):
        return
    commitments = {one.pk if sender is Commitment else one.commitment_id for one in records}
    for model in FOLLOWED:
        keys = model._base_manager.filter(commitment__in=commitments).values_list("pk", flat=True)
        refresh_keys(model, list(keys))
