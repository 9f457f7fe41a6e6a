"""Puts the measures together: which nodes are operative, what their heading is, which clause each group is bound to."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from django.utils.functional import Promise

from exchange.documents import limits
from exchange.documents.groups import Form, Group, GroupIndex, duties, heading_bodies
from exchange.documents.heads import Head, cuts
from exchange.documents.numbering import Kind, Marker, Node, outline
from exchange.documents.results import (
    Assignment,
    Clause,
    Measure,
    PolicyReading,
    Reason,
    TimeLimit,
    Unassigned,
)
from exchange.documents.roles import FIRST_LEADS, LABEL, Phrase, Role, label_kind
from exchange.documents.source import Source, Strip
from exchange.documents.tables import RowMeasure, read_grid

SHORT_HEADING = 22
LONGEST_HEADING = 45
LONGEST_HEADING_LINE = 60

_GENERAL_WORDS = re.compile(
    r"指导思想|总体(?:要求|思路|目标|原则|任务和目标)|基本(?:原则|思路|要求|情况)|(?:工作|主要|遵循|指导|实施)?原则|(?:工作|主要|发展|总|任务|预期|阶段性?|具体|建设|行动|改革|年度)?目标(?:任务|要求|定位)?|任务目标|目标和任务"
    r"|(?:工作|发展)思路|(?:重要|重大|目的|现实)?意义|重要性|必要性|紧迫性|(?:工作|编制|起草|政策)?背景|发展?现状|(?:发展|工作)基础|(?:面临的?)?形势|适用(?:范围|对象)|总则|附则|(?:目的|编制|制定|政策)?依据|术语|定义|名词解释|(?:战略|发展|功能)?定位|前言|引言|序言|总要求"
)
_GENERAL_JOINTS = re.compile(r"[和与及、，,的其以]|以及")
_AWARENESS = re.compile(
    r"^(?:切实|进一步|充分|深刻|提高|统一)*(?:认识|提高认识|统一思想)[^。]{0,40}(?:意义|重要性|必要性|紧迫性)$"
)
_CLOSING = re.compile(
    r"(?:本(?:方案|意见|通知|办法|规定|细则|措施|计划|政策|规划|实施|规则|制度|决定|《)|上述|以上(?:政策|措施|意见|各项)|各(?:地|级|县|市|区|省|有关|部门|单位|乡镇|责任单位|牵头单位|相关|镇)[^。]{0,60}(?:要|请|应|须|于|务)"
    r"|请各|联系(?:人|电话|单位)|此前|以前(?:规定|发布)|原《|自(?:印发|发布|公布)之日|特此|附[：:]|附件|（此件|国务院|其他)"
)
_LEAD_IN = re.compile(
    r"(?:[。，；、：,;:．.！\s]|(?:具体|主要|工作|重点|推进|实施|保障)?(?:措施|任务|举措|内容|要求)[：:])+"
)
_NUMERAL_ALONE = re.compile(r"^(?:\d{1,2}[.．、]|[（(]\d{1,2}[）)])$")
_MARK_AT_END = re.compile(r"(?:(?<=[。；;])(?:\d{1,2}[.．、]|[（(]\d{1,2}[）)]|[①-⑳])|[—\-*•●◆]{1,3})$")
_SENTENCE_END = "。！？；：!?;:"
_CONTENT = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]")
_HEADING_STOP = re.compile(r"[。：:！？]")


@dataclass(slots=True)
class _Leaf:
    """A measure in the making, at ranges of the strip."""

    node: Node
    heading_end: int  # where the heading's words end
    text_start: int  # where the clauses begin
    end: int
    groups: list[Group]
    row: RowMeasure | None = None
    closing: tuple[int, int] | None = None


def assemble(source: Source, head: Head, strip: Strip, warnings: tuple[Promise | str, ...] = ()) -> PolicyReading:
    """The whole reading of a normalised source."""
    return replace(_Assembler(source, head, strip).reading(), warnings=warnings)


class _Assembler:
    def __init__(self, source: Source, head: Head, strip: Strip) -> None:
        self.source = source
        self.head = head
        self.strip = strip
        self.groups = GroupIndex(strip)
        self.rows: dict[int, RowMeasure] = {}
        self.grids: list[tuple[int, int]] = []
        self.roots = self._outline()
        self.first_leads_from = self._first_leads_from()
        self.unassigned: list[Unassigned] = []

    def reading(self) -> PolicyReading:
        leaves = self._leaves()
        self._set_headings(leaves)
        self._set_closings(leaves)
        inherited = self._inherited(leaves)
        measures: list[Measure] = []
        paths = _paths(leaves)
        for leaf in leaves:
            measure = self._measure(leaf, inherited.get(leaf.node, []), paths[leaf.node])
            if measure:
                measures.append(measure)
        self._note_parts(leaves, inherited)
        self.unassigned.sort(key=lambda item: item.clause.start)
        head = self.head
        return PolicyReading(
            self.source.text,
            head.title,
            head.document_number,
            head.issuer,
            head.issued_on,
            tuple(measures),
            tuple(self.unassigned),
        )

    def _outline(self) -> list[Node]:
        fixed: list[Marker] = [Marker(Kind.CUT, 0, "", place, place) for place in cuts(self.source, self.strip)]
        for grid in self.source.grids:
            start, end = self.strip.index(grid.span.start), self.strip.index(grid.span.end)
            self.grids.append((start, end))
            rows = read_grid(grid, self.strip, self.groups)
            self.rows.update((row.marker.start, row) for row in rows)
            fixed.extend(row.marker for row in rows)
        roots = outline(self.strip, self.grids, fixed, self.groups.spans)
        for root in roots:
            self._fold_fields(root)
        return roots or outline(self.strip, self.grids, [*fixed, *self._unnumbered()], self.groups.spans)

    def _fold_fields(self, root: Node) -> None:
        """Numbered fields 「1.工作目标：… 2.责任单位：…」 are no measures: they belong to the node above."""
        for node in _all_nodes(root):
            fields = [LABEL.match(self.strip.text, child.body) for child in node.children if not child.children]
            told = [field for field in fields if field is not None]
            names_bodies = any(label_kind(field) in ("lead", "responsible") for field in told)
            if len(told) >= 2 and len(told) * 2 > len(node.children) and names_bodies:
                node.children.clear()

    def _unnumbered(self) -> list[Marker]:
        """In a document without any number, paragraphs that name bodies are measures, numbered by their order."""
        starts = self.strip.starts
        begins: list[int] = []
        for group in self.groups.groups:
            order = bisect_right(starts, group.start) - 1
            order -= order > 0 and starts[order] == group.start
            if group.phrase.bodies and order >= 0 and starts[order] not in begins[-1:]:
                begins.append(starts[order])
        return [Marker(Kind.ROW, number, str(number), place, place) for number, place in enumerate(begins, 1)]

    def _first_leads_from(self) -> int | None:
        """From which index on the first of a list leads: from the rule on, or everywhere where it stands outside a group."""
        found = FIRST_LEADS.search(self.strip.text)
        if found is None:
            return None
        holder = next((g for g in self.groups.groups if g.start <= found.start() < g.end), None)
        if holder is None:
            return 0
        is_general = "下同" in self.strip.text[holder.start : holder.end + 12] or "以下" in found.group()
        return holder.start if is_general else None

    # Which nodes are measures

    def _leaves(self) -> list[_Leaf]:
        leaves = []
        for root in self.roots:
            for node in root.leaves():
                groups = self.groups.within(node.body, node.end)
                row = self.rows.get(node.marker.start)
                has_group = any(group.phrase.bodies for group in groups) or bool(
                    row and any(item.phrase for item in row.items)
                )
                if not has_group and any(_is_general(self._plain_heading(above)) for above in node.lineage()):
                    continue
                if not has_group and self._is_listed_again(node):
                    continue
                leaves.append(_Leaf(node, node.body, node.body, row.end if row else node.end, groups, row))
        return leaves

    def _is_listed_again(self, node: Node) -> bool:
        """An entry of a table of contents: a heading alone, whose path the text itself has once more."""
        if node.end - node.body > LONGEST_HEADING_LINE or "。" in self.strip.text[node.body : node.end]:
            return False
        words = self.strip.text[node.body : node.end]
        return (
            bool(words)
            and self.strip.text.find(words, node.end) >= 0
            and any(
                other is not node
                and other.marker.label == node.marker.label
                and self.strip.text.startswith(words, other.body)
                for root in self.roots
                for other in _all_nodes(root)
                if other.marker.start > node.marker.start
            )
        )

    def _plain_heading(self, node: Node) -> str:
        """The heading of a part, or the first words of a measure, without brackets."""
        row = self.rows.get(node.marker.start)
        if row:
            return self.strip.text[row.heading[0] : row.heading[1]]
        end = self._heading_stop(node.body, node.own_end)
        return re.sub(r"[（(][^（）()]*[）)]", "", self.strip.text[node.body : end])

    def _heading_stop(self, start: int, end: int) -> int:
        """Where a heading that begins at an index ends: at a stop, its line's end or the first group."""
        limit = min(end, self.strip.paragraph_end(start) if start < len(self.strip) else end)
        found = _HEADING_STOP.search(self.strip.text, start, limit)
        stop = found.start() if found else limit
        first = next(iter(self.groups.within(start, stop)), None)
        return first.start if first else stop

    # Headings

    def _set_headings(self, leaves: Sequence[_Leaf]) -> None:
        by_kind: dict[Kind, list[_Leaf]] = defaultdict(list)
        for leaf in leaves:
            if leaf.row is None:
                by_kind[leaf.node.marker.kind].append(leaf)
        for alike in by_kind.values():
            stops = {id(leaf): self._heading_candidate(leaf) for leaf in alike}
            telling = [leaf for leaf in alike if self._tells_of_headings(leaf)]
            headed = sum(1 for leaf in telling if self._reads_as_heading(leaf, stops[id(leaf)]))
            share = headed / len(telling) if telling else 0.0
            for leaf in alike:
                self._set_heading(leaf, stops[id(leaf)], share)

    def _tells_of_headings(self, leaf: _Leaf) -> bool:
        """Whether a measure shows if its kind has headings: one short sentence alone may be either."""
        stop = self._heading_stop(leaf.node.body, leaf.end)
        return bool(self._text_after(stop, leaf)) or stop - leaf.node.body > SHORT_HEADING

    def _reads_as_heading(self, leaf: _Leaf, stop: int | None) -> bool:
        return stop is not None and (self.strip.is_start(stop) or _is_balanced(self.strip.text[leaf.node.body : stop]))

    def _text_after(self, stop: int, leaf: _Leaf) -> str:
        """What the measure says after an index, its groups left out."""
        pieces = []
        place = stop
        for group in leaf.groups:
            if group.start >= place:
                pieces.append(self.strip.text[place : group.start])
            place = max(place, group.end)
        pieces.append(self.strip.text[place : leaf.end])
        return "".join(_CONTENT.findall("".join(pieces)))

    def _heading_candidate(self, leaf: _Leaf) -> int | None:
        """Where the heading would end, or None where the first words read as a sentence of the clause."""
        start, end = leaf.node.body, leaf.end
        stop = self._heading_stop(start, end)
        length = stop - start
        words = self.strip.text[start:stop]
        if not 2 <= length <= LONGEST_HEADING_LINE or not self._text_after(stop, leaf):
            return self._spaced_heading(leaf)
        if re.search(r"[；;]|^(?:19|20)\d{2}年|^\d{1,2}月", words) or words.count("，") + words.count(",") > 2:
            return None
        ends_line = self.strip.is_start(stop) or stop == end
        commas = words.count("，") + words.count(",")
        if length <= SHORT_HEADING or (length <= LONGEST_HEADING and (ends_line or commas <= 1)) or ends_line:
            return stop
        return None

    def _spaced_heading(self, leaf: _Leaf) -> int | None:
        """「1.强化责任 各单位要……」: a blank ends the heading, where blanks do not stand everywhere in the line."""
        start = leaf.node.body
        limit = min(leaf.end, self.strip.paragraph_end(start)) if start < len(self.strip) else start
        gaps = [place for place in range(start + 1, min(limit, start + 200)) if place in self.strip.gaps]
        place = gaps[0] if len(gaps) == 1 else 0
        if not start + 4 <= place <= start + SHORT_HEADING or re.search(r"[，；、]", self.strip.text[start:place]):
            return None
        return place if self._text_after(place, leaf) and not self.strip.text[place].isdigit() else None

    def _set_heading(self, leaf: _Leaf, stop: int | None, share: float) -> None:
        start = leaf.node.body
        length = stop - start if stop is not None else 0
        words = self.strip.text[start:stop] if stop is not None else ""
        is_short = length <= SHORT_HEADING and "，" not in words
        is_line = stop is not None and self.strip.is_start(stop)
        if stop is not None and (is_line or (share >= 0.6 and _is_balanced(words)) or (share >= 0.3 and is_short)):
            leaf.heading_end = stop
            leaf.text_start = _after(self.strip.text, stop, leaf.end)
            return
        leaf.text_start = start
        if stop is not None and is_short:
            leaf.heading_end = stop  # named after its first words, which stay in the clause
            return
        whole = self._heading_stop(start, leaf.end)
        is_phrase = whole - start <= LONGEST_HEADING and not re.search(r"[；;]", self.strip.text[start:whole])
        if is_phrase and not self._text_after(whole, leaf):
            leaf.heading_end = whole

    # The text after the last measure

    def _set_closings(self, leaves: Sequence[_Leaf]) -> None:
        """Sets off closing paragraphs, which the last measure of each part of the document would swallow."""
        ends_with_groups = self._ends_with_groups(leaves)
        lasts = [
            leaf
            for leaf, following in zip_longest(leaves, leaves[1:])
            if leaf.row is None and self._is_last(leaf, following)
        ]
        for leaf in lasts:
            alike = [other for other in leaves if other.node.marker.kind is leaf.node.marker.kind]
            begins = self._closing_start(leaf, self._has_single_paragraphs(alike), ends_with_groups)
            if begins is not None and begins < leaf.end:
                leaf.closing = (begins, leaf.end)
                leaf.end = begins
                leaf.groups = [group for group in leaf.groups if group.start < begins]

    def _is_last(self, leaf: _Leaf, following: _Leaf | None) -> bool:
        """The last measure of the text, or of what an annex or a signature ends."""
        if following is None:
            return True
        top, other = [*leaf.node.lineage()][-1], [*following.node.lineage()][-1]
        return top is not other and leaf.node.end != other.marker.start

    def _has_single_paragraphs(self, leaves: Sequence[_Leaf]) -> bool:
        prose = [leaf for leaf in leaves[:-1] if leaf.row is None]
        single = sum(1 for leaf in prose if len(self._paragraphs(leaf)) <= 1)
        return len(prose) >= 3 and single >= len(prose) * 0.8

    def _ends_with_groups(self, leaves: Sequence[_Leaf]) -> bool:
        prose = [leaf for leaf in leaves[:-1] if leaf.row is None]
        ending = sum(
            1 for leaf in prose if leaf.groups and not _CONTENT.search(self.strip.text[leaf.groups[-1].end : leaf.end])
        )
        return bool(prose) and ending >= max(1, len(prose) * 0.6)

    def _paragraphs(self, leaf: _Leaf) -> list[int]:
        """Where paragraphs after the first begin within a measure."""
        starts = self.strip.starts
        return list(starts[bisect_right(starts, leaf.node.marker.start) : bisect_left(starts, leaf.end)])

    def _closing_start(self, leaf: _Leaf, single: bool, ends_with_groups: bool) -> int | None:
        named = [group for group in _merged(self.strip.text, leaf.groups) if group.phrase.bodies]
        last_group = named[-1].end if named else 0
        later = [start for start in self._paragraphs(leaf) if start >= max(last_group, leaf.text_start + 1)]
        for start in later:
            if single or (last_group and ends_with_groups) or _CLOSING.match(self.strip.text, start):
                return start
        if last_group and ends_with_groups and not later:
            rest = _after(self.strip.text, last_group, leaf.end)
            return rest if leaf.end - rest > 8 else None
        return None

    # Groups that hold for more than the measure that they stand in

    def _inherited(self, leaves: Sequence[_Leaf]) -> dict[Node, list[Group]]:
        """For measures without a group of their own: the groups of the part above, or of its last measure."""
        for siblings in _siblings(leaves):
            self._share_last_group(siblings)
        inherited: dict[Node, list[Group]] = {}
        for leaf in leaves:
            if _names_bodies(leaf):
                continue
            for above in leaf.node.lineage():
                if above is leaf.node:
                    continue
                groups = self._own_groups(above) or self._heading_group(above)
                if groups:
                    inherited[leaf.node] = groups
                    break
        return inherited

    def _own_groups(self, node: Node) -> list[Group]:
        row = self.rows.get(node.marker.start)
        end = row.end if row else node.own_end
        return [group for group in self.groups.within(node.marker.start, min(end, node.own_end)) if group.phrase.bodies]

    def _heading_group(self, node: Node) -> list[Group]:
        """「三、市司法局」 above 1. and 2.: the part's heading names who acts."""
        names = heading_bodies(self._plain_heading(node)) if node.marker.start not in self.rows else []
        if not names:
            return []
        phrase = Phrase([(Role.RESPONSIBLE, name) for name in names], is_stated=True)
        return [Group(node.body, self._heading_stop(node.body, node.own_end), phrase, Form.DUTY)]

    def _share_last_group(self, siblings: Sequence[_Leaf]) -> None:
        """A group on a line of its own behind the last of a row holds for those of the row that have none.

        So does one behind measures that semicolons make one sentence.
        """
        before: list[_Leaf] = []
        for leaf in siblings:
            named = [group for group in _merged(self.strip.text, leaf.groups) if group.phrase.bodies]
            if leaf.row is not None or (not named and _names_bodies(leaf)):
                before = []
            elif not named:
                before.append(leaf)
            else:
                if len(named) == 1 and before and self._holds_for_row(before, named[0], is_last=leaf is siblings[-1]):
                    for other in before:
                        other.groups = [*other.groups, named[0]]
                before = []

    def _holds_for_row(self, before: Sequence[_Leaf], group: Group, *, is_last: bool) -> bool:
        if all(self.strip.text[other.end - 1] in "；;" for other in before):
            return True
        return is_last and self.strip.is_start(group.start)

    # Measures

    def _measure(self, leaf: _Leaf, inherited: Sequence[Group], path: str) -> Measure | None:
        heading = self._words(leaf.node.body, leaf.heading_end) if leaf.row is None else self._words(*leaf.row.heading)
        assignments, found = (
            self._row_parts(leaf) if leaf.row and leaf.row.items else self._prose_parts(leaf, inherited, path)
        )
        clause = self._clause(leaf.node.body if leaf.row is None else leaf.node.marker.start, leaf.end)
        if clause is None:
            return None
        if leaf.closing:
            self._leave(path, leaf.closing, Reason.CLOSING)
        if not assignments:
            self._leave(
                path, (leaf.text_start if leaf.row is None else leaf.node.marker.end, leaf.end), Reason.NO_GROUP
            )
        parts = tuple(
            f"{above.marker.label} {self._plain_heading(above)}".strip()
            for above in leaf.node.lineage()
            if above is not leaf.node
        )
        return Measure(path, heading, parts[::-1], clause, tuple(assignments), tuple(found))

    def _words(self, start: int, end: int) -> str:
        return self.strip.text[start:end].strip("。：:；;、，,.*# ") if end > start else ""

    def _clause(self, start: int, end: int) -> Clause | None:
        if end <= start:
            return None
        span = self.strip.span(start, end)
        return Clause(self.source.text[span.start : span.end], span.start, span.end)

    def _leave(self, path: str, place: tuple[int, int], reason: Reason, bodies: Sequence[str] = ()) -> None:
        start = _LEAD_IN.match(self.strip.text, place[0], place[1])
        clause = self._clause(start.end() if start else place[0], place[1])
        if clause and _CONTENT.search(clause.text):
            self.unassigned.append(Unassigned(path, clause, reason, tuple(bodies)))

    def _row_parts(self, leaf: _Leaf) -> tuple[list[Assignment], list[TimeLimit]]:
        assignments: list[Assignment] = []
        found: list[TimeLimit] = []
        items = leaf.row.items if leaf.row else []
        for item in items:
            bound: int | None = None
            clause = self._clause(item.start, item.end)
            if item.phrase is None:
                inner = [group for group in leaf.groups if item.start <= group.start < item.end and group.phrase.bodies]
                inner = inner or ([] if any(other.phrase for other in items) else self._above(leaf))
                for group in inner:
                    bound = len(assignments)
                    clause_of_group = (
                        self._clause(item.start, group.start) if item.start < group.start < item.end else clause
                    )
                    if clause_of_group:
                        assignments.append(
                            self._assignment(
                                group.phrase,
                                clause_of_group,
                                (group.start, group.end),
                                is_inherited=group.start < item.start,
                            )
                        )
            elif clause:
                bound = len(assignments)
                assignments.append(self._assignment(item.phrase, clause, item.named_at))
                found.extend(self._limit_at(place, bound) for place in item.phrase.places)
            found.extend(TimeLimit(limit.words, *self._offsets(limit.start, limit.end), bound) for limit in item.dates)
        return assignments, _each_once(found)

    def _above(self, leaf: _Leaf) -> list[Group]:
        for above in leaf.node.lineage():
            if above is not leaf.node and (groups := self._own_groups(above)):
                return groups
        return []

    def _offsets(self, start: int, end: int) -> tuple[int, int]:
        span = self.strip.span(start, end)
        return span.start, span.end

    def _limit_at(self, place: tuple[int, int], group: int | None) -> TimeLimit:
        begin = max(0, place[0] - limits.SENTENCE)
        near = self.strip.text[begin : place[1]]
        return TimeLimit(limits.value(near, place[0] - begin, len(near)), *self._offsets(*place), group)

    def _prose_parts(
        self, leaf: _Leaf, inherited: Sequence[Group], path: str
    ) -> tuple[list[Assignment], list[TimeLimit]]:
        bound = self._bound(leaf, inherited, path)
        assignments = []
        ranges: list[tuple[int, int]] = []
        for start, end, group in bound:
            clause = self._clause(start, end)
            if clause is None:
                continue
            is_above = group.start < leaf.node.marker.start
            assignments.append(self._assignment(group.phrase, clause, (group.start, group.end), is_inherited=is_above))
            ranges.append(
                (min(start, group.start), max(end, group.end))
                if leaf.node.body <= group.start < leaf.end
                else (start, end)
            )
        found: list[TimeLimit] = []
        for number, (_, _, group) in enumerate(bound[: len(assignments)]):
            found.extend(self._limit_at(place, number) for place in group.phrase.places)
        for group in leaf.groups:
            if group.form is Form.LIMIT:
                found.extend(self._limit_at(place, _range_of(ranges, group.start - 1)) for place in group.phrase.places)
        stated = {limit.words for limit in found}
        base = leaf.node.body
        found.extend(
            TimeLimit(
                limit.words,
                *self._offsets(base + limit.start, base + limit.end),
                _range_of(ranges, base + limit.start),
            )
            for limit in limits.find(self.strip.text[base : leaf.end])
            if limit.words not in stated and not any(limit.words in words or words in limit.words for words in stated)
        )
        return assignments, _each_once(found)

    def _assignment(
        self, phrase: Phrase, clause: Clause, named_at: tuple[int, int], *, is_inherited: bool = False
    ) -> Assignment:
        bodies = phrase.names()
        lead = phrase.names(Role.LEAD)
        follows_rule = phrase.first_leads or (
            self.first_leads_from is not None and named_at[0] >= self.first_leads_from
        )
        if not lead and follows_rule:
            lead = bodies[:1]
        named = self._clause(*named_at) or clause
        return Assignment(bodies, lead, phrase.names(Role.SUPPORTING), clause, named, is_inherited)

    def _bound(self, leaf: _Leaf, inherited: Sequence[Group], path: str) -> list[tuple[int, int, Group]]:
        """(clause start, clause end, group) for every group of a measure."""
        merged = [group for group in _merged(self.strip.text, leaf.groups) if group.phrase.bodies]
        groups = [group for group in merged if leaf.node.body <= group.start < leaf.end]
        shared = [group for group in merged if not leaf.node.body <= group.start < leaf.end]
        start, end = leaf.text_start, leaf.end
        if not groups:
            return self._unnamed(leaf, [*shared, *inherited])
        if groups[0].form is Form.DUTY:
            return [(group.start, group.end, group) for group in groups]
        if self._leads_its_text(leaf, groups):
            stops = [*(group.start for group in groups[1:]), end]
            return [
                (_after(self.strip.text, group.end, stop), stop, group)
                for group, stop in zip(groups, stops, strict=True)
            ]
        bound = []
        for group in groups:
            begin = self._clause_begin(start, group.start)
            stop = group.start
            if not _CONTENT.search(self.strip.text[begin:stop]):
                # Nothing but the heading, or a sentence that is clause and group in one.
                begin = leaf.node.body
                stop = group.start if _CONTENT.search(self.strip.text[begin : group.start]) else group.end
            bound.append((begin, self._without_mark(begin, stop), group))
            start = group.end
        if _CONTENT.search(self.strip.text[start:end]):
            self._leave(path, (start, end), Reason.AFTER_LAST_GROUP)
        return bound

    def _without_mark(self, start: int, stop: int) -> int:
        """The end of a clause without the dash or numeral that belongs to the group behind it."""
        found = _MARK_AT_END.search(self.strip.text, max(start, stop - 6), stop)
        return found.start() if found and found.start() > start else stop

    def _clause_begin(self, start: int, end: int) -> int:
        found = _LEAD_IN.match(self.strip.text, start, end)
        return found.end() if found else start

    def _unnamed(self, leaf: _Leaf, others: Sequence[Group]) -> list[tuple[int, int, Group]]:
        start = leaf.text_start if leaf.text_start < leaf.end else leaf.node.body
        if names := heading_bodies(self.strip.text[leaf.node.body : leaf.heading_end]):
            phrase = Phrase([(Role.RESPONSIBLE, name) for name in names], is_stated=True)
            return [(start, leaf.end, Group(leaf.node.body, leaf.heading_end, phrase, Form.DUTY))]
        if others:
            return [(start, leaf.end, group) for group in others if start < leaf.end]
        return [(group.start, group.end, group) for group in duties(self.strip, leaf.node.body, leaf.end)]

    def _leads_its_text(self, leaf: _Leaf, groups: Sequence[Group]) -> bool:
        """Groups that stand before their text: right behind the heading, with sentences after the last one."""
        before = self.strip.text[leaf.text_start : groups[0].start] if leaf.text_start < groups[0].start else ""
        after = self.strip.text[groups[-1].end : leaf.end]
        return not _CONTENT.search(before) and len(_CONTENT.findall(after)) > 3

    # Parts

    def _note_parts(self, leaves: Sequence[_Leaf], inherited: dict[Node, list[Group]]) -> None:
        """Lists what parts say beyond their heading: groups whose measures have their own, and introductory text."""
        operative = {above for leaf in leaves for above in leaf.node.lineage()} - {leaf.node for leaf in leaves}
        passed_on = {id(group) for groups in inherited.values() for group in groups}
        for node in operative:
            if node.marker.start in self.rows:
                continue
            start, end = self._heading_stop(node.body, node.own_end), self._before_grid(node.body, node.own_end)
            groups = self._own_groups(node)
            if groups and not any(id(group) in passed_on for group in groups):
                names = [name for group in groups for name in group.phrase.names()]
                self._leave(node.path, (node.body, end), Reason.PART_GROUP, names)
            elif not groups and end - start > 2:
                self._leave(node.path, (start, end), Reason.PART_TEXT)

    def _before_grid(self, start: int, end: int) -> int:
        """The end of a range, or where a table begins in it."""
        return min([begin for begin, _ in self.grids if start <= begin < end], default=end)


