"""The words of promises: states with their tones, kinds, outcomes and grounds."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CommitmentState(models.TextChoices):
    """The states of a commitment (LIFECYCLES 1)."""

    DRAFT = "draft", pgettext_lazy("commitment", "draft")
    SUBMITTED = "submitted", pgettext_lazy("commitment", "submitted")
    ACTIVE = "active", pgettext_lazy("commitment", "active")
    SUSPENDED = "suspended", pgettext_lazy("commitment", "suspended")
    FULFILLED = "fulfilled", pgettext_lazy("commitment", "fulfilled")
    BREACHED = "breached", pgettext_lazy("commitment", "breached")
    RECTIFYING = "rectifying", pgettext_lazy("commitment", "rectifying")
    REMEDIED = "remedied", pgettext_lazy("commitment", "remedied")
    UNREMEDIED = "unremedied", pgettext_lazy("commitment", "unremedied")
    TERMINATED = "terminated", pgettext_lazy("commitment", "terminated")
    WITHDRAWN = "withdrawn", pgettext_lazy("commitment", "withdrawn")
    CLOSED = "closed", pgettext_lazy("commitment", "closed")


COMMITMENT_TONES: Mapping[str, tuple[str, str]] = {
    CommitmentState.DRAFT: ("neutral", "pen"),
    CommitmentState.SUBMITTED: ("wait", "inbox"),
    CommitmentState.ACTIVE: ("run", "play"),
    CommitmentState.SUSPENDED: ("pause", "pause"),
    CommitmentState.FULFILLED: ("good", "check"),
    CommitmentState.BREACHED: ("bad", "x"),
    CommitmentState.RECTIFYING: ("fix", "wrench"),
    CommitmentState.REMEDIED: ("good", "check"),
    CommitmentState.UNREMEDIED: ("bad", "x"),
    CommitmentState.TERMINATED: ("end", "slash"),
    CommitmentState.WITHDRAWN: ("neutral", "pen"),
    CommitmentState.CLOSED: ("end", "lock"),
}
# Registered and binding: its obligations are performed, reported and judged.
IN_FORCE = (
    CommitmentState.ACTIVE,
    CommitmentState.SUSPENDED,
    CommitmentState.BREACHED,
    CommitmentState.RECTIFYING,
    CommitmentState.REMEDIED,
    CommitmentState.UNREMEDIED,
)
# Time counts against the duty: as in force, but for a suspension.
COUNTING = tuple(state for state in IN_FORCE if state != CommitmentState.SUSPENDED)
# Registered at some time: what was promised changes by a variation, a hand-over or a correction alone.
REGISTERED = (*IN_FORCE, CommitmentState.FULFILLED, CommitmentState.TERMINATED, CommitmentState.CLOSED)


class CommitmentKind(models.TextChoices):
    """The three kinds of promise; the codes are those of organizations' Matter. Finer ones are CommitmentType data."""

    INVESTMENT = "investment", _("investment promise")
    CONTRACT = "contract", _("contract or agreement")
    POLICY = "policy", _("policy commitment")


class EntryKind(models.TextChoices):
    """When in the life of a promise it was brought in."""

    PLANNED = "planned", _("to be signed")
    SIGNED = "signed", _("signed")
    RETROSPECTIVE = "retrospective", _("brought in retrospectively")


class SourceKind(models.TextChoices):
    """What a promise rests on."""

    AGREEMENT = "agreement", _("agreement")
    SUPPLEMENT = "supplement", _("supplementary agreement")
    MINUTES = "minutes", _("minutes")
    INSTRUCTION = "instruction", _("leader's instruction")
    LETTER_OF_PROMISE = "letter_of_promise", _("letter of promise")
    REPLY = "reply", _("reply")
    POLICY_DOCUMENT = "policy_document", _("policy document")
    ORAL = "oral", _("oral")


class DisclosureRule(models.TextChoices):
    """When a promise of a type may be shown to the public; the showing itself is decided elsewhere."""

    ON_REGISTRATION = "on_registration", _("disclosed once registered")
    ON_REQUEST = "on_request", _("disclosed on request")
    SUMMARY = "summary", _("summary only")
    INTERNAL = "internal", _("not disclosed")


class KeyArea(models.TextChoices):
    """The key areas of the integrity plan (LIFECYCLES 10)."""

    POLICY_IMPLEMENTATION = "policy_implementation", _("policy implementation")
    PROCUREMENT = "procurement", _("government procurement")
    PARTNERSHIP = "partnership", _("public-private partnership")
    BIDDING = "bidding", _("bidding")
    RESOURCE_TRADING = "resource_trading", _("public resource trading")
    INVESTMENT = "investment", _("investment promotion")
    DEBT = "debt", _("local government debt")
    STATUTORY_DUTY = "statutory_duty", _("statutory duty")
    SERVICE_PROMISE = "service_promise", _("grass-roots service promise")


