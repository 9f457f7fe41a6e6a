"""The normalised text of a document: one paragraph a line, tables as grids, and the views that the parser reads.

Offsets everywhere in this package are positions in `Source.text`, which is kept with the imported document, so that a
clause is found again in its place for ever. Normalising is gentle: odd blanks become plain ones, what a page break tore
apart is joined, page numbers go; no printed character is changed but radicals, which become the characters they look like.
"""

import re
import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

_DROPPED = dict.fromkeys([*range(0x09), *range(0x0E, 0x20), 0x7F, 0xAD, *range(0x200B, 0x2010), 0x2060, 0xFEFF, 0xFFFE])
# PDF printers write radicals for the characters that look like them; no reader tells them apart.
_RADICALS = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)} | {
    ord(radical): char
    for radical, char in zip(
        "⼾⾭⺟⺠⺼⻁⻄⻅⻆⻉⻋⻑⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳",
        "户青母民肉虎西见角贝车長长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙龟",
        strict=True,
    )
}
_BLANKS = re.compile(r"\s+")
# The technical angle brackets that a browser's printer writes for 〈 and 〉, and characters of compatibility.
_TWINS = {
    code: char
    for code in (0x2329, 0x232A, *range(0xF900, 0xFB00))
    if len(char := unicodedata.normalize("NFC", chr(code))) == 1
}
_UNSEEN = {**_DROPPED, **_RADICALS, **_TWINS}
_PAGE_NUMBER = re.compile(
    r"[-—–－―‐·~_ ]+\d{1,4}[-—–－―‐·~_ ]+|第 ?\d{1,4} ?页(?: ?[/，,]? ?共 ?\d{1,4} ?页)?|\d{1,4} ?/ ?\d{1,4}"
)
_TABLE_OF_CONTENTS = re.compile(r"(?:[.…·．‥⋯]{3,}|(?:[.…·．‥⋯] ){3,}) ?\d{1,4}")
# 「申报.各县」: a full stop typed on a Latin keyboard; behind a numeral it is the numeral's.
_LATIN_STOP = re.compile(r"(?<=[\u4e00-\u9fff）)”])(?<![一二三四五六七八九十百])\.(?=[\u4e00-\u9fff（(【〔“]|$)")
_FOLDED_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")

_ENDS_SENTENCE = re.compile(r"[。！？；：!?;:…][”’」』）)】〕》]*$")
_ASKS_FOR_MORE = re.compile(r"[，、,（(《〈“‘「『〔【—－和及与或的]$")
_CANNOT_BEGIN = re.compile(r"[，。；、：！？）)》〉”’」』】〕,;%％]")
_BEGINS_ANEW = re.compile(
    r"[#*]|第 ?[零〇一二三四五六七八九十百\d][零〇一二三四五六七八九十百\d ]{0,8}(?:编|部分|章|节|条)"
    r"|[（(] ?(?:[一二三四五六七八九十百]{1,5}|\d{1,3}) ?[）)]|[一二三四五六七八九十百]{1,5} ?[、.．]"
    r"|\d{1,3} ?[、.．)）](?!\d)|\d{1,2}(?:\.\d{1,2})+(?![\d%％万亿元个])|[①-⑳㈠-㈩⑴-⒛㉑-㉟]"
    r"|(?:附件|附表|抄送|主送)[\d一二三四五：:]?|——"
    r"|[（(]? ?(?:(?:19|20)\d{2} ?年 ?\d{1,2} ?月 ?\d{1,2} ?日|[一二][〇○零Oo０一二三四五六七八九十]{3} ?年.{2,8}日) ?[）)]?$"
    r"|[（(【〔]?(?:总?牵头|主办|主责|责任|负责|配合|协办|参与|落实|实施|承办|完成|办理)(?:责任)?(?:单位|部门|主体|时限|时间|期限)"
)
_ENDS_WITH_VALUE = re.compile(r"(?:单位|部门|主体|时限|时间|期限|责任|牵头|配合)[：:][^。：:]{1,120}$")
_PROSE = re.compile(r"[。；]")
_ALNUM = re.compile(r"[A-Za-z0-9]")


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open range of positions in `Source.text`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class RawCell:
    """A table cell as read. `carried` from "above" or "left": a continuation of a merged cell, without a text of its own."""

    text: str
    carried: Literal["", "above", "left"] = ""


