"""Plain text: its encoding, its lines, and tables pasted as tab-separated or piped rows."""

import codecs
import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from exchange.documents.refusals import Unreadable
from exchange.documents.source import RawBlock, RawCell, RawTable

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_\-]{2,20})|<\?xml[^>]{0,100}encoding=["']([A-Za-z0-9_\-]{2,20})""",
    re.IGNORECASE,
)
_LINE_ENDS = re.compile(r"\r\n?|[\n\v\f\x1c-\x1e\x85\u2028\u2029]")
_MARKDOWN_HEADING = re.compile(r"^\s{0,3}#{1,6}\s+")
_MARKDOWN_QUOTE = re.compile(r"^\s{0,3}>\s?")
_MARKDOWN_RULE = re.compile(r"^\s{0,3}(?:[-*_]\s*){3,}$")
_PIPE_RULE = re.compile(r"^[\s|:\-]+$")
_SERIAL = re.compile(r"\s*[（(]?(?:\d+|[一二三四五六七八九十]+)[）)]?[、.．]?\s*$")
_BEGINS_PARAGRAPH = re.compile(
    r"\s*(?:[一二三四五六七八九十]+[、.]|[（(][一二三四五六七八九十]+[）)]|第[一二三四五六七八九十]+[章节条]|附件|#)"
)
LONGEST_TORN_LINE = 60
SAMPLE = 20_000  # characters looked at
_STRANGE = frozenset({"Cc", "Cn", "Co", "Cs"})
TABLE_ROWS = 2  # so many rows with cells, one after the other, make a table


def decode(content: bytes) -> str:
    """The text of UTF-8, UTF-16 with its mark, or GB18030 (which holds GB2312 and GBK); raises Unreadable."""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return _decoded(content, encoding)
    declared = _DECLARED.search(content[:4096])
    candidates = ["utf-8", "gb18030"]
    if declared and (declared.group(1) or declared.group(2)).lower().startswith(b"gb"):
        candidates.reverse()
    for encoding in candidates:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _reads_as_text(text):
            return text
    raise Unreadable("undecodable")


def _reads_as_text(text: str) -> bool:
    """GB18030 takes almost any bytes; what comes out of a picture is full of characters that no text holds."""
    sample = text[:SAMPLE]
    strange = sum(1 for char in sample if char not in "\t\n\r\f\v" and unicodedata.category(char) in _STRANGE)
    return strange * 50 < len(sample)


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable("undecodable") from error


def read_plain(text: str) -> list[RawBlock]:
    """Lines and tables of a plain text, markdown's signs left out."""
    blocks: list[RawBlock] = []
    rows: list[list[str]] = []
    lines = _LINE_ENDS.split(text)
    is_open = False  # the last row's line ended within a cell
    for line, following in zip_longest(lines, lines[1:], fillvalue=""):
        cells = _cells(line)
        if is_open and _goes_on(rows, cells, line, following):
            rows[-1][-1] = f"{rows[-1][-1]} {cells[0] if cells else line.strip()}"
            rows[-1].extend(cells[1:] if cells else [])
            is_open = not line.endswith("\t")
            continue
        is_open = cells is not None and len(cells) > 0 and not line.rstrip(" ").endswith(("\t", "|"))
        if cells is None:
            _close(blocks, rows)
            blocks.append(_without_markdown(line))
        elif cells:
            rows.append(cells)
    _close(blocks, rows)
    return blocks


def _goes_on(rows: Sequence[Sequence[str]], cells: Sequence[str] | None, line: str, following: str) -> bool:
    """Whether a line is the rest of a row that a line break within a cell tore: the two fill the table's width."""
    if len(rows) < TABLE_ROWS or not line.strip():
        return False
    width = max(len(row) for row in rows)
    if cells is None:
        is_short = len(line) <= LONGEST_TORN_LINE and not _BEGINS_PARAGRAPH.match(line)
        return is_short and len(rows[-1]) < width and "\t" in following
    return not _SERIAL.match(cells[0]) and len(rows[-1]) + len(cells) - 1 == width


def _cells(line: str) -> list[str] | None:
    """The cells of a table row, [] for a piped table's rule, None for a line of text."""
    if "\t" in line.strip(" \u3000"):
        cells = [cell.strip() for cell in line.strip(" \n").split("\t")]
        return cells if sum(1 for cell in cells if cell) > 1 or len(cells) > 2 else None
    stripped = line.strip()
    if stripped.startswith("|") and stripped.count("|") > 2:
        return (
            [] if _PIPE_RULE.match(stripped) else [cell.strip().strip("*") for cell in stripped.strip("|").split("|")]
        )
    return None


def _close(blocks: list[RawBlock], rows: list[list[str]]) -> None:
    if _is_table(rows):
        blocks.append(RawTable(tuple(tuple(RawCell(cell) for cell in row) for row in rows), exact=False))
    else:
        blocks.extend(_as_lines(rows))
    rows.clear()


def _is_table(rows: Sequence[Sequence[str]]) -> bool:
    """Two or more neighbouring rows of which one has three cells, or three rows with two."""
    if len(rows) < TABLE_ROWS:
        return False
    filled = [sum(1 for cell in row if cell) for row in rows]
    return max(filled) >= 3 or (
        len(rows) > TABLE_ROWS and min(filled) >= 2 and not all(row[-1].isdigit() for row in rows if row)
    )


def _as_lines(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    return (" ".join(cell for cell in row if cell) for row in rows)


def _without_markdown(line: str) -> str:
    if _MARKDOWN_RULE.match(line):
        return ""
    line = _MARKDOWN_QUOTE.sub("", _MARKDOWN_HEADING.sub("", line))
    return line.replace("**", "").replace("__", "") if "**" in line or "__" in line else line
