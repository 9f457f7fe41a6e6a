"""The words of cases, orders, measures, accountability and referrals."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Tones = Mapping[str, tuple[str, str]]


class CaseState(models.TextChoices):
    """The states of a breach case (LIFECYCLES 5)."""

    SUSPECTED = "suspected", pgettext_lazy("breach case", "suspected")
    UNDER_VERIFICATION = "under_verification", pgettext_lazy("breach case", "under verification")
    CONFIRMED = "confirmed", pgettext_lazy("breach case", "confirmed")
    DISMISSED = "dismissed", pgettext_lazy("breach case", "dismissed")
    SUPERSEDED = "superseded", pgettext_lazy("breach case", "superseded")
    ANNULLED = "annulled", pgettext_lazy("breach case", "annulled")


CASE_TONES: Tones = {
    CaseState.SUSPECTED: ("wait", "flag"),
    CaseState.UNDER_VERIFICATION: ("run", "play"),
    CaseState.CONFIRMED: ("bad", "x"),
    CaseState.DISMISSED: ("end", "check"),
    CaseState.SUPERSEDED: ("end", "slash"),
    CaseState.ANNULLED: ("end", "undo"),
}
OPEN_CASE = (CaseState.SUSPECTED, CaseState.UNDER_VERIFICATION)


class CaseSource(models.TextChoices):
    """Where a suspicion comes from."""

    OVERDUE = "overdue", pgettext_lazy("source of a case", "overdue obligation")
    COMPLAINT = "complaint", pgettext_lazy("source of a case", "complaint")
    JUDGMENT = "judgment", pgettext_lazy("source of a case", "judgment")
    AUDIT_FINDING = "audit_finding", pgettext_lazy("source of a case", "audit finding")
    INSPECTION = "inspection", pgettext_lazy("source of a case", "inspection")
    # 1103号: a refusal that pleads reorganisation or change of people is itself dishonesty.
    PLEA = "plea", pgettext_lazy("source of a case", "refusal that pleads reorganisation or change of people")
    BY_HAND = "by_hand", pgettext_lazy("source of a case", "found by the overseer")


class Authority(models.TextChoices):
    """On what an order to rectify rests (Order 733)."""

    DECISION = "decision", _("decision of the government")
    INSTRUCTION = "instruction", _("leader's written instruction")
    PROPOSAL = "proposal", _("approved proposal")


class Channel(models.TextChoices):
    """In whose name an order goes to its addressee (Order 733, rules on official documents)."""

    BUREAU = "bureau", _("to a department of the same government")
    IN_NAME = "in_name", _("to a lower government, in the government's name")
    WITH_CONSENT = "with_consent", _("to a lower government, with the government's consent")


class OrderForm(models.TextChoices):
    """The kind of paper."""

    LETTER = "letter", _("supervision letter")
    NOTICE = "notice", _("rectification notice")


class OrderState(models.TextChoices):
    """The states of a rectification order (LIFECYCLES 6)."""

    ISSUED = "issued", pgettext_lazy("order", "issued")
    PLANNED = "planned", pgettext_lazy("order", "planned")
    IN_PROGRESS = "in_progress", pgettext_lazy("order", "in progress")
    SUBMITTED = "submitted", pgettext_lazy("order", "submitted for acceptance")
    ACCEPTED = "accepted", pgettext_lazy("order", "accepted")
    FAILED = "failed", pgettext_lazy("order", "failed")
    REFUSED = "refused", pgettext_lazy("order", "refused")
    APPEALED = "appealed", pgettext_lazy("order", "appealed")
    SET_ASIDE = "set_aside", pgettext_lazy("order", "set aside")


ORDER_TONES: Tones = {
    OrderState.ISSUED: ("wait", "send"),
    OrderState.PLANNED: ("wait", "inbox"),
    OrderState.IN_PROGRESS: ("fix", "wrench"),
    OrderState.SUBMITTED: ("wait", "inbox"),
    OrderState.ACCEPTED: ("good", "check"),
    OrderState.FAILED: ("bad", "x"),
    OrderState.REFUSED: ("bad", "x"),
    OrderState.APPEALED: ("pause", "pause"),
    OrderState.SET_ASIDE: ("end", "undo"),
}
# The duty body is at work or waits for an answer: neither accepted, failed, refused nor set aside.
OPEN_ORDER = (
    OrderState.ISSUED,
    OrderState.PLANNED,
    OrderState.IN_PROGRESS,
    OrderState.SUBMITTED,
    OrderState.APPEALED,
)
# Time counts against the duty body: as open, but for a review.
COUNTING_ORDER = tuple(state for state in OPEN_ORDER if state != OrderState.APPEALED)
UNMET_ORDER = (OrderState.FAILED, OrderState.REFUSED)
# From where a body may ask for review, and where a review that changes nothing leads back.
APPEALABLE = COUNTING_ORDER


class ExtensionUse(models.TextChoices):
    """What became of the one extension before an order failed."""

    REFUSED = "refused", pgettext_lazy("extension", "refused")
    USED = "used", pgettext_lazy("extension", "used")


class RefusalKind(models.TextChoices):
    """How a refusal was put on record; silence is none."""

    IN_WRITING = "in_writing", _("in writing")
    IN_INTERVIEW = "in_interview", _("in the record of an interview")


class MeasureKind(models.TextChoices):
    """How soon a measure is done."""

    IMMEDIATE = "immediate", pgettext_lazy("measure", "done at once")
    WITHIN_LIMIT = "within_limit", pgettext_lazy("measure", "done within a limit")
    CONTINUING = "continuing", pgettext_lazy("measure", "goes on")


class MeasureState(models.TextChoices):
    """How far a measure has come."""

    OPEN = "open", pgettext_lazy("measure", "to be done")
    DONE = "done", pgettext_lazy("measure", "reported as done")
    ACCEPTED = "accepted", pgettext_lazy("measure", "measure accepted")
    DROPPED = "dropped", pgettext_lazy("measure", "taken out of the plan")


MEASURE_TONES: Tones = {
    MeasureState.OPEN: ("run", "play"),
    MeasureState.DONE: ("wait", "inbox"),
    MeasureState.ACCEPTED: ("good", "check"),
    MeasureState.DROPPED: ("neutral", "slash"),
}


class InquiryState(models.TextChoices):
    """The states of an accountability case (LIFECYCLES 7)."""

    OPENED = "opened", pgettext_lazy("accountability", "opened")
    INVESTIGATING = "investigating", pgettext_lazy("accountability", "under investigation")
    PROPOSED = "proposed", pgettext_lazy("accountability", "decision proposed")
    DECIDED = "decided", pgettext_lazy("accountability", "decided")
    EXECUTED = "executed", pgettext_lazy("accountability", "executed")
    EXEMPTED = "exempted", pgettext_lazy("accountability", "exempted")
    DISMISSED = "dismissed", pgettext_lazy("accountability", "ended without a decision")
    UNDER_REVIEW = "under_review", pgettext_lazy("accountability", "under review")
    REVOKED = "revoked", pgettext_lazy("accountability", "revoked")


INQUIRY_TONES: Tones = {
    InquiryState.OPENED: ("wait", "flag"),
    InquiryState.INVESTIGATING: ("run", "play"),
    InquiryState.PROPOSED: ("wait", "inbox"),
    InquiryState.DECIDED: ("bad", "x"),
    InquiryState.EXECUTED: ("end", "check"),
    InquiryState.EXEMPTED: ("end", "slash"),
    InquiryState.DISMISSED: ("end", "slash"),
    InquiryState.UNDER_REVIEW: ("pause", "pause"),
    InquiryState.REVOKED: ("end", "undo"),
}
# While one of these, its commitment is not closed.
OPEN_INQUIRY = (
    InquiryState.OPENED,
    InquiryState.INVESTIGATING,
    InquiryState.PROPOSED,
    InquiryState.UNDER_REVIEW,
)


class InquiryGround(models.TextChoices):
    """Why a body is held to account."""

    UNMET_ORDER = "unmet_order", _("an order failed or was refused")
    SERIOUS_CASE = "serious_case", _("a serious case")
    TRANSFER = "transfer", _("transferred by another organ")


class BodyForm(models.TextChoices):
    """How a body is held to account, from light to heavy."""

    WRITTEN_EXPLANATION = "written_explanation", pgettext_lazy("form", "written explanation")
    ORDER_TO_RECTIFY = "order_to_rectify", pgettext_lazy("form", "order to rectify")
    INTERVIEW = "interview", pgettext_lazy("form", "interview")
    CIRCULATED_CRITICISM = "circulated_criticism", pgettext_lazy("form", "circulated criticism of a body")
    LOSS_OF_HONOURS = "loss_of_honours", pgettext_lazy("form", "loss of eligibility for honours")


class ReviewRoute(models.TextChoices):
    """Where a body asks for review of a decision."""

    SAME_ORGAN = "same_organ", _("review by the organ that decided")
    GOVERNMENT = "government", _("review by the government that approved")
    ORGAN_ABOVE = "organ_above", _("review by the organ above")


class ReferralState(models.TextChoices):
    """The states of a referral of a person (LIFECYCLES 7)."""

    DRAFTED = "drafted", pgettext_lazy("referral", "drafted")
    REFERRED = "referred", pgettext_lazy("referral", "referred")
    NOT_ACCEPTED = "not_accepted", pgettext_lazy("referral", "not accepted")
    CONCLUDED = "concluded", pgettext_lazy("referral", "concluded")


REFERRAL_TONES: Tones = {
    ReferralState.DRAFTED: ("neutral", "pen"),
    ReferralState.REFERRED: ("wait", "send"),
    ReferralState.NOT_ACCEPTED: ("end", "slash"),
    ReferralState.CONCLUDED: ("end", "check"),
}


class PersonForm(models.TextChoices):
    """What the organ decided about the person; the last six are sanctions."""

    CRITICISM_AND_EDUCATION = "criticism_and_education", pgettext_lazy("form", "criticism and education")
    SELF_EXAMINATION = "self_examination", pgettext_lazy("form", "self-examination")
    ADMONISHING_TALK = "admonishing_talk", pgettext_lazy("form", "admonishing talk")
    CIRCULATED_CRITICISM = "circulated_criticism", pgettext_lazy("form", "circulated criticism")
    ADJUSTMENT_OF_POST = "adjustment_of_post", pgettext_lazy("form", "adjustment of post")
    WARNING = "warning", pgettext_lazy("form", "warning")
    DEMERIT = "demerit", pgettext_lazy("form", "demerit")
    MAJOR_DEMERIT = "major_demerit", pgettext_lazy("form", "major demerit")
    DEMOTION = "demotion", pgettext_lazy("form", "demotion")
    REMOVAL = "removal", pgettext_lazy("form", "removal from post")
    DISMISSAL = "dismissal", pgettext_lazy("form", "dismissal from public service")


class Consequence(models.TextChoices):
    """What an order's step leads to in its commitment: a consequence that stood already is named in the step's row."""

    BEGIN_RECTIFICATION = "begin_rectification", _("rectification stood begun already")
    CONFIRM_REMEDY = "confirm_remedy", _("the remedy stood confirmed already")
    DECLARE_UNREMEDIED = "declare_unremedied", _("the commitment stood unremedied already")
    ANNUL_BREACH = "annul_breach", _("the breach stood annulled already")
    REOPEN_RECTIFICATION = "reopen_rectification", _("rectification stood reopened already")
