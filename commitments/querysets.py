"""Named questions to commitments and what belongs to them."""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any, Self

from django.apps import apps
from django.db.models import CharField, Count, Exists, ExpressionWrapper, F, Min, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from commitments.choices import (
    COUNTING,
    COUNTING_OBLIGATION,
    IN_FORCE,
    OPEN_OBLIGATION,
    OPEN_VARIATION,
    CommitmentState,
    DisbursementState,
    EvidenceState,
    HandoverState,
    ItemState,
    ObligationState,
    ShareState,
    Side,
    SourceKind,
    VariationKind,
    VariationState,
)
from commitments.rules.handovers import Giver
from deadlines.choices import Lamp
from deadlines.querysets import DueQuerySet
from lifecycle.actors import Actor
from lifecycle.models import RecordQuerySet
from organizations.choices import Rank
from organizations.querysets import InvolvedQuerySet, prefixes, seen_through

PAID = Coalesce(
    Sum(
        Coalesce(F("disbursement_rows__paid"), Decimal(0)) + Coalesce(F("disbursement_rows__offset"), Decimal(0)),
        filter=Q(disbursement_rows__state=DisbursementState.PAID),
    ),
    Decimal(0),
)
# What else of a record type an actor may see, by app above: a case given to him, what it touches.
More = Callable[[Actor, date], Q]
_more: dict[str, list[More]] = {}
_nameable: dict[str, list[More]] = {}


def also_visible(label: str, more: More) -> None:
    """Let an app above widen who sees a record type ("commitments.Commitment"); called in `AppConfig.ready()`."""
    _more.setdefault(label, []).append(more)


def also_nameable(label: str, more: More) -> None:
    """Let an app above say what else of a record type an actor may name when he takes something up, though he sees it only then."""
    _nameable.setdefault(label, []).append(more)


class WidenedQuerySet(InvolvedQuerySet):
    """Records that apps above may show to more people."""

    def nameable_by(self, actor: Actor, today: date) -> Self:
        """Those that the actor sees, and those that he may take up."""
        wider = [more(actor, today) for more in _nameable.get(self.model._meta.label, ())]
        return self.filter(reduce(or_, wider, self.seen_by(actor, today)))

    def more_visible(self, actor: Actor, today: date) -> Q | None:
        wider = [more(actor, today) for more in _more.get(self.model._meta.label, ())]
        return reduce(or_, wider) if wider else None


def with_lamp(lamp: str, today: date) -> Q:
    """The commitments whose lamp has a colour on a day: that of their next due obligation, as the ledger shows it."""
    due = Q(progress__next_due_on__isnull=False)
    if lamp == Lamp.GREY:
        return due & Q(state=CommitmentState.SUSPENDED)
    counting, ahead = due & Q(state__in=COUNTING), Q(progress__next_due_on__gte=today)
    if lamp == Lamp.RED:
        return counting & ~ahead
    near = Q(progress__yellow_from__lte=today)
    return counting & ahead & (near if lamp == Lamp.YELLOW else ~near)


class CommitmentQuerySet(WidenedQuerySet):
    """Commitments."""

    def with_lamp(self, lamp: str, today: date) -> Self:
        """Those whose lamp has a colour on a day."""
        return self.filter(with_lamp(lamp, today))

    def by_lead(self, today: date) -> QuerySet[Any, dict[str, Any]]:
        """For each body that leads what is due next in some commitment: how many have which lamp, and the longest late one."""
        counts = {lamp: Count("pk", filter=with_lamp(lamp, today)) for lamp in Lamp.values}
        late = Min("progress__next_due_on", filter=with_lamp(Lamp.RED, today))
        rows = self.filter(progress__next_due_on__isnull=False, state__in=IN_FORCE).order_by()
        named = rows.values("progress__next_lead", "progress__next_lead__name")
        return named.annotate(**counts, since=late)  # type: ignore[no-any-return]

    def in_force(self) -> Self:
        """Those that are registered and bind."""
        return self.filter(state__in=IN_FORCE)

    def overdue(self, today: date) -> Self:
        """Those of which an obligation of the government's side is late."""
        late = _obligations().overdue(today).filter(commitment=OuterRef("pk"), side=Side.GOVERNMENT)
        return self.filter(Exists(late))

    def disputed(self) -> Self:
        """Those in a dispute that is not over, or that rest on words alone."""
        disputes = _related("Dispute").filter(commitment=OuterRef("pk"), is_over=False)
        return self.filter(Q(Exists(disputes)) | Q(source_kind=SourceKind.ORAL))

    def in_breach(self) -> Self:
        """Those that stand unfulfilled after verification."""
        return self.filter(state__in=(CommitmentState.BREACHED, CommitmentState.RECTIFYING, CommitmentState.UNREMEDIED))

    def holding(self, column: Any, **terms: Any) -> Self:
        """Those for which something stands in a division's own column."""
        return self.filter(Exists(_related("CustomValue").filter(commitment=OuterRef("pk"), column=column, **terms)))

    def owed_by(self, givers: Iterable[Giver]) -> Self:
        """Those in force that givers must hand over: promised by their body, or named for their post as deputy head."""
        wanted = Q(pk__in=())
        for giver in givers:
            if giver.is_whole_body:
                wanted |= Q(promisor=giver.body_id)
            if giver.is_leaving:
                wanted |= Q(logging_body=giver.body_id)
            if giver.post_id is not None:
                wanted |= Q(deputy_head_post=giver.post_id)
        return self.in_force().filter(wanted).order_by("pk")