@dataclass(frozen=True, slots=True)
class RawTable:
    """`exact`: the file says which cells are merged (docx, html); otherwise rows may have lost cells."""

    rows: tuple[tuple[RawCell, ...], ...]
    exact: bool = True


RawBlock: TypeAlias = str | RawTable


@dataclass(frozen=True, slots=True)
class Cell:
    """`carried`: the place of a merged cell that began above; the span is that cell's own."""

    span: Span
    carried: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    rows: tuple[tuple[Cell, ...], ...]
    exact: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Source:
    """`paragraphs` and `grids` in the order of the text; every character of `text` but line ends and tabs is in one."""

    text: str
    paragraphs: tuple[Span, ...]
    grids: tuple[Grid, ...]


class Strip:
    """The text without blanks, for matching, with the way back to positions in the text.

    `starts` holds the index of every paragraph's (or table cell's) first character; `gaps` the indexes of characters
    that a blank or a line end precedes. Full-width digits are folded and Latin full stops behind Chinese words are
    Chinese ones; nothing else differs from the source.
    """

    def __init__(self, source: Source) -> None:
        chunks: list[str] = []
        at = array("I")
        gaps: set[int] = set()
        for match in re.finditer(r"\S+", source.text):
            gaps.add(len(at))
            chunks.append(match.group())
            at.extend(range(match.start(), match.end()))
        self.text = _LATIN_STOP.sub("。", "".join(chunks).translate(_FOLDED_DIGITS))
        self.gaps = gaps
        self._at = at
        begins = [span.start for span in source.paragraphs]
        begins += [
            cell.span.start
            for grid in source.grids
            for row in grid.rows
            for cell in row
            if not cell.carried and cell.span.end > cell.span.start
        ]
        self.starts = [self.index(start) for start in sorted(begins)]
        self.starts_set = frozenset(self.starts)

    def __len__(self) -> int:
        return len(self.text)

    def index(self, offset: int) -> int:
        """The first index that stands at or after an offset of the source."""
        return bisect_left(self._at, offset)

    def span(self, start: int, end: int) -> Span:
        """The source span of a non-empty range of indexes."""
        return Span(self._at[start], self._at[end - 1] + 1)

    def is_start(self, index: int) -> bool:
        return index in self.starts_set

    def paragraph_end(self, index: int) -> int:
        """The index after the last character of the paragraph that holds `index`."""
        after = bisect_left(self.starts, index + 1)
        return self.starts[after] if after < len(self.starts) else len(self.text)


def normalise(blocks: Iterable[RawBlock]) -> Source:
    """Joins what page and line breaks tore apart and lays the text out, one paragraph or table row a line."""
    pieces: list[str] = []
    paragraphs: list[Span] = []
    grids: list[Grid] = []
    length = 0
    for block in _joined(_cleaned(blocks)):
        if isinstance(block, str):
            paragraphs.append(Span(length, length + len(block)))
            pieces.append(block + "\n")
            length += len(block) + 1
        else:
            grid, text = _laid_out(block, length)
            if text:
                grids.append(grid)
                pieces.append(text)
                length += len(text)
    return Source("".join(pieces), tuple(paragraphs), tuple(grids))


def tidy(text: str) -> str:
    """One line of text with plain single blanks and without what no reader sees."""
    return _BLANKS.sub(" ", text.translate(_UNSEEN)).strip()


def _cleaned(blocks: Iterable[RawBlock]) -> list[RawBlock]:
    kept: list[RawBlock] = []
    for block in blocks:
        if isinstance(block, RawTable):
            kept.extend(_unwrapped(block))
            continue
        line = tidy(block)
        if line and not _PAGE_NUMBER.fullmatch(line) and not _is_contents_line(line):
            kept.append(line)
    return kept


def _is_contents_line(line: str) -> bool:
    """A line of a table of contents; matched at its end, the only place where it can stand."""
    found = _TABLE_OF_CONTENTS.search(line, max(0, len(line) - 200))
    return found is not None and found.end() == len(line)


