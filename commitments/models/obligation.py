"""What is owed under a commitment, and the verbs by which it is claimed, performed, judged or given up (LIFECYCLES 2)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commitments import guards
from commitments.choices import (
    COUNTING_OBLIGATION,
    OBLIGATION_TONES,
    OPEN_OBLIGATION,
    CommitmentState,
    DueRule,
    Legality,
    ObligationKind,
    ObligationState,
    Recurrence,
    Remedy,
    Side,
)
from commitments.models.commitment import Commitment
from commitments.parties import obligation_parties
from commitments.payloads import (
    AcceptData,
    AcceptPartlyData,
    ClaimData,
    ClassifyData,
    CorrectData,
    GiveDaysBackData,
    RefuseConditionsData,
    ReportData,
    StopData,
    VaryObligationData,
)
from commitments.payloads.handovers import HandOverObligationData
from commitments.permissions import (
    duty_clerk,
    logging_clerk,
    obligation_maker,
    other_than_classifier,
    party_clerk,
    while_draft,
)
from commitments.querysets import ObligationQuerySet
from commitments.rules.corrections import typed
from commitments.rules.dates import DAYS_WITHIN, due_after_suspension
from commitments.rules.handovers import Giver
from commitments.rules.obligations import due_in_words, obligation_faults
from deadlines.choices import Lamp, LimitUnit
from deadlines.explanation import chip
from deadlines.limits import limit
from deadlines.rules import Due, days_overdue, due_on, due_under, lamp
from face.parts import Due as DueChip
from lifecycle.models import Creation, Edit, LifecycleModel, Precision
from lifecycle.refusals import Sentence
from lifecycle.rights import driven_by, other_than
from lifecycle.verbs import verb
from organizations.choices import Part
from organizations.models import Body, Post
from organizations.parties import Parties
from organizations.rights import not_of, reviewer, superior

S = ObligationState
SLOTS = ("rectification",)
HUNDRED = Decimal(100)
CENT = Decimal("0.01")
# The clock of the conditions' confirmation, so that silence stops no time (20 working days, ours).
CONFIRMATION = "conditions.confirm"

TERMS = (
    "title",
    "kind",
    "side",
    "content",
    "lead_body",
    "handler_post",
    "paying_body",
    "wanted_evidence",
    "weight",
    "due_rule",
    "due_on",
    "due_precision",
    "term_amount",
    "term_unit",
    "recurs",
    "recurs_until",
    "amount",
    "currency",
    "foreign_amount",
    "exchange_rate",
)
# What the next occurrence takes over from the one before; nobody types it.
INHERITED = (
    "previous",
    "occurrence",
    "anchor_on",
    "legality",
    "legality_article",
    "opinion_by",
    "opinion_number",
    "opinion_on",
)


class Obligation(LifecycleModel):
    """A duty with a lead body, a due date or none agreed, and a weight. Overdue is computed, never a state.

    On the promisee's side `lead_body` is the body that watches it. Time runs from registration, or for a conditional
    one from the day on which its conditions were confirmed.
    """

    REF_PREFIX = "OB"
    # What its lamp hangs on: lists read it along.
    NAMED_BY = ("commitment",)
    INVOLVEMENT = "obligation"
    STATES = ObligationState
    FIRST = (S.PENDING, S.CONDITIONAL)
    ENDS = (S.WAIVED, S.STOPPED, S.CANCELLED)
    TONES = OBLIGATION_TONES
    LOCK_RANK = 20
    DAYS_WITHIN = DAYS_WITHIN
    CORRECTABLE = ("title", "content", "amount", "due_on", "due_precision", "wanted_evidence", "recurs_until")

    commitment = models.ForeignKey(
        Commitment, on_delete=models.PROTECT, related_name="obligations", verbose_name=_("commitment")
    )
    ref = models.CharField(_("reference"), max_length=40, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=ObligationKind.choices)
    side = models.CharField(_("side"), max_length=12, choices=Side.choices, default=Side.GOVERNMENT)
    content = models.TextField(_("what is owed"), blank=True)
    lead_body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+", verbose_name=_("lead duty body"))
    handler_post = models.ForeignKey(
        Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("post of the handler")
    )
    paying_body = models.ForeignKey(
        Body, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("paying body")
    )
    wanted_evidence = models.TextField(_("wanted evidence, one a line"), blank=True)
    weight = models.DecimalField(_("weight"), max_digits=7, decimal_places=2, default=1)
    is_conditional = models.BooleanField(_("depends on conditions"), default=False, blank=True)

    due_rule = models.CharField(_("how it falls due"), max_length=20, choices=DueRule.choices, default=DueRule.DATE)
    due_on = models.DateField(_("due date"), null=True, blank=True)
    due_precision = models.CharField(
        _("precision of the due date"), max_length=10, choices=Precision.choices, default=Precision.DAY
    )
    term_amount = models.PositiveSmallIntegerField(_("length of the term"), null=True, blank=True)
    term_unit = models.CharField(_("unit of the term"), max_length=20, choices=LimitUnit.choices, blank=True)
    recurs = models.CharField(_("comes back"), max_length=20, choices=Recurrence.choices, default=Recurrence.ONCE)
    recurs_until = models.DateField(_("comes back until"), null=True, blank=True)
    previous = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="following",
        verbose_name=_("occurrence before"),
    )
    occurrence = models.PositiveSmallIntegerField(_("occurrence"), default=1)
    anchor_on = models.DateField(_("first due date of the series"), null=True, blank=True)

    amount = models.DecimalField(_("amount, yuan"), max_digits=15, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("foreign currency"), max_length=3, blank=True)
    foreign_amount = models.DecimalField(
        _("amount in foreign currency"), max_digits=15, decimal_places=2, null=True, blank=True
    )
    exchange_rate = models.DecimalField(_("exchange rate"), max_digits=12, decimal_places=6, null=True, blank=True)

    # Set by verbs.
    legality = models.CharField(_("legality"), max_length=12, choices=Legality.choices, default=Legality.UNREVIEWED)
    legality_article = models.CharField(_("article that it offends"), max_length=200, blank=True)
    opinion_by = models.CharField(_("opinion given by"), max_length=200, blank=True)
    opinion_number = models.CharField(_("number of the opinion"), max_length=100, blank=True)
    opinion_on = models.DateField(_("date of the opinion"), null=True, blank=True)
    claimed_on = models.DateField(_("claimed on"), null=True, blank=True, editable=False)
    claimed_amount = models.DecimalField(
        _("amount claimed, yuan"), max_digits=15, decimal_places=2, null=True, blank=True, editable=False
    )
    claim_note = models.TextField(_("what is claimed"), blank=True, editable=False)
    confirm_by = models.DateField(_("conditions to be confirmed by"), null=True, blank=True, editable=False)
    conditions_confirmed_on = models.DateField(_("conditions confirmed on"), null=True, blank=True, editable=False)
    missing = models.TextField(_("what is missing"), blank=True, editable=False)
    told_on = models.DateField(_("promisee told on"), null=True, blank=True, editable=False)
    told_how = models.CharField(_("how the promisee was told"), max_length=200, blank=True, editable=False)
    reported_on = models.DateField(_("reported on"), null=True, blank=True, editable=False)
    report_note = models.TextField(_("what was performed"), blank=True, editable=False)
    performed_on = models.DateField(_("performed on"), null=True, blank=True, editable=False)
    met_ratio = models.DecimalField(
        _("ratio met, %"), max_digits=5, decimal_places=2, null=True, blank=True, editable=False
    )
    met_amount = models.DecimalField(
        _("amount met, yuan"), max_digits=15, decimal_places=2, null=True, blank=True, editable=False
    )
    settled_on = models.DateField(_("met or given up on"), null=True, blank=True, editable=False)
    remedy = models.CharField(_("remedy"), max_length=20, choices=Remedy.choices, blank=True, editable=False)
    remedy_note = models.TextField(_("details of the remedy"), blank=True, editable=False)

    objects: ClassVar[Any] = ObligationQuerySet.as_manager()

    CREATION = Creation(
        right=obligation_maker,
        fields=("commitment", "is_conditional", *TERMS, *INHERITED),
        guards=(
            guards.is_added_to_draft,
            guards.is_original,
            guards.is_lead_overseen,
            guards.is_handler_of_lead,
            guards.is_due_after_promise,
            guards.is_payer_single,
        ),
    )
    EDITABLE = {
        state: Edit(
            logging_clerk,
            TERMS,
            guards=(
                guards.is_draft,
                guards.is_lead_overseen,
                guards.is_handler_of_lead,
                guards.is_due_after_promise,
                guards.is_payer_single,
            ),
        )
        for state in FIRST
    }

    class Meta:
        db_table = "cmt_obligation"
        verbose_name = _("obligation")
        verbose_name_plural = _("obligations")
        ordering = ("commitment", "pk")
        indexes = [
            models.Index(fields=("state", "due_on"), name="cmt_obligation_due_idx"),
            models.Index(fields=("lead_body", "state"), name="cmt_obligation_lead_idx"),
            models.Index(fields=("handler_post", "state"), name="cmt_obligation_handler_idx"),
        ]
        constraints = [models.UniqueConstraint(fields=("previous",), name="cmt_obligation_previous_uq")]

    def __str__(self) -> str:
        return f"{self.ref} {self.title}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("commitments:obligation", args=(self.ref,))

    @classmethod
    def parties_of(cls, records: Sequence[Any]) -> Mapping[int, Parties]:
        """Who logged and promised it, who leads, supports and pays: two queries."""
        return obligation_parties(records)

    def first_state(self) -> str:
        return S.CONDITIONAL if self.is_conditional else S.PENDING

    def numbered(self, today: date) -> str:
        """Obligations are counted inside their commitment: CM-2026-0317/OB-4."""
        return f"{self.commitment.ref}/{self.REF_PREFIX}"

    def ref_of(self, name: str, number: int) -> str:
        return f"{name}-{number}"

    def faults(self, today: date) -> dict[str, Sentence]:
        """The due date's rule, recurrence, weight and amounts, taken together."""
        return obligation_faults(self)

    def is_owed_by(self, giver: Giver) -> bool:
        """Whether a giver must hand it over: his body leads or pays, or his post in the lead body handles it."""
        if giver.is_whole_body:
            return giver.body_id in (self.lead_body_id, self.paying_body_id)
        return (self.lead_body_id, self.handler_post_id) == (giver.body_id, giver.post_id)

    @property
    def due_in_words(self) -> Sentence:
        """How it falls due while it has no date: the rule, with the agreed length of a term."""
        return due_in_words(self)

    @property
    def time_runs_from(self) -> date | None:
        """The day from which its time is counted; None for an old promise whose day nobody knows."""
        return self.conditions_confirmed_on or self.commitment.registered_on

    @property
    def counts_in(self) -> str:
        """The unit in which its days left are shown."""
        return self.term_unit if self.due_rule == DueRule.TERM else LimitUnit.CALENDAR_DAY

    def lamp_on(self, today: date) -> Lamp | None:
        """Its lamp on a day; None where it has none. Ask it of obligations whose commitment is loaded."""
        if self.state not in COUNTING_OBLIGATION or not self.commitment.registered_on:
            return None
        return lamp(self.due_on, today, self.time_runs_from, self.counts_in, suspended=self.stands_still)

    @property
    def stands_still(self) -> bool:
        """Whether its time is suspended with its commitment's."""
        return bool(self.commitment.state == CommitmentState.SUSPENDED)

    def due_chip_on(self, today: date) -> DueChip | None:
        """Its due date as pages show it while its time counts, in the unit of its limit; None where it has no lamp.

        The date explains itself where it still is what was reckoned or agreed; once suspended days were given back, it
        does not.
        """
        if self.lamp_on(today) is None:
            return None
        reckoned = self._reckoned()
        made = chip(self.due_on, today, self.time_runs_from, self.counts_in, suspended=self.stands_still, why=reckoned)
        is_as_agreed = self.due_rule == DueRule.DATE and self.commitment.suspended_on is None
        return made if made is None or reckoned or is_as_agreed else replace(made, why=())

    def _reckoned(self) -> Due | None:
        """How its due date was reckoned from the confirmed conditions; None where it was not, or was moved since."""
        if self.due_rule != DueRule.TERM or not self.conditions_confirmed_on or not self.term_amount:
            return None
        due = due_on(self.conditions_confirmed_on, self.term_amount, self.term_unit)
        return due if due.on == self.due_on else None

    def days_overdue_on(self, today: date) -> int:
        """Calendar days late on a day; 0 while its time does not run."""
        if self.lamp_on(today) != Lamp.RED or self.due_on is None:
            return 0
        return days_overdue(self.due_on, today)

    @verb(
        label=pgettext_lazy("obligation verb", "claim"),
        source=S.CONDITIONAL,
        target=S.CLAIMED,
        right=party_clerk,
        guards=(guards.is_in_force, guards.has_claim_papers),
        data=ClaimData,
        icon="send",
    )
    def claim(self, data: ClaimData, today: date) -> None:
        """Put the promisee's claim on file; the clock of its confirmation starts."""
        self.claimed_on, self.claimed_amount, self.claim_note = today, data.amount, data.note
        self.confirm_by = due_under(limit(CONFIRMATION), today).on

    @verb(
        label=pgettext_lazy("obligation verb", "confirm conditions"),
        source=S.CLAIMED,
        target=S.PENDING,
        right=reviewer & other_than("claim") & not_of(Part.PAYING),
        guards=(guards.is_in_force, guards.are_conditions_figured),
        slots=SLOTS,
        icon="check",
    )
    def confirm_conditions(self, data: None, today: date) -> None:
        """The conditions are met; the due date runs from here."""
        self.conditions_confirmed_on, self.missing = today, ""
        if self.due_rule == DueRule.TERM and self.term_amount:
            self.due_on = due_on(today, self.term_amount, self.term_unit).on

    @verb(
        label=pgettext_lazy("obligation verb", "refuse conditions"),
        source=S.CLAIMED,
        target=S.CONDITIONAL,
        right=reviewer & other_than("claim") & not_of(Part.PAYING),
        guards=(guards.is_in_force,),
        slots=SLOTS,
        data=RefuseConditionsData,
        needs_reason=True,
        icon="undo",
    )
    def refuse_conditions(self, data: RefuseConditionsData, today: date) -> None:
        """Say what is missing; the promisee was told, and may claim again."""
        self.missing, self.told_on, self.told_how = data.missing, data.told_on, data.told_how
        self.confirm_by = None

    @verb(
        label=pgettext_lazy("obligation verb", "report"),
        source=[S.PENDING, S.PARTIALLY_MET],
        target=S.REPORTED,
        right=duty_clerk,
        guards=(guards.is_in_force, guards.has_evidence, guards.are_shares_named, guards.is_lawful),
        slots=SLOTS,
        data=ReportData,
        icon="send",
    )
    def report(self, data: ReportData, today: date) -> None:
        """The lead body states what was performed, and when."""
        self.reported_on, self.performed_on, self.report_note = today, data.performed_on, data.note

    @verb(
        label=pgettext_lazy("obligation verb", "accept"),
        source=S.REPORTED,
        target=S.MET,
        right=reviewer & other_than("report"),
        guards=(guards.is_in_force,),
        cautions=(guards.is_recorded_as_paid,),
        slots=SLOTS,
        locks=lambda record: [(Commitment, [record.commitment_id])] if record.recurs != Recurrence.ONCE else [],
        data=AcceptData,
        irreversible=True,
        icon="check",
    )
    def accept(self, data: AcceptData, today: date) -> None:
        """Met. The day of performance is the one evidenced and accepted, not that of acceptance."""
        self.performed_on = data.performed_on or self.performed_on
        self.met_ratio, self.met_amount, self.missing, self.settled_on = HUNDRED, self.amount, "", today

    @verb(
        label=pgettext_lazy("obligation verb", "accept partly"),
        source=S.REPORTED,
        target=S.PARTIALLY_MET,
        right=reviewer & other_than("report"),
        guards=(guards.is_in_force,),
        slots=SLOTS,
        data=AcceptPartlyData,
        irreversible=True,
        icon="check",
    )
    def accept_partly(self, data: AcceptPartlyData, today: date) -> None:
        """Met in part, by a ratio or an amount; the rest stays due."""
        self.missing = data.missing
        if data.amount is not None and self.amount:
            self.met_amount = data.amount
            self.met_ratio = (data.amount / self.amount * HUNDRED).quantize(CENT, ROUND_HALF_UP)
        elif data.ratio is not None:
            self.met_ratio = data.ratio
            whole = self.amount
            self.met_amount = None if whole is None else (whole * data.ratio / HUNDRED).quantize(CENT, ROUND_HALF_UP)

    @verb(
        label=pgettext_lazy("obligation verb", "return report"),
        source=S.REPORTED,
        target=S.PENDING,
        right=reviewer & other_than("report"),
        guards=(guards.is_in_force,),
        slots=SLOTS,
        needs_reason=True,
        icon="undo",
    )
    def return_report(self, data: None, today: date) -> None:
        """Not accepted: still to be performed."""
        self._forget_performance()

    @verb(
        label=pgettext_lazy("obligation verb", "waive"),
        source=[S.CONDITIONAL, S.PENDING, S.PARTIALLY_MET],
        target=S.WAIVED,
        right=reviewer,
        guards=(guards.is_in_force, guards.has_consent),
        slots=SLOTS,
        irreversible=True,
        icon="slash",
    )
    def waive(self, data: None, today: date) -> None:
        """The promisee gave it up."""
        self.settled_on = today

    @verb(
        label=pgettext_lazy("obligation verb", "stop"),
        source=[S.CONDITIONAL, S.CLAIMED, S.PENDING, S.PARTIALLY_MET],
        target=S.STOPPED,
        right=reviewer & other_than_classifier,
        guards=(guards.is_in_force, guards.is_unlawful),
        slots=SLOTS,
        data=StopData,
        needs_reason=True,
        irreversible=True,
        icon="slash",
    )
    def stop(self, data: StopData, today: date) -> None:
        """What is unlawful is not performed; it is neither overdue nor a breach."""
        self.settled_on, self.told_on, self.told_how = today, data.told_on, data.told_how
        self.remedy, self.remedy_note = data.remedy, data.remedy_note

    @verb(
        label=pgettext_lazy("obligation verb", "cancel"),
        source=OPEN_OBLIGATION,
        target=S.CANCELLED,
        right=(logging_clerk & while_draft)
        | driven_by("commitments.Commitment.terminate", "commitments.Variation.approve"),
        locks=("commitment",),
        irreversible=True,
        icon="x",
    )
    def cancel(self, data: None, today: date) -> None:
        """It falls away with the draft's text, the commitment's end, or by a variation."""
        self.settled_on = today

    @verb(
        label=pgettext_lazy("obligation verb", "revoke acceptance"),
        source=[S.MET, S.PARTIALLY_MET],
        target=S.PENDING,
        right=superior | driven_by("commitments.Commitment.reopen"),
        guards=(guards.is_in_force, guards.has_new_evidence),
        slots=SLOTS,
        locks=("commitment",),
        needs_reason=True,
        icon="undo",
    )
    def revoke_acceptance(self, data: None, today: date) -> None:
        """New evidence: it was not performed, and is late again from that day."""
        self._forget_performance()
        self.settled_on = None

    @verb(
        label=pgettext_lazy("obligation verb", "classify legality"),
        source=OPEN_OBLIGATION,
        right=reviewer & other_than("create", "report"),
        slots=SLOTS,
        data=ClassifyData,
        icon="scale",
    )
    def classify(self, data: ClassifyData, today: date) -> None:
        """Record whether performing is lawful, on the justice bureau's written opinion."""
        self.legality = data.legality
        self.legality_article = data.article if data.legality == Legality.UNLAWFUL else ""
        self.opinion_by, self.opinion_number, self.opinion_on = data.opinion_by, data.opinion_number, data.opinion_on

    @verb(
        label=pgettext_lazy("obligation verb", "correct"),
        source=ObligationState.values,
        right=driven_by("commitments.Correction.confirm"),
        data=CorrectData,
        icon="pen",
    )
    def correct(self, data: CorrectData, today: date) -> None:
        """Mend a clerical error that a second person has confirmed."""
        setattr(self, data.field, typed(self, data.field, data.value))

    @verb(
        label=pgettext_lazy("obligation verb", "change by variation"),
        source=OPEN_OBLIGATION,
        right=driven_by("commitments.Variation.approve"),
        data=VaryObligationData,
        icon="pen",
    )
    def vary(self, data: VaryObligationData, today: date) -> None:
        """Take over what an approved variation says; the old values stay in the trail."""
        self.content = data.content or self.content
        if data.due_on is not None:
            self._keep_series()
            self.due_on, self.due_precision = data.due_on, Precision.DAY
            if self.due_rule == DueRule.NONE_AGREED or self.conditions_confirmed_on is None:
                # A day agreed before the conditions are confirmed stands instead of the term that would run from then.
                self.due_rule, self.term_amount, self.term_unit = DueRule.DATE, None, ""
        if data.amount is not None:
            self.amount = data.amount
            self.currency, self.foreign_amount, self.exchange_rate = "", None, None
        if data.lead_body is not None and data.lead_body != self.lead_body_id:
            # The handler's post stays with the body that had the duty: the new one names its own.
            self.lead_body_id, self.handler_post_id = data.lead_body, None
        if data.paying_body is not None:
            self.paying_body_id = data.paying_body

    @verb(
        label=pgettext_lazy("obligation verb", "hand over"),
        source=OPEN_OBLIGATION,
        right=driven_by("commitments.Handover.take_over", "commitments.Handover.order_take_over"),
        data=HandOverObligationData,
        icon="send",
    )
    def hand_over(self, data: HandOverObligationData, today: date) -> None:
        """Pass to the successor body, or to another post in it."""
        if data.lead_body is not None:
            self.lead_body_id = data.lead_body
        if data.handler_post is not None:
            self.handler_post_id = data.handler_post
        if data.paying_body is not None:
            self.paying_body_id = data.paying_body

    @verb(
        label=pgettext_lazy("obligation verb", "give suspended days back"),
        source=[S.CONDITIONAL, S.CLAIMED, *COUNTING_OBLIGATION],
        right=driven_by("commitments.Commitment.resume"),
        data=GiveDaysBackData,
        icon="play",
    )
    def give_days_back(self, data: GiveDaysBackData, today: date) -> None:
        """The days for which the commitment was suspended are added to the due date, one for one.

        A date known to the month or year then is known to the day: it would stand on no month's last day any more. The
        clock of the confirmation of a claim stood still as well, in its own unit.
        """
        if self.due_on is not None and self.due_on >= data.since:
            self._keep_series()
            self.due_on = due_after_suspension(self.due_on, data.since, today, self.counts_in)
            if self.due_precision in (Precision.MONTH, Precision.YEAR):
                self.due_precision = Precision.DAY
        if self.state == S.CLAIMED and self.confirm_by is not None:
            self.confirm_by = due_after_suspension(self.confirm_by, data.since, today, limit(CONFIRMATION).unit)

    def _keep_series(self) -> None:
        """One occurrence moves; the series stays where it was agreed."""
        if self.recurs != Recurrence.ONCE and self.due_rule != DueRule.TERM:
            self.anchor_on = self.anchor_on or self.due_on

    def _forget_performance(self) -> None:
        self.performed_on = self.reported_on = None
        self.report_note = ""
        self.met_ratio = self.met_amount = None
