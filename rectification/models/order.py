"""The paper that tells a body what to put right by when, and its demands (LIFECYCLES 6)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django.apps import apps
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commitments.models import Commitment, Evidence
from commitments.rules.dates import DAYS_WITHIN
from face.parts import Due
from lifecycle.models import Creation, Edit, LifecycleModel
from lifecycle.verbs import Chosen, verb
from organizations.models import Body
from organizations.parties import Parties
from rectification import guards
from rectification.choices import (
    APPEALABLE,
    ORDER_TONES,
    Authority,
    Channel,
    Consequence,
    ExtensionUse,
    OrderForm,
    OrderState,
    RefusalKind,
)
from rectification.consequences import drawn_from, stands_already
from rectification.models.case import BreachCase
from rectification.parties import order_parties
from rectification.payloads import (
    AcknowledgeData,
    AppealData,
    DeclareFailedData,
    ExtendData,
    RecordRefusalData,
    ReissueData,
    ReopenOrderData,
    ReturnPlanData,
    ReviewData,
    ReworkData,
    ServeData,
    SubmitForAcceptanceData,
    SubmitPlanData,
)
from rectification.permissions import (
    acceptor,
    duty_clerk,
    duty_supervisor,
    issued_by_system,
    paper_keeper,
    plan_judge,
    reviewer,
    superior,
    uninvolved_superior,
)
from rectification.querysets import OrderQuerySet
from rectification.rules.chips import order_chip, order_limit_name, plan_limit_words
from rectification.rules.limits import FINISH, PLAN, REVIEW, due, given_back

S = OrderState
SLOTS = ("integrity", "supervision")


def _day(label: Any) -> Any:
    return models.DateField(label, null=True, blank=True, editable=False)


def _words(label: Any) -> Any:
    return models.TextField(label, blank=True, editable=False)


def with_cases(order: Any) -> Iterable[tuple[type[models.Model], list[int]]]:
    """The commitment and every case behind an order: what setting it aside moves, locked in this order."""
    cases = apps.get_model("rectification", "Demand")._base_manager.filter(order=order.pk, case__isnull=False)
    keys = {order.case_id, *cases.values_list("case_id", flat=True)}
    return [(Commitment, [order.commitment_id]), (BreachCase, sorted(keys))]


class RectificationOrder(LifecycleModel):
    """督办函 or 整改通知. A failed or refused one leaves the duty standing: another is issued for the same case."""

    DAYS_WITHIN = DAYS_WITHIN
    REF_PREFIX = "RO"
    INVOLVEMENT = "rectification_order"
    STATES = OrderState
    FIRST = (S.ISSUED,)
    ENDS = (S.FAILED, S.REFUSED, S.SET_ASIDE)
    TONES = ORDER_TONES
    LOCK_RANK = 60
    NAMED_BY = ("commitment",)

    ref = models.CharField(_("reference"), max_length=30, unique=True, editable=False)
    case = models.ForeignKey(BreachCase, on_delete=models.PROTECT, related_name="orders", verbose_name=_("breach case"))
    commitment = models.ForeignKey(
        Commitment, on_delete=models.PROTECT, related_name="orders", verbose_name=_("commitment")
    )
    previous = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="following",
        verbose_name=_("follows the order"),
    )
    duty_body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+", verbose_name=_("addressed to"))
    issuer = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+", verbose_name=_("issued by"))
    form = models.CharField(_("kind of paper"), max_length=20, choices=OrderForm.choices)
    channel = models.CharField(_("goes"), max_length=20, choices=Channel.choices)
    authority = models.CharField(_("authority for the order"), max_length=20, choices=Authority.choices)
    authority_document = models.CharField(_("document of the authority"), max_length=200)
    issued_on = models.DateField(_("issued on"))
    due_on = models.DateField(_("due date"), null=True, blank=True)
    plan_due_on = models.DateField(_("plan due on"), null=True, blank=True)
    number = models.CharField(_("number of the paper"), max_length=100, blank=True)

    # Set by verbs.
    served_on = _day(_("served on"))
    received_on = _day(_("received on"))
    plan = _words(_("plan"))
    planned_on = _day(_("plan submitted on"))
    # From which day the limit of the plan counts: the issue, until a return sets it anew.
    plan_returned_on = _day(_("plan returned on"))
    approved_on = _day(_("plan approved on"))
    summary = _words(_("what was done"))
    report = models.ForeignKey(
        Evidence,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("rectification report"),
    )
    submitted_on = _day(_("submitted for acceptance on"))
    accepted_on = _day(_("accepted on"))
    reopened_on = _day(_("reopened on"))
    relapse = _words(_("what was found on re-inspection"))
    extended_on = _day(_("extended on"))
    extended_from = _day(_("due date before the extension"))
    extension = models.CharField(
        _("extension"), max_length=10, choices=ExtensionUse.choices, blank=True, editable=False
    )
    extension_note = _words(_("about the extension"))
    failed_in = _words(_("demands that were not met"))
    refusal_kind = models.CharField(
        _("refused"), max_length=20, choices=RefusalKind.choices, blank=True, editable=False
    )
    refusal_document = models.CharField(_("record of the refusal"), max_length=200, blank=True, editable=False)
    refused_on = _day(_("refused on"))
    refusal_words = _words(_("what the body said"))
    pleads_change = models.BooleanField(
        _("pleads reorganisation or a change of people"), default=False, blank=True, editable=False
    )
    appealed_from = models.CharField(
        _("state before the review"), max_length=30, choices=OrderState.choices, blank=True, editable=False
    )
    appealed_on = _day(_("review asked on"))
    appeal_ground = _words(_("grounds of the request"))
    decide_by = _day(_("review to be decided by"))
    review_note = _words(_("result of the review"))
    settled_on = _day(_("settled on"))
    # A consequence of the last step that stood already, so that it was left out.
    left_out = models.CharField(_("left out"), max_length=30, choices=Consequence.choices, blank=True, editable=False)

    # The confirmed cases of the same breach that do not lie behind it, where a step's facts brought them along.
    standing_cases: Sequence[Any] = ()

    objects: ClassVar[Any] = OrderQuerySet.as_manager()

    CREATION = Creation(
        right=issued_by_system,
        fields=(
            "case",
            "commitment",
            "previous",
            "duty_body",
            "issuer",
            "form",
            "channel",
            "authority",
            "authority_document",
            "issued_on",
            "due_on",
            "plan_due_on",
        ),
        label=pgettext_lazy("order verb", "issue"),
    )
    # The day of service is told by `serve`, which may be told anew.
    EDITABLE = {S.ISSUED: Edit(paper_keeper, ("number",))}

    class Meta:
        db_table = "rct_order"
        verbose_name = _("rectification order")
        verbose_name_plural = _("rectification orders")
        ordering = ("-pk",)
        indexes = [
            models.Index(fields=("state", "-id"), name="rct_order_state_idx"),
            models.Index(fields=("state", "due_on"), name="rct_order_due_idx"),
        ]

    def __str__(self) -> str:
        return self.ref

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("rectification:order", args=(self.ref,))

    @property
    def title(self) -> str:
        """What it is about: the promised item."""
        return str(self.commitment.title)

    def due_chip_on(self, today: date) -> Due | None:
        """The limit that runs now, as pages show it; None where none does."""
        return order_chip(self, today)

    @property
    def limit_name(self) -> str:
        """What the limit that runs now is called."""
        return order_limit_name(self)

    @property
    def plan_limit_words(self) -> str:
        """Until when its plan is to be submitted, counted from which day; "" while none is asked."""
        return plan_limit_words(self)

    @classmethod
    def parties_of(cls, records: Sequence[Any]) -> Mapping[int, Parties]:
        """The commitment's, with the addressee as the duty body."""
        return order_parties(records)

    def _followed_by(self, name: str) -> None:
        """Note a consequence that stands already; the guard's facts brought the commitment and the other cases along."""
        consequence = drawn_from(name, self.standing_cases)
        self.left_out = consequence if stands_already(consequence, self.commitment.state) else ""

    @verb(
        label=pgettext_lazy("order verb", "serve"),
        source=S.ISSUED,
        right=paper_keeper,
        data=ServeData,
        icon="send",
    )
    def serve(self, data: ServeData, today: date) -> None:
        """The paper reached the body it is addressed to; told anew, it corrects the day."""
        self.served_on = data.served_on
        self.number = data.number or self.number

    @verb(
        label=pgettext_lazy("order verb", "acknowledge"),
        source=S.ISSUED,
        right=duty_clerk,
        data=AcknowledgeData,
        icon="inbox",
    )
    def acknowledge(self, data: AcknowledgeData, today: date) -> None:
        """The body received it: the time for review runs from here."""
        self.received_on = data.received_on

    @verb(
        label=pgettext_lazy("order verb", "submit plan"),
        source=S.ISSUED,
        target=S.PLANNED,
        right=duty_clerk,
        guards=(guards.covers_every_demand,),
        data=SubmitPlanData,
        icon="send",
    )
    def submit_plan(self, data: SubmitPlanData, today: date) -> None:
        """Bring the plan before a reviewer. Earlier versions stay in the trail."""
        self.plan, self.planned_on, self.left_out = data.plan, today, ""

    @verb(
        label=pgettext_lazy("order verb", "approve plan"),
        source=S.PLANNED,
        target=S.IN_PROGRESS,
        right=plan_judge,
        guards=(guards.covers_every_demand, guards.can_follow("begin_rectification")),
        locks=("commitment",),
        icon="check",
    )
    def approve_plan(self, data: None, today: date) -> None:
        """Let it be carried out."""
        self.approved_on = today
        self._followed_by("approve_plan")

    @verb(
        label=pgettext_lazy("order verb", "return plan"),
        source=S.PLANNED,
        target=S.ISSUED,
        right=plan_judge,
        data=ReturnPlanData,
        needs_reason=True,
        icon="undo",
    )
    def return_plan(self, data: ReturnPlanData, today: date) -> None:
        """Send it back, with what is asked of each measure; the limit for the plan runs anew."""
        self.plan_due_on, self.plan_returned_on, self.left_out = due(PLAN, today), today, ""

    @verb(
        label=pgettext_lazy("order verb", "submit for acceptance"),
        source=S.IN_PROGRESS,
        target=S.SUBMITTED,
        right=duty_clerk,
        guards=(guards.covers_every_demand, guards.are_measures_approved, guards.are_measures_proven),
        data=SubmitForAcceptanceData,
        icon="send",
    )
    def submit_for_acceptance(self, data: SubmitForAcceptanceData, today: date) -> None:
        """Report the measures as done, with evidence."""
        self.summary, self.submitted_on, self.left_out = data.summary, today, ""
        self.report_id = data.report or self.report_id

    @verb(
        label=pgettext_lazy("order verb", "accept"),
        source=S.SUBMITTED,
        target=S.ACCEPTED,
        right=acceptor,
        guards=(guards.covers_every_demand, guards.are_measures_accepted, guards.can_follow("confirm_remedy")),
        slots=SLOTS,
        locks=("commitment",),
        irreversible=True,
        icon="check",
    )
    def accept(self, data: None, today: date) -> None:
        """Everything is put right."""
        self.accepted_on = self.settled_on = today
        self._followed_by("accept")

    @verb(
        label=pgettext_lazy("order verb", "return for rework"),
        source=S.SUBMITTED,
        target=S.IN_PROGRESS,
        right=acceptor,
        data=ReworkData,
        needs_reason=True,
        icon="undo",
    )
    def return_for_rework(self, data: ReworkData, today: date) -> None:
        """Send it back to be done better; its limit runs anew."""
        self.due_on, self.left_out = data.due_on or due(FINISH, today), ""

    @verb(
        label=pgettext_lazy("order verb", "declare failed"),
        source=APPEALABLE,
        target=S.FAILED,
        right=reviewer,
        guards=(guards.is_limit_passed, guards.can_follow("declare_unremedied")),
        slots=SLOTS,
        data=DeclareFailedData,
        locks=("commitment",),
        irreversible=True,
        icon="x",
    )
    def declare_failed(self, data: DeclareFailedData, today: date) -> None:
        """The limit passed without result."""
        self.extension, self.extension_note = data.extension, data.extension_note
        self.failed_in, self.settled_on = data.failed_in, today
        self._followed_by("declare_failed")

    @verb(
        label=pgettext_lazy("order verb", "record refusal"),
        source=[S.ISSUED, S.PLANNED, S.IN_PROGRESS],
        target=S.REFUSED,
        right=reviewer,
        guards=(guards.can_follow("declare_unremedied"),),
        slots=SLOTS,
        data=RecordRefusalData,
        locks=("commitment",),
        irreversible=True,
        icon="x",
    )
    def record_refusal(self, data: RecordRefusalData, today: date) -> None:
        """The body refused, in writing or on record."""
        self.refusal_kind, self.refusal_document = data.refusal_kind, data.refusal_document
        self.refused_on, self.refusal_words = data.refused_on, data.refusal_words
        self.pleads_change, self.settled_on = data.pleads_change, today
        self._followed_by("record_refusal")

    @verb(
        label=pgettext_lazy("order verb", "appeal"),
        source=APPEALABLE,
        target=S.APPEALED,
        right=duty_supervisor,
        guards=(guards.is_first_appeal, guards.is_in_time_for_appeal),
        data=AppealData,
        icon="flag",
    )
    def appeal(self, data: AppealData, today: date) -> None:
        """Ask for review (Order 733 art. 17). Time does not count until it is decided."""
        self.appealed_from, self.appealed_on, self.appeal_ground = self.state, today, data.appeal_ground
        self.decide_by, self.left_out = due(REVIEW, today), ""

    @verb(
        label=pgettext_lazy("order verb", "uphold"),
        source=S.APPEALED,
        target=Chosen(lambda order, *_words: order.appealed_from, states=tuple(str(one) for one in APPEALABLE)),
        right=uninvolved_superior,
        data=ReviewData,
        icon="check",
    )
    def uphold(self, data: ReviewData, today: date) -> None:
        """The review changes nothing: the order goes on where it was, and the days of the review are given back."""
        since = self.appealed_on or today
        self.review_note = data.review_note
        self.due_on, self.plan_due_on = (
            given_back(self.due_on, since, today, FINISH),
            given_back(self.plan_due_on, since, today, PLAN),
        )

    @verb(
        label=pgettext_lazy("order verb", "set aside"),
        source=S.APPEALED,
        target=S.SET_ASIDE,
        right=uninvolved_superior,
        guards=(guards.can_be_set_aside,),
        slots=SLOTS,
        data=ReviewData,
        needs_reason=True,
        locks=with_cases,
        irreversible=True,
        icon="undo",
    )
    def set_aside(self, data: ReviewData, today: date) -> None:
        """The review undoes the order and the findings behind it, and the breach where no other finding of it stands."""
        self.review_note, self.settled_on = data.review_note, today
        self._followed_by("set_aside")

    @verb(
        label=pgettext_lazy("order verb", "reopen"),
        source=S.ACCEPTED,
        target=S.IN_PROGRESS,
        right=superior,
        guards=(guards.is_remedied,),
        data=ReopenOrderData,
        needs_reason=True,
        locks=("commitment",),
        icon="undo",
    )
    def reopen(self, data: ReopenOrderData, today: date) -> None:
        """Re-inspection 回头看 found a relapse: it becomes a demand of its own."""
        self.reopened_on, self.relapse = today, data.relapse
        self.due_on, self.accepted_on, self.settled_on = data.due_on or due(FINISH, today), None, None
        self._followed_by("reopen")

    @verb(
        label=pgettext_lazy("order verb", "extend"),
        source=S.IN_PROGRESS,
        right=reviewer,
        guards=(guards.is_first_extension,),
        data=ExtendData,
        needs_reason=True,
        icon="clock",
    )
    def extend(self, data: ExtendData, today: date) -> None:
        """Move the due date, once."""
        self.extended_from, self.extended_on, self.due_on = self.due_on, today, data.due_on

    @verb(
        label=pgettext_lazy("order verb", "reissue"),
        source=[S.FAILED, S.REFUSED],
        right=reviewer,
        guards=(guards.is_reissuable,),
        data=ReissueData,
        needs_reason=True,
        locks=("commitment",),
        icon="send",
    )
    def reissue(self, data: ReissueData, today: date) -> None:
        """Issue a new order for the same case; this one stays as it ended."""
