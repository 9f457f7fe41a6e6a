"""The passing of open duties from one official, post or body to another: signed, taken over, witnessed (LIFECYCLES 4)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commitments import guards
from commitments.choices import HANDOVER_TONES, INSIDE_A_BODY, HandoverState, Occasion
from commitments.models.commitment import Commitment
from commitments.models.handover_item import HandoverItem
from commitments.models.obligation import Obligation
from commitments.models.share import Share
from commitments.payloads.handovers import TakeOverData, WitnessData
from commitments.permissions import handover_maker, handover_staff, incoming, independent_reviewer, outgoing, preparer
from commitments.querysets import HandoverQuerySet
from lifecycle.models import Creation, Edit, LifecycleModel
from lifecycle.refusals import Sentence
from lifecycle.rights import other_than
from lifecycle.verbs import verb
from organizations.choices import Part
from organizations.models import Body, Official, Post
from organizations.parties import Parties
from organizations.rights import not_named

S = HandoverState
FIT = (
    guards.is_giving_post,
    guards.is_taking_post,
    guards.has_held_post,
    guards.holds_post,
    guards.is_successor,
    guards.is_taker_overseen,
)


class CounterField(models.PositiveSmallIntegerField[Any, Any]):
    """A number that pages raise and nobody types: forms leave it out."""

    def formfield(self, **_kwargs: Any) -> None:
        return None

    def deconstruct(self) -> Any:
        """To migrations a plain number."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.PositiveSmallIntegerField", args, kwargs


def with_duties(record: Any) -> Iterable[tuple[Any, Iterable[int]]]:
    """What a taking over drives, to be locked before the hand-over: commitments, obligations, shares. One query."""
    rows = list(
        HandoverItem._base_manager.filter(handover=record.pk).values_list("commitment_id", "obligation_id", "share_id")
    )
    for number, model in enumerate((Commitment, Obligation, Share)):
        if keys := {row[number] for row in rows if row[number] is not None}:
            yield model, keys