class ColumnQuerySet(RecordQuerySet):
    """Columns that divisions added to their ledgers."""

    def nameable_by(self, actor: Actor, today: date) -> Self:
        """Nobody fills in a column of a division that is not his."""
        return self.of_reader(actor, today)

    def of_reader(self, actor: Actor, today: date) -> Self:
        """Those in use of the divisions of an actor's bodies, and of the divisions above: two queries, this one among them.

        In the order in which they stand: the province's, the city's, the county's.
        """
        scopes = {actor.on_behalf_body_path or actor.body_path, *(hold.scope for hold in seen_through(actor, today))}
        bodies = {int(path.rstrip("/").rpartition("/")[2]) for path in scopes if path}
        paths = apps.get_model("organizations", "Body")._default_manager.filter(pk__in=bodies)
        around = {prefix for path in paths.values_list("division__path", flat=True) for prefix in prefixes(path)}
        found = self.filter(division__path__in=around, is_retired=False)
        return found.order_by("division__path", "position", "pk")


class FamilyQuerySet(RecordQuerySet):
    """Records that hang on a commitment: whoever sees the commitment sees them."""

    def visible_to(self, actor: Actor, today: date | None = None) -> Self:
        """Those of the commitments that the actor may see."""
        seen = _related("Commitment").visible_to(actor, today)
        return self.filter(commitment__in=seen.values("pk"))


class ObligationQuerySet(FamilyQuerySet, DueQuerySet[Any]):  # type: ignore[override]
    """Obligations. Time counts in the counting states while the commitment is in force and not suspended."""

    COUNTING_STATES = COUNTING_OBLIGATION

    def open(self) -> Self:
        """Those whose time runs."""
        return super().open().filter(commitment__state__in=COUNTING)

    def unsettled(self) -> Self:
        """Those that are neither met nor given up, whether or not their time runs yet."""
        return self.filter(state__in=OPEN_OBLIGATION)

    def late_under(self, commitment: Any, today: date) -> Self:
        """The government's side of a commitment whose lamp is red, the longest late first: none while its time does not run."""
        runs = bool(commitment.registered_on) and commitment.state != CommitmentState.SUSPENDED
        late = self.filter(commitment=commitment, side=Side.GOVERNMENT, state__in=COUNTING_OBLIGATION)
        late = late.unsettled().filter(due_on__lt=today).order_by("due_on", "pk")
        return late if runs else late.none()

    def breachable(self, today: date) -> Self:
        """Those late ones of which a breach case may be made: the promisee's own duties never."""
        return self.overdue(today).filter(side=Side.GOVERNMENT)

    def claims_overdue(self, today: date) -> Self:
        """Claims on which nobody decided in time."""
        return self.filter(
            state=ObligationState.CLAIMED, confirm_by__lt=today, commitment__state__in=COUNTING
        ).order_by("confirm_by", "pk")

    def stopped(self) -> Self:
        """Those stopped as unlawful: neither overdue nor in breach, in a column of their own."""
        return self.filter(state=ObligationState.STOPPED)

    def with_paid(self) -> Self:
        """With `paid_so_far`: what went out on each, and what was set off instead."""
        return self.annotate(paid_so_far=PAID)

    def without_date(self) -> Self:
        """Those for which a due date has still to be agreed."""
        return self.undated()

    def owed_by(self, givers: Iterable[Giver]) -> Self:
        """Those still open that givers must hand over: led or paid by their body, or handled by their post."""
        wanted = Q(pk__in=())
        for giver in givers:
            if giver.is_whole_body:
                wanted |= Q(lead_body=giver.body_id) | Q(paying_body=giver.body_id)
            elif giver.post_id is not None:
                wanted |= Q(lead_body=giver.body_id, handler_post=giver.post_id)
        return self.unsettled().filter(wanted, commitment__state__in=IN_FORCE).with_paid().order_by("pk")


class CustomValueQuerySet(FamilyQuerySet):
    """What stands in such columns."""

    def of_reader(self, actor: Actor, today: date) -> Self:
        """Those in the columns of an actor's divisions, of commitments that he may see."""
        columns = apps.get_model("commitments", "CustomColumn").objects.of_reader(actor, today)
        return self.visible_to(actor, today).filter(column__in=columns.order_by().values("pk"))


