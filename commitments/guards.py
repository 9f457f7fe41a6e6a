"""What must be so before a step: pure predicates, each with the sentence that says what is missing."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from commitments.choices import (
    FALLEN_AWAY,
    IN_FORCE,
    OPEN_OBLIGATION,
    REGISTERED,
    CheckKind,
    ColumnKind,
    CommitmentState,
    ConditionState,
    EntryKind,
    EvidencePurpose,
    Legality,
    ObligationState,
    ShareState,
    SourceKind,
)
from commitments.facts import (
    checks,
    column,
    conditions,
    conditions_of_all,
    correction_target,
    duty,
    duty_relations,
    duty_relations_of_all,
    evidence_count,
    new_evidence,
    obligations,
    promise,
    required_checks,
    shares,
    type_of,
    uploads,
)
from commitments.rules.checks import OUTCOMES_OF_FACT, failed_kinds, is_long_enough, missing_kinds, required_kinds
from commitments.rules.corrections import as_text, faults_of_value
from commitments.rules.legality import standing_legality
from commitments.rules.sources import STATEMENTS_FOR_ORAL, needs_promisee
from lifecycle.facts import Facts
from lifecycle.guards import guard
from lifecycle.refusals import Sentence

Detail = Callable[[Any, Facts, date], Sentence]


def _naming(sentence: Any, names: Callable[[Any, Facts], Iterable[Any]]) -> Detail:
    """A sentence with "{names}" that lists what is missing."""

    def detail(record: Any, facts: Facts, _today: date) -> Sentence:
        listed = list(names(record, facts))
        joined = format_lazy("{}" + ", {}" * (len(listed) - 1), *listed) if listed else ""
        return format_lazy(sentence, names=joined)

    return detail


def _is_driven(facts: Facts) -> bool:
    return bool(facts.get("cause"))


# A commitment on its way into the register


@guard("has_obligation", _("Enter at least one obligation."), needs=(obligations,))
def has_obligation(_record: Any, facts: Facts, _today: date) -> bool:
    """A promise of nothing cannot be followed."""
    return any(one.state != ObligationState.CANCELLED for one in facts["obligations"])


@guard("has_promisee", _("Name the promisee: an investment promise and a contract are made to somebody."))
def has_promisee(record: Any, _facts: Facts, _today: date) -> bool:
    """A promisee where the kind needs one."""
    return record.promisee_id is not None or not needs_promisee(record.kind)


@guard("has_source", _("Give the source: its kind, and the clause or the text."))
def has_source(record: Any, _facts: Facts, _today: date) -> bool:
    """What the promise rests on."""
    return bool(record.source_kind) and bool(record.clause.strip() or record.source_text.strip())


@guard(
    "has_statements", _("Attach two written statements: an oral promise has no other proof."), needs=(evidence_count,)
)
def has_statements(record: Any, facts: Facts, _today: date) -> bool:
    """Two written statements for an oral promise."""
    return (
        record.source_kind != SourceKind.ORAL
        or facts["evidence_count"][EvidencePurpose.STATEMENT] >= STATEMENTS_FOR_ORAL
    )


def _unstated(_record: Any, facts: Facts) -> list[Any]:
    stated = {one.obligation_id for one in facts["conditions_of_all"] if one.state != ConditionState.DROPPED}
    return [
        one.title
        for one in facts["obligations"]
        if one.is_conditional and one.pk not in stated and one.state != ObligationState.CANCELLED
    ]


@guard(
    "are_conditions_stated",
    _("State the conditions of each conditional obligation."),
    needs=(obligations, conditions_of_all),
    detail=_naming(_("State the conditions of these obligations: {names}."), _unstated),
)
def are_conditions_stated(record: Any, facts: Facts, _today: date) -> bool:
    """A conditional obligation says on what it depends."""
    return not _unstated(record, facts)


def _needed(record: Any, facts: Facts) -> tuple[str, ...]:
    return required_kinds(facts["required_checks"], record.is_major_decision)


def _missing_checks(record: Any, facts: Facts) -> list[Any]:
    missing = missing_kinds(_needed(record, facts), facts["checks"], record.entry_kind)
    return [CheckKind(kind).label for kind in missing]


_CHECKS = (checks, required_checks)


@guard(
    "are_checks_recorded",
    _("Record every required pre-check."),
    needs=_CHECKS,
    detail=_naming(_("Record these pre-checks with their outcome: {names}."), _missing_checks),
)
def are_checks_recorded(record: Any, facts: Facts, _today: date) -> bool:
    """Planned: each required pre-check has an outcome before the promise is submitted."""
    return record.entry_kind != EntryKind.PLANNED or not _missing_checks(record, facts)


@guard(
    "are_checks_passed",
    _("Every required pre-check must be passed, or overridden by name with reason and basis."),
    needs=_CHECKS,
    detail=_naming(
        _("Not passed, and not overridden by name with reason and basis: {names}."),
        lambda record, facts: [CheckKind(kind).label for kind in failed_kinds(_needed(record, facts), facts["checks"])],
    ),
)
def are_checks_passed(record: Any, facts: Facts, _today: date) -> bool:
    """Planned: passed, or set aside by name."""
    return record.entry_kind != EntryKind.PLANNED or not failed_kinds(_needed(record, facts), facts["checks"])


@guard(
    "are_checks_facts",
    _("Record each pre-check as a fact: done, not done, not required then, papers not found."),
    needs=_CHECKS,
    detail=_naming(
        _("Record as a fact (done, not done, not required then, papers not found): {names}."), _missing_checks
    ),
)
def are_checks_facts(record: Any, facts: Facts, _today: date) -> bool:
    """Signed and retrospective: what was done then is stated, never judged anew."""
    if record.entry_kind == EntryKind.PLANNED:
        return True
    return not _missing_checks(record, facts) and all(one.outcome in OUTCOMES_OF_FACT for one in facts["checks"])


@guard(
    "had_time_for_decision",
    _("A major decision needs 7 working days of legality review and 30 days of public comment (Order 713)."),
    needs=(checks,),
)
def had_time_for_decision(record: Any, facts: Facts, _today: date) -> bool:
    """Planned major decisions took the time that the law gives them."""
    if record.entry_kind != EntryKind.PLANNED or not record.is_major_decision:
        return True
    return is_long_enough(facts["checks"])


@guard(
    "are_duty_bodies_overseen",
    _("Every duty body needs a body that oversees it."),
    needs=(duty_relations_of_all,),
    detail=lambda _record, facts, today: format_lazy(
        _("Nobody oversees: {names}. Name another duty body, or have an oversight entered."),
        names=", ".join(n for n, known in facts["duty_relations_of_all"] if not known.overseers(today)),
    ),
)
def are_duty_bodies_overseen(_record: Any, facts: Facts, today: date) -> bool:
    """A duty that nobody could register, accept or verify is not taken in."""
    return all(known.overseers(today) for _name, known in facts["duty_relations_of_all"])


# A commitment on its way out


@guard(
    "are_obligations_settled",
    _("Every obligation must be met, waived, stopped or cancelled, and at least one met."),
    needs=(obligations,),
)
def are_obligations_settled(_record: Any, facts: Facts, _today: date) -> bool:
    """Fulfilled means that nothing is open and something was met."""
    states = [one.state for one in facts["obligations"]]
    settled = (ObligationState.MET, *FALLEN_AWAY)
    return all(state in settled for state in states) and ObligationState.MET in states


@guard(
    "has_open_obligation", _("No obligation is open any more: there is nothing left to perform."), needs=(obligations,)
)
def has_open_obligation(_record: Any, facts: Facts, _today: date) -> bool:
    """The duty outlives the sanction only where one is left."""
    return any(one.state in OPEN_OBLIGATION for one in facts["obligations"])


@guard(
    "has_new_evidence",
    _("Attach the new evidence against the acceptance."),
    needs=(new_evidence,),
)
def has_new_evidence(_record: Any, facts: Facts, _today: date) -> bool:
    """An acceptance is taken back on evidence that came after it."""
    return bool(facts["has_new_evidence"])


# What hangs on the commitment's state


@guard(
    "is_draft",
    _("After the commitment is submitted, this changes only by a variation, a hand-over or a correction."),
    needs=(promise,),
)
def is_draft(_record: Any, facts: Facts, _today: date) -> bool:
    """The commitment is still a draft, or another verb drives this."""
    return _is_driven(facts) or (facts["promise"] is not None and facts["promise"].state == CommitmentState.DRAFT)


@guard("is_in_force", _("The commitment is not in force: it is not registered yet, or has ended."), needs=(promise,))
def is_in_force(_record: Any, facts: Facts, _today: date) -> bool:
    """Obligations are performed and judged while the commitment binds."""
    return facts["promise"] is not None and facts["promise"].state in IN_FORCE


@guard(
    "is_before_registration", _("The commitment is registered already: there is nothing to override."), needs=(promise,)
)
def is_before_registration(_record: Any, facts: Facts, _today: date) -> bool:
    """Still on its way into the register."""
    early = (CommitmentState.DRAFT, CommitmentState.SUBMITTED)
    return facts["promise"] is not None and facts["promise"].state in early


@guard("is_registered", _("The commitment is not registered: edit the draft itself."), needs=(promise,))
def is_registered(_record: Any, facts: Facts, _today: date) -> bool:
    """Registered, whatever became of it since."""
    return facts["promise"] is not None and facts["promise"].state in REGISTERED


@guard(
    "is_of_its_type",
    _("This type is for promises of another kind, or is no longer used."),
    needs=(type_of,),
    field="type",
)
def is_of_its_type(record: Any, facts: Facts, _today: date) -> bool:
    """A type belongs to one of the three kinds."""
    found = facts["type_of"]
    return found is not None and found.kind == record.kind and not found.is_retired


# An obligation as it is entered


@guard(
    "is_overseen",
    _("Nobody oversees this body, so it cannot be made a duty body."),
    needs=(duty_relations, promise),
    field="lead_body",
)
def is_lead_overseen(record: Any, facts: Facts, today: date) -> bool:
    """An imported draft may name such a body until it is submitted."""
    return _is_driven(facts) or facts["promise"].is_imported or bool(facts["duty_relations"].overseers(today))


@guard(
    "is_overseen",
    _("Nobody oversees this body, so it cannot be made a duty body."),
    needs=(duty_relations, promise),
    field="body",
)
def is_share_overseen(record: Any, facts: Facts, today: date) -> bool:
    """The same for a supporting body."""
    return _is_driven(facts) or facts["promise"].is_imported or bool(facts["duty_relations"].overseers(today))


@guard("is_due_after_promise", _("The due date lies before the promise."), needs=(promise,), field="due_on")
def is_due_after_promise(record: Any, facts: Facts, _today: date) -> bool:
    """Nothing is due before it is promised."""
    promised = facts["promise"].promised_on
    return record.due_on is None or promised is None or record.due_on >= promised


@guard("is_unclassified", _("Only the next occurrence of an obligation takes over from the one before."))
def is_original(record: Any, facts: Facts, _today: date) -> bool:
    """What people enter starts unreviewed and follows nothing."""
    return _is_driven(facts) or (record.previous_id is None and record.legality == Legality.UNREVIEWED)


@guard("is_of_the_commitment", _("This obligation belongs to another commitment."), needs=(duty,), field="obligation")
def is_of_the_commitment(record: Any, facts: Facts, _today: date) -> bool:
    """A row about an obligation names that obligation's own commitment."""
    return record.obligation_id is None or (
        facts["duty"] is not None and facts["duty"].commitment_id == record.commitment_id
    )


