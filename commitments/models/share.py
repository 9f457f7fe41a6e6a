"""What each supporting body owes to an obligation."""

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commitments import guards
from commitments.choices import SHARE_TONES, ShareState
from commitments.models.family import OfObligation
from commitments.payloads import NameMissingData, ReportShareData, VaryShareData
from commitments.payloads.handovers import HandOverShareData
from commitments.permissions import clerk_of_share, duty_clerk, logging_clerk, obligation_maker, while_draft
from commitments.querysets import ShareQuerySet
from commitments.rules.handovers import Giver
from lifecycle.models import Creation, Edit, LifecycleModel
from lifecycle.rights import driven_by
from lifecycle.verbs import verb
from organizations.models import Body

S = ShareState


class Share(OfObligation, LifecycleModel):
    """A supporting body's part: what, until when, reported or not. Its days late are its own, never added to the lead's."""

    STATES = ShareState
    FIRST = (S.OUTSTANDING,)
    ENDS = (S.REPORTED, S.DROPPED)
    TONES = SHARE_TONES
    LOCK_RANK = 22

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+", verbose_name=_("supporting body"))
    what = models.CharField(_("what it does"), max_length=300)
    due_on = models.DateField(_("due date"), null=True, blank=True)
    reported_on = models.DateField(_("reported on"), null=True, blank=True, editable=False)
    result = models.TextField(_("what was done"), blank=True, editable=False)
    missing_why = models.TextField(_("why it is missing"), blank=True, editable=False)

    objects: ClassVar[Any] = ShareQuerySet.as_manager()

    CREATION = Creation(
        right=obligation_maker,
        fields=("commitment", "obligation", "body", "what", "due_on"),
        guards=(guards.is_added_to_draft, guards.is_of_the_commitment, guards.is_share_overseen),
    )
    EDITABLE = {
        S.OUTSTANDING: Edit(
            logging_clerk, ("body", "what", "due_on"), guards=(guards.is_draft, guards.is_share_overseen)
        )
    }

    class Meta:
        db_table = "cmt_share"
        verbose_name = _("share of a supporting body")
        verbose_name_plural = _("shares of supporting bodies")
        ordering = ("obligation", "pk")

    def __str__(self) -> str:
        return self.what

    def is_owed_by(self, giver: Giver) -> bool:
        """Whether a giver must hand it over: it is his body's."""
        return giver.is_whole_body and self.body_id == giver.body_id

    @verb(
        label=pgettext_lazy("share verb", "report share"),
        source=[S.OUTSTANDING, S.NAMED_MISSING],
        target=S.REPORTED,
        right=clerk_of_share,
        guards=(guards.is_in_force,),
        data=ReportShareData,
        icon="send",
    )
    def report_share(self, data: ReportShareData, today: date) -> None:
        """The supporting body states what it did."""
        self.reported_on, self.result, self.missing_why = today, data.result, ""

    @verb(
        label=pgettext_lazy("share verb", "name as missing"),
        source=S.OUTSTANDING,
        target=S.NAMED_MISSING,
        right=duty_clerk,
        guards=(guards.is_in_force,),
        data=NameMissingData,
        icon="flag",
    )
    def name_missing(self, data: NameMissingData, today: date) -> None:
        """The lead body names who has not contributed, so that it may report itself."""
        self.missing_why = data.why

    @verb(
        label=pgettext_lazy("share verb", "hand over"),
        source=[S.OUTSTANDING, S.NAMED_MISSING],
        right=driven_by("commitments.Handover.take_over", "commitments.Handover.order_take_over"),
        data=HandOverShareData,
        icon="send",
    )
    def hand_over(self, data: HandOverShareData, today: date) -> None:
        """Pass to the successor of the supporting body."""
        if data.body is not None:
            self.body_id = data.body

    @verb(
        label=pgettext_lazy("share verb", "drop"),
        source=S.OUTSTANDING,
        target=S.DROPPED,
        right=logging_clerk & while_draft,
        irreversible=True,
        icon="x",
    )
    def drop(self, data: None, today: date) -> None:
        """Take it out of a draft."""

    @verb(
        label=pgettext_lazy("share verb", "change by variation"),
        source=[S.OUTSTANDING, S.NAMED_MISSING],
        target=S.OUTSTANDING,
        right=driven_by("commitments.Variation.approve"),
        data=VaryShareData,
        icon="pen",
    )
    def vary(self, data: VaryShareData, today: date) -> None:
        """Pass to another body, or change its terms; a body that takes it over has not failed to report yet."""
        self.body_id = data.body or self.body_id
        self.what = data.what or self.what
        self.due_on = data.due_on or self.due_on
        self.missing_why = ""
