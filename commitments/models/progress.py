"""What lists need of a commitment's obligations, computed beforehand: no record, rebuilt at will."""

from django.db import models

from commitments.models.commitment import Commitment
from organizations.models import Body


class Progress(models.Model):
    """A commitment's weighted progress and next due date. Whatever depends on today is asked when it is shown."""

    REMOVABLE = True

    commitment = models.OneToOneField(Commitment, on_delete=models.PROTECT, primary_key=True, related_name="progress")
    percent = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    obligations = models.PositiveIntegerField(default=0)
    open = models.PositiveIntegerField(default=0)
    met = models.PositiveIntegerField(default=0)
    stopped = models.PositiveIntegerField(default=0)
    undated = models.PositiveIntegerField(default=0)
    # The earliest due date among the open obligations of the government's side whose time can run.
    next_due_on = models.DateField(null=True)
    # From when on that date's lamp is yellow, and who leads what is then due: the lamp and the body of the commitment.
    yellow_from = models.DateField(null=True)
    next_lead = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="+")
    owed = models.DecimalField(max_digits=15, decimal_places=2, default=0)
    paid = models.DecimalField(max_digits=15, decimal_places=2, default=0)

    class Meta:
        db_table = "cmt_progress"
        indexes = [models.Index(fields=("next_due_on",), name="cmt_progress_due_idx")]

    def __str__(self) -> str:
        return f"{self.commitment_id}: {self.percent}"
