"""What stands on the first page of each role. Every answer costs the same number of queries at ten rows and at ten thousand."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.http import HttpRequest

from commitments.choices import COUNTING, CommitmentState
from commitments.models import Commitment
from deadlines.choices import Lamp
from face.paging import Count, count_up_to
from lifecycle.actors import Actor
from lifecycle.desks import Desk, desks
from lifecycle.models import LifecycleModel, UnsentForm
from lifecycle.unsent import left_by
from organizations.choices import Role
from workflows import inbox
from workflows.inbox import Entry

SHOWN, SHORT = 8, 6
# Verbs by which somebody sends his work on, and those by which it comes back to him.
SENDING = ("submit", "claim", "report", "submit_plan", "submit_for_acceptance", "propose_decision", "sign_over")
RETURNING = (
    "return_for_revision",
    "refuse_conditions",
    "return_report",
    "return_plan",
    "return_for_rework",
    "return_proposal",
)
COLOURS = (Lamp.RED, Lamp.YELLOW, Lamp.GREEN, Lamp.GREY)
# Among the reader's tasks, so many are looked at for what was returned to him.
LOOKED_AT = 50


@dataclass(frozen=True)
class Sent:
    """Something that the reader sent on or gave back: the record as it now stands, and when he did it."""

    record: Any
    at: datetime
    reason: str = ""
    who: str = ""


@dataclass
class BodyLamps:
    """A body and the commitments of which it leads what is due next, by lamp."""

    key: int
    name: str
    counts: Mapping[str, int]
    # Days since the longest overdue date; 0 for none.
    late: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts.values())


@dataclass
class Lamps:
    """The lamp band and the table under it: the one is the sum of the other, for both count the same commitments."""

    bodies: list[BodyLamps] = field(default_factory=list)

    def count(self, lamp: str) -> int:
        """How many commitments have a lamp of this colour."""
        return sum(one.counts[lamp] for one in self.bodies)

    @property
    def band(self) -> list[tuple[str, int]]:
        """The four colours, with their counts."""
        return [(lamp.value, self.count(lamp.value)) for lamp in COLOURS]

    @property
    def most(self) -> int:
        """The longest bar."""
        return max((one.total for one in self.bodies), default=0)


def lamps_of(actor: Actor, today: date) -> Lamps:
    """Every commitment with a lamp that the actor may see, by the body that leads what is due next: one query."""
    rows = Commitment.objects.visible_to(actor, today).by_lead(today)
    bodies = [
        BodyLamps(
            row["progress__next_lead"] or 0,
            row["progress__next_lead__name"] or "",
            {lamp.value: row[lamp.value] for lamp in COLOURS},
            (today - row["since"]).days if row["since"] else 0,
        )
        for row in rows
    ]
    return Lamps(
        sorted(bodies, key=lambda one: (-one.counts[Lamp.RED], -one.counts[Lamp.YELLOW], -one.total, one.name))
    )


def next_to_turn_red(actor: Actor, today: date) -> list[Any]:
    """The commitments that are due next: one query."""
    coming = Commitment.objects.visible_to(actor, today).filter(state__in=COUNTING, progress__next_due_on__gte=today)
    ordered = coming.order_by("progress__next_due_on", "pk").select_related("progress__next_lead")
    return list(ordered[:SHORT])


def asked(actor: Actor, today: date) -> Any:
    """The reader's tasks, the soonest due first: the very ones that the inbox lists and the navigation counts."""
    rows: Any = inbox.asked_of(actor, today)
    return rows.by_due_date()


def todo(actor: Actor, today: date) -> tuple[list[Entry], Count]:
    """The first tasks, and how many there are in all."""
    rows = asked(actor, today)
    entries = inbox.entries(list(rows.select_related("claimed_by")[:SHOWN]))
    return inbox.marked(entries, actor, today), count_up_to(rows)


