"""The ledger of a document: commitments, obligations and shares as drafts, and what they were read out of, set by set."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from commitments.choices import CommitmentKind, DueRule, EntryKind, ObligationKind, Recurrence, SourceKind
from commitments.models import Commitment, CommitmentType, Obligation, Share
from commitments.rules.recurrence import first_due_on
from exchange.choices import LimitKind, NamedAs
from exchange.documents import Assignment as ReadAssignment
from exchange.documents import Measure as ReadMeasure
from exchange.documents import PolicyReading
from exchange.documents import TimeLimit as ReadLimit
from exchange.matching import Found, Register, how_found
from exchange.models import Assignment, Document, Duty, Measure, NamedBody, OpenClause, TimeLimit
from exchange.rules.limits import term_of
from exchange.rules.places import place_of
from lifecycle.actors import Actor
from lifecycle.creating import create_many
from lifecycle.doors import Entry
from lifecycle.models import Precision

LONGEST_COMMITMENT_TITLE, LONGEST_OBLIGATION_TITLE, LONGEST_SHARE = 300, 200, 300
TITLE_FROM_CLAUSE = 60
_HAN_NUMBERS = "一二三四五六七八九十"


@dataclass
class _Group:
    """A group of bodies on its way into the register."""

    measure: Any
    read: ReadAssignment
    position: int
    is_one_of_several: bool
    row: Any = None
    limits: list[Any] = field(default_factory=list)


@dataclass
class Drafting:
    """Drafts everything that a reading holds; `cause` is the row of the document's creation."""

    document: Document
    read: PolicyReading
    by: Actor
    at: datetime | None
    cause: Entry
    kind: CommitmentType
    today: date
    notes: list[str] = field(default_factory=list)

    def draft(self, progress: Callable[[str], None]) -> None:
        """Set by set: bodies, commitments, measures, groups, limits, obligations, shares, and what is open."""
        found = self._bodies()
        progress("bodies")
        commitments = self._commitments()
        progress("commitments")
        measures = self._measures(commitments)
        groups = self._groups(measures)
        self._name_bodies(groups, found)
        self._limits(measures, groups)
        progress("measures")
        self._duties(groups, found)
        self._open_clauses()
        progress("obligations")

    def _driven(self, model: Any, rows: Sequence[dict[str, Any]]) -> list[Any]:
        each = [{"document": self.document, **row} for row in rows]
        return create_many(model, self.by, each, cause=self.cause)

    def _bodies(self) -> dict[str, Found]:
        printed = [name for group in self._assignments() for name in group.bodies]
        register = Register.of(self.document.division, self.today)
        found = register.found_or_made(printed, self.document.promisor, self.by, cause=self.cause)
        self.notes += how_found(found)
        return found

    def _assignments(self) -> Iterator[ReadAssignment]:
        return (group for measure in self.read.measures for group in measure.assignments)

    def _commitments(self) -> list[Any]:
        issued = self.read.issued_on
        shared = {
            "kind": CommitmentKind.POLICY,
            "type": self.kind,
            "entry_kind": EntryKind.SIGNED if issued else EntryKind.RETROSPECTIVE,
            "source_kind": SourceKind.POLICY_DOCUMENT,
            "agreement": self.document.agreement_id,
            "promised_on": issued,
            "promised_precision": Precision.DAY if issued else Precision.UNKNOWN,
            "promisor": self.document.promisor_id,
            "logging_body": self.document.logging_body_id,
        }
        rows = [
            {
                **shared,
                "title": title_of(measure),
                "clause": measure.clause.text,
                "clause_number": place_of(measure.path)[:60],
                "clause_place": f"{self.document.ref}:{measure.clause.start}-{measure.clause.end}",
            }
            for measure in self.read.measures
        ]
        return create_many(Commitment, self.by, rows, at=self.at)

    def _measures(self, commitments: Sequence[Any]) -> list[Any]:
        rows = [
            {
                "commitment": commitment,
                "position": position,
                "path": measure.path,
                "heading": measure.heading[:LONGEST_COMMITMENT_TITLE],
                "parts": "\n".join(measure.parts),
                **_place(measure.clause),
            }
            for position, (measure, commitment) in enumerate(zip(self.read.measures, commitments, strict=True), 1)
        ]
        return self._driven(Measure, rows)

    def _groups(self, measures: Sequence[Any]) -> list[_Group]:
        groups = [
            _Group(row, read, position, len(measure.assignments) > 1)
            for row, measure in zip(measures, self.read.measures, strict=True)
            for position, read in enumerate(measure.assignments, 1)
        ]
        rows = [
            {
                "measure": group.measure,
                "position": group.position,
                **_place(group.read.clause),
                "named": group.read.named_at.text,
                "named_start": group.read.named_at.start,
                "named_end": group.read.named_at.end,
                "is_inherited": group.read.is_inherited,
            }
            for group in groups
        ]
        for group, made in zip(groups, self._driven(Assignment, rows), strict=True):
            group.row = made
        return groups

    def _name_bodies(self, groups: Sequence[_Group], found: dict[str, Found]) -> None:
        rows = [
            {
                "assignment": group.row,
                "position": position,
                "printed": name,
                "named_as": _named_as(group.read, name),
                "body": found[name].body,
                "found_by": found[name].by,
            }
            for group in groups
            for position, name in enumerate(group.read.bodies, 1)
        ]
        self._driven(NamedBody, rows)

    def _limits(self, measures: Sequence[Any], groups: Sequence[_Group]) -> None:
        of_group = {(group.measure.pk, group.position - 1): group for group in groups}
        rows, owners = [], []
        for row, measure in zip(measures, self.read.measures, strict=True):
            for position, limit in enumerate(measure.time_limits, 1):
                group = self._owner(of_group, row, measure, limit)
                term = term_of(limit.words, self.read.issued_on)
                owners.append(group)
                rows.append(
                    {
                        "measure": row,
                        "assignment": group.row if group is not None else None,
                        "position": position,
                        "words": limit.words[:120],
                        "start": limit.start,
                        "end": limit.end,
                        "kind": term.kind,
                        "event": term.event[:120],
                        "amount": term.amount,
                        "unit": term.unit,
                        "due_on": term.due_on,
                        "due_precision": term.precision,
                        "recurs": term.recurs,
                    }
                )
        for owner, made in zip(owners, self._driven(TimeLimit, rows), strict=True):
            if owner is not None:
                owner.limits.append(made)

    @staticmethod
    def _owner(of_group: dict[tuple[int, int], _Group], row: Any, measure: ReadMeasure, limit: ReadLimit) -> Any:
        """The group that a limit binds: its own, or the only one there is."""
        number = limit.group if limit.group is not None else (0 if len(measure.assignments) == 1 else None)
        return None if number is None else of_group.get((row.pk, number))

    def _duties(self, groups: Sequence[_Group], found: dict[str, Found]) -> None:
        """One obligation for each group, or for each of its limits where it has several."""
        plans = [plan for group in groups for plan in _planned(group, found, self.today)]
        self._make(plans)

    def _make(self, plans: Sequence["Plan"]) -> None:
        made = create_many(Obligation, self.by, [plan.obligation() for plan in plans], at=self.at)
        shares = [
            plan.share(obligation, body)
            for plan, obligation in zip(plans, made, strict=True)
            for body in plan.supporting
        ]
        create_many(Share, self.by, shares, at=self.at)
        self._driven(
            Duty,
            [
                {
                    "measure": plan.measure,
                    "assignment": plan.assignment,
                    "limit": plan.limit,
                    "obligation": obligation,
                    "lead_body": plan.lead,
                }
                for plan, obligation in zip(plans, made, strict=True)
            ],
        )

    def _open_clauses(self) -> None:
        rows = [
            {
                "position": position,
                "path": item.path,
                **_place(item.clause),
                "open_because": item.reason.value,
                "bodies": "、".join(item.bodies),
            }
            for position, item in enumerate(self.read.unassigned, 1)
        ]
        self._driven(OpenClause, rows)


