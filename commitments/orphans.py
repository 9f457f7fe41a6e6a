"""Open duties of posts that nobody holds today, for the report of `check_duties`: each leads to its hand-over."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q
from django.urls import reverse

from commitments.choices import IN_FORCE, Occasion
from commitments.models import Commitment, Obligation
from organizations.choices import Rank
from organizations.duties import Orphan
from organizations.models import Division, Post, Tenure
from organizations.rules import HEAD_ORDER


def orphans(divisions: Collection[Division], today: date) -> list[Orphan]:
    """Handlers' posts, deputy heads' posts and bodies' heads without holder: four queries whatever the number."""
    held = Tenure.objects.valid_on(today)
    within = [one.path for one in divisions]
    open_duties = Obligation.objects.unsettled().filter(commitment__state__in=IN_FORCE)
    handled = _by_post(
        open_duties.filter(handler_post__body=F("lead_body")).exclude(handler_post__rank=Rank.HEAD),
        "handler_post",
        held,
        within,
    )
    deputies = _by_post(Commitment.objects.in_force(), "deputy_head_post", held, within)
    counts: dict[int, list[Any]] = {}
    for pk, post, body_id, body, count in (*handled, *deputies):
        counts.setdefault(pk, [body_id, body, post, 0])[3] += count
    found = [Orphan(body_id, body, pk, post, n, hand_over_url(pk)) for pk, (body_id, body, post, n) in counts.items()]
    found += _headless(open_duties, held, within)
    return sorted(found, key=lambda one: (one.body_id, one.post_id or 0))


def hand_over_url(post_id: int | None) -> str:
    """Where the duties of a post are handed over."""
    if post_id is None:
        return ""
    return f"{reverse('commitments:prepare_handover')}?occasion={Occasion.OFFICIAL.value}&post={post_id}"


def _by_post(rows: Any, name: str, held: Any, within: Collection[str]) -> list[Any]:
    """Posts that records name and nobody holds: (post, its name, body, its name, how many)."""
    vacant = rows.filter(
        ~Exists(held.filter(post=OuterRef(name))), **{f"{name}__body__division__path__in": within}
    ).order_by()
    columns = (name, f"{name}__name", f"{name}__body", f"{name}__body__name")
    return list(vacant.values_list(*columns).annotate(Count("pk")))


def _headless(duties: Any, held: Any, within: Collection[str]) -> list[Orphan]:
    """Bodies that lead open duties and have no head today; a seconded person on the head's post is none."""
    heads = held.filter(post__rank=Rank.HEAD, kind__in=HEAD_ORDER, post__body=OuterRef("lead_body"))
    rows = list(
        duties.filter(~Exists(heads), lead_body__division__path__in=within)
        .order_by()
        .values_list("lead_body", "lead_body__name")
        .annotate(Count("pk"))
    )
    posts: dict[int, Any] = {}
    wanted = Q(rank=Rank.HEAD, body__in=[body for body, _name, _count in rows])
    for post in Post.objects.filter(wanted).order_by("-position", "-pk") if rows else ():
        posts[post.body_id] = post
    return [
        Orphan(body, name, post.pk if post else None, post.name if post else "", n, hand_over_url(post and post.pk))
        for body, name, n in rows
        for post in (posts.get(body),)
    ]
