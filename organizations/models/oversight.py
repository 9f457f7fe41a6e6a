"""Who oversees whom: an edge, not ancestry."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lifecycle.models import Creation, Edit, TrailedModel
from lifecycle.refusals import Sentence
from organizations.choices import Matter
from organizations.fields import CodesField, labelled, parted
from organizations.models.bodies import Body, paths_under, period_faults
from organizations.permissions import installation, security_administrator
from organizations.querysets import PeriodQuerySet


class Oversight(TrailedModel):
    """A body that registers, accepts and verifies for another, by a document, for some matters and verbs, until a day.

    A small county names a body of the superior division here until it has a second one of its own. No body ever
    oversees itself or one above it, whatever its edges say.
    """

    overseer = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="oversees", verbose_name=_("overseer"))
    overseen = models.ForeignKey(
        Body, on_delete=models.PROTECT, related_name="overseen_by", verbose_name=_("body overseen")
    )
    covers_below = models.BooleanField(_("and every body below it"), default=False, blank=True)
    matters = CodesField(_("matters"), max_length=200, blank=True, default="")
    steps = CodesField(_("steps"), max_length=1000, blank=True, default="")
    since = models.DateField(_("first day"))
    until = models.DateField(_("first day out"), null=True, blank=True)
    document = models.CharField(_("document"), max_length=200)

    objects: ClassVar[Any] = PeriodQuerySet.as_manager()

    CREATION = Creation(
        right=security_administrator | installation,
        fields=("overseer", "overseen", "covers_below", "matters", "steps", "since", "until", "document"),
    )
    EDITABLE = {"": Edit(security_administrator, ("covers_below", "matters", "steps", "since", "until", "document"))}

    class Meta:
        db_table = "org_oversight"
        verbose_name = _("oversight")
        verbose_name_plural = _("oversight")
        ordering = ("-since", "-id")
        indexes = [
            models.Index(fields=("overseen", "since"), name="org_oversight_down_idx"),
            models.Index(fields=("overseer", "since"), name="org_oversight_up_idx"),
        ]

    def __str__(self) -> str:
        return f"{self.overseer} → {self.overseen}"

    def get_absolute_url(self) -> str:
        """The page of the body overseen."""
        return reverse("organizations:body", args=(self.overseen_id,))

    @staticmethod
    def in_words(name: str, value: Any) -> str | None:
        """Matters by their labels."""
        return labelled(Matter, value, _("every matter")) if name == "matters" else None

    @property
    def matters_in_words(self) -> str:
        """The matters named, in the reader's language."""
        return labelled(Matter, self.matters, _("every matter"))

    @property
    def matter_codes(self) -> frozenset[str]:
        """The matters named; empty means every one."""
        return parted(self.matters)

    @property
    def verb_codes(self) -> frozenset[str]:
        """The verbs named; empty means every one."""
        return parted(self.steps)

    def faults(self, today: date) -> dict[str, Sentence]:
        found = period_faults(self)
        if self.overseer_id == self.overseen_id and not self.covers_below:
            found["overseen"] = _("A body cannot oversee itself.")
        return found

    @classmethod
    def standing_of(cls, records: Sequence[Any]) -> Mapping[int, tuple[str, ...]]:
        """An edge stands under the body overseen."""
        return paths_under(records, "overseen")
