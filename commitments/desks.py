"""Where the records of promises are found on the site, and what may be chosen in their forms."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commitments import models as m
from commitments.changes import marks_of
from commitments.choices import CommitmentState
from commitments.presenting import on_commitment, on_handover, on_obligation, on_variation
from commitments.rules.corrections import label_of
from face import amounts, days
from lifecycle.actors import Actor
from lifecycle.desks import Desk, register
from organizations.choices import Part, Rank, Role
from organizations.models import Body, Official, Post, Tenure

CLERK_ROLES = (Role.CLERK, Role.SUPERVISOR)


def own_bodies(actor: Actor, _record: Any) -> Any:
    """The bodies for which an actor may enter something: those of his clerk's grants, and below."""
    found = Body.objects.none()
    for hold in actor.holds:
        if hold.role == Role.CLERK:
            found = found | Body.objects.filter(path__startswith=hold.scope)
    return found.order_by("path")


def own_body(actor: Actor) -> dict[str, Any]:
    """In whose name an actor enters something unless he says otherwise: his own body's, or the only one's that he may."""
    own = own_bodies(actor, None)
    found = own.filter(pk=actor.body_id).first() or next(iter(one if len(one := list(own[:2])) == 1 else []), None)
    return {"logging_body": found} if found is not None else {}


def all_bodies(_actor: Actor, record: Any) -> Any:
    """Every body, in the order of the tree; of the groups, which answer for nothing, those that an import put into the record."""
    fields = type(record)._meta.fields if record is not None else ()
    standing = {getattr(record, one.attname) for one in fields if one.related_model is Body} - {None}
    return Body.objects.filter(Q(is_group=False) | Q(pk__in=standing)).order_by("path")


def posts(_actor: Actor, _record: Any) -> Any:
    """Every post, with its body."""
    return Post.objects.select_related("body").order_by("body__path", "pk")


def deputy_head_posts(actor: Actor, record: Any) -> Any:
    """Who may be in charge of a promise: heads and deputy heads of the own body, the promisor, and those above them."""
    paths = [actor.on_behalf_body_path or actor.body_path]
    if record is not None and getattr(record, "promisor_id", None):
        paths.append(record.promisor.path)
    chosen = Q(pk=getattr(record, "deputy_head_post_id", None))
    fitting = Q(body__path__in=_upwards(paths), rank__in=(Rank.HEAD, Rank.DEPUTY), until__isnull=True)
    return Post.objects.filter(fitting | chosen).select_related("body").order_by("body__path", "pk")


def _upwards(paths: Iterable[str]) -> set[str]:
    """The paths of some bodies and of all above them."""
    found = set()
    for path in paths:
        steps = path.split("/")[:-1]
        found |= {"/".join([*steps[: n + 1], ""]) for n in range(len(steps))}
    return found


def seen(model: Any) -> Any:
    """Those records of a type that an actor may see, the newest first."""
    return lambda actor, _record: model.objects.visible_to(actor).order_by("-pk")


def of_record(model: Any) -> Any:
    """Those of the same commitment as the record at hand; all that the actor may see where there is none."""

    def among(actor: Actor, record: Any) -> Any:
        found = model.objects.visible_to(actor)
        if record is not None and getattr(record, "commitment_id", None):
            found = found.filter(commitment=record.commitment_id)
        return found.order_by("-pk")

    return among


def handler_posts(_actor: Actor, record: Any) -> Any:
    """The posts of the lead body; none before it is known."""
    body = None if record is None else record.lead_body_id
    return Post.objects.filter(body=body).select_related("body").order_by("pk")


def posts_of(side: str) -> Any:
    """Posts of the body that gives or takes; while none is named, those of the bodies for which an actor works."""

    def among(actor: Actor, record: Any) -> Any:
        if record is not None:
            return Post.objects.filter(body=getattr(record, f"{side}_body_id")).select_related("body").order_by("pk")
        return (
            Post.objects.filter(body__in=staffed_bodies(actor, None).order_by()).select_related("body").order_by("pk")
        )

    return among


