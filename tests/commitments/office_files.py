"""Real files for tests, made here: each as small as its kind allows."""

import io
import struct
import zipfile
import zlib

from docx import Document
from openpyxl import Workbook

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\0" * 40 + b"\xff\xd9"
TIFF = b"II*\x00\x08\x00\x00\x00" + b"\0" * 20
PROGRAM = b"MZ\x90\x00" + b"\0" * 200


def docx() -> bytes:
    """A Word document with one paragraph."""
    document, out = Document(), io.BytesIO()
    document.add_paragraph("Article 5: the government pays a subsidy.")
    document.save(out)
    return out.getvalue()


def xlsx() -> bytes:
    """A workbook with one cell."""
    book, out = Workbook(), io.BytesIO()
    book.active["A1"] = "Output"
    book.save(out)
    return out.getvalue()


def packed(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip with these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def ofd() -> bytes:
    """The shell of an OFD document."""
    return packed({"OFD.xml": b"<ofd/>", "Doc_0/Document.xml": b"<doc/>"})


def pptx() -> bytes:
    """The shell of a presentation."""
    return packed({"[Content_Types].xml": b"<Types/>", "ppt/presentation.xml": b"<p/>"})


def png() -> bytes:
    """A picture of one pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    pixel = zlib.compress(b"\0\xff\0\0")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixel) + chunk(b"IEND", b"")


def bmp() -> bytes:
    """A bitmap that says its own length."""
    body = b"\0" * 50
    return b"BM" + struct.pack("<I", 14 + len(body)) + b"\0" * 8 + body


def bomb(size: int = 60 * 1024 * 1024) -> bytes:
    """A Word document of a few kilobytes that unpacks to many megabytes of nothing."""
    return packed({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"\0" * size})


def lying_bomb(size: int = 60 * 1024 * 1024) -> bytes:
    """The same, and its list of contents says that the part is small."""
    content = bytearray(bomb(size))
    for mark, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = content.find(b"word/document.xml")
        at = content.rfind(mark, 0, at) if mark == b"PK\x03\x04" else content.rfind(mark)
        struct.pack_into("<I", content, at + offset, 1000)
    return bytes(content)


def overlapping_bomb(copies: int = 30) -> bytes:
    """A list of contents that names one and the same part over and over."""
    single = packed({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"\0" * (40 * 1024 * 1024)})
    start = single.rfind(b"PK\x01\x02")
    end = single.rfind(b"PK\x05\x06")
    entry = single[start:end]
    directory = single[single.find(b"PK\x01\x02") : start] + entry * copies
    tail = struct.pack(
        "<IHHHHIIH", 0x06054B50, 0, 0, copies + 1, copies + 1, len(directory), single.find(b"PK\x01\x02"), 0
    )
    return single[: single.find(b"PK\x01\x02")] + directory + tail


def encrypted() -> bytes:
    """A packed file whose parts are marked as encrypted."""
    content = bytearray(docx())
    at = 0
    while (at := content.find(b"PK\x01\x02", at)) != -1:
        content[at + 8] |= 1
        at += 4
    return bytes(content)
