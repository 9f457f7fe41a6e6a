"""A record type's states and moves as accessible SVG, laid out on the server from the declared verbs alone.

States stand in columns, left to right in the order of their declaration. Whatever leads to one state joins in one line
before it, as rails do; where lines only cross, their corners stay square to each other. So a record with forty moves
stays readable, and what is possible from the present state can be drawn strongly.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

BOX_WIDTH, BOX_HEIGHT = 84, 30
# Lines beside each other in a channel between columns, or in a gap between rows.
LANE = 8
# An arrowhead and a curve need so much between a channel's lanes and the boxes beside it.
CLEARANCE = 12
CURVE = 5
# Lines leave a box so far above its middle, and enter it so far below: on one level they would hide each other.
PORT = 6
# Lines of other moves, of what may come next, and of the walked way.
KINDS = ("o", "n", "p")

Pair = tuple[str, str]
Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Move:
    """A verb's way from one state to another."""

    verb: str
    label: str
    source: str
    target: str


def moves_of(model: Any) -> list[Move]:
    """Every move between two different states, in declared order."""
    return [
        Move(spec.name, str(spec.label), source, target)
        for spec in model.verbs().values()
        for source in spec.sources
        for target in spec.targets_from(source)
        if target != source
    ]


def cells_of(states: Sequence[str], pairs: Iterable[Pair]) -> dict[str, Cell]:
    """Each state's column and row: one column further than all that leads to it from states declared before it."""
    declared = {state: number for number, state in enumerate(states)}
    onward: dict[str, list[str]] = {}
    for source, target in pairs:
        if declared[source] < declared[target]:
            onward.setdefault(source, []).append(target)
    columns = dict.fromkeys(states, 0)
    for state in states:
        for target in onward.get(state, ()):
            columns[target] = max(columns[target], columns[state] + 1)
    tall: dict[int, int] = {}
    cells = {}
    for state in states:
        column = columns[state]
        cells[state] = (column, tall.setdefault(column, 0))
        tall[column] += 1
    return cells


class Plan:
    """Where boxes and lines lie: no line ever runs through a box, for boxes stand in cells and lines beside them."""

    def __init__(self, cells: dict[str, Cell], pairs: Sequence[Pair]) -> None:
        self.cells = cells
        self.pairs = pairs
        self.channels = self._channels()
        self.gaps = self._gaps()
        wide, high = (1 + max(at) for at in zip(*cells.values(), strict=True))
        # The left edge of each column and the top edge of each row, and at last the whole size.
        self.lefts = self._edges([self.channels.get(at, []) for at in range(wide + 1)], BOX_WIDTH)
        self.tops = self._edges([self.gaps.get(at, []) for at in range(high + 1)], BOX_HEIGHT)

    def _channels(self) -> dict[int, list[tuple[str, str]]]:
        """What runs in the channel before each column: a lane for each state that is left to afar, one for each that is entered."""
        leaving = {pair[0] for pair in self.pairs if not self.is_next(pair)}
        entered = {target for _source, target in self.pairs}
        lanes: dict[int, list[tuple[str, str]]] = {}
        for way, used, beyond in (("from", leaving, 1), ("to", entered, 0)):
            for state in sorted(used, key=lambda state: self.cells[state][1]):
                lanes.setdefault(self.cells[state][0] + beyond, []).append((way, state))
        return lanes

    def _gaps(self) -> dict[int, list[str]]:
        """Whose lines run in the gap above each row: one for each state that is entered from there."""
        lanes: dict[int, list[str]] = {}
        for gap, target in sorted({(self.gap(pair), pair[1]) for pair in self.pairs if not self.is_next(pair)}):
            lanes.setdefault(gap, []).append(target)
        return lanes

    @staticmethod
    def _edges(lanes: Sequence[Sequence[Any]], size: int) -> list[int]:
        return list(accumulate(map(breadth, lanes), lambda before, room: before + size + room))

    @property
    def size(self) -> tuple[int, int]:
        """The drawing's width and height."""
        return self.lefts[-1], self.tops[-1]

    def is_next(self, pair: Pair) -> bool:
        """Whether the one stands in the column after the other's, so that one channel is the whole way."""
        return self.cells[pair[1]][0] == self.cells[pair[0]][0] + 1

    def gap(self, pair: Pair) -> int:
        """The gap beside the target that is nearer to the source; within one row forwards above it, backwards below."""
        (from_column, from_row), (to_column, to_row) = self.cells[pair[0]], self.cells[pair[1]]
        is_from_above = from_row < to_row or (from_row == to_row and from_column < to_column)
        return to_row if is_from_above else to_row + 1

    def box(self, state: str) -> tuple[int, int]:
        """The left top corner of a state's box."""
        column, row = self.cells[state]
        return self.lefts[column], self.tops[row]

    def _lane_x(self, column: int, way: str, state: str) -> int:
        lanes = self.channels[column]
        return self.lefts[column] - breadth(lanes) + CLEARANCE + LANE * lanes.index((way, state))

    def _lane_y(self, gap: int, target: str) -> int:
        lanes = self.gaps[gap]
        return self.tops[gap] - breadth(lanes) + CLEARANCE + LANE * lanes.index(target)

    def path(self, pair: Pair) -> str:
        """The way of a line: out at the right, in at the left; lines out, in and straight on have heights of their own."""
        (source, target), (column, _row) = pair, self.cells[pair[0]]
        (left, top), (end, end_top) = self.box(source), self.box(target)
        start, middle = left + BOX_WIDTH, top + BOX_HEIGHT // 2
        if self.is_next(pair) and top == end_top:
            return f"M{start} {middle}H{end}"
        out, into = middle - PORT, end_top + BOX_HEIGHT // 2 + PORT
        last = self._lane_x(self.cells[target][0], "to", target)
        if self.is_next(pair):
            return rounded([(start, out), (last, out), (last, into), (end, into)])
        first, across = self._lane_x(column + 1, "from", source), self._lane_y(self.gap(pair), target)
        return rounded([(start, out), (first, out), (first, across), (last, across), (last, into), (end, into)])