class PromiseeKind(models.TextChoices):
    """To whom something was promised."""

    ENTERPRISE = "enterprise", _("enterprise")
    SOLE_TRADER = "sole_trader", _("sole trader")
    ORGANISATION = "organisation", _("other organisation")
    PERSONS = "persons", _("group of persons")
    PUBLIC = "public", _("the public")


class ProjectStage(models.TextChoices):
    """How far an investment project has come."""

    TALKS = "talks", _("in talks")
    SIGNED = "signed", _("signed")
    STARTED = "started", _("under construction")
    PRODUCING = "producing", _("in production")
    ENDED = "ended", _("ended")


class BudgetStanding(models.TextChoices):
    """Whether the money is in the budget."""

    IN_BUDGET = "in_budget", _("in the budget")
    PARTLY = "partly", _("partly in the budget")
    NOT_IN_BUDGET = "not_in_budget", _("not in the budget")
    NO_MONEY = "no_money", _("needs no money")


class SuspensionGround(models.TextChoices):
    """Why a commitment stands still."""

    FORCE_MAJEURE = "force_majeure", _("force majeure")
    OTHER_SIDE_DEFAULT = "other_side_default", _("default of the other side")
    COURT_ORDER = "court_order", _("court order")


class TerminationGround(models.TextChoices):
    """Grounds for ending a commitment; the changes of district, term, body, function or person are never one."""

    NATIONAL_INTEREST = "national_interest", _("national interest")
    PUBLIC_INTEREST = "public_interest", _("public interest")
    AGREED = "agreed", _("agreed by both sides")
    COURT = "court", _("judgment or award")
    PROMISEE_DEFAULT = "promisee_default", _("breach or exit of the promisee")
    PROMISEE_GONE = "promisee_gone", _("the promisee no longer exists")
    CHANGE_OF_DISTRICT = "change_of_district", _("change of administrative division")
    CHANGE_OF_TERM = "change_of_term", _("change of government term")
    CHANGE_OF_BODY = "change_of_body", _("reorganisation of a body")
    CHANGE_OF_FUNCTION = "change_of_function", _("change of functions")
    CHANGE_OF_PERSON = "change_of_person", _("change of the person responsible")


class Compensation(models.TextChoices):
    """What was decided on compensation when a commitment ends."""

    PAID = "paid", _("paid")
    AGREED = "agreed", _("agreed, to be paid")
    COURT = "court", _("left to the court")
    NOT_DUE = "not_due", _("not due, reasoned")


class CheckKind(models.TextChoices):
    """What several cities check before a promise is signed."""

    SITE = "site", _("site visit and due diligence")
    AUTHORITY = "authority", _("authority of the signer")
    AFFORDABILITY = "affordability", _("fiscal affordability")
    LEGALITY = "legality", _("legality review")
    COMPETITION = "competition", _("fair competition review")
    CONFLICT = "conflict", _("conflict with existing commitments")
    COLLECTIVE = "collective", _("collective decision")
    PUBLIC_COMMENT = "public_comment", _("public comment")


class CheckOutcome(models.TextChoices):
    """What came of a check: for a promise to be signed, and as a fact for one signed long ago."""

    PASSED = "passed", _("passed")
    EXCEPTION = "exception", _("passed as an exception")
    NOT_PASSED = "not_passed", _("not passed")
    DONE = "done", _("done at the time")
    NOT_DONE = "not_done", _("not done at the time")
    NOT_REQUIRED_THEN = "not_required_then", _("not required at the time")
    PAPERS_NOT_FOUND = "papers_not_found", _("papers not found")


class CheckState(models.TextChoices):
    """A pre-check stands as recorded, or is set aside by name with reason and basis."""

    RECORDED = "recorded", pgettext_lazy("pre-check", "recorded")
    OVERRIDDEN = "overridden", pgettext_lazy("pre-check", "overridden")


CHECK_TONES: Mapping[str, tuple[str, str]] = {
    CheckState.RECORDED: ("neutral", "pen"),
    CheckState.OVERRIDDEN: ("end", "slash"),
}


class DisputeKind(models.TextChoices):
    """Where a promise is in dispute. The marker stops nothing by itself."""

    LAWSUIT = "lawsuit", _("lawsuit")
    ARBITRATION = "arbitration", _("arbitration")
    RECONSIDERATION = "reconsideration", _("administrative reconsideration")
    ENFORCEMENT = "enforcement", _("compulsory enforcement")
    PETITION = "petition", _("petition")


