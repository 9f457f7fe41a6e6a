"""Which clause each group is bound to, in running text: the sentences since the last group, the text behind it, or all."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from exchange.documents.duties import duties, heading_phrase
from exchange.documents.groups import Form, Group, merge_phrases
from exchange.documents.layout import CONTENT, Layout
from exchange.documents.leaves import Leaf
from exchange.documents.numbering import Node
from exchange.documents.roles import Role

_MARK_AT_END = re.compile(r"(?:(?<=[。；;])(?:\d{1,2}[.．、]|[（(]\d{1,2}[）)]|[①-⑳])|[—\-*•●◆]{1,3})$")


@dataclass(frozen=True, slots=True)
class Bound:
    """A group and its clause, a range of the strip."""

    start: int
    end: int
    group: Group


@dataclass(slots=True)
class Binding:
    """The bound groups of a measure; `rest` is what it says after the last of them."""

    bounds: list[Bound] = field(default_factory=list)
    rest: tuple[int, int] | None = None


class Binder:
    """Binds the groups of all measures; those without one of their own take over what the part above names."""

    def __init__(self, layout: Layout, leaves: Sequence[Leaf]) -> None:
        self.layout = layout
        self.text = layout.text
        rows = _siblings(leaves)
        self.ends_rows = self._end_rows(rows)
        for siblings in rows:
            self._share_last_group(siblings)
        self.inherited = {
            leaf.node: groups for leaf in leaves if not leaf.names_bodies and (groups := self.above(leaf))
        }

    def above(self, leaf: Leaf) -> list[Group]:
        """The groups of the nearest part above that names any, in its text or as its heading."""
        for node in leaf.node.lineage():
            if node is not leaf.node and (groups := self.layout.own_groups(node) or self._heading_group(node)):
                return groups
        return []

    def bind(self, leaf: Leaf) -> Binding:
        merged = self.layout.named(leaf.groups)
        groups = self._led_from_above(leaf, [group for group in merged if leaf.node.body <= group.start < leaf.end])
        if not groups:
            shared = [group for group in merged if not leaf.node.body <= group.start < leaf.end]
            return Binding(self._unnamed(leaf, [*shared, *self.inherited.get(leaf.node, [])]))
        if self._leads_its_text(leaf, groups):
            stops = [*(group.start for group in groups[1:]), leaf.end]
            return Binding(
                [
                    Bound(self.layout.after_lead_in(group.end, stop), stop, group)
                    for group, stop in zip(groups, stops, strict=True)
                ]
            )
        return self._since_the_last(leaf, groups)

    def _led_from_above(self, leaf: Leaf, groups: list[Group]) -> list[Group]:
        """Groups that name supporting bodies alone, each with those whom the part above names to lead or answer."""
        if not groups or any(group.phrase.names(Role.LEAD, Role.RESPONSIBLE) for group in groups):
            return groups
        leading = [group for group in self.above(leaf) if group.phrase.names(Role.LEAD, Role.RESPONSIBLE)]
        if not leading:
            return groups
        return [Group(group.start, group.end, merge_phrases([*leading, group]), group.form) for group in groups]

    def _since_the_last(self, leaf: Leaf, groups: Sequence[Group]) -> Binding:
        binding = Binding()
        start = leaf.text_start
        for group in groups:
            begin = self.layout.after_lead_in(start, group.start) if start < group.start else start
            stop = group.start
            if not self.layout.has_content(begin, stop):
                # Nothing but the heading, or a sentence that is clause and group in one.
                begin = leaf.node.body
                stop = group.start if self.layout.has_content(begin, group.start) else group.end
            binding.bounds.append(Bound(begin, self._without_mark(begin, stop), group))
            start = group.end
        if self.layout.has_content(start, leaf.end):
            binding.rest = (start, leaf.end)
        return binding

    def _without_mark(self, start: int, stop: int) -> int:
        """The end of a clause without the dash or numeral that belongs to the group behind it."""
        found = _MARK_AT_END.search(self.text, max(start, stop - 6), stop)
        return found.start() if found and found.start() > start else stop

    def _unnamed(self, leaf: Leaf, others: Sequence[Group]) -> list[Bound]:
        start = leaf.text_start if leaf.text_start < leaf.end else leaf.node.body
        if told := heading_phrase(self.text[leaf.node.body : leaf.heading_end]):
            return [Bound(start, leaf.end, Group(leaf.node.body, leaf.heading_end, told, Form.DUTY))]
        if others:
            return [Bound(start, leaf.end, group) for group in others if start < leaf.end]
        found = duties(self.layout.strip, leaf.node.body, leaf.end)
        return [Bound(group.start, group.end, group) for group in found]

    def _leads_its_text(self, leaf: Leaf, groups: Sequence[Group]) -> bool:
        """Groups that stand before their text: right behind the heading, with sentences after the last one."""
        starts_with_group = not self.layout.has_content(leaf.text_start, groups[0].start)
        return starts_with_group and len(CONTENT.findall(self.text, groups[-1].end, leaf.end)) > 3

    def _heading_group(self, node: Node) -> list[Group]:
        """「三、市司法局」 above 1. and 2.: the part's heading names who acts."""
        if node.marker.start in self.layout.rows:
            return []
        told = heading_phrase(self.layout.plain_heading(node))
        stop = self.layout.heading_stop(node.body, node.own_end)
        return [Group(node.body, stop, told, Form.DUTY)] if told else []

    def _end_rows(self, rows: Sequence[Sequence[Leaf]]) -> bool:
        """Whether the document names bodies behind the last of a row for all of it, rather than behind each."""
        named = [[bool(self.layout.named(leaf.groups)) for leaf in row] for row in rows if len(row) > 1]
        at_end = sum(1 for row in named if row[-1] and not any(row[:-1]))
        return at_end > sum(1 for row in named if all(row))

    def _share_last_group(self, siblings: Sequence[Leaf]) -> None:
        """A group on a line of its own behind the last of a row holds for those of the row that have none.

        So does one behind measures that semicolons make one sentence.
        """
        before: list[Leaf] = []
        for leaf in siblings:
            named = self.layout.named(leaf.groups)
            if leaf.row is not None or (not named and leaf.names_bodies):
                before = []
            elif not named:
                before.append(leaf)
            else:
                if len(named) == 1 and before and self._holds_for_row(before, named[0], is_last=leaf is siblings[-1]):
                    for other in before:
                        other.groups = [*other.groups, named[0]]
                before = []

    def _holds_for_row(self, before: Sequence[Leaf], group: Group, *, is_last: bool) -> bool:
        if all(self.text[other.end - 1] in "；;" for other in before):
            return True
        return is_last and self.ends_rows and self.layout.strip.is_start(group.start)


def _siblings(leaves: Sequence[Leaf]) -> list[list[Leaf]]:
    rows: dict[int, list[Leaf]] = defaultdict(list)
    for leaf in leaves:
        rows[id(leaf.node.parent)].append(leaf)
    return list(rows.values())
