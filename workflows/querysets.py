"""The inbox's questions: what is mine, my post's, my body's."""

from datetime import date
from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from commitments.choices import IN_FORCE
from lifecycle.actors import Actor
from lifecycle.models import RecordQuerySet
from organizations.choices import Role


class AssignmentQuerySet(models.QuerySet[Any]):
    """Assignments, as people ask for them."""

    def waiting(self) -> Self:
        """Those whose task still waits."""
        return self.filter(open=True)

    def for_actor(self, actor: Actor, today: date) -> Self:
        """Everything that an actor is asked for: by name, or by a role that he holds over the body asked.

        What another has claimed is left out. One query; the conditions are the actor's holds, not records.
        """
        wanted = Q(official_id=_person(actor))
        for hold in actor.holds:
            if hold.since <= today and (hold.until is None or today < hold.until):
                part = Q(official__isnull=True, role=hold.role, body_path__startswith=hold.scope)
                if hold.matters:
                    part &= Q(matter="") | Q(matter__in=hold.matters)
                wanted |= part
        free = Q(claimed_by__isnull=True) | Q(claimed_by_id=_person(actor))
        return self.ripe().filter(wanted & free)

    def led_by(self, actor: Actor, today: date) -> Self:
        """What is asked of the clerks and supervisors of the bodies that an actor supervises: what he may hand out."""
        led = Q(pk__in=())
        for hold in actor.having(Role.SUPERVISOR, today):
            part = Q(body_path__startswith=hold.scope)
            led |= part & (Q(matter="") | Q(matter__in=hold.matters)) if hold.matters else part
        return self.ripe().filter(led, official__isnull=True, role__in=(Role.CLERK, Role.SUPERVISOR))

    def with_others(self, actor: Actor, today: date) -> Self:
        """Of those what a colleague has, by himself or passed on to him: it can be taken back."""
        return self.led_by(actor, today).filter(claimed_by__isnull=False).exclude(claimed_by_id=_person(actor))

    def ripe(self) -> Self:
        """The waiting ones that can be done: what is owed under a promise not registered yet, or closed, is nobody's task."""
        owed = apps.get_model("commitments", "Obligation")._default_manager.filter(pk=OuterRef("record_id"))
        at_rest = owed.exclude(commitment__state__in=IN_FORCE)
        return self.waiting().exclude(Q(kind="commitments.Obligation") & Exists(at_rest))

    def by_due_date(self) -> Self:
        """The soonest due first, what has no due date last, the longest asked first among equals."""
        return self.order_by(F("due_on").asc(nulls_last=True), "asked_at", "pk")

    def mine(self, actor: Actor) -> Self:
        """Those that name the actor or that he has claimed."""
        return self.ripe().filter(Q(official_id=_person(actor)) | Q(claimed_by_id=_person(actor)))

    def of_record(self, kind: str, record_id: int) -> Self:
        """The waiting ones of one record."""
        return self.waiting().filter(kind=kind, record_id=record_id)


def _person(actor: Actor) -> int:
    """In whose name the inbox is read: the principal's where somebody acts for him; nobody has the key 0."""
    return actor.on_behalf_of_id or actor.official_id or 0


class DeputyQuerySet(RecordQuerySet):
    """Deputies."""

    def valid_on(self, day: date) -> Self:
        """Those who may act on a day: the last day is included, the day after is not."""
        return self.filter(since__lte=day, until__gte=day)
