"""Puts the reading together: measures with their clauses, bodies and limits, and what could not be bound."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence

from django.utils.functional import Promise

from exchange.documents import limits
from exchange.documents.binding import Binder, Bound
from exchange.documents.groups import Form, Group
from exchange.documents.heads import Head
from exchange.documents.layout import CONTENT, Layout
from exchange.documents.leaves import Leaf, find_leaves
from exchange.documents.numbering import Node
from exchange.documents.results import (
    Assignment,
    Clause,
    Measure,
    PolicyReading,
    Reason,
    TimeLimit,
    Unassigned,
)
from exchange.documents.roles import FIRST_LEADS, Phrase, Role
from exchange.documents.source import Source, Strip
from exchange.documents.tables import RowItem

Parts = tuple[list[Assignment], list[TimeLimit]]


def assemble(source: Source, head: Head, strip: Strip, warnings: tuple[Promise | str, ...] = ()) -> PolicyReading:
    """The whole reading of a normalised source."""
    assembler = _Assembler(Layout(source, strip))
    measures = assembler.measures()
    unassigned = sorted(assembler.unassigned, key=lambda item: item.clause.start)
    return PolicyReading(
        source.text,
        head.title,
        head.document_number,
        head.issuer,
        head.issued_on,
        tuple(measures),
        tuple(unassigned),
        warnings,
    )


class _Assembler:
    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.leaves = find_leaves(layout)
        self.binder = Binder(layout, self.leaves)
        self.first_leads_from = self._first_leads_from()
        self.unassigned: list[Unassigned] = []

    def measures(self) -> list[Measure]:
        paths = _paths(self.leaves)
        found = [self._measure(leaf, paths[leaf.node]) for leaf in self.leaves]
        self._note_parts()
        return [measure for measure in found if measure is not None]

    def _first_leads_from(self) -> int | None:
        """From which index on the first of a list leads: from the rule on, or everywhere where no group holds it."""
        found = FIRST_LEADS.search(self.layout.text)
        if found is None:
            return None
        holder = next((g for g in self.layout.groups.groups if g.start <= found.start() < g.end), None)
        if holder is None:
            return 0
        is_general = "下同" in self.layout.text[holder.start : holder.end + 12] or "以下" in found.group()
        return holder.start if is_general else None

    def _measure(self, leaf: Leaf, path: str) -> Measure | None:
        row = leaf.row
        clause = self._clause(leaf.node.marker.start if row else leaf.node.body, leaf.end)
        if clause is None:
            return None
        heading = self._words(*row.heading) if row else self._words(leaf.node.body, leaf.heading_end)
        assignments, found = self._row_parts(leaf, row.items) if row and row.items else self._prose_parts(leaf, path)
        if leaf.closing:
            self._leave(path, leaf.closing, Reason.CLOSING)
        if not assignments:
            self._leave(path, (leaf.node.marker.end if row else leaf.text_start, leaf.end), Reason.NO_GROUP)
        parts = [
            f"{above.marker.label} {self.layout.plain_heading(above)}".strip()
            for above in leaf.node.lineage()
            if above is not leaf.node
        ]
        return Measure(path, heading, tuple(reversed(parts)), clause, tuple(assignments), tuple(_each_once(found)))

    # Rows of tables

    def _row_parts(self, leaf: Leaf, items: Sequence[RowItem]) -> Parts:
        assignments: list[Assignment] = []
        found: list[TimeLimit] = []
        for item in items:
            clause = self._clause(item.start, item.end)
            if item.phrase is None:
                own = self._groups_in_row(leaf, item, items)
            else:
                own = [Group(*item.named_at, item.phrase, Form.CELL)] if clause else []
            for group in own:
                is_inside = item.start < group.start < item.end
                part = self._clause(item.start, group.start) if is_inside and group.form is not Form.CELL else clause
                if part:
                    assignments.append(
                        self._assignment(group, part, is_inherited=item.phrase is None and not is_inside)
                    )
            bound = len(assignments) - 1 if own else None
            if item.phrase is not None:
                found.extend(self._limit_at(place, bound) for place in item.phrase.places)
            found.extend(TimeLimit(limit.words, *self._offsets(limit.start, limit.end), bound) for limit in item.dates)
        return assignments, found

    def _groups_in_row(self, leaf: Leaf, item: RowItem, items: Sequence[RowItem]) -> list[Group]:
        """The groups that a row names in its text, or that the part above names where no row of the measure does."""
        inner = [group for group in leaf.groups if item.start <= group.start < item.end and group.phrase.bodies]
        return inner or ([] if any(other.phrase for other in items) else self.binder.above(leaf))

    # Running text

    def _prose_parts(self, leaf: Leaf, path: str) -> Parts:
        binding = self.binder.bind(leaf)
        if binding.rest:
            self._leave(path, binding.rest, Reason.AFTER_LAST_GROUP)
        assignments: list[Assignment] = []
        found: list[TimeLimit] = []
        ranges: list[tuple[int, int]] = []
        for bound in binding.bounds:
            if clause := self._clause(bound.start, bound.end):
                is_above = bound.group.start < leaf.node.marker.start
                found.extend(self._limit_at(place, len(assignments)) for place in bound.group.phrase.places)
                assignments.append(self._assignment(bound.group, clause, is_inherited=is_above))
                ranges.append(_reach(bound, leaf))
        for group in leaf.groups:
            if group.form is Form.LIMIT:
                number = _range_of(ranges, group.start - 1)
                found.extend(self._limit_at(place, number) for place in group.phrase.places)
        found.extend(self._limits_in_text(leaf, ranges, {limit.words for limit in found}))
        return assignments, found

    def _limits_in_text(self, leaf: Leaf, ranges: Sequence[tuple[int, int]], stated: set[str]) -> list[TimeLimit]:
        """The limits in a measure's sentences, but not once more what a label states in other words."""
        base = leaf.node.body
        known = sorted(stated, key=len)[:50]
        return [
            TimeLimit(
                limit.words, *self._offsets(base + limit.start, base + limit.end), _range_of(ranges, base + limit.start)
            )
            for limit in limits.find(self.layout.text[base : leaf.end])
            if limit.words not in stated and not any(limit.words in words or words in limit.words for words in known)
        ]

    def _assignment(self, group: Group, clause: Clause, *, is_inherited: bool = False) -> Assignment:
        phrase: Phrase = group.phrase
        bodies, lead = phrase.names(), phrase.names(Role.LEAD)
        rule = self.first_leads_from
        if not lead and (phrase.first_leads or (rule is not None and group.start >= rule)):
            lead = bodies[:1]
        named = self._clause(group.start, group.end) or clause
        return Assignment(bodies, lead, phrase.names(Role.SUPPORTING), clause, named, is_inherited)

    def _limit_at(self, place: tuple[int, int], group: int | None) -> TimeLimit:
        begin = max(0, place[0] - limits.SENTENCE)
        near = self.layout.text[begin : place[1]]
        return TimeLimit(limits.value(near, place[0] - begin, len(near)), *self._offsets(*place), group)

    # What is bound to no body

    def _note_parts(self) -> None:
        """Lists what parts say beyond their heading: groups whose measures have their own, and introductory text."""
        own = {leaf.node for leaf in self.leaves}
        passed_on = {id(group) for groups in self.binder.inherited.values() for group in groups}
        parts = {above for leaf in self.leaves for above in leaf.node.lineage()} - own
        for node in parts:
            if node.marker.start in self.layout.rows:
                continue
            start = self.layout.heading_stop(node.body, node.own_end)
            end = self.layout.before_grid(node.body, node.own_end)
            groups = self.layout.own_groups(node)
            if not groups and end - start > 2:
                self._leave(node.path, (start, end), Reason.PART_TEXT)
            elif groups and not any(id(group) in passed_on for group in groups):
                names = [name for group in groups for name in group.phrase.names()]
                self._leave(node.path, (node.body, end), Reason.PART_GROUP, names)

    def _leave(self, path: str, place: tuple[int, int], reason: Reason, bodies: Sequence[str] = ()) -> None:
        clause = self._clause(self.layout.after_lead_in(*place), place[1])
        if clause and CONTENT.search(clause.text):
            self.unassigned.append(Unassigned(path, clause, reason, tuple(bodies)))

    # Places in the text

    def _words(self, start: int, end: int) -> str:
        return self.layout.text[start:end].strip("。：:；;、，,.*# ") if end > start else ""

    def _offsets(self, start: int, end: int) -> tuple[int, int]:
        span = self.layout.strip.span(start, end)
        return span.start, span.end

    def _clause(self, start: int, end: int) -> Clause | None:
        if end <= start:
            return None
        first, last = self._offsets(start, end)
        return Clause(self.layout.source.text[first:last], first, last)


