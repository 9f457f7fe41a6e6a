"""What the verbs of breach cases are told."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lifecycle.payload import choice, day, prose, record, text
from lifecycle.refusals import Sentence
from organizations.choices import Part, Role
from organizations.facts import relations_of
from organizations.offices import in_post
from rectification.choices import OPEN_CASE, Authority, CaseState, Channel, OrderForm
from rectification.payloads.faults import IN_PAST, demand_faults, future


def _single_bodies(queryset: Any, _target: Any) -> Any:
    """Bodies that exist and can act: a collective phrase of a document signs no paper."""
    return queryset.filter(is_group=False).existing_on(timezone.localdate())


def _independent_bodies(queryset: Any, target: Any) -> Any:
    """Bodies that are neither duty bodies of the case nor below one, nor a mere group."""
    queryset = _single_bodies(queryset, target)
    if target is None:
        return queryset
    known = relations_of(type(target).parties_of([target]))[target.pk]
    for path in known.all_duty():
        queryset = queryset.exclude(path__startswith=path)
    return queryset


def _verifiers(queryset: Any, target: Any) -> Any:
    """Who may look into it: clerks and supervisors by a valid grant, with a post in a body that may verify."""
    today = timezone.localdate()
    grants = apps.get_model("organizations", "Grant")._default_manager.valid_on(today)
    held = grants.filter(official=OuterRef("pk"), role__in=(Role.CLERK, Role.SUPERVISOR))
    bodies = _independent_bodies(apps.get_model("organizations", "Body")._default_manager.all(), target)
    return in_post(queryset.filter(Exists(held)), today, bodies)


@dataclass(frozen=True)
class AssignVerificationData:
    """Who verifies: the superior or the competent body, independent of the duty body."""

    verifying_body: int = record(_("verifying body"), "organizations.Body", among=_independent_bodies)
    verifier: int = record(_("verifier"), "organizations.Official", among=_verifiers)
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
    return _single_bodies(queryset, target).filter(pk__in=parties.of(Part.DUTY, Part.SUPPORTING))


@dataclass(frozen=True)
class ReportVerificationData:
    """What the named verifier found."""

    verified: str = prose(_("what was verified, how, and what was found"))


@dataclass(frozen=True)
class ConfirmData:
    """The finding, the hearing, and the order that follows: its demands, its authority, its issuer (Order 733)."""

    finding: str = prose(_("finding: what was promised, what was done, why it is a breach"))
    heard_on: date = day(_("body heard on"))
    heard: str = prose(_("what the body said, and what was made of it"))
    demands: str = prose(_("demands, one a line"))
    authority: str = choice(_("authority for the order"), Authority)
    authority_document: str = text(_("document of the authority: title, number, date"))
    issuer: int = record(_("issued by"), "organizations.Body", among=_single_bodies)
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
