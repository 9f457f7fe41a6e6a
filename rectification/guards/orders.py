"""What a rectification order needs on its way."""

from datetime import date
from functools import cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from commitments.choices import CommitmentState
from commitments.guards.sentences import naming
from lifecycle.facts import Facts
from lifecycle.guards import Guard, guard
from rectification import consequences
from rectification.choices import MeasureKind, MeasureState, OrderState
from rectification.facts import demands, measures, open_orders, promise, proven, standing_cases
from rectification.rules.limits import is_in_time_for_appeal as in_time

SENTENCES = {
    "begin_rectification": _("The commitment is not in breach: there is nothing to put right."),
    "confirm_remedy": _("The commitment is not under rectification: the plan must be approved first."),
    "declare_unremedied": _("The commitment is neither in breach nor under rectification."),
    "annul_breach": _("The commitment is not in breach: there is nothing to annul."),
    "reopen_rectification": _("The commitment is not remedied: there is nothing to reopen."),
}


@cache
def can_follow(consequence: str) -> Guard:
    """The commitment is where the consequence leads from, or there already."""

    @guard(f"can_{consequence}", SENTENCES[consequence], needs=(promise,))
    def follows(_record: Any, facts: Facts, _today: date) -> bool:
        return facts["promise"] is not None and consequences.can_follow(consequence, facts["promise"].state)

    return follows


@guard("can_annul_breach", SENTENCES["annul_breach"], needs=(promise, standing_cases))
def can_be_set_aside(_record: Any, facts: Facts, _today: date) -> bool:
    """The breach is annulled, or left unremedied where another finding of it stands; or that stands already."""
    consequence = consequences.drawn_from("set_aside", facts["standing_cases"])
    return facts["promise"] is not None and consequences.can_follow(consequence, facts["promise"].state)


def _uncovered(_record: Any, facts: Facts) -> list[Any]:
    covered = {one.demand_id for one in facts["measures"]}
    return [one.text for one in facts["demands"] if one.pk not in covered]


@guard(
    "covers_every_demand",
    _("Enter a measure for each demand, with its owner and due date."),
    needs=(demands, measures),
    detail=naming(_("No measure yet for: {names}."), _uncovered),
)
def covers_every_demand(record: Any, facts: Facts, _today: date) -> bool:
    """A plan answers each demand; owner and due date are fields that a measure cannot be without."""
    return bool(facts["demands"]) and not _uncovered(record, facts)


def _unproven(_record: Any, facts: Facts) -> list[Any]:
    wanting = (MeasureKind.IMMEDIATE, MeasureKind.WITHIN_LIMIT)
    return [one.what for one in facts["measures"] if one.kind in wanting and one.pk not in facts["proven"]]


@guard(
    "are_measures_proven",
    _("Attach evidence to every measure that is done at once or within a limit."),
    needs=(measures, proven),
    detail=naming(_("No evidence yet for: {names}."), _unproven),
)
def are_measures_proven(record: Any, facts: Facts, _today: date) -> bool:
    """立行立改 and 限期整改 are proven; 持续整改 goes to the follow-up list and blocks nothing."""
    return not _unproven(record, facts)


def _unapproved(_record: Any, facts: Facts) -> list[Any]:
    return [one.what for one in facts["measures"] if one.approved_on is None]


@guard(
    "are_measures_approved",
    _("A reviewer approves the measures for demands that joined later first."),
    needs=(measures,),
    detail=naming(_("Not approved yet: {names}."), _unapproved),
)
def are_measures_approved(record: Any, facts: Facts, _today: date) -> bool:
    """Nothing is submitted for acceptance that no reviewer approved."""
    return not _unapproved(record, facts)


def _unaccepted(_record: Any, facts: Facts) -> list[Any]:
    return [
        one.what
        for one in facts["measures"]
        if one.kind != MeasureKind.CONTINUING and one.state != MeasureState.ACCEPTED
    ]


@guard(
    "are_measures_accepted",
    _("Accept each measure first."),
    needs=(measures,),
    detail=naming(_("Not accepted yet: {names}."), _unaccepted),
)
def are_measures_accepted(record: Any, facts: Facts, _today: date) -> bool:
    """Measures are accepted one by one before the order is."""
    return not _unaccepted(record, facts)


@guard("is_limit_passed", _("The limit has not passed yet."))
def is_limit_passed(record: Any, _facts: Facts, today: date) -> bool:
    """The due date has passed, or while no plan stands, the plan's."""
    if record.state == OrderState.ISSUED and record.plan_due_on is not None and record.plan_due_on < today:
        return True
    return record.due_on is not None and record.due_on < today


@guard("is_first_appeal", _("The body has asked for review of this order once already (Order 733, art. 17)."))
def is_first_appeal(record: Any, _facts: Facts, _today: date) -> bool:
    """Once."""
    return record.appealed_on is None


@guard("is_in_time", _("The 30 days from receipt are over (Order 733, art. 17)."))
def is_in_time_for_appeal(record: Any, _facts: Facts, today: date) -> bool:
    """Within 30 days of receipt."""
    return in_time(record.received_on, today)


@guard("is_first_extension", _("This order was extended once already."))
def is_first_extension(record: Any, _facts: Facts, _today: date) -> bool:
    """Once."""
    return record.extended_on is None


@guard("is_remedied", _("The commitment is not remedied any more: open a new case instead."), needs=(promise,))
def is_remedied(_record: Any, facts: Facts, _today: date) -> bool:
    """A relapse is found while the remedy stands."""
    return facts["promise"] is not None and facts["promise"].state == CommitmentState.REMEDIED


@guard(
    "is_reissuable",
    _("A new order is issued while the commitment is unremedied and no order stands open on it."),
    needs=(promise, open_orders),
)
def is_reissuable(_record: Any, facts: Facts, _today: date) -> bool:
    """One open order at a time, and only where the last one left the duty standing."""
    unremedied = facts["promise"] is not None and facts["promise"].state == CommitmentState.UNREMEDIED
    return unremedied and not facts["open_orders"]
