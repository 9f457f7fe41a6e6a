"""Where the files of imported documents lie: outside the web root, each under its own digest, written once."""

import hashlib
from collections.abc import Iterator

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages

BLOCK = 1024 * 1024


class DamagedFile(Exception):
    """What stands in the storage under a digest is not what the digest says."""


def document_storage() -> Storage:
    """The storage of documents, as the settings name it."""
    return storages["documents"]


def keep(content: bytes) -> str:
    """Store a file under its digest and return the digest; the same content is stored once. Raises DamagedFile."""
    key = hashlib.sha256(content).hexdigest()
    if not document_storage().exists(key):
        document_storage().save(key, ContentFile(content))
    if digest_of(key) != key:
        raise DamagedFile(key)
    return key


def digest_of(key: str) -> str:
    """SHA-256 of a stored file. Raises FileNotFoundError."""
    digest = hashlib.sha256()
    for block in blocks_of(key):
        digest.update(block)
    return digest.hexdigest()


def blocks_of(key: str) -> Iterator[bytes]:
    """A stored file in blocks of a megabyte."""
    with document_storage().open(key, "rb") as file:
        while block := file.read(BLOCK):
            yield block
