"""Files as they came in: who sent which, before anything rests on them."""

from django.db import models

from commitments.choices import FileKind
from lifecycle.models import Kept


class Upload(models.Model):
    """A file that was received, checked and stored. No record: evidence refers to its digest, and `sweep_files` to its day."""

    # Who sent a file in decides who may attach it.
    KEPT = Kept()

    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.BigIntegerField()
    file_kind = models.CharField(max_length=10, choices=FileKind.choices)
    official_id = models.BigIntegerField(null=True)
    received_at = models.DateTimeField()

    class Meta:
        db_table = "cmt_upload"

    def __str__(self) -> str:
        return self.sha256