@guard("is_of_conditional", _("This obligation depends on no conditions."), needs=(duty,), field="obligation")
def is_of_conditional(_record: Any, facts: Facts, _today: date) -> bool:
    """Conditions belong to a conditional obligation."""
    return facts["duty"] is not None and facts["duty"].is_conditional


@guard("is_undecided", _("The conditions of this obligation were confirmed or have fallen away."), needs=(duty,))
def is_undecided(_record: Any, facts: Facts, _today: date) -> bool:
    """Figures are given while the conditions are open."""
    return facts["duty"] is not None and facts["duty"].state in (ObligationState.CONDITIONAL, ObligationState.CLAIMED)


# An obligation on its way


@guard("has_claim_papers", _("Attach the papers of the claim."), needs=(evidence_count,))
def has_claim_papers(_record: Any, facts: Facts, _today: date) -> bool:
    """The promisee's claim is on file."""
    return facts["evidence_count"][EvidencePurpose.CLAIM] > 0


@guard(
    "are_conditions_figured",
    _("Each condition needs its figure and the source of the figure."),
    needs=(conditions,),
    detail=_naming(
        _("No figure with its source yet for: {names}."),
        lambda _record, facts: [one.text for one in facts["conditions"] if one.state == ConditionState.OPEN],
    ),
)
def are_conditions_figured(_record: Any, facts: Facts, _today: date) -> bool:
    """Conditions are confirmed on figures, not on words."""
    return all(one.state != ConditionState.OPEN for one in facts["conditions"])