class VariationQuerySet(FamilyQuerySet):
    """Variations."""

    def shown(self) -> Self:
        """With everything that a list or a page names of them."""
        return self.select_related(
            "commitment",
            "obligation",
            "body",
            "share__body",
            "lead_body",
            "paying_body",
            "supporting_body",
            "agreement",
            "promisee",
            "judgment",
        )

    def under_way(self) -> Self:
        """Those that are neither decided nor withdrawn."""
        return self.filter(state__in=OPEN_VARIATION)

    def approved(self) -> Self:
        """Those that were made."""
        return self.filter(state=VariationState.APPROVED)

    def moving_due_dates(self) -> Self:
        """Those approved ones by which the due date of an obligation was moved."""
        return self.approved().filter(kind__in=(VariationKind.EXTENSION, VariationKind.DUE_DATE))


class ShareQuerySet(FamilyQuerySet, DueQuerySet[Any]):  # type: ignore[override]
    """Supporting bodies' shares: each has its own due date and its own days late, never added to the lead's."""

    COUNTING_STATES = (ShareState.OUTSTANDING, ShareState.NAMED_MISSING)

    def open(self) -> Self:
        """Those whose time runs: of an open obligation, while the commitment is in force and not suspended."""
        return super().open().filter(obligation__state__in=COUNTING_OBLIGATION, commitment__state__in=COUNTING)

    def owed_by(self, givers: Iterable[Giver]) -> Self:
        """Those still to be reported that givers must hand over: of their body."""
        bodies = [giver.body_id for giver in givers if giver.is_whole_body]
        return self.filter(
            state__in=self.COUNTING_STATES,
            body__in=bodies,
            obligation__state__in=OPEN_OBLIGATION,
            commitment__state__in=IN_FORCE,
        ).order_by("pk")


class DisbursementQuerySet(FamilyQuerySet):
    """Payments."""

    def paid(self) -> Self:
        """Those paid out."""
        return self.filter(state=DisbursementState.PAID)

    def paid_before_conditions(self) -> Self:
        """Those paid out by name before the conditions were confirmed."""
        return self.paid().filter(overridden_on__isnull=False)


class EvidenceQuerySet(FamilyQuerySet):
    """Evidence: whoever sees the commitment, or the agreement, sees it."""

    def attached(self) -> Self:
        """That which was not taken back."""
        return self.filter(state=EvidenceState.ATTACHED)

    def same_file(self, evidence: Any) -> Self:
        """Other pieces of evidence that are the very same file."""
        if not evidence.sha256:
            return self.none()
        return self.filter(sha256=evidence.sha256).exclude(pk=evidence.pk)

    def visible_to(self, actor: Actor, today: date | None = None) -> Self:
        """That of the commitments and agreements that the actor may see."""
        commitments = _related("Commitment").visible_to(actor, today).values("pk")
        agreements = _related("Agreement").visible_to(actor, today).values("pk")
        return self.filter(Q(commitment__in=commitments) | Q(commitment__isnull=True, agreement__in=agreements))


class HandoverQuerySet(WidenedQuerySet):
    """Hand-overs. Besides the two bodies and who oversees them, everybody sees those by which he signs."""

    def more_visible(self, actor: Actor, today: date) -> Q | None:
        """Those that name the actor or his principal, or for which he signs as holder of a post or as head."""
        persons = [one for one in (actor.official_id, actor.on_behalf_of_id) if one is not None]
        if not persons:
            return super().more_visible(actor, today)
        posts = apps.get_model("organizations", "Post")._default_manager
        tenures = apps.get_model("organizations", "Tenure").objects.valid_on(today).filter(official__in=persons)
        held = posts.filter(pk__in=tenures.values("post"))
        seen = Q(giver__in=persons) | Q(taker__in=persons) | Q(prepared_by__in=persons)
        seen |= Q(taking_post__in=held.values("pk"))
        for side in ("giving_body", "taking_body"):
            above = held.filter(rank=Rank.HEAD).alias(
                below=ExpressionWrapper(OuterRef(f"{side}__path"), output_field=CharField())
            )
            seen |= Q(Exists(above.filter(below__startswith=F("body__path"))))
        more = super().more_visible(actor, today)
        return seen if more is None else seen | more

    def waiting_for_taker(self) -> Self:
        """Those signed by the giver and not yet taken over: the giver still answers."""
        return self.filter(state=HandoverState.SIGNED_OVER)


class ItemQuerySet(RecordQuerySet):
    """Lines of hand-overs: whoever sees the hand-over sees them."""

    def visible_to(self, actor: Actor, today: date | None = None) -> Self:
        """Those of the hand-overs that the actor may see."""
        return self.filter(handover__in=_related("Handover").visible_to(actor, today).values("pk"))

    def standing(self) -> Self:
        """Those on the list, and those left out of it with a reason."""
        return self.exclude(state=ItemState.DROPPED)

    def naming_successors(self, obligations: Iterable[int]) -> Self:
        """Lines by which a duty was taken over by another body, the latest first: in a split they name the successor."""
        return (
            self.filter(obligation__in=list(obligations), state=ItemState.PASSED)
            .exclude(handover__giving_body=F("handover__taking_body"))
            .order_by("-handover__taken_over_on", "-pk")
        )


def _related(name: str) -> Any:
    return apps.get_model("commitments", name)._default_manager.all()


def _obligations() -> Any:
    return _related("Obligation")
