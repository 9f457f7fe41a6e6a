"""Kinds of promise as data: what each area of the plan asks for."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from commitments.choices import CheckKind, CommitmentKind, DisclosureRule, KeyArea, ObligationKind, Side
from commitments.permissions import standing_nowhere
from lifecycle.models import Creation, Edit, TrailedModel
from organizations.permissions import installation, system_administrator

TYPE_FIELDS = ("code", "label", "kind", "area", "disclosure", "wanted_evidence", "indicators", "is_retired")
TEMPLATE_FIELDS = ("type", "position", "kind", "side", "title", "content", "wanted_evidence", "weight", "is_retired")


class ReferenceModel(TrailedModel):
    """Data of the whole installation, written by its system administrators and by its commands."""

    class Meta:
        abstract = True

    @classmethod
    def standing_of(cls, records: Sequence[Any]) -> Mapping[int, tuple[str, ...] | None]:
        """It stands under no body."""
        return standing_nowhere(records)


class CommitmentType(ReferenceModel):
    """A type of promise inside one of the three kinds (LIFECYCLES 10); retired, never deleted."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    label = models.CharField(_("label"), max_length=60)
    kind = models.CharField(_("kind"), max_length=20, choices=CommitmentKind.choices)
    area = models.CharField(_("key area"), max_length=30, choices=KeyArea.choices)
    disclosure = models.CharField(_("disclosure"), max_length=20, choices=DisclosureRule.choices)
    wanted_evidence = models.TextField(_("wanted evidence, one a line"), blank=True)
    indicators = models.TextField(_("indicators, one a line"), blank=True)
    is_retired = models.BooleanField(_("no longer used"), default=False, blank=True)

    CREATION = Creation(right=system_administrator | installation, fields=TYPE_FIELDS)
    EDITABLE = {"": Edit(system_administrator | installation, TYPE_FIELDS)}

    class Meta:
        db_table = "cmt_type"
        verbose_name = _("commitment type")
        verbose_name_plural = _("commitment types")
        ordering = ("code",)

    def __str__(self) -> str:
        return self.label


class RequiredCheck(ReferenceModel):
    """A pre-check that a type asks for before a promise is signed."""

    type = models.ForeignKey(
        CommitmentType, on_delete=models.PROTECT, related_name="required_checks", verbose_name=_("commitment type")
    )
    kind = models.CharField(_("pre-check"), max_length=20, choices=CheckKind.choices)
    is_required = models.BooleanField(_("required"), default=True, blank=True)
    legal_basis = models.CharField(_("basis"), max_length=200, blank=True)

    CREATION = Creation(
        right=system_administrator | installation, fields=("type", "kind", "is_required", "legal_basis")
    )
    EDITABLE = {"": Edit(system_administrator | installation, ("is_required", "legal_basis"))}

    class Meta:
        db_table = "cmt_required_check"
        verbose_name = _("required pre-check")
        verbose_name_plural = _("required pre-checks")
        ordering = ("type", "pk")
        constraints = [models.UniqueConstraint(fields=("type", "kind"), name="cmt_required_check_uq")]

    def __str__(self) -> str:
        return f"{self.type_id} · {self.get_kind_display()}"


class ObligationTemplate(ReferenceModel):
    """An obligation that promises of a type usually bring: what the entry form proposes."""

    type = models.ForeignKey(
        CommitmentType, on_delete=models.PROTECT, related_name="templates", verbose_name=_("commitment type")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    kind = models.CharField(_("kind"), max_length=20, choices=ObligationKind.choices)
    side = models.CharField(_("side"), max_length=12, choices=Side.choices, default=Side.GOVERNMENT)
    title = models.CharField(_("title"), max_length=200)
    content = models.TextField(_("what is owed"), blank=True)
    wanted_evidence = models.TextField(_("wanted evidence, one a line"), blank=True)
    weight = models.DecimalField(_("weight"), max_digits=7, decimal_places=2, default=1)
    is_retired = models.BooleanField(_("no longer used"), default=False, blank=True)

    CREATION = Creation(right=system_administrator | installation, fields=TEMPLATE_FIELDS)
    EDITABLE = {"": Edit(system_administrator | installation, TEMPLATE_FIELDS[1:])}

    class Meta:
        db_table = "cmt_template"
        verbose_name = _("obligation template")
        verbose_name_plural = _("obligation templates")
        ordering = ("type", "position", "pk")

    def __str__(self) -> str:
        return self.title
