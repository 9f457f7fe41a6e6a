"""Tables of a PDF: their ruling lines say where the cells are, and each piece of text stands in one of them.

A PDF knows no tables; it draws lines and puts words between them. Cells between which no line is drawn are merged.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from exchange.documents.source import RawBlock, RawCell, RawTable

NEAR = 3.0  # points; lines closer than this are one
THICKEST = 3.5  # points; a filled rectangle no wider is a line
MOST_LINES = 20_000  # of a page; a drawing has more, a table never
MOST_CROSSINGS = 400_000  # of level with upright lines that are tried
MOST_CELLS = 5_000  # of a page
FEWEST_EDGES = 3  # so many lines each way bound a table of two columns and two rows
BASELINE = 0.25  # of the height of letters: so far above the line on which a word stands is it looked for in a cell

_SERIAL = re.compile(r"[（(]?\d{1,3}[）)]?[.、．]?")
_FILLS = frozenset({b"f", b"F", b"f*"})
_PAINTS = _FILLS | {b"S", b"s", b"B", b"B*", b"b", b"b*"}

Matrix = Sequence[float]
Lines = list[tuple[float, float, float]]


@dataclass(frozen=True, slots=True)
class Word:
    """A piece of text at the point of the page where it begins, with the height of its letters."""

    x: float
    y: float
    text: str
    height: float

    @property
    def end(self) -> float:
        wide = sum(1 for char in self.text if char > "\u2e7f")
        return self.x + self.height * (wide + (len(self.text) - wide) * 0.5)


@dataclass(slots=True)
class Drawing:
    """What a page shows: words, and level and upright lines as (place, from, to)."""

    words: list[Word] = field(default_factory=list)
    level: list[tuple[float, float, float]] = field(default_factory=list)
    upright: list[tuple[float, float, float]] = field(default_factory=list)
    _corners: list[tuple[float, float, float, float]] = field(default_factory=list)
    _path: list[tuple[float, float]] = field(default_factory=list)

    def see_text(self, text: str, outer: Matrix, inner: Matrix, _font: Any, size: float | None) -> None:
        if not text.strip():
            return
        x, y = _point(outer, float(inner[4]), float(inner[5]))
        if self.words and (self.words[-1].x, self.words[-1].y) == (x, y):
            text = self.words.pop().text + text  # nothing moved the pen but the letters themselves
        scale = abs(float(outer[3]) * float(inner[3])) or 1.0
        self.words.append(Word(x, y, text, abs(float(size or 10)) * scale))

    def see_operator(self, operator: bytes, operands: Sequence[Any], outer: Matrix, _inner: Matrix) -> None:
        """Collects the lines of paths; what a damaged page draws wrongly is no line."""
        if operator in _PAINTS or operator == b"n":
            for corners in self._corners if operator != b"n" else ():
                self._draw(*corners, is_stroked=operator not in _FILLS)
            self._corners, self._path = [], []
        elif operator in (b"re", b"m", b"l") and len(self._corners) + len(self.level) + len(self.upright) < MOST_LINES:
            with suppress(ValueError, TypeError, OverflowError):
                self._go(operator, [float(value) for value in operands], outer)

    def _go(self, operator: bytes, operands: Sequence[float], outer: Matrix) -> None:
        if operator == b"re":
            x, y, width, height = operands
            self._corners.append((*_point(outer, x, y), *_point(outer, x + width, y + height)))
            return
        x, y = operands
        self._path.append(_point(outer, x, y))
        if operator == b"l" and len(self._path) > 1:
            self._corners.append((*self._path[-2], *self._path[-1]))

    def _draw(self, x0: float, y0: float, x1: float, y1: float, *, is_stroked: bool) -> None:
        left, right, low, high = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
        if high - low <= THICKEST < right - left:
            self.level.append(((low + high) / 2, left, right))
        elif right - left <= THICKEST < high - low:
            self.upright.append(((left + right) / 2, low, high))
        elif is_stroked and right - left > THICKEST and high - low > THICKEST:
            self.level.extend(((low, left, right), (high, left, right)))
            self.upright.extend(((left, low, high), (right, low, high)))


def blocks_of(drawing: Drawing) -> list[RawBlock] | None:
    """The lines and tables of a page from its top; None where no table is drawn on it."""
    lattices = [lattice for lattice in _lattices(drawing) if lattice.holds(drawing.words)]
    if not lattices:
        return None
    placed: list[tuple[float, RawBlock]] = [(lattice.rows[0], lattice.table(drawing.words)) for lattice in lattices]
    loose = [word for word in drawing.words if not any(lattice.place(word) for lattice in lattices)]
    placed.extend((line[0].y, _joined(line)) for line in _lines(loose))
    return [block for _, block in sorted(placed, key=lambda item: -item[0])]


@dataclass(slots=True)
class _Lattice:
    """The level lines from the top (`rows`), the upright ones from the left, and what of them is drawn."""

    rows: list[float]
    columns: list[float]
    level: list[tuple[float, float, float]]
    upright: list[tuple[float, float, float]]

    def place(self, word: Word) -> tuple[int, int] | None:
        x, y = word.x + min(word.height, word.end - word.x) / 2, word.y + word.height * BASELINE
        row = bisect_right(self.rows, -y, key=lambda top: -top) - 1
        column = bisect_right(self.columns, x) - 1
        is_within = 0 <= row < len(self.rows) - 1 and 0 <= column < len(self.columns) - 1
        return (row, column) if is_within else None

    def holds(self, words: Iterable[Word]) -> bool:
        """Whether two cells at least hold words: a frame around a page is no table."""
        return len({place for word in words if (place := self.place(word))}) > 1

    def table(self, words: Iterable[Word]) -> RawTable:
        held: dict[tuple[int, int], list[Word]] = defaultdict(list)
        first = self._first_cells()
        for word in words:
            if place := self.place(word):
                held[first[place]].append(word)
        columns = range(len(self.columns) - 1)
        return RawTable(
            tuple(
                tuple(self._cell(row, column, first, held) for column in columns) for row in range(len(self.rows) - 1)
            )
        )

    def _cell(
        self,
        row: int,
        column: int,
        first: dict[tuple[int, int], tuple[int, int]],
        held: dict[tuple[int, int], list[Word]],
    ) -> RawCell:
        begins = first[row, column]
        if begins == (row, column):
            last = max(place[1] for place, start in first.items() if start == begins)
            return RawCell(_cell_text(held[begins], self.columns[last + 1]))
        return RawCell("", "above" if begins[0] < row else "left")

    def _first_cells(self) -> dict[tuple[int, int], tuple[int, int]]:
        """For each place of the lattice the upper left one of the merged cell that it belongs to."""
        first: dict[tuple[int, int], tuple[int, int]] = {}
        for row in range(len(self.rows) - 1):
            for column in range(len(self.columns) - 1):
                above, left = (row - 1, column), (row, column - 1)
                if row and not self._is_parted_level(row, column):
                    first[row, column] = first[above]
                elif column and not self._is_parted_upright(row, column):
                    first[row, column] = first[left]
                else:
                    first[row, column] = (row, column)
        return first

    def _is_parted_level(self, row: int, column: int) -> bool:
        middle = (self.columns[column] + self.columns[column + 1]) / 2
        return any(abs(y - self.rows[row]) <= NEAR and start <= middle <= end for y, start, end in self.level)

    def _is_parted_upright(self, row: int, column: int) -> bool:
        middle = (self.rows[row] + self.rows[row + 1]) / 2
        return any(abs(x - self.columns[column]) <= NEAR and start <= middle <= end for x, start, end in self.upright)


def _lattices(drawing: Drawing) -> list[_Lattice]:
    """Level and upright lines that touch each other belong to one table."""
    level_lines, upright_lines = _merged(drawing.level), _merged(drawing.upright)
    if len(level_lines) * len(upright_lines) > MOST_CROSSINGS:
        return []
    found = []
    for level, upright in _touching(level_lines, upright_lines):
        ends = (min(low for _, low, _ in upright), max(high for _, _, high in upright)) if upright else ()
        rows = sorted(_distinct([*(y for y, _, _ in level), *ends]), reverse=True)  # a page's end leaves a row open
        columns = sorted(_distinct(x for x, _, _ in upright))
        is_table = len(rows) >= FEWEST_EDGES and len(columns) >= FEWEST_EDGES
        if is_table and len(rows) * len(columns) <= MOST_CELLS:
            found.append(_Lattice(rows, columns, level, upright))
    return found


def _merged(lines: Sequence[tuple[float, float, float]]) -> list[tuple[float, float, float]]:
    """Lines at one place whose ends meet are one line."""
    out: list[tuple[float, float, float]] = []
    for place, start, end in sorted((round(place, 1), start, end) for place, start, end in lines):
        if out and abs(out[-1][0] - place) < 1 and start <= out[-1][2] + NEAR:
            out[-1] = (out[-1][0], out[-1][1], max(out[-1][2], end))
        else:
            out.append((place, start, end))
    return out


def _distinct(places: Iterable[float]) -> list[float]:
    out: list[float] = []
    for place in sorted(places):
        if not out or place - out[-1] > NEAR:
            out.append(place)
    return out


def _touching(level: Lines, upright: Lines) -> list[tuple[Lines, Lines]]:
    """The lines in groups of which each touches another of the same group."""
    groups: list[tuple[Lines, Lines]] = []
    for line in level:
        met = [group for group in groups if any(_meet(line, other) for other in group[1])]
        crossing = [other for other in upright if _meet(line, other)]
        joined: tuple[Lines, Lines] = ([line], [])
        for group in met:
            joined[0].extend(group[0])
            joined[1].extend(group[1])
            groups.remove(group)
        joined[1].extend(other for other in crossing if other not in joined[1])
        groups.append(joined)
    return groups


def _meet(level: tuple[float, float, float], upright: tuple[float, float, float]) -> bool:
    y, left, right = level
    x, low, high = upright
    return left - NEAR <= x <= right + NEAR and low - NEAR <= y <= high + NEAR


def _point(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = (float(value) for value in matrix)
    return a * x + c * y + e, b * x + d * y + f


def _lines(words: Sequence[Word]) -> list[list[Word]]:
    """Words in lines from the top, each from the left."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda word: -word.y):
        if lines and lines[-1][0].y - word.y < max(word.height, lines[-1][0].height) * 0.5:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda word: word.x) for line in lines]


