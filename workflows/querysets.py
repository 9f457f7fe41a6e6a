"""The inbox's questions: what is mine, my post's, my body's."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q

from lifecycle.actors import Actor
from lifecycle.models import RecordQuerySet


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
        return self.waiting().filter(wanted & free)

    def mine(self, actor: Actor) -> Self:
        """Those that name the actor or that he has claimed."""
        return self.waiting().filter(Q(official_id=_person(actor)) | Q(claimed_by_id=_person(actor)))

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
