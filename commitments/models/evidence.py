"""Evidence: a file kept under its digest, or a paper with its place in an archive."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commitments import guards
from commitments.choices import EVIDENCE_TONES, EvidencePurpose, EvidenceState, FileKind
from commitments.file_kinds import ENDINGS
from commitments.models.agreement import Agreement
from commitments.models.commitment import Commitment
from commitments.models.disbursement import Disbursement
from commitments.models.dispute import Dispute
from commitments.models.family import take_commitment_of_obligation
from commitments.models.obligation import Obligation
from commitments.models.pre_check import PreCheck
from commitments.models.variation import Variation
from commitments.parties import evidence_parties
from commitments.permissions import attaching_staff, evidence_maker
from commitments.querysets import EvidenceQuerySet
from commitments.rules.dates import DAYS_WITHIN
from commitments.rules.file_names import plain_name
from lifecycle.models import Creation, LifecycleModel
from lifecycle.refusals import Sentence
from lifecycle.verbs import verb
from organizations.models import Body
from organizations.parties import Parties

S = EvidenceState
FILE_FIELDS = ("sha256", "size", "file_kind", "file_name")
PAPER_FIELDS = ("archive_number", "pages", "holder", "place", "original_seen_by", "original_seen_on")
FIELDS = (
    "commitment",
    "obligation",
    "agreement",
    "pre_check",
    "dispute",
    "disbursement",
    "variation",
    "purpose",
    "title",
    "body",
    "is_confidential",
    "is_paper",
    *FILE_FIELDS,
    *PAPER_FIELDS,
    "remarks",
)


def _link(model: type[models.Model], label: Any) -> Any:
    return models.ForeignKey(
        model, on_delete=models.PROTECT, null=True, blank=True, related_name="evidence", verbose_name=label
    )


class Evidence(LifecycleModel):
    """What shows that something is so. Never changed: a wrong piece is taken back, with a reason, and stays readable."""

    STATES = EvidenceState
    FIRST = (S.ATTACHED,)
    ENDS = (S.TAKEN_BACK,)
    TONES = EVIDENCE_TONES
    DAYS_WITHIN = DAYS_WITHIN
    LOCK_RANK = 28

    commitment = _link(Commitment, _("commitment"))
    obligation = _link(Obligation, _("obligation"))
    agreement = _link(Agreement, _("agreement"))
    pre_check = _link(PreCheck, _("pre-check"))
    dispute = _link(Dispute, _("dispute"))
    disbursement = _link(Disbursement, _("payment"))
    variation = _link(Variation, _("variation"))
    purpose = models.CharField(_("purpose"), max_length=20, choices=EvidencePurpose.choices)
    title = models.CharField(_("title"), max_length=200)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+", verbose_name=_("attached by"))
    is_confidential = models.BooleanField(_("each reading is recorded"), default=False, blank=True)
    is_paper = models.BooleanField(_("paper"), default=False, blank=True)

    sha256 = models.CharField(_("digest of the file"), max_length=64, blank=True)
    size = models.BigIntegerField(_("size in bytes"), null=True, blank=True)
    file_kind = models.CharField(_("kind of file"), max_length=10, choices=FileKind.choices, blank=True)
    file_name = models.CharField(_("name of the file"), max_length=255, blank=True)

    archive_number = models.CharField(_("archive number"), max_length=100, blank=True)
    pages = models.PositiveIntegerField(_("pages"), null=True, blank=True)
    holder = models.CharField(_("held by"), max_length=200, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    original_seen_by = models.CharField(_("original seen by"), max_length=100, blank=True)
    original_seen_on = models.DateField(_("original seen on"), null=True, blank=True)
    remarks = models.TextField(_("remarks"), blank=True)

    objects: ClassVar[Any] = EvidenceQuerySet.as_manager()

    CREATION = Creation(
        right=evidence_maker,
        fields=FIELDS,
        guards=(guards.is_of_the_commitment, guards.is_of_its_variation, guards.is_as_uploaded),
    )

    class Meta:
        db_table = "cmt_evidence"
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ("pk",)
        indexes = [models.Index(fields=("sha256",), name="cmt_evidence_sha256_idx")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of what it shows."""
        nearest: Any = self.variation or self.obligation or self.commitment or self.agreement
        return str(nearest.get_absolute_url())

    @classmethod
    def parties_of(cls, records: Sequence[Any]) -> Mapping[int, Parties]:
        """Those of the commitment or agreement, and the body that attached it."""
        return evidence_parties(records)

    @classmethod
    def complete(cls, records: Sequence[Any], using: str) -> None:
        """The commitment is the obligation's, where it is not named."""
        take_commitment_of_obligation(records, using)

    def faults(self, today: date) -> dict[str, Sentence]:
        """It belongs to something, and is either a file or a paper with all that finds it again."""
        if self.commitment_id is None and self.agreement_id is None:
            return {"commitment": _("Say to which commitment or agreement the evidence belongs.")}
        return self._paper_faults(today) if self.is_paper else self._file_faults()

    def _file_faults(self) -> dict[str, Sentence]:
        missing: dict[str, Sentence] = {
            name: _("A file comes in through the upload.") for name in FILE_FIELDS if not getattr(self, name)
        }
        # A name that did not come through the upload is nobody's file: it would be offered to whoever downloads it.
        ending = self.file_name.rpartition(".")[2].lower()
        if not missing and (plain_name(self.file_name) != self.file_name or ENDINGS.get(ending) != self.file_kind):
            return {"file_name": _("A file comes in through the upload.")}
        return missing

    def _paper_faults(self, today: date) -> dict[str, Sentence]:
        faults: dict[str, Sentence] = {name: _("A paper is no file.") for name in FILE_FIELDS if getattr(self, name)}
        faults |= {name: _("Fill this in for a paper.") for name in PAPER_FIELDS if not getattr(self, name)}
        if not faults and self.original_seen_on and self.original_seen_on > today:
            faults["original_seen_on"] = _("This day lies in the future.")
        return faults

    @verb(
        label=pgettext_lazy("evidence verb", "take back"),
        source=S.ATTACHED,
        target=S.TAKEN_BACK,
        right=attaching_staff,
        guards=(guards.is_not_relied_on, guards.is_not_decided_upon),
        slots=("rectification",),
        needs_reason=True,
        irreversible=True,
        icon="undo",
    )
    def take_back(self, data: None, today: date) -> None:
        """It was attached by mistake."""
