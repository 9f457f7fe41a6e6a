"""Named questions to imported documents and what was read out of them."""

from datetime import date
from typing import Any, Self

from django.apps import apps
from django.db.models import Count, Exists, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from exchange.choices import MeasureState
from lifecycle.actors import Actor
from lifecycle.models import RecordQuerySet
from organizations.querysets import InvolvedQuerySet


def _counted(rows: Any) -> Any:
    """How many rows a correlated query finds: only the documents of the page at hand are counted."""
    number = rows.order_by().values("document").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(number, output_field=IntegerField()), 0)


class DocumentQuerySet(InvolvedQuerySet):
    """Documents."""

    def more_visible(self, actor: Actor, today: date) -> Q | None:
        """Those out of which a registered commitment came that the actor may see: where his duty is written."""
        commitments: Any = apps.get_model("commitments", "Commitment")._default_manager.filter(
            registered_on__isnull=False
        )
        measures = apps.get_model("exchange", "Measure")._base_manager.filter(
            document=OuterRef("pk"), commitment__in=commitments.visible_to(actor, today).order_by().values("pk")
        )
        return Q(Exists(measures))

    def with_counts(self) -> Self:
        """With the number of measures, and of those that wait for a clerk."""
        measures = apps.get_model("exchange", "Measure")._base_manager.filter(document=OuterRef("pk"))
        waiting = measures.filter(state=MeasureState.EXTRACTED)
        return self.annotate(measure_count=_counted(measures), waiting_count=_counted(waiting))


class PartQuerySet(RecordQuerySet):
    """What was read out of documents: whoever sees the document sees it."""

    def visible_to(self, actor: Actor, today: date | None = None) -> Self:
        """Those of the documents that the actor may see."""
        seen: Any = apps.get_model("exchange", "Document")._default_manager.all()
        return self.filter(document__in=seen.visible_to(actor, today).values("pk"))


class OpenClauseQuerySet(PartQuerySet):
    """Clauses that the import could bind to no body."""

    def standing(self) -> Self:
        """Those of which no clerk has said anything yet: once their measure is decided, they are answered."""
        measures = apps.get_model("exchange", "Measure")._base_manager
        decided = measures.filter(document=OuterRef("document"), path=OuterRef("path"))
        return self.exclude(Exists(decided.exclude(state=MeasureState.EXTRACTED)))


class MeasureOfDocumentQuerySet(PartQuerySet):
    """Measures of documents."""

    def waiting(self) -> Self:
        """Those of which no clerk has said anything yet."""
        return self.filter(state=MeasureState.EXTRACTED)