def _paths(leaves: Sequence[_Leaf]) -> dict[Node, str]:
    """The path of each measure, kept apart where a document numbers anew: a second 一/(一) is 一/(一)#2.

    The part with the most groups, the plan itself, keeps its paths; cover letters and annexes make way.
    """
    parts: dict[int, list[_Leaf]] = defaultdict(list)
    part, top = 0, 0
    for leaf in leaves:
        root = [*leaf.node.lineage()][-1]
        if root.marker.start != top:
            part, top = part + (root.marker.number == 1), root.marker.start
        parts[part].append(leaf)
    seen: dict[str, int] = defaultdict(int)
    names: dict[Node, str] = {}
    for alike in sorted(parts.values(), key=lambda part: -sum(_names_bodies(leaf) for leaf in part)):
        for leaf in alike:
            seen[leaf.node.path] += 1
            names[leaf.node] = (
                leaf.node.path if seen[leaf.node.path] == 1 else f"{leaf.node.path}#{seen[leaf.node.path]}"
            )
    return names


def _all_nodes(root: Node) -> list[Node]:
    nodes, waiting = [], [root]
    while waiting:
        node = waiting.pop()
        nodes.append(node)
        waiting.extend(node.children)
    return nodes


def _is_general(heading: str) -> bool:
    """Whether a heading is made of the words of general parts alone: 「指导思想和基本原则」."""
    words = heading.strip("。：: ")
    if not words or len(words) > LONGEST_HEADING:
        return False
    if _AWARENESS.match(words):
        return True
    rest = _GENERAL_WORDS.sub("", words)
    return rest != words and not _GENERAL_JOINTS.sub("", rest)


