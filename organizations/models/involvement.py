"""Which bodies take part in which records: what decides who sees them. Derived, without a trail."""

from django.db import models

from organizations.choices import Part
from organizations.fields import PathField
from organizations.models.bodies import MAX_PATH


class Involvement(models.Model):
    """A body's part in a record. Rows of overseers hold for the days of their edge; all others for good."""

    REMOVABLE = True

    kind = models.CharField(max_length=20)
    record_id = models.BigIntegerField()
    body_path = PathField(max_length=MAX_PATH)
    part = models.CharField(max_length=12, choices=Part.choices)
    matter = models.CharField(max_length=30, blank=True)
    since = models.DateField(null=True)
    until = models.DateField(null=True)

    class Meta:
        db_table = "org_involvement"
        indexes = [
            models.Index(fields=("kind", "record_id", "body_path"), name="org_involved_record_idx"),
            models.Index(fields=("kind", "body_path", "record_id"), name="org_involved_path_idx"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.record_id} · {self.part} · {self.body_path}"