def breadth(lanes: Sequence[Any]) -> int:
    """How much room so many lines need beside each other, in units of the drawing."""
    return 2 * CLEARANCE + LANE * (len(lanes) - 1) if lanes else CLEARANCE


def rounded(points: Sequence[tuple[int, int]]) -> str:
    """A path of level and upright legs through the points, its corners curved."""
    parts = [f"M{points[0][0]} {points[0][1]}"]
    for (x0, y0), (x, y), (x1, y1) in zip(points, points[1:], points[2:], strict=False):
        before, after = abs(x - x0) + abs(y - y0), abs(x1 - x) + abs(y1 - y)
        curve = min(CURVE, before // 2, after // 2)
        parts.append(f"{leg(x0, x, y, y0, curve)}Q{x} {y} {towards(x, x1, curve)} {towards(y, y1, curve)}")
    (x0, _y0), (x, y) = points[-2:]
    return "".join([*parts, f"H{x}" if x != x0 else f"V{y}"])


def leg(x0: int, x: int, y: int, y0: int, curve: int) -> str:
    """A leg that ends where its corner begins to curve."""
    return f"H{x - towards(0, x - x0, curve)}" if x != x0 else f"V{y - towards(0, y - y0, curve)}"


def towards(start: int, end: int, by: int) -> int:
    """A place so far from the start on the way to the end."""
    return start + (end > start) * by - (end < start) * by


def svg(model: Any, current: str, walked: Iterable[str] = ()) -> SafeString:
    """The diagram with the present state in its tone, the walked states and the next ones marked; text alternative included."""
    return _svg(model, current, tuple(walked), get_language() or "")


@lru_cache(maxsize=512)
def _svg(model: Any, current: str, walked: tuple[str, ...], _language: str) -> SafeString:
    moves = moves_of(model)
    labels = {state.value: str(state.label) for state in model.STATES}
    pairs = list(dict.fromkeys((move.source, move.target) for move in moves))
    plan = Plan(cells_of(list(labels), pairs), pairs)
    width, height = plan.size
    title = _("State diagram of %(record)s: now “%(state)s”") % {
        "record": model._meta.verbose_name,
        "state": labels.get(current, current),
    }
    described = "; ".join(f"{labels[move.source]} → {labels[move.target]}: {move.label}" for move in moves)
    code = f"dg-{model._meta.model_name}"
    parts = [
        f'<svg class="jn-diagram" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        f'aria-labelledby="{code}-t {code}-d">',
        f'<title id="{code}-t">{escape(title)}</title><desc id="{code}-d">{escape(described)}</desc>',
        *lines(plan, current, set(pairwise(walked)), code),
        *boxes(plan, model, current, walked),
        "</svg>",
    ]
    return mark_safe("".join(parts))  # noqa: S308 - every value in it is escaped above


def lines(plan: Plan, current: str, trodden: set[Pair], code: str) -> Iterator[str]:
    """Each move's line: what may come next over the others, and the walked way on top."""
    yield "<defs>"
    for kind in KINDS:
        yield (
            f'<marker id="{code}-{kind}" viewBox="0 0 8 8" refX="7.5" refY="4" markerUnits="userSpaceOnUse" '
            f'markerWidth="8" markerHeight="8" orient="auto"><path class="h h{kind}" d="M0 0 8 4 0 8z"/></marker>'
        )
    yield "</defs>"
    kinds = {pair: "p" if pair in trodden else "n" if pair[0] == current else "o" for pair in plan.pairs}
    for pair in sorted(kinds, key=lambda one: KINDS.index(kinds[one])):
        yield f'<path class="e e{kinds[pair]}" marker-end="url(#{code}-{kinds[pair]})" d="{plan.path(pair)}"/>'


def boxes(plan: Plan, model: Any, current: str, walked: Sequence[str]) -> Iterator[str]:
    """Each state's box with its label."""
    following = {target for source, target in plan.pairs if source == current}
    for state in model.STATES:
        x, y = plan.box(state.value)
        kind = f"n now jn-tone-{model.TONES[state.value][0]}" if state.value == current else "n"
        if state.value != current:
            kind += " was" * (state.value in walked) + " next" * (state.value in following)
        yield (
            f'<g class="{kind}"><rect x="{x}" y="{y}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="3"/>'
            f'<text x="{x + BOX_WIDTH // 2}" y="{y + BOX_HEIGHT / 2 + 4.5}">{escape(str(state.label))}</text></g>'
        )
