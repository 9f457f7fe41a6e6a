"""Pre-checks: what was looked into before a promise was signed."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commitments import guards
from commitments.choices import CHECK_TONES, CheckKind, CheckOutcome, CheckState
from commitments.models.family import OfCommitment
from commitments.permissions import logging_clerk
from commitments.rules.checks import check_faults
from lifecycle.models import Creation, Edit, LifecycleModel
from lifecycle.refusals import Sentence
from lifecycle.rights import other_than
from lifecycle.verbs import verb
from organizations.rights import reviewer

FIELDS = ("outcome", "checked_by", "since", "on", "document", "exception_reason", "exception_until")


class PreCheck(OfCommitment, LifecycleModel):
    """One check with its outcome, by whom, when, in which document; a reviewer may set it aside by name."""

    STATES = CheckState
    FIRST = (CheckState.RECORDED,)
    ENDS = (CheckState.OVERRIDDEN,)
    TONES = CHECK_TONES
    LOCK_RANK = 15

    kind = models.CharField(_("pre-check"), max_length=20, choices=CheckKind.choices)
    outcome = models.CharField(_("outcome"), max_length=20, choices=CheckOutcome.choices)
    checked_by = models.CharField(_("checked by"), max_length=200, blank=True)
    since = models.DateField(_("begun on"), null=True, blank=True)
    on = models.DateField(_("done on"), null=True, blank=True)
    document = models.CharField(_("document"), max_length=200, blank=True)
    exception_reason = models.TextField(_("reason of the exception"), blank=True)
    exception_until = models.DateField(_("exception holds until"), null=True, blank=True)

    CREATION = Creation(
        right=logging_clerk,
        fields=("commitment", "kind", *FIELDS),
        guards=(guards.is_added_to_draft, guards.is_before_promise),
    )
    EDITABLE = {CheckState.RECORDED: Edit(logging_clerk, FIELDS, guards=(guards.is_draft, guards.is_before_promise))}

    class Meta:
        db_table = "cmt_check"
        verbose_name = _("pre-check")
        verbose_name_plural = _("pre-checks")
        ordering = ("commitment", "pk")
        constraints = [models.UniqueConstraint(fields=("commitment", "kind"), name="cmt_check_uq")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.get_outcome_display()}"

    def faults(self, today: date) -> dict[str, Sentence]:
        """An exception is reasoned and ends; a check ends after it began."""
        faults = check_faults(self.kind, self.outcome, self.exception_reason, self.exception_until)
        if self.since is not None and self.on is not None and self.on < self.since:
            faults["on"] = _("This check ends before it begins.")
        elif self.on is not None and self.on > today:
            faults["on"] = _("This day lies in the future.")
        return faults

    @verb(
        label=pgettext_lazy("pre-check verb", "override"),
        source=CheckState.RECORDED,
        target=CheckState.OVERRIDDEN,
        right=reviewer & other_than("create"),
        guards=(guards.is_before_registration,),
        needs_reason=True,
        needs_basis=True,
        irreversible=True,
        icon="slash",
    )
    def override(self, data: None, today: date) -> None:
        """Let the promise be registered though this check is not passed: by name, with reason and basis."""