class ObligationState(models.TextChoices):
    """The states of an obligation (LIFECYCLES 2). Overdue is computed, never a state."""

    CONDITIONAL = "conditional", pgettext_lazy("obligation", "conditions not yet met")
    CLAIMED = "claimed", pgettext_lazy("obligation", "claimed")
    PENDING = "pending", pgettext_lazy("obligation", "to be performed")
    REPORTED = "reported", pgettext_lazy("obligation", "reported")
    MET = "met", pgettext_lazy("obligation", "met")
    PARTIALLY_MET = "partially_met", pgettext_lazy("obligation", "partially met")
    WAIVED = "waived", pgettext_lazy("obligation", "waived")
    STOPPED = "stopped", pgettext_lazy("obligation", "stopped")
    CANCELLED = "cancelled", pgettext_lazy("obligation", "cancelled")


OBLIGATION_TONES: Mapping[str, tuple[str, str]] = {
    ObligationState.CONDITIONAL: ("pause", "pause"),
    ObligationState.CLAIMED: ("wait", "inbox"),
    ObligationState.PENDING: ("neutral", "pen"),
    ObligationState.REPORTED: ("wait", "inbox"),
    ObligationState.MET: ("good", "check"),
    ObligationState.PARTIALLY_MET: ("fix", "wrench"),
    ObligationState.WAIVED: ("end", "slash"),
    ObligationState.STOPPED: ("end", "slash"),
    ObligationState.CANCELLED: ("end", "slash"),
}
OPEN_OBLIGATION = (
    ObligationState.CONDITIONAL,
    ObligationState.CLAIMED,
    ObligationState.PENDING,
    ObligationState.REPORTED,
    ObligationState.PARTIALLY_MET,
)
# Time counts; a conditional or claimed duty is not yet due.
COUNTING_OBLIGATION = (ObligationState.PENDING, ObligationState.REPORTED, ObligationState.PARTIALLY_MET)
# Left out of progress and sums: the duty is gone.
FALLEN_AWAY = (ObligationState.WAIVED, ObligationState.STOPPED, ObligationState.CANCELLED)


class ObligationKind(models.TextChoices):
    """What is owed."""

    PAYMENT = "payment", _("payment")
    LAND = "land", _("land supply")
    PERMIT = "permit", _("permit or approval")
    RELIEF = "relief", _("tax or fee relief")
    CONSTRUCTION = "construction", _("construction")
    SERVICE = "service", _("service to the promisee")
    REPORT = "report", _("report or document")
    TASK = "task", _("task")


class Side(models.TextChoices):
    """Who owes it. The promisee's own duties have lamps, never a breach case."""

    GOVERNMENT = "government", _("government side")
    PROMISEE = "promisee", _("promisee's side")


class DueRule(models.TextChoices):
    """How the due date of an obligation comes about."""

    DATE = "date", _("on an agreed date")
    TERM = "term", _("a time after the conditions are confirmed")
    NONE_AGREED = "none_agreed", _("none agreed")


class Recurrence(models.TextChoices):
    """How often an obligation comes back."""

    ONCE = "once", _("once")
    MONTHLY = "monthly", _("every month")
    QUARTERLY = "quarterly", _("every quarter")
    HALF_YEARLY = "half_yearly", _("every half-year")
    YEARLY = "yearly", _("every year")


class Legality(models.TextChoices):
    """Whether performing would be lawful, on the justice bureau's written opinion."""

    UNREVIEWED = "unreviewed", _("not reviewed")
    LAWFUL = "lawful", _("to be performed lawfully")
    UNLAWFUL = "unlawful", _("unlawful")
    DISPUTED = "disputed", _("in dispute")


class Remedy(models.TextChoices):
    """What the promisee gets where an unlawful promise is stopped."""

    NONE = "none", _("no remedy")
    RENEGOTIATED = "renegotiated", _("renegotiated")
    COMPENSATION = "compensation", _("compensation")
    COURT = "court", _("left to the court")


class ShareState(models.TextChoices):
    """What a supporting body has done about its share."""

    OUTSTANDING = "outstanding", pgettext_lazy("share", "not reported yet")
    NAMED_MISSING = "named_missing", pgettext_lazy("share", "named as not reported")
    REPORTED = "reported", pgettext_lazy("share", "reported")
    DROPPED = "dropped", pgettext_lazy("share", "dropped")


SHARE_TONES: Mapping[str, tuple[str, str]] = {
    ShareState.OUTSTANDING: ("neutral", "pen"),
    ShareState.NAMED_MISSING: ("pause", "pause"),
    ShareState.REPORTED: ("good", "check"),
    ShareState.DROPPED: ("end", "slash"),
}


