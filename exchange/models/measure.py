"""A measure of a document: the promise that was drafted from it, and what a clerk said of it."""

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commitments.models import Commitment
from exchange import guards
from exchange.choices import MEASURE_TONES, MeasureState
from exchange.models.document import Document, OfDocument
from exchange.permissions import logging_clerk, with_the_document
from exchange.querysets import MeasureOfDocumentQuerySet
from exchange.rules.places import heading_of, place_of
from lifecycle.models import Creation, LifecycleModel
from lifecycle.verbs import verb

S = MeasureState


class Measure(OfDocument, LifecycleModel):
    """A lowest numbered node of a document, word for word, with its place. Nothing of it is registered unaccepted."""

    STATES = MeasureState
    FIRST = (S.EXTRACTED,)
    ENDS = (S.SET_ASIDE,)
    TONES = MEASURE_TONES
    LOCK_RANK = 80

    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="measures", verbose_name=_("policy document")
    )
    commitment = models.OneToOneField(
        Commitment, on_delete=models.PROTECT, related_name="policy_measure", verbose_name=_("commitment")
    )
    position = models.PositiveIntegerField(_("place in the order of the document"))
    path = models.CharField(_("path"), max_length=60)
    heading = models.CharField(_("heading"), max_length=300, blank=True)
    parts = models.TextField(_("headings above it, one a line"), blank=True)
    clause = models.TextField(_("clause, word for word"))
    start = models.PositiveIntegerField(_("begins at character"))
    end = models.PositiveIntegerField(_("ends before character"))

    objects: ClassVar[Any] = MeasureOfDocumentQuerySet.as_manager()

    CREATION = Creation(
        right=with_the_document,
        fields=("document", "commitment", "position", "path", "heading", "parts", "clause", "start", "end"),
    )

    class Meta:
        db_table = "exc_measure"
        verbose_name = pgettext_lazy("measure of a document", "measure")
        verbose_name_plural = pgettext_lazy("measure of a document", "measures")
        ordering = ("document", "position")
        indexes = [models.Index(fields=("document", "state"), name="exc_measure_state_idx")]

    def __str__(self) -> str:
        return f"{self.place} {self.heading}".strip()

    @property
    def place(self) -> str:
        """Its place as officials write it: 三（一）8."""
        return place_of(self.path)

    @property
    def parts_as_printed(self) -> list[str]:
        """The headings above it as officials write them: 三、重点任务, （一）管住承诺的源头."""
        return [heading_of(part) for part in self.parts.splitlines()]

    def get_absolute_url(self) -> str:
        """Its own page, clause and reading side by side."""
        return reverse("exchange:measure", args=(self.pk,))

    @verb(
        label=pgettext_lazy("measure verb", "accept"),
        source=S.EXTRACTED,
        target=S.ACCEPTED,
        right=logging_clerk,
        guards=(
            guards.is_still_draft,
            guards.has_duty,
            guards.is_lead_settled,
            guards.is_lead_one_body,
            guards.are_limits_settled,
        ),
        locks=("commitment",),
        icon="check",
    )
    def accept(self, data: None, today: date) -> None:
        """What was read is right: the draft may go on its way into the register."""

    @verb(
        label=pgettext_lazy("measure verb", "mark as binding nothing"),
        source=[S.EXTRACTED, S.ACCEPTED],
        target=S.SET_ASIDE,
        right=logging_clerk,
        guards=(guards.is_still_draft,),
        locks=("commitment",),
        needs_reason=True,
        irreversible=True,
        icon="slash",
    )
    def set_aside(self, data: None, today: date) -> None:
        """It promises nothing that can be followed: its draft is withdrawn in the same step."""
