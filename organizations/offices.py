"""Who held which office on a day: heads, deputies in charge, holders of a post, and the bodies that followed.

Each question takes the day it asks about, and may take the day as of which it was known: then only what the trail held
at the end of that day counts.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Concat
from django.utils import timezone

from organizations.choices import Rank, Reach, TenureKind
from organizations.fields import parted
from organizations.models import Body, Grant, Official, Portfolio, Post, Succession, Tenure
from organizations.querysets import prefixes
from organizations.rules import HEAD_ORDER, head_among, holds_on, ids_in

_ANY_ORDER = {**HEAD_ORDER, TenureKind.SECONDED.value: 3}


@dataclass(frozen=True, slots=True)
class InOffice:
    """Who held a post on a day, with the words as they stand now; a vacancy has no official, a body without post no post."""

    body_id: int
    body: str
    post_id: int | None = None
    post: str = ""
    official_id: int | None = None
    official: str = ""
    kind: str = ""
    since: date | None = None
    until: date | None = None
    document: str = ""

    @property
    def is_vacant(self) -> bool:
        """Whether nobody held it."""
        return self.official_id is None

    @property
    def kind_label(self) -> str:
        """How the post was held, in words."""
        return str(TenureKind(self.kind).label) if self.kind else ""

    @property
    def is_acting(self) -> bool:
        """Whether the holder only acted or presided: his days are his own, marked so."""
        return self.kind in (TenureKind.ACTING, TenureKind.PRESIDING)


def end_of_day(day: date) -> datetime:
    """The first instant after a day."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def as_known(model: Any, known_on: date | None, **conditions: Any) -> list[Any]:
    """The records that meet conditions: as they stand, or as the trail held them at the end of a day.

    Conditions may only name columns that never change (foreign keys). One query.
    """
    if known_on is None:
        return list(model.objects.filter(**conditions).order_by("pk"))
    rows = model.history.filter(history_date__lt=end_of_day(known_on), **conditions).order_by("id", "version")
    return list({row.id: row for row in rows}.values())


def heads_of(bodies: Collection[Body], day: date, known_on: date | None = None) -> dict[int, InOffice]:
    """The head of each body on a day, `{body id: in office}`: three queries whatever the number; a vacancy stands as one."""
    posts = list(Post.objects.filter(body__in=bodies, rank=Rank.HEAD).order_by("body_id", "position", "id"))
    tenures = as_known(Tenure, known_on, post_id__in=[post.pk for post in posts]) if posts else []
    by_post: dict[int, list[Any]] = {}
    for tenure in tenures:
        by_post.setdefault(tenure.post_id, []).append(tenure)
    chosen: dict[int, tuple[Post, Any]] = {}
    for body in bodies:
        own = [post for post in posts if post.body_id == body.pk]
        head = head_among([one for post in own for one in by_post.get(post.pk, ())], day)
        if own:
            chosen[body.pk] = (next((post for post in own if head and post.pk == head.post_id), own[0]), head)
    names = _names(head for _post, head in chosen.values())
    return {
        body.pk: _in_office(body, *chosen[body.pk], names) if body.pk in chosen else InOffice(body.pk, body.name)
        for body in bodies
    }


def head_of(body: Body, day: date, known_on: date | None = None) -> InOffice:
    """The head of a body on a day: appointed or concurrent before acting before presiding; a seconded person is none."""
    return heads_of([body], day, known_on)[body.pk]


def holder_of(post: Post, day: date, known_on: date | None = None) -> InOffice:
    """Who held a post on a day, however; of several the one whose hold counts most, then the last to come."""
    tenures = [one for one in as_known(Tenure, known_on, post_id=post.pk) if holds_on(one, day)]
    tenures.sort(key=lambda one: (_ANY_ORDER[one.kind], -one.since.toordinal(), -one.id))
    tenure = tenures[0] if tenures else None
    return _in_office(post.body, post, tenure, _names([tenure]))


def handler(post: Post | None, body: Body, day: date, known_on: date | None = None) -> InOffice:
    """Who handled a duty on a day: the holder of the post that was named for it, in the body that then bore the duty.

    A post of another body is a vacancy: after a succession there is no handler until a hand-over names one.
    """
    if post is None or post.body_id != body.pk:
        return InOffice(body.pk, body.name)
    return holder_of(post, day, known_on)


def deputies_in_charge(body: Body, matter: str, day: date, known_on: date | None = None) -> list[InOffice]:
    """The deputies who answered for a body's matter on a day: by matter first, then by body; the nearest first.

    A portfolio whose official has left every post does not count.
    """
    above = [int(one) for one in body.path.split("/") if one]
    posts = {post.pk: post for post in Post.objects.filter(body__in=above).select_related("body")}
    known = as_known(Portfolio, known_on, post_id__in=list(posts)) if posts else []
    portfolios = [one for one in known if holds_on(one, day)]
    bodies = dict(
        Body.objects.filter(pk__in={one.body_id for one in portfolios if one.body_id}).values_list("pk", "path")
    )
    fitting = [one for one in portfolios if _answers(one, body, matter, bodies)]
    in_office = _in_any_post({one.official_id for one in fitting}, day, known_on)
    fitting = [one for one in fitting if one.official_id in in_office]
    fitting.sort(key=lambda one: _nearness(one, matter, bodies, posts))
    names = _names(fitting)
    return [_in_office(posts[one.post_id].body, posts[one.post_id], one, names) for one in fitting]