class ConditionState(models.TextChoices):
    """Whether a condition has its figure and source."""

    OPEN = "open", pgettext_lazy("condition", "no figure yet")
    FIGURED = "figured", pgettext_lazy("condition", "figure and source given")
    DROPPED = "dropped", pgettext_lazy("condition", "dropped")


CONDITION_TONES: Mapping[str, tuple[str, str]] = {
    ConditionState.OPEN: ("neutral", "pen"),
    ConditionState.FIGURED: ("good", "check"),
    ConditionState.DROPPED: ("end", "slash"),
}


class DisbursementState(models.TextChoices):
    """How far a payment has come."""

    ENTERED = "entered", pgettext_lazy("disbursement", "to be paid")
    PAID = "paid", pgettext_lazy("disbursement", "paid out")
    VOIDED = "voided", pgettext_lazy("disbursement", "voided")


DISBURSEMENT_TONES: Mapping[str, tuple[str, str]] = {
    DisbursementState.ENTERED: ("neutral", "pen"),
    DisbursementState.PAID: ("good", "check"),
    DisbursementState.VOIDED: ("end", "slash"),
}


class FundSource(models.TextChoices):
    """Where the money of a payment comes from."""

    CENTRAL = "central", _("central funds")
    PROVINCIAL = "provincial", _("provincial funds")
    CITY = "city", _("city funds")
    COUNTY = "county", _("county funds")
    TOWN = "town", _("town funds")
    OWN = "own", _("own funds of the body")
    OTHER = "other", _("other funds")


class EvidenceState(models.TextChoices):
    """Evidence stays attached, or is taken back with a reason; nothing is deleted."""

    ATTACHED = "attached", pgettext_lazy("evidence", "attached")
    TAKEN_BACK = "taken_back", pgettext_lazy("evidence", "taken back")


EVIDENCE_TONES: Mapping[str, tuple[str, str]] = {
    EvidenceState.ATTACHED: ("neutral", "pen"),
    EvidenceState.TAKEN_BACK: ("end", "slash"),
}


class EvidencePurpose(models.TextChoices):
    """What a piece of evidence is to show."""

    SOURCE = "source", _("source of the promise")
    STATEMENT = "statement", _("written statement on an oral promise")
    CHECK = "check", _("record of a pre-check")
    CLAIM = "claim", _("papers of the claim")
    PERFORMANCE = "performance", _("proof of performance")
    CONSENT = "consent", _("consent of the promisee")
    OPINION = "opinion", _("opinion on legality")
    PAYMENT = "payment", _("voucher of payment")
    GROUND = "ground", _("document of the ground")
    NEW_FINDING = "new_finding", _("new evidence against an acceptance")
    DISPUTE = "dispute", _("paper of a dispute")
    OTHER = "other", _("other")


class FileKind(models.TextChoices):
    """The kinds of file that are taken, as told by their content."""

    PDF = "pdf", _("PDF document")
    OFD = "ofd", _("OFD document")
    DOCX = "docx", _("Word document")
    XLSX = "xlsx", _("Excel workbook")
    PPTX = "pptx", _("PowerPoint slides")
    OLE = "ole", _("Office document in the old format")
    JPEG = "jpeg", _("JPEG image")
    PNG = "png", _("PNG image")
    TIFF = "tiff", _("TIFF image")
    BMP = "bmp", _("BMP image")


class HandoverState(models.TextChoices):
    """Who has signed for the passing of open duties: the giver, the taker, the witness (LIFECYCLES 4)."""

    PREPARED = "prepared", pgettext_lazy("hand-over", "prepared")
    SIGNED_OVER = "signed_over", pgettext_lazy("hand-over", "signed over")
    TAKEN_OVER = "taken_over", pgettext_lazy("hand-over", "taken over")
    WITNESSED = "witnessed", pgettext_lazy("hand-over", "witnessed")
    CANCELLED = "cancelled", pgettext_lazy("hand-over", "cancelled")


HANDOVER_TONES: Mapping[str, tuple[str, str]] = {
    HandoverState.PREPARED: ("neutral", "pen"),
    HandoverState.SIGNED_OVER: ("wait", "inbox"),
    HandoverState.TAKEN_OVER: ("good", "check"),
    HandoverState.WITNESSED: ("end", "lock"),
    HandoverState.CANCELLED: ("end", "slash"),
}


