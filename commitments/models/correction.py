"""Corrections of clerical errors: proposed by one person, in force once a second has confirmed them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commitments import guards
from commitments.choices import CORRECTION_TONES, CorrectionState
from commitments.models.agreement import Agreement
from commitments.models.commitment import Commitment
from commitments.models.family import OfCommitment, take_commitment_of_obligation
from commitments.models.obligation import Obligation
from commitments.permissions import party_clerk
from commitments.rules.corrections import as_text, in_words, label_of
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
    old_value = models.TextField(
        _("value as it stands"), blank=True, help_text=_("Left empty, the value that the record holds now is taken.")
    )
    new_value = models.TextField(
        _("right value"), blank=True, help_text=_("A date like 2026-01-31; an amount in yuan; a choice by its name.")
    )
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
        return f"{self.ref} {self.field_label}"

    @property
    def corrected_model(self) -> type[models.Model]:
        """The type of the record that is corrected."""
        return Obligation if self.obligation_id else Agreement if self.agreement_id else Commitment

    @property
    def field_label(self) -> str:
        """What the corrected column is called; its code as it stands, where the record has no such column."""
        try:
            return label_of(self.corrected_model, self.field)
        except FieldDoesNotExist:
            return self.field

    @property
    def old_words(self) -> str:
        """The value to be corrected, as a reader expects it; "" for none."""
        return in_words(self.corrected_model, self.field, self.old_value)

    @property
    def new_words(self) -> str:
        """The right value, as a reader expects it; "" for none."""
        return in_words(self.corrected_model, self.field, self.new_value)

    @property
    def about(self) -> str:
        """What it is about, for lists: the promise and the column."""
        return f"{self.commitment.title} · {self.field_label}"

    @classmethod
    def in_words(cls, name: str, value: Any) -> str | None:
        """What its trail says of the corrected column: its name; None for all else."""
        if name != "field" or not value:
            return None
        named = (model for model in (Commitment, Obligation, Agreement) if value in model.CORRECTABLE)
        model = next(named, None)
        return None if model is None else label_of(model, value)

    @classmethod
    def complete(cls, records: Sequence[Any], using: str) -> None:
        """The commitment is the obligation's, where it is not named; the old value is the record's, where it is not told."""
        take_commitment_of_obligation(records, using)
        cls._take_old_values([one for one in records if not one.old_value], using)

    @classmethod
    def _take_old_values(cls, records: Sequence[Any], using: str) -> None:
        """One query for each type of record that is corrected."""
        for model, column in (
            (Commitment, "commitment_id"),
            (Obligation, "obligation_id"),
            (Agreement, "agreement_id"),
        ):
            of_model = [one for one in records if one.corrected_model is model and one.field in model.CORRECTABLE]
            found = model._base_manager.using(using).in_bulk({getattr(one, column) for one in of_model} - {None})
            for one in of_model:
                if getattr(one, column) in found:
                    one.old_value = as_text(getattr(found[getattr(one, column)], one.field))

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