def officials_of(side: str) -> Any:
    """Who holds or held a post in the body that gives, or holds one in the body that takes, or comes into one."""

    def among(actor: Actor, record: Any) -> Any:
        held = Tenure.objects.all()
        if side == "taking":
            held = held.filter(Q(until=None) | Q(until__gt=timezone.localdate()))
        if record is not None:
            paths = [getattr(record, f"{side}_body").path]
            bodies = Body.objects.within(paths)
        else:
            bodies = staffed_bodies(actor, None).order_by()
        return Official.objects.filter(pk__in=held.filter(post__body__in=bodies).values("official")).order_by("name")

    return among


def staffed_bodies(actor: Actor, _record: Any) -> Any:
    """The bodies for which an actor prepares hand-overs: those of his clerk's and supervisor's grants, and below."""
    scopes = [hold.scope for hold in actor.holds if hold.role in CLERK_ROLES]
    return Body.objects.within(scopes).order_by("path")


def oneself(actor: Actor, _record: Any) -> Any:
    """The actor, or the person for whom he acts."""
    return Official.objects.filter(pk=actor.on_behalf_of_id or actor.official_id or 0)


def handover_facts(record: Any) -> list[tuple[Any, Any]]:
    """What a hand-over is, for the page of a single step."""
    return [
        (_("occasion"), record.get_occasion_display()),
        (_("notice of the change: title and number"), record.document),
        (_("giving body"), record.giving_body.name),
        (_("giver"), " ".join(str(one) for one in (record.giving_post, record.giver) if one)),
        (_("taking body"), record.taking_body.name),
        (_("taker"), " ".join(str(one) for one in (record.taking_post, record.taker) if one)),
    ]


def item_facts(record: Any) -> list[tuple[Any, Any]]:
    """What a line of a hand-over is, for the page of a single step."""
    return [
        (_("hand-over"), record.handover.ref),
        (_("commitment"), f"{record.commitment.ref} {record.commitment.title}"),
        (_("duty"), str(record.duty)),
    ]


def commitment_facts(record: Any) -> list[tuple[Any, Any]]:
    """What a commitment is, for the page of a single step."""
    return [
        (_("promised item"), record.title),
        (_("promisor"), record.promisor.name),
        (_("promisee"), record.promisee.name if record.promisee else ""),
        (_("amount"), amounts.in_a_sentence(record.amount) if record.amount is not None else amounts.missing()),
        (_("promised on"), days.day(record.promised_on, record.promised_precision) if record.promised_on else ""),
    ]


def obligation_facts(record: Any) -> list[tuple[Any, Any]]:
    """What an obligation is, for the page of a single step."""
    return [
        (_("commitment"), f"{record.commitment.ref} {record.commitment.title}"),
        (_("what is owed"), record.title),
        (_("lead duty body"), record.lead_body.name),
        (
            _("due date"),
            days.day(record.due_on, record.due_precision) if record.due_on else record.due_in_words,
        ),
        (_("amount"), amounts.in_a_sentence(record.amount) if record.amount is not None else amounts.missing()),
    ]


def variation_facts(record: Any) -> list[tuple[Any, Any]]:
    """What a variation changes, for the page of a single step."""
    return [
        (_("commitment"), f"{record.commitment.ref} {record.commitment.title}"),
        *([(_("obligation"), str(record.obligation))] if record.obligation is not None else []),
        (_("kind of change"), record.get_kind_display()),
        *((mark.label, f"{mark.old or amounts.missing()} → {mark.new}") for mark in marks_of([record])[record.pk]),
        (_("why it is to change"), record.why),
    ]


def payment_facts(payment: Any) -> list[tuple[Any, Any]]:
    """What is paid, to whom and by whom, for the page of a single step."""
    yuan = payment.approved if payment.approved is not None else payment.claimed
    return [
        (_("commitment"), f"{payment.commitment.ref} {payment.commitment.title}"),
        (_("obligation"), str(payment.obligation)),
        (_("beneficiary"), payment.beneficiary),
        (
            _("approved, yuan") if payment.approved is not None else _("claimed, yuan"),
            amounts.to_the_cent(yuan) if yuan is not None else amounts.missing(),
        ),
        (_("paying body"), payment.paying_body.name),
        (_("source of the money"), payment.get_source_display()),
    ]


