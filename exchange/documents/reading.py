"""From a file to a reading: what the content is, whether it may be opened, and which reader takes it.

A file is told by its content; its name only has to agree. Nothing is opened before its size is known.
"""

from collections.abc import Sequence
from pathlib import Path, PurePath
from typing import IO, Any

from exchange.documents.heads import read_head
from exchange.documents.measures import assemble
from exchange.documents.pages import read_pdf
from exchange.documents.plain import decode, read_plain
from exchange.documents.refusals import Unreadable
from exchange.documents.results import PolicyReading
from exchange.documents.source import RawBlock, Strip, normalise
from exchange.documents.web import looks_like_html, read_html
from exchange.documents.word import read_docx

MEGABYTE = 1024 * 1024
LARGEST_FILE = 20 * MEGABYTE  # the longest State Council plan as a PDF with its stamps is below 10 MB
LONGEST_TEXT = 5_000_000  # characters

PDF, DOCX, HTML, PLAIN = "pdf", "docx", "html", "txt"
_NAMED = {
    ".pdf": PDF,
    ".docx": DOCX,
    ".html": HTML,
    ".htm": HTML,
    ".xhtml": HTML,
    ".txt": PLAIN,
    ".md": PLAIN,
    ".text": PLAIN,
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BINARY = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"MZ",
    b"\x7fELF",
    b"BM",
    b"{\\rtf",
    b"II*\x00",
    b"MM\x00*",
)


def read_policy(source: str | Path | IO[bytes], name: str = "") -> PolicyReading:
    """Reads an official document from a path or an open binary file.

    `name` is the file's name where `source` has none (an upload). Raises Unreadable.
    """
    content, known_name = _content(source)
    kind = content_kind(content)
    _agree(kind, name or known_name)
    blocks, warnings = _blocks(kind, content)
    return _reading(blocks, warnings)


def read_text(text: str) -> PolicyReading:
    """Reads a document that is text already, pasted into a form for instance."""
    return _reading(read_plain(text), ())


def content_kind(content: bytes) -> str:
    """pdf, docx, html or txt by the content alone; raises Unreadable for everything else."""
    if not content.strip(b"\x00\t\n\r "):
        raise Unreadable("empty")
    if b"%PDF-" in content[:1024]:
        return PDF
    if content.startswith(b"PK\x03\x04"):
        return DOCX
    if content.startswith(_OLE):
        raise Unreadable("encrypted" if "EncryptedPackage".encode("utf-16-le") in content else "old_word")
    if content.startswith(_BINARY) or _is_binary(content):
        raise Unreadable("unknown_type")
    return HTML if looks_like_html(content) else PLAIN


def _is_binary(content: bytes) -> bool:
    has_order_mark = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    return not has_order_mark and b"\x00" in content[: 64 * 1024]


def _content(source: str | Path | IO[bytes]) -> tuple[bytes, str]:
    if isinstance(source, (str, Path)):
        path = Path(source)
        if path.stat().st_size > LARGEST_FILE:
            raise Unreadable("too_large", limit=LARGEST_FILE // MEGABYTE)
        return path.read_bytes(), path.name
    content = source.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise Unreadable("too_large", limit=LARGEST_FILE // MEGABYTE)
    return content, str(getattr(source, "name", "") or "")


def _agree(kind: str, name: str) -> None:
    suffix = PurePath(name).suffix.lower()
    named = _NAMED.get(suffix)
    if named is not None and named != kind and not (named == HTML and kind == PLAIN):
        raise Unreadable("disguised", named=suffix, found=kind.upper())


def _blocks(kind: str, content: bytes) -> tuple[Sequence[RawBlock], Sequence[Any]]:
    if kind == PDF:
        return read_pdf(content)
    if kind == DOCX:
        return read_docx(content), ()
    text = decode(content)
    return (read_html(text) if kind == HTML else read_plain(text)), ()


def _reading(blocks: Sequence[RawBlock], warnings: Sequence[Any]) -> PolicyReading:
    source = normalise(blocks)
    if not source.text.strip():
        raise Unreadable("nothing_to_read")
    if len(source.text) > LONGEST_TEXT:
        raise Unreadable("too_long", limit=LONGEST_TEXT)
    strip = Strip(source)
    return assemble(source, read_head(source, strip), strip, tuple(warnings))
