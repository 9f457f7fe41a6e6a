"""Where cases, orders and what hangs on them are found on the site, and what may be chosen in their forms."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.desks import posts
from commitments.models import Commitment, Evidence, Obligation
from commitments.presenting import file_line, listed
from face import days
from lifecycle.actors import Actor
from lifecycle.desks import Desk, register
from lifecycle.forms import RefField
from lifecycle.naming import nameable
from organizations.choices import Role
from organizations.facts import relations
from organizations.models import Body, Grant, Official, Oversight, Tenure
from organizations.offices import granted, in_post
from rectification import models as m
from rectification.facts import addressable
from rectification.querysets import persons_of
from rectification.reading import named, read_person, reading_words, record_reading


def promises(actor: Actor, _record: Any) -> Any:
    """The promises that an actor may see, the newest first."""
    return Commitment.objects.visible_to(actor).order_by("-pk")


def obligations(actor: Actor, record: Any) -> Any:
    """The obligations that a case may be about: of its promise, once there is one."""
    found = Obligation.objects.visible_to(actor).select_related("commitment")
    if record is not None:
        found = found.filter(commitment=record.commitment_id)
    return found.order_by("-pk")


def demands(actor: Actor, record: Any) -> Any:
    """The demands that a measure may answer: those of its order."""
    found = m.Demand.objects.visible_to(actor)
    return found.filter(order=record.order_id) if record is not None else found


def papers(actor: Actor, _record: Any) -> Any:
    """The evidence that may prove a measure."""
    return Evidence.objects.visible_to(actor).attached().order_by("-pk")


def case_facts(case: Any) -> list[tuple[Any, Any]]:
    """What a case is about, for the page of a single step."""
    return [
        (_("commitment"), f"{case.commitment.ref} {case.commitment.title}"),
        (_("obligation"), case.obligation.title if case.obligation else _("the promise as a whole")),
        (_("source of the suspicion"), case.get_source_display()),
        (_("what is suspected"), case.facts),
        (_("verifying body"), case.verifying_body.name if case.verifying_body else _("not assigned yet")),
        (_("to be verified by"), days.day(case.verify_by) if case.verify_by else _("not assigned yet")),
        (_("what the verifier found"), case.verified or _("not reported yet")),
    ]


def order_facts(order: Any) -> list[tuple[Any, Any]]:
    """What an order demands, for the page of a single step."""
    demanded = list(order.demands.order_by("number"))
    return [
        (_("commitment"), f"{order.commitment.ref} {order.commitment.title}"),
        (_("breach case"), order.case.ref),
        (_("addressed to"), order.duty_body.name),
        (_("issued by"), order.issuer.name),
        (_("due date"), days.day(order.due_on) if order.due_on else ""),
        (_("demands"), " ".join(f"{one.number}. {one.text}" for one in demanded)),
    ]


def measure_facts(measure: Any) -> list[tuple[Any, Any]]:
    """What a measure is, for the page of a single step."""
    return [
        (_("rectification order"), f"{measure.order.ref} {measure.order.title}"),
        (_("demand"), measure.demand.text),
        (_("what is done"), measure.what),
        (_("kind"), measure.get_kind_display()),
        (_("owner: office or unit in charge"), measure.owner),
        (_("due date"), days.day(measure.due_on)),
    ]


def on_measure(measure: Any, _request: HttpRequest) -> list[tuple[Any, Any]]:
    """What was reported and what proves it, so that whoever judges it has read it. One query."""
    if measure.done_on is None:
        return []
    proofs = m.Proof.objects.filter(measure=measure).select_related("evidence").order_by("pk")
    files = (file_line(one.evidence) for one in proofs)
    return [
        (_("done on"), days.day(measure.done_on)),
        (_("what was done"), measure.result),
        (_("evidence"), listed(files, _("none"), str(measure.get_absolute_url()))),
    ]


def approval_url(order: Any) -> str:
    """Where a plan is judged, beside the one before."""
    return reverse("rectification:approval", args=(order.ref,))


def plan_url(order: Any) -> str:
    """Where a plan is entered."""
    return reverse("rectification:plan", args=(order.ref,))


def inquiry_facts(inquiry: Any) -> list[tuple[Any, Any]]:
    """Who is held to account and on what ground, for the page of a single step."""
    return [
        (_("body held to account"), inquiry.body.name),
        (_("commitment"), f"{inquiry.commitment.ref} {inquiry.commitment.title}"),
        (_("ground"), inquiry.get_ground_display()),
        (_("rectification order"), inquiry.order.ref if inquiry.order else ""),
        (_("inspector assigned"), inquiry.inspector.name),
        (_("deciding body"), inquiry.deciding_body.name),
    ]


def read_inquiry(inquiry: Any, request: HttpRequest) -> list[tuple[Any, Any]]:
    """The proposal, so that whoever decides signs what he has read; the reading is recorded."""
    record_reading(inquiry, **reading_words(request))
    words = [
        (_("what it is about"), inquiry.suspicion),
        (_("facts"), inquiry.facts),
        (_("evidence"), inquiry.evidence),
        (_("the trace"), inquiry.trace),
        (_("what the body said"), inquiry.heard),
        (_("body heard on"), days.day(inquiry.heard_on) if inquiry.heard_on else ""),
        (_("form of which the body was told"), inquiry.get_form_told_display()),
        (_("form"), inquiry.get_form_display()),
        (_("decision"), inquiry.decision),
        (_("grounds of the request"), inquiry.review_grounds),
    ]
    return [(label, value) for label, value in words if value]


def referral_facts(referral: Any) -> list[tuple[Any, Any]]:
    """What a referral rests on, without a word about the person."""
    return [
        (_("commitment"), f"{referral.commitment.ref} {referral.commitment.title}"),
        (_("body of the person"), referral.body.name),
        (_("handed over by the body"), referral.issuing_body.name),
        (_("drafter"), referral.drafter.name),
    ]


def read_referral(referral: Any, request: HttpRequest) -> list[tuple[Any, Any]]:
    """About whom and what, so that whoever signs knows what he signs; the reading is recorded."""
    return named(read_person(referral, **reading_words(request)))


def oneself(actor: Actor, _record: Any) -> Any:
    """Whoever acts, or the person he acts for: nobody drafts in another's name."""
    return Official.objects.filter(pk__in=persons_of(actor))