def family_facts(record: Any) -> list[tuple[Any, Any]]:
    """For records that hang on a commitment: what hangs on what."""
    return [
        (record._meta.verbose_name, str(record)),
        (_("commitment"), f"{record.commitment.ref} {record.commitment.title}"),
    ]


def entry_page(record: Any) -> str:
    """A draft is edited whole, in sections; what may change later on the generic page."""
    return reverse("commitments:edit", args=(record.ref,)) if record.state == CommitmentState.DRAFT else ""


def entry_page_of(record: Any) -> str:
    """What hangs on a draft is edited on the draft's page, with the house's pickers and units."""
    page = entry_page(record.commitment)
    return f"{page}#s3" if page else ""


def nothing_more(_actor: Actor, _fixed: Any) -> dict[str, Any]:
    """The right to make it reads the commitment alone."""
    return {}


def own_paper(actor: Actor, fixed: Any) -> dict[str, Any]:
    """Evidence in the name of the actor's own body; of an obligation's commitment where that is not named."""
    about = {"commitment": fixed["obligation"].commitment} if "obligation" in fixed else {}
    return {**about, "body_id": actor.body_id, "is_paper": True}


def asking_body(actor: Actor, fixed: Any) -> dict[str, Any]:
    """A change in the name of a body that the actor works for and that may ask for it."""
    return {"body": asking_bodies(actor, fixed.get("obligation") or fixed["commitment"]).first()}


def asking_bodies(actor: Actor, about: Any) -> Any:
    """The bodies in whose name an actor may ask for a change: his own among those that logged the promise or must keep it."""
    parties = type(about).parties_of([about])[about.pk]
    return own_bodies(actor, None).filter(pk__in=(*parties.of(Part.LOGGING), *parties.of(Part.DUTY)))


def to_commitment(record: Any) -> str:
    """After an obligation was added to a commitment, the commitment's page."""
    return str(record.commitment.get_absolute_url())


def correction_facts(record: Any) -> list[tuple[Any, Any]]:
    """What a correction would change, from what to what, and how the error came about."""
    if not record.field:
        return [(_("commitment"), f"{record.commitment.ref} {record.commitment.title}")]
    return [
        (_("commitment"), f"{record.commitment.ref} {record.commitment.title}"),
        *([(_("obligation"), str(record.obligation))] if record.obligation is not None else []),
        *([(_("agreement"), str(record.agreement))] if record.agreement is not None else []),
        (record.field_label, f"{record.old_words or amounts.missing()} → {record.new_words}"),
        (_("how the error came about"), record.why),
    ]


def correctable(_actor: Actor, record: Any) -> forms.Field:
    """The columns in which a slip of the pen is thinkable, by their names."""
    model = record.corrected_model if record is not None else m.Commitment
    labels = [(name, label_of(model, name)) for name in model.CORRECTABLE]
    return forms.ChoiceField(choices=[("", pgettext_lazy("specimen", "Choose")), *labels])


# Records on a commitment whose single steps show more than what hangs on what; evidence shows nothing.
FACTS: dict[Any, Any] = {m.Disbursement: payment_facts, m.Evidence: None, m.Correction: correction_facts}


def _visible(model: Any) -> Any:
    return lambda actor: model.objects.visible_to(actor)


def own_columns(actor: Actor) -> Any:
    """What stands in the columns of a reader's divisions: another division's are as good as missing."""
    return m.CustomValue.objects.of_reader(actor, timezone.localdate())


