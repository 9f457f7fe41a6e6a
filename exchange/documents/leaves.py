"""Which nodes are measures, where their heading ends, and where the closing text begins.

Measures are the lowest numbered nodes of the operative part. Headings are told by habit: where most measures of a kind
begin with a short sentence, it is a heading; where few do, it is a sentence of the clause.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from exchange.documents.duties import duties
from exchange.documents.groups import Group
from exchange.documents.layout import Layout
from exchange.documents.numbering import Node
from exchange.documents.numerals import Kind
from exchange.documents.tables import RowMeasure

SHORT_HEADING = 22
LONGEST_HEADING = 45
LONGEST_HEADING_LINE = 60
MOST = 0.6  # of the measures of a kind do it: the document's habit
SOME = 0.3
SHORTEST_CLOSING = 8  # characters

_GENERAL_WORDS = re.compile(
    r"指导思想|整改(?:工作)?要求|总体(?:要求|思路|目标|原则|任务和目标)|基本(?:原则|思路|要求|情况)|(?:工作|主要|遵循|指导|实施)?原则|(?:工作|主要|发展|总|任务|预期|阶段性?|具体|建设|行动|改革|年度|创建|整治|整改|治理|攻坚|活动|预期)?目标(?:任务|要求|定位)?|任务目标|目标和任务"
    r"|(?:工作|发展)思路|(?:重要|重大|目的|现实)?意义|重要性|必要性|紧迫性|(?:工作|编制|起草|政策)?背景|发展?现状|(?:发展|工作)基础|(?:面临的?)?形势|适用(?:范围|对象)|总则|附则|(?:目的|编制|制定|政策)?依据|术语|定义|名词解释|(?:战略|发展|功能)?定位|前言|引言|序言|总要求"
)
# Where the line break behind the heading was lost: 「工作目标到2025年……」.
_GENERAL_RUN_ON = re.compile(
    r"(?:指导思想|总体(?:要求|思路|目标)|基本原则|(?:工作|主要|总体|创建|行动|整治|建设)目标)(?=到|以|为|坚持|全面|深入|通过|力争|按照|围绕|认真|贯彻|紧紧|20)"
)
_GENERAL_JOINTS = re.compile(r"[和与及、，,的其以]|以及")
_AWARENESS = re.compile(
    r"^(?:切实|进一步|充分|深刻|提高|统一)*(?:认识|提高认识|统一思想)[^。]{0,40}(?:意义|重要性|必要性|紧迫性)$"
)
_CLOSING = re.compile(
    r"(?:本(?:方案|意见|通知|办法|规定|细则|措施|计划|政策|规划|实施|规则|制度|决定|《)|上述|以上(?:政策|措施|意见|各项)|各(?:地|级|县|市|区|省|有关|部门|单位|乡镇|责任单位|牵头单位|相关|镇)[^。]{0,60}(?:要|请|应|须|于|务)"
    r"|请各|联系(?:人|电话|单位)|此前|以前(?:规定|发布)|原《|自(?:印发|发布|公布)之日|特此|附[：:]|附件|（此件|国务院|其他)"
)


@dataclass(slots=True)
class Leaf:
    """A measure in the making, at ranges of the strip."""

    node: Node
    heading_end: int  # where the heading's words end
    text_start: int  # where the clauses begin
    end: int
    groups: list[Group]
    row: RowMeasure | None = None
    closing: tuple[int, int] | None = None

    @property
    def names_bodies(self) -> bool:
        in_row = self.row is not None and any(item.phrase for item in self.row.items)
        return in_row or any(group.phrase.bodies for group in self.groups)


def find_leaves(layout: Layout) -> list[Leaf]:
    """The measures in order, with their headings and without the closing text."""
    leaves = _operative(layout)
    _Headings(layout).settle(leaves)
    _Closings(layout).settle(leaves)
    return leaves


def is_general(heading: str) -> bool:
    """Whether a heading is made of the words of general parts alone: 「指导思想和基本原则」."""
    words = heading.strip("。：: ")
    if _GENERAL_RUN_ON.match(words):
        return True
    if not words or len(words) > LONGEST_HEADING:
        return False
    if _AWARENESS.match(words):
        return True
    rest = _GENERAL_WORDS.sub("", words)
    return rest != words and not _GENERAL_JOINTS.sub("", rest)


def _operative(layout: Layout) -> list[Leaf]:
    """General parts hold no measures, unless a node of theirs names bodies all the same."""
    repeated = _last_places(layout)
    leaves = []
    for root in layout.roots:
        for node in root.leaves():
            row = layout.rows.get(node.marker.start)
            end = row.end if row else node.end
            leaf = Leaf(node, node.body, node.body, end, layout.groups.within(node.body, node.end), row)
            is_idle = not leaf.names_bodies and (
                (
                    any(is_general(layout.plain_heading(above)) for above in node.lineage())
                    and not _is_duty(layout, node)
                )
                or _is_listed_again(layout, node, repeated)
            )
            if not is_idle:
                leaves.append(leaf)
    return leaves


def _is_duty(layout: Layout, node: Node) -> bool:
    """An article of the general provisions may say in running text who is in charge."""
    return node.marker.kind is Kind.ARTICLE and bool(duties(layout.strip, node.body, node.end))


def _last_places(layout: Layout) -> dict[tuple[str, str], int]:
    """Where each heading stands for the last time, by numeral and words."""
    return {
        (node.marker.label, layout.text[node.body : layout.heading_stop(node.body, node.own_end)]): node.marker.start
        for root in layout.roots
        for node in root.whole()
    }


def _is_listed_again(layout: Layout, node: Node, repeated: dict[tuple[str, str], int]) -> bool:
    """An entry of a table of contents: a heading alone, which the text itself has once more."""
    words = layout.text[node.body : node.end]
    if not words or len(words) > LONGEST_HEADING_LINE:
        return False
    return repeated.get((node.marker.label, words), -1) > node.marker.start


class _Headings:
    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.strip = layout.strip
        self.text = layout.text

    def settle(self, leaves: Sequence[Leaf]) -> None:
        by_kind: dict[Kind, list[Leaf]] = defaultdict(list)
        for leaf in leaves:
            if leaf.row is None:
                by_kind[leaf.node.marker.kind].append(leaf)
        for alike in by_kind.values():
            stops = [self._candidate(leaf) for leaf in alike]
            telling = [(leaf, stop) for leaf, stop in zip(alike, stops, strict=True) if self._tells(leaf)]
            headed = sum(1 for leaf, stop in telling if self._reads_as_heading(leaf, stop))
            share = headed / len(telling) if telling else 0.0
            for leaf, stop in zip(alike, stops, strict=True):
                self._set(leaf, stop, share)

    def _tells(self, leaf: Leaf) -> bool:
        """Whether a measure shows if its kind has headings: one short sentence alone may be either."""
        stop = self.layout.heading_stop(leaf.node.body, leaf.end)
        return self._goes_on(stop, leaf) or stop - leaf.node.body > SHORT_HEADING

    def _reads_as_heading(self, leaf: Leaf, stop: int | None) -> bool:
        return stop is not None and (self.strip.is_start(stop) or _is_balanced(self.text[leaf.node.body : stop]))

    def _goes_on(self, stop: int, leaf: Leaf) -> bool:
        """Whether the measure says anything after an index, its groups left out."""
        place = stop
        for group in leaf.groups:
            if group.start >= place and self.layout.has_content(place, group.start):
                return True
            place = max(place, group.end)
        return self.layout.has_content(place, leaf.end)

    def _candidate(self, leaf: Leaf) -> int | None:
        """Where the heading would end, or None where the first words read as a sentence of the clause."""
        start = leaf.node.body
        stop = self.layout.heading_stop(start, leaf.end)
        words = self.text[start:stop]
        if not 2 <= len(words) <= LONGEST_HEADING_LINE or not self._goes_on(stop, leaf):
            return self._spaced(leaf)
        commas = words.count("，") + words.count(",")
        if commas > 2 or re.search(r"[；;]|^(?:19|20)\d{2}年|^\d{1,2}月", words):
            return None
        ends_line = self.strip.is_start(stop) or stop == leaf.end
        is_fit = len(words) <= SHORT_HEADING or (len(words) <= LONGEST_HEADING and commas <= 1)
        return stop if ends_line or is_fit else None

    def _spaced(self, leaf: Leaf) -> int | None:
        """「1.强化责任 各单位要……」: a blank ends the heading, where blanks do not stand everywhere in the line."""
        start = leaf.node.body
        limit = min(leaf.end, self.strip.paragraph_end(start)) if start < len(self.strip) else start
        gaps = [place for place in range(start + 1, min(limit, start + 200)) if place in self.strip.gaps]
        place = gaps[0] if len(gaps) == 1 else 0
        if not start + 4 <= place <= start + SHORT_HEADING or re.search(r"[，；、]", self.text[start:place]):
            return None
        return place if self._goes_on(place, leaf) and not self.text[place].isdigit() else None

    def _set(self, leaf: Leaf, stop: int | None, share: float) -> None:
        start = leaf.node.body
        words = self.text[start:stop] if stop is not None else ""
        is_short = len(words) <= SHORT_HEADING and not re.search(r"[，,]", words)
        if stop is not None:
            is_habit = (share >= MOST and _is_balanced(words)) or (share >= SOME and is_short)
            if is_habit or self.strip.is_start(stop):
                leaf.heading_end = stop
                leaf.text_start = self.layout.after_lead_in(stop, leaf.end)
                return
            if is_short:
                leaf.heading_end = stop  # named after its first words, which stay in the clause
                return
        whole = self.layout.heading_stop(start, leaf.end)
        is_phrase = whole - start <= LONGEST_HEADING and not re.search(r"[；;]", self.text[start:whole])
        if is_phrase and not self._goes_on(whole, leaf):
            leaf.heading_end = whole


class _Closings:
    """Sets off closing paragraphs, which the last measure of each part of the document would swallow."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout

    def settle(self, leaves: Sequence[Leaf]) -> None:
        ends_with_groups = self._ends_with_groups(leaves)
        for leaf, following in zip_longest(leaves, leaves[1:]):
            if leaf.row is not None or not _is_last(leaf, following):
                continue
            alike = [other for other in leaves if other.node.marker.kind is leaf.node.marker.kind]
            begins = self._start(leaf, self._has_single_paragraphs(alike), ends_with_groups)
            if begins is not None and begins < leaf.end:
                leaf.closing = (begins, leaf.end)
                leaf.end = begins
                leaf.groups = [group for group in leaf.groups if group.start < begins]

    def _has_single_paragraphs(self, leaves: Sequence[Leaf]) -> bool:
        prose = [leaf for leaf in leaves[:-1] if leaf.row is None]
        single = sum(1 for leaf in prose if len(self._paragraphs(leaf)) <= 1)
        return len(prose) >= 3 and single >= len(prose) * 0.8

    def _ends_with_groups(self, leaves: Sequence[Leaf]) -> bool:
        prose = [leaf for leaf in leaves[:-1] if leaf.row is None]
        ending = sum(1 for leaf in prose if leaf.groups and not self.layout.has_content(leaf.groups[-1].end, leaf.end))
        return bool(prose) and ending >= max(1, len(prose) * MOST)

    def _paragraphs(self, leaf: Leaf) -> list[int]:
        return self.layout.paragraphs(leaf.node.marker.start, leaf.end)

    def _start(self, leaf: Leaf, single: bool, ends_with_groups: bool) -> int | None:
        named = self.layout.named(leaf.groups)
        told = (group.end for group in leaf.groups if group.phrase.bodies or group.phrase.places)
        last_group = max(told, default=0) if named else 0
        later = [start for start in self._paragraphs(leaf) if start >= max(last_group, leaf.text_start + 1)]
        for start in later:
            if single or (last_group and ends_with_groups) or _CLOSING.match(self.layout.text, start):
                return start
        if last_group and ends_with_groups and not later:
            rest = self.layout.after_lead_in(last_group, leaf.end)
            return rest if leaf.end - rest > SHORTEST_CLOSING else None
        return None


def _is_last(leaf: Leaf, following: Leaf | None) -> bool:
    """The last measure of the text, or of what an annex or a signature ends."""
    if following is None:
        return True
    return leaf.node.root is not following.node.root and leaf.node.end != following.node.root.marker.start


def _is_balanced(words: str) -> bool:
    """「强化组织领导，压实工作责任」 is a heading; a sentence's parts are of unlike length."""
    parts = [len(part) for part in re.split(r"[，,]", words)]
    return len(parts) == 1 or (max(parts) <= 16 and max(parts) - min(parts) <= 6)