def held_to_account(_actor: Actor, draft: Any) -> Any:
    """The duty bodies of the promise; every body while none is named."""
    if draft is None or not draft.commitment_id:
        return Body.objects.existing_on(timezone.localdate()).filter(is_group=False).order_by("path")
    return Body.objects.filter(pk__in=addressable([draft]).get(draft.pk, ())).order_by("path")


def inspectors(_actor: Actor, draft: Any) -> Any:
    """Who may investigate: inspectors by a grant that is valid today and reaches the body held to account."""
    today = timezone.localdate()
    grants: Any = Grant.objects.valid_on(today).filter(role=Role.INSPECTOR)
    if draft is not None and draft.body_id:
        matter = draft.commitment.kind if draft.commitment_id else ""
        grants = granted([draft.body.path], (Role.INSPECTOR,), today, matter)
    return in_post(Official.objects.filter(pk__in=grants.values("official")), today)


def deciding_bodies(actor: Actor, draft: Any) -> Any:
    """The bodies in which such inspectors sit."""
    held = Tenure.objects.valid_on(timezone.localdate()).filter(official__in=inspectors(actor, draft).values("pk"))
    return Body.objects.filter(pk__in=held.values("post__body")).order_by("path")


def issuing_bodies(_actor: Actor, draft: Any) -> Any:
    """Who may hand a lead over: the bodies that oversee the body of the person today."""
    today = timezone.localdate()
    if draft is None or not (draft.body_id and draft.commitment_id):
        edges = Oversight.objects.filter(Q(until=None) | Q(until__gt=today), since__lte=today)
        return Body.objects.filter(pk__in=edges.values("overseer")).order_by("path")
    known = relations([draft]).get(draft.pk)
    paths = known.overseers(today, "refer") if known is not None else ()
    return Body.objects.filter(path__in=paths).order_by("path")


