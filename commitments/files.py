"""Files that come in: told by their content, refused with a sentence, stored before any row speaks of them."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.utils.translation import gettext as _

from commitments.choices import FileKind
from commitments.file_kinds import ENDINGS, Unusable, kind_of
from commitments.models import Evidence, Upload
from commitments.rules.file_names import plain_name
from commitments.storage import digest_of_stored, evidence_storage
from lifecycle.actors import Actor
from lifecycle.creating import create
from lifecycle.refusals import Invalid


@dataclass(frozen=True, slots=True)
class Received:
    """A file that was checked and stored."""

    sha256: str
    size: int
    file_kind: str
    file_name: str


def receive(file: File[bytes], by: Actor, now: datetime, *, field: str = "file") -> Received:
    """Check a file by its content, store it under its digest, and note who sent it in.

    Raises Invalid with a sentence at `field`: no name, empty, too large, a kind that is not taken, disguised as another
    kind, an Office file that unpacks to more than it should. Nothing is stored then.
    """
    try:
        name = safe_name(file.name or "")
        size, kind = _measured(file, name)
    except Unusable as wrong:
        raise Invalid({field: wrong.sentence}) from wrong
    digest = _digest(file)
    _store(file, digest, field)
    Upload.objects.create(sha256=digest, size=size, file_kind=kind, official_id=by.official_id, received_at=now)
    return Received(digest, size, kind, name)


def attach_file(file: File[bytes], by: Actor, *, data: Mapping[str, Any], now: datetime, **words: Any) -> Evidence:
    """Receive a file and make it evidence; `data` says of what, `words` are those of `lifecycle.creating.create`."""
    made: Evidence = create(Evidence, by, data={**described(receive(file, by, now), by), **data}, **words)
    return made


def described(received: Received, by: Actor) -> dict[str, Any]:
    """A stored file as evidence describes it."""
    return {
        "sha256": received.sha256,
        "size": received.size,
        "file_kind": received.file_kind,
        "file_name": received.file_name,
        "body": by.body_id,
    }


def safe_name(name: str) -> str:
    """A file's name as it is kept. Raises Unusable where nothing is left of it, or no ending."""
    plain = plain_name(name)
    if not plain:
        raise Unusable(_("The file needs a name with an ending such as .pdf."))
    return plain


def _measured(file: File[bytes], name: str) -> tuple[int, str]:
    size = file.size or 0
    if size == 0:
        raise Unusable(_("The file is empty."))
    most = settings.EVIDENCE_MAX_BYTES
    if size > most:
        raise Unusable(
            _("The file has %(size)s MB; at most %(most)s MB are taken.")
            % {"size": megabytes(size), "most": megabytes(most)}
        )
    ending = name.rpartition(".")[2].lower()
    if ending not in ENDINGS:
        raise Unusable(
            _("Files of this kind (.%(ending)s) are not taken: send PDF, OFD, Office files or images.")
            % {"ending": ending}
        )
    kind = kind_of(file, ending)
    return size, kind


def megabytes(size: int) -> str:
    """A size in megabytes with one decimal."""
    return f"{size / 1024 / 1024:.1f}"


def _digest(file: File[bytes]) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    for block in file.chunks():
        digest.update(block)
    return digest.hexdigest()


def _store(file: File[bytes], key: str, field: str) -> None:
    """Never over another: where the key stands already, its content is read back and must be the same."""
    storage = evidence_storage()
    if not storage.exists(key):
        file.seek(0)
        storage.save(key, file)
    if digest_of_stored(key) != key:
        raise Invalid({field: _("The storage holds a damaged file in this place: tell the system administrator.")})


def label_of(kind: str) -> str:
    """The name of a kind of file in the reader's language."""
    return str(FileKind(kind).label)
