"""To whom a promise was made."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commitments.choices import PromiseeKind
from commitments.permissions import logging_clerk
from lifecycle.models import Creation, Edit, TrailedModel
from lifecycle.personal import PersonalField
from lifecycle.refusals import Sentence
from organizations.choices import Part
from organizations.codes import fault
from organizations.models import Body
from organizations.parties import Parties
from organizations.querysets import InvolvedQuerySet

FIELDS = ("kind", "name", "code", "address", "contact_name", "contact_phone", "logging_body", "remarks")


class Promisee(TrailedModel):
    """An enterprise, an organisation or a group of persons. Contacts are personal values; a group is named, its members are not."""

    INVOLVEMENT = "promisee"

    kind = models.CharField(_("kind"), max_length=20, choices=PromiseeKind.choices)
    name = models.CharField(_("name"), max_length=200)
    code = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    contact_name = PersonalField(_("contact person"))
    contact_phone = PersonalField(_("telephone of the contact"))
    logging_body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+", verbose_name=_("logging body"))
    remarks = models.TextField(_("remarks"), blank=True)

    objects: ClassVar[Any] = InvolvedQuerySet.as_manager()

    CREATION = Creation(right=logging_clerk, fields=FIELDS)
    EDITABLE = {"": Edit(logging_clerk, FIELDS)}

    class Meta:
        db_table = "cmt_promisee"
        verbose_name = _("promisee")
        verbose_name_plural = _("promisees")
        ordering = ("name", "pk")
        indexes = [models.Index(fields=("code",), name="cmt_promisee_code_idx")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("commitments:promisee", args=(self.pk,))

    @classmethod
    def parties_of(cls, records: Sequence[Any]) -> Mapping[int, Parties]:
        """The body that entered it."""
        return {one.pk: Parties("", {Part.LOGGING: (one.logging_body_id,)}) for one in records}

    def faults(self, today: date) -> dict[str, Sentence]:
        """A code, where one is given, is a true one."""
        found = fault(self.code) if self.code else None
        return {"code": found.label} if found else {}
