"""Who is asked, and for which record a process runs. None of it is business state: all of it can be rebuilt from the records."""

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from viewflow.workflow.models import Process, Task

from lifecycle.models import Creation, Edit, TrailedModel
from lifecycle.refusals import Sentence
from organizations.choices import Role
from organizations.models import Official
from workflows.permissions import principal_himself
from workflows.querysets import AssignmentQuerySet, DeputyQuerySet


class Run(models.Model):
    """A process and its record: one open process for each record and flow."""

    REMOVABLE = True

    process = models.OneToOneField(Process, on_delete=models.PROTECT, primary_key=True, related_name="run")
    flow = models.CharField(max_length=60)
    kind = models.CharField(max_length=60)
    record_id = models.BigIntegerField()
    open = models.BooleanField(default=True)

    class Meta:
        db_table = "workflow_run"
        constraints = [
            models.UniqueConstraint(
                fields=("flow", "kind", "record_id"), condition=models.Q(open=True), name="workflow_run_open_uq"
            )
        ]
        indexes = [models.Index(fields=("kind", "record_id"), name="workflow_run_record_idx")]

    def __str__(self) -> str:
        return f"{self.flow} {self.kind} {self.record_id}"


class Assignment(models.Model):
    """Somebody asked to settle a waiting task: the holders of a role over a body, or an official; claimed by one person at most.

    `open` is the task's waiting, copied so that the inbox needs one index.
    """

    REMOVABLE = True

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="assignments")
    verb = models.CharField(max_length=40)
    kind = models.CharField(max_length=60)
    record_id = models.BigIntegerField()
    role = models.CharField(max_length=20, choices=Role.choices)
    matter = models.CharField(max_length=30, blank=True)
    body_path = models.CharField(max_length=200, blank=True)
    official = models.ForeignKey(Official, on_delete=models.PROTECT, null=True, related_name="+")
    claimed_by = models.ForeignKey(Official, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    # The day by which it is due, copied from the record so that the inbox sorts by it; no due date: none.
    due_on = models.DateField(null=True)
    open = models.BooleanField(default=True)

    objects: ClassVar[Any] = AssignmentQuerySet.as_manager()

    class Meta:
        db_table = "workflow_assignment"
        ordering = ("asked_at", "id")
        indexes = [
            models.Index(
                fields=("role", "body_path", "asked_at"), name="wf_asked_body_idx", condition=models.Q(open=True)
            ),
            models.Index(fields=("official", "asked_at"), name="wf_asked_person_idx", condition=models.Q(open=True)),
            models.Index(fields=("kind", "record_id"), name="wf_asked_record_idx"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.kind} {self.record_id}"


class Deputy(TrailedModel):
    """Somebody who acts for another from a day to a day: what the principal may do, the deputy may do in his name, and no more."""

    CREATION = Creation(right=principal_himself, fields=("principal", "deputy", "since", "until", "document"))
    EDITABLE = {"": Edit(principal_himself, ("until",))}

    principal = models.ForeignKey(
        Official, on_delete=models.PROTECT, related_name="deputies", verbose_name=_("principal")
    )
    deputy = models.ForeignKey(Official, on_delete=models.PROTECT, related_name="principals", verbose_name=_("deputy"))
    since = models.DateField(_("from"))
    until = models.DateField(_("up to and including"))
    document = models.CharField(_("by which paper"), max_length=200, blank=True)

    objects: ClassVar[Any] = DeputyQuerySet.as_manager()

    class Meta:
        db_table = "workflow_deputy"
        verbose_name = _("deputy")
        verbose_name_plural = _("deputies")

    def __str__(self) -> str:
        return f"{self.deputy} / {self.principal}"

    def faults(self, today: date) -> dict[str, Sentence]:
        """A deputy is another person, and the end does not lie before the beginning."""
        errors: dict[str, Sentence] = {}
        if self.principal_id == self.deputy_id:
            errors["deputy"] = _("Choose another person: nobody is his own deputy.")
        if self.until < self.since:
            errors["until"] = _("The last day lies before the first.")
        return errors
