"""Variations: what was promised changes when another person has approved it, and the old value stays (LIFECYCLES 3)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commitments import guards
from commitments.choices import VARIATION_TONES, VariationKind, VariationState
from commitments.facts.variations import extensions
from commitments.models.change import Change
from commitments.models.dispute import Dispute
from commitments.models.family import OfCommitment, take_commitment_of_obligation
from commitments.models.obligation import Obligation
from commitments.parties import variation_parties
from commitments.permissions import clerk_of_proposer, party_clerk, variation_decider
from commitments.querysets import VariationQuerySet
from commitments.rules.variations import SHAPES, SUPERIOR_FROM, VALUES, is_late, variation_faults
from lifecycle.models import Creation, Edit, LifecycleModel
from lifecycle.refusals import Sentence
from lifecycle.rights import other_than
from lifecycle.verbs import verb
from organizations.models import Body
from organizations.parties import Parties
from organizations.rights import reviewer

S = VariationState
SLOTS = ("rectification",)
WORDS = ("why", "document", "judgment")
# Asked on making and on editing: what is to change, beside what stands.
FITTING = (
    guards.is_payer_single,
    guards.is_changing_something,
    guards.has_fitting_due_date,
    guards.is_new_date_after_promise,
    guards.is_new_lead_overseen,
    guards.is_new_supporting_overseen,
    guards.is_judgment_in_force,
)


class Variation(OfCommitment, Change, LifecycleModel):
    """One change of one kind. Approved, it is written into the commitment, obligation or share in the same transaction."""

    REF_PREFIX = "VA"
    NAMED_BY = ("commitment",)
    STATES = VariationState
    FIRST = (S.DRAFTED,)
    ENDS = (S.APPROVED, S.REJECTED, S.WITHDRAWN)
    TONES = VARIATION_TONES
    LOCK_RANK = 30
    # Its `due_on` is the date that it asks for, not one by which it is to be dealt with.
    IS_ASKED_DATE = True

    ref = models.CharField(_("reference"), max_length=30, unique=True, editable=False)
    obligation = models.ForeignKey(
        Obligation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="variations",
        verbose_name=_("obligation"),
    )
    kind = models.CharField(_("kind of change"), max_length=20, choices=VariationKind.choices)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked for by"))
    why = models.TextField(_("why it is to change"))
    document = models.CharField(_("document that it rests on: title and number"), max_length=200, blank=True)
    judgment = models.ForeignKey(
        Dispute,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="variations",
        verbose_name=_("decision that it carries out"),
    )

    # Set by the kernel and by verbs.
    extension_number = models.PositiveSmallIntegerField(_("extension number"), null=True, blank=True, editable=False)
    asked_on = models.DateField(_("asked for on"), null=True, blank=True, editable=False)
    is_late = models.BooleanField(_("asked for after the due date"), default=False, blank=True, editable=False)
    seen_version = models.PositiveIntegerField(
        _("version of the record that is to change"), null=True, blank=True, editable=False
    )
    decided_on = models.DateField(pgettext_lazy("variation", "decided on"), null=True, blank=True, editable=False)

    objects: ClassVar[Any] = VariationQuerySet.as_manager()

    CREATION = Creation(
        right=party_clerk & clerk_of_proposer,
        fields=("commitment", "obligation", "kind", "body", *VALUES, *WORDS),
        guards=(
            guards.is_in_force,
            guards.is_of_the_commitment,
            guards.is_duty_open,
            guards.is_share_open,
            guards.is_asked_by_party,
            guards.is_only_one,
            *FITTING,
        ),
        label=pgettext_lazy("variation verb", "propose"),
    )
    EDITABLE = {
        S.DRAFTED: Edit(clerk_of_proposer, (*(name for name in VALUES if name != "share"), *WORDS), guards=FITTING)
    }

    class Meta:
        db_table = "cmt_variation"
        verbose_name = _("variation")
        verbose_name_plural = _("variations")
        ordering = ("-pk",)
        indexes = [
            models.Index(fields=("state", "-id"), name="cmt_variation_state_idx"),
            models.Index(fields=("obligation", "kind", "state"), name="cmt_variation_duty_idx"),
        ]

    @property
    def about(self) -> str:
        """What it changes and of which promise."""
        return f"{self.get_kind_display()} · {self.commitment.title}"

    def __str__(self) -> str:
        return f"{self.ref} {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("commitments:variation", args=(self.ref,))

    @classmethod
    def parties_of(cls, records: Sequence[Any]) -> Mapping[int, Parties]:
        """Those of the obligation or commitment that is to change, and the body that asks: at most six queries."""
        return variation_parties(records)

    @classmethod
    def complete(cls, records: Sequence[Any], using: str) -> None:
        """The commitment is the obligation's, where it is not named; extensions are counted."""
        take_commitment_of_obligation(records, using)
        extending = [one for one in records if one.kind == VariationKind.EXTENSION]
        if extending:
            before = extensions(extending)
            for one in extending:
                one.extension_number = before.get(one.pk, 0) + 1

    def faults(self, today: date) -> dict[str, Sentence]:
        """What its kind needs, and nothing else."""
        return variation_faults(self)

    @property
    def aims_at(self) -> str:
        """The reference to what is changed: "share", "obligation" or "commitment"; "" where an obligation is added."""
        if self.kind == VariationKind.ADDITION:
            return ""
        if self.kind == VariationKind.SUPPORTING_BODY:
            return "share"
        return "obligation" if self.obligation_id is not None else "commitment"

    @property
    def target(self) -> Any:
        """What is changed; None where something new comes into being."""
        return getattr(self, self.aims_at) if self.aims_at else None

    @property
    def given(self) -> tuple[str, ...]:
        """The fields that it may fill in."""
        return SHAPES[self.kind].fields

    @property
    def is_for_superior(self) -> bool:
        """Whether it was made as the third extension of its obligation, or a later one; the right counts anew when it is decided."""
        return self.kind == VariationKind.EXTENSION and (self.extension_number or 1) >= SUPERIOR_FROM

    def is_late_on(self, today: date) -> bool:
        """Whether it is, or would be if it were submitted today, an extension asked for after the due date."""
        if self.kind != VariationKind.EXTENSION or self.state != S.DRAFTED or self.obligation is None:
            return bool(self.is_late)
        return is_late(self.obligation.due_on, self.asked_on or today)

    @verb(
        label=pgettext_lazy("variation verb", "submit"),
        source=S.DRAFTED,
        target=S.SUBMITTED,
        right=party_clerk,
        guards=(
            guards.is_in_force,
            guards.is_duty_open,
            guards.is_share_open,
            *FITTING,
            guards.has_assent,
        ),
        slots=SLOTS,
        icon="send",
    )
    def submit(self, data: None, today: date) -> None:
        """Put it before the reviewer, with the version of what is to change that the submitter saw."""
        found = self.target
        self.asked_on = self.asked_on or today
        self.seen_version = None if found is None else found.version
        self.is_late = self.kind == VariationKind.EXTENSION and is_late(found.due_on, self.asked_on)

    @verb(
        label=pgettext_lazy("variation verb", "return for revision"),
        source=S.SUBMITTED,
        target=S.DRAFTED,
        right=reviewer & other_than("submit"),
        needs_reason=True,
        icon="undo",
    )
    def return_for_revision(self, data: None, today: date) -> None:
        """Send it back to the body that asked."""

    @verb(
        label=pgettext_lazy("variation verb", "approve"),
        source=S.SUBMITTED,
        target=S.APPROVED,
        right=variation_decider,
        guards=(
            guards.is_in_force,
            guards.is_duty_open,
            guards.is_share_open,
            guards.is_as_submitted,
            guards.is_new_lead_overseen,
            guards.is_new_supporting_overseen,
            guards.has_assent,
        ),
        slots=SLOTS,
        locks=("commitment", "obligation", "share"),
        irreversible=True,
        icon="check",
    )
    def approve(self, data: None, today: date) -> None:
        """It is so from today on: what it asks for is written in the same transaction."""
        self.decided_on = today

    @verb(
        label=pgettext_lazy("variation verb", "reject"),
        source=S.SUBMITTED,
        target=S.REJECTED,
        right=variation_decider,
        needs_reason=True,
        irreversible=True,
        icon="x",
    )
    def reject(self, data: None, today: date) -> None:
        """Everything stays as it was promised."""
        self.decided_on = today

    @verb(
        label=pgettext_lazy("variation verb", "withdraw"),
        source=[S.DRAFTED, S.SUBMITTED],
        target=S.WITHDRAWN,
        right=clerk_of_proposer,
        irreversible=True,
        icon="undo",
    )
    def withdraw(self, data: None, today: date) -> None:
        """The body that asked takes it back."""
