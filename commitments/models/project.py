"""Investment projects, as the ledgers of commerce bureaus keep them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commitments.choices import ProjectStage
from commitments.models.promisee import Promisee
from commitments.permissions import logging_clerk
from commitments.rules.dates import DAYS_WITHIN
from lifecycle.models import Creation, Edit, TrailedModel
from lifecycle.personal import PersonalField
from lifecycle.refusals import Sentence
from organizations.choices import Part
from organizations.models import Body
from organizations.parties import Parties
from organizations.querysets import InvolvedQuerySet

FIELDS = (
    "name",
    "code",
    "enterprise",
    "place",
    "industry",
    "stage",
    "total_investment",
    "fixed_investment",
    "land_mu",
    "tax_per_mu",
    "contact_name",
    "contact_phone",
    "logging_body",
    "remarks",
)


class Project(TrailedModel):
    """A project under which agreements were signed. Its figures are what the parties stated; duties stand in obligations."""

    REF_PREFIX = "PJ"
    DAYS_WITHIN = DAYS_WITHIN
    INVOLVEMENT = "project"

    ref = models.CharField(_("reference"), max_length=30, unique=True, editable=False)
    name = models.CharField(_("project name"), max_length=200)
    code = models.CharField(_("project code"), max_length=60, blank=True)
    enterprise = models.ForeignKey(
        Promisee, on_delete=models.PROTECT, null=True, blank=True, related_name="projects", verbose_name=_("enterprise")
    )
    place = models.CharField(_("park or town"), max_length=100, blank=True)
    industry = models.CharField(_("industry"), max_length=100, blank=True)
    stage = models.CharField(_("stage"), max_length=20, choices=ProjectStage.choices, default=ProjectStage.TALKS)
    total_investment = models.DecimalField(
        _("total investment, yuan"), max_digits=15, decimal_places=2, null=True, blank=True
    )
    fixed_investment = models.DecimalField(
        _("fixed investment, yuan"), max_digits=15, decimal_places=2, null=True, blank=True
    )
    land_mu = models.DecimalField(_("land, mu"), max_digits=10, decimal_places=2, null=True, blank=True)
    tax_per_mu = models.DecimalField(
        _("tax per mu agreed, yuan a year"), max_digits=15, decimal_places=2, null=True, blank=True
    )
    contact_name = PersonalField(_("contact person"))
    contact_phone = PersonalField(_("telephone of the contact"))
    logging_body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+", verbose_name=_("logging body"))
    remarks = models.TextField(_("remarks"), blank=True)

    objects: ClassVar[Any] = InvolvedQuerySet.as_manager()

    CREATION = Creation(right=logging_clerk, fields=FIELDS)
    EDITABLE = {"": Edit(logging_clerk, FIELDS)}

    class Meta:
        db_table = "cmt_project"
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.ref} {self.name}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("commitments:project", args=(self.pk,))

    @classmethod
    def parties_of(cls, records: Sequence[Any]) -> Mapping[int, Parties]:
        """The body that keeps it."""
        return {one.pk: Parties("", {Part.LOGGING: (one.logging_body_id,)}) for one in records}

    def faults(self, today: date) -> dict[str, Sentence]:
        """Figures are not negative, and the part is not above the whole."""
        figures = ("total_investment", "fixed_investment", "land_mu", "tax_per_mu")
        faults: dict[str, Sentence] = {
            name: _("This figure is not negative.") for name in figures if (getattr(self, name) or 0) < 0
        }
        whole, fixed = self.total_investment, self.fixed_investment
        if not faults and whole is not None and fixed is not None and fixed > whole:
            faults["fixed_investment"] = _("The fixed investment is a part of the total investment.")
        return faults
