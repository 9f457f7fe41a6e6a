"""What the verbs of rectification orders are told."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from lifecycle.notes import Note
from lifecycle.payload import choice, day, notes, prose, record, text, yes
from lifecycle.refusals import Sentence
from rectification.choices import Authority, ExtensionUse, RefusalKind
from rectification.payloads.faults import IN_PAST, demand_faults, future
from rectification.rules.demands import LONGEST_DEMAND


def before_issue(target: Any, **days: date) -> dict[str, Sentence]:
    """What lies before the day on which the order was issued and must not."""
    issued = getattr(target, "issued_on", None)
    return {name: _("The order was issued later than this.") for name, on in days.items() if issued and on < issued}


@dataclass(frozen=True)
class ServeData:
    """When the paper was served, under which number."""

    served_on: date = day(_("served on"))
    number: str = text(
        _("number of the paper"),
        max_length=100,
        required=False,
        help=_("As it stands on the paper. Left empty: the number on record stays."),
    )

    def faults(self, target: Any) -> dict[str, Sentence]:
        """Not before it was issued."""
        return before_issue(target, served_on=self.served_on)

    def faults_on(self, _target: Any, today: date) -> dict[str, Sentence]:
        """Not in the future."""
        return future(today, served_on=self.served_on)


@dataclass(frozen=True)
class AcknowledgeData:
    """When the paper reached the body."""

    received_on: date = day(_("received on"))

    def faults(self, target: Any) -> dict[str, Sentence]:
        """Not before it was issued."""
        return before_issue(target, received_on=self.received_on)

    def faults_on(self, _target: Any, today: date) -> dict[str, Sentence]:
        """Not in the future."""
        return future(today, received_on=self.received_on)


@dataclass(frozen=True)
class SubmitPlanData:
    """The plan in words; its measures are rows of their own."""

    plan: str = prose(_("plan: cause, aim, who answers for it"))


def _standing(queryset: Any, target: Any) -> Any:
    """The measures of the plan at hand."""
    if target is None:
        return queryset.none()
    found = queryset.standing().filter(order=target.pk).select_related("demand")
    return found.order_by("demand__number", "pk")


def _demanded(queryset: Any, target: Any) -> Any:
    """The demands of the order."""
    return queryset.none() if target is None else queryset.filter(order=target.pk).order_by("number")


@dataclass(frozen=True)
class ReturnPlanData:
    """What is asked of single measures and demands; the reason is about the plan as a whole."""

    on_measures: tuple[Note, ...] = notes(_("asked of the measures"), "rectification.Measure", among=_standing)
    on_demands: tuple[Note, ...] = notes(_("asked about the demands"), "rectification.Demand", among=_demanded)


def _papers(queryset: Any, target: Any) -> Any:
    """The evidence of the order's commitment that was not taken back."""
    if target is None:
        return queryset.none()
    return queryset.attached().filter(commitment=target.commitment_id).order_by("-pk")


@dataclass(frozen=True)
class SubmitForAcceptanceData:
    """What was done, and the report on it where it is a paper of its own."""

    summary: str = prose(_("what was done"))
    report: int | None = record(
        _("rectification report"),
        "commitments.Evidence",
        required=False,
        among=_papers,
        help=_("Left empty: the report on file stays."),
    )


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
