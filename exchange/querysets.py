"""Named questions to imported documents and what was read out of them."""

from datetime import date
from typing import Any, Self

from django.apps import apps
from django.db.models import Count, Q

from exchange.choices import MeasureState
from lifecycle.actors import Actor
from lifecycle.models import RecordQuerySet
from organizations.querysets import InvolvedQuerySet


class DocumentQuerySet(InvolvedQuerySet):
    """Documents."""

    def with_counts(self) -> Self:
        """With the number of measures, and of those that wait for a clerk."""
        waiting = Count("measures", filter=Q(measures__state=MeasureState.EXTRACTED))
        return self.annotate(measure_count=Count("measures"), waiting_count=waiting)


class PartQuerySet(RecordQuerySet):
    """What was read out of documents: whoever sees the document sees it."""

    def visible_to(self, actor: Actor, today: date | None = None) -> Self:
        """Those of the documents that the actor may see."""
        seen: Any = apps.get_model("exchange", "Document")._default_manager.all()
        return self.filter(document__in=seen.visible_to(actor, today).values("pk"))


class MeasureQuerySet(PartQuerySet):
    """Measures of documents."""

    def waiting(self) -> Self:
        """Those of which no clerk has said anything yet."""
        return self.filter(state=MeasureState.EXTRACTED)