def by_reference(model: Any) -> Any:
    """A record named by the reference that stands on paper."""
    return lambda actor, _record: RefField(nameable(model, actor, timezone.localdate()))


def finish_url(order: Any) -> str:
    """Where measures are reported with their evidence, and the order submitted for acceptance."""
    return reverse("rectification:finish", args=(order.ref,))


def report_url(measure: Any) -> str:
    """Where a measure is reported: among its like, with the files that prove it."""
    return f"{finish_url(measure.order)}#m-{measure.pk}-h"


def connect() -> None:
    """Give every record type of this app its desk."""
    register(
        Desk(
            m.BreachCase,
            "cases",
            lambda actor: m.BreachCase.objects.visible_to(actor).select_related(
                "commitment", "obligation__lead_body", "verifying_body", "verifier", "duty_body", "issuer"
            ),
            facts=case_facts,
            choices={"commitment": promises, "obligation": obligations},
            fixed=("commitment", "obligation"),
        )
    )
    register(
        Desk(
            m.RectificationOrder,
            "orders",
            lambda actor: m.RectificationOrder.objects.visible_to(actor).select_related(
                "commitment", "case", "duty_body", "issuer", "report__body"
            ),
            facts=order_facts,
            pages={
                "approve_plan": approval_url,
                "return_plan": approval_url,
                "submit_plan": plan_url,
                "submit_for_acceptance": finish_url,
            },
        )
    )
    register(
        Desk(
            m.Measure,
            "rectification-measures",
            lambda actor: m.Measure.objects.visible_to(actor).select_related("order__commitment", "demand"),
            lookup="pk",
            facts=measure_facts,
            decided=on_measure,
            choices={"demand": demands, "owner_post": posts},
            fixed=("order", "demand"),
            pages={"report_measure": report_url},
            after=lambda measure: str(measure.get_absolute_url()),
        )
    )
    register(
        Desk(
            m.Proof,
            "proofs",
            lambda actor: m.Proof.objects.visible_to(actor).select_related("measure__order", "evidence"),
            lookup="pk",
            choices={"evidence": papers},
            fixed=("measure",),
            after=lambda proof: str(proof.measure.get_absolute_url()),
        )
    )
    founding = {
        "commitment": by_reference(Commitment),
        "case": by_reference(m.BreachCase),
        "order": by_reference(m.RectificationOrder),
    }
    register(
        Desk(
            m.AccountabilityCase,
            "inquiries",
            lambda actor: m.AccountabilityCase.objects.visible_to(actor).select_related(
                "commitment", "body", "deciding_body", "inspector", "order__commitment", "case__commitment"
            ),
            facts=inquiry_facts,
            confidential=read_inquiry,
            choices={
                **founding,
                "body": held_to_account,
                "inspector": inspectors,
                "deciding_body": deciding_bodies,
            },
            fixed=("commitment", "order", "case", "body"),
        )
    )
    register(
        Desk(
            m.PersonReferral,
            "referrals",
            lambda actor: m.PersonReferral.objects.visible_to(actor).select_related(
                "commitment", "body", "issuing_body", "drafter", "inquiry", "order__commitment", "case__commitment"
            ),
            facts=referral_facts,
            confidential=read_referral,
            choices={
                **founding,
                "inquiry": by_reference(m.AccountabilityCase),
                "drafter": oneself,
                "body": held_to_account,
                "issuing_body": issuing_bodies,
            },
            fixed=("commitment", "inquiry", "order", "case", "body", "drafter"),
        )
    )
