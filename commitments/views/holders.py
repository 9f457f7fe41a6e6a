"""Who bore a duty, from when to when: the card on the pages of commitments and obligations (LIFECYCLES 13)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import pgettext

from commitments.choices import HandoverState, ItemState
from commitments.models import Handover, HandoverItem, Obligation
from commitments.rules.handovers import Spell, spells
from organizations.choices import Rank, TenureKind
from organizations.models import Body, Post, Tenure
from organizations.rules import HEAD_ORDER

# So many duties of a commitment are shown; each of the others has the card on its own page.
SHOWN = 30
BY_HANDOVER = "commitments.Handover/"


@dataclass(frozen=True, slots=True)
class Holding:
    """One line of the card: the spell in words, and the hand-over by which it began where the reader may see that."""

    since: date
    until: date | None
    body: Any
    post: Any
    heads: str
    handlers: str
    handover: Any
    is_handed: bool


def holders_of_commitment(commitment: Any, request: HttpRequest) -> dict[str, Any] | None:
    """For each obligation of a registered commitment who bore it; nothing for a draft."""
    if commitment.registered_on is None:
        return None
    duties = list(Obligation.objects.filter(commitment=commitment).order_by("pk")[: SHOWN + 1])
    shown = duties[:SHOWN]
    return {
        "lines": lines_for(shown, commitment.registered_on, request),
        "waiting": waiting_for(shown, request),
        "has_more": len(duties) > SHOWN,
    }


def holders_of_obligation(obligation: Any, request: HttpRequest) -> dict[str, Any] | None:
    """The same for one obligation."""
    registered_on = obligation.commitment.registered_on
    if registered_on is None:
        return None
    return {"lines": lines_for([obligation], registered_on, request), "waiting": waiting_for([obligation], request)}


def waiting_for(duties: Sequence[Any], request: HttpRequest) -> list[Any]:
    """Hand-overs signed and not yet taken over that hold one of the duties: until then the giver answers. One query."""
    actor, today = request.actor, request.today  # type: ignore[attr-defined]
    listed = HandoverItem.objects.filter(obligation__in=[one.pk for one in duties], state=ItemState.LISTED)
    seen = Handover.objects.visible_to(actor, today).filter(state=HandoverState.SIGNED_OVER)
    return list(seen.filter(pk__in=listed.values("handover")).order_by("pk"))


def lines_for(duties: Sequence[Any], start: date, request: HttpRequest) -> list[tuple[Any, list[Holding]]]:
    """The spells of each duty from a day on: six queries whatever their number."""
    rows: dict[int, list[Any]] = {one.pk: [] for one in duties}
    for row in Obligation.history.filter(id__in=list(rows)).order_by("id", "version"):
        rows[row.id].append(row)
    ends = {one.pk: one.settled_on for one in duties}
    found = {pk: within(spells(listed, day_of), start, ends[pk]) for pk, listed in rows.items()}
    every = [spell for listed in found.values() for spell in listed]
    known = _Known(every, request)
    return [(one, [known.holding(spell) for spell in found[one.pk]]) for one in duties]


def day_of(row: Any) -> date:
    """The day of a trail row."""
    return timezone.localdate(row.history_date)


def within(listed: Sequence[Spell], start: date, end: date | None) -> list[Spell]:
    """Spells as far as the promise bound somebody in them: from its registration to the day the duty was met or fell away."""
    kept = [one for one in listed if one.until is None or one.until > start]
    return [
        Spell(one.body_id, one.post_id, max(one.since, start), one.until if one.until is not None else end, one.row)
        for one in kept
        if end is None or one.since <= end
    ]


class _Known:
    """Bodies, posts, their holders and hand-overs behind some spells."""

    def __init__(self, every: Sequence[Spell], request: HttpRequest) -> None:
        actor, today = request.actor, request.today  # type: ignore[attr-defined]
        bodies, posts = {one.body_id for one in every}, {one.post_id for one in every} - {None}
        self.bodies = Body.objects.in_bulk(bodies)
        self.posts = Post.objects.in_bulk(posts)
        wanted = Q(post__in=posts) | Q(post__rank=Rank.HEAD, post__body__in=bodies)
        self.tenures = list(
            Tenure.objects.filter(wanted).select_related("official", "post").order_by("since", "pk") if every else ()
        )
        keys = {key for one in every if (key := handover_key(one.row)) is not None}
        self.handovers: Mapping[int, Any] = Handover.objects.visible_to(actor, today).in_bulk(keys)

    def holding(self, spell: Spell) -> Holding:
        """A spell in words."""
        post = self.posts.get(spell.post_id) if spell.post_id is not None else None
        # A post of another body handles nothing here: after a succession the duty has no handler until one is named.
        post = post if post is not None and post.body_id == spell.body_id else None
        heads = [one for one in self.tenures if one.post.body_id == spell.body_id and one.post.rank == Rank.HEAD]
        key = handover_key(spell.row)
        return Holding(
            since=spell.since,
            until=spell.until,
            body=self.bodies[spell.body_id],
            post=post,
            heads=names_of([one for one in heads if one.kind in HEAD_ORDER], spell),
            handlers=names_of([one for one in self.tenures if post is not None and one.post_id == post.pk], spell),
            handover=self.handovers.get(key) if key is not None else None,
            is_handed=key is not None,
        )


def names_of(tenures: Sequence[Any], spell: Spell) -> str:
    """Who held an office in a spell, whoever only acted marked so."""
    inside = [
        one
        for one in tenures
        if (spell.until is None or one.since < spell.until) and (one.until is None or one.until > spell.since)
    ]
    return pgettext("list", ", ").join(dict.fromkeys(_named(one) for one in inside))


def _named(tenure: Any) -> str:
    name = str(tenure.official.name)
    acting = (TenureKind.ACTING, TenureKind.PRESIDING)
    if tenure.kind not in acting:
        return name
    return pgettext("in office", "%(name)s (%(how)s)") % {"name": name, "how": tenure.get_kind_display()}


def handover_key(row: Any) -> int | None:
    """The hand-over that drove a trail row; None for every other row."""
    if not row.cause.startswith(BY_HANDOVER):
        return None
    return int(row.cause.split("/")[1])
