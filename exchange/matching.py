"""From the names in a document to bodies of the register: found by name, former name or succession, else entered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from exchange.choices import FoundBy
from exchange.documents.bodies import is_collective
from exchange.rules.names import is_every_county, likeness, system_of, takes_in_committees, written_out
from lifecycle.actors import Actor
from lifecycle.creating import create_many
from lifecycle.doors import Entry
from organizations.choices import DivisionKind, DivisionLevel, System
from organizations.models import Body, Division
from organizations.offices import successors_on

LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Found:
    """A body and how it was found."""

    body: Any
    by: FoundBy


@dataclass
class Register:
    """The bodies of a division and of those directly above and below it, by what their names are like."""

    division: Division
    today: date
    names: dict[str, tuple[Any, FoundBy]] = field(default_factory=dict)
    exact: dict[str, Any] = field(default_factory=dict)
    groups: dict[str, Any] = field(default_factory=dict)
    below: list[Division] = field(default_factory=list)

    @classmethod
    def of(cls, division: Division, today: date) -> "Register":
        """Read it: four queries."""
        made = cls(division, today, below=list(Division.objects.filter(parent=division).order_by("code")))
        bodies = list(Body.objects.filter(division__path__startswith=division.path).select_related("division"))
        made._take_in(bodies)
        own = [body for body in bodies if body.division_id == division.pk]
        made._take_in_former(own)
        return made

    def _take_in(self, bodies: Sequence[Any]) -> None:
        """Bodies in being before those that have ended, the own division's before those below."""
        order = sorted(bodies, key=lambda one: (not one.is_active(self.today), one.division_id != self.division.pk))
        for body in order:
            is_own = body.division_id == self.division.pk
            if not body.is_group:
                self._take_in_one(body, is_own=is_own)
            elif is_own:
                self.groups.setdefault(body.name, body)

    def _take_in_one(self, body: Any, *, is_own: bool) -> None:
        for name in filter(None, (body.name, body.short_name)):
            self.exact.setdefault(name, body)
            # 财政局 of a county is never taken for that of the city.
            if is_own or name.startswith(body.division.name):
                self._know(name, body, FoundBy.NAME)

    def _take_in_former(self, bodies: Sequence[Any]) -> None:
        """The other names on record, and those that the trail says a body has had."""
        for body in bodies:
            for name in body.other_names.splitlines():
                self._know(name.strip(), body, FoundBy.FORMER_NAME)
        by_key = {body.pk: body for body in bodies if not body.is_group}
        past = Body.history.model._default_manager.filter(id__in=list(by_key))
        for pk, name in past.order_by("id", "version").values_list("id", "name").distinct():
            self._know(name, by_key[pk], FoundBy.FORMER_NAME)

    def _know(self, name: str, body: Any, by: FoundBy) -> None:
        alike = likeness(name, self.division.name)
        if alike:
            self.names.setdefault(alike, (body, by))

    def find(self, printed: str) -> Found | None:
        """The body behind a printed name; a body that has ended stands for its successor."""
        if is_collective(printed):
            group = self.groups.get(printed)
            return Found(group, FoundBy.GROUP) if group is not None else None
        written = written_out(printed, self.division.name)
        body, by = self.exact.get(written), FoundBy.NAME
        if body is None:
            body, by = self.names.get(likeness(written, self.division.name), (None, FoundBy.NAME))
        return None if body is None else self._in_being(body, by)

    def _in_being(self, body: Any, by: FoundBy) -> Found:
        followers = successors_on(body, self.today) if not body.is_active(self.today) else []
        return Found(followers[0], FoundBy.SUCCESSOR) if followers else Found(body, by)

    def found_or_made(
        self, printed: Iterable[str], promisor: Any, by: Actor, *, cause: Entry, at: datetime | None = None
    ) -> dict[str, Found]:
        """The body of each printed name; what the register has not is entered, in one set."""
        wanted = list(dict.fromkeys(printed))
        found = {name: one for name in wanted if (one := self.find(name)) is not None}
        missing = [name for name in wanted if name not in found]
        rows: dict[str, dict[str, Any]] = {}
        same: dict[str, str] = {}
        for name in missing:
            row = self._row_of(name, promisor)
            same[name] = row["name"]
            rows.setdefault(row["name"], row)
        made = dict(zip(rows, create_many(Body, by, list(rows.values()), cause=cause, at=at), strict=True))
        self._take_in([*made.values()])
        return found | {
            name: Found(made[same[name]], FoundBy.GROUP if is_collective(name) else FoundBy.MADE) for name in missing
        }

    def _row_of(self, printed: str, promisor: Any) -> dict[str, Any]:
        if is_collective(printed):
            return self._body(printed[:LONGEST_NAME], promisor, System.GOVERNMENT) | {"is_group": True}
        name = written_out(printed, self.division.name)[:LONGEST_NAME]
        system = system_of(name, self.division.name)
        parent = promisor if system in (System.GOVERNMENT, System.PARK) else self._top(system)
        county = next((one for one in self.below if name.startswith(one.name)), None)
        return self._body(name, parent, system) | ({"division": county} if county is not None else {})

    def _top(self, system: System) -> Any:
        """The topmost body of a system, below which another of its kind is entered."""
        own = (body for body, _by in self.names.values() if body.system == system and body.parent_id is None)
        return next(iter(sorted(own, key=lambda one: one.pk)), None)

    def _body(self, name: str, parent: Any, system: System) -> dict[str, Any]:
        return {"name": name, "division": self.division, "parent": parent, "system": system}


