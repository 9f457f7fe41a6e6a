"""Corrections of clerical errors: proposed by one person, in force once a second has confirmed them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commitments import guards
from commitments.choices import CORRECTION_TONES, CorrectionState
from commitments.models.agreement import Agreement
from commitments.models.family import OfCommitment, take_commitment_of_obligation
from commitments.models.obligation import Obligation
from commitments.permissions import party_clerk
from lifecycle.models import Creation, LifecycleModel
from lifecycle.refusals import Sentence
from lifecycle.rights import other_than
from lifecycle.verbs import verb
from organizations.rights import reviewer

S = CorrectionState


class Correction(OfCommitment, LifecycleModel):
    """A slip of the pen in a registered commitment, its obligation or its agreement: the old value, the right one, and why."""

    REF_PREFIX = "CR"
    STATES = CorrectionState
    FIRST = (S.PROPOSED,)
    ENDS = (S.CONFIRMED, S.REJECTED, S.WITHDRAWN)
    TONES = CORRECTION_TONES
    LOCK_RANK = 29

    ref = models.CharField(_("reference"), max_length=30, unique=True, editable=False)
    obligation = models.ForeignKey(
        Obligation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="corrections",
        verbose_name=_("obligation"),
    )
    agreement = models.ForeignKey(
        Agreement,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="corrections",
        verbose_name=_("agreement"),
    )
    field = models.CharField(_("field"), max_length=40)
    old_value = models.TextField(_("value as it stands"), blank=True)
    new_value = models.TextField(_("right value"), blank=True)
    why = models.TextField(_("how the error came about"))

    CREATION = Creation(
        right=party_clerk,
        fields=("commitment", "obligation", "agreement", "field", "old_value", "new_value", "why"),
        guards=(
            guards.is_registered,
            guards.is_of_the_commitment,
            guards.is_its_agreement,
            guards.is_correctable,
            guards.is_old_value,
            guards.has_fitting_value,
            guards.keeps_due_after_promise,
        ),
        label=pgettext_lazy("correction verb", "propose"),
    )

    class Meta:
        db_table = "cmt_correction"
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.ref} {self.field}"

    @classmethod
    def complete(cls, records: Sequence[Any], using: str) -> None:
        """The commitment is the obligation's, where it is not named."""
        take_commitment_of_obligation(records, using)

    def faults(self, today: date) -> dict[str, Sentence]:
        """A correction changes something."""
        if self.old_value == self.new_value:
            return {"new_value": _("This is what the record says already.")}
        return {}

    @verb(
        label=pgettext_lazy("correction verb", "confirm"),
        source=S.PROPOSED,
        target=S.CONFIRMED,
        right=reviewer & other_than("create"),
        guards=(guards.is_registered, guards.is_old_value, guards.has_fitting_value, guards.keeps_due_after_promise),
        locks=("commitment", "obligation"),
        irreversible=True,
        icon="check",
    )
    def confirm(self, data: None, today: date) -> None:
        """A second person has seen that it is an error: the record is corrected in the same step."""

    @verb(
        label=pgettext_lazy("correction verb", "reject"),
        source=S.PROPOSED,
        target=S.REJECTED,
        right=reviewer & other_than("create"),
        needs_reason=True,
        irreversible=True,
        icon="x",
    )
    def reject(self, data: None, today: date) -> None:
        """It is no clerical error."""

    @verb(
        label=pgettext_lazy("correction verb", "withdraw"),
        source=S.PROPOSED,
        target=S.WITHDRAWN,
        right=party_clerk,
        irreversible=True,
        icon="undo",
    )
    def withdraw(self, data: None, today: date) -> None:
        """Taken back before anybody confirmed it."""
