"""Word documents: paragraphs and tables in order, automatic numbers, merged cells; archives that would burst are refused."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from docx import Document
from docx.opc.exceptions import OpcError
from lxml import etree

from exchange.documents.refusals import Unreadable
from exchange.documents.source import RawBlock, RawCell, RawTable
from exchange.documents.word_numbers import AutomaticNumbers

MEGABYTE = 1024 * 1024
LARGEST_EXPANSION = 100 * MEGABYTE  # of all parts together; a document of a thousand pages has 30 MB of XML
MOST_PARTS = 5000
_DOCUMENT = "word/document.xml"
_CONTENT_TYPES = "[Content_Types].xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DECLARATIONS = (
    b"<!DOCTYPE",
    b"<!ENTITY",
    "<!DOCTYPE".encode("utf-16-le"),
    "<!DOCTYPE".encode("utf-16-be"),
    "<!ENTITY".encode("utf-16-le"),
    "<!ENTITY".encode("utf-16-be"),
)
_ENCRYPTED_FLAG = 0x1
_HIDDEN = frozenset(
    {
        f"{_W}del",
        f"{_W}moveFrom",
        f"{_W}instrText",
        f"{_W}delText",
        f"{_W}footnoteReference",
        f"{_W}pPr",
        f"{_W}rPr",
        f"{_W}txbxContent",
    }
)


def read_docx(content: bytes) -> list[RawBlock]:
    """The blocks of a document's body; raises Unreadable before a hostile archive is opened."""
    _inspect(content)
    try:
        document = Document(io.BytesIO(content))
        body = document.element.body
        numbers = AutomaticNumbers(document)
        return list(_blocks(body, numbers))
    except (
        OpcError,
        KeyError,
        ValueError,
        AttributeError,
        IndexError,
        etree.XMLSyntaxError,
        zipfile.BadZipFile,
        RecursionError,
    ) as error:
        raise Unreadable("damaged") from error


def _inspect(content: bytes) -> None:
    """Checks the archive: declared and real sizes, encryption, entity declarations, and that it is a document."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if any(part.flag_bits & _ENCRYPTED_FLAG for part in parts):
                raise Unreadable("encrypted")
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_EXPANSION:
                raise Unreadable("expands", limit=LARGEST_EXPANSION // MEGABYTE)
            if _DOCUMENT not in names or _CONTENT_TYPES not in names:
                raise Unreadable("other_office")
            left = LARGEST_EXPANSION
            for part in parts:
                left -= _read_part(archive, part, left)
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        NotImplementedError,
        EOFError,
        OSError,
        RuntimeError,
        ValueError,
    ) as error:
        raise Unreadable("damaged") from error
    except zipfile.zlib.error as error:  # type: ignore[attr-defined]
        raise Unreadable("damaged") from error


def _read_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, left: int) -> int:
    """The real size of a part; a header may lie about it. XML parts must declare nothing."""
    size = 0
    is_xml = part.filename.endswith((".xml", ".rels"))
    tail = b""
    with archive.open(part) as stream:
        while chunk := stream.read(256 * 1024):
            size += len(chunk)
            if size > left:
                raise Unreadable("expands", limit=LARGEST_EXPANSION // MEGABYTE)
            if is_xml and any(sign in tail + chunk for sign in _DECLARATIONS):
                raise Unreadable("declares_entities")
            tail = chunk[-24:]
    return size


def _blocks(parent: Any, numbers: AutomaticNumbers) -> Iterator[RawBlock]:
    for element in parent:
        if element.tag == f"{_W}p":
            yield from (numbers.before(element) + _text(element)).split("\n")
        elif element.tag == f"{_W}tbl":
            yield _table(element, numbers)
        elif element.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}smartTag", f"{_W}customXml"):
            yield from _blocks(element, numbers)


def _text(element: Any) -> str:
    """The visible text of a paragraph, insertions taken and deletions left out."""
    pieces: list[str] = []
    waiting = [element]
    while waiting:
        node = waiting.pop()
        if node.tag in _HIDDEN or not isinstance(node.tag, str):
            continue
        if node.tag == f"{_W}t":
            pieces.append(node.text or "")
        elif node.tag in (f"{_W}tab", f"{_W}ptab"):
            pieces.append(" ")
        elif node.tag in (f"{_W}br", f"{_W}cr"):
            pieces.append("\n")
        elif node.tag == f"{_W}noBreakHyphen":
            pieces.append("-")
        else:
            waiting.extend(reversed(node))
    return "".join(pieces)


def _table(table: Any, numbers: AutomaticNumbers) -> RawTable:
    return RawTable(
        tuple(tuple(_row(row, numbers)) for row in table.iter(f"{_W}tr") if _owner(row, f"{_W}tbl") is table)
    )


def _owner(element: Any, tag: str) -> Any:
    return next((above for above in element.iterancestors() if above.tag == tag), None)


def _row(row: Any, numbers: AutomaticNumbers) -> Iterator[RawCell]:
    for _ in range(min(_value(row, "trPr/gridBefore"), 60)):
        yield RawCell("")
    for cell in (cell for cell in row.iter(f"{_W}tc") if _owner(cell, f"{_W}tr") is row):
        merge = cell.find(f"{_W}tcPr/{_W}vMerge")
        goes_on = merge is not None and merge.get(f"{_W}val", "continue") != "restart"
        across = min(max(1, _value(cell, "tcPr/gridSpan")), 60)
        text = "" if goes_on else "\n".join(block for block in _cell_lines(cell, numbers) if block.strip())
        for place in range(across):
            if goes_on:
                yield RawCell("", "above")
            else:
                yield RawCell(text if place == 0 else "", "" if place == 0 else "left")


def _cell_lines(cell: Any, numbers: AutomaticNumbers) -> Iterator[str]:
    for paragraph in cell.iter(f"{_W}p"):
        yield numbers.before(paragraph) + _text(paragraph)


def _value(element: Any, path: str) -> int:
    found = element.find("/".join(f"{_W}{step}" for step in path.split("/")))
    words = found.get(f"{_W}val", "") if found is not None else ""
    return int(words) if words.isdigit() else 0
