"""Named questions to cases, orders, inquiries and referrals, and who sees them."""

from datetime import date
from typing import Any, Self

from django.apps import apps
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from deadlines.querysets import DueQuerySet
from lifecycle.actors import Actor
from lifecycle.models import RecordQuerySet
from organizations.choices import Role
from organizations.fields import end_of
from organizations.querysets import InvolvedQuerySet, seen_through
from rectification.choices import (
    COUNTING_ORDER,
    OPEN_CASE,
    OPEN_INQUIRY,
    OPEN_ORDER,
    UNMET_ORDER,
    CaseState,
    InquiryState,
    MeasureKind,
    MeasureState,
    OrderState,
    ReferralState,
)

# In these states another inspector than the one assigned has to act.
BEFORE_OTHERS = (InquiryState.PROPOSED, InquiryState.DECIDED, InquiryState.EXECUTED, InquiryState.UNDER_REVIEW)


def _rows(name: str) -> Any:
    return apps.get_model("rectification", name)._default_manager.all()


def inspected(actor: Actor, today: date) -> Q:
    """The inquiries that an inspector sees: those given to him, and in his scope those that wait for another inspector."""
    holds = actor.having(Role.INSPECTOR, today)
    if not holds or actor.official_id is None:
        return Q(pk__in=())
    ranges = Q(pk__in=())
    for hold in holds:
        ranges |= Q(body_path__gte=hold.scope, body_path__lt=end_of(hold.scope))
    involvement = apps.get_model("organizations", "Involvement")._default_manager
    rows = involvement.filter(ranges, kind="accountability_case", record_id=OuterRef("pk"))
    persons = [one for one in (actor.official_id, actor.on_behalf_of_id) if one is not None]
    return Q(inspector__in=persons) | Q(Q(state__in=BEFORE_OTHERS), Exists(rows))


def _touched(actor: Actor, today: date, field: str) -> Any:
    """What the inquiries that an inspector sees are about."""
    rows = _rows("AccountabilityCase").filter(inspected(actor, today), **{f"{field}__isnull": False})
    return rows.values(field)


def inspected_commitments(actor: Actor, today: date) -> Q:
    """The commitments touched by the inquiries that an inspector sees."""
    if not actor.having(Role.INSPECTOR, today):
        return Q(pk__in=())
    return Q(pk__in=_touched(actor, today, "commitment"))


def inspected_obligations(actor: Actor, today: date) -> Q:
    """The obligations of those commitments."""
    if not actor.having(Role.INSPECTOR, today):
        return Q(pk__in=())
    return Q(commitment__in=_touched(actor, today, "commitment"))


def _verifying(actor: Actor, today: date) -> Q:
    """The cases that a body verifies within the actor's grants."""
    ranges = Q(pk__in=())
    for hold in seen_through(actor, today):
        ranges |= Q(verifying_body__path__gte=hold.scope, verifying_body__path__lt=end_of(hold.scope))
    return ranges


def verified_commitments(actor: Actor, today: date) -> Q:
    """The commitments that are under verification with the actor's body: nobody verifies what he may not read."""
    cases = _rows("BreachCase").filter(_verifying(actor, today), state=CaseState.UNDER_VERIFICATION)
    return Q(pk__in=cases.values("commitment"))


def verified_obligations(actor: Actor, today: date) -> Q:
    """The obligations of those commitments."""
    cases = _rows("BreachCase").filter(_verifying(actor, today), state=CaseState.UNDER_VERIFICATION)
    return Q(commitment__in=cases.values("commitment"))


class OfCommitmentQuerySet(InvolvedQuerySet):
    """Records about a commitment in which bodies take part; inspectors see those that their inquiries touch."""

    def more_visible(self, actor: Actor, today: date) -> Q | None:
        if not actor.having(Role.INSPECTOR, today):
            return None
        return Q(commitment__in=_touched(actor, today, "commitment"))

    def about(self, commitment: Any) -> Self:
        """Those of one commitment, oldest first."""
        return self.filter(commitment=commitment).order_by("pk")