def _joined(line: Sequence[Word]) -> str:
    """The words of a line; a gap as wide as a letter is a blank."""
    pieces = [line[0].text]
    for before, word in pairwise(line):
        pieces.append(f" {word.text}" if word.x - before.end > word.height * 0.8 else word.text)
    return "".join(pieces)


def _cell_text(words: Sequence[Word], edge: float) -> str:
    """A cell's words: lines that fill the cell go on, shorter ones end with a line break."""
    pieces: list[str] = []
    lines = _lines(words)
    for place, line in enumerate(lines):
        pieces.append("".join(word.text.strip() for word in line))
        is_full = edge - line[-1].end < line[-1].height * 2.2
        if place + 1 < len(lines):
            pieces.append("" if is_full else "\n")
    return "".join(pieces)


def joined_tables(blocks: Sequence[RawBlock]) -> list[RawBlock]:
    """Tables that go on over a page's end as one: equally wide, with nothing between them."""
    out: list[RawBlock] = []
    for block in blocks:
        before = out[-1] if out else None
        if isinstance(block, RawTable) and isinstance(before, RawTable) and _width(block) == _width(before):
            out[-1] = RawTable(_gone_on(before.rows, block.rows))
        else:
            out.append(block)
    return out


def _is_torn(last: Sequence[RawCell], first: Sequence[RawCell]) -> bool:
    """Whether a page's end tore a row; one with a number of its own, or with every cell but a merged one, begins anew."""
    is_row = any(_SERIAL.fullmatch(low.text) for low in first) or (
        len(first) > 2 and all(low.text for low in first[1:])
    )
    return not is_row and any(
        up.text and low.text and up.text[-1] not in "。；;" and len(up.text) > 1
        for up, low in zip(last, first, strict=True)
    )