@guard(
    "has_evidence",
    _("Attach evidence: a file, or a paper with its place in the archive."),
    needs=(evidence_count,),
)
def has_evidence(_record: Any, facts: Facts, _today: date) -> bool:
    """Proof of performance."""
    return facts["evidence_count"][EvidencePurpose.PERFORMANCE] > 0


@guard(
    "are_shares_named",
    _("Name the supporting bodies that have not reported their share."),
    needs=(shares,),
    detail=_naming(
        _("These supporting bodies have not reported, and are not named as missing: {names}."),
        lambda _record, facts: [one.body.name for one in facts["shares"] if one.state == ShareState.OUTSTANDING],
    ),
)
def are_shares_named(_record: Any, facts: Facts, _today: date) -> bool:
    """Whoever did not contribute is named when the lead body reports."""
    return all(one.state != ShareState.OUTSTANDING for one in facts["shares"])


@guard(
    "is_lawful",
    _(
        "This obligation is not classified lawful, and only what is lawful is performed "
        "(Regulation on Optimising the Business Environment, art. 31)."
    ),
    needs=(promise,),
)
def is_lawful(record: Any, facts: Facts, _today: date) -> bool:
    """Classified lawful, and resting on a paper."""
    return standing_legality(record.legality, facts["promise"].source_kind) == Legality.LAWFUL


