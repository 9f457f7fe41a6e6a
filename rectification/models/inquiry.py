"""Bodies are held to account (LIFECYCLES 7)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commitments.models import Commitment
from commitments.rules.dates import DAYS_WITHIN
from lifecycle.models import Creation, LifecycleModel
from lifecycle.verbs import Chosen, verb
from organizations.models import Body, Official
from organizations.parties import Parties
from rectification import guards
from rectification.choices import INQUIRY_TONES, BodyForm, InquiryGround, InquiryState, ReviewRoute
from rectification.models.case import BreachCase
from rectification.models.order import RectificationOrder
from rectification.parties import inquiry_parties
from rectification.payloads import (
    AmendData,
    DecideData,
    ExecuteData,
    ExemptData,
    ProposeDecisionData,
    RequestReviewData,
    ReviewData,
)
from rectification.permissions import (
    assigned_inspector,
    decider,
    inquiry_opener,
    pardoner,
    review_asker,
    reviewing_inspector,
)
from rectification.querysets import InquiryQuerySet

S = InquiryState


def _day(label: Any) -> Any:
    return models.DateField(label, null=True, blank=True, editable=False)


def _words(label: Any) -> Any:
    return models.TextField(label, blank=True, editable=False)


def _line(label: Any) -> Any:
    return models.CharField(label, max_length=200, blank=True, editable=False)


def _form(label: Any) -> Any:
    return models.CharField(label, max_length=30, choices=BodyForm.choices, blank=True, editable=False)


def standing(inquiry: Any, *_given: Any) -> str:
    """Where a review that leaves the decision standing leads: executed where it was, review never stops execution."""
    return str(S.EXECUTED if inquiry.executed_on is not None else S.DECIDED)


AFTER_REVIEW = Chosen(standing, states=(str(S.EXECUTED), str(S.DECIDED)))


class AccountabilityCase(LifecycleModel):
    """An inquiry into one body; one inspector investigates and proposes, another decides."""

    DAYS_WITHIN = DAYS_WITHIN
    REF_PREFIX = "AC"
    INVOLVEMENT = "accountability_case"
    STATES = InquiryState
    FIRST = (S.OPENED,)
    ENDS = (S.EXEMPTED, S.DISMISSED, S.REVOKED)
    TONES = INQUIRY_TONES
    LOCK_RANK = 70
    NAMED_BY = ("commitment", "body")

    ref = models.CharField(_("reference"), max_length=30, unique=True, editable=False)
    commitment = models.ForeignKey(
        Commitment, on_delete=models.PROTECT, related_name="inquiries", verbose_name=_("commitment")
    )
    order = models.ForeignKey(
        RectificationOrder,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="inquiries",
        verbose_name=_("rectification order"),
    )
    case = models.ForeignKey(
        BreachCase,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="inquiries",
        verbose_name=_("breach case"),
    )
    ground = models.CharField(_("ground"), max_length=20, choices=InquiryGround.choices)
    document = models.CharField(_("document of the transfer"), max_length=200, blank=True)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+", verbose_name=_("body held to account"))
    deciding_body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+", verbose_name=_("deciding body"))
    inspector = models.ForeignKey(
        Official, on_delete=models.PROTECT, related_name="+", verbose_name=_("inspector assigned")
    )
    suspicion = models.TextField(_("what it is about"))

    # Set by verbs.
    begun_on = _day(_("investigation begun on"))
    facts = _words(_("facts"))
    evidence = _words(_("evidence"))
    trace = _words(_("the trace"))
    heard_on = _day(_("body heard on"))
    heard = _words(_("what the body said"))
    form_told = _form(_("form of which the body was told"))
    form = _form(_("form"))
    decision = _words(_("decision"))
    number = _line(_("number of the decision"))
    approval = _line(_("approval on file"))
    decided_on = _day(_("decided on"))
    tolerance_rule = _line(_("error-tolerance rule"))
    conditions = _words(_("conditions met"))
    executed_on = _day(_("executed on"))
    execution_note = _words(_("how it was carried out"))
    review_route = models.CharField(
        _("route of the review"), max_length=20, choices=ReviewRoute.choices, blank=True, editable=False
    )
    review_asked_on = _day(_("review asked on"))
    review_grounds = _words(_("grounds of the request"))
    review_note = _words(_("result of the review"))
    settled_on = _day(_("settled on"))

    objects: ClassVar[Any] = InquiryQuerySet.as_manager()

    CREATION = Creation(
        right=inquiry_opener,
        fields=(
            "commitment",
            "order",
            "case",
            "ground",
            "document",
            "body",
            "deciding_body",
            "inspector",
            "suspicion",
        ),
        guards=(
            guards.is_founded,
            guards.is_founded_on_its_commitment,
            guards.is_transfer_named,
            guards.is_duty_body,
            guards.is_given_to_an_inspector,
            guards.has_no_twin,
        ),
        label=pgettext_lazy("accountability verb", "open case"),
    )

    class Meta:
        db_table = "rct_inquiry"
        verbose_name = _("accountability case")
        verbose_name_plural = _("accountability cases")
        ordering = ("-pk",)
        indexes = [
            models.Index(fields=("state", "-id"), name="rct_inquiry_state_idx"),
            models.Index(fields=("inspector", "-id"), name="rct_inquiry_inspector_idx"),
        ]

    def __str__(self) -> str:
        return self.ref

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("rectification:inquiry", args=(self.ref,))

    @property
    def title(self) -> str:
        """Who is held to account, and about which promise."""
        return f"{self.body.name} · {self.commitment.title}"

    @classmethod
    def parties_of(cls, records: Sequence[Any]) -> Mapping[int, Parties]:
        """The commitment's, with the body held to account as the duty body."""
        return inquiry_parties(records)

    @verb(
        label=pgettext_lazy("accountability verb", "investigate"),
        source=S.OPENED,
        target=S.INVESTIGATING,
        right=assigned_inspector,
        icon="play",
    )
    def investigate(self, data: None, today: date) -> None:
        """Take it up."""
        self.begun_on = today

    @verb(
        label=pgettext_lazy("accountability verb", "propose decision"),
        source=S.INVESTIGATING,
        target=S.PROPOSED,
        right=assigned_inspector,
        data=ProposeDecisionData,
        icon="send",
    )
    def propose_decision(self, data: ProposeDecisionData, today: date) -> None:
        """Facts, evidence and trace, the body heard; never made heavier for speaking."""
        self.facts, self.evidence, self.trace = data.facts, data.evidence, data.trace
        self.heard_on, self.heard = data.heard_on, data.heard
        self.form_told, self.form = data.form_told, data.form

    @verb(
        label=pgettext_lazy("accountability verb", "return proposal"),
        source=S.PROPOSED,
        target=S.INVESTIGATING,
        right=decider,
        needs_reason=True,
        icon="undo",
    )
    def return_proposal(self, data: None, today: date) -> None:
        """Send it back."""

    @verb(
        label=pgettext_lazy("accountability verb", "decide"),
        source=S.PROPOSED,
        target=S.DECIDED,
        right=decider,
        slots=("integrity",),
        data=DecideData,
        irreversible=True,
        icon="check",
    )
    def decide(self, data: DecideData, today: date) -> None:
        """Decide, with the approval of the government or its head on file (Order 733 art. 21)."""
        self.form, self.decision, self.number = data.form, data.decision, data.number
        self.approval, self.decided_on = data.approval, today

    @verb(
        label=pgettext_lazy("accountability verb", "exempt"),
        source=[S.INVESTIGATING, S.PROPOSED],
        target=S.EXEMPTED,
        right=pardoner,
        data=ExemptData,
        irreversible=True,
        icon="slash",
    )
    def exempt(self, data: ExemptData, today: date) -> None:
        """The conditions of the error-tolerance rule are met."""
        self.tolerance_rule, self.conditions, self.settled_on = data.rule, data.conditions, today

    @verb(
        label=pgettext_lazy("accountability verb", "dismiss"),
        source=[S.INVESTIGATING, S.PROPOSED],
        target=S.DISMISSED,
        right=pardoner,
        needs_reason=True,
        irreversible=True,
        icon="x",
    )
    def dismiss(self, data: None, today: date) -> None:
        """Nothing to hold the body to account for."""
        self.settled_on = today

    @verb(
        label=pgettext_lazy("accountability verb", "execute"),
        moves=[((S.DECIDED,), S.EXECUTED), ((S.UNDER_REVIEW,), None)],
        right=assigned_inspector,
        data=ExecuteData,
        icon="check",
    )
    def execute(self, data: ExecuteData, today: date) -> None:
        """It was carried out; a review never stops that."""
        self.executed_on, self.execution_note = data.executed_on, data.note

    @verb(
        label=pgettext_lazy("accountability verb", "request review"),
        source=[S.DECIDED, S.EXECUTED],
        target=S.UNDER_REVIEW,
        right=review_asker,
        data=RequestReviewData,
        icon="flag",
    )
    def request_review(self, data: RequestReviewData, today: date) -> None:
        """For the body, by a named route; one at a time."""
        self.review_route, self.review_asked_on, self.review_grounds = data.route, data.asked_on, data.grounds
        self.review_note = ""

    @verb(
        label=pgettext_lazy("accountability verb", "uphold"),
        source=S.UNDER_REVIEW,
        target=AFTER_REVIEW,
        right=reviewing_inspector,
        data=ReviewData,
        irreversible=True,
        icon="check",
    )
    def uphold(self, data: ReviewData, today: date) -> None:
        """The review changes nothing."""
        self.review_note = data.review_note

    @verb(
        label=pgettext_lazy("accountability verb", "amend"),
        source=S.UNDER_REVIEW,
        target=AFTER_REVIEW,
        right=reviewing_inspector,
        data=AmendData,
        irreversible=True,
        icon="pen",
    )
    def amend(self, data: AmendData, today: date) -> None:
        """The review makes the decision lighter, never heavier."""
        self.form, self.decision, self.review_note = data.form, data.decision, data.review_note

    @verb(
        label=pgettext_lazy("accountability verb", "revoke"),
        source=S.UNDER_REVIEW,
        target=S.REVOKED,
        right=reviewing_inspector,
        data=ReviewData,
        needs_reason=True,
        irreversible=True,
        icon="undo",
    )
    def revoke(self, data: ReviewData, today: date) -> None:
        """The review undoes the decision."""
        self.review_note, self.settled_on = data.review_note, today