def counties_of(division: Division, phrase: str) -> list[Division]:
    """The divisions that a phrase such as 各县〈市、区〉 means; none where it means something else."""
    if not is_every_county(phrase):
        return []
    below = Division.objects.filter(parent=division, level=DivisionLevel.COUNTY).order_by("code")
    if not takes_in_committees(phrase):
        below = below.exclude(kind=DivisionKind.COMMITTEE)
    return list(below)


def governments_of(
    divisions: Sequence[Division], promisor: Any, by: Actor, *, today: date, cause: Entry, at: datetime | None = None
) -> list[Any]:
    """The government or management committee of each division, in their order; what the register has not is entered."""
    keys = [division.pk for division in divisions]
    standing: dict[int, Any] = {}
    topmost = Body.objects.existing_on(today).filter(
        division__in=keys, is_group=False, system__in=(System.GOVERNMENT, System.PARK)
    )
    for body in topmost.order_by("path"):
        if body.name.endswith(("政府", "管委会", "管理委员会")) or body.parent_id in (None, promisor.pk):
            standing.setdefault(body.division_id, body)
    rows = {
        division.pk: {
            "name": division.name + ("管委会" if division.kind == DivisionKind.COMMITTEE else "人民政府"),
            "division": division,
            "parent": promisor,
            "system": System.PARK if division.kind == DivisionKind.COMMITTEE else System.GOVERNMENT,
        }
        for division in divisions
        if division.pk not in standing
    }
    standing |= dict(zip(rows, create_many(Body, by, list(rows.values()), cause=cause, at=at), strict=True))
    return [standing[key] for key in keys]


def how_found(found: Mapping[str, Found]) -> list[str]:
    """What a clerk should know of how bodies were found: those under another name one by one, those entered together."""
    sentences = [
        _("%(printed)s: %(body)s, %(how)s.") % {"printed": name, "body": one.body, "how": one.by.label}
        for name, one in found.items()
        if one.by in (FoundBy.FORMER_NAME, FoundBy.SUCCESSOR)
    ]
    made = dict.fromkeys(one.body.name for one in found.values() if one.by == FoundBy.MADE)
    if made:
        names = pgettext("list", ", ").join(made)
        sentences.append(_("Entered in the register, as it did not have them: %(names)s.") % {"names": names})
    return sentences
