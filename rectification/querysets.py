"""Named questions to cases, orders, inquiries and referrals, and who sees them."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Self

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from deadlines.querysets import DueQuerySet
from lifecycle.actors import Actor, Hold
from lifecycle.models import RecordQuerySet
from organizations.choices import Part, Role
from organizations.fields import end_of
from organizations.querysets import InvolvedQuerySet, seen_through, within_reach
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
# In these states the body held to account does not read along; what is asked of it is asked in the hearing.
BEFORE_DECISION = (InquiryState.OPENED, InquiryState.INVESTIGATING, InquiryState.PROPOSED)
# Whose work covers every body of an inquiry: they ask for review, and they audit.
WIDE = (Role.INTEGRITY_OFFICER, Role.AUDITOR)


def _rows(name: str) -> Any:
    return apps.get_model("rectification", name)._default_manager.all()


def inspected(actor: Actor, today: date) -> Q:
    """The inquiries that an inspector sees: within his grants, by body and matter, those given to him, those on which he
    took a step, and those that wait for another inspector. What lies outside his grants he does not see.
    """
    holds = actor.having(Role.INSPECTOR, today)
    if not holds or actor.official_id is None:
        return Q(pk__in=())
    cases = apps.get_model("rectification", "AccountabilityCase")
    involvement = apps.get_model("organizations", "Involvement")._default_manager
    # As the right judges: the parties count, not those who oversee them.
    reached = involvement.filter(
        within_reach(holds),
        kind=cases.INVOLVEMENT,
        record_id=OuterRef("pk"),
    ).exclude(part=Part.OVERSEEING)
    persons = persons_of(actor)
    acted = cases.history.filter(id=OuterRef("pk"), actor_id__in=persons)
    return Q(
        Q(inspector__in=persons) | Q(state__in=BEFORE_OTHERS) | Q(Exists(acted)),
        Exists(reached),
    )


def taken_up(kind: str, actor: Actor, today: date) -> Q:
    """What an inspector may name when he opens an inquiry: the records of a kind within his grants, by body and matter.

    A lead comes to him on paper, with a reference; he reads the record from the moment the inquiry is opened.
    """
    holds = actor.having(Role.INSPECTOR, today)
    if not holds or actor.official_id is None:
        return Q(pk__in=())
    involvement = apps.get_model("organizations", "Involvement")._default_manager
    rows = involvement.filter(within_reach(holds), kind=kind, record_id=OuterRef("pk"))
    return Q(Exists(rows.exclude(part=Part.OVERSEEING)))


def nameable_commitments(actor: Actor, today: date) -> Q:
    """The commitments about which an inspector may open an inquiry."""
    return taken_up("commitment", actor, today)


def persons_of(actor: Actor) -> list[int]:
    """Whoever acts, and the person he acts for."""
    return [one for one in (actor.official_id, actor.on_behalf_of_id) if one is not None]


def _touched(actor: Actor, today: date, field: str) -> Any:
    """What the inquiries that an inspector sees are about."""
    rows = _rows("AccountabilityCase").filter(inspected(actor, today), **{f"{field}__isnull": False})
    return rows.values(field)


def inspected_commitments(actor: Actor, today: date) -> Q:
    """The commitments touched by the inquiries that an inspector sees."""
    if not actor.having(Role.INSPECTOR, today):
        return Q(pk__in=())
    return Q(pk__in=_touched(actor, today, "commitment"))


def _verifying(actor: Actor, today: date) -> Q:
    """The cases that a body verifies within the actor's grants, by body and matter."""
    return within_reach(seen_through(actor, today), "verifying_body__path", "commitment__kind")


def verified_commitments(actor: Actor, today: date) -> Q:
    """The commitments that are under verification with the actor's body: nobody verifies what he may not read."""
    cases = _rows("BreachCase").filter(_verifying(actor, today), state=CaseState.UNDER_VERIFICATION)
    return Q(pk__in=cases.values("commitment"))


