"""One promised item, its clause verbatim, and the verbs by which it goes from a draft to its end (LIFECYCLES 1)."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commitments import guards
from commitments.choices import (
    COMMITMENT_TONES,
    IN_FORCE,
    REGISTERED,
    BudgetStanding,
    CommitmentKind,
    CommitmentState,
    Compensation,
    EntryKind,
    SourceKind,
    SuspensionGround,
    TerminationGround,
)
from commitments.models.agreement import Agreement
from commitments.models.project import Project
from commitments.models.promisee import Promisee
from commitments.models.types import CommitmentType
from commitments.parties import commitment_parties
from commitments.payloads import (
    CorrectData,
    ReopenData,
    SuspendData,
    TerminateData,
    VaryCommitmentData,
)
from commitments.payloads.handovers import HandOverCommitmentData
from commitments.permissions import logging_clerk, party_clerk, registrar
from commitments.querysets import CommitmentQuerySet
from commitments.rules.corrections import typed
from commitments.rules.dates import DAYS_WITHIN, date_faults
from commitments.rules.funding import FUNDING_SHARES, funding_faults
from commitments.rules.handovers import Giver
from commitments.rules.sources import is_written
from lifecycle.models import Creation, Edit, LifecycleModel, Precision
from lifecycle.personal import PersonalField
from lifecycle.refusals import Sentence
from lifecycle.rights import driven_by, other_than
from lifecycle.verbs import verb
from organizations.models import Body, Post
from organizations.parties import Parties
from organizations.rights import reviewer, superior

S = CommitmentState
UPPER_APPS = ("rectification", "integrity", "supervision", "exchange")

# What the logging clerk fills in; after registration it changes by a variation, a hand-over or a correction alone.
PROMISE_FIELDS = (
    "title",
    "kind",
    "type",
    "entry_kind",
    "is_major_decision",
    "source_kind",
    "agreement",
    "project",
    "source_text",
    "clause_number",
    "clause",
    "clause_place",
    "promised_on",
    "promised_precision",
    "promisor",
    "promisee",
    "logging_body",
    "amount",
    "funding",
    *FUNDING_SHARES,
    "in_budget",
)
# How the work stands: kept up to date while the promise binds, and no part of what was promised.
RUNNING_FIELDS = ("deputy_head_post", "contact_name", "contact_phone", "held_up_by", "next_step", "remarks")


def _percent(label: Any) -> Any:
    return models.DecimalField(label, max_digits=5, decimal_places=2, null=True, blank=True)


class Commitment(LifecycleModel):
    """A promise of a public body. It binds the body and its successors, never a person."""

    REF_PREFIX = "CM"
    INVOLVEMENT = "commitment"
    STATES = CommitmentState
    FIRST = (S.DRAFT,)
    ENDS = (S.WITHDRAWN,)
    TONES = COMMITMENT_TONES
    LOCK_RANK = 10
    DAYS_WITHIN = DAYS_WITHIN
    # Where a slip of the pen is thinkable; bodies, promisee and funding change by a variation or a hand-over.
    CORRECTABLE = (
        "title",
        "clause_number",
        "clause",
        "source_text",
        "promised_on",
        "promised_precision",
        "amount",
        "is_major_decision",
    )

    ref = models.CharField(_("reference"), max_length=30, unique=True, editable=False)
    title = models.CharField(_("promised item"), max_length=300)
    kind = models.CharField(_("kind"), max_length=20, choices=CommitmentKind.choices)
    type = models.ForeignKey(CommitmentType, on_delete=models.PROTECT, related_name="+", verbose_name=_("type"))
    entry_kind = models.CharField(_("kind of entry"), max_length=20, choices=EntryKind.choices)
    is_major_decision = models.BooleanField(_("major administrative decision"), default=False, blank=True)

    source_kind = models.CharField(_("kind of source"), max_length=20, choices=SourceKind.choices, blank=True)
    agreement = models.ForeignKey(
        Agreement,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="commitments",
        verbose_name=_("agreement"),
    )
    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, null=True, blank=True, related_name="commitments", verbose_name=_("project")
    )
    source_text = models.TextField(_("text of the source"), blank=True)
    clause_number = models.CharField(_("clause number"), max_length=60, blank=True)
    clause = models.TextField(_("clause, word for word"), blank=True)
    clause_place = models.CharField(_("place in the imported text"), max_length=120, blank=True)
    promised_on = models.DateField(_("promised on"), null=True, blank=True)
    promised_precision = models.CharField(
        _("precision of the date"), max_length=10, choices=Precision.choices, default=Precision.DAY
    )

    promisor = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+", verbose_name=_("promisor"))
    promisee = models.ForeignKey(
        Promisee,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="commitments",
        verbose_name=_("promisee"),
    )
    logging_body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+", verbose_name=_("logging body"))
    deputy_head_post = models.ForeignKey(
        Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("deputy head in charge")
    )
    contact_name = PersonalField(_("contact person"))
    contact_phone = PersonalField(_("telephone of the contact"))

    amount = models.DecimalField(_("amount, yuan"), max_digits=15, decimal_places=2, null=True, blank=True)
    funding = models.CharField(_("source of funds"), max_length=200, blank=True)
    share_central = _percent(_("central share, %"))
    share_province = _percent(_("provincial share, %"))
    share_city = _percent(_("city share, %"))
    share_county = _percent(_("county share, %"))
    share_town = _percent(_("town share, %"))
    share_other = _percent(_("other share, %"))
    in_budget = models.CharField(_("in the budget"), max_length=20, choices=BudgetStanding.choices, blank=True)

    held_up_by = models.TextField(_("what holds it up"), blank=True)
    next_step = models.TextField(_("next step"), blank=True)
    remarks = models.TextField(_("remarks"), blank=True)

    # Set by verbs.
    registered_on = models.DateField(_("registered on"), null=True, blank=True, editable=False)
    suspended_on = models.DateField(_("last suspended on"), null=True, blank=True, editable=False)
    resumed_on = models.DateField(_("last resumed on"), null=True, blank=True, editable=False)
    suspension_ground = models.CharField(
        _("ground of the suspension"), max_length=20, choices=SuspensionGround.choices, blank=True, editable=False
    )
    suspension_document = models.CharField(_("document of the ground"), max_length=200, blank=True, editable=False)
    settled_on = models.DateField(_("fulfilled or ended on"), null=True, blank=True, editable=False)
    termination_ground = models.CharField(
        _("ground of the termination"), max_length=30, choices=TerminationGround.choices, blank=True, editable=False
    )
    termination_power = models.TextField(_("lawful power"), blank=True, editable=False)
    termination_procedure = models.TextField(_("procedure followed"), blank=True, editable=False)
    compensation = models.CharField(
        _("decision on compensation"), max_length=20, choices=Compensation.choices, blank=True, editable=False
    )
    compensation_amount = models.DecimalField(
        _("compensation, yuan"), max_digits=15, decimal_places=2, null=True, blank=True, editable=False
    )
    compensation_note = models.TextField(_("how it is fair and timely"), blank=True, editable=False)
    notice_served_on = models.DateField(_("notice served on"), null=True, blank=True, editable=False)
    land_settlement = models.TextField(_("what becomes of the land"), blank=True, editable=False)

    objects: ClassVar[Any] = CommitmentQuerySet.as_manager()

    CREATION = Creation(right=logging_clerk, fields=(*PROMISE_FIELDS, *RUNNING_FIELDS), guards=(guards.is_of_its_type,))
    EDITABLE = {
        S.DRAFT: Edit(logging_clerk, (*PROMISE_FIELDS, *RUNNING_FIELDS), guards=(guards.is_of_its_type,)),
        **{state: Edit(party_clerk, RUNNING_FIELDS) for state in IN_FORCE},
    }

    class Meta:
        db_table = "cmt_commitment"
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ("-pk",)
        indexes = [
            models.Index(fields=("state", "-id"), name="cmt_commitment_state_idx"),
            models.Index(fields=("kind", "-id"), name="cmt_commitment_kind_idx"),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.title}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("commitments:commitment", args=(self.ref,))

    @classmethod
    def parties_of(cls, records: Sequence[Any]) -> Mapping[int, Parties]:
        """Who logged, who promised, and the bodies of the obligations: one query."""
        return commitment_parties({one.pk: one for one in records})

    def is_owed_by(self, giver: Giver) -> bool:
        """Whether a giver must hand it over: his body promised or logs it, or it names his post as deputy head."""
        as_body = giver.is_whole_body and self.promisor_id == giver.body_id
        as_logger = giver.is_leaving and self.logging_body_id == giver.body_id
        return as_body or as_logger or (giver.post_id is not None and self.deputy_head_post_id == giver.post_id)

    @property
    def is_imported(self) -> bool:
        """Whether it was taken out of an official document by the importer."""
        return bool(self.clause_place)

    @property
    def is_held_fulfilled(self) -> bool:
        """Whether its end rests on acceptances: confirmed as fulfilled, and not taken up again since."""
        is_ended = self.state in (S.FULFILLED, S.CLOSED)
        return is_ended and self.settled_on is not None and not self.termination_ground

    @property
    def is_disputed_source(self) -> bool:
        """Whether it rests on words alone: such a promise stays in dispute."""
        return bool(self.source_kind) and not is_written(self.source_kind)

    @property
    def funding_shares(self) -> dict[str, Decimal | None]:
        """The shares by level, percent, by field name."""
        return {name: getattr(self, name) for name in FUNDING_SHARES}

    def faults(self, today: date) -> dict[str, Sentence]:
        """Dates with their precision, shares that make the whole, no negative amount."""
        faults = date_faults("promised_on", self.promised_on, self.promised_precision, today)
        faults |= funding_faults(self.funding_shares)
        if self.amount is not None and self.amount < 0:
            faults["amount"] = _("An amount is not negative.")
        if self.entry_kind == EntryKind.SIGNED and self.promised_on is None:
            faults["promised_on"] = _(
                "State when it was signed; for an old promise choose “brought in retrospectively”."
            )
        return faults

    @verb(
        label=pgettext_lazy("commitment verb", "submit"),
        source=S.DRAFT,
        target=S.SUBMITTED,
        right=logging_clerk,
        guards=(
            guards.has_obligation,
            guards.has_promisee,
            guards.has_source,
            guards.has_statements,
            guards.are_conditions_stated,
            guards.are_checks_recorded,
            guards.are_duty_bodies_overseen,
        ),
        warnings=(
            guards.has_facts_of_checks,
            guards.are_outcomes_facts,
            guards.foreseen(guards.are_checks_passed),
            guards.foreseen(guards.had_time_for_decision),
            guards.is_sum_as_promised,
        ),
        slots=UPPER_APPS,
        icon="send",
    )
    def submit(self, data: None, today: date) -> None:
        """Hand it to the reviewer."""

    @verb(
        label=pgettext_lazy("commitment verb", "withdraw"),
        source=[S.DRAFT, S.SUBMITTED],
        target=S.WITHDRAWN,
        right=logging_clerk,
        irreversible=True,
        icon="x",
    )
    def withdraw(self, data: None, today: date) -> None:
        """Take it back before it is registered."""

    @verb(
        label=pgettext_lazy("commitment verb", "return for revision"),
        source=S.SUBMITTED,
        target=S.DRAFT,
        right=reviewer & other_than("submit"),
        needs_reason=True,
        icon="undo",
    )
    def return_for_revision(self, data: None, today: date) -> None:
        """Send it back to the clerk."""

    @verb(
        label=pgettext_lazy("commitment verb", "register"),
        source=S.SUBMITTED,
        target=S.ACTIVE,
        right=registrar,
        guards=(guards.are_checks_passed, guards.are_checks_facts, guards.had_time_for_decision),
        warnings=(guards.is_sum_as_promised,),
        slots=UPPER_APPS,
        irreversible=True,
        icon="check",
    )
    def register(self, data: None, today: date) -> None:
        """Take it into the register: from now on it is followed."""
        self.registered_on = today

    @verb(
        label=pgettext_lazy("commitment verb", "suspend"),
        source=S.ACTIVE,
        target=S.SUSPENDED,
        right=reviewer,
        slots=UPPER_APPS,
        data=SuspendData,
        needs_reason=True,
        icon="pause",
    )
    def suspend(self, data: SuspendData, today: date) -> None:
        """Let time stand still on a coded ground, with its document."""
        self.suspended_on, self.resumed_on = today, None
        self.suspension_ground, self.suspension_document = data.ground, data.document

    @verb(
        label=pgettext_lazy("commitment verb", "resume"),
        source=S.SUSPENDED,
        target=S.ACTIVE,
        right=reviewer,
        slots=UPPER_APPS,
        icon="play",
    )
    def resume(self, data: None, today: date) -> None:
        """Let time run on; the suspended days are given back to each open due date."""
        self.resumed_on = today

    @verb(
        label=pgettext_lazy("commitment verb", "confirm fulfilment"),
        source=S.ACTIVE,
        target=S.FULFILLED,
        right=reviewer & other_than("submit"),
        guards=(guards.are_obligations_settled,),
        slots=UPPER_APPS,
        irreversible=True,
        icon="check",
    )
    def confirm_fulfilment(self, data: None, today: date) -> None:
        """State that the promise was kept."""
        self.settled_on = today

    @verb(
        label=pgettext_lazy("commitment verb", "terminate"),
        source=[S.ACTIVE, S.SUSPENDED],
        target=S.TERMINATED,
        right=reviewer & other_than("submit"),
        slots=UPPER_APPS,
        data=TerminateData,
        needs_reason=True,
        irreversible=True,
        icon="slash",
    )
    def terminate(self, data: TerminateData, today: date) -> None:
        """End it on a ground that the law knows (优化营商环境条例 art. 31); its open obligations are cancelled."""
        self.settled_on = today
        self.termination_ground = data.ground
        self.termination_power, self.termination_procedure = data.power, data.procedure
        self.compensation, self.compensation_amount = data.compensation, data.compensation_amount
        self.compensation_note = data.compensation_note
        self.notice_served_on, self.land_settlement = data.notice_served_on, data.land_settlement

    @verb(
        label=pgettext_lazy("commitment verb", "declare breach"),
        source=[S.ACTIVE, S.SUSPENDED],
        target=S.BREACHED,
        right=driven_by("rectification.BreachCase.confirm"),
        icon="x",
    )
    def declare_breach(self, data: None, today: date) -> None:
        """The breach was verified: the commitment stands unfulfilled."""

    @verb(
        label=pgettext_lazy("commitment verb", "begin rectification"),
        source=[S.BREACHED, S.UNREMEDIED],
        target=S.RECTIFYING,
        right=driven_by("rectification.RectificationOrder.approve_plan"),
        icon="wrench",
    )
    def begin_rectification(self, data: None, today: date) -> None:
        """The plan of the order was approved."""

    @verb(
        label=pgettext_lazy("commitment verb", "confirm remedy"),
        source=S.RECTIFYING,
        target=S.REMEDIED,
        right=driven_by("rectification.RectificationOrder.accept"),
        icon="check",
    )
    def confirm_remedy(self, data: None, today: date) -> None:
        """The order was accepted as carried out."""

    @verb(
        label=pgettext_lazy("commitment verb", "declare unremedied"),
        source=[S.BREACHED, S.RECTIFYING],
        target=S.UNREMEDIED,
        right=driven_by(
            "rectification.RectificationOrder.declare_failed",
            "rectification.RectificationOrder.record_refusal",
            "rectification.RectificationOrder.set_aside",
        ),
        icon="x",
    )
    def declare_unremedied(self, data: None, today: date) -> None:
        """The order failed or was refused; or one was set aside while another finding of the breach stands."""

    @verb(
        label=pgettext_lazy("commitment verb", "annul breach"),
        source=[S.BREACHED, S.RECTIFYING, S.UNREMEDIED],
        target=S.ACTIVE,
        right=driven_by("rectification.RectificationOrder.set_aside"),
        icon="undo",
    )
    def annul_breach(self, data: None, today: date) -> None:
        """The order was set aside, and the breach with it."""

    @verb(
        label=pgettext_lazy("commitment verb", "reopen rectification"),
        source=S.REMEDIED,
        target=S.RECTIFYING,
        right=driven_by("rectification.RectificationOrder.reopen"),
        icon="wrench",
    )
    def reopen_rectification(self, data: None, today: date) -> None:
        """A re-inspection found a relapse."""

    @verb(
        label=pgettext_lazy("commitment verb", "resume performance"),
        source=[S.REMEDIED, S.UNREMEDIED],
        target=S.ACTIVE,
        right=reviewer,
        guards=(guards.has_open_obligation,),
        slots=UPPER_APPS,
        icon="play",
    )
    def resume_performance(self, data: None, today: date) -> None:
        """The duty outlives the sanction."""

    @verb(
        label=pgettext_lazy("commitment verb", "close"),
        source=[S.FULFILLED, S.TERMINATED, S.REMEDIED, S.UNREMEDIED],
        target=S.CLOSED,
        right=reviewer,
        slots=UPPER_APPS,
        needs_reason=True,
        irreversible=True,
        icon="lock",
    )
    def close(self, data: None, today: date) -> None:
        """Nothing is open on it any more."""

    @verb(
        label=pgettext_lazy("commitment verb", "reopen"),
        source=[S.FULFILLED, S.CLOSED],
        target=S.ACTIVE,
        right=superior,
        guards=(guards.has_new_evidence,),
        slots=UPPER_APPS,
        data=ReopenData,
        needs_reason=True,
        icon="undo",
    )
    def reopen(self, data: ReopenData, today: date) -> None:
        """New evidence: the named acceptances are revoked in the same step, and a termination is taken back."""
        self.settled_on = None
        self.termination_ground = self.termination_power = self.termination_procedure = ""
        self.compensation, self.compensation_amount, self.compensation_note = "", None, ""
        self.notice_served_on, self.land_settlement = None, ""

    @verb(
        label=pgettext_lazy("commitment verb", "correct"),
        source=REGISTERED,
        right=driven_by("commitments.Correction.confirm"),
        data=CorrectData,
        icon="pen",
    )
    def correct(self, data: CorrectData, today: date) -> None:
        """Mend a clerical error that a second person has confirmed."""
        setattr(self, data.field, typed(self, data.field, data.value))

    @verb(
        label=pgettext_lazy("commitment verb", "change by variation"),
        source=IN_FORCE,
        right=driven_by("commitments.Variation.approve"),
        data=VaryCommitmentData,
        icon="pen",
    )
    def vary(self, data: VaryCommitmentData, today: date) -> None:
        """Take over what an approved variation says; the old values stay in the trail."""
        self.clause = data.clause or self.clause
        self.funding = data.funding or self.funding
        self.in_budget = data.in_budget or self.in_budget
        if data.amount is not None:
            self.amount = data.amount
        if data.promisee is not None:
            self.promisee_id = data.promisee
        if data.agreement is not None:
            self.agreement_id, self.source_kind = data.agreement, SourceKind.SUPPLEMENT
        if any(share is not None for share in data.shares.values()):
            for name, share in data.shares.items():
                setattr(self, name, share)

    @verb(
        label=pgettext_lazy("commitment verb", "hand over"),
        source=REGISTERED,
        right=driven_by("commitments.Handover.take_over", "commitments.Handover.order_take_over"),
        data=HandOverCommitmentData,
        icon="send",
    )
    def hand_over(self, data: HandOverCommitmentData, today: date) -> None:
        """Pass to the successor: the promise binds bodies, not people."""
        if data.promisor is not None:
            self.promisor_id = data.promisor
        if data.logging_body is not None:
            self.logging_body_id = data.logging_body
        if data.deputy_head_post is not None:
            self.deputy_head_post_id = data.deputy_head_post
