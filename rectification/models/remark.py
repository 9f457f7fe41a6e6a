"""What a reviewer asked of a measure or a demand when he returned a plan."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from lifecycle.models import Creation, TrailedModel
from organizations.parties import Parties
from rectification.models.demand import Demand
from rectification.models.measure import Measure
from rectification.models.order import RectificationOrder
from rectification.parties import of_order
from rectification.permissions import remarked_by_system
from rectification.querysets import OfOrderQuerySet


class Remark(TrailedModel):
    """One thing asked, of one measure or one demand: the next plan is read beside it."""

    LOCK_RANK = 68

    order = models.ForeignKey(
        RectificationOrder, on_delete=models.PROTECT, related_name="remarks", verbose_name=_("rectification order")
    )
    measure = models.ForeignKey(
        Measure, on_delete=models.PROTECT, null=True, blank=True, related_name="remarks", verbose_name=_("measure")
    )
    demand = models.ForeignKey(
        Demand, on_delete=models.PROTECT, null=True, blank=True, related_name="remarks", verbose_name=_("demand")
    )
    # The number of the trail row of the order by which the plan was returned.
    entry = models.PositiveIntegerField(_("entry of the return"))
    text = models.CharField(_("what is asked"), max_length=500)

    objects: ClassVar[Any] = OfOrderQuerySet.as_manager()

    CREATION = Creation(right=remarked_by_system, fields=("order", "measure", "demand", "entry", "text"))

    class Meta:
        db_table = "rct_remark"
        verbose_name = _("remark on a plan")
        verbose_name_plural = _("remarks on plans")
        ordering = ("order", "pk")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(measure__isnull=False, demand__isnull=True)
                | models.Q(measure__isnull=True, demand__isnull=False),
                name="rct_remark_one_ck",
            )
        ]

    def __str__(self) -> str:
        return self.text

    @classmethod
    def parties_of(cls, records: Sequence[Any]) -> Mapping[int, Parties]:
        """The order's."""
        return of_order(records, RectificationOrder.objects.in_bulk({one.order_id for one in records}))
