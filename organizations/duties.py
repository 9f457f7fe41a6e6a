"""The report of `check_duties`: for each verb who can do it today, grouped so that a person can read it."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from organizations.choices import Matter
from organizations.models import Body, Division, Oversight
from organizations.overseeing import Duty, check_duties, overseen_among

GAP, THIN, MET = "gap", "thin", "met"
ENDING_WITHIN = timedelta(days=60)


@dataclass(frozen=True)
class Orphan:
    """A post that nobody holds, with open duties that name it; `url` leads to where they are handed over."""

    body_id: int
    body: str
    post_id: int | None
    post: str
    count: int
    url: str = ""


# The app above that knows duties counts those of posts without holder: (divisions, today) -> posts.
OrphanProvider = Callable[[Collection[Division], date], Iterable[Orphan]]
_providers: list[OrphanProvider] = []


def provide_orphans(provider: OrphanProvider) -> None:
    """Say which posts without holder bear open duties; called in `AppConfig.ready()`. Idempotent."""
    if provider not in _providers:
        _providers.append(provider)


@dataclass(frozen=True)
class Line:
    """One body and one matter, with the verbs that stand alike: by nobody, by one where another is asked for, or met."""

    body_id: int
    body: str
    matter: str
    standing: str
    verbs: tuple[Duty, ...]

    @property
    def matter_label(self) -> str:
        """The matter in words; "" where every matter stands alike."""
        return str(Matter(self.matter).label) if self.matter else ""

    @property
    def by_record(self) -> list[tuple[str, list[Duty]]]:
        """The verbs under the record type they belong to."""
        groups: dict[str, list[Duty]] = {}
        for duty in self.verbs:
            groups.setdefault(duty.record_label, []).append(duty)
        return list(groups.items())


@dataclass(frozen=True)
class Report:
    """What `check_duties` found for some divisions on a day."""

    today: date
    duties: tuple[Duty, ...]
    lines: tuple[Line, ...]
    # Edges that end within the next weeks: without another the bodies below them are left without an overseer.
    ending: tuple[Oversight, ...]
    # Bodies that nobody oversees at all: they cannot be made duty bodies.
    unseen: tuple[tuple[int, str], ...]
    # Posts that nobody holds today, with open duties.
    orphans: tuple[Orphan, ...] = ()

    def having(self, standing: str) -> list[Line]:
        """The lines of one standing, without the bodies that can bear no duty because nobody oversees them."""
        unseen = {pk for pk, _name in self.unseen}
        return [line for line in self.lines if line.standing == standing and line.body_id not in unseen]

    @property
    def bodies(self) -> tuple[tuple[int, str], ...]:
        """The bodies looked at, in the order of the tree."""
        return tuple(dict.fromkeys((duty.body_id, duty.body) for duty in self.duties))

    def of(self, body_id: int) -> tuple[Duty, ...]:
        """The duties of one body."""
        return tuple(duty for duty in self.duties if duty.body_id == body_id)

    @property
    def has_gaps(self) -> bool:
        """Whether some verb is left without anybody."""
        return any(duty.is_gap for duty in self.duties) or bool(self.unseen)

    def as_json(self) -> dict[str, Any]:
        """The report with fixed names, for programs."""
        return {
            "today": self.today.isoformat(),
            "ending": [
                {"overseer": edge.overseer.name, "overseen": edge.overseen.name, "until": edge.until.isoformat()}
                for edge in self.ending
                if edge.until
            ],
            "unseen": [{"id": pk, "name": name} for pk, name in self.unseen],
            "orphans": [
                {
                    "body": {"id": one.body_id, "name": one.body},
                    "post": {"id": one.post_id, "name": one.post},
                    "duties": one.count,
                }
                for one in self.orphans
            ],
            "duties": [
                {
                    "record": duty.record,
                    "verb": duty.verb,
                    "label": str(duty.label),
                    "body": {"id": duty.body_id, "name": duty.body},
                    "matter": duty.matter,
                    "people": list(duty.people),
                    "standing": standing_of(duty),
                }
                for duty in self.duties
            ],
        }


def standing_of(duty: Duty) -> str:
    """A duty's standing in one word."""
    if duty.is_gap:
        return GAP
    return THIN if duty.is_thin else MET


def report_on(divisions: Collection[Division], today: date) -> Report:
    """The whole report."""
    duties = tuple(check_duties(divisions, today))
    groups: dict[tuple[int, str, str, str], list[Duty]] = {}
    for duty in duties:
        groups.setdefault((duty.body_id, duty.body, duty.matter, standing_of(duty)), []).append(duty)
    lines = tuple(Line(*key, verbs=tuple(verbs)) for key, verbs in groups.items())
    bodies = list(
        Body.objects.filter(division__path__in=[one.path for one in divisions], is_group=False)
        .existing_on(today)
        .order_by("path")
    )
    seen = overseen_among(bodies, "", today)
    ending = (
        Oversight.objects.valid_on(today)
        .filter(until__lte=today + ENDING_WITHIN, overseen__division__path__in=[one.path for one in divisions])
        .select_related("overseer", "overseen")
        .order_by("until", "pk")
    )
    unseen = tuple((body.pk, body.name) for body in bodies if body.pk not in seen)
    orphans = tuple(one for provider in _providers for one in provider(divisions, today))
    return Report(today, duties, lines, tuple(ending), unseen, orphans)
