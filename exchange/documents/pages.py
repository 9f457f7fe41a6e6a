"""PDF with text: page by page, page numbers left out; encrypted files and pictures of pages are refused in words."""

import io
import logging
import re
from collections import Counter
from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from exchange.documents.refusals import Unreadable
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
    pages = _page_texts(content)
    joined = "".join(pages)
    if not _WORD.search(joined):
        raise Unreadable("no_text")
    if len(_READABLE.findall(joined)) < len(joined) * 0.6:
        raise Unreadable("unmapped_text")
    empty = [number for number, text in enumerate(pages, 1) if not _WORD.search(text)]
    warnings: list[Promise] = [_("Some pages hold pictures only and were left out.")] if empty else []
    return _lines(pages), warnings


def _page_texts(content: bytes) -> list[str]:
    """The text of each page. pypdf fails in many ways on hostile files; each of them means the same to the reader."""
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("encrypted")
        if len(reader.pages) > MOST_PAGES:
            raise Unreadable("too_many_pages", limit=MOST_PAGES)
        return _texts(reader)
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


def _texts(reader: PdfReader) -> list[str]:
    texts = []
    left = LONGEST_TEXT
    for page in reader.pages:
        text = page.extract_text() or ""
        left -= len(text)
        if left < 0:
            raise Unreadable("too_long", limit=LONGEST_TEXT)
        texts.append(text)
    return texts


def _lines(pages: Sequence[str]) -> list[RawBlock]:
    split = [[line for line in page.split("\n") if line.strip()] for page in pages]
    edges = Counter(line.strip() for lines in split for line in {*lines[:_HEADER_LINES], *lines[-_HEADER_LINES:]})
    running = {line for line, count in edges.items() if count >= _REPEATED_ON and len(line) < 40}
    out: list[RawBlock] = []
    for lines in split:
        for place, line in enumerate(lines):
            is_edge = place < _HEADER_LINES or place >= len(lines) - _HEADER_LINES
            if not (is_edge and (line.strip() in running or _PAGE_NUMBER.fullmatch(line))):
                out.append(line)
    return out
