"""Measures in tables: which columns name bodies and limits, which rows are measures, what merged cells stand for.

A header says what a column is. Where there is none, or a row lost cells to merging, the cells are told by what they
hold: a serial number, bodies, a date, a score, text.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from exchange.documents import limits
from exchange.documents.columns import (
    BODY_COLUMNS,
    SECTION_NUMBER,
    SERIAL,
    Column,
    cell_column,
    cell_phrase,
    header_column,
    serial_label,
)
from exchange.documents.groups import GroupIndex
from exchange.documents.numerals import Kind, Marker, line_start_marker
from exchange.documents.roles import Phrase, Role
from exchange.documents.source import Cell, Grid, Strip

LONGEST_HEADING = 60
HEADER_ROWS = 6  # a title, a unit and two header rows may stand above the first row


_SUM = re.compile(r"合计|总计|小计|总分|共计")
_NOTHING = re.compile(r"[-—－/\\无]*")


@dataclass(slots=True)
class RowItem:
    """A clause of a row measure (range of the strip) and what the row's cells say of it."""

    start: int
    end: int
    phrase: Phrase | None = None
    named_at: tuple[int, int] = (0, 0)
    dates: list[limits.Found] = field(default_factory=list)


@dataclass(slots=True)
class RowMeasure:
    """One or more rows under one number. `heading` is a range of the strip, empty where there is none."""

    marker: Marker
    heading: tuple[int, int] = (0, 0)
    items: list[RowItem] = field(default_factory=list)
    end: int = 0


@dataclass(frozen=True, slots=True)
class _Read:
    """A cell at its range of the strip."""

    start: int
    end: int
    text: str
    kind: Column
    carried: bool
    column: int


def read_grid(grid: Grid, strip: Strip, groups: GroupIndex) -> list[RowMeasure]:
    """The measures of a table in order, sections included; empty where the table names no bodies."""
    return _TableReader(grid, strip, groups).measures()