def _unwrapped(table: RawTable) -> list[RawBlock]:
    """A table with one cell a row only lays out a page: its cells are paragraphs."""
    if all(sum(1 for cell in row if cell.text.strip() and not cell.carried) <= 1 for row in table.rows):
        lines = (line for row in table.rows for cell in row if not cell.carried for line in cell.text.split("\n"))
        return [tidied for line in lines if (tidied := tidy(line))]
    rows = tuple(tuple(RawCell(tidy(cell.text), cell.carried) for cell in row) for row in table.rows)
    return [RawTable(tuple(row for row in rows if any(cell.text for cell in row)), table.exact)]


def _joined(blocks: Sequence[RawBlock]) -> list[RawBlock]:
    width = _line_width([block for block in blocks if isinstance(block, str)])
    out: list[RawBlock] = []
    growing: list[str] = []
    open_brackets = 0
    is_prose = False
    for block in blocks:
        if not isinstance(block, str):
            _close(out, growing)
            out.append(block)
            continue
        if growing and _continues(growing[-1], block, width, open_brackets, is_prose):
            gap = " " if _ALNUM.match(growing[-1][-1]) and _ALNUM.match(block[0]) else ""
            growing.append(gap + block)
        else:
            _close(out, growing)
            growing.append(block)
            open_brackets, is_prose = 0, False
        is_prose = is_prose or bool(_PROSE.search(block))
        open_brackets = max(
            0, open_brackets + block.count("（") + block.count("(") - block.count("）") - block.count(")")
        )
    _close(out, growing)
    return out


def _close(out: list[RawBlock], growing: list[str]) -> None:
    if growing:
        out.append("".join(growing))
        growing.clear()


def _line_width(lines: Sequence[str]) -> int | None:
    """The width at which the file breaks its lines, or None where a line is a paragraph.

    A file is taken as wrapped where most lines that stop short of a sentence's end are about equally long.
    """
    open_ended = sorted(len(line) for line in lines if len(line) >= 15 and not _ENDS_SENTENCE.search(line[-4:]))
    if len(open_ended) < 8 or len(open_ended) * 3 < len(lines):
        return None
    width = open_ended[len(open_ended) * 4 // 5]
    near = sum(1 for length in open_ended if width * 0.85 <= length <= width * 1.12)
    return width if near * 10 >= len(open_ended) * 6 else None


def _continues(line: str, following: str, width: int | None, open_brackets: int, is_prose: bool) -> bool:
    """Whether `following` goes on with the sentence that `line` broke off."""
    if _CANNOT_BEGIN.match(following):
        return True
    if _BEGINS_ANEW.match(following):
        return False
    if _ENDS_SENTENCE.search(line[-4:]):
        return False
    if open_brackets or _ASKS_FOR_MORE.search(line[-1:]):
        return len(line) >= 10 or open_brackets > 0
    if width is not None:
        return len(line) >= width * 0.88
    if _ENDS_WITH_VALUE.search(line[-140:]):
        return False
    is_prose = is_prose or ("，" in line and len(line) >= 40)
    return is_prose and not line.endswith(("）", ")")) and (len(following) >= 15 or bool(_PROSE.search(following)))


def _laid_out(table: RawTable, base: int) -> tuple[Grid, str]:
    """The grid of a table whose text begins at `base`, and that text: cells parted by tabs, rows by line ends."""
    pieces: list[str] = []
    length = 0
    rows: list[tuple[Cell, ...]] = []
    for raw_row in table.rows:
        cells: list[Cell] = []
        for column, raw in enumerate(raw_row):
            if raw.carried:
                cells.append(_continued(raw, rows, column, base + length))
                continue
            cells.append(Cell(Span(base + length, base + length + len(raw.text))))
            pieces.append(raw.text + "\t")
            length += len(raw.text) + 1
        if pieces:
            pieces[-1] = pieces[-1][:-1] + "\n"
        rows.append(tuple(cells))
    return Grid(tuple(rows), table.exact, Span(base, base + length)), "".join(pieces)


def _continued(raw: RawCell, rows: Sequence[tuple[Cell, ...]], column: int, here: int) -> Cell:
    """A merged cell's continuation: downwards it stands for the cell above, sideways for nothing."""
    if raw.carried == "above" and rows and column < len(rows[-1]):
        return Cell(rows[-1][column].span, carried=True)
    return Cell(Span(here, here))