def _repeated(above: Sequence[Sequence[RawCell]], below: Sequence[Sequence[RawCell]]) -> int:
    """How many rows of a header are printed again: all that the tables begin with alike."""
    return next((order for order, (up, low) in enumerate(zip(above, below, strict=False)) if up != low), len(below))


def _width(table: RawTable) -> int:
    return len(table.rows[0])


def _gone_on(
    above: tuple[tuple[RawCell, ...], ...], below: tuple[tuple[RawCell, ...], ...]
) -> tuple[tuple[RawCell, ...], ...]:
    """The rows of both; a row that the page's end tore is put together, and empty cells continue those above."""
    below = below[_repeated(above, below) :]
    if not below or below[0][0].text:
        return above + below
    last, first = above[-1], below[0]
    if _is_torn(last, first):
        joined = tuple(RawCell(up.text + low.text, up.carried) for up, low in zip(last, first, strict=True))
        return (*above[:-1], joined, *below[1:])
    return (*above, tuple(_carried(last, first)), *below[1:])


def _carried(last: Sequence[RawCell], first: Sequence[RawCell]) -> Iterator[RawCell]:
    """The first row of a page: empty cells before its own words go on from above, and where a merged cell stood there."""
    is_before = True
    for up, low in zip(last, first, strict=True):
        is_before = is_before and not low.text
        yield RawCell("", "above") if not low.text and (is_before or up.carried == "above") else low
