"""An approved variation is carried out at once: each change a row of its own that names the variation's as its cause."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from commitments.choices import DueRule, VariationKind
from commitments.models import Commitment, Obligation, Share
from commitments.payloads import VaryCommitmentData, VaryObligationData, VaryShareData
from commitments.rules.funding import FUNDING_SHARES
from lifecycle.actors import Actor
from lifecycle.creating import create_many
from lifecycle.doors import Entry
from lifecycle.sweeping import perform_many

K = VariationKind
Pair = tuple[Entry, Any]


def carry_out(verb: str, entries: Sequence[Entry], records: Sequence[Any], by: Actor, **_words: Any) -> None:
    """Everything that an approval changes, in the order in which records are locked: commitment, obligation, share."""
    if verb != "approve":
        return
    pairs = list(zip(entries, records, strict=True))
    _drive(Commitment, "vary", "commitment_id", commitment_data, [p for p in pairs if p[1].aims_at == "commitment"], by)
    of_duties = [p for p in pairs if p[1].aims_at == "obligation"]
    _drive(
        Obligation, "vary", "obligation_id", obligation_data, [p for p in of_duties if p[1].kind != K.CANCELLATION], by
    )
    _drive(Obligation, "cancel", "obligation_id", None, [p for p in of_duties if p[1].kind == K.CANCELLATION], by)
    shares = [p for p in pairs if p[1].kind == K.SUPPORTING_BODY]
    _drive(Share, "vary", "share_id", share_data, [p for p in shares if p[1].share_id is not None], by)
    _make(Obligation, new_obligation, [p for p in pairs if p[1].kind == K.ADDITION], by)
    _make(Share, new_share, [p for p in shares if p[1].share_id is None], by)


def _drive(
    model: Any, verb: str, key: str, data: Callable[[Any], Any] | None, pairs: Sequence[Pair], by: Actor
) -> None:
    """One verb on what the variations aim at, each with its own cause and data. One refusal undoes the whole."""
    for part in _apart(key, pairs):
        causes = {pk: entry for pk, (entry, _one) in part.items()}
        each = None if data is None else {pk: data(one) for pk, (_entry, one) in part.items()}
        outcome = perform_many(model.objects.all(), verb, by, causes=causes, each=each)
        for refusal in outcome.refused.values():
            raise refusal


def _apart(key: str, pairs: Sequence[Pair]) -> Iterator[Mapping[int, Pair]]:
    """The pairs by what they aim at, in as many parts as one thing is aimed at: a record is driven once at a time."""
    left = list(pairs)
    while left:
        part: dict[int, Pair] = {}
        rest: list[Pair] = []
        for pair in left:
            aim = getattr(pair[1], key)
            if aim in part:
                rest.append(pair)
            else:
                part[aim] = pair
        yield part
        left = rest


def _make(model: Any, row: Callable[[Any], dict[str, Any]], pairs: Sequence[Pair], by: Actor) -> None:
    create_many(model, by, [row(one) for _entry, one in pairs], causes=[entry for entry, _one in pairs])


def commitment_data(one: Any) -> VaryCommitmentData:
    """What a variation changes in the commitment."""
    return VaryCommitmentData(
        clause=one.clause,
        agreement=one.agreement_id,
        promisee=one.promisee_id,
        amount=one.amount,
        in_budget=one.in_budget,
        funding=one.funding,
        **{name: getattr(one, name) for name in FUNDING_SHARES},
    )


def obligation_data(one: Any) -> VaryObligationData:
    """What a variation changes in an obligation."""
    return VaryObligationData(
        due_on=one.due_on,
        amount=one.amount,
        lead_body=one.lead_body_id,
        paying_body=one.paying_body_id,
        content=one.content,
    )


def share_data(one: Any) -> VaryShareData:
    """What a variation changes in a supporting body's share."""
    return VaryShareData(body=one.supporting_body_id, what=one.share_what, due_on=one.share_due_on)


def new_obligation(one: Any) -> dict[str, Any]:
    """The obligation that a variation adds."""
    return {
        "commitment": one.commitment_id,
        "title": one.title,
        "kind": one.duty_kind,
        "side": one.side,
        "content": one.content,
        "lead_body": one.lead_body_id,
        "paying_body": one.paying_body_id,
        "due_rule": DueRule.DATE if one.due_on is not None else DueRule.NONE_AGREED,
        "due_on": one.due_on,
        "amount": one.amount,
        "weight": one.weight or 1,
    }


def new_share(one: Any) -> dict[str, Any]:
    """The share of a supporting body that a variation adds."""
    return {
        "commitment": one.commitment_id,
        "obligation": one.obligation_id,
        "body": one.supporting_body_id,
        "what": one.share_what,
        "due_on": one.share_due_on,
    }