class Occasion(models.TextChoices):
    """Why duties change hands: another person in office, another division of work, or another body."""

    OFFICIAL = "official", pgettext_lazy("occasion", "change of official")
    PORTFOLIO = "portfolio", pgettext_lazy("occasion", "change of portfolio")
    MERGER = "merger", pgettext_lazy("occasion", "merger of bodies")
    TRANSFER = "transfer", pgettext_lazy("occasion", "transfer of functions")
    SPLIT = "split", pgettext_lazy("occasion", "split of a body")
    RENAMING = "renaming", pgettext_lazy("occasion", "renaming of a body")


# Inside one body the person or post changes; at the others the duty goes to another body.
INSIDE_A_BODY = (Occasion.OFFICIAL, Occasion.PORTFOLIO)
# At these a succession stands behind the hand-over: the law passes the duty on its date.
BY_SUCCESSION = (Occasion.MERGER, Occasion.SPLIT, Occasion.RENAMING)


class ItemState(models.TextChoices):
    """A line of the list: on it, left out with a reason, fallen away before it was signed, or passed to the taker."""

    LISTED = "listed", pgettext_lazy("hand-over item", "listed")
    LEFT_OUT = "left_out", pgettext_lazy("hand-over item", "left out")
    DROPPED = "dropped", pgettext_lazy("hand-over item", "no longer open")
    PASSED = "passed", pgettext_lazy("hand-over item", "passed")


ITEM_TONES: Mapping[str, tuple[str, str]] = {
    ItemState.LISTED: ("neutral", "pen"),
    ItemState.LEFT_OUT: ("fix", "flag"),
    ItemState.DROPPED: ("end", "slash"),
    ItemState.PASSED: ("good", "check"),
}


class CorrectionState(models.TextChoices):
    """A clerical error is mended when a second person has confirmed it."""

    PROPOSED = "proposed", pgettext_lazy("correction", "proposed")
    CONFIRMED = "confirmed", pgettext_lazy("correction", "confirmed")
    REJECTED = "rejected", pgettext_lazy("correction", "rejected")
    WITHDRAWN = "withdrawn", pgettext_lazy("correction", "withdrawn")


CORRECTION_TONES: Mapping[str, tuple[str, str]] = {
    CorrectionState.PROPOSED: ("wait", "inbox"),
    CorrectionState.CONFIRMED: ("good", "check"),
    CorrectionState.REJECTED: ("badsoft", "x"),
    CorrectionState.WITHDRAWN: ("neutral", "pen"),
}


class VariationState(models.TextChoices):
    """The states of a variation (LIFECYCLES 3)."""

    DRAFTED = "drafted", pgettext_lazy("variation", "drafted")
    SUBMITTED = "submitted", pgettext_lazy("variation", "submitted")
    APPROVED = "approved", pgettext_lazy("variation", "approved")
    REJECTED = "rejected", pgettext_lazy("variation", "rejected")
    WITHDRAWN = "withdrawn", pgettext_lazy("variation", "withdrawn")


VARIATION_TONES: Mapping[str, tuple[str, str]] = {
    VariationState.DRAFTED: ("neutral", "pen"),
    VariationState.SUBMITTED: ("wait", "inbox"),
    VariationState.APPROVED: ("good", "check"),
    VariationState.REJECTED: ("badsoft", "x"),
    VariationState.WITHDRAWN: ("neutral", "pen"),
}
OPEN_VARIATION = (VariationState.DRAFTED, VariationState.SUBMITTED)


class VariationKind(models.TextChoices):
    """What a variation changes. Each kind asks for its own fields and no others (`rules.variations.SHAPES`)."""

    EXTENSION = "extension", pgettext_lazy("variation", "extension")
    DUE_DATE = "due_date", pgettext_lazy("variation", "due date")
    AMOUNT = "amount", pgettext_lazy("variation", "amount")
    DUTY_BODY = "duty_body", pgettext_lazy("variation", "duty body")
    SUPPORTING_BODY = "supporting_body", pgettext_lazy("variation", "supporting body")
    CONTENT = "content", pgettext_lazy("variation", "what is owed")
    CANCELLATION = "cancellation", pgettext_lazy("variation", "obligation taken out")
    ADDITION = "addition", pgettext_lazy("variation", "obligation added")
    FUNDING = "funding", pgettext_lazy("variation", "source of funds")
    CLAUSE = "clause", pgettext_lazy("variation", "clause")
    PROMISEE = "promisee", pgettext_lazy("variation", "promisee")


class ColumnKind(models.TextChoices):
    """What a division's own column holds."""

    TEXT = "text", _("text")
    NUMBER = "number", _("figure")
    DAY = "day", _("date")
    YES_NO = "yes_no", _("yes or no")
    CHOICE = "choice", _("one of a list")
