"""Static files under names that carry their digest, so that a browser keeps them for good and never shows an old one."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Production's storage: a page that names a file `collectstatic` has not seen fails, loudly and at once."""


class HashedWhereCollected(CompressedManifestStaticFilesStorage):
    """The demonstration's storage: a file that `collectstatic` has not seen goes by its plain name."""

    def stored_name(self, name: str) -> str:
        hashed = self.hashed_files.get(self.hash_key(self.clean_name(name)))
        return str(hashed or name)
