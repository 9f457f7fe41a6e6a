"""What a hand-over and its lines need, and the handler's post that an obligation names."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from commitments.choices import BY_SUCCESSION, HandoverState, ItemState
from commitments.facts import handler_body
from commitments.facts.handovers import drift, lines, list_of, offices
from commitments.guards.sentences import IS_GROUP, NOT_OVERSEEN
from lifecycle.facts import Facts
from lifecycle.guards import guard


def _list_page(record: Any) -> str:
    return reverse("commitments:renew_handover", args=(record.ref,))


@guard(
    "is_handler_of_lead",
    _("This post belongs to another body than the lead duty body."),
    needs=(handler_body,),
    field="handler_post",
)
def is_handler_of_lead(record: Any, facts: Facts, _today: date) -> bool:
    """The handler's post lies in the lead body; what a series takes over may be older than a change of body."""
    return record.handler_post_id is None or bool(facts.get("cause")) or facts["handler_body"] == record.lead_body_id


@guard("is_giving_post", _("This post belongs to another body."), needs=(offices,), field="giving_post")
def is_giving_post(record: Any, facts: Facts, _today: date) -> bool:
    """The giver's post lies in the giving body."""
    return record.giving_post_id is None or facts["offices"].body_of(record.giving_post_id) == record.giving_body_id


@guard("is_taking_post", _("This post belongs to another body."), needs=(offices,), field="taking_post")
def is_taking_post(record: Any, facts: Facts, _today: date) -> bool:
    """The taker's post lies in the taking body."""
    return record.taking_post_id is None or facts["offices"].body_of(record.taking_post_id) == record.taking_body_id


@guard(
    "has_held_post",
    _("This person never held the post, or any post in the giving body where none is named."),
    needs=(offices,),
    field="giver",
)
def has_held_post(record: Any, facts: Facts, _today: date) -> bool:
    """Whoever gives was in office."""
    return record.giver_id is None or facts["offices"].ever_held(
        record.giver_id, record.giving_body_id, record.giving_post_id
    )


@guard(
    "holds_post",
    _("This person does not hold the post, nor comes into it; where none is named, any post in the taking body."),
    needs=(offices,),
    field="taker",
)
def holds_post(record: Any, facts: Facts, today: date) -> bool:
    """Whoever takes is in office, or is appointed to come."""
    return record.taker_id is None or facts["offices"].ever_held(
        record.taker_id, record.taking_body_id, record.taking_post_id, after=today
    )


@guard(
    "is_successor",
    _("No such succession leads from the giving to this body: have it entered first."),
    needs=(offices,),
    field="taking_body",
)
def is_successor(record: Any, facts: Facts, _today: date) -> bool:
    """Merger, split and renaming pass duties by law: the succession stands in the register of bodies."""
    return record.occasion not in BY_SUCCESSION or facts["offices"].follows(
        record.taking_body_id, record.giving_body_id, record.occasion
    )


@guard(
    "is_taker_overseen",
    NOT_OVERSEEN,
    needs=(offices,),
    detail=lambda record, facts, _today: IS_GROUP if record.taking_body_id in facts["offices"].groups else NOT_OVERSEEN,
    field="taking_body",
)
def is_taker_overseen(record: Any, facts: Facts, today: date) -> bool:
    """A duty does not pass to where nobody could judge it."""
    known = facts["offices"]
    if record.taking_body_id in known.groups:
        return False
    return bool(record.taking_body_id == record.giving_body_id or known.is_overseen(record.taking_body_id, today))


@guard("has_lines", _("The list is empty: there is nothing to hand over."), needs=(lines,), mend=_list_page)
def has_lines(_record: Any, facts: Facts, _today: date) -> bool:
    """At least one duty is on the list."""
    return bool(facts["lines"][ItemState.LISTED])


@guard(
    "is_list_current",
    _("The list no longer shows the open duties as they stand: renew it."),
    needs=(drift,),
    mend=_list_page,
    detail=lambda _record, facts, _today: format_lazy(
        _(
            "The list no longer shows the open duties as they stand ({came} came, {went} went, {changed} changed): "
            "renew it."
        ),
        came=len(facts["drift"].came),
        went=len(facts["drift"].went),
        changed=len(facts["drift"].changed),
    ),
)
def is_list_current(_record: Any, facts: Facts, _today: date) -> bool:
    """Every open duty of the giver is on the list, on it as it stands, or left out with a reason."""
    return not facts["drift"]


@guard("is_list_open", _("The list is signed: it no longer changes."), needs=(list_of,))
def is_list_open(_record: Any, facts: Facts, _today: date) -> bool:
    """Lines change while the list is being prepared."""
    return facts["list_of"] is not None and facts["list_of"].state == HandoverState.PREPARED


@guard("is_list_signed", _("Reservations are made between the giver's signature and the taker's."), needs=(list_of,))
def is_list_signed(_record: Any, facts: Facts, _today: date) -> bool:
    """The taker has the list before him and has not signed yet."""
    return facts["list_of"] is not None and facts["list_of"].state == HandoverState.SIGNED_OVER