def returned_to(actor: Actor, today: date) -> list[Sent]:
    """Of the reader's tasks those whose record came back to him, with by whom and why: two queries a record type."""
    entries = inbox.entries(list(asked(actor, today)[:LOOKED_AT]))
    records: dict[Any, dict[int, Any]] = {}
    for entry in entries:
        records.setdefault(type(entry.record), {})[entry.record.pk] = entry.record
    found = []
    for model, known in records.items():
        last: dict[int, Any] = {}
        moves = model.history.filter(id__in=list(known)).exclude(source_state=F("target_state"))
        for row in moves.order_by("id", "version"):
            last[row.id] = row
        found += [
            Sent(known[pk], row.history_date, row.reason, row.actor_name)
            for pk, row in last.items()
            if row.verb in RETURNING
        ]
    return sorted(found, key=lambda one: one.at, reverse=True)[:SHORT]


def moving_desks(verbs: Iterable[str]) -> list[Desk]:
    """The desks of record types that know one of some verbs."""
    wanted = set(verbs)
    return [desk for desk in desks() if issubclass(desk.model, LifecycleModel) and wanted & set(desk.model.verbs())]


def sent_by(actor: Actor) -> list[Sent]:
    """What the reader sent on last, and where it is now: two queries a record type."""
    found: list[Sent] = []
    for desk in moving_desks(SENDING):
        rows = desk.model.history.filter(verb__in=SENDING, actor_id=actor.official_id, cause="")
        found += _with_records(desk, list(rows.order_by("-history_date", "-history_id")[:SHORT]), actor)
    return _latest(found)


def _with_records(desk: Desk, rows: Sequence[Any], actor: Actor) -> list[Sent]:
    known = desk.visible(actor).in_bulk([row.id for row in rows]) if rows else {}
    return [Sent(known[row.id], row.history_date, row.reason) for row in rows if row.id in known]


def _latest(found: Iterable[Sent]) -> list[Sent]:
    """The newest of each record, newest first."""
    latest: dict[Any, Sent] = {}
    for one in sorted(found, key=lambda sent: sent.at):
        latest[type(one.record), one.record.pk] = one
    return sorted(latest.values(), key=lambda sent: sent.at, reverse=True)[:SHORT]


def given_back_by(actor: Actor) -> tuple[list[Sent], int]:
    """What the reader gave back and has not got again: up to two queries a record type, and how many there are."""
    found: list[Sent] = []
    total = 0
    for desk in moving_desks(RETURNING):
        history = desk.model.history
        later = history.model.objects.filter(id=OuterRef("id"), version__gt=OuterRef("version"))
        moved = later.exclude(source_state=F("target_state"))
        rows = history.filter(verb__in=RETURNING, actor_id=actor.official_id).filter(~Exists(moved))
        first = list(rows.order_by("-history_date", "-history_id")[: SHORT + 1])
        total += len(first) if len(first) <= SHORT else rows.count()
        found += _with_records(desk, first, actor)
    return _latest(found), total


def drafts_of(actor: Actor, today: date) -> tuple[list[Any], Count]:
    """The drafts of the reader's body, the newest first."""
    scopes = Q(pk__in=())
    for hold in actor.having(Role.CLERK, today):
        scopes |= Q(logging_body__path__startswith=hold.scope)
    rows = Commitment.objects.filter(scopes, state=CommitmentState.DRAFT)
    return list(rows.order_by("-pk")[:SHORT]), count_up_to(rows)


def unsent_of(request: HttpRequest) -> list[tuple[UnsentForm, str, str]]:
    """The reader's unsent forms with the page that each comes back on, and the reference of what it edits."""
    found = []
    for row in left_by(request, "commitments:"):
        _app, _colon, name = row.form.partition(":")
        if name.startswith("edit/"):
            ref = name.removeprefix("edit/")
            found.append((row, f"/commitments/{ref}/edit/", ref))
        else:
            fixed = [part.replace("-", "=") for part in name.split("/")[1:]]
            found.append((row, "/commitments/new/" + (f"?{'&'.join(fixed)}" if fixed else ""), ""))
    return found[:SHORT]


def unsigned_handovers(actor: Actor) -> tuple[list[Any], int]:
    """Hand-overs that somebody still has to sign, where the register has them: one query."""
    desk = next((one for one in desks() if one.model._meta.label == "commitments.Handover"), None)
    if desk is None:
        return [], 0
    rows = desk.visible(actor).filter(state__in=("prepared", "signed_over")).order_by("pk")
    first = list(rows[: SHORT + 1])
    return first[:SHORT], len(first) if len(first) <= SHORT else rows.count()
