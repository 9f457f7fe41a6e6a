"""Reactions to hand-overs: the list draws itself up, and what is taken over passes in the same transaction."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from commitments.choices import IN_FORCE, OPEN_OBLIGATION, ItemState, ShareState
from commitments.facts.handovers import drift_of, key_of
from commitments.models import Commitment, Handover, HandoverItem, Obligation, Share
from commitments.models.handover_item import WRITTEN
from commitments.rules.handovers import Passing, commitment_words, obligation_words, share_words
from lifecycle.actors import Actor
from lifecycle.creating import CREATE, EDIT, create_many
from lifecycle.doors import Entry
from lifecycle.signals import transitioned
from lifecycle.sweeping import perform_many
from organizations.models import Post

TAKING = ("take_over", "order_take_over")
OUTSTANDING = (ShareState.OUTSTANDING, ShareState.NAMED_MISSING)
# {(record type, what changes): {record: the row that drives it}}
Groups = dict[tuple[Any, tuple[tuple[str, int], ...]], dict[int, Entry]]


def connect() -> None:
    """Connect both reactions; called once from `AppConfig.ready()`."""
    for receiver in (draw_up_list, pass_duties):
        transitioned.connect(receiver, sender=Handover, dispatch_uid=f"commitments.Handover.{receiver.__name__}")


def draw_up_list(verb: str, entries: Sequence[Entry], records: Sequence[Any], by: Actor, **_words: Any) -> None:
    """Every open duty of the giver gets a line as the hand-over is made; each edit brings the list up to date.

    A line whose duty changed is dropped and drawn up anew with what people wrote in it; one left out stays so.
    """
    if verb not in (CREATE, EDIT):
        return
    causes = {entry.record_id: entry for entry in entries}
    drifts = drift_of(records)
    changed = {pk for drift in drifts.values() for pk, _line in drift.changed}
    written = {one.pk: one for one in HandoverItem.objects.filter(pk__in=changed)} if changed else {}
    rows: list[dict[str, Any]] = []
    each: list[Entry] = []
    gone: dict[int, Entry] = {}
    for pk, drift in drifts.items():
        wanted = [
            *drift.came,
            *({**line, **kept_words(written[item], line)} for item, line in drift.changed),
        ]
        rows += [{**line, "handover": pk} for line in sorted(wanted, key=_in_order)]
        each += [causes[pk]] * len(wanted)
        gone |= dict.fromkeys([*drift.went, *(item for item, _line in drift.changed)], causes[pk])
    raise_refused(perform_many(HandoverItem.objects.all(), "drop", by, causes=gone))
    create_many(HandoverItem, by, rows, causes=each)


def kept_words(item: Any, line: Mapping[str, Any]) -> dict[str, Any]:
    """What people wrote in a line that is drawn up anew."""
    words = {name: getattr(item, name) for name in (*WRITTEN, "left_out_why")}
    return {**words, "originals": words["originals"] or line["originals"]}


def _in_order(line: Mapping[str, Any]) -> tuple[int, ...]:
    return tuple(key or 0 for key in key_of(line))


def raise_refused(outcome: Any) -> None:
    """One refusal among what is driven undoes the whole."""
    for refusal in outcome.refused.values():
        raise refusal


def pass_duties(verb: str, entries: Sequence[Entry], records: Sequence[Any], by: Actor, **_words: Any) -> None:
    """What is listed passes: body, handler's post, deputy head in charge. What has fallen away meanwhile is left out.

    Sets alike in what changes are one pair of statements each, so that their number does not grow with the lines.
    """
    if verb not in TAKING:
        return
    causes = {entry.record_id: entry for entry in entries}
    items = list(
        HandoverItem.objects.filter(handover__in=list(causes), state=ItemState.LISTED)
        .select_related("commitment", "obligation", "share")
        .order_by("pk")
    )
    for (model, words), driven in groups_of(items, passings_of(records), causes).items():
        raise_refused(perform_many(model.objects.all(), "hand_over", by, causes=driven, data=dict(words)))
    passed = {item.pk: causes[item.handover_id] for item in items}
    raise_refused(perform_many(HandoverItem.objects.all(), "pass_on", by, causes=passed))


def passings_of(records: Sequence[Any]) -> dict[int, Passing]:
    """From whom to whom each hand-over passes its lines: one query."""
    posts = {one.taking_post_id for one in records} - {None}
    ranks = dict(Post.objects.filter(pk__in=posts).values_list("pk", "rank")) if posts else {}
    return {
        one.pk: Passing(
            one.giving_body_id,
            one.giving_post_id,
            one.taking_body_id,
            one.taking_post_id,
            ranks.get(one.taking_post_id, ""),
        )
        for one in records
    }


def groups_of(items: Iterable[Any], passings: Mapping[int, Passing], causes: Mapping[int, Entry]) -> Groups:
    """The records that pass, by record type and by what changes in them."""
    found: Groups = {}
    for item in items:
        model, words = _passing(item, passings[item.handover_id])
        if model is not None:
            found.setdefault((model, tuple(sorted(words.items()))), {})[item.duty.pk] = causes[item.handover_id]
    return found


def _passing(item: Any, passing: Passing) -> tuple[Any, dict[str, int]]:
    """The record type of a line and what changes in its record; no record type where it has fallen away meanwhile."""
    if item.share_id is not None:
        return (Share if item.share.state in OUTSTANDING else None), share_words(passing, item.share)
    if item.obligation_id is not None:
        is_open = item.obligation.state in OPEN_OBLIGATION
        return (Obligation if is_open else None), obligation_words(passing, item.obligation)
    return (Commitment if item.commitment.state in IN_FORCE else None), commitment_words(passing, item.commitment)
