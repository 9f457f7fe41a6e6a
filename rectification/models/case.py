"""The inquiry into whether a promise was broken (LIFECYCLES 5)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commitments.guards import is_registered
from commitments.models import Commitment, Obligation
from commitments.rules.dates import DAYS_WITHIN
from face.parts import Due
from lifecycle.models import Creation, Edit, LifecycleModel
from lifecycle.refusals import Sentence
from lifecycle.rights import driven_by
from lifecycle.verbs import verb
from organizations.models import Body, Official
from organizations.parties import Parties
from rectification import guards
from rectification.choices import (
    CASE_TONES,
    Authority,
    CaseSource,
    CaseState,
    Channel,
    OrderForm,
)
from rectification.parties import case_parties
from rectification.payloads import (
    AssignVerificationData,
    ConfirmData,
    DismissCaseData,
    ReportVerificationData,
    SupersedeData,
)
from rectification.permissions import case_opener, finder, handing_over, named_verifier, overseeing_supervisor
from rectification.querysets import CaseQuerySet
from rectification.rules.chips import case_chip
from rectification.rules.limits import VERIFY, due

S = CaseState
SUSPICION = ("commitment", "obligation", "source", "facts", "document", "found_on")


class BreachCase(LifecycleModel):
    """A suspicion, and what came of it. The integrity office hands over, it does not confirm."""

    DAYS_WITHIN = DAYS_WITHIN
    REF_PREFIX = "BC"
    INVOLVEMENT = "breach_case"
    STATES = CaseState
    FIRST = (S.SUSPECTED,)
    ENDS = (S.DISMISSED, S.SUPERSEDED, S.ANNULLED)
    TONES = CASE_TONES
    LOCK_RANK = 50
    NAMED_BY = ("commitment",)

    ref = models.CharField(_("reference"), max_length=30, unique=True, editable=False)
    commitment = models.ForeignKey(
        Commitment, on_delete=models.PROTECT, related_name="breach_cases", verbose_name=_("commitment")
    )
    obligation = models.ForeignKey(
        Obligation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="breach_cases",
        verbose_name=_("obligation"),
    )
    source = models.CharField(_("source of the suspicion"), max_length=20, choices=CaseSource.choices)
    facts = models.TextField(_("what is suspected"))
    document = models.CharField(_("document of the source"), max_length=200, blank=True)
    found_on = models.DateField(_("came up on"), null=True, blank=True)

    # Set by verbs.
    verifying_body = models.ForeignKey(
        Body,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("verifying body"),
    )
    verifier = models.ForeignKey(
        Official,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("verifier"),
    )
    verification_note = models.TextField(_("what is to be verified"), blank=True, editable=False)
    assigned_on = models.DateField(_("handed over on"), null=True, blank=True, editable=False)
    verify_by = models.DateField(_("to be verified by"), null=True, blank=True, editable=False)
    verified = models.TextField(_("what the verifier found"), blank=True, editable=False)
    verified_on = models.DateField(_("verification reported on"), null=True, blank=True, editable=False)
    finding = models.TextField(_("finding"), blank=True, editable=False)
    heard_on = models.DateField(_("body heard on"), null=True, blank=True, editable=False)
    heard = models.TextField(_("what the body said"), blank=True, editable=False)
    demands_text = models.TextField(_("demands"), blank=True, editable=False)
    authority = models.CharField(
        _("authority for the order"), max_length=20, choices=Authority.choices, blank=True, editable=False
    )
    authority_document = models.CharField(_("document of the authority"), max_length=200, blank=True, editable=False)
    issuer = models.ForeignKey(
        Body,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("issued by"),
    )
    issuer_document = models.CharField(
        _("document that designates the issuer"), max_length=200, blank=True, editable=False
    )
    channel = models.CharField(_("goes"), max_length=20, choices=Channel.choices, blank=True, editable=False)
    order_form = models.CharField(
        _("kind of paper"), max_length=20, choices=OrderForm.choices, blank=True, editable=False
    )
    duty_body = models.ForeignKey(
        Body,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("addressed to"),
    )
    order_due_on = models.DateField(_("due date of the order"), null=True, blank=True, editable=False)
    answer = models.TextField(_("answer to the complainant"), blank=True, editable=False)
    answered_on = models.DateField(_("answered on"), null=True, blank=True, editable=False)
    superseded_by = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="takes_up",
        verbose_name=_("taken up by"),
    )
    settled_on = models.DateField(_("settled on"), null=True, blank=True, editable=False)

    objects: ClassVar[Any] = CaseQuerySet.as_manager()

    CREATION = Creation(
        right=case_opener,
        fields=SUSPICION,
        guards=(is_registered, guards.is_of_the_commitment, guards.is_about_government),
        label=pgettext_lazy("case verb", "open case"),
    )
    EDITABLE = {S.SUSPECTED: Edit(case_opener, ("source", "facts", "document", "found_on"))}

    class Meta:
        db_table = "rct_case"
        verbose_name = _("breach case")
        verbose_name_plural = _("breach cases")
        ordering = ("-pk",)
        indexes = [models.Index(fields=("state", "-id"), name="rct_case_state_idx")]

    def __str__(self) -> str:
        return self.ref

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("rectification:case", args=(self.ref,))

    @property
    def title(self) -> str:
        """What it is about: the promised item."""
        return str(self.commitment.title)

    def due_chip_on(self, today: date) -> Due | None:
        """Until when it is to be verified, as pages show it; None while nobody verifies."""
        return case_chip(self, today)

    @classmethod
    def parties_of(cls, records: Sequence[Any]) -> Mapping[int, Parties]:
        """The obligation's or the commitment's, and the verifying body."""
        return case_parties(records)

    def faults(self, today: date) -> dict[str, Sentence]:
        """It came up in the past; what comes from outside has its paper."""
        faults: dict[str, Sentence] = {}
        if self.found_on is not None and self.found_on > today:
            faults["found_on"] = _("This day lies in the future.")
        outside = (CaseSource.JUDGMENT, CaseSource.AUDIT_FINDING, CaseSource.PLEA)
        if self.source in outside and not self.document.strip():
            faults["document"] = _("Name the document from which this comes.")
        if self.source == CaseSource.OVERDUE and self.obligation_id is None:
            faults["obligation"] = _("Name the obligation that is overdue.")
        return faults

    @verb(
        label=pgettext_lazy("case verb", "assign verification"),
        source=S.SUSPECTED,
        target=S.UNDER_VERIFICATION,
        right=handing_over,
        data=AssignVerificationData,
        icon="send",
    )
    def assign_verification(self, data: AssignVerificationData, today: date) -> None:
        """Hand it to an independent body; ten working days from now (ours, after Jilin's rule)."""
        self.verifying_body_id, self.verifier_id = data.verifying_body, data.verifier
        self.verification_note = data.note
        self.assigned_on, self.verify_by = today, due(VERIFY, today)

    @verb(
        label=pgettext_lazy("case verb", "report verification"),
        source=S.UNDER_VERIFICATION,
        right=named_verifier,
        data=ReportVerificationData,
        icon="send",
    )
    def report_verification(self, data: ReportVerificationData, today: date) -> None:
        """The verifier says what he found; whether it was a breach others decide. Told anew, it replaces what stood."""
        self.verified, self.verified_on = data.verified, today

    @verb(
        label=pgettext_lazy("case verb", "confirm"),
        source=S.UNDER_VERIFICATION,
        target=S.CONFIRMED,
        right=finder,
        guards=(guards.is_lawful, guards.is_breachable),
        warnings=(guards.is_verified,),
        slots=("integrity", "supervision"),
        data=ConfirmData,
        locks=("commitment", "obligation"),
        irreversible=True,
        icon="check",
    )
    def confirm(self, data: ConfirmData, today: date) -> None:
        """The promise was broken: the breach is declared and an order issued, or its demands join the open one."""
        self.finding, self.heard_on, self.heard = data.finding, data.heard_on, data.heard
        self.demands_text, self.authority = data.demands, data.authority
        self.authority_document, self.issuer_id = data.authority_document, data.issuer
        self.issuer_document, self.channel, self.order_form = data.issuer_document, data.channel, data.form
        # The guard's facts brought the obligation along.
        self.duty_body_id = data.duty_body if self.obligation is None else self.obligation.lead_body_id
        self.order_due_on, self.settled_on = data.due_on, today

    @verb(
        label=pgettext_lazy("case verb", "dismiss"),
        source=S.UNDER_VERIFICATION,
        target=S.DISMISSED,
        right=finder,
        warnings=(guards.is_verified,),
        data=DismissCaseData,
        needs_reason=True,
        irreversible=True,
        icon="x",
    )
    def dismiss(self, data: DismissCaseData, today: date) -> None:
        """It was no breach; whoever raised it has an answer."""
        self.finding, self.answer, self.answered_on = data.finding, data.answer, data.answered_on
        self.settled_on = today

    @verb(
        label=pgettext_lazy("case verb", "supersede"),
        source=[S.SUSPECTED, S.UNDER_VERIFICATION],
        target=S.SUPERSEDED,
        right=overseeing_supervisor,
        guards=(guards.is_never_taken_up_in_a_ring,),
        data=SupersedeData,
        irreversible=True,
        icon="slash",
    )
    def supersede(self, data: SupersedeData, today: date) -> None:
        """Another case takes it up."""
        self.superseded_by_id, self.settled_on = data.superseded_by, today

    @verb(
        label=pgettext_lazy("case verb", "annul"),
        source=S.CONFIRMED,
        target=S.ANNULLED,
        right=driven_by("rectification.RectificationOrder.set_aside"),
        irreversible=True,
        icon="undo",
    )
    def annul(self, data: None, today: date) -> None:
        """The order was set aside, and the finding with it."""