class _TableReader:
    def __init__(self, grid: Grid, strip: Strip, groups: GroupIndex) -> None:
        self.strip = strip
        self.groups = groups
        self.exact = grid.exact
        self.rows = [[self._placed(cell) for cell in row] for row in grid.rows]
        self.header, self.first = self._find_header()
        self.found: list[RowMeasure] = []
        self.serial = 0
        self.ordinal = 0
        self.last_phrase: Phrase | None = None
        self.last_named = (0, 0)
        self.is_unlabelled = not any(column in BODY_COLUMNS for column in self.header)
        self.typed = [self._typed(row) for row in self.rows[self.first :]]

    def measures(self) -> list[RowMeasure]:
        if not self._names_bodies():
            return []
        header_text = self._texts(self.rows[self.first - 1]) if self.first else []
        for cells in self.typed:
            if header_text and [cell.text for cell in cells] == header_text:
                continue
            if any(_SUM.fullmatch(cell.text) for cell in cells[:2]):
                continue
            self._take(cells)
        return [row for row in self.found if row.items or row.heading[1] > row.heading[0]]

    def _placed(self, cell: Cell) -> tuple[int, int, bool]:
        if cell.span.start == cell.span.end:
            place = self.strip.index(cell.span.start)
            return place, place, cell.carried
        return self.strip.index(cell.span.start), self.strip.index(cell.span.end), cell.carried

    def _texts(self, row: Sequence[tuple[int, int, bool]]) -> list[str]:
        return [self.strip.text[start:end] for start, end, _ in row]

    def _find_header(self) -> tuple[list[Column], int]:
        """The columns that the header names and the index of the first row below it; two header rows are merged."""
        for order, row in enumerate(self.rows[:HEADER_ROWS]):
            columns = [header_column(text) for text in self._texts(row)]
            known = [column for column in columns if column is not Column.EMPTY]
            filled = sum(1 for text in self._texts(row) if text)
            if len(known) >= 2 and len(known) * 2 > filled:
                return self._with_second_header(columns, order)
        return [], 0

    def _with_second_header(self, columns: list[Column], order: int) -> tuple[list[Column], int]:
        below = self.rows[order + 1] if order + 1 < len(self.rows) else []
        second = [header_column(text) for text in self._texts(below)]
        own = [
            column
            for column, (_, _, carried) in zip(second, below, strict=True)
            if not carried and column is not Column.EMPTY
        ]
        texts = [text for text, (_, _, carried) in zip(self._texts(below), below, strict=True) if text and not carried]
        if len(second) != len(columns) or not own or len(own) < len(texts):
            return columns, order + 1
        return [
            low if low is not Column.EMPTY and not cell[2] else up
            for up, low, cell in zip(columns, second, below, strict=True)
        ], order + 2

    def _typed(self, row: Sequence[tuple[int, int, bool]]) -> list[_Read]:
        is_aligned = len(row) == len(self.header)
        cells = []
        for column, (start, end, carried) in enumerate(row):
            text = self.strip.text[start:end]
            told = self.header[column] if is_aligned else Column.EMPTY
            is_first = column == 0
            kind = cell_column(text, told, is_first=is_first, is_unlabelled=self.is_unlabelled)
            cells.append(_Read(start, end, text, kind, carried, column))
        return cells

    def _names_bodies(self) -> bool:
        """Whether the table is one of duties at all."""
        if not self.is_unlabelled:
            return any(cell.kind in BODY_COLUMNS for cells in self.typed for cell in cells)
        naming = sum(1 for cells in self.typed if any(cell.kind in BODY_COLUMNS for cell in cells))
        telling = sum(
            1 for cells in self.typed if any(cell.kind is Column.TEXT and len(cell.text) > 8 for cell in cells)
        )
        grouped = sum(1 for cells in self.typed if cells and self.groups.within(cells[0].start, cells[-1].end))
        return (naming >= 2 and naming * 3 >= len(self.typed) and telling >= naming) or grouped >= 2

    def _take(self, cells: list[_Read]) -> None:
        self._take_categories(cells)
        number = next((cell for cell in cells if cell.kind is Column.NUMBER and not cell.carried), None)
        if number is not None:
            if section := SECTION_NUMBER.fullmatch(number.text):
                self._begin(self._section_marker(section, number), cells)
                return
            if self._isserial_label(number, cells):
                self.serial = int(re.split(r"[.\-－]", serial_label(number.text))[-1])
                self._begin(self._row_marker(number), cells)
                return
        elif marker := self._marker_in_text(cells):
            self._begin(marker, cells)
            return
        elif self._begins_without_number(cells):
            self.ordinal += 1
            place = next(cell.start for cell in cells if cell.kind is Column.TEXT and not cell.carried)
            self._begin(Marker(Kind.ROW, self.ordinal, str(self.ordinal), place, place), cells)
            return
        if self.found:
            self._go_on(cells)

    def _take_categories(self, cells: list[_Read]) -> None:
        """A cell 「一、优化环境」 before the numbered cells opens a section."""
        if not any(cell.kind is Column.NUMBER for cell in cells):
            return
        for cell in cells:
            if cell.kind is Column.NUMBER:
                return
            if cell.kind is Column.TEXT and not cell.carried:
                marker = line_start_marker(self.strip.text, cell.start, is_spaced=False)
                if marker and marker.kind in (Kind.HAN, Kind.PAREN) and marker.end < cell.end:
                    self.found.append(RowMeasure(marker, (marker.end, cell.end), [], cell.end))

    def _section_marker(self, found: re.Match[str], cell: _Read) -> Marker:
        label = found.group("han") or f"({found.group('paren')})"
        kind = Kind.HAN if found.group("han") else Kind.PAREN
        if self._numbers_are_han:
            kind = Kind.ROW
        return Marker(kind, 1, label, cell.start, cell.end)

    @cached_property
    def _numbers_are_han(self) -> bool:
        """Whether the column numbers its rows 一, 二, 三 alone, without sections."""
        numbers = [
            cell.text for cells in self.typed for cell in cells if cell.kind is Column.NUMBER and not cell.carried
        ]
        return not any(SERIAL.fullmatch(text) for text in numbers)

    def _row_marker(self, cell: _Read) -> Marker:
        label = serial_label(cell.text)
        if re.search(r"[.]", label):
            return Marker(Kind.DECIMAL, self.serial, label, cell.start, cell.end)
        kind = Kind.NUMBER if self._has_decimals else Kind.ROW
        return Marker(kind, self.serial, label, cell.start, cell.end)

    @cached_property
    def _has_decimals(self) -> bool:
        return any(
            cell.kind is Column.NUMBER and "." in cell.text.rstrip(".．、") for cells in self.typed for cell in cells
        )

    def _isserial_label(self, cell: _Read, cells: Sequence[_Read]) -> bool:
        """A number in the first cell numbers the row if it is expected; otherwise it is a score of a row that lost cells."""
        if len(cells) == len(self.header) and self.header[cell.column] is Column.NUMBER:
            return True
        number = int(re.split(r"[.\-－]", serial_label(cell.text))[-1])
        has_body = any(other.kind in BODY_COLUMNS for other in cells)
        return has_body or (number in (1, self.serial + 1) and not self._bodies_usual)

    @property
    def _bodies_usual(self) -> bool:
        """Whether the rows since the last section name bodies of their own."""
        return self.last_phrase is not None

    def _marker_in_text(self, cells: Sequence[_Read]) -> Marker | None:
        """The numeral with which the first own text cell begins, where the row has no number of its own."""
        if Column.NUMBER in self.header and len(cells) == len(self.header):
            first = cells[0] if cells else None
            if first is None or first.kind is not Column.TEXT or first.carried:
                return None
        for cell in cells:
            if cell.kind is Column.TEXT and not cell.carried and self._numbered_column in (None, cell.column):
                marker = line_start_marker(self.strip.text, cell.start, is_spaced=False)
                is_first = self._numbered_column is not None or self._leads_row(cell, cells)
                return marker if marker and marker.end <= cell.end and is_first else None
        return None

    @cached_property
    def _numbered_column(self) -> int | None:
        """The column in which most rows begin with the next number, behind a column of categories."""
        numbers: dict[int, list[int]] = defaultdict(list)
        for cell in (cell for cells in self.typed for cell in cells if cell.kind is Column.TEXT and not cell.carried):
            marker = line_start_marker(self.strip.text, cell.start, is_spaced=False)
            is_number = marker is not None and marker.kind is Kind.NUMBER and marker.end < cell.end
            numbers[cell.column].append(marker.number if marker and is_number else 0)
        return next(
            (column for column, row in numbers.items() if column and len(row) > 1 and row == [*range(1, len(row) + 1)]),
            None,
        )

    def _leads_row(self, cell: _Read, cells: Sequence[_Read]) -> bool:
        """A numeral numbers the row only where nothing else of the row stands before it."""
        return all(other.kind is Column.EMPTY or other.carried for other in cells[: cell.column])

    def _begins_without_number(self, cells: Sequence[_Read]) -> bool:
        if Column.NUMBER in self.header and any(cell.kind is Column.NUMBER for row in self.typed for cell in row):
            return False
        texts = [cell for cell in cells if cell.kind is Column.TEXT]
        if not texts or texts[0].carried:
            return False
        return any(cell.kind in BODY_COLUMNS for cell in cells) or (
            bool(self.found) and not self.exact and len(texts) > 1
        )

    def _begin(self, marker: Marker, cells: list[_Read]) -> None:
        if marker.kind in (Kind.HAN, Kind.PAREN):
            self.last_phrase = None
        row = RowMeasure(marker, end=_own_end(cells))
        run = _longest_run(cells, marker.end)
        texts = [cell for cell in cells if cell.kind is Column.TEXT and cell.end > marker.end]
        first = next(iter(texts if len(cells) == len(self.header) else run or texts), None)
        if first is not None:
            row.heading = self._heading(first, run, marker)
        self.found.append(row)
        if run:
            row.items.append(self._item(cells, run, marker))

    def _heading(self, first: _Read, run: Sequence[_Read], marker: Marker) -> tuple[int, int]:
        start = max(first.start, marker.end)
        if first.end - start <= LONGEST_HEADING:
            return start, first.end
        stop = self.strip.text.find("。", start, min(first.end, start + 40))
        return (start, stop) if 0 < stop < first.end - 1 else (start, start)

    def _go_on(self, cells: list[_Read]) -> None:
        """A row without a number belongs to the measure above: with bodies of its own it is a clause of its own."""
        row = self.found[-1]
        run = _longest_run(cells, 0)
        if not run:
            return
        row.end = max(row.end, _own_end(cells))
        item = self._item(cells, run, None)
        own = any(cell.kind in BODY_COLUMNS and not cell.carried for cell in cells)
        if row.items and not own:
            row.items[-1].end = item.end
            known = {found.words for found in row.items[-1].dates}
            row.items[-1].dates.extend(found for found in item.dates if found.words not in known)
        else:
            row.items.append(item)

    def _item(self, cells: Sequence[_Read], run: Sequence[_Read], marker: Marker | None) -> RowItem:
        start = max(run[0].start, marker.end if marker and run[0].start <= marker.start < run[0].end else 0)
        item = RowItem(start, run[-1].end)
        self._read_bodies(item, cells)
        for cell in cells:
            if cell.kind is Column.LIMIT and not _NOTHING.fullmatch(cell.text):
                item.dates.extend(_stated_limits(cell))
        known = {found.words for found in item.dates}
        for found in limits.find(self.strip.text[item.start : item.end]):
            if found.words not in known:
                item.dates.append(limits.Found(found.words, item.start + found.start, item.start + found.end))
        return item

    def _read_bodies(self, item: RowItem, cells: Sequence[_Read]) -> None:
        phrase = Phrase(is_stated=True, has_label=not self.is_unlabelled)
        named: tuple[int, int] | None = None
        for cell in cells:
            if cell.kind not in BODY_COLUMNS or _NOTHING.fullmatch(cell.text):
                continue
            part = cell_phrase(cell.text, cell.start, self.strip.gaps, BODY_COLUMNS[cell.kind])
            known = set(phrase.names())
            phrase.bodies.extend(pair for pair in part.bodies if pair[1] not in known)
            phrase.places.extend(part.places)
            named = named or (cell.start, cell.end)
        if (
            not self.exact
            and Column.LEAD in self.header
            and self.last_phrase
            and phrase.bodies
            and not phrase.names(Role.LEAD)
        ):
            # A lead merged over several rows is printed in the first of them alone.
            leads = [(Role.LEAD, name) for name in self.last_phrase.names(Role.LEAD) if name not in phrase.names()]
            phrase.bodies[:0] = leads
        if phrase.bodies and named:
            item.phrase, item.named_at = phrase, named
            self.last_phrase, self.last_named = phrase, named
        elif not self.exact and not self.is_unlabelled and self.last_phrase and not self._inside_groups(item):
            item.phrase, item.named_at = self.last_phrase, self.last_named

    def _inside_groups(self, item: RowItem) -> bool:
        return bool(self.groups.within(item.start, item.end))


def _own_end(cells: Sequence[_Read]) -> int:
    """Where a row ends; cells merged with those above stand further up."""
    return max((cell.end for cell in cells if not cell.carried), default=cells[-1].end)


def _longest_run(cells: Sequence[_Read], after: int) -> list[_Read]:
    """The neighbouring own text cells with the most text: the row's words about the duty."""
    runs: list[list[_Read]] = [[]]
    for cell in cells:
        if cell.kind is Column.TEXT and not cell.carried and cell.end > after:
            runs[-1].append(cell)
        elif cell.kind is not Column.EMPTY or cell.carried:
            runs.append([])
    return max(runs, key=lambda run: sum(cell.end - cell.start for cell in run))


def _stated_limits(cell: _Read) -> Iterator[limits.Found]:
    if parts := limits.whole_parts(cell.text):
        for start, end in parts:
            yield limits.Found(limits.value(cell.text, start, end), cell.start + start, cell.start + end)
        return
    if len(cell.text) <= limits.LONGEST_VALUE:
        yield limits.Found(limits.value(cell.text, 0, len(cell.text)), cell.start, cell.end)
        return
    for found in limits.find(cell.text):
        yield limits.Found(found.words, cell.start + found.start, cell.start + found.end)
