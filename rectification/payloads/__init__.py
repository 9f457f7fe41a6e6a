"""What the verbs of this app are told, by record."""

from rectification.payloads.cases import (
    AssignVerificationData,
    ConfirmData,
    DismissCaseData,
    ReportVerificationData,
    SupersedeData,
)
from rectification.payloads.inquiries import (
    AmendData,
    DecideData,
    ExecuteData,
    ExemptData,
    ProposeDecisionData,
    RequestReviewData,
)
from rectification.payloads.measures import ReportMeasureData
from rectification.payloads.orders import (
    AcknowledgeData,
    AppealData,
    DeclareFailedData,
    ExtendData,
    RecordRefusalData,
    ReissueData,
    ReopenOrderData,
    ReturnPlanData,
    ReviewData,
    ReworkData,
    ServeData,
    SubmitForAcceptanceData,
    SubmitPlanData,
)
from rectification.payloads.referrals import ConcludeData, ReferData

__all__ = [
    "AcknowledgeData",
    "AmendData",
    "AppealData",
    "AssignVerificationData",
    "ConcludeData",
    "ConfirmData",
    "DecideData",
    "DeclareFailedData",
    "DismissCaseData",
    "ExecuteData",
    "ExemptData",
    "ExtendData",
    "ProposeDecisionData",
    "RecordRefusalData",
    "ReferData",
    "ReissueData",
    "ReopenOrderData",
    "ReportMeasureData",
    "ReportVerificationData",
    "RequestReviewData",
    "ReturnPlanData",
    "ReviewData",
    "ReworkData",
    "ServeData",
    "SubmitForAcceptanceData",
    "SubmitPlanData",
    "SupersedeData",
]
