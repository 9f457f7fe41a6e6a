"""What was promised, to whom, under what, and what became of it."""

from commitments.models.agreement import Agreement
from commitments.models.commitment import Commitment
from commitments.models.condition import Condition
from commitments.models.correction import Correction
from commitments.models.custom import CustomColumn, CustomValue
from commitments.models.disbursement import Disbursement
from commitments.models.dispute import Dispute
from commitments.models.evidence import Evidence
from commitments.models.handover import Handover
from commitments.models.handover_item import HandoverItem
from commitments.models.obligation import Obligation
from commitments.models.pre_check import PreCheck
from commitments.models.progress import Progress
from commitments.models.project import Project
from commitments.models.promisee import Promisee
from commitments.models.share import Share
from commitments.models.types import CommitmentType, ObligationTemplate, RequiredCheck
from commitments.models.upload import Upload
from commitments.models.variation import Variation

__all__ = [
    "Agreement",
    "Commitment",
    "CommitmentType",
    "Condition",
    "Correction",
    "CustomColumn",
    "CustomValue",
    "Disbursement",
    "Dispute",
    "Evidence",
    "Handover",
    "HandoverItem",
    "Obligation",
    "ObligationTemplate",
    "PreCheck",
    "Progress",
    "Project",
    "Promisee",
    "RequiredCheck",
    "Share",
    "Upload",
    "Variation",
]
