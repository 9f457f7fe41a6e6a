"""Builds real files for the tests: Word documents, pages and PDF from lines and tables."""

import io
import zipfile
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

from docx import Document

DOCUMENTS = Path(__file__).parent / "documents"

Block = str | list[list[str]]


def blocks_of(text: str) -> list[Block]:
    """The lines of a text; neighbouring lines with tabs as one table, its rows filled up to the widest."""
    blocks: list[Block] = []
    rows: list[list[str]] = []
    for line in [*text.split("\n"), ""]:
        if "\t" in line:
            rows.append(line.split("\t"))
            continue
        if rows:
            widest = max(len(row) for row in rows)
            blocks.append([row + [""] * (widest - len(row)) for row in rows])
            rows = []
        if line.strip():
            blocks.append(line)
    return blocks


def docx_of(text: str) -> bytes:
    """A Word document with a paragraph for each line and a real table for tabbed rows."""
    document = Document()
    for block in blocks_of(text):
        if isinstance(block, str):
            document.add_paragraph(block)
            continue
        table = document.add_table(rows=len(block), cols=len(block[0]))
        for row, cells in zip(table.rows, block, strict=True):
            for cell, words in zip(row.cells, cells, strict=True):
                cell.text = words
    return saved(document)


def saved(document: Any) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def html_of(text: str) -> bytes:
    """A page as portals print it: paragraphs, a table, a script and a menu that are none of the document's."""
    parts = []
    for block in blocks_of(text):
        if isinstance(block, str):
            parts.append(f"<p style='text-indent:2em'>&nbsp;&nbsp;{escape(block)}</p>")
            continue
        rows = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in block)
        parts.append(f"<table>{rows}</table>")
    body = "\n".join(parts)
    return (
        "<!DOCTYPE html><html><head><meta charset='utf-8'><title>岚江</title><style>p{color:red}</style></head>"
        f"<body><nav><a href='/'>首页</a></nav><div>{body}</div><script>var 责任单位 = '（市财政局负责）';</script></body></html>"
    ).encode()


def pdf_of(pages: Sequence[Sequence[str]], *, with_text: bool = True) -> bytes:
    """A PDF whose lines can be read."""
    contents = []
    for lines in pages:
        commands = b"BT /F1 12 Tf 50 800 Td 16 TL\n"
        for line in lines if with_text else ():
            commands += b"<" + line.encode("utf-16-be").hex().encode() + b"> Tj T*\n"
        contents.append(commands + b"ET" if with_text else b"0 0 595 842 re f")
    return pdf_of_contents(contents)


def pdf_of_tables(pages: Sequence[tuple[Sequence[str], Sequence[Sequence[str]]]], widths: Sequence[int]) -> bytes:
    """A PDF with some lines and below them a ruled table on each page.

    A cell's words are broken at its width; "^" goes on with the cell above, without a line between the two.
    """
    return pdf_of_contents([_ruled(lines, rows, widths) for lines, rows in pages])


def _ruled(lines: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]) -> bytes:
    commands = [_text_at(50, 800 - 16 * place, line) for place, line in enumerate(lines)]
    edges = [50 + sum(widths[:column]) for column in range(len(widths) + 1)]
    top = 790 - 16 * len(lines)
    for row in rows:
        cells = [
            [text[i : i + width // 12] for i in range(0, len(text), width // 12)]
            for text, width in zip(row, widths, strict=True)
        ]
        low = top - 4 - 14 * max(len(cell) for cell in cells)
        for column, cell in enumerate(cells):
            commands.append(b"%d %d m %d %d l S\n" % (edges[column], low, edges[column], top))
            if cell == ["^"]:
                continue
            commands.append(b"%d %d %d 0.5 re f\n" % (edges[column], top, widths[column]))
            commands.extend(_text_at(edges[column] + 3, top - 13 - 14 * place, line) for place, line in enumerate(cell))
        commands.append(b"%d %d m %d %d l S\n" % (edges[-1], low, edges[-1], top))
        top = low
    commands.append(b"%d %d m %d %d l S\n" % (edges[0], top, edges[-1], top))
    return b"".join(commands)


def _text_at(x: int, y: int, words: str) -> bytes:
    return b"BT /F1 12 Tf %d %d Td <%s> Tj ET\n" % (x, y, words.encode("utf-16-be").hex().encode())


def pdf_of_contents(contents: Sequence[bytes]) -> bytes:
    """A PDF of drawn pages: one font with an identity map to Unicode, nothing embedded."""
    objects: list[bytes] = []

    def add(body: bytes) -> int:
        objects.append(body)
        return len(objects)

    def stream(data: bytes) -> bytes:
        return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(data), data)

    to_unicode = add(
        stream(
            b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /A def /CMapType 2 def\n"
            b"1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
            b"1 beginbfrange <0000> <FFFF> <0000> endbfrange\nendcmap end end"
        )
    )
    descendant = add(
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Song /DW 1000 "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>"
    )
    font = add(
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /Identity-H /DescendantFonts [%d 0 R] /ToUnicode %d 0 R >>"
        % (descendant, to_unicode)
    )
    kids: list[tuple[int, int]] = []
    kids.extend((add(stream(commands)), font) for commands in contents)
    tree = len(objects) + len(kids) + 1
    numbers = [
        add(
            b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources << /Font << /F1 %d 0 R >> >> >>"
            % (tree, content, used)
        )
        for content, used in kids
    ]
    add(
        b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(numbers), b" ".join(b"%d 0 R" % number for number in numbers))
    )
    root = add(b"<< /Type /Catalog /Pages %d 0 R >>" % tree)
    return _file(objects, root)


def _file(objects: Sequence[bytes], root: int) -> bytes:
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for place in places:
        out += b"%010d 00000 n \n" % place
    out += b"trailer << /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, root, start)
    return bytes(out)


def repacked(content: bytes, changes: dict[str, bytes]) -> bytes:
    """A Word archive with some parts replaced or added."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            if part.filename not in changes:
                new.writestr(part, old.read(part))
        for name, data in changes.items():
            new.writestr(name, data)
    return stream.getvalue()
