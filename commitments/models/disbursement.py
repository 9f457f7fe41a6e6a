"""Payments on an obligation, row by row; sums are computed from them, never typed."""

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commitments import guards
from commitments.choices import DISBURSEMENT_TONES, DisbursementState, FundSource
from commitments.models.family import OfObligation
from commitments.payloads import PayData
from commitments.permissions import paying_clerk
from commitments.querysets import DisbursementQuerySet
from lifecycle.models import Creation, Edit, LifecycleModel
from lifecycle.refusals import Sentence
from lifecycle.rights import other_than
from lifecycle.verbs import verb
from organizations.models import Body
from organizations.rights import reviewer

S = DisbursementState
FIELDS = (
    "beneficiary",
    "period",
    "claimed",
    "approved",
    "offset",
    "offset_against",
    "paying_body",
    "source",
    "budget_item",
    "remarks",
)


def _yuan(label: Any) -> Any:
    return models.DecimalField(label, max_digits=15, decimal_places=2, null=True, blank=True)


class Disbursement(OfObligation, LifecycleModel):
    """One payment: to whom, for which period, claimed, approved, paid, when, by which voucher, out of which item."""

    STATES = DisbursementState
    FIRST = (S.ENTERED,)
    ENDS = (S.VOIDED,)
    TONES = DISBURSEMENT_TONES
    LOCK_RANK = 26

    beneficiary = models.CharField(_("beneficiary"), max_length=200)
    period = models.CharField(_("period"), max_length=60, blank=True)
    claimed = _yuan(_("claimed, yuan"))
    approved = _yuan(_("approved, yuan"))
    offset = _yuan(_("offset, yuan"))
    offset_against = models.CharField(_("offset against"), max_length=200, blank=True)
    paying_body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+", verbose_name=_("paying body"))
    source = models.CharField(_("source of the money"), max_length=20, choices=FundSource.choices)
    budget_item = models.CharField(_("budget item"), max_length=100, blank=True)
    remarks = models.TextField(_("remarks"), blank=True)
    paid = models.DecimalField(_("paid, yuan"), max_digits=15, decimal_places=2, null=True, blank=True, editable=False)
    paid_on = models.DateField(_("paid on"), null=True, blank=True, editable=False)
    voucher = models.CharField(_("voucher number"), max_length=100, blank=True, editable=False)
    overridden_on = models.DateField(
        _("paid before the conditions, by name, since"), null=True, blank=True, editable=False
    )

    objects: ClassVar[Any] = DisbursementQuerySet.as_manager()

    CREATION = Creation(
        right=paying_clerk,
        fields=("commitment", "obligation", *FIELDS),
        guards=(guards.is_registered, guards.is_of_the_commitment, guards.is_still_owed, guards.is_payer_single),
    )
    EDITABLE = {S.ENTERED: Edit(paying_clerk, FIELDS, guards=(guards.is_payer_single,))}

    class Meta:
        db_table = "cmt_disbursement"
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ("obligation", "pk")

    def __str__(self) -> str:
        return f"{self.beneficiary} {self.period}"

    def faults(self, today: date) -> dict[str, Sentence]:
        """No negative money; an offset says against what."""
        faults: dict[str, Sentence] = {
            name: _("An amount is not negative.")
            for name in ("claimed", "approved", "offset")
            if (getattr(self, name) or 0) < 0
        }
        if not faults and self.offset and not self.offset_against:
            faults["offset_against"] = _("Say against what it is offset.")
        return faults

    @verb(
        label=pgettext_lazy("disbursement verb", "pay"),
        source=S.ENTERED,
        target=S.PAID,
        right=paying_clerk,
        guards=(guards.is_registered, guards.is_still_owed, guards.are_conditions_confirmed),
        data=PayData,
        icon="check",
    )
    def pay(self, data: PayData, today: date) -> None:
        """Record what was paid out. Before the conditions are confirmed only by name."""
        self.paid, self.paid_on, self.voucher = data.paid, data.paid_on, data.voucher

    @verb(
        label=pgettext_lazy("disbursement verb", "override"),
        source=S.ENTERED,
        right=reviewer & other_than("create"),
        guards=(guards.is_early,),
        needs_reason=True,
        needs_basis=True,
        icon="flag",
    )
    def override(self, data: None, today: date) -> None:
        """Let it be paid before the conditions are confirmed: by name, with reason and basis, and listed."""
        self.overridden_on = today

    @verb(
        label=pgettext_lazy("disbursement verb", "void"),
        source=[S.ENTERED, S.PAID],
        target=S.VOIDED,
        right=reviewer & other_than("create", "pay"),
        needs_reason=True,
        irreversible=True,
        icon="slash",
    )
    def void(self, data: None, today: date) -> None:
        """Take a wrong entry out of the sums; the row stays."""
