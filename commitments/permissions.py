"""Who may write the records of this app: the role table, one literal, and the rights that its verbs are built of."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from commitments.choices import CommitmentState
from commitments.facts import body_paths, classifiers, promise, uploads
from lifecycle.actors import Actor
from lifecycle.facts import Facts
from lifecycle.rights import driven_by, right
from organizations.choices import Part, Role
from organizations.rights import clerk_of, overseer_staff, role_lists, supervisor_of

ROLES: Mapping[str, frozenset[str]] = {
    Role.CLERK: frozenset(
        {
            "commitments.promisee.create",
            "commitments.promisee.edit",
            "commitments.project.create",
            "commitments.project.edit",
            "commitments.agreement.create",
            "commitments.agreement.edit",
            "commitments.commitment.create",
            "commitments.commitment.edit",
            "commitments.commitment.submit",
            "commitments.commitment.withdraw",
            "commitments.precheck.create",
            "commitments.precheck.edit",
            "commitments.dispute.create",
            "commitments.dispute.edit",
            "commitments.obligation.create",
            "commitments.obligation.edit",
            "commitments.obligation.claim",
            "commitments.obligation.report",
            "commitments.obligation.cancel",
            "commitments.share.create",
            "commitments.share.edit",
            "commitments.share.report_share",
            "commitments.share.name_missing",
            "commitments.share.drop",
            "commitments.condition.create",
            "commitments.condition.edit",
            "commitments.condition.give_figure",
            "commitments.condition.drop",
            "commitments.disbursement.create",
            "commitments.disbursement.edit",
            "commitments.disbursement.pay",
            "commitments.evidence.create",
            "commitments.evidence.take_back",
            "commitments.customvalue.create",
            "commitments.customvalue.edit",
            "commitments.correction.create",
            "commitments.correction.withdraw",
        }
    ),
    Role.SUPERVISOR: frozenset(
        {
            "commitments.commitment.return_for_revision",
            "commitments.commitment.register",
            "commitments.commitment.suspend",
            "commitments.commitment.resume",
            "commitments.commitment.confirm_fulfilment",
            "commitments.commitment.terminate",
            "commitments.commitment.resume_performance",
            "commitments.commitment.close",
            "commitments.commitment.reopen",
            "commitments.precheck.override",
            "commitments.obligation.classify",
            "commitments.obligation.confirm_conditions",
            "commitments.obligation.refuse_conditions",
            "commitments.obligation.accept",
            "commitments.obligation.accept_partly",
            "commitments.obligation.return_report",
            "commitments.obligation.waive",
            "commitments.obligation.stop",
            "commitments.obligation.revoke_acceptance",
            "commitments.disbursement.override",
            "commitments.disbursement.void",
            "commitments.evidence.create",
            "commitments.evidence.take_back",
            "commitments.correction.confirm",
            "commitments.correction.reject",
        }
    ),
    Role.SYSTEM_ADMIN: frozenset(
        {
            "commitments.commitmenttype.create",
            "commitments.commitmenttype.edit",
            "commitments.requiredcheck.create",
            "commitments.requiredcheck.edit",
            "commitments.obligationtemplate.create",
            "commitments.obligationtemplate.edit",
            "commitments.customcolumn.create",
            "commitments.customcolumn.edit",
        }
    ),
}

logging_clerk = clerk_of(Part.LOGGING)
duty_clerk = clerk_of(Part.DUTY)
# Whoever logged the promise and whoever must keep it both speak for the promisee, who has no account here.
party_clerk = clerk_of(Part.LOGGING, Part.DUTY)
paying_clerk = clerk_of(Part.LOGGING, Part.DUTY, Part.PAYING)
attaching_staff = clerk_of(Part.ISSUING) | supervisor_of(Part.ISSUING)
_anybody_of_it = (
    clerk_of(Part.LOGGING, Part.PROMISING, Part.DUTY, Part.SUPPORTING, Part.PAYING)
    | supervisor_of(Part.LOGGING, Part.PROMISING, Part.DUTY, Part.SUPPORTING, Part.PAYING)
    | overseer_staff(Role.CLERK, Role.SUPERVISOR)
)


@right(
    "while_draft",
    _("Once the commitment is submitted, only its termination or an approved variation cancels this."),
    needs=(promise,),
)
def while_draft(_record: Any, facts: Facts, _by: Actor, _verb: str, _today: date) -> bool:
    """The commitment is still a draft."""
    return facts["promise"] is not None and facts["promise"].state == CommitmentState.DRAFT


@right(
    "other_than_classifier",
    _("Who classified the legality may not stop the obligation: another must do this."),
    needs=(classifiers,),
)
def other_than_classifier(_record: Any, facts: Facts, by: Actor, _verb: str, _today: date) -> bool:
    """Other than who classified it: asked of the whole trail, as a return to an earlier state changes no opinion."""
    persons = {by.official_id, by.on_behalf_of_id} - {None}
    return bool(persons) and not persons & set(facts["classifiers"])


@right("for_own_body", _("You attach evidence in the name of your own body alone."))
def for_own_body(record: Any, _facts: Facts, by: Actor, _verb: str, _today: date) -> bool:
    """The body named as having attached it is the actor's."""
    return by.body_id is not None and record.body_id == by.body_id


@right("uploader", _("Upload the file yourself: only who sent a file in may attach it."), needs=(uploads,))
def uploader(record: Any, facts: Facts, by: Actor, _verb: str, _today: date) -> bool:
    """Paper, or a file that this person sent in: nobody gets at another's file by naming its digest."""
    return record.is_paper or by.official_id in {one.official_id for one in facts["uploads"]}


@right(
    "clerk_of_share",
    _("Only a clerk of the supporting body itself may do this."),
    roles=(Role.CLERK,),
    needs=(body_paths, promise),
)
def clerk_of_share(record: Any, facts: Facts, by: Actor, verb: str, today: date) -> bool:
    """A clerk of the share's own body: another supporting body does not answer for it."""
    if not role_lists(Role.CLERK, record._meta.label, verb):
        return False
    matter = facts["promise"].kind if facts["promise"] is not None else ""
    return any(hold.covers(facts["body_path"], today, matter) for hold in by.having(Role.CLERK, today))


evidence_maker = _anybody_of_it & for_own_body & uploader
# What comes into being after registration comes from a variation, or as the next occurrence of what was met.
FOLLOWING = ("commitments.Obligation.accept", "commitments.Variation.approve")
obligation_maker = logging_clerk | driven_by(*FOLLOWING)


def standing_nowhere(records: Sequence[Any]) -> dict[int, tuple[str, ...] | None]:
    """For reference data of the whole installation: it stands under no body."""
    return {record.pk: None for record in records}
