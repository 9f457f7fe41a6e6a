"""A lead about a person, handed to the discipline organ, which runs no case here (LIFECYCLES 7)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commitments.models import Commitment
from commitments.rules.dates import DAYS_WITHIN
from lifecycle.models import Creation, Edit, LifecycleModel
from lifecycle.personal import PersonalField
from lifecycle.verbs import verb
from organizations.models import Body, Official
from organizations.parties import Parties
from rectification import guards
from rectification.choices import REFERRAL_TONES, PersonForm, ReferralState
from rectification.models.case import BreachCase
from rectification.models.inquiry import AccountabilityCase
from rectification.models.order import RectificationOrder
from rectification.parties import referral_parties
from rectification.payloads import ConcludeData, ReferData
from rectification.permissions import drafting, referrer, reviewer
from rectification.querysets import ReferralQuerySet
from rectification.rules.forms import lapses_on

S = ReferralState
LEAD = ("person_name", "person_post", "lead")


class PersonReferral(LifecycleModel):
    """Who, in which post, and what is suspected: personal, seen by those on it alone, each reading recorded."""

    DAYS_WITHIN = DAYS_WITHIN
    REF_PREFIX = "PR"
    INVOLVEMENT = "person_referral"
    STATES = ReferralState
    FIRST = (S.DRAFTED,)
    ENDS = (S.NOT_ACCEPTED, S.CONCLUDED)
    TONES = REFERRAL_TONES
    LOCK_RANK = 72
    NAMED_BY = ("commitment", "body")

    ref = models.CharField(_("reference"), max_length=30, unique=True, editable=False)
    commitment = models.ForeignKey(
        Commitment, on_delete=models.PROTECT, related_name="referrals", verbose_name=_("commitment")
    )
    inquiry = models.ForeignKey(
        AccountabilityCase,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="referrals",
        verbose_name=_("accountability case"),
    )
    order = models.ForeignKey(
        RectificationOrder,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="referrals",
        verbose_name=_("rectification order"),
    )
    case = models.ForeignKey(
        BreachCase,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="referrals",
        verbose_name=_("breach case"),
    )
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+", verbose_name=_("body of the person"))
    issuing_body = models.ForeignKey(
        Body, on_delete=models.PROTECT, related_name="+", verbose_name=_("handed over by the body")
    )
    drafter = models.ForeignKey(Official, on_delete=models.PROTECT, related_name="+", verbose_name=_("drafter"))
    person_name = PersonalField(_("name of the person"), blank=False)
    person_post = PersonalField(_("post of the person"))
    lead = PersonalField(_("lead: what is suspected"), blank=False)

    # Set by verbs.
    organ = models.CharField(_("organ it goes to"), max_length=200, blank=True, editable=False)
    approval = models.CharField(_("head's approval on file"), max_length=200, blank=True, editable=False)
    referred_on = models.DateField(_("handed over on"), null=True, blank=True, editable=False)
    form = models.CharField(_("form"), max_length=30, choices=PersonForm.choices, blank=True, editable=False)
    number = models.CharField(_("number of the decision"), max_length=200, blank=True, editable=False)
    decided_on = models.DateField(_("date of the decision"), null=True, blank=True, editable=False)
    filed_at = models.CharField(_("file of the organ"), max_length=200, blank=True, editable=False)
    answered_on = models.DateField(_("answered on"), null=True, blank=True, editable=False)

    objects: ClassVar[Any] = ReferralQuerySet.as_manager()

    CREATION = Creation(
        right=drafting,
        fields=("commitment", "inquiry", "order", "case", "body", "issuing_body", "drafter", *LEAD),
        guards=(guards.is_founded_on_its_commitment, guards.is_duty_body, guards.is_issued_by_an_overseer),
    )
    EDITABLE = {S.DRAFTED: Edit(drafting, LEAD)}

    class Meta:
        db_table = "rct_referral"
        verbose_name = _("referral of a person")
        verbose_name_plural = _("referrals of persons")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.ref

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("rectification:referral", args=(self.ref,))

    @property
    def title(self) -> str:
        """About somebody of which body, and about which promise; nothing of the person."""
        return f"{self.body.name} · {self.commitment.title}"

    @classmethod
    def parties_of(cls, records: Sequence[Any]) -> Mapping[int, Parties]:
        """The commitment's, with the person's body as the duty body."""
        return referral_parties(records)

    @property
    def lapses_on(self) -> date | None:
        """The last day of the sanction's period: sanctions lapse by themselves."""
        return lapses_on(self.form, self.decided_on) if self.decided_on is not None else None

    @verb(
        label=pgettext_lazy("referral verb", "refer"),
        source=S.DRAFTED,
        target=S.REFERRED,
        right=referrer,
        data=ReferData,
        irreversible=True,
        icon="send",
    )
    def refer(self, data: ReferData, today: date) -> None:
        """Hand it over, with the head's approval on file."""
        self.organ, self.approval, self.referred_on = data.organ, data.approval, data.referred_on

    @verb(
        label=pgettext_lazy("referral verb", "decline"),
        source=S.REFERRED,
        target=S.NOT_ACCEPTED,
        right=reviewer,
        needs_reason=True,
        irreversible=True,
        icon="slash",
    )
    def decline(self, data: None, today: date) -> None:
        """The organ does not take it."""
        self.answered_on = today

    @verb(
        label=pgettext_lazy("referral verb", "conclude"),
        source=S.REFERRED,
        target=S.CONCLUDED,
        right=reviewer,
        data=ConcludeData,
        irreversible=True,
        icon="check",
    )
    def conclude(self, data: ConcludeData, today: date) -> None:
        """The organ told its result."""
        self.form, self.number, self.decided_on = data.form, data.number, data.decided_on
        self.filed_at, self.answered_on = data.filed_at, today