def _paths(leaves: Sequence[Leaf]) -> dict[Node, str]:
    """The path of each measure, kept apart where a document numbers anew: a second 一/(一) is 一/(一)#2.

    The part with the most groups, the plan itself, keeps its paths; cover letters and annexes make way.
    """
    parts: dict[int, list[Leaf]] = defaultdict(list)
    part, top = 0, -1
    for leaf in leaves:
        root = leaf.node.root
        if root.marker.start != top:
            part, top = part + (root.marker.number == 1), root.marker.start
        parts[part].append(leaf)
    seen: dict[str, int] = defaultdict(int)
    names: dict[Node, str] = {}
    for alike in sorted(parts.values(), key=lambda part: -sum(leaf.names_bodies for leaf in part)):
        for leaf in alike:
            path = leaf.node.path
            seen[path] += 1
            names[leaf.node] = path if seen[path] == 1 else f"{path}#{seen[path]}"
    return names


def _reach(bound: Bound, leaf: Leaf) -> tuple[int, int]:
    """The range whose limits bind a group's bodies: its clause and, where it stands in the measure, itself."""
    if leaf.node.body <= bound.group.start < leaf.end:
        return min(bound.start, bound.group.start), max(bound.end, bound.group.end)
    return bound.start, bound.end


def _range_of(ranges: Sequence[tuple[int, int]], place: int) -> int | None:
    """The number of the range, of a sorted row, that holds a place."""
    number = bisect_right(ranges, (place, 1 << 62)) - 1
    if number < 0 or place >= ranges[number][1]:
        return None
    while number > 0 and ranges[number - 1] == ranges[number]:
        number -= 1  # several groups of the part above hold for the same clause
    return number


def _each_once(found: Sequence[TimeLimit]) -> list[TimeLimit]:
    return list({limit.words: limit for limit in reversed(found)}.values())[::-1]
