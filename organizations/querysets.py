"""Named questions to bodies, periods and the records in which bodies take part."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Self

from django.apps import apps
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from lifecycle.actors import Actor, Hold
from lifecycle.models import RecordQuerySet
from organizations.choices import Role
from organizations.fields import end_of

# Whoever holds one of these sees the records in which a body of his scope takes part.
SEEING = (Role.CLERK, Role.SUPERVISOR, Role.INTEGRITY_OFFICER, Role.AUDITOR)


def prefixes(path: str) -> list[str]:
    """A path and every path above it."""
    steps = path.split("/")[:-1]
    return ["/".join(steps[: n + 1]) + "/" for n in range(len(steps))]


class BodyQuerySet(RecordQuerySet):
    """Bodies."""

    def existing_on(self, day: date) -> Self:
        """Those that exist on a day."""
        return self.filter(Q(since=None) | Q(since__lte=day), Q(until=None) | Q(until__gt=day))

    def within(self, paths: Iterable[str]) -> Self:
        """Those that lie at or below some paths."""
        wanted = Q(pk__in=())
        for path in paths:
            wanted |= Q(path__gte=path, path__lt=end_of(path))
        return self.filter(wanted)

    def topmost_in(self, division_paths: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """The topmost bodies of divisions and of those below them: `{division path: body paths}`, one query."""
        wanted = Q(pk__in=())
        for path in (paths := sorted(set(division_paths))):
            inside = Q(division__path__gte=path, division__path__lt=end_of(path))
            outside = Q(parent__division__path__lt=path) | Q(parent__division__path__gte=end_of(path))
            wanted |= inside & (Q(parent=None) | outside)
        found: dict[str, list[str]] = {path: [] for path in paths}
        rows = self.filter(wanted).order_by("path").values_list("path", "division__path", "parent__division__path")
        for path, own, above in rows:
            for division in paths:
                if own.startswith(division) and not (above or "").startswith(division):
                    found[division].append(path)
        return {division: tuple(bodies) for division, bodies in found.items()}

    def topmost_around(self, divisions: Iterable[int]) -> dict[int, tuple[str, ...]]:
        """The topmost bodies of each division and of the divisions above it: `{division id: body paths}`, two queries."""
        division_model = apps.get_model("organizations", "Division")
        own = dict(division_model._default_manager.filter(pk__in=list(divisions)).values_list("pk", "path"))
        chain = {prefix for path in own.values() for prefix in prefixes(path)}
        topmost = self.filter(division__path__in=chain).filter(Q(parent=None) | ~Q(parent__division=F("division")))
        rows = list(topmost.values_list("division__path", "path"))
        return {pk: tuple(path for division, path in rows if own[pk].startswith(division)) for pk in own}


class PeriodQuerySet(RecordQuerySet):
    """Records that hold from a day to the day before another."""

    def valid_on(self, day: date) -> Self:
        """Those that hold on a day."""
        return self.filter(Q(until=None) | Q(until__gt=day), since__lte=day)


class InvolvedQuerySet(RecordQuerySet):
    """Records in which bodies take part."""

    def visible_to(self, actor: Actor, today: date | None = None) -> Self:
        """The records that the actor may see: one EXISTS over the path ranges of his holds, no query of its own."""
        return self.filter(self.seen_by(actor, today or timezone.localdate()))

    def seen_by(self, actor: Actor, day: date) -> Q:
        """The condition under which the actor sees a record."""
        involvement = apps.get_model("organizations", "Involvement")._default_manager
        rows = involvement.filter(
            within_reach(seen_through(actor, day)),
            Q(since=None) | Q(since__lte=day),
            Q(until=None) | Q(until__gt=day),
            kind=self.model.INVOLVEMENT,
            record_id=OuterRef("pk"),
        )
        more = self.more_visible(actor, day)
        seen = Q(Exists(rows))
        return seen if more is None else seen | more

    def more_visible(self, actor: Actor, today: date) -> Q | None:
        """What else the actor may see, such as cases given to him; None for nothing."""
        return None


def seen_through(actor: Actor, day: date) -> list[Hold]:
    """The holds by which an actor sees records on a day, without those that a wider one takes in."""
    valid = [hold for role in SEEING for hold in actor.having(role, day)]
    wide = {hold.scope for hold in valid if not hold.matters}
    kept: dict[tuple[str, frozenset[str]], Hold] = {}
    for hold in valid:
        if any(_takes_in(scope, hold) for scope in wide):
            continue
        kept.setdefault((hold.scope, hold.matters), hold)
    return list(kept.values())


def _takes_in(scope: str, hold: Hold) -> bool:
    """Whether a scope without limits of matter makes a hold superfluous; not by itself."""
    return hold.scope.startswith(scope) and (hold.scope != scope or bool(hold.matters))


def within_reach(holds: Iterable[Hold], path: str = "body_path", matter: str = "matter") -> Q:
    """What some holds reach by body and matter; nothing where there are none. Columns as in `Involvement` unless named."""
    found = Q(pk__in=())
    for hold in holds:
        one = Q(**{f"{path}__gte": hold.scope, f"{path}__lt": end_of(hold.scope)})
        if hold.matters:
            one &= Q(**{f"{matter}__in": ["", *sorted(hold.matters)]})
        found |= one
    return found


def account_of(user: Any) -> Any:
    """The account behind a request's user, with person and post read along."""
    return (
        apps.get_model("organizations", "Account")._default_manager.select_related("official", "post").get(pk=user.pk)
    )
