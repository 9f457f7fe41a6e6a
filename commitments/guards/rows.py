"""What payments, evidence, corrections and additional columns need."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from commitments.choices import (
    FALLEN_AWAY,
    CheckOutcome,
    ColumnKind,
    EvidencePurpose,
    ObligationState,
)
from commitments.facts import column, correction_target, duty, earliest_due, pays_as_group, promise, relied_on, uploads
from commitments.guards.sentences import is_driven
from commitments.rules.corrections import as_text, faults_of_value, typed
from commitments.rules.dates import latest_day
from lifecycle.facts import Facts
from lifecycle.guards import guard
from lifecycle.models import Precision


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


@guard(
    "is_before_promise",
    _(
        "This day lies after the promise was made: what was looked into only later is no pre-check. Enter it as not done."
    ),
    needs=(promise,),
    field="on",
)
def is_before_promise(record: Any, facts: Facts, _today: date) -> bool:
    """A check that was made comes before the promise; a promise known only roughly is taken at its latest day."""
    made = facts["promise"]
    if record.on is None or record.outcome not in (CheckOutcome.DONE, CheckOutcome.PASSED):
        return True
    if made is None or made.promised_on is None or made.promised_precision == Precision.ABOUT:
        return True
    return bool(record.on <= latest_day(made.promised_on, made.promised_precision))


@guard(
    "is_payer_single",
    _("A collective phrase pays nothing: name the body that pays."),
    needs=(pays_as_group,),
    field="paying_body",
)
def is_payer_single(_record: Any, facts: Facts, _today: date) -> bool:
    """Money goes out of one body's account."""
    return not facts["pays_as_group"]


@guard("is_still_owed", _("This obligation was waived, stopped or cancelled: nothing is paid on it."), needs=(duty,))
def is_still_owed(_record: Any, facts: Facts, _today: date) -> bool:
    """A duty that fell away is not paid."""
    return facts["duty"].state not in FALLEN_AWAY


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


@guard("is_its_agreement", _("The commitment does not rest on this agreement."), needs=(promise,), field="agreement")
def is_its_agreement(record: Any, facts: Facts, _today: date) -> bool:
    """A paper is corrected on behalf of a commitment that rests on it, and not together with an obligation."""
    if record.agreement_id is None:
        return True
    return record.obligation_id is None and facts["promise"].agreement_id == record.agreement_id


@guard(
    "keeps_its_terms",
    _("A registered commitment rests on this paper: its terms are mended by a correction."),
    needs=(relied_on,),
)
def keeps_its_terms(record: Any, facts: Facts, _today: date) -> bool:
    """Who signed what, when, with whom does not change under a promise; where the original lies may."""
    stands = facts["relied_on"]
    if stands is None or is_driven(facts):
        return True
    columns = [record._meta.get_field(name).attname for name in record.TERMS]
    return all(getattr(record, name) == getattr(stands, name) for name in columns)


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


@guard(
    "keeps_due_after_promise",
    _("The due date lies before the promise."),
    needs=(promise, correction_target, earliest_due),
    field="new_value",
)
def keeps_due_after_promise(record: Any, facts: Facts, today: date) -> bool:
    """Neither a due date nor the day of the promise is corrected past the other."""
    target = facts["correction_target"]
    if record.field not in ("due_on", "promised_on") or not _is_field_correctable(record, facts, today):
        return True
    if faults_of_value(target, record.field, record.new_value, today):
        return True
    value = typed(target, record.field, record.new_value)
    due, promised = (
        (value, facts["promise"].promised_on) if record.field == "due_on" else (facts["earliest_due"], value)
    )
    return due is None or promised is None or bool(due >= promised)


@guard("is_of_its_column", _("This value does not fit the column."), needs=(column,), field="text")
def is_of_its_column(record: Any, facts: Facts, _today: date) -> bool:
    """The value stands in the field that the column's kind uses, and among the column's choices; what stands may be taken out."""
    of = facts["column"]
    if of is None or of.is_retired:
        return False
    if record.version and record.is_empty:
        return True
    if of.kind == ColumnKind.NUMBER:
        return record.number is not None and not record.text and record.day is None
    if of.kind == ColumnKind.DAY:
        return record.day is not None and not record.text and record.number is None
    if record.number is not None or record.day is not None:
        return False
    return bool(of.allows(record.text))
