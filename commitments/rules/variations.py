"""What each kind of variation asks for, what it changes, and whether the promisee has to agree to it (LIFECYCLES 3)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from commitments.choices import DueRule, EvidencePurpose, Recurrence, Side, VariationKind
from commitments.rules.funding import FUNDING_SHARES, funding_faults
from lifecycle.refusals import Sentence

K = VariationKind
# From this extension of an obligation on, the body above the overseer decides (LIFECYCLES 3).
SUPERIOR_FROM = 3
DUE_KINDS = (K.EXTENSION, K.DUE_DATE)
MISSING = _("Fill this in.")


@dataclass(frozen=True)
class Shape:
    """The fields of a kind: `required` all, `some` at least one, `optional` none; `about` is where it may aim.

    `writes` names, for each field of the variation, the field of the record that it changes, where the two differ.
    """

    required: tuple[str, ...] = ()
    some: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    about: tuple[str, ...] = ("obligation",)
    writes: Mapping[str, str] = field(default_factory=dict)

    @property
    def fields(self) -> tuple[str, ...]:
        """Every field that a variation of this kind may fill in, in the order of the form."""
        return (*self.required, *self.some, *self.optional)


WHOLE = ("commitment",)
SHAPES: Mapping[str, Shape] = {
    K.EXTENSION: Shape(required=("due_on",)),
    K.DUE_DATE: Shape(required=("due_on",)),
    K.AMOUNT: Shape(required=("amount",), about=("obligation", "commitment")),
    K.DUTY_BODY: Shape(some=("lead_body", "paying_body")),
    K.SUPPORTING_BODY: Shape(
        required=("supporting_body",),
        optional=("share", "share_what", "share_due_on"),
        writes={"supporting_body": "body", "share_what": "what", "share_due_on": "due_on"},
    ),
    K.CONTENT: Shape(required=("content",)),
    K.CANCELLATION: Shape(),
    K.ADDITION: Shape(
        required=("title", "duty_kind", "side", "lead_body"),
        optional=("content", "paying_body", "due_on", "amount", "weight"),
        about=WHOLE,
    ),
    K.FUNDING: Shape(some=("funding", "in_budget", *FUNDING_SHARES), about=WHOLE),
    K.CLAUSE: Shape(some=("clause", "agreement"), about=WHOLE),
    K.PROMISEE: Shape(required=("promisee",), about=WHOLE),
}
# Everything that some kind fills in.
VALUES = tuple(dict.fromkeys(name for shape in SHAPES.values() for name in shape.fields))


def column(name: str) -> str:
    """The attribute that holds a field's plain value: a foreign key's is its key."""
    keys = ("lead_body", "paying_body", "supporting_body", "share", "agreement", "promisee", "body")
    return f"{name}_id" if name in keys else name


def is_given(value: Any) -> bool:
    """Whether a field was filled in."""
    return value not in (None, "")


def variation_faults(one: Any) -> dict[str, Sentence]:
    """`{field: sentence}`: what its kind needs is there, and nothing that belongs to another kind."""
    shape = SHAPES.get(one.kind)
    if shape is None:
        return {}
    given = [name for name in VALUES if is_given(getattr(one, column(name)))]
    faults: dict[str, Sentence] = {name: MISSING for name in shape.required if name not in given}
    faults |= {name: _("This kind of change leaves this as it is.") for name in given if name not in shape.fields}
    if shape.some and not set(shape.some) & set(given):
        faults[shape.some[0]] = _("Say what is to change.")
    faults |= _aim_faults(one, shape)
    return faults or _value_faults(one)


def _aim_faults(one: Any, shape: Shape) -> dict[str, Sentence]:
    if one.obligation_id is None and "commitment" not in shape.about:
        return {"obligation": _("Choose the obligation that is to change.")}
    if one.obligation_id is not None and "obligation" not in shape.about:
        return {"obligation": _("This kind of change is about the commitment as a whole.")}
    return {}


def _value_faults(one: Any) -> dict[str, Sentence]:
    if one.amount is not None and one.amount < 0:
        return {"amount": _("An amount is not negative.")}
    if one.weight is not None and one.weight <= 0:
        return {"weight": _("A weight is more than nothing.")}
    if one.kind == K.SUPPORTING_BODY and one.share_id is None and not one.share_what:
        return {"share_what": _("Say what the supporting body is to do.")}
    return funding_faults({name: getattr(one, name) for name in FUNDING_SHARES})


def written_to(kind: str, name: str) -> str:
    """The field of the changed record to which a field of the variation goes."""
    return SHAPES[kind].writes.get(name, name)


def changes(one: Any, target: Any) -> dict[str, tuple[Any, Any]]:
    """`{field of the variation: (plain value that stands, plain value that is asked for)}`, those that differ alone.

    `target` is the record that is changed, or its trail row; None where something new comes into being.
    """
    found: dict[str, tuple[Any, Any]] = {}
    for name in SHAPES[one.kind].fields:
        new = getattr(one, column(name))
        if name == "share" or not is_given(new):
            continue
        old = None if target is None else getattr(target, column(written_to(one.kind, name)))
        if old != new:
            found[name] = (old, new)
    return found | _emptied_shares(one, target)


def _emptied_shares(one: Any, target: Any) -> dict[str, tuple[Any, Any]]:
    """New shares of funds replace all the old ones: those that are not named any more fall away."""
    if one.kind != K.FUNDING or all(getattr(one, name) is None for name in FUNDING_SHARES):
        return {}
    return {
        name: (old, None)
        for name in FUNDING_SHARES
        if getattr(one, name) is None and (old := getattr(target, name)) is not None
    }


def is_changing(one: Any, target: Any) -> bool:
    """Whether anything would be different."""
    return one.kind in (K.CANCELLATION, K.ADDITION) or target is None or bool(changes(one, target))


def is_same(one: Any, seen: Any, now: Any) -> bool:
    """Whether what the variation changes still is what it was when it was submitted."""
    names = [column(written_to(one.kind, name)) for name in SHAPES[one.kind].fields if name != "share"]
    return seen is not None and all(getattr(seen, name) == getattr(now, name) for name in names)


def due_fault(one: Any, duty: Any) -> Sentence | None:
    """What is wrong with the new due date beside the one that stands; None where it fits."""
    if one.kind not in DUE_KINDS or one.due_on is None or duty is None:
        return None
    if one.kind == K.EXTENSION and duty.due_on is None:
        return _("No due date stands that could be extended: agree on one by a change of the due date.")
    if one.kind == K.EXTENSION and one.due_on <= duty.due_on:
        return _("An extension ends later than the due date that stands.")
    if one.kind == K.DUE_DATE and duty.due_on is not None and one.due_on > duty.due_on:
        return _("A later due date is an extension: choose that kind of change.")
    if duty.due_rule == DueRule.TERM and duty.recurs != Recurrence.ONCE and duty.conditions_confirmed_on is None:
        return _(
            "This recurring obligation falls due some time after its conditions are confirmed: confirm them first."
        )
    return None


def needs_assent(one: Any, duty: Any, promise: Any) -> bool:
    """Whether the change lessens what the promisee gets, or lays more upon him: then he has to agree (LIFECYCLES 3)."""
    if one.kind == K.CLAUSE:
        return is_given(one.clause) and one.clause != promise.clause
    if one.kind == K.PROMISEE:
        return promise.promisee_id is not None
    if one.kind == K.ADDITION:
        return bool(one.side == Side.PROMISEE)
    if one.kind in (K.FUNDING, K.DUTY_BODY, K.SUPPORTING_BODY):
        return False
    if duty is None:
        return _is_less(promise.amount, one.amount)
    if duty.side == Side.PROMISEE:
        return _burdens(one, duty)
    return one.kind in (K.EXTENSION, K.CONTENT, K.CANCELLATION) or (
        one.kind == K.AMOUNT and _is_less(duty.amount, one.amount)
    )


def _is_less(stands: Decimal | None, asked: Decimal | None) -> bool:
    return stands is not None and asked is not None and asked < stands


def _burdens(one: Any, duty: Any) -> bool:
    """Whether a duty of the promisee's own becomes harder on him."""
    if one.kind == K.AMOUNT:
        return duty.amount is None or duty.amount < one.amount
    return one.kind in (K.DUE_DATE, K.CONTENT)


def assent_purposes(one: Any, promise: Any) -> tuple[str, ...]:
    """The papers of which one stands for the promisee's agreement.

    A judgment in force binds both sides without it. Where the promise names no promisee nobody can agree for all: then the
    document that orders the change is on file.
    """
    if one.judgment_id is not None:
        return (EvidencePurpose.CONSENT, EvidencePurpose.DISPUTE)
    if promise.promisee_id is None:
        return (EvidencePurpose.CONSENT, EvidencePurpose.GROUND)
    return (EvidencePurpose.CONSENT,)


def is_late(due_on: date | None, asked_on: date) -> bool:
    """Whether an extension was asked for after the due date."""
    return due_on is not None and asked_on > due_on
