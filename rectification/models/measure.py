"""The steps of a plan, and what proves them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commitments.models import Evidence
from commitments.rules.dates import DAYS_WITHIN
from lifecycle.models import Creation, Edit, LifecycleModel, TrailedModel
from lifecycle.refusals import Sentence
from lifecycle.verbs import verb
from organizations.models import Post
from organizations.parties import Parties
from rectification import guards
from rectification.choices import MEASURE_TONES, MeasureKind, MeasureState
from rectification.models.demand import Demand
from rectification.models.order import RectificationOrder
from rectification.parties import of_order
from rectification.payloads import ReportMeasureData
from rectification.permissions import duty_clerk, measure_approver, measure_judge
from rectification.querysets import MeasureQuerySet, ProofQuerySet

S = MeasureState
TERMS = ("demand", "kind", "what", "owner", "owner_post", "due_on", "weight")


class Measure(LifecycleModel):
    """One step that answers a demand: who, what, until when; accepted one by one."""

    DAYS_WITHIN = DAYS_WITHIN
    STATES = MeasureState
    FIRST = (S.OPEN,)
    ENDS = (S.ACCEPTED, S.DROPPED)
    TONES = MEASURE_TONES
    LOCK_RANK = 64
    NAMED_BY = ("order",)

    order = models.ForeignKey(
        RectificationOrder, on_delete=models.PROTECT, related_name="measures", verbose_name=_("rectification order")
    )
    demand = models.ForeignKey(Demand, on_delete=models.PROTECT, related_name="measures", verbose_name=_("demand"))
    kind = models.CharField(_("kind"), max_length=20, choices=MeasureKind.choices)
    what = models.CharField(_("what is done"), max_length=300)
    owner = models.CharField(_("owner: office or unit in charge"), max_length=200)
    owner_post = models.ForeignKey(
        Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("post in charge")
    )
    due_on = models.DateField(_("due date"))
    weight = models.DecimalField(_("weight"), max_digits=7, decimal_places=2, default=1)
    # Set with the approval of the plan, or by itself for a demand that joined later; from then on its terms stand.
    approved_on = models.DateField(_("approved on"), null=True, blank=True, editable=False)
    # Sent back before it was approved; None again once it is submitted anew.
    returned_on = models.DateField(_("sent back on"), null=True, blank=True, editable=False)
    done_on = models.DateField(_("done on"), null=True, blank=True, editable=False)
    result = models.TextField(_("what was done"), blank=True, editable=False)
    accepted_on = models.DateField(_("accepted on"), null=True, blank=True, editable=False)

    objects: ClassVar[Any] = MeasureQuerySet.as_manager()

    CREATION = Creation(
        right=duty_clerk,
        fields=("order", *TERMS),
        guards=(guards.is_in_planning, guards.is_of_the_order, guards.answers_new_demand),
    )
    EDITABLE = {
        S.OPEN: Edit(
            duty_clerk,
            TERMS,
            guards=(guards.is_in_planning, guards.is_not_approved, guards.is_of_the_order),
        )
    }

    class Meta:
        db_table = "rct_measure"
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        ordering = ("order", "pk")

    def __str__(self) -> str:
        return self.what

    @property
    def about(self) -> str:
        """What a list of tasks calls it: its order, and what is done."""
        return f"{self.order.ref} {self.what}"

    def get_absolute_url(self) -> str:
        """Its row on the page of its order."""
        return f"{self.order.get_absolute_url()}#measure-{self.pk}"

    @classmethod
    def parties_of(cls, records: Sequence[Any]) -> Mapping[int, Parties]:
        """The order's."""
        return of_order(records, RectificationOrder.objects.in_bulk({one.order_id for one in records}))

    def faults(self, today: date) -> dict[str, Sentence]:
        """A weight counts."""
        return {"weight": _("A weight is more than nothing.")} if self.weight <= 0 else {}

    @verb(
        label=pgettext_lazy("measure verb", "approve measure"),
        source=S.OPEN,
        right=measure_approver,
        guards=(guards.is_under_way, guards.is_not_approved, guards.is_with_reviewer),
        locks=("order",),
        irreversible=True,
        icon="check",
    )
    def approve_measure(self, data: None, today: date) -> None:
        """Let it be carried out: with its plan, or by itself for a demand that joined later."""
        self.approved_on = today

    @verb(
        label=pgettext_lazy("measure verb", "report measure"),
        source=S.OPEN,
        target=S.DONE,
        right=duty_clerk,
        guards=(guards.is_under_way, guards.is_approved, guards.is_proven),
        data=ReportMeasureData,
        locks=("order",),
        icon="send",
    )
    def report_measure(self, data: ReportMeasureData, today: date) -> None:
        """It was done, and is proven."""
        self.done_on, self.result = data.done_on, data.result

    @verb(
        label=pgettext_lazy("measure verb", "accept measure"),
        source=S.DONE,
        target=S.ACCEPTED,
        right=measure_judge,
        guards=(guards.is_being_carried_out,),
        locks=("order",),
        irreversible=True,
        icon="check",
    )
    def accept_measure(self, data: None, today: date) -> None:
        """Seen to be done."""
        self.accepted_on = today

    @verb(
        label=pgettext_lazy("measure verb", "return measure"),
        source=[S.OPEN, S.DONE],
        target=S.OPEN,
        right=measure_judge,
        guards=(guards.is_being_carried_out, guards.is_open_to_return),
        needs_reason=True,
        locks=("order",),
        icon="undo",
    )
    def return_measure(self, data: None, today: date) -> None:
        """Not done yet, or not to be approved as it is: then its clerk mends it and submits it again, or drops it."""
        self.done_on, self.result = None, ""
        self.returned_on = today if self.approved_on is None else None

    @verb(
        label=pgettext_lazy("measure verb", "submit measure again"),
        source=S.OPEN,
        right=duty_clerk,
        guards=(guards.is_under_way, guards.is_with_clerk),
        locks=("order",),
        icon="send",
    )
    def submit_measure(self, data: None, today: date) -> None:
        """Bring a measure that was sent back before a reviewer again."""
        self.returned_on = None

    @verb(
        label=pgettext_lazy("measure verb", "drop"),
        source=S.OPEN,
        target=S.DROPPED,
        right=duty_clerk,
        guards=(guards.is_in_planning, guards.is_not_approved),
        locks=("order",),
        irreversible=True,
        icon="x",
    )
    def drop(self, data: None, today: date) -> None:
        """Take it out of the plan."""


class Proof(TrailedModel):
    """A piece of the commitment's evidence that proves a measure."""

    LOCK_RANK = 66

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="proofs", verbose_name=_("measure"))
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="proofs", verbose_name=_("evidence"))

    objects: ClassVar[Any] = ProofQuerySet.as_manager()

    CREATION = Creation(right=duty_clerk, fields=("measure", "evidence"), guards=(guards.is_paper_of_the_commitment,))

    class Meta:
        db_table = "rct_proof"
        verbose_name = _("evidence of a measure")
        verbose_name_plural = _("evidence of measures")
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=("measure", "evidence"), name="rct_proof_uq")]

    def __str__(self) -> str:
        return f"{self.measure_id}: {self.evidence_id}"

    @classmethod
    def parties_of(cls, records: Sequence[Any]) -> Mapping[int, Parties]:
        """The order's."""
        steps = Measure.objects.in_bulk({one.measure_id for one in records})
        of = Measure.parties_of(list(steps.values())) if steps else {}
        return {one.pk: of.get(one.measure_id, Parties()) for one in records}
