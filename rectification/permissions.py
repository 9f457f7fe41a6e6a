"""Who may write the records of this app: the role table, one literal, and the rights that its verbs are built of."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from lifecycle.actors import Actor
from lifecycle.facts import Facts
from lifecycle.rights import apart_from, driven_by, other_than, right
from organizations.choices import Part, Role
from organizations.facts import relations
from organizations.rights import (
    clerk_of,
    inspector,
    integrity_officer,
    is_independent,
    named,
    not_named,
    overseer_staff,
    reviewer,
    superior,
    supervisor_of,
)
from rectification.facts import plan_writers

ROLES: Mapping[str, frozenset[str]] = {
    Role.CLERK: frozenset(
        {
            "rectification.breachcase.create",
            "rectification.breachcase.edit",
            "rectification.breachcase.report_verification",
            "rectification.rectificationorder.edit",
            "rectification.rectificationorder.serve",
            "rectification.rectificationorder.acknowledge",
            "rectification.rectificationorder.submit_plan",
            "rectification.rectificationorder.submit_for_acceptance",
            "rectification.measure.create",
            "rectification.measure.edit",
            "rectification.measure.report_measure",
            "rectification.measure.drop",
            "rectification.measure.submit_measure",
            "rectification.proof.create",
            "rectification.personreferral.create",
            "rectification.personreferral.edit",
        }
    ),
    Role.SUPERVISOR: frozenset(
        {
            "rectification.breachcase.create",
            "rectification.breachcase.edit",
            "rectification.breachcase.assign_verification",
            "rectification.breachcase.report_verification",
            "rectification.breachcase.confirm",
            "rectification.breachcase.dismiss",
            "rectification.breachcase.supersede",
            "rectification.rectificationorder.edit",
            "rectification.rectificationorder.serve",
            "rectification.rectificationorder.approve_plan",
            "rectification.rectificationorder.return_plan",
            "rectification.rectificationorder.accept",
            "rectification.rectificationorder.return_for_rework",
            "rectification.rectificationorder.declare_failed",
            "rectification.rectificationorder.record_refusal",
            "rectification.rectificationorder.appeal",
            "rectification.rectificationorder.uphold",
            "rectification.rectificationorder.set_aside",
            "rectification.rectificationorder.reopen",
            "rectification.rectificationorder.extend",
            "rectification.rectificationorder.reissue",
            "rectification.measure.approve_measure",
            "rectification.measure.accept_measure",
            "rectification.measure.return_measure",
            "rectification.accountabilitycase.create",
            "rectification.personreferral.create",
            "rectification.personreferral.edit",
            "rectification.personreferral.refer",
            "rectification.personreferral.decline",
            "rectification.personreferral.conclude",
        }
    ),
    Role.INTEGRITY_OFFICER: frozenset(
        {
            "rectification.breachcase.create",
            "rectification.breachcase.edit",
            "rectification.breachcase.assign_verification",
            "rectification.accountabilitycase.request_review",
        }
    ),
    Role.INSPECTOR: frozenset(
        {
            "rectification.accountabilitycase.create",
            "rectification.accountabilitycase.investigate",
            "rectification.accountabilitycase.propose_decision",
            "rectification.accountabilitycase.return_proposal",
            "rectification.accountabilitycase.decide",
            "rectification.accountabilitycase.exempt",
            "rectification.accountabilitycase.dismiss",
            "rectification.accountabilitycase.execute",
            "rectification.accountabilitycase.request_review",
            "rectification.accountabilitycase.uphold",
            "rectification.accountabilitycase.amend",
            "rectification.accountabilitycase.revoke",
            "rectification.personreferral.create",
            "rectification.personreferral.edit",
        }
    ),
}


@right(
    "independent",
    _("Nobody of a duty body, or acting for somebody of one, may do this."),
    needs=(relations,),
)
def independent(_record: Any, facts: Facts, by: Actor, _verb: str, _today: date) -> bool:
    """Neither the actor's body nor his principal's is a duty body or below one."""
    return is_independent(by, facts["relations"])


duty_clerk = clerk_of(Part.DUTY)
duty_supervisor = supervisor_of(Part.DUTY)
case_opener = overseer_staff(Role.CLERK, Role.SUPERVISOR) | integrity_officer
handing_over = overseer_staff(Role.SUPERVISOR) | integrity_officer
overseeing_supervisor = overseer_staff(Role.SUPERVISOR)
# The integrity office hands over, it does not confirm; nor does whoever verified.
named_verifier = (clerk_of(Part.VERIFYING) | supervisor_of(Part.VERIFYING)) & named("verifier")
finder = supervisor_of(Part.VERIFYING) & not_named("verifier") & other_than("report_verification") & independent
issued_by_system = driven_by("rectification.BreachCase.confirm", "rectification.RectificationOrder.reissue")
demanded_by_system = driven_by(
    "rectification.BreachCase.confirm",
    "rectification.RectificationOrder.reissue",
    "rectification.RectificationOrder.reopen",
)
remarked_by_system = driven_by("rectification.RectificationOrder.return_plan")
paper_keeper = overseer_staff(Role.CLERK, Role.SUPERVISOR)
not_planner = apart_from("other_than_planners", plan_writers)
plan_judge = reviewer & other_than("submit_plan") & not_planner
acceptor = reviewer & other_than("submit_plan", "approve_plan", "submit_for_acceptance") & not_planner
# The plan's own measures are approved with it; what answers a demand that joined later is judged by itself.
measure_approver = (reviewer & other_than("create")) | driven_by("rectification.RectificationOrder.approve_plan")
measure_judge = reviewer & other_than("create", "report_measure")
# Who reviews an order took no part in it.
uninvolved_superior = superior & other_than(
    "create",
    "serve",
    "acknowledge",
    "submit_plan",
    "approve_plan",
    "return_plan",
    "submit_for_acceptance",
    "accept",
    "return_for_rework",
    "extend",
    "appeal",
    "reopen",
)
inquiry_opener = reviewer | inspector
assigned_inspector = inspector & named("inspector")
decider = inspector & not_named("inspector") & other_than("investigate", "propose_decision")
pardoner = inspector & not_named("inspector") & other_than("propose_decision")
review_asker = integrity_officer | inspector
reviewing_inspector = inspector & other_than("decide")
drafting = (overseer_staff(Role.CLERK, Role.SUPERVISOR) | inspector) & named("drafter")
referrer = reviewer & not_named("drafter") & other_than("create")

__all__ = [
    "ROLES",
    "acceptor",
    "assigned_inspector",
    "case_opener",
    "decider",
    "demanded_by_system",
    "drafting",
    "duty_clerk",
    "duty_supervisor",
    "finder",
    "handing_over",
    "independent",
    "inquiry_opener",
    "issued_by_system",
    "measure_approver",
    "measure_judge",
    "named_verifier",
    "overseeing_supervisor",
    "paper_keeper",
    "pardoner",
    "plan_judge",
    "referrer",
    "remarked_by_system",
    "review_asker",
    "reviewer",
    "reviewing_inspector",
    "superior",
    "uninvolved_superior",
]