def connect() -> None:
    """Give every record type of this app its desk."""
    bodies = {"logging_body": own_bodies}
    register(
        Desk(
            m.Commitment,
            "commitments",
            lambda actor: m.Commitment.objects.visible_to(actor).select_related(
                "promisor", "promisee", "type", "logging_body"
            ),
            facts=commitment_facts,
            decided=on_commitment,
            choices={
                **bodies,
                "promisor": all_bodies,
                "deputy_head_post": deputy_head_posts,
                "promisee": seen(m.Promisee),
                "project": seen(m.Project),
                "agreement": seen(m.Agreement),
            },
            fixed=("agreement", "project"),
            new_page="commitments:new",
            edit_page=entry_page,
        )
    )
    register(
        Desk(
            m.Obligation,
            "obligations",
            lambda actor: m.Obligation.objects.visible_to(actor).select_related(
                "commitment", "lead_body", "handler_post", "paying_body"
            ),
            facts=obligation_facts,
            decided=on_obligation,
            choices={"lead_body": all_bodies, "handler_post": handler_posts, "paying_body": all_bodies},
            fixed=("commitment",),
            trial=nothing_more,
            after=to_commitment,
            edit_page=entry_page_of,
        )
    )
    register(
        Desk(
            m.Variation,
            "variations",
            lambda actor: m.Variation.objects.visible_to(actor).shown(),
            facts=variation_facts,
            decided=on_variation,
            choices={
                "body": own_bodies,
                **dict.fromkeys(("lead_body", "paying_body", "supporting_body"), all_bodies),
                "obligation": of_record(m.Obligation),
                "share": of_record(m.Share),
                "judgment": of_record(m.Dispute),
                "agreement": seen(m.Agreement),
                "promisee": seen(m.Promisee),
            },
            fixed=("commitment", "obligation"),
            trial=asking_body,
            new_page="commitments:propose",
            edit_page=lambda record: reverse("commitments:variation_edit", args=(record.ref,)),
        )
    )
    register(
        Desk(
            m.Handover,
            "handovers",
            lambda actor: m.Handover.objects.visible_to(actor).select_related(
                "giving_body", "giving_post", "giver", "taking_body", "taking_post", "taker", "prepared_by"
            ),
            facts=handover_facts,
            decided=on_handover,
            choices={
                "giving_body": staffed_bodies,
                "giving_post": posts_of("giving"),
                "giver": officials_of("giving"),
                "taking_body": all_bodies,
                "taking_post": posts_of("taking"),
                "taker": officials_of("taking"),
                "prepared_by": oneself,
            },
            new_page="commitments:prepare_handover",
        )
    )
    register(
        Desk(
            m.HandoverItem,
            "handover-items",
            lambda actor: m.HandoverItem.objects.visible_to(actor).select_related(
                "handover", "commitment", "obligation", "share__body"
            ),
            lookup="pk",
            facts=item_facts,
        )
    )
    register(Desk(m.Promisee, "promisees", _visible(m.Promisee), lookup="pk", choices=bodies, proposes=own_body))
    register(
        Desk(
            m.Project,
            "projects",
            _visible(m.Project),
            lookup="pk",
            choices={**bodies, "promisee": seen(m.Promisee)},
            proposes=own_body,
        )
    )
    register(
        Desk(
            m.Agreement,
            "agreements",
            _visible(m.Agreement),
            lookup="pk",
            choices={**bodies, "project": seen(m.Project), "promisee": seen(m.Promisee)},
            proposes=own_body,
            fixed=("project",),
        )
    )
    for model, collection, fixed in (
        (m.PreCheck, "prechecks", ("commitment",)),
        (m.Dispute, "disputes", ("commitment",)),
        (m.Condition, "conditions", ("commitment", "obligation")),
        (m.Share, "shares", ("commitment", "obligation")),
        (m.Disbursement, "disbursements", ("commitment", "obligation")),
        (m.Evidence, "evidence", ("commitment", "obligation", "agreement")),
        (m.Correction, "corrections", ("commitment", "obligation", "field")),
        (m.CustomValue, "values", ("commitment", "column")),
    ):
        register(
            Desk(
                model,
                collection,
                own_columns if model is m.CustomValue else _visible(model),
                lookup="pk",
                facts=FACTS.get(model, family_facts),
                choices={
                    "body": all_bodies,
                    "paying_body": all_bodies,
                    "beneficiary": seen(m.Promisee),
                    "obligation": of_record(m.Obligation),
                    "field": correctable,
                },
                fixed=fixed,
                trial=own_paper if model is m.Evidence else nothing_more,
                new_page="commitments:upload" if model is m.Evidence else "",
            )
        )