@dataclass(frozen=True)
class Plan:
    """An obligation to be drafted: of which group, for which limit, led and supported by whom."""

    measure: Any
    assignment: Any
    limit: Any
    title: str
    content: str
    lead: Any
    supporting: Sequence[Any]
    today: date

    def obligation(self) -> dict[str, Any]:
        """The obligation as its door takes it."""
        return {
            "commitment": self.measure.commitment,
            "title": self.title,
            "kind": ObligationKind.TASK,
            "content": self.content,
            "lead_body": self.lead,
            **due_of(self.limit, self.today),
        }

    def share(self, obligation: Any, body: Any) -> dict[str, Any]:
        """A supporting body's share in it."""
        return share_of(obligation, body)


def share_of(obligation: Any, body: Any) -> dict[str, Any]:
    """A share as its door takes it: the same words, the same due date."""
    return {
        "commitment": obligation.commitment_id,
        "obligation": obligation,
        "body": body,
        "what": obligation.title[:LONGEST_SHARE],
        "due_on": obligation.due_on,
    }


def due_of(limit: Any, today: date) -> dict[str, Any]:
    """What a limit makes of an obligation's due date; none where it is undated, open, or waits for an event.

    What comes back is first due on a day that still lies ahead: nobody is late for periods before the register knew of it.
    """
    if limit is None or limit.due_on is None or limit.kind not in (LimitKind.DATE, LimitKind.RECURRENCE):
        return {"due_rule": DueRule.NONE_AGREED}
    return {
        "due_rule": DueRule.DATE,
        "due_on": first_due_on(limit.due_on, limit.recurs or Recurrence.ONCE, limit.due_precision, today),
        "due_precision": limit.due_precision,
        "recurs": limit.recurs or Recurrence.ONCE,
    }