def deputy_in_charge(body: Body, matter: str, day: date, known_on: date | None = None) -> InOffice | None:
    """The deputy who answered for a body's matter on a day; None where no portfolio says so."""
    found = deputies_in_charge(body, matter, day, known_on)
    return found[0] if found else None


def _answers(portfolio: Any, body: Body, matter: str, bodies: dict[int, str]) -> bool:
    matters = parted(portfolio.matters)
    if portfolio.body_id is not None and not body.path.startswith(bodies[portfolio.body_id]):
        return False
    return matter in matters if matters else portfolio.body_id is not None


def _nearness(portfolio: Any, matter: str, bodies: dict[int, str], posts: dict[int, Post]) -> tuple[int, int, int, int]:
    by_matter = matter in parted(portfolio.matters)
    depth = len(bodies.get(portfolio.body_id, "").split("/"))
    return (
        0 if by_matter else 1,
        -depth,
        -len(posts[portfolio.post_id].body.path.split("/")),
        -portfolio.since.toordinal(),
    )


def _in_any_post(officials: Collection[int], day: date, known_on: date | None) -> set[int]:
    if not officials:
        return set()
    tenures = as_known(Tenure, known_on, official_id__in=list(officials))
    return {one.official_id for one in tenures if holds_on(one, day)}


def _names(holders: Iterable[Any]) -> dict[int, str]:
    keys = {holder.official_id for holder in holders if holder is not None}
    return dict(Official.objects.filter(pk__in=keys).values_list("pk", "name")) if keys else {}


def _in_office(body: Body, post: Post, holder: Any | None, names: dict[int, str]) -> InOffice:
    if holder is None:
        return InOffice(body.pk, body.name, post.pk, post.name)
    return InOffice(
        body_id=body.pk,
        body=body.name,
        post_id=post.pk,
        post=post.name,
        official_id=holder.official_id,
        official=names[holder.official_id],
        kind=getattr(holder, "kind", ""),
        since=holder.since,
        until=holder.until,
        document=holder.document,
    )


def successors_on(body: Body, day: date, known_on: date | None = None) -> list[Body]:
    """The bodies that bear a body's duties on a day, as listed; empty where nothing has followed it by then.

    Follows successors of successors, one query a step; a circle of renamings ends where it began.
    """
    ends: list[int] = []
    seen, step = {body.pk}, [body.pk]
    while step:
        rows = [one for one in as_known(Succession, known_on, predecessor_id__in=step) if one.on <= day]
        rows.sort(key=lambda one: (step.index(one.predecessor_id), one.on, one.position, one.id))
        followed = {one.predecessor_id for one in rows}
        ends += [pk for pk in step if pk not in followed and pk != body.pk]
        step = _unseen(rows, seen)
    found = Body.objects.in_bulk(ends)
    return [found[pk] for pk in ends]


def _unseen(rows: Sequence[Any], seen: set[int]) -> list[int]:
    fresh = list(dict.fromkeys(one.successor_id for one in rows if one.successor_id not in seen))
    seen.update(fresh)
    return fresh


def granted(paths: Collection[str], roles: Collection[str], day: date, matter: str = "") -> QuerySet[Grant]:
    """The grants of some roles that reach one of some bodies on a day, for a matter ("": any): two queries at most."""
    ids = {pk for path in paths for pk in ids_in(path)}
    divisions = Body.objects.filter(pk__in=ids).values_list("division__path", flat=True).distinct()
    around = {prefix for path in divisions for prefix in prefixes(path)}
    reached = Q(reach=Reach.BODY, body__in=ids) | Q(reach=Reach.DIVISION, body__division__path__in=around)
    about = Q(matters="")
    if matter:
        # The codes stand sorted, parted by commas.
        about |= Q(matters=matter) | Q(matters__startswith=f"{matter},") | Q(matters__endswith=f",{matter}")
        about |= Q(matters__contains=f",{matter},")
    else:
        about = Q()
    return Grant.objects.valid_on(day).filter(reached, about, role__in=list(roles))


def in_post(officials: QuerySet[Official], day: date, bodies: QuerySet[Body] | None = None) -> QuerySet[Official]:
    """Of some officials those who hold a post on a day, in some bodies where they are given; labelled with body and post.

    `choice_label` tells people of the same name apart; of several posts it names the first. One query.
    """
    held = Tenure.objects.valid_on(day).filter(official=OuterRef("pk"))
    if bodies is not None:
        held = held.filter(post__body__in=bodies)
    words = Concat("post__body__name", Value(" "), "post__name")
    first = held.order_by("post__rank", "pk").annotate(words=words).values("words")[:1]
    return (
        officials.filter(Exists(held))
        .annotate(choice_label=Concat("name", Value(" · "), Subquery(first)))
        .order_by("name", "pk")
    )
