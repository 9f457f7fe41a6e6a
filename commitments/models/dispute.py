"""Disputes about a promise: a marker that stops nothing by itself."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from commitments.choices import DisputeKind
from commitments.models.family import OfCommitment
from commitments.permissions import party_clerk
from lifecycle.models import Creation, Edit, TrailedModel
from lifecycle.refusals import Sentence

FIELDS = ("kind", "number", "organ", "stage", "opened_on", "outcome", "effective_on", "is_over", "remarks")


class Dispute(OfCommitment, TrailedModel):
    """A lawsuit, arbitration, reconsideration, enforcement or petition; a judgment in force changes the duty by a variation."""

    kind = models.CharField(_("kind"), max_length=20, choices=DisputeKind.choices)
    number = models.CharField(_("case number"), max_length=100, blank=True)
    organ = models.CharField(_("organ"), max_length=200)
    stage = models.CharField(_("stage"), max_length=100, blank=True)
    opened_on = models.DateField(_("opened on"), null=True, blank=True)
    outcome = models.TextField(_("outcome"), blank=True)
    effective_on = models.DateField(_("in force since"), null=True, blank=True)
    is_over = models.BooleanField(_("dispute is over"), default=False, blank=True)
    remarks = models.TextField(_("remarks"), blank=True)

    CREATION = Creation(right=party_clerk, fields=("commitment", *FIELDS))
    EDITABLE = {"": Edit(party_clerk, FIELDS)}

    class Meta:
        db_table = "cmt_dispute"
        verbose_name = _("dispute")
        verbose_name_plural = _("disputes")
        ordering = ("commitment", "pk")
        indexes = [models.Index(fields=("commitment", "is_over"), name="cmt_dispute_open_idx")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    def faults(self, today: date) -> dict[str, Sentence]:
        """What is over has an outcome, and nothing takes effect before it began."""
        if self.is_over and not self.outcome:
            return {"outcome": _("State how the dispute ended.")}
        if self.opened_on and self.effective_on and self.effective_on < self.opened_on:
            return {"effective_on": _("This takes effect before the dispute began.")}
        return {}