class OfCommitmentQuerySet(InvolvedQuerySet):
    """Records about a commitment in which bodies take part; inspectors see those that their inquiries touch."""

    def more_visible(self, actor: Actor, today: date) -> Q | None:
        if not actor.having(Role.INSPECTOR, today):
            return None
        return Q(commitment__in=_touched(actor, today, "commitment"))

    def nameable_by(self, actor: Actor, today: date) -> Self:
        """Those that the actor sees; an inspector also those on which an inquiry may rest."""
        return self.filter(self.seen_by(actor, today) | taken_up(self.model.INVOLVEMENT, actor, today))

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

    def of_present_breach(self) -> Self:
        """Confirmed ones since whose confirmation no breach was declared anew: what was resumed before that is over."""
        found = self.model.history.filter(verb="confirm", id=OuterRef("pk")).values("history_date")[:1]
        promises = apps.get_model("commitments", "Commitment").history
        anew = promises.filter(
            verb="declare_breach", id=OuterRef("commitment_id"), history_date__gt=OuterRef("confirmed_at")
        )
        return self.confirmed().annotate(confirmed_at=Subquery(found)).filter(~Exists(anew))

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
    """Accountability cases: restricted reading, seen by those on the case alone."""

    def open(self) -> Self:
        """Opened, under way, proposed or under review."""
        return self.filter(state__in=OPEN_INQUIRY)

    def visible_to(self, actor: Actor, today: date | None = None) -> Self:
        """Those of the inspectors on it, of the overseers who may open it, of the integrity officers who ask for review
        and the auditors of its bodies; of the supervisors of the body held to account once something is decided.

        Who logged, promised, pays or supports is not on the case. No query of its own.
        """
        return self.filter(self.seen_by(actor, today or timezone.localdate()))

    def seen_by(self, actor: Actor, day: date) -> Q:
        wide = [hold for role in WIDE for hold in actor.having(role, day)]
        answering = self._involved(actor.having(Role.SUPERVISOR, day), day).filter(part=Part.DUTY)
        return (
            self._overseen(actor, day, Role.SUPERVISOR)
            | Q(Exists(self._involved(wide, day)))
            | (Q(Exists(answering)) & ~Q(state__in=BEFORE_DECISION))
            | inspected(actor, day)
        )

    def nameable_by(self, actor: Actor, today: date) -> Self:
        """Those that the actor sees; a clerk of an overseer names in a referral the inquiry that his supervisor tells him."""
        return self.filter(self.seen_by(actor, today) | self._overseen(actor, today, Role.CLERK))

    def _overseen(self, actor: Actor, day: date, role: str) -> Q:
        rows = self._involved(actor.having(role, day), day)
        return Q(Exists(rows.filter(part__in=(Part.OVERSEEING, Part.DECIDING))))

    def _involved(self, holds: Iterable[Hold], day: date) -> Any:
        return apps.get_model("organizations", "Involvement")._default_manager.filter(
            within_reach(holds),
            Q(since=None) | Q(since__lte=day),
            Q(until=None) | Q(until__gt=day),
            kind=self.model.INVOLVEMENT,
            record_id=OuterRef("pk"),
        )


class ReferralQuerySet(RecordQuerySet):
    """Referrals of persons: seen by those on them alone."""

    def pending(self) -> Self:
        """Handed over, without an answer."""
        return self.filter(state=ReferralState.REFERRED)

    def visible_to(self, actor: Actor, today: date | None = None) -> Self:
        """Those of whoever drafted them, of the supervisors who may hand them over, of the inspector on the case."""
        day = today or timezone.localdate()
        persons = persons_of(actor)
        seen = Q(drafter__in=persons)
        seen |= within_reach(actor.having(Role.SUPERVISOR, day), "issuing_body__path", "commitment__kind")
        if actor.having(Role.INSPECTOR, day):
            given = _rows("AccountabilityCase").filter(inspected(actor, day), inspector__in=persons)
            seen |= Q(inquiry__in=given.values("pk"))
        # Nobody sees what concerns his own body, whatever his grants, nor what the one for whom he acts may not see.
        hidden = Q(pk__in=())
        for own in filter(None, (actor.body_path, actor.on_behalf_body_path)):
            hidden |= Q(body__path__gte=own, body__path__lt=end_of(own))
        return self.filter(seen).exclude(hidden & ~Q(drafter__in=persons))
