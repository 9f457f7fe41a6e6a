"""What was read out of a measure: the groups of bodies, the bodies, the limits, the duties drafted, and what is open."""

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from commitments.choices import Recurrence
from commitments.models import Obligation
from deadlines.choices import LimitUnit
from exchange.choices import FoundBy, LimitKind, NamedAs, OpenReason
from exchange.models.document import OfDocument
from exchange.models.measure import Measure
from exchange.permissions import logging_clerk, with_the_document
from exchange.querysets import OpenClauseQuerySet, PartQuerySet
from exchange.rules.places import place_of
from lifecycle.models import Creation, Edit, Precision, TrailedModel
from lifecycle.refusals import Sentence
from lifecycle.rights import driven_by
from organizations.models import Body

PLACE = ("clause", "start", "end")


class _Placed(models.Model):
    """Words of the document with their place in its text."""

    clause = models.TextField(_("clause, word for word"))
    start = models.PositiveIntegerField(_("begins at character"))
    end = models.PositiveIntegerField(_("ends before character"))

    class Meta:
        abstract = True


class Assignment(OfDocument, _Placed, TrailedModel):
    """A group of bodies and the clause that it is bound to; `named` are the words that name the group."""

    measure = models.ForeignKey(
        Measure, on_delete=models.PROTECT, related_name="assignments", verbose_name=_("measure of a document")
    )
    position = models.PositiveSmallIntegerField(_("place in the measure"))
    named = models.TextField(_("where the bodies are named"))
    named_start = models.PositiveIntegerField(_("named from character"))
    named_end = models.PositiveIntegerField(_("named before character"))
    is_inherited = models.BooleanField(_("named for the part above"), default=False, blank=True)
    is_lead_settled = models.BooleanField(_("a clerk has settled who leads"), default=False, blank=True)

    objects: ClassVar[Any] = PartQuerySet.as_manager()

    CREATION = Creation(
        right=with_the_document,
        fields=("document", "measure", "position", *PLACE, "named", "named_start", "named_end", "is_inherited"),
    )
    EDITABLE = {"": Edit(logging_clerk, ("is_lead_settled",))}

    class Meta:
        db_table = "exc_assignment"
        verbose_name = _("group of bodies of a measure")
        verbose_name_plural = _("groups of bodies of measures")
        ordering = ("measure", "position")

    def __str__(self) -> str:
        return self.named


class NamedBody(OfDocument, TrailedModel):
    """A body as a group names it, and the body of the register behind the name."""

    assignment = models.ForeignKey(
        Assignment, on_delete=models.PROTECT, related_name="bodies", verbose_name=_("group of bodies of a measure")
    )
    position = models.PositiveSmallIntegerField(_("place in the group"))
    printed = models.CharField(_("name as printed"), max_length=150)
    named_as = models.CharField(_("named as"), max_length=12, choices=NamedAs.choices)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+", verbose_name=_("body"))
    found_by = models.CharField(_("how it was found"), max_length=12, choices=FoundBy.choices)
    is_expanded = models.BooleanField(_("expanded to the bodies that it stands for"), default=False, blank=True)

    objects: ClassVar[Any] = PartQuerySet.as_manager()

    CREATION = Creation(
        right=with_the_document,
        fields=("document", "assignment", "position", "printed", "named_as", "body", "found_by"),
    )
    EDITABLE = {"": Edit(logging_clerk, ("is_expanded",))}

    class Meta:
        db_table = "exc_named_body"
        verbose_name = _("body named in a document")
        verbose_name_plural = _("bodies named in documents")
        ordering = ("assignment", "position")

    def __str__(self) -> str:
        return self.printed