class Handover(LifecycleModel):
    """Open duties that change hands. A promise binds the body and its successors: the list says who answers from when.

    Between the giver's signature and the taker's the giver answers; the day of taking over is the taker's. The lines
    come by themselves: every open duty of the giver is listed as the hand-over is made, and anew with each edit.
    """

    REF_PREFIX = "HO"
    NAMED_BY = ("giving_body", "giver", "taking_body", "taker")
    INVOLVEMENT = "handover"
    STATES = HandoverState
    FIRST = (S.PREPARED,)
    ENDS = (S.WITNESSED, S.CANCELLED)
    TONES = HANDOVER_TONES
    LOCK_RANK = 40

    ref = models.CharField(_("reference"), max_length=30, unique=True, editable=False)
    occasion = models.CharField(_("occasion"), max_length=12, choices=Occasion.choices)
    document = models.CharField(_("notice of the change: title and number"), max_length=200)
    changed_on = models.DateField(_("first day of the change"), null=True, blank=True)
    giving_body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+", verbose_name=_("giving body"))
    giving_post = models.ForeignKey(
        Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("post of the giver")
    )
    giver = models.ForeignKey(
        Official,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("giver"),
        help_text=_("Empty where the post stood vacant: the head of the body signs."),
    )
    taking_body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+", verbose_name=_("taking body"))
    taking_post = models.ForeignKey(
        Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("post of the taker")
    )
    taker = models.ForeignKey(
        Official,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("taker"),
        help_text=_(
            "Empty while there is no successor: whoever acts in the post takes over, else the head of the body."
        ),
    )
    prepared_by = models.ForeignKey(Official, on_delete=models.PROTECT, related_name="+", verbose_name=_("prepared by"))
    note = models.TextField(_("remarks"), blank=True)
    # How often the list was drawn up anew.
    renewals = CounterField(_("times renewed"), default=0)

    # Set by verbs.
    signed_over_on = models.DateField(_("signed over on"), null=True, blank=True, editable=False)
    taken_over_on = models.DateField(_("taken over on"), null=True, blank=True, editable=False)
    is_ordered = models.BooleanField(_("taken over by order"), default=False, blank=True, editable=False)
    reservations = models.TextField(_("reservations"), blank=True, editable=False)
    witnessed_on = models.DateField(_("witnessed on"), null=True, blank=True, editable=False)
    witness_note = models.TextField(_("what the witness saw"), blank=True, editable=False)

    objects: ClassVar[Any] = HandoverQuerySet.as_manager()

    CREATION = Creation(
        right=handover_maker,
        fields=(
            "occasion",
            "document",
            "changed_on",
            "giving_body",
            "giving_post",
            "giver",
            "taking_body",
            "taking_post",
            "taker",
            "prepared_by",
            "note",
        ),
        guards=FIT,
        label=pgettext_lazy("hand-over verb", "prepare"),
    )
    EDITABLE = {
        S.PREPARED: Edit(
            handover_staff, ("document", "changed_on", "taking_post", "taker", "note", "renewals"), guards=FIT
        )
    }

    class Meta:
        db_table = "cmt_handover"
        verbose_name = _("hand-over")
        verbose_name_plural = _("hand-overs")
        ordering = ("-pk",)
        indexes = [
            models.Index(fields=("state", "-id"), name="cmt_handover_state_idx"),
            models.Index(fields=("giving_body", "taking_body", "taken_over_on"), name="cmt_handover_bodies_idx"),
        ]

    @property
    def about(self) -> str:
        """Why it is handed over, from whom and to whom."""
        sides = ((self.giving_body, self.giver), (self.taking_body, self.taker))
        names = [" ".join(str(one.name) for one in side if one is not None) for side in sides]
        return f"{self.get_occasion_display()} · {' → '.join(name for name in names if name)}"

    def __str__(self) -> str:
        return self.ref

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("commitments:handover", args=(self.ref,))

    @classmethod
    def parties_of(cls, records: Sequence[Any]) -> Mapping[int, Parties]:
        """Both bodies bear duties; whoever oversees them oversees the hand-over. No query."""
        return {
            one.pk: Parties("", {Part.DUTY: tuple(dict.fromkeys((one.giving_body_id, one.taking_body_id)))})
            for one in records
        }

    def faults(self, today: date) -> dict[str, Sentence]:
        """The occasion fits the bodies, and nobody takes over from himself."""
        faults: dict[str, Sentence] = {}
        is_inside = self.occasion in INSIDE_A_BODY
        if is_inside and self.giving_body_id != self.taking_body_id:
            faults["taking_body"] = _("At a change of official or portfolio the duties stay in the body.")
        if not is_inside and self.giving_body_id == self.taking_body_id:
            faults["taking_body"] = _("Name the body to which the duties go.")
        if is_inside and self.giving_post_id is None:
            faults["giving_post"] = _("Name the post whose duties are handed over.")
        if self.giver_id is not None and self.giver_id == self.taker_id:
            faults["taker"] = _("Nobody takes over from himself.")
        if self.changed_on is None and self.occasion == Occasion.OFFICIAL:
            faults["changed_on"] = _("State the first day of the change.")
        return faults

    @verb(
        label=pgettext_lazy("hand-over verb", "sign over"),
        source=S.PREPARED,
        target=S.SIGNED_OVER,
        right=outgoing,
        guards=(guards.has_lines, guards.is_list_current),
        irreversible=True,
        icon="send",
    )
    def sign_over(self, data: None, today: date) -> None:
        """The giver signs the list; he answers until it is taken over."""
        self.signed_over_on = today

    @verb(
        label=pgettext_lazy("hand-over verb", "take over"),
        source=S.SIGNED_OVER,
        target=S.TAKEN_OVER,
        right=incoming & other_than("sign_over"),
        data=TakeOverData,
        locks=with_duties,
        irreversible=True,
        icon="check",
    )
    def take_over(self, data: TakeOverData, today: date) -> None:
        """The taker signs, with or without reservations; every duty listed passes in the same step."""
        self.taken_over_on, self.reservations = today, data.reservations

    @verb(
        label=pgettext_lazy("hand-over verb", "order to take over"),
        source=S.SIGNED_OVER,
        target=S.TAKEN_OVER,
        right=independent_reviewer,
        locks=with_duties,
        needs_reason=True,
        irreversible=True,
        icon="flag",
    )
    def order_take_over(self, data: None, today: date) -> None:
        """The taker is late: a reviewer settles it, and the duties pass as if he had signed."""
        self.taken_over_on, self.is_ordered = today, True

    @verb(
        label=pgettext_lazy("hand-over verb", "witness"),
        source=S.TAKEN_OVER,
        target=S.WITNESSED,
        right=independent_reviewer
        & other_than("sign_over", "take_over", "order_take_over")
        & not_named("giver")
        & not_named("taker"),
        data=WitnessData,
        irreversible=True,
        icon="lock",
    )
    def witness(self, data: WitnessData, today: date) -> None:
        """A third person confirms that the list was handed over."""
        self.witnessed_on, self.witness_note = today, data.note

    @verb(
        label=pgettext_lazy("hand-over verb", "cancel"),
        source=S.PREPARED,
        target=S.CANCELLED,
        right=preparer,
        irreversible=True,
        icon="x",
    )
    def cancel(self, data: None, today: date) -> None:
        """Taken back before anybody signed."""
