"""The numbering tree: 一、 (一) 1. (1) ① and 第一条, at the start of lines or, where line breaks were lost, within them.

A numeral is a number of the document only where the row of numbers expects it: the first of its kind, or the next.
That tells 「（三）项规定」 and 「2.5亿元」 from headings, and finds headings in the middle of a line.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from exchange.documents.numerals import ENUMERATING_KINDS, YEAR, Footing, Kind, Marker, inlines, line_starts
from exchange.documents.source import Strip

RANKS = {kind: float(rank) for rank, kind in enumerate(Kind)}


@dataclass(eq=False, slots=True)
class Node:
    """A numbered part. Its own text runs from `body` to the first child, its whole to `end`."""

    marker: Marker
    parent: "Node | None" = None
    end: int = 0
    children: list["Node"] = field(default_factory=list)

    @property
    def body(self) -> int:
        return self.marker.end

    @property
    def own_end(self) -> int:
        return self.children[0].marker.start if self.children else self.end

    @property
    def path(self) -> str:
        return "/".join(node.marker.label for node in reversed([*self.lineage()]))

    def lineage(self) -> Iterator["Node"]:
        """This node and those above it, upwards."""
        node: Node | None = self
        while node is not None:
            yield node
            node = node.parent

    @property
    def root(self) -> "Node":
        node = self
        while node.parent is not None:
            node = node.parent
        return node

    def whole(self) -> Iterator["Node"]:
        """This node and all below it."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(node.children)

    def leaves(self) -> Iterator["Node"]:
        """The lowest numbered nodes under this one, itself if it has none below."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            if node.children:
                waiting.extend(reversed(node.children))
            else:
                yield node


def outline(
    strip: Strip, grids: Sequence[tuple[int, int]], fixed: Sequence[Marker], groups: Sequence[tuple[int, int]]
) -> list[Node]:
    """The trees of the document, in order.

    `grids`: the ranges of tables, where no numeral of the running text stands; `fixed`: rows of tables and cuts, taken
    as they are; `groups`: the brackets that name bodies, after which a new number may begin.
    """
    at_starts = [m for m in line_starts(strip) if not _within(m.start, grids)]
    ends = {end for _, end in groups}
    inline = [m for m in inlines(strip, ends) if not _within(m.start, grids)]
    builder = _Builder(strip, at_starts, inline, _ranks(at_starts))
    for marker in sorted(
        [*at_starts, *inline, *fixed], key=lambda m: (m.start, -m.footing, m.kind is not Kind.CUT, m.is_doubtful)
    ):
        builder.offer(marker)
    return builder.finish(len(strip))


def _within(place: int, ranges: Sequence[tuple[int, int]]) -> bool:
    before = bisect_right(ranges, (place, 1 << 62)) - 1
    return before >= 0 and ranges[before][0] <= place < ranges[before][1]


def _ranks(at_starts: Sequence[Marker]) -> dict[Kind, float]:
    """The order of the kinds: the usual one, but 1. above （一） and 条 below （一） in documents that nest them so."""
    ranks = dict(RANKS)
    under: dict[tuple[Kind, Kind], int] = defaultdict(int)
    for above, below in pairwise(at_starts):
        if below.number == 1 and above.kind is not below.kind:
            under[above.kind, below.kind] += 1
    if under[Kind.NUMBER, Kind.PAREN] > 1 and not under[Kind.PAREN, Kind.NUMBER]:
        ranks[Kind.PAREN] = ranks[Kind.NUMBER] + 0.5
    articles = [m.start for m in at_starts if m.kind is Kind.ARTICLE]
    parens = [m.start for m in at_starts if m.kind is Kind.PAREN]
    if articles and parens and not under[Kind.ARTICLE, Kind.PAREN]:
        ranks[Kind.ARTICLE] = ranks[Kind.PAREN] + 0.5
    return ranks


class _Builder:
    """Takes numerals in the order of the text and keeps those that the rows of numbers expect."""

    LOST_NUMBERS = 2  # a line's number may be so far ahead where no other follows it
    HEADING = 60  # characters; a heading without a full stop is at most so long

    def __init__(
        self, strip: Strip, at_starts: Sequence[Marker], inline: Sequence[Marker], ranks: dict[Kind, float]
    ) -> None:
        self.strip = strip
        self.ranks = ranks
        self.roots: list[Node] = []
        self.stack: list[Node] = []
        self.last: dict[Kind, int] = {}
        self.taken = -1  # where the last numeral that was kept begins
        self.starts_of: dict[Kind, list[int]] = defaultdict(list)
        self.places: dict[tuple[Kind, int], list[int]] = defaultdict(list)
        for marker in at_starts:
            self.starts_of[marker.kind].append(marker.start)
            self.places[marker.kind, marker.number].append(marker.start)
        self.strong: dict[tuple[Kind, int], list[int]] = defaultdict(list)
        for marker in inline:
            if marker.footing >= Footing.AFTER_SENTENCE:
                self.strong[marker.kind, marker.number].append(marker.start)
        self.is_run_on = _lost_line_breaks(strip, at_starts, inline)

    def offer(self, marker: Marker) -> None:
        if marker.kind is Kind.CUT:
            self._close(-1.0, marker.start)
            self.last.clear()
        elif marker.kind is Kind.ROW or (marker.start != self.taken and self._fits(marker)):
            self.taken = marker.start
            self._add(marker)

    def _rank(self, marker: Marker) -> float:
        depth = marker.label.count(".") / 10 if marker.kind is Kind.DECIMAL else 0.0
        return self.ranks[marker.kind] + depth

    def finish(self, end: int) -> list[Node]:
        self._close(-1.0, end)
        return self.roots

    def _close(self, rank: float, place: int) -> None:
        while self.stack and self._rank(self.stack[-1].marker) >= rank:
            self.stack.pop().end = place

    def _add(self, marker: Marker) -> None:
        self._close(self._rank(marker), marker.start)
        parent = self.stack[-1] if self.stack else None
        node = Node(marker, parent)
        (parent.children if parent else self.roots).append(node)
        self.stack.append(node)
        self.last[marker.kind] = marker.number

    def _open(self, kind: Kind) -> Node | None:
        return next((node for node in self.stack if node.marker.kind is kind), None)

    def _fits(self, marker: Marker) -> bool:
        sibling = self._open(marker.kind)
        is_next = (
            marker.number == (sibling.marker.number + 1 if sibling else 0)
            or marker.number == self.last.get(marker.kind, -1) + 1
        )
        if marker.footing is Footing.LINE_START:
            return self._fits_line(marker, sibling, is_next)
        if self.stack and marker.start < self.stack[-1].marker.end:
            return False
        if sibling and is_next:
            return self._follows_inline(marker)
        if marker.number == 1 or (is_next and sibling is None):
            return self._begins_inline(marker)
        return False

    def _fits_line(self, marker: Marker, sibling: Node | None, is_next: bool) -> bool:
        if marker.is_doubtful:
            before = self.strip.text[marker.start - 1 : marker.start]
            return is_next and sibling is not None and before not in "，、"
        if marker.kind is Kind.DECIMAL:
            return self._fits_decimal(marker)
        if is_next:
            return True
        if marker.number == 1:
            return not (
                marker.kind is Kind.NUMBER
                and sibling is None
                and not self._has_second(marker)
                and self._is_quantity(marker)
            )
        if sibling and marker.number == sibling.marker.number and marker.kind is not Kind.HAN:
            return True
        lost = marker.number - max(self.last.get(marker.kind, 0), 0)
        goes_on = self._stands_after(marker.kind, marker.number + 1, marker.start, Footing.LINE_START)
        if goes_on:
            return lost > 0
        return 0 < lost <= self.LOST_NUMBERS and bool(self.last.get(marker.kind))

    def _fits_decimal(self, marker: Marker) -> bool:
        """「2.1」 is a number where 2 is open, or the first of its row, or the next."""
        above, last = marker.label.rsplit(".", 1)
        if last == "1":
            return True
        return any(node.marker.label in (above, f"{above}.{marker.number - 1}") for node in self.stack)

    def _is_quantity(self, marker: Marker) -> bool:
        """Whether digits follow that make the numeral a decimal; a year after the point begins the measure's text."""
        return self.strip.text[marker.end : marker.end + 1].isdigit() and not YEAR.match(self.strip.text, marker.end)

    def _has_second(self, marker: Marker) -> bool:
        return self._stands_after(marker.kind, 2, marker.start, Footing.AFTER_SENTENCE)

    def _follows_inline(self, marker: Marker) -> bool:
        """A number within a line that the last of its kind leads to."""
        if marker.footing >= Footing.AFTER_GROUP or (
            marker.footing is Footing.AFTER_SENTENCE and not self._counts_quantity(marker)
        ):
            return not self._comes_at_line_start(marker)
        return self.is_run_on and self._reads_as_heading(marker) and not self._comes_at_line_start(marker)

    def _begins_inline(self, marker: Marker) -> bool:
        """A first number within a line, or one that goes on from an earlier part."""
        if self._counts_quantity(marker):
            return False
        if marker.kind in ENUMERATING_KINDS and (marker.footing < Footing.AFTER_SENTENCE or not self.is_run_on):
            return False
        if not self.is_run_on:
            is_placed = marker.footing >= Footing.AFTER_SENTENCE or self._reads_as_heading(marker)
            return is_placed and bool(self.stack) and self._has_second_at_line(marker)
        if marker.footing >= Footing.AFTER_CLAUSE:
            return self._rank_fits(marker) and (
                marker.number > 1 or self._has_second(marker) or marker.kind is Kind.HAN
            )
        return self._reads_as_heading(marker)

    def _rank_fits(self, marker: Marker) -> bool:
        return (
            not self.stack
            or marker.kind is Kind.HAN
            or self.ranks[self.stack[-1].marker.kind] < self.ranks[marker.kind]
            or marker.number > 1
        )

    def _counts_quantity(self, marker: Marker) -> bool:
        return marker.kind is Kind.NUMBER and self._is_quantity(marker) and marker.footing < Footing.AFTER_GROUP

    def _reads_as_heading(self, marker: Marker) -> bool:
        """Whether only a heading without a full stop stands between the last number and this one."""
        if not self.stack or self.ranks[self.stack[-1].marker.kind] >= self.ranks[marker.kind]:
            return False
        between = self.strip.text[self.stack[-1].marker.end : marker.start]
        return 4 <= len(between) <= self.HEADING and not re.search(r"[。；：！？]", between[:-1])

    def _comes_at_line_start(self, marker: Marker) -> bool:
        """Whether the same number also begins a line before this part ends: then that one is meant."""
        return self._stands_after(marker.kind, marker.number, marker.start, Footing.LINE_START)

    def _has_second_at_line(self, marker: Marker) -> bool:
        return self._stands_after(marker.kind, marker.number + 1, marker.start, Footing.AFTER_GROUP)

    def _stands_after(self, kind: Kind, number: int, place: int, footing: Footing) -> bool:
        """Whether a numeral stands further on, before a higher one begins a line."""
        limit = self._next_higher(kind, place)
        rows = (
            [self.places[kind, number]]
            if footing is Footing.LINE_START
            else [self.places[kind, number], self.strong[kind, number]]
        )
        for row in rows:
            found = bisect_right(row, place)
            if found < len(row) and row[found] < limit:
                return True
        return False

    def _next_higher(self, kind: Kind, place: int) -> int:
        nearest = len(self.strip)
        for other, row in self.starts_of.items():
            if self.ranks[other] < self.ranks[kind]:
                found = bisect_right(row, place)
                if found < len(row):
                    nearest = min(nearest, row[found])
        return nearest


def _lost_line_breaks(strip: Strip, at_starts: Sequence[Marker], inline: Sequence[Marker]) -> bool:
    """Whether most numbers stand within lines: the document lost its line breaks."""
    strong = [
        m
        for m in inline
        if m.kind not in ENUMERATING_KINDS
        and (m.footing >= Footing.AFTER_SENTENCE or (m.footing is Footing.AFTER_CLAUSE and m.kind is Kind.HAN))
    ]
    known = {(m.kind, m.number) for m in strong}
    chained = sum(1 for m in strong if (m.kind, m.number + 1) in known or (m.kind, m.number - 1) in known)
    return chained > 2 * len(at_starts) and chained >= 2