class TimeLimit(OfDocument, TrailedModel):
    """A time limit in its own words, and what it says for the clock.

    A limit that runs from an event has no due date until a clerk enters the day of the event. A clerk settles what could
    be read in two ways.
    """

    measure = models.ForeignKey(
        Measure, on_delete=models.PROTECT, related_name="limits", verbose_name=_("measure of a document")
    )
    assignment = models.ForeignKey(
        Assignment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="limits",
        verbose_name=_("group of bodies of a measure"),
    )
    position = models.PositiveSmallIntegerField(_("place in the measure"))
    words = models.CharField(_("words of the limit"), max_length=120)
    start = models.PositiveIntegerField(_("begins at character"))
    end = models.PositiveIntegerField(_("ends before character"))
    kind = models.CharField(_("kind"), max_length=12, choices=LimitKind.choices)
    event = models.CharField(_("event from which it runs"), max_length=120, blank=True)
    amount = models.PositiveSmallIntegerField(_("length of the term"), null=True, blank=True)
    unit = models.CharField(_("unit of the term"), max_length=20, choices=LimitUnit.choices, blank=True)
    due_on = models.DateField(_("due date"), null=True, blank=True)
    due_precision = models.CharField(
        _("precision of the due date"), max_length=10, choices=Precision.choices, default=Precision.DAY
    )
    recurs = models.CharField(_("comes back"), max_length=20, choices=Recurrence.choices, default=Recurrence.ONCE)
    event_on = models.DateField(_("day of the event"), null=True, blank=True)
    is_settled = models.BooleanField(_("settled by a clerk"), default=False, blank=True)

    objects: ClassVar[Any] = PartQuerySet.as_manager()

    CREATION = Creation(
        right=with_the_document,
        fields=(
            "document", "measure", "assignment", "position", "words", "start", "end", "kind", "event", "amount", "unit",
            "due_on", "due_precision", "recurs",
        ),
    )  # fmt: skip
    EDITABLE = {"": Edit(logging_clerk, ("event_on", "is_settled"))}

    class Meta:
        db_table = "exc_limit"
        verbose_name = _("time limit of a measure")
        verbose_name_plural = _("time limits of measures")
        ordering = ("measure", "position")

    def __str__(self) -> str:
        return self.words

    @property
    def waits_for_event(self) -> bool:
        """Whether it runs from an event whose day nobody has entered."""
        return self.kind == LimitKind.EVENT and self.event_on is None and not self.is_settled

    def faults(self, today: date) -> dict[str, Sentence]:
        """Only what runs from an event has the day of one."""
        if self.event_on is not None and self.kind != LimitKind.EVENT:
            return {"event_on": _("This limit does not run from an event.")}
        return {}


class Duty(OfDocument, TrailedModel):
    """An obligation drafted from a measure, with the lead body that the document gave it.

    Where the obligation names another lead today, a clerk has put him there, and his word stays.
    """

    measure = models.ForeignKey(
        Measure, on_delete=models.PROTECT, related_name="duties", verbose_name=_("measure of a document")
    )
    assignment = models.ForeignKey(
        Assignment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="duties",
        verbose_name=_("group of bodies of a measure"),
    )
    limit = models.ForeignKey(
        TimeLimit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="duties",
        verbose_name=_("time limit of a measure"),
    )
    obligation = models.OneToOneField(
        Obligation, on_delete=models.PROTECT, related_name="policy_duty", verbose_name=_("obligation")
    )
    lead_body = models.ForeignKey(
        Body, on_delete=models.PROTECT, related_name="+", verbose_name=_("lead as the document gives it")
    )

    objects: ClassVar[Any] = PartQuerySet.as_manager()

    CREATION = Creation(
        right=with_the_document | driven_by("exchange.NamedBody.edit", "commitments.Obligation.create"),
        fields=("document", "measure", "assignment", "limit", "obligation", "lead_body"),
    )

    class Meta:
        db_table = "exc_duty"
        verbose_name = _("obligation drafted from a measure")
        verbose_name_plural = _("obligations drafted from measures")
        ordering = ("measure", "pk")

    def __str__(self) -> str:
        return str(self.obligation)


class OpenClause(OfDocument, _Placed, TrailedModel):
    """A clause that the import could bind to no body, and why."""

    position = models.PositiveIntegerField(_("place in the order of the document"))
    path = models.CharField(_("path"), max_length=60, blank=True)
    open_because = models.CharField(_("why it is open"), max_length=20, choices=OpenReason.choices)
    bodies = models.TextField(_("bodies named for its part"), blank=True)

    objects: ClassVar[Any] = OpenClauseQuerySet.as_manager()

    CREATION = Creation(
        right=with_the_document, fields=("document", "position", "path", *PLACE, "open_because", "bodies")
    )

    class Meta:
        db_table = "exc_open_clause"
        verbose_name = _("unassigned clause")
        verbose_name_plural = _("unassigned clauses")
        ordering = ("document", "position")

    def __str__(self) -> str:
        return f"{self.place} {self.clause[:40]}".strip()

    @property
    def place(self) -> str:
        """Its place as officials write it."""
        return place_of(self.path) if self.path else ""
