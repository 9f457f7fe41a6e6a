"""What a commitment needs on its way into the register and out of it."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from commitments.choices import (
    FALLEN_AWAY,
    OPEN_OBLIGATION,
    CheckKind,
    ConditionState,
    EntryKind,
    EvidencePurpose,
    ObligationKind,
    ObligationState,
    Recurrence,
    Side,
    SourceKind,
)
from commitments.facts import (
    checks,
    conditions_of_all,
    duty_relations_of_all,
    evidence_count,
    new_evidence,
    obligations,
    required_checks,
)
from commitments.guards.sentences import listed, naming
from commitments.rules.checks import OUTCOMES_OF_FACT, failed_kinds, is_long_enough, missing_kinds, required_kinds
from commitments.rules.sources import STATEMENTS_FOR_ORAL, needs_promisee
from face import amounts
from lifecycle.facts import Facts
from lifecycle.guards import Guard, guard
from lifecycle.refusals import Sentence


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
    written: int = facts["evidence_count"][EvidencePurpose.STATEMENT]
    return record.source_kind != SourceKind.ORAL or written >= STATEMENTS_FOR_ORAL


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
    detail=naming(_("State the conditions of these obligations: {names}."), _unstated),
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
    detail=naming(_("Record these pre-checks with their outcome: {names}."), _missing_checks),
)
def are_checks_recorded(record: Any, facts: Facts, _today: date) -> bool:
    """Planned: each required pre-check has an outcome before the promise is submitted."""
    return record.entry_kind != EntryKind.PLANNED or not _missing_checks(record, facts)


@guard(
    "are_checks_passed",
    _("Every required pre-check must be passed, or overridden by name with reason and basis."),
    needs=_CHECKS,
    detail=naming(
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
    detail=naming(
        _("Record as a fact (done, not done, not required then, papers not found): {names}."), _missing_checks
    ),
)
def are_checks_facts(record: Any, facts: Facts, _today: date) -> bool:
    """Signed and retrospective: what was done then is stated, never judged anew."""
    if record.entry_kind == EntryKind.PLANNED:
        return True
    return not _missing_checks(record, facts) and all(one.outcome in OUTCOMES_OF_FACT for one in facts["checks"])


def _judged_anew(record: Any, facts: Facts) -> list[Any]:
    if record.entry_kind == EntryKind.PLANNED:
        return []
    return [CheckKind(one.kind).label for one in facts["checks"] if one.outcome not in OUTCOMES_OF_FACT]


def _unstated_checks(record: Any, facts: Facts) -> list[Any]:
    """The required checks of which nothing is stated; what is judged anew another sentence names."""
    judged = _judged_anew(record, facts)
    return [label for label in _missing_checks(record, facts) if label not in judged]


@guard(
    "has_facts_of_checks",
    _("It cannot be registered before its pre-checks are recorded as facts."),
    needs=_CHECKS,
    detail=naming(
        _("It can be submitted, but not registered before these pre-checks are recorded as facts: {names}."),
        _unstated_checks,
    ),
)
def has_facts_of_checks(record: Any, facts: Facts, _today: date) -> bool:
    """Said when a signed or old promise is submitted, so that nobody waits for what cannot come."""
    return record.entry_kind == EntryKind.PLANNED or not _unstated_checks(record, facts)


@guard(
    "are_outcomes_facts",
    _("It cannot be registered while pre-checks of what is signed already are judged anew."),
    needs=(checks,),
    detail=naming(
        _(
            "It can be submitted, but not registered while these are judged anew; "
            "record them as a fact (done, not done, not required then, papers not found): {names}."
        ),
        _judged_anew,
    ),
)
def are_outcomes_facts(record: Any, facts: Facts, _today: date) -> bool:
    """Said when a signed or old promise is submitted: what was done then is stated."""
    return not _judged_anew(record, facts)


def foreseen(of: Guard) -> Guard:
    """What a later step will ask, said before this one, so that nobody waits for what cannot come."""
    words = _("It can be submitted, but not registered like this: {sentence}")

    def detail(record: Any, facts: Facts, today: date) -> Sentence:
        return format_lazy(words, sentence=of.detail(record, facts, today) if of.detail else of.sentence)

    return Guard(f"foreseen_{of.name}", format_lazy(words, sentence=of.sentence), of.holds, of.needs, detail=detail)


def _sums(record: Any, facts: Facts, _today: date) -> Sentence:
    sentence = _("The payments of its obligations add up to {sum}, the commitment's amount is {amount}.")
    words = (amounts.in_a_sentence(one) for one in (_promised_sum(facts), record.amount) if one is not None)
    return format_lazy(sentence, **dict(zip(("sum", "amount"), words, strict=True)))


def _promised_sum(facts: Facts) -> Decimal | None:
    """What the government is to pay in all; None where an obligation leaves that open."""
    to_pay = [
        one
        for one in facts["obligations"]
        if one.kind == ObligationKind.PAYMENT and one.side == Side.GOVERNMENT and one.state != ObligationState.CANCELLED
    ]
    if not to_pay or any(one.amount is None or one.recurs != Recurrence.ONCE for one in to_pay):
        return None
    return sum((one.amount for one in to_pay), Decimal(0))


@guard(
    "is_sum_as_promised",
    _("The obligations do not add up to the amount of the commitment."),
    needs=(obligations,),
    detail=_sums,
)
def is_sum_as_promised(record: Any, facts: Facts, _today: date) -> bool:
    """Said before it is submitted and registered: a wrong digit in either would be followed for years."""
    promised = _promised_sum(facts)
    return record.amount is None or promised is None or promised == record.amount


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
        names=listed(n for n, known in facts["duty_relations_of_all"] if not known.overseers(today)),
    ),
)
def are_duty_bodies_overseen(_record: Any, facts: Facts, today: date) -> bool:
    """A duty that nobody could register, accept or verify is not taken in."""
    return all(known.overseers(today) for _name, known in facts["duty_relations_of_all"])


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
    _("Attach new evidence that came after the acceptance or the closing."),
    needs=(new_evidence,),
)
def has_new_evidence(_record: Any, facts: Facts, _today: date) -> bool:
    """An acceptance is taken back on evidence that came after it."""
    return bool(facts["has_new_evidence"])
