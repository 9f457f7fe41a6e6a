"""What the verbs of inquiries into bodies are told."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from lifecycle.payload import choice, day, prose, text, yes
from lifecycle.refusals import Sentence
from rectification.choices import BodyForm, ReviewRoute
from rectification.payloads.faults import future
from rectification.rules.forms import is_heavier


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
