"""The lines of a hand-over: which duty, how it stood, what is open on it, which papers go with it."""

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commitments import guards
from commitments.choices import ITEM_TONES, CommitmentState, ItemState, ObligationState, ShareState
from commitments.models.commitment import Commitment
from commitments.models.obligation import Obligation
from commitments.models.share import Share
from commitments.payloads.handovers import LeaveOutData, ReserveData
from commitments.permissions import list_keeper, list_taker
from commitments.querysets import ItemQuerySet
from lifecycle.models import Creation, Edit, LifecycleModel
from lifecycle.rights import driven_by
from lifecycle.verbs import verb

S = ItemState
SNAPSHOT = ("state_then", "due_on", "amount", "paid", "disputes", "evidence_count")
# What people write in a line; it goes along when the line is drawn up anew.
WRITTEN = ("still_open", "evidence_handed", "originals")


class HandoverItem(LifecycleModel):
    """One duty on the list: a promise as a whole, an obligation, or a supporting body's share of one."""

    STATES = ItemState
    FIRST = (S.LISTED, S.LEFT_OUT)
    ENDS = (S.DROPPED, S.PASSED)
    TONES = ITEM_TONES
    LOCK_RANK = 42

    handover = models.ForeignKey(
        "commitments.Handover", on_delete=models.PROTECT, related_name="items", verbose_name=_("hand-over")
    )
    commitment = models.ForeignKey(
        Commitment, on_delete=models.PROTECT, related_name="handover_items", verbose_name=_("commitment")
    )
    obligation = models.ForeignKey(
        Obligation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="handover_items",
        verbose_name=_("obligation"),
    )
    share = models.ForeignKey(
        Share, on_delete=models.PROTECT, null=True, blank=True, related_name="handover_items", verbose_name=_("share")
    )
    # As the register held it when the line was drawn up.
    state_then = models.CharField(_("state when listed"), max_length=20)
    due_on = models.DateField(_("due date"), null=True, blank=True)
    amount = models.DecimalField(_("amount, yuan"), max_digits=15, decimal_places=2, null=True, blank=True)
    paid = models.DecimalField(_("paid, yuan"), max_digits=15, decimal_places=2, null=True, blank=True)
    disputes = models.TextField(_("disputes"), blank=True)
    evidence_count = models.PositiveIntegerField(_("pieces of evidence on file"), default=0)
    originals = models.TextField(_("where the originals are"), blank=True)
    evidence_handed = models.TextField(_("papers handed over"), blank=True)
    still_open = models.TextField(_("what is still open"), blank=True)
    left_out_why = models.TextField(_("why it is left out"), blank=True)
    reservation = models.TextField(_("reservation on the facts"), blank=True, editable=False)
    passed_on = models.DateField(_("passed on"), null=True, blank=True, editable=False)

    objects: ClassVar[Any] = ItemQuerySet.as_manager()

    CREATION = Creation(
        right=driven_by("commitments.Handover.create", "commitments.Handover.edit"),
        fields=("handover", "commitment", "obligation", "share", *SNAPSHOT, *WRITTEN, "left_out_why"),
    )
    EDITABLE = {S.LISTED: Edit(list_keeper, WRITTEN, guards=(guards.is_list_open,))}

    class Meta:
        db_table = "cmt_handover_item"
        verbose_name = _("line of a hand-over")
        verbose_name_plural = _("lines of hand-overs")
        ordering = ("handover", "pk")
        indexes = [models.Index(fields=("handover", "state"), name="cmt_item_handover_idx")]

    def __str__(self) -> str:
        return str(self.duty)

    def get_absolute_url(self) -> str:
        """The page of its hand-over."""
        return self.handover.get_absolute_url()

    @property
    def duty(self) -> Any:
        """The record that passes."""
        return self.share or self.obligation or self.commitment

    @property
    def state_then_label(self) -> str:
        """The duty's state when it was listed, in words."""
        states: Any = CommitmentState if self.obligation_id is None else ObligationState
        if self.share_id is not None:
            states = ShareState
        return str(states(self.state_then).label)

    def first_state(self) -> str:
        return S.LEFT_OUT if self.left_out_why else S.LISTED

    @verb(
        label=pgettext_lazy("hand-over item verb", "leave out"),
        source=S.LISTED,
        target=S.LEFT_OUT,
        right=list_keeper,
        guards=(guards.is_list_open,),
        locks=("handover",),
        data=LeaveOutData,
        icon="flag",
    )
    def leave_out(self, data: LeaveOutData, today: date) -> None:
        """It stays with the giver; the list shows it as left out, with the reason."""
        self.left_out_why = data.why

    @verb(
        label=pgettext_lazy("hand-over item verb", "put back"),
        source=S.LEFT_OUT,
        target=S.LISTED,
        right=list_keeper,
        guards=(guards.is_list_open,),
        locks=("handover",),
        icon="undo",
    )
    def put_back(self, data: None, today: date) -> None:
        """It is handed over with the others after all."""
        self.left_out_why = ""

    @verb(
        label=pgettext_lazy("hand-over item verb", "state a reservation"),
        source=S.LISTED,
        right=list_taker,
        guards=(guards.is_list_signed,),
        locks=("handover",),
        data=ReserveData,
        icon="pen",
    )
    def reserve(self, data: ReserveData, today: date) -> None:
        """The taker does not confirm the facts of this line; he takes the duty over all the same."""
        self.reservation = data.reservation

    @verb(
        label=pgettext_lazy("hand-over item verb", "drop"),
        source=[S.LISTED, S.LEFT_OUT],
        target=S.DROPPED,
        right=driven_by("commitments.Handover.edit"),
        icon="slash",
    )
    def drop(self, data: None, today: date) -> None:
        """The list was drawn up anew: the duty is no longer open, or stands in a new line."""

    @verb(
        label=pgettext_lazy("hand-over item verb", "pass"),
        source=S.LISTED,
        target=S.PASSED,
        right=driven_by("commitments.Handover.take_over", "commitments.Handover.order_take_over"),
        icon="check",
    )
    def pass_on(self, data: None, today: date) -> None:
        """The duty has passed; from this day the taker answers for it."""
        self.passed_on = today
