"""On what a conditional obligation depends."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commitments import guards
from commitments.choices import CONDITION_TONES, ConditionState
from commitments.models.family import OfObligation
from commitments.payloads import GiveFigureData
from commitments.permissions import logging_clerk, obligation_maker, party_clerk, while_draft
from lifecycle.models import Creation, Edit, LifecycleModel
from lifecycle.verbs import verb

S = ConditionState
FIELDS = ("text", "indicator", "wanted")


class Condition(OfObligation, LifecycleModel):
    """A condition, the figure by which it is judged, and the source of the figure."""

    STATES = ConditionState
    FIRST = (S.OPEN,)
    ENDS = (S.FIGURED, S.DROPPED)
    TONES = CONDITION_TONES
    LOCK_RANK = 24

    text = models.CharField(_("condition"), max_length=300)
    indicator = models.CharField(_("indicator"), max_length=100, blank=True)
    wanted = models.CharField(_("figure wanted"), max_length=100, blank=True)
    figure = models.CharField(_("figure"), max_length=200, blank=True, editable=False)
    source = models.CharField(_("source of the figure"), max_length=200, blank=True, editable=False)
    figure_on = models.DateField(_("figure holds for"), null=True, blank=True, editable=False)

    CREATION = Creation(
        right=obligation_maker,
        fields=("commitment", "obligation", *FIELDS),
        guards=(guards.is_added_to_draft, guards.is_of_the_commitment, guards.is_of_conditional),
    )
    EDITABLE = {S.OPEN: Edit(logging_clerk, FIELDS, guards=(guards.is_draft,))}

    class Meta:
        db_table = "cmt_condition"
        verbose_name = _("condition")
        verbose_name_plural = _("conditions")
        ordering = ("obligation", "pk")

    def __str__(self) -> str:
        return self.text

    @verb(
        label=pgettext_lazy("condition verb", "give the figure"),
        source=[S.OPEN, S.FIGURED],
        target=S.FIGURED,
        right=party_clerk,
        guards=(guards.is_in_force, guards.is_undecided),
        data=GiveFigureData,
        icon="pen",
    )
    def give_figure(self, data: GiveFigureData, today: date) -> None:
        """State the figure and where it comes from."""
        self.figure, self.source, self.figure_on = data.figure, data.source, data.figure_on

    @verb(
        label=pgettext_lazy("condition verb", "drop"),
        source=S.OPEN,
        target=S.DROPPED,
        right=logging_clerk & while_draft,
        irreversible=True,
        icon="x",
    )
    def drop(self, data: None, today: date) -> None:
        """Take it out of a draft."""
