"""Where evidence lies: under its own digest, written once, never over another."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage, Storage, storages

BLOCK = 1024 * 1024
DIGEST_LENGTH = 64
# Who may read a stored file: the service alone, and nobody may write it.
READ_ONLY = 0o440


class WriteOnceStorage(FileSystemStorage):
    """Files on disk or a shared mount that appear whole or not at all, and are never written again.

    A file is written beside its place, brought to the disk, and linked to its name; the link fails where the name stands.
    """

    def _save(self, name: str, content: Any) -> str:
        place = Path(self.path(name))
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, written = tempfile.mkstemp(prefix="incoming-", dir=place.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                for block in content.chunks(BLOCK):
                    file.write(block)
                file.flush()
                os.fsync(file.fileno())
            Path(written).chmod(READ_ONLY)
            os.link(written, place)
        except FileExistsError:
            # Somebody stored the very same content a moment ago: the name is its digest.
            return name
        finally:
            Path(written).unlink(missing_ok=True)
        return name

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """The name is the digest: no other will do."""
        return name

    def delete(self, name: str) -> None:
        """Refused: what a trail row names stays."""
        raise NotImplementedError("evidence is never deleted by the program")


def evidence_storage() -> Storage:
    """The storage of evidence, as the settings name it."""
    return storages["evidence"]


def digest_of_stored(key: str) -> str:
    """SHA-256 of a stored file, read block by block. Raises FileNotFoundError."""
    digest = hashlib.sha256()
    for block in blocks_of(key):
        digest.update(block)
    return digest.hexdigest()


def blocks_of(key: str) -> Iterator[bytes]:
    """A stored file in blocks of a megabyte."""
    with evidence_storage().open(key, "rb") as file:
        while block := file.read(BLOCK):
            yield block


def stored_keys() -> Iterator[str]:
    """The keys of everything in the storage, half-written files among them."""
    try:
        _folders, files = evidence_storage().listdir("")
    except FileNotFoundError:
        # Nothing was ever stored here.
        return
    yield from files