class CaseQuerySet(OfCommitmentQuerySet):
    """Breach cases."""

    def open(self) -> Self:
        """Suspected or under verification."""
        return self.filter(state__in=OPEN_CASE)

    def confirmed(self) -> Self:
        """Confirmed ones."""
        return self.filter(state=CaseState.CONFIRMED)

    def verification_overdue(self, today: date) -> Self:
        """Those that are verified longer than the limit allows."""
        return self.filter(state=CaseState.UNDER_VERIFICATION, verify_by__lt=today)


class OrderQuerySet(OfCommitmentQuerySet, DueQuerySet[Any]):  # type: ignore[override]
    """Rectification orders. Time counts while they are open and not under review."""

    COUNTING_STATES = COUNTING_ORDER

    def unsettled(self) -> Self:
        """Neither accepted, failed, refused nor set aside."""
        return self.filter(state__in=OPEN_ORDER)

    def unmet(self) -> Self:
        """Those that failed or were refused."""
        return self.filter(state__in=UNMET_ORDER)

    def plans_overdue(self, today: date) -> Self:
        """Those for which no plan came in time."""
        return self.filter(state=OrderState.ISSUED, plan_due_on__lt=today)

    def reviews_overdue(self, today: date) -> Self:
        """Reviews on which nobody decided in time."""
        return self.filter(state=OrderState.APPEALED, decide_by__lt=today)


class OfOrderQuerySet(RecordQuerySet):
    """Records that hang on an order: whoever sees the order sees them."""

    ORDER = "order"

    def visible_to(self, actor: Actor, today: date | None = None) -> Self:
        """Those of the orders that the actor may see."""
        seen = _rows("RectificationOrder").visible_to(actor, today)
        return self.filter(**{f"{self.ORDER}__in": seen.values("pk")})


class MeasureQuerySet(OfOrderQuerySet):
    """Measures."""

    def standing(self) -> Self:
        """Those that were not taken out of the plan."""
        return self.exclude(state=MeasureState.DROPPED)

    def followed_up(self) -> Self:
        """The follow-up list: what goes on after an order is accepted."""
        return self.standing().filter(kind=MeasureKind.CONTINUING, order__state=OrderState.ACCEPTED)

    def overdue(self, today: date) -> Self:
        """Open ones of orders that are carried out, past their due date."""
        return self.filter(state=MeasureState.OPEN, due_on__lt=today, order__state=OrderState.IN_PROGRESS)


class ProofQuerySet(OfOrderQuerySet):
    """Evidence of measures."""

    ORDER = "measure__order"


class InquiryQuerySet(InvolvedQuerySet):
    """Accountability cases."""

    def open(self) -> Self:
        """Opened, under way, proposed or under review."""
        return self.filter(state__in=OPEN_INQUIRY)

    def more_visible(self, actor: Actor, today: date) -> Q | None:
        return inspected(actor, today) if actor.having(Role.INSPECTOR, today) else None


class ReferralQuerySet(RecordQuerySet):
    """Referrals of persons: seen by those on them alone."""

    def pending(self) -> Self:
        """Handed over, without an answer."""
        return self.filter(state=ReferralState.REFERRED)

    def visible_to(self, actor: Actor, today: date | None = None) -> Self:
        """Those of whoever drafted them, of the supervisors who may hand them over, of the inspector on the case."""
        day = today or timezone.localdate()
        persons = [one for one in (actor.official_id, actor.on_behalf_of_id) if one is not None]
        seen = Q(drafter__in=persons)
        for hold in actor.having(Role.SUPERVISOR, day):
            seen |= Q(issuing_body__path__gte=hold.scope, issuing_body__path__lt=end_of(hold.scope))
        if actor.having(Role.INSPECTOR, day):
            seen |= Q(inquiry__inspector__in=persons)
        # Nobody sees what concerns his own body, whatever his grants.
        own = actor.body_path
        hidden = Q(body__path__gte=own, body__path__lt=end_of(own)) & ~Q(drafter__in=persons) if own else Q(pk__in=())
        return self.filter(seen).exclude(hidden)