def title_of(measure: ReadMeasure) -> str:
    """What a measure is called: its heading, else how its clause begins."""
    words = measure.heading or "".join(measure.clause.text.split())[:TITLE_FROM_CLAUSE]
    return words[:LONGEST_COMMITMENT_TITLE]


def _planned(group: _Group, found: dict[str, Found], today: date) -> Iterator[Plan]:
    lead, supporting = _led(group.read, found)
    title = _title(group)
    limits: list[Any] = group.limits or [None]
    for limit in limits:
        words = f"（{limit.words}）" if len(limits) > 1 else ""
        yield Plan(
            group.measure,
            group.row,
            limit,
            title[: LONGEST_OBLIGATION_TITLE - len(words)] + words,
            group.read.clause.text,
            lead,
            supporting,
            today,
        )


def _title(group: _Group) -> str:
    title = group.measure.heading or group.measure.clause.replace("\n", "")[:TITLE_FROM_CLAUSE]
    return f"{title}（{han_number(group.position)}）" if group.is_one_of_several else title


def han_number(number: int) -> str:
    """A small number as a Chinese numeral; beyond ten in figures."""
    return _HAN_NUMBERS[number - 1] if number <= len(_HAN_NUMBERS) else str(number)


def _led(read: ReadAssignment, found: dict[str, Found]) -> tuple[Any, list[Any]]:
    """Who leads and who supports; without a lead the first body named stands in until a clerk has settled it."""
    first = read.lead[0] if read.lead else read.bodies[0]
    lead = found[first].body
    others: dict[int, Any] = {}
    for name in read.bodies:
        body = found[name].body
        if body.pk != lead.pk:
            others.setdefault(body.pk, body)
    return lead, list(others.values())


def _named_as(read: ReadAssignment, name: str) -> NamedAs:
    if name in read.lead:
        return NamedAs.LEAD
    return NamedAs.SUPPORTING if read.lead or name in read.supporting else NamedAs.RESPONSIBLE


def _place(clause: Any) -> dict[str, Any]:
    return {"clause": clause.text, "start": clause.start, "end": clause.end}
