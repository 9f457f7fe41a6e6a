"""What the verbs of cases, orders and inquiries are told."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lifecycle.payload import choice, day, prose, record, text, yes
from lifecycle.refusals import Sentence
from organizations.choices import Part
from organizations.facts import relations_of
from rectification.choices import (
    OPEN_CASE,
    Authority,
    BodyForm,
    CaseState,
    Channel,
    ExtensionUse,
    OrderForm,
    PersonForm,
    RefusalKind,
    ReviewRoute,
)
from rectification.rules.demands import LONGEST_DEMAND, demands_in
from rectification.rules.forms import is_heavier

IN_FUTURE = _("This day lies in the future.")
IN_PAST = _("The due date must lie after today.")
NO_DEMAND = _("State at least one demand, one a line.")
LONG_DEMAND = _("A demand has at most 500 characters; split it into several lines.")


def future(today: date, **days: date | None) -> dict[str, Sentence]:
    """What lies after today and must not."""
    return {name: IN_FUTURE for name, on in days.items() if on is not None and on > today}


def demand_faults(demands: str) -> dict[str, Sentence]:
    """At least one demand, none too long for its row."""
    lines = demands_in(demands)
    if not lines:
        return {"demands": NO_DEMAND}
    return {"demands": LONG_DEMAND} if any(len(line) > LONGEST_DEMAND for line in lines) else {}


def _independent_bodies(queryset: Any, target: Any) -> Any:
    """Bodies that are neither duty bodies of the case nor below one, nor a mere group."""
    queryset = queryset.filter(is_group=False).existing_on(timezone.localdate())
    if target is None:
        return queryset
    known = relations_of(type(target).parties_of([target]))[target.pk]
    for path in known.all_duty():
        queryset = queryset.exclude(path__startswith=path)
    return queryset


@dataclass(frozen=True)
class AssignVerificationData:
    """Who verifies: the superior or the competent body, independent of the duty body."""

    verifying_body: int = record(_("verifying body"), "organizations.Body", among=_independent_bodies)
    verifier: int = record(_("verifier"), "organizations.Official")
    note: str = prose(_("what is to be verified"), required=False)

    def faults_on(self, _target: Any, today: date) -> dict[str, Sentence]:
        """The verifier holds a post in the verifying body."""
        tenures = apps.get_model("organizations", "Tenure")._default_manager
        held = tenures.filter(Q(until=None) | Q(until__gt=today), since__lte=today, official=self.verifier)
        if held.filter(post__body=self.verifying_body).exists():
            return {}
        return {"verifier": _("This person holds no post in the verifying body.")}


def _other_cases(queryset: Any, target: Any) -> Any:
    if target is None:
        return queryset
    live = (*OPEN_CASE, CaseState.CONFIRMED)
    return queryset.filter(commitment=target.commitment_id, state__in=live).exclude(pk=target.pk)


@dataclass(frozen=True)
class SupersedeData:
    """The case of the same commitment that takes this one up."""

    superseded_by: int = record(_("taken up by"), "rectification.BreachCase", among=_other_cases)


def _duty_bodies(queryset: Any, target: Any) -> Any:
    if target is None:
        return queryset
    parties = type(target).parties_of([target])[target.pk]
    return queryset.filter(pk__in=parties.of(Part.DUTY, Part.SUPPORTING))


@dataclass(frozen=True)
class ConfirmData:
    """The finding, the hearing, and the order that follows: its demands, its authority, its issuer (Order 733)."""

    finding: str = prose(_("finding: what was promised, what was done, why it is a breach"))
    heard_on: date = day(_("body heard on"))
    heard: str = prose(_("what the body said, and what was made of it"))
    demands: str = prose(_("demands, one a line"))
    authority: str = choice(_("authority for the order"), Authority)
    authority_document: str = text(_("document of the authority: title, number, date"))
    issuer: int = record(_("issued by"), "organizations.Body")
    issuer_document: str = text(_("document that designates the issuer"))
    channel: str = choice(_("goes"), Channel)
    form: str = choice(_("kind of paper"), OrderForm)
    duty_body: int | None = record(
        _("addressed to"),
        "organizations.Body",
        required=False,
        among=_duty_bodies,
        help=_("Where the case is about one obligation, its lead duty body."),
    )
    due_on: date | None = day(_("due date"), required=False, help=_("Left empty: 30 days from today."))

    def faults(self, target: Any) -> dict[str, Sentence]:
        """Demands are stated; an addressee where no obligation names it."""
        found = demand_faults(self.demands)
        if target is not None and target.obligation_id is None and self.duty_body is None:
            found["duty_body"] = _("The case names no obligation: say to which body the order is addressed.")
        return found

    def faults_on(self, _target: Any, today: date) -> dict[str, Sentence]:
        """Heard before, due after today."""
        found = future(today, heard_on=self.heard_on)
        if self.due_on is not None and self.due_on <= today:
            found["due_on"] = IN_PAST
        return found


@dataclass(frozen=True)
class DismissCaseData:
    """Why it is no breach, and what the complainant was told."""

    finding: str = prose(_("finding: why it is no breach"))
    answer: str = prose(_("answer to the complainant, or to whoever raised it"))
    answered_on: date = day(_("answered on"))

    def faults_on(self, _target: Any, today: date) -> dict[str, Sentence]:
        """Answered already."""
        return future(today, answered_on=self.answered_on)


@dataclass(frozen=True)
class AcknowledgeData:
    """When the paper reached the body."""

    received_on: date = day(_("received on"))

    def faults(self, target: Any) -> dict[str, Sentence]:
        """Not before it was issued."""
        if target is not None and target.issued_on is not None and self.received_on < target.issued_on:
            return {"received_on": _("The order was issued later than this.")}
        return {}

    def faults_on(self, _target: Any, today: date) -> dict[str, Sentence]:
        """Not in the future."""
        return future(today, received_on=self.received_on)


@dataclass(frozen=True)
class SubmitPlanData:
    """The plan in words; its measures are rows of their own."""

    plan: str = prose(_("plan: cause, aim, who answers for it"))


@dataclass(frozen=True)
class SubmitForAcceptanceData:
    """What was done."""

    summary: str = prose(_("what was done"))


@dataclass(frozen=True)
class ReworkData:
    """The new due date."""

    due_on: date | None = day(_("new due date"), required=False, help=_("Left empty: 30 days from today."))

    def faults_on(self, _target: Any, today: date) -> dict[str, Sentence]:
        """After today."""
        return {"due_on": IN_PAST} if self.due_on is not None and self.due_on <= today else {}


@dataclass(frozen=True)
class ExtendData:
    """Until when."""

    due_on: date = day(_("new due date"))

    def faults(self, target: Any) -> dict[str, Sentence]:
        """Later than the present one."""
        if target is not None and target.due_on is not None and self.due_on <= target.due_on:
            return {"due_on": _("An extension leads beyond the present due date.")}
        return {}

    def faults_on(self, _target: Any, today: date) -> dict[str, Sentence]:
        """After today."""
        return {"due_on": IN_PAST} if self.due_on <= today else {}


@dataclass(frozen=True)
class DeclareFailedData:
    """What became of the extension, and in what the order failed."""

    extension: str = choice(_("extension"), ExtensionUse)
    extension_note: str = prose(_("when it was granted, or why it was refused"))
    failed_in: str = prose(_("which demands were not met"))

    def faults(self, target: Any) -> dict[str, Sentence]:
        """Only an extension that was granted can be used."""
        if target is not None and self.extension == ExtensionUse.USED and target.extended_on is None:
            return {"extension": _("No extension was granted.")}
        return {}


@dataclass(frozen=True)
class RecordRefusalData:
    """The refusal as it was put on record; silence is none."""

    refusal_kind: str = choice(_("refused"), RefusalKind)
    refusal_document: str = text(_("the writing, or the record of the interview: number and date"))
    refused_on: date = day(_("refused on"))
    refusal_words: str = prose(_("what the body said"))
    pleads_change: bool = yes(_("it pleads reorganisation or a change of people"))

    def faults_on(self, _target: Any, today: date) -> dict[str, Sentence]:
        """Not in the future."""
        return future(today, refused_on=self.refused_on)


@dataclass(frozen=True)
class AppealData:
    """What the body asks to have reviewed."""

    appeal_ground: str = prose(_("grounds of the request"))


@dataclass(frozen=True)
class ReviewData:
    """What the review found."""

    review_note: str = prose(_("result of the review"))


@dataclass(frozen=True)
class ReopenOrderData:
    """What the re-inspection found; it becomes a demand of its own."""

    relapse: str = text(_("what was found on re-inspection"), max_length=LONGEST_DEMAND)
    due_on: date | None = day(_("new due date"), required=False, help=_("Left empty: 30 days from today."))

    def faults_on(self, _target: Any, today: date) -> dict[str, Sentence]:
        """After today."""
        return {"due_on": IN_PAST} if self.due_on is not None and self.due_on <= today else {}


@dataclass(frozen=True)
class ReissueData:
    """The new order for the same case; its demands are taken over unless others are stated."""

    authority: str = choice(_("authority for the order"), Authority)
    authority_document: str = text(_("document of the authority: title, number, date"))
    demands: str = prose(_("demands, one a line"), required=False, help=_("Left empty: those of the order before."))
    due_on: date | None = day(_("due date"), required=False, help=_("Left empty: 30 days from today."))

    def faults(self, _target: Any) -> dict[str, Sentence]:
        """Demands fit their rows."""
        return demand_faults(self.demands) if self.demands else {}

    def faults_on(self, _target: Any, today: date) -> dict[str, Sentence]:
        """After today."""
        return {"due_on": IN_PAST} if self.due_on is not None and self.due_on <= today else {}


@dataclass(frozen=True)
class ReportMeasureData:
    """What was done about one measure."""

    done_on: date = day(_("done on"))
    result: str = prose(_("what was done"))

    def faults_on(self, _target: Any, today: date) -> dict[str, Sentence]:
        """Not in the future."""
        return future(today, done_on=self.done_on)


@dataclass(frozen=True)
class ProposeDecisionData:
    """Facts, evidence, the trace, the hearing, the proposed form; a hearing never makes it heavier."""

    facts: str = prose(_("facts"))
    evidence: str = prose(_("evidence"))
    trace: str = prose(_("the trace: who answered for what, and when"))
    heard_on: date = day(_("body heard on"))
    heard: str = prose(_("what the body said, and what was made of it"))
    form_told: str = choice(_("form of which the body was told"), BodyForm)
    form: str = choice(_("proposed form"), BodyForm)

    def faults(self, _target: Any) -> dict[str, Sentence]:
        """Never made heavier for speaking."""
        if is_heavier(self.form, self.form_told):
            return {"form": _("Nothing is made heavier because the body spoke for itself.")}
        return {}

    def faults_on(self, _target: Any, today: date) -> dict[str, Sentence]:
        """Heard already."""
        return future(today, heard_on=self.heard_on)


@dataclass(frozen=True)
class DecideData:
    """The decision, and the approval of the government or its head (Order 733 art. 21)."""

    form: str = choice(_("form"), BodyForm)
    decision: str = prose(_("decision"))
    number: str = text(_("number of the decision"))
    approval: str = text(_("approval on file: by whom, document, date"))

    def faults(self, target: Any) -> dict[str, Sentence]:
        """Not heavier than what the body was heard on."""
        if target is not None and target.form and is_heavier(self.form, target.form):
            return {"form": _("The body was heard on a lighter form: return the proposal instead.")}
        return {}


@dataclass(frozen=True)
class ExemptData:
    """The conditions of the error-tolerance rule, each with how it is met."""

    rule: str = text(_("error-tolerance rule: title, article"))
    conditions: str = prose(_("each condition, and how it is met"))
    are_met: bool = yes(_("all conditions are met"), required=True)


@dataclass(frozen=True)
class ExecuteData:
    """How the decision was carried out."""

    executed_on: date = day(_("executed on"))
    note: str = prose(_("how it was carried out"))

    def faults_on(self, _target: Any, today: date) -> dict[str, Sentence]:
        """Not in the future."""
        return future(today, executed_on=self.executed_on)


@dataclass(frozen=True)
class RequestReviewData:
    """For the body: by which route, on what grounds."""

    route: str = choice(_("route"), ReviewRoute)
    asked_on: date = day(_("asked on"))
    grounds: str = prose(_("grounds of the request"))

    def faults_on(self, _target: Any, today: date) -> dict[str, Sentence]:
        """Not in the future."""
        return future(today, asked_on=self.asked_on)


@dataclass(frozen=True)
class AmendData:
    """The lighter decision."""

    form: str = choice(_("form"), BodyForm)
    decision: str = prose(_("decision"))
    review_note: str = prose(_("result of the review"))

    def faults(self, target: Any) -> dict[str, Sentence]:
        """A review never makes it heavier."""
        if target is not None and target.form and is_heavier(self.form, target.form):
            return {"form": _("A review never makes a decision heavier.")}
        return {}


@dataclass(frozen=True)
class ReferData:
    """To whom the lead goes, and the head's approval."""

    organ: str = text(_("organ it goes to"))
    approval: str = text(_("head's approval on file: by whom, document, date"))
    referred_on: date = day(_("handed over on"))

    def faults_on(self, _target: Any, today: date) -> dict[str, Sentence]:
        """Not in the future."""
        return future(today, referred_on=self.referred_on)


@dataclass(frozen=True)
class ConcludeData:
    """The organ's result: form, number, date, file."""

    form: str = choice(_("form"), PersonForm)
    number: str = text(_("number of the decision"))
    decided_on: date = day(_("date of the decision"))
    filed_at: str = text(_("file: where the organ's paper is kept"))

    def faults_on(self, _target: Any, today: date) -> dict[str, Sentence]:
        """Not in the future."""
        return future(today, decided_on=self.decided_on)
