"""What the verbs of promises are told: typed fields, judged before anything is locked."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from commitments.choices import (
    BudgetStanding,
    Compensation,
    Legality,
    ObligationState,
    Remedy,
    SuspensionGround,
    TerminationGround,
)
from commitments.rules.funding import FUNDING_SHARES, funding_faults
from commitments.rules.grounds import termination_faults
from lifecycle.payload import choice, day, money, number, prose, record, text
from lifecycle.refusals import Sentence

ACCEPTED = (ObligationState.MET, ObligationState.PARTIALLY_MET)
RATIO_MOST = Decimal("99.99")
IN_FUTURE = _("This day lies in the future.")


class ClassifiedLegality:
    """The opinions that `classify` may record: every legality but "not reviewed"."""

    choices = [(one.value, one.label) for one in Legality if one != Legality.UNREVIEWED]


@dataclass(frozen=True)
class SuspendData:
    """Why a commitment stands still, and by which document."""

    ground: str = choice(_("ground"), SuspensionGround)
    document: str = text(_("document of the ground: title and number"))


@dataclass(frozen=True)
class TerminateData:
    """On which ground a commitment ends, in which power, and what the promisee gets (优化营商环境条例 art. 31)."""

    ground: str = choice(_("ground"), TerminationGround)
    power: str = prose(_("lawful power by which it is ended"))
    procedure: str = prose(_("procedure that was followed"))
    compensation: str = choice(_("decision on compensation"), Compensation)
    compensation_amount: Decimal | None = money(_("compensation, yuan"), required=False)
    compensation_note: str = prose(_("how the compensation is fair, reasonable and timely"), required=False)
    notice_served_on: date | None = day(_("notice served on the promisee on"), required=False)
    land_settlement: str = prose(_("what becomes of the land"), required=False)

    def faults(self, _target: Any) -> dict[str, Sentence]:
        """The five changes that are never a ground, and what a promisee's default asks for."""
        return termination_faults(
            self.ground,
            compensation=self.compensation,
            compensation_note=self.compensation_note,
            notice_served_on=self.notice_served_on,
            land_settlement=self.land_settlement,
        )


def _accepted_of(queryset: Any, target: Any) -> Any:
    return queryset.none() if target is None else queryset.filter(commitment=target, state__in=ACCEPTED)


@dataclass(frozen=True)
class ReopenData:
    """Which acceptances new evidence takes back: one at least where the promise was held to be fulfilled."""

    obligations: tuple[int, ...] = record(
        _("obligations whose acceptance is revoked"),
        "commitments.Obligation",
        required=False,
        help=_("None need be named where the commitment was closed without having been confirmed as fulfilled."),
        among=_accepted_of,
        multiple=True,
    )

    def faults(self, target: Any) -> dict[str, Sentence]:
        """That a promise was kept rests on acceptances: it is not taken back without one of them."""
        if target is None or self.obligations or not target.is_held_fulfilled:
            return {}
        return {"obligations": _("It was confirmed as fulfilled: name an acceptance that the new evidence takes back.")}


@dataclass(frozen=True)
class CorrectData:
    """The field of a record, and the value that it should always have had."""

    field: str = text(_("field"))
    value: str = prose(_("right value"), required=False)


@dataclass(frozen=True)
class VaryCommitmentData:
    """What an approved variation changes in a commitment; what is left empty stays."""

    clause: str = prose(_("clause"), required=False)
    agreement: int | None = record(_("supplementary agreement"), "commitments.Agreement", required=False)
    promisee: int | None = record(_("promisee"), "commitments.Promisee", required=False)
    amount: Decimal | None = money(_("amount, yuan"), required=False)
    in_budget: str = choice(_("in the budget"), BudgetStanding, required=False)
    funding: str = text(_("source of funds"), required=False)
    share_central: Decimal | None = number(_("central share, %"), required=False, decimals=2)
    share_province: Decimal | None = number(_("provincial share, %"), required=False, decimals=2)
    share_city: Decimal | None = number(_("city share, %"), required=False, decimals=2)
    share_county: Decimal | None = number(_("county share, %"), required=False, decimals=2)
    share_town: Decimal | None = number(_("town share, %"), required=False, decimals=2)
    share_other: Decimal | None = number(_("other share, %"), required=False, decimals=2)

    @property
    def shares(self) -> dict[str, Decimal | None]:
        """The shares by level, by field name."""
        return {name: getattr(self, name) for name in FUNDING_SHARES}

    def faults(self, _target: Any) -> dict[str, Sentence]:
        """New shares replace all the old ones, so they make the whole by themselves."""
        return funding_faults(self.shares)


@dataclass(frozen=True)
class VaryObligationData:
    """What an approved variation changes in an obligation; what is left empty stays."""

    due_on: date | None = day(_("due date"), required=False)
    amount: Decimal | None = money(_("amount, yuan"), required=False)
    lead_body: int | None = record(_("lead duty body"), "organizations.Body", required=False)
    paying_body: int | None = record(_("paying body"), "organizations.Body", required=False)
    content: str = prose(_("what is owed"), required=False)


@dataclass(frozen=True)
class VaryShareData:
    """What an approved variation changes in a supporting body's share; what is left empty stays."""

    body: int | None = record(_("supporting body"), "organizations.Body", required=False)
    what: str = text(_("what it does"), required=False, max_length=300)
    due_on: date | None = day(_("due date"), required=False)


