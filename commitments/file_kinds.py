"""What a file is, told by its content: the ending only says what it claims to be."""

import struct
import zipfile
import zlib
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from commitments.choices import FileKind
from lifecycle.refusals import Sentence

# What each ending may hold.
ENDINGS: dict[str, FileKind] = {
    "pdf": FileKind.PDF,
    "ofd": FileKind.OFD,
    "docx": FileKind.DOCX,
    "xlsx": FileKind.XLSX,
    "pptx": FileKind.PPTX,
    "doc": FileKind.OLE,
    "xls": FileKind.OLE,
    "ppt": FileKind.OLE,
    "wps": FileKind.OLE,
    "et": FileKind.OLE,
    "dps": FileKind.OLE,
    "jpg": FileKind.JPEG,
    "jpeg": FileKind.JPEG,
    "png": FileKind.PNG,
    "tif": FileKind.TIFF,
    "tiff": FileKind.TIFF,
    "bmp": FileKind.BMP,
}
CONTENT_TYPES: dict[str, str] = {
    FileKind.PDF: "application/pdf",
    FileKind.OFD: "application/ofd",
    FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileKind.PPTX: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    FileKind.OLE: "application/octet-stream",
    FileKind.JPEG: "image/jpeg",
    FileKind.PNG: "image/png",
    FileKind.TIFF: "image/tiff",
    FileKind.BMP: "image/bmp",
}
# What a packed file of each kind must contain besides.
PACKED: dict[str, tuple[str, ...]] = {
    FileKind.OFD: ("OFD.xml",),
    FileKind.DOCX: ("[Content_Types].xml", "word/document.xml"),
    FileKind.XLSX: ("[Content_Types].xml", "xl/workbook.xml"),
    FileKind.PPTX: ("[Content_Types].xml", "ppt/presentation.xml"),
}
HEAD = 16
TAIL = 4096
# Readers look for a PDF's mark within its first kilobyte.
PDF_HEAD = 1024
# An Office file packs text to about a twentieth; beyond this it is made to burst.
MOST_RATIO = 200
RATIO_FROM_BYTES = 10 * 1024 * 1024
MOST_ENTRIES = 10_000
BLOCK = 1024 * 1024
ENCRYPTED = 0x1
MACROS = "vbaproject.bin"


class Unusable(Exception):
    """A file that is not taken, with the sentence that says why."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def kind_of(file: Any, ending: str) -> str:
    """The kind of a file whose content is what its ending claims. Raises Unusable."""
    claimed = ENDINGS[ending]
    found = _recognised(file)
    if found == "zip":
        found = _packed_kind(file)
    if found != claimed:
        raise Unusable(_disguise(ending, found))
    _check_end(file, claimed)
    return claimed


def _read(file: Any, start: int, size: int) -> bytes:
    file.seek(start)
    content: bytes = file.read(size)
    return content


def _recognised(file: Any) -> str:
    """A FileKind, "zip" for anything packed, or "" for what is unknown."""
    head = _read(file, 0, PDF_HEAD)
    for mark, kind in (
        (b"PK\x03\x04", "zip"),
        (b"PK\x05\x06", "zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", FileKind.OLE),
        (b"\xff\xd8\xff", FileKind.JPEG),
        (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
        (b"II*\x00", FileKind.TIFF),
        (b"MM\x00*", FileKind.TIFF),
    ):
        if head.startswith(mark):
            return kind
    if b"%PDF-" in head and not head.startswith(b"MZ"):
        return FileKind.PDF
    return FileKind.BMP if _is_bitmap(file, head) else ""


def _is_bitmap(file: Any, head: bytes) -> bool:
    """A bitmap says its own length behind its two letters, which alone would be too little to go by."""
    length = 14
    return head.startswith(b"BM") and len(head) >= length and struct.unpack_from("<I", head, 2)[0] == file.size


def _check_end(file: Any, kind: str) -> None:
    """A file that broke off on its way is refused now, not when somebody needs it."""
    tail = _read(file, max(0, file.size - TAIL), TAIL)
    whole = {FileKind.PDF: b"%%EOF" in tail, FileKind.PNG: b"IEND" in tail, FileKind.JPEG: b"\xff\xd9" in tail}
    if not whole.get(FileKind(kind), True):
        raise Unusable(_("The file is incomplete: its end is missing. Send it anew."))


def _disguise(ending: str, found: str) -> Sentence:
    if found == FileKind.OLE and ENDINGS[ending] in PACKED:
        return _("The file is protected by a password, or is not what its ending .%(ending)s says.") % {
            "ending": ending
        }
    if found in FileKind.values:
        return _("The file is named .%(ending)s, but its content is: %(kind)s. Give it its true ending.") % {
            "ending": ending,
            "kind": FileKind(found).label,
        }
    return _("The file is named .%(ending)s, but its content is something else.") % {"ending": ending}


def _packed_kind(file: Any) -> str:
    """Which packed kind it is, once it is sure that it unpacks to a sensible size."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            _check_entries(entries)
            names = {entry.filename for entry in entries}
            kind = next((one for one, needed in PACKED.items() if names.issuperset(needed)), "")
            if any(name.lower().endswith(MACROS) for name in names):
                raise Unusable(_("The file contains macros: save it without them."))
            if kind:
                _unpack(archive, entries)
            return kind
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, RuntimeError, ValueError) as wrong:
        raise Unusable(_("The file is damaged: it cannot be unpacked.")) from wrong


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    """What the file says of itself, before anything is unpacked."""
    if any(entry.flag_bits & ENCRYPTED for entry in entries):
        raise Unusable(_("The file is protected by a password."))
    packed, unpacked = sum(e.compress_size for e in entries), sum(e.file_size for e in entries)
    if len(entries) > MOST_ENTRIES or _bursts(packed, unpacked):
        raise Unusable(_bomb())


def _bursts(packed: int, unpacked: int) -> bool:
    most = settings.EVIDENCE_MAX_UNPACKED
    return unpacked > most or (unpacked > RATIO_FROM_BYTES and unpacked > MOST_RATIO * max(packed, 1))


def _bomb() -> Sentence:
    return _("The file would unpack to far more than an Office file holds: it is refused.")


def _unpack(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    """Unpack everything into nothing: sizes that lie and broken parts show themselves here."""
    total = 0
    for entry in entries:
        with archive.open(entry) as part:
            while block := part.read(BLOCK):
                total += len(block)
                if total > settings.EVIDENCE_MAX_UNPACKED:
                    raise Unusable(_bomb())
