"""Evidence files of the demo: small, but what they say they are. The same words always make the same bytes."""

import io
import struct
import zipfile
import zlib
from collections.abc import Sequence
from hashlib import sha256
from xml.sax.saxutils import escape

PAGE_WIDTH, PAGE_HEIGHT = 595, 842
LINE_LENGTH = 26
LINES_ON_PAGE = 26
PICTURE = (320, 200)
PNG_MARK = b"\x89PNG\r\n\x1a\n"
LONG_AGO = (2020, 1, 1, 0, 0, 0)
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DOCUMENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"


def paper(kind: str, title: str, lines: Sequence[str]) -> bytes:
    """A file of a kind (pdf, docx, png) with a title and some lines. Raises KeyError for another kind."""
    return {"pdf": pdf, "docx": docx, "png": png}[kind](title, lines)


def _broken(lines: Sequence[str]) -> list[str]:
    """The lines, none longer than a page is wide, as many as fit."""
    return [line[at : at + LINE_LENGTH] for line in lines for at in range(0, max(len(line), 1), LINE_LENGTH)][
        :LINES_ON_PAGE
    ]


def pdf(title: str, lines: Sequence[str]) -> bytes:
    """One page in the standard Chinese typeface, which every reader brings along."""
    words = [f"BT /F1 {16 if n == 0 else 12} Tf 72 {PAGE_HEIGHT - 90 - n * 26} Td <{line.encode('utf-16-be').hex()}> Tj ET"
             for n, line in enumerate([title[:LINE_LENGTH], *_broken(lines)])]  # fmt: skip
    content = zlib.compress("\n".join(words).encode("ascii"))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>"
        % (PAGE_WIDTH, PAGE_HEIGHT),
        b"<</Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[6 0 R]>>",
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/DW 1000"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/FontDescriptor 7 0 R>>",
        b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0"
        b"/Ascent 880/Descent -120/CapHeight 880/StemV 93>>",
    ]
    made, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    tail = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(made))
    return made + b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table) + tail


def docx(title: str, lines: Sequence[str]) -> bytes:
    """A Word document of plain paragraphs."""
    body = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in (title, *lines))
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{DOCUMENT}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{RELATION}" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>',
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in parts.items():
            packed.writestr(
                zipfile.ZipInfo(name, LONG_AGO), f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{text}'
            )
    return made.getvalue()


def png(title: str, lines: Sequence[str]) -> bytes:
    """A picture of a site: sky, hills and ground, each title with colours and hills of its own."""
    seed = sha256("\n".join((title, *lines)).encode()).digest()
    width, height = PICTURE
    sky, hill, ground = (140 + seed[0] % 80, 190, 230), (70, 110 + seed[1] % 60, 80), (150 + seed[2] % 60, 120, 90)
    rows = bytearray()
    for y in range(height):
        rows.append(0)
        for x in range(width):
            ridge = 70 + abs((x + seed[3]) % 120 - 60) // 2 + abs((x + seed[4]) % 70 - 35) // 3
            rows += bytes(ground if y > 140 else hill if y > ridge else sky)
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return PNG_MARK + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(bytes(rows), 6)) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
