"""What an order demands, one thing a record (LIFECYCLES 6)."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from lifecycle.models import Creation, TrailedModel
from organizations.parties import Parties
from rectification.models.case import BreachCase
from rectification.models.order import RectificationOrder
from rectification.parties import of_order
from rectification.permissions import demanded_by_system
from rectification.querysets import OfOrderQuerySet


class Demand(TrailedModel):
    """One thing that an order demands. Demands of a later case join the open order."""

    LOCK_RANK = 62

    order = models.ForeignKey(
        RectificationOrder, on_delete=models.PROTECT, related_name="demands", verbose_name=_("rectification order")
    )
    case = models.ForeignKey(
        BreachCase, on_delete=models.PROTECT, related_name="demands", verbose_name=_("breach case")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    text = models.CharField(_("demand"), max_length=500)

    objects: ClassVar[Any] = OfOrderQuerySet.as_manager()

    CREATION = Creation(right=demanded_by_system, fields=("order", "case", "number", "text"))

    class Meta:
        db_table = "rct_demand"
        verbose_name = _("demand")
        verbose_name_plural = _("demands")
        ordering = ("order", "number")
        constraints = [models.UniqueConstraint(fields=("order", "number"), name="rct_demand_number_uq")]

    def __str__(self) -> str:
        return self.text

    @classmethod
    def parties_of(cls, records: Sequence[Any]) -> Mapping[int, Parties]:
        """The order's."""
        return of_order(records, RectificationOrder.objects.in_bulk({one.order_id for one in records}))
