"""Who may write the records of this app: the role table, one literal, and the rights that its verbs are built of."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from commitments.choices import CommitmentState, VariationKind
from commitments.facts import body_paths, classifiers, part_writers, promise, uploads
from commitments.facts.handovers import list_of, offices, offices_of_list, supporters
from commitments.facts.variations import extensions
from commitments.rules.handovers import signers, takers
from commitments.rules.variations import SUPERIOR_FROM
from lifecycle.actors import Actor
from lifecycle.facts import Facts
from lifecycle.rights import apart_from, driven_by, other_than, right
from organizations.choices import Part, Role
from organizations.rights import clerk_of, named, overseer_staff, reviewer, role_lists, superior, supervisor_of

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
            "commitments.handover.create",
            "commitments.handover.edit",
            "commitments.correction.create",
            "commitments.correction.withdraw",
            "commitments.variation.create",
            "commitments.variation.edit",
            "commitments.variation.submit",
            "commitments.variation.withdraw",
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
            "commitments.handover.create",
            "commitments.handover.edit",
            "commitments.handover.order_take_over",
            "commitments.handover.witness",
            "commitments.correction.confirm",
            "commitments.correction.reject",
            "commitments.variation.return_for_revision",
            "commitments.variation.approve",
            "commitments.variation.reject",
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


def persons_of(by: Actor) -> set[int]:
    """The actor and the person for whom he acts."""
    return {one for one in (by.official_id, by.on_behalf_of_id) if one is not None}


@right("preparer", _("Only who prepared this list may do it."))
def preparer(record: Any, _facts: Facts, by: Actor, _verb: str, _today: date) -> bool:
    """The person who prepared the hand-over, by himself or through a deputy; who acts for another is that other."""
    return record.prepared_by_id is not None and record.prepared_by_id == (by.on_behalf_of_id or by.official_id)


@right(
    "outgoing",
    _("Only the outgoing post-holder signs over; where he is gone, the head of his body does. Nobody signs both ways."),
    needs=(offices,),
)
def outgoing(record: Any, facts: Facts, by: Actor, _verb: str, today: date) -> bool:
    """The giver, or the head who signs in his place; never who takes over."""
    persons = persons_of(by)
    taking = takers(record, facts["offices"], today) | {record.taker_id}
    return bool(persons & signers(record, facts["offices"], today)) and not persons & taking


@right(
    "incoming",
    _(
        "Only the incoming post-holder takes over; where there is none, whoever acts for him, else the head of the body."
    ),
    needs=(offices,),
)
def incoming(record: Any, facts: Facts, by: Actor, _verb: str, today: date) -> bool:
    """The taker, or who stands in for him; never the giver."""
    persons = persons_of(by)
    return bool(persons & takers(record, facts["offices"], today)) and record.giver_id not in persons


@right("not_of_supporter", _("Nobody of a body that supports one of these duties may do this."), needs=(supporters,))
def not_of_supporter(_record: Any, facts: Facts, by: Actor, _verb: str, _today: date) -> bool:
    """Independent of the supporting bodies too, of which the hand-over itself names none."""
    own = [path for path in (by.body_path, by.on_behalf_body_path) if path]
    return bool(own) and not any(path.startswith(body) for path in own for body in facts["supporters"])


@right("list_keeper", _("Only who prepared the list, or who hands over by it, may do this."), needs=(list_of,))
def list_keeper(_record: Any, facts: Facts, by: Actor, _verb: str, _today: date) -> bool:
    """The preparer or the giver of the line's hand-over."""
    kept = facts["list_of"]
    return kept is not None and bool(persons_of(by) & {kept.prepared_by_id, kept.giver_id})


@right("list_taker", _("Only who takes over by this list may do this."), needs=(list_of, offices_of_list))
def list_taker(_record: Any, facts: Facts, by: Actor, _verb: str, today: date) -> bool:
    """The taker of the line's hand-over."""
    kept = facts["list_of"]
    if kept is None or kept.giver_id in persons_of(by):
        return False
    return bool(persons_of(by) & takers(kept, facts["offices_of_list"], today))


# A list is prepared by the clerks and supervisors of either body, or by the outgoing post-holder himself.
handover_staff = clerk_of(Part.DUTY) | supervisor_of(Part.DUTY) | named("giver")
handover_maker = handover_staff & preparer
independent_reviewer = reviewer & not_of_supporter


@right(
    "clerk_of_proposer",
    _("Only a clerk of the body that asks for the change may do this."),
    roles=(Role.CLERK,),
    needs=(body_paths, promise),
)
def clerk_of_proposer(record: Any, facts: Facts, by: Actor, verb: str, today: date) -> bool:
    """A clerk of the body in whose name the change is asked for."""
    if not role_lists(Role.CLERK, record._meta.label, verb):
        return False
    matter = facts["promise"].kind if facts["promise"] is not None else ""
    return any(hold.covers(facts["body_path"], today, matter) for hold in by.having(Role.CLERK, today))


def _is_for_superior(record: Any, facts: Facts) -> bool:
    return bool(record.kind == VariationKind.EXTENSION and facts["extensions"] + 1 >= SUPERIOR_FROM)


@right(
    "for_reviewer",
    _("From the third extension of an obligation on, a supervisor of the body above the overseer decides."),
    needs=(extensions,),
)
def for_reviewer(record: Any, facts: Facts, _by: Actor, _verb: str, _today: date) -> bool:
    """Not the third extension, nor a later one (LIFECYCLES 3)."""
    return not _is_for_superior(record, facts)


@right(
    "for_superior",
    _("The body above the overseer decides from the third extension of an obligation on, not before."),
    needs=(extensions,),
)
def for_superior(record: Any, facts: Facts, _by: Actor, _verb: str, _today: date) -> bool:
    """The third extension, or a later one."""
    return _is_for_superior(record, facts)


variation_decider = ((for_reviewer & reviewer) | (for_superior & superior)) & other_than("submit")
# Who registers has written neither the promise nor what hangs on it (LIFECYCLES 1: other than submit; whoever edits had a hand in it).
registrar = reviewer & other_than("submit") & apart_from("other_than_writers", part_writers)
evidence_maker = _anybody_of_it & for_own_body & uploader
# What comes into being after registration comes from a variation, or as the next occurrence of what was met.
FOLLOWING = ("commitments.Obligation.accept", "commitments.Variation.approve")
obligation_maker = logging_clerk | driven_by(*FOLLOWING)


def standing_nowhere(records: Sequence[Any]) -> dict[int, tuple[str, ...] | None]:
    """For reference data of the whole installation: it stands under no body."""
    return {record.pk: None for record in records}