@dataclass(frozen=True)
class ClassifyData:
    """What the justice bureau's written opinion says about an obligation."""

    legality: str = choice(_("legality"), ClassifiedLegality)
    article: str = text(_("article that it offends"), required=False)
    opinion_by: str = text(_("body that gave the opinion"))
    opinion_number: str = text(_("number of the opinion"), max_length=100)
    opinion_on: date = day(_("date of the opinion"))

    def faults(self, _target: Any) -> dict[str, Sentence]:
        """Unlawful is said with the article."""
        if self.legality == Legality.UNLAWFUL and not self.article:
            return {"article": _("Name the article that the obligation offends.")}
        return {}

    def faults_on(self, _target: Any, today: date) -> dict[str, Sentence]:
        """An opinion is there before it is recorded."""
        return {"opinion_on": IN_FUTURE} if self.opinion_on > today else {}


@dataclass(frozen=True)
class ClaimData:
    """What the promisee claims."""

    amount: Decimal | None = money(_("amount claimed, yuan"), required=False)
    note: str = prose(_("what is claimed"), required=False)


@dataclass(frozen=True)
class RefuseConditionsData:
    """What is missing, and how the promisee was told."""

    missing: str = prose(_("what is missing"))
    told_on: date = day(_("promisee told on"))
    told_how: str = text(_("how the promisee was told"))

    def faults_on(self, _target: Any, today: date) -> dict[str, Sentence]:
        """He was told already."""
        return {"told_on": IN_FUTURE} if self.told_on > today else {}


@dataclass(frozen=True)
class ReportData:
    """What was performed, and when."""

    performed_on: date = day(_("day of performance, as evidenced"))
    note: str = prose(_("what was performed"), required=False)

    def faults_on(self, _target: Any, today: date) -> dict[str, Sentence]:
        """What is reported has happened."""
        return {"performed_on": IN_FUTURE} if self.performed_on > today else {}


@dataclass(frozen=True)
class AcceptData:
    """The day of performance where the acceptance finds another than was reported."""

    performed_on: date | None = day(_("day of performance, where it differs from the report"), required=False)

    def faults_on(self, _target: Any, today: date) -> dict[str, Sentence]:
        """What is accepted has happened."""
        return {"performed_on": IN_FUTURE} if self.performed_on and self.performed_on > today else {}


@dataclass(frozen=True)
class AcceptPartlyData:
    """How much was met: a ratio, or an amount."""

    ratio: Decimal | None = number(
        _("ratio met, %"), required=False, decimals=2, min_value=Decimal("0.01"), max_value=RATIO_MOST
    )
    amount: Decimal | None = money(_("amount met, yuan"), required=False)
    missing: str = prose(_("what is still missing"), required=False)

    def faults(self, target: Any) -> dict[str, Sentence]:
        """One of the two, and less than the whole."""
        if (self.ratio is None) == (self.amount is None):
            return {"ratio": _("Give either the ratio or the amount that was met.")}
        if self.amount is None or target is None:
            return {}
        if target.amount is None:
            return {"amount": _("This obligation has no amount: give the ratio.")}
        if not 0 < self.amount < target.amount:
            return {"amount": _("Partly met is more than nothing and less than the whole amount.")}
        return {}


@dataclass(frozen=True)
class StopData:
    """How the promisee was told that an unlawful obligation is not performed, and what he gets instead."""

    told_on: date = day(_("promisee told on"))
    told_how: str = text(_("how the promisee was told"))
    remedy: str = choice(_("remedy"), Remedy)
    remedy_note: str = prose(_("details of the remedy"), required=False)

    def faults_on(self, _target: Any, today: date) -> dict[str, Sentence]:
        """He was told already."""
        return {"told_on": IN_FUTURE} if self.told_on > today else {}


@dataclass(frozen=True)
class GiveDaysBackData:
    """Since when the time stood still."""

    since: date = day(_("suspended since"))


@dataclass(frozen=True)
class ReportShareData:
    """What a supporting body did."""

    result: str = prose(_("what was done"))


@dataclass(frozen=True)
class NameMissingData:
    """Why a supporting body's share is not there."""

    why: str = prose(_("why the share is missing"))


@dataclass(frozen=True)
class GiveFigureData:
    """The figure by which a condition is judged, and where it comes from."""

    figure: str = text(_("figure"))
    source: str = text(_("source of the figure"))
    figure_on: date = day(_("day for which the figure holds"))

    def faults_on(self, _target: Any, today: date) -> dict[str, Sentence]:
        """A figure is measured, not foretold."""
        return {"figure_on": IN_FUTURE} if self.figure_on > today else {}


@dataclass(frozen=True)
class PayData:
    """What was paid out, when, by which voucher."""

    paid: Decimal = money(_("amount paid, yuan"))
    paid_on: date = day(_("paid on"))
    voucher: str = text(_("voucher number"), max_length=100)

    def faults(self, _target: Any) -> dict[str, Sentence]:
        """Nothing is no payment."""
        return {} if self.paid > 0 else {"paid": _("A payment is more than nothing.")}

    def faults_on(self, _target: Any, today: date) -> dict[str, Sentence]:
        """What is entered as paid was paid."""
        return {"paid_on": IN_FUTURE} if self.paid_on > today else {}
