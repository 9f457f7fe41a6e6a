"""A document laid out for reading: its text without blanks, its groups, its tables and its trees of numbers."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from exchange.documents.groups import Group, GroupIndex, merge_phrases
from exchange.documents.numbering import Node, outline
from exchange.documents.numerals import Kind, Marker
from exchange.documents.roles import LABEL, label_kind
from exchange.documents.signatures import cuts
from exchange.documents.source import Source, Strip
from exchange.documents.tables import RowMeasure, read_grid

CONTENT = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]")
_LEAD_IN = re.compile(
    r"(?:[。，；、：,;:．.！\s]|(?:具体|主要|工作|重点|推进|实施|保障)?(?:措施|任务|举措|内容|要求)[：:])+"
)
_NUMERAL_ALONE = re.compile(r"^(?:\d{1,2}[.．、]|[（(]\d{1,2}[）)])$")
_HEADING_STOP = re.compile(r"[。：:！？]")


class Layout:
    """`roots` are the trees; `rows` the measures of tables by the index where each begins; `grids` the tables' ranges."""

    def __init__(self, source: Source, strip: Strip) -> None:
        self.source = source
        self.strip = strip
        self.text = strip.text
        self.groups = GroupIndex(strip)
        self.rows: dict[int, RowMeasure] = {}
        self.grids: list[tuple[int, int]] = []
        self.roots = self._outline()

    def heading_stop(self, start: int, end: int) -> int:
        """Where a heading that begins at an index ends: at a stop, its line's end or the first group."""
        limit = min(end, self.strip.paragraph_end(start) if start < len(self.strip) else end)
        found = _HEADING_STOP.search(self.text, start, limit)
        stop = found.start() if found else limit
        first = next(iter(self.groups.within(start, stop)), None)
        return first.start if first else stop

    def plain_heading(self, node: Node) -> str:
        """The heading of a part, or the first words of a measure, without brackets."""
        row = self.rows.get(node.marker.start)
        if row:
            return self.text[row.heading[0] : row.heading[1]]
        end = self.heading_stop(node.body, node.own_end)
        return re.sub(r"[（(][^（）()]*[）)]", "", self.text[node.body : end])

    def own_groups(self, node: Node) -> list[Group]:
        """The groups that a node names itself, before its first child."""
        row = self.rows.get(node.marker.start)
        end = row.end if row else node.own_end
        return [group for group in self.groups.within(node.marker.start, min(end, node.own_end)) if group.phrase.bodies]

    def paragraphs(self, start: int, end: int) -> list[int]:
        """Where paragraphs begin within a range, its own start left out."""
        starts = self.strip.starts
        return list(starts[bisect_right(starts, start) : bisect_left(starts, end)])

    def before_grid(self, start: int, end: int) -> int:
        """The end of a range, or where a table begins in it."""
        following = bisect_left(self.grids, (start, 0))
        return min(end, self.grids[following][0]) if following < len(self.grids) else end

    def after_lead_in(self, start: int, end: int) -> int:
        """The first index of a range that holds more than a stop or a lead-in like 「具体措施：」."""
        found = _LEAD_IN.match(self.text, start, end)
        return found.end() if found else start

    def has_content(self, start: int, end: int) -> bool:
        return CONTENT.search(self.text, start, end) is not None

    def merged(self, groups: Sequence[Group]) -> list[Group]:
        """Groups with no words between them are one: 「牵头单位：A」 and 「配合单位：B」 on two lines."""
        runs: list[list[Group]] = []
        for group in groups:
            between = self.text[runs[-1][-1].end : group.start] if runs else ""
            if runs and not CONTENT.search(_NUMERAL_ALONE.sub("", between)):
                runs[-1].append(group)
            else:
                runs.append([group])
        return [
            run[0] if len(run) == 1 else Group(run[0].start, run[-1].end, merge_phrases(run), run[0].form)
            for run in runs
        ]

    def named(self, groups: Sequence[Group]) -> list[Group]:
        """The merged groups that name bodies."""
        return [group for group in self.merged(groups) if group.phrase.bodies]

    def _outline(self) -> list[Node]:
        fixed = [Marker(Kind.CUT, 0, "", place, place) for place in cuts(self.source, self.strip)]
        for grid in self.source.grids:
            self.grids.append((self.strip.index(grid.span.start), self.strip.index(grid.span.end)))
            rows = read_grid(grid, self.strip, self.groups)
            self.rows.update((row.marker.start, row) for row in rows)
            fixed.extend(row.marker for row in rows)
        roots = outline(self.strip, self.grids, fixed, self.groups.spans)
        for root in roots:
            self._fold_fields(root)
        return roots or outline(self.strip, self.grids, [*fixed, *self._unnumbered()], self.groups.spans)

    def _fold_fields(self, root: Node) -> None:
        """Numbered fields 「1.工作目标：… 2.责任单位：…」 are no measures: they belong to the node above."""
        for node in root.whole():
            fields = [LABEL.match(self.text, child.body) for child in node.children if not child.children]
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
