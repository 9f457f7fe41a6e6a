"""Who acts: an account or an official as the kernel's frozen Actor, in a number of queries that never grows."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils import timezone

from lifecycle.actors import Actor, Hold, OnBehalf, Via
from organizations.choices import Rank, Reach, TenureKind
from organizations.models import Account, Body, Grant, Official, Tenure

# In whose name somebody of several posts acts where his account names none.
_KINDS = [kind.value for kind in (
    TenureKind.APPOINTED, TenureKind.PRESIDING, TenureKind.ACTING, TenureKind.CONCURRENT, TenureKind.SECONDED,
)]  # fmt: skip
_RANKS = Rank.values


def actor_of(
    account: Account,
    *,
    today: date | None = None,
    request_id: str = "",
    via: str = Via.SCREEN,
    on_behalf_of: Official | None = None,
) -> Actor:
    """The person behind an account as actor: three queries at most, three more with a principal."""
    return actor_of_official(
        account.official,
        today,
        post_id=account.post_id,
        request_id=request_id,
        via=via,
        on_behalf_of=on_behalf_of,
    )


def actor_of_official(
    official: Official,
    today: date | None = None,
    *,
    post_id: int | None = None,
    request_id: str = "",
    via: str = Via.SCREEN,
    on_behalf_of: Official | None = None,
) -> Actor:
    """An official as actor on a day, with the post held that day and every grant.

    Who acts for another has that person's grants and not his own; both persons and both bodies stand in the actor.
    """
    day = today or timezone.localdate()
    actor = replace(_person(official, day, post_id), request_id=request_id, via=via)
    if on_behalf_of is None:
        return replace(actor, holds=holds_of(official))
    principal = _person(on_behalf_of, day, None)
    return replace(
        actor,
        on_behalf_of_id=on_behalf_of.pk,
        on_behalf_of_name=on_behalf_of.name,
        on_behalf_kind=OnBehalf.ACTING,
        on_behalf_body_path=principal.body_path,
        holds=holds_of(on_behalf_of),
    )


def _person(official: Official, day: date, post_id: int | None) -> Actor:
    held = Tenure.objects.valid_on(day).filter(official=official).select_related("post__body")
    return _in_post(official, held, post_id)


def _in_post(official: Official, held: Iterable[Any], post_id: int | None) -> Actor:
    tenure = min(held, key=lambda one: _precedence(one, post_id), default=None)
    if tenure is None:
        return Actor(official_id=official.pk, name=official.name)
    body = tenure.post.body
    return Actor(
        official_id=official.pk,
        name=official.name,
        post=tenure.post.name,
        body=body.name,
        body_id=body.pk,
        body_path=body.path,
    )


def _precedence(tenure: Any, post_id: int | None) -> tuple[bool, int, int, int]:
    return (
        tenure.post_id != post_id,
        _KINDS.index(tenure.kind),
        _RANKS.index(tenure.post.rank),
        -tenure.since.toordinal(),
    )


def holds_of(official: Official) -> tuple[Hold, ...]:
    """Every grant of an official as holds, whatever its days: two queries at most.

    A grant over a whole division becomes one hold for each of the division's topmost bodies.
    """
    return holds_among([official.pk]).get(official.pk, ())


def holds_among(officials: Collection[int]) -> dict[int, tuple[Hold, ...]]:
    """The same for some officials by key: two queries at most whatever the number."""
    grants = list(Grant.objects.filter(official__in=officials).select_related("body__division").order_by("pk"))
    wide = {grant.body.division.path for grant in grants if grant.reach == Reach.DIVISION}
    topmost = Body.objects.topmost_in(wide) if wide else {}
    found: dict[int, list[Hold]] = {}
    for grant in grants:
        found.setdefault(grant.official_id, []).extend(_holds(grant, topmost))
    return {pk: tuple(holds) for pk, holds in found.items()}


def _holds(grant: Any, topmost: Mapping[str, tuple[str, ...]]) -> list[Hold]:
    return [
        Hold(role=grant.role, scope=scope, matters=grant.matter_codes, since=grant.since, until=grant.until)
        for scope in _scopes(grant, topmost)
    ]


def staff_of(today: date) -> list[Actor]:
    """Every official who holds a grant on a day, as actor with the holds of that day: four queries at most."""
    grants = list(Grant.objects.valid_on(today).select_related("body__division", "official").order_by("pk"))
    wide = {grant.body.division.path for grant in grants if grant.reach == Reach.DIVISION}
    topmost = Body.objects.topmost_in(wide) if wide else {}
    people = {grant.official_id: grant.official for grant in grants}
    actors = _people(people, today)
    holds: dict[int, list[Hold]] = {}
    for grant in grants:
        holds.setdefault(grant.official_id, []).extend(_holds(grant, topmost))
    return [replace(actors[pk], holds=tuple(held)) for pk, held in holds.items()]


def actors_among(officials: Iterable[Official], today: date) -> dict[int, Actor]:
    """Some officials as actors on a day, each in his foremost post with every grant: three queries, `{pk: actor}`."""
    people = {one.pk: one for one in officials}
    holds = holds_among(list(people))
    return {pk: replace(actor, holds=holds.get(pk, ())) for pk, actor in _people(people, today).items()}


def _people(officials: Mapping[int, Official], day: date) -> dict[int, Actor]:
    held: dict[int, list[Any]] = {}
    for tenure in Tenure.objects.valid_on(day).filter(official__in=list(officials)).select_related("post__body"):
        held.setdefault(tenure.official_id, []).append(tenure)
    return {pk: _in_post(official, held.get(pk, ()), None) for pk, official in officials.items()}


def _scopes(grant: Any, topmost: Mapping[str, tuple[str, ...]]) -> Iterable[str]:
    if grant.reach == Reach.DIVISION:
        return topmost[grant.body.division.path]
    return (grant.body.path,)


# The operator of the server, through a command: sets up bodies and people, and the first security administrator.
INSTALLER = Actor(name="installation", via=Via.COMMAND)

# Set by the app that keeps deputies: the principal for whom a request's person acts just now, None for himself.
PrincipalProvider = Callable[[Any], Official | None]
_providers: list[PrincipalProvider] = []


def provide_principal(provider: PrincipalProvider) -> None:
    """Say who answers for whom a request acts; called once from an `AppConfig.ready()`. The last one given answers."""
    _providers[:] = [provider]


def principal_of(request: Any) -> Official | None:
    """The principal of a request."""
    return _providers[0](request) if _providers else None
