"""Agreements and other papers in which promises stand."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commitments import guards
from commitments.choices import SourceKind
from commitments.models.project import Project
from commitments.models.promisee import Promisee
from commitments.permissions import logging_clerk
from commitments.rules.dates import DAYS_WITHIN, date_faults
from lifecycle.models import Creation, Edit, Precision, TrailedModel
from lifecycle.refusals import Sentence
from lifecycle.rights import driven_by
from organizations.choices import Part
from organizations.models import Body
from organizations.parties import Parties
from organizations.querysets import InvolvedQuerySet

FIELDS = (
    "title",
    "number",
    "kind",
    "signed_on",
    "signed_precision",
    "issuer",
    "promisor",
    "promisee",
    "project",
    "supplements",
    "logging_body",
    "kept_at",
    "summary",
    "remarks",
)


class Agreement(TrailedModel):
    """A paper under which one or more promises were made: an agreement, minutes, a letter, a policy document."""

    REF_PREFIX = "AG"
    DAYS_WITHIN = DAYS_WITHIN
    INVOLVEMENT = "agreement"
    # What promises rest on; bodies and promisee are no slip of the pen.
    TERMS = (
        "title",
        "number",
        "kind",
        "signed_on",
        "signed_precision",
        "issuer",
        "promisor",
        "promisee",
        "supplements",
    )
    CORRECTABLE = ("title", "number", "kind", "signed_on", "signed_precision", "issuer")

    ref = models.CharField(_("reference"), max_length=30, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=300)
    number = models.CharField(_("agreement or document number"), max_length=100, blank=True)
    kind = models.CharField(_("kind of source"), max_length=20, choices=SourceKind.choices)
    signed_on = models.DateField(_("signed or issued on"), null=True, blank=True)
    signed_precision = models.CharField(
        _("precision of the date"), max_length=10, choices=Precision.choices, default=Precision.DAY
    )
    issuer = models.CharField(_("signers or issuer, as written"), max_length=300, blank=True)
    promisor = models.ForeignKey(
        Body, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("promisor")
    )
    promisee = models.ForeignKey(
        Promisee, on_delete=models.PROTECT, null=True, blank=True, related_name="agreements", verbose_name=_("promisee")
    )
    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, null=True, blank=True, related_name="agreements", verbose_name=_("project")
    )
    supplements = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="supplemented_by",
        verbose_name=_("supplements"),
    )
    logging_body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+", verbose_name=_("logging body"))
    kept_at = models.CharField(_("where the original is"), max_length=200, blank=True)
    summary = models.TextField(_("summary"), blank=True)
    remarks = models.TextField(_("remarks"), blank=True)

    objects: ClassVar[Any] = InvolvedQuerySet.as_manager()

    CREATION = Creation(right=logging_clerk, fields=FIELDS)
    EDITABLE = {
        "": Edit(logging_clerk | driven_by("commitments.Correction.confirm"), FIELDS, guards=(guards.keeps_its_terms,))
    }

    class Meta:
        db_table = "cmt_agreement"
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = ("-pk",)
        indexes = [models.Index(fields=("number",), name="cmt_agreement_number_idx")]

    def __str__(self) -> str:
        return f"{self.ref} {self.title}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("commitments:agreement", args=(self.pk,))

    @classmethod
    def parties_of(cls, records: Sequence[Any]) -> Mapping[int, Parties]:
        """The body that keeps it, and the one that signed."""
        return {
            one.pk: Parties(
                "",
                {
                    Part.LOGGING: (one.logging_body_id,),
                    Part.PROMISING: (one.promisor_id,) if one.promisor_id is not None else (),
                },
            )
            for one in records
        }

    def faults(self, today: date) -> dict[str, Sentence]:
        """A date and its precision belong together; a supplement is not its own main agreement."""
        faults = date_faults("signed_on", self.signed_on, self.signed_precision, today)
        if self.supplements_id is not None and self.supplements_id == self.pk:
            faults["supplements"] = _("An agreement does not supplement itself.")
        return faults