def _is_balanced(words: str) -> bool:
    """「强化组织领导，压实工作责任」 is a heading; a sentence's parts are of unlike length."""
    parts = [len(part) for part in re.split(r"[，,]", words)]
    return len(parts) == 1 or (max(parts) <= 16 and max(parts) - min(parts) <= 6)


def _names_bodies(leaf: _Leaf) -> bool:
    return any(group.phrase.bodies for group in leaf.groups) or bool(
        leaf.row and any(item.phrase for item in leaf.row.items)
    )


def _siblings(leaves: Sequence[_Leaf]) -> list[list[_Leaf]]:
    rows: dict[int, list[_Leaf]] = defaultdict(list)
    for leaf in leaves:
        rows[id(leaf.node.parent)].append(leaf)
    return list(rows.values())


def _after(text: str, start: int, end: int) -> int:
    """The first index at or after `start` that holds more than a stop or a lead-in."""
    found = _LEAD_IN.match(text, start, end)
    return found.end() if found else start


def _merged(text: str, groups: Sequence[Group]) -> list[Group]:
    """Groups with no words between them are one: 「牵头单位：A」 and 「配合单位：B」 on two lines."""
    out: list[Group] = []
    for group in groups:
        if out and not _CONTENT.search(_NUMERAL_ALONE.sub("", text[out[-1].end : group.start])):
            before = out.pop()
            known = set(before.phrase.names())
            phrase = Phrase(
                [*before.phrase.bodies, *(pair for pair in group.phrase.bodies if pair[1] not in known)],
                [*before.phrase.places, *group.phrase.places],
                is_stated=True,
                first_leads=before.phrase.first_leads or group.phrase.first_leads,
            )
            group = Group(before.start, group.end, phrase, before.form)
        out.append(group)
    return out


def _range_of(ranges: Sequence[tuple[int, int]], place: int) -> int | None:
    return next((number for number, (start, end) in enumerate(ranges) if start <= place < end), None)


def _each_once(found: Sequence[TimeLimit]) -> list[TimeLimit]:
    return list({limit.words: limit for limit in reversed(found)}.values())[::-1]
