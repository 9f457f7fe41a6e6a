"""PDF with text: page by page, page numbers left out; encrypted files and pictures of pages are refused in words."""

import io
import logging
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from exchange.documents.refusals import Unreadable
from exchange.documents.ruled import Drawing, blocks_of, joined_tables
from exchange.documents.source import RawBlock

MOST_PAGES = 1000
LONGEST_TEXT = 5_000_000
_WORD = re.compile(r"[\u3400-\u9fffA-Za-z0-9]")
_READABLE = re.compile(r"[\u3400-\u9fff\u3000-\u303f\uff00-\uffef\x20-\x7e\s·—–…“”‘’〔〕①-⑳]")
_PAGE_NUMBER = re.compile(r"[-—–－\s·]*\d{1,4}[-—–－\s·]*")
_HEADER_LINES = 2
_REPEATED_ON = 4  # pages; a line at the edge of so many pages is a running title

logging.getLogger("pypdf").setLevel(logging.ERROR)


def read_pdf(content: bytes) -> tuple[list[RawBlock], list[Promise]]:
    """The lines of all pages and warnings about pages without text; raises Unreadable."""
    pages = _read(content)
    texts = [page.text for page in pages]
    joined = "".join(texts)
    if not _WORD.search(joined):
        raise Unreadable("no_text")
    if len(_READABLE.findall(joined)) < len(joined) * 0.6:
        raise Unreadable("unmapped_text")
    empty = [number for number, text in enumerate(texts, 1) if not _WORD.search(text)]
    warnings: list[Promise] = [_("Some pages hold pictures only and were left out.")] if empty else []
    return joined_tables(_in_order(pages)), warnings


@dataclass(frozen=True, slots=True)
class _Page:
    """The text of a page, and the same as lines and tables."""

    text: str
    blocks: list[RawBlock]


def _read(content: bytes) -> list[_Page]:
    """The pages. pypdf fails in many ways on hostile files; each of them means the same to the reader."""
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("encrypted")
        if len(reader.pages) > MOST_PAGES:
            raise Unreadable("too_many_pages", limit=MOST_PAGES)
        return _pages(reader)
    except Unreadable:
        raise
    except (
        PyPdfError,
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
        RecursionError,
        OverflowError,
        NotImplementedError,
        ArithmeticError,
        OSError,
        AssertionError,
    ) as error:
        raise Unreadable("encrypted" if "crypt" in f"{type(error).__name__}{error}".lower() else "damaged") from error


def _pages(reader: PdfReader) -> list[_Page]:
    pages = []
    left = LONGEST_TEXT
    for page in reader.pages:
        drawing = Drawing()
        text = page.extract_text(visitor_operand_before=drawing.see_operator, visitor_text=drawing.see_text) or ""
        left -= len(text)
        if left < 0:
            raise Unreadable("too_long", limit=LONGEST_TEXT)
        pages.append(_Page(text, blocks_of(drawing) or [line for line in text.split("\n") if line.strip()]))
    return pages


def _in_order(pages: Sequence[_Page]) -> list[RawBlock]:
    """The lines and tables of all pages without page numbers and running titles."""
    edges = Counter(line for page in pages for line in {_plain(block) for block in _edges(page.blocks)})
    running = {line for line, count in edges.items() if count >= _REPEATED_ON and 0 < len(line) < 40}
    out: list[RawBlock] = []
    for page in pages:
        for place, block in enumerate(page.blocks):
            is_edge = place < _HEADER_LINES or place >= len(page.blocks) - _HEADER_LINES
            line = _plain(block)
            if not (is_edge and (line in running or _PAGE_NUMBER.fullmatch(line))):
                out.append(block)
    return out


def _edges(blocks: Sequence[RawBlock]) -> list[RawBlock]:
    return [*blocks[:_HEADER_LINES], *blocks[-_HEADER_LINES:]]


def _plain(block: RawBlock) -> str:
    return block.strip() if isinstance(block, str) else ""
