"""Questions about due dates that the querysets of records answer."""

from datetime import date
from typing import ClassVar, Self, TypeVar

from django.db import models

Record = TypeVar("Record", bound=models.Model)


class DueQuerySet(models.QuerySet[Record]):
    """For records with a `due_on` and a `state`: mix it into the record's own queryset and name its open states.

    `COUNTING_STATES` are the states in which time counts against the duty. What is suspended, done, stopped, waived or
    not yet due to start is not among them. Overdue is always asked, never stored. A record whose time stands still
    because of another record (a suspended commitment) narrows `open` in its own queryset; the rest follows.
    """

    COUNTING_STATES: ClassVar[tuple[str, ...]] = ()

    def open(self) -> Self:
        """Records in whose state time counts."""
        return self.filter(state__in=self.COUNTING_STATES)

    def overdue(self, today: date) -> Self:
        """Open records whose due date is before `today`; on the due date itself a record is not overdue."""
        return self.open().filter(due_on__lt=today)

    def due_between(self, first: date, last: date) -> Self:
        """Open records that are due on `first`, on `last` or between them, the soonest first."""
        return self.open().filter(due_on__gte=first, due_on__lte=last).order_by("due_on", "pk")

    def undated(self) -> Self:
        """Open records for which no due date was agreed: they have no lamp, but somebody has to agree one."""
        return self.open().filter(due_on__isnull=True)