@guard("is_unlawful", _("Only an obligation classified unlawful, with the article, may be stopped."))
def is_unlawful(record: Any, _facts: Facts, _today: date) -> bool:
    """Classified unlawful, and the article named."""
    return record.legality == Legality.UNLAWFUL and bool(record.legality_article)


@guard("has_consent", _("Attach the promisee's consent."), needs=(evidence_count,))
def has_consent(_record: Any, facts: Facts, _today: date) -> bool:
    """The promisee gave the duty up himself."""
    return facts["evidence_count"][EvidencePurpose.CONSENT] > 0


# Payments


@guard(
    "are_conditions_confirmed",
    _("The conditions of this obligation are not confirmed: a payment now must be overridden by name."),
    needs=(duty,),
)
def are_conditions_confirmed(record: Any, facts: Facts, _today: date) -> bool:
    """No payment before confirm_conditions, unless somebody answers for it by name."""
    early = (ObligationState.CONDITIONAL, ObligationState.CLAIMED)
    return record.overridden_on is not None or facts["duty"].state not in early


@guard("is_early", _("The conditions are confirmed: nothing needs to be overridden."), needs=(duty,))
def is_early(_record: Any, facts: Facts, _today: date) -> bool:
    """Only a payment before its conditions is overridden."""
    return facts["duty"].state in (ObligationState.CONDITIONAL, ObligationState.CLAIMED)


@guard("is_still_owed", _("This obligation was waived, stopped or cancelled: nothing is paid on it."), needs=(duty,))
def is_still_owed(_record: Any, facts: Facts, _today: date) -> bool:
    """A duty that fell away is not paid."""
    return facts["duty"].state not in FALLEN_AWAY


# Evidence


@guard(
    "is_as_uploaded", _("This file was not received, or not as it is described here."), needs=(uploads,), field="sha256"
)
def is_as_uploaded(record: Any, facts: Facts, _today: date) -> bool:
    """Size and kind are those that were measured when the file came in."""
    return record.is_paper or any(
        (one.size, one.file_kind) == (record.size, record.file_kind) for one in facts["uploads"]
    )


@guard("is_not_relied_on", _("A report or an acceptance rests on this evidence: it stays."), needs=(duty,))
def is_not_relied_on(record: Any, facts: Facts, _today: date) -> bool:
    """Proof of performance is not taken back under a report or an acceptance."""
    relied = (ObligationState.REPORTED, ObligationState.MET, ObligationState.PARTIALLY_MET)
    if record.purpose != EvidencePurpose.PERFORMANCE or facts["duty"] is None:
        return True
    return facts["duty"].state not in relied


# Corrections


def _is_field_correctable(record: Any, facts: Facts, _today: date) -> bool:
    target = facts["correction_target"]
    return target is not None and record.field in target.CORRECTABLE


@guard(
    "is_correctable",
    _("This field is not corrected: it changes by a variation or a hand-over."),
    needs=(correction_target,),
    field="field",
)
def is_correctable(record: Any, facts: Facts, today: date) -> bool:
    """Only fields in which a slip of the pen is thinkable."""
    return _is_field_correctable(record, facts, today)


@guard(
    "is_old_value",
    _("The record says something else now: look at it again."),
    needs=(correction_target,),
    field="old_value",
)
def is_old_value(record: Any, facts: Facts, today: date) -> bool:
    """The value to be corrected is the one that stands."""
    if not _is_field_correctable(record, facts, today):
        return True
    return bool(as_text(getattr(facts["correction_target"], record.field)) == record.old_value)


@guard(
    "has_fitting_value",
    _("The new value does not fit this field."),
    needs=(correction_target,),
    detail=lambda record, facts, today: next(
        iter(faults_of_value(facts["correction_target"], record.field, record.new_value, today).values())
    ),
    field="new_value",
)
def has_fitting_value(record: Any, facts: Facts, today: date) -> bool:
    """The record would be well filled in with it."""
    if not _is_field_correctable(record, facts, today):
        return True
    return not faults_of_value(facts["correction_target"], record.field, record.new_value, today)


# A division's own columns


@guard("is_of_its_column", _("This value does not fit the column."), needs=(column,), field="text")
def is_of_its_column(record: Any, facts: Facts, _today: date) -> bool:
    """The value stands in the field that the column's kind uses, and among the column's choices."""
    of = facts["column"]
    if of is None or of.is_retired:
        return False
    if of.kind == ColumnKind.NUMBER:
        return record.number is not None and not record.text and record.day is None
    if of.kind == ColumnKind.DAY:
        return record.day is not None and not record.text and record.number is None
    if record.number is not None or record.day is not None:
        return False
    return bool(of.allows(record.text))
