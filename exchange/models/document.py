"""A policy document that was taken in: its head, its text as all places point into it, and its file."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commitments.models import Agreement
from exchange import guards
from exchange.permissions import by_import, logging_clerk
from exchange.querysets import DocumentQuerySet
from lifecycle.models import Creation, Edit, TrailedModel
from lifecycle.refusals import Sentence
from lifecycle.rights import driven_by
from organizations.choices import Matter, Part
from organizations.models import Body, Division
from organizations.parties import Parties


class Document(TrailedModel):
    """An official document as it was imported. Its words never change: another text is another document.

    `identity` tells it from all others: the digest of its number as read, or of its title where it bears none, so that
    nobody takes the same document in twice, not even after its head was corrected. `text` is the normalised text that every place in it is counted in.
    """

    REF_PREFIX = "PD"
    INVOLVEMENT = "document"

    ref = models.CharField(_("reference"), max_length=30, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=300)
    number = models.CharField(_("document number"), max_length=100, blank=True)
    issuer = models.CharField(_("issuer, as printed"), max_length=300, blank=True)
    issued_on = models.DateField(pgettext_lazy("policy document", "issued on"), null=True, blank=True)
    agreement = models.OneToOneField(
        Agreement, on_delete=models.PROTECT, related_name="policy_document", verbose_name=_("source of the promises")
    )
    promisor = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+", verbose_name=_("promisor"))
    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="+", verbose_name=_("division"))
    logging_body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+", verbose_name=_("logging body"))
    identity = models.CharField(_("identity"), max_length=64, unique=True)
    text = models.TextField(pgettext_lazy("policy document", "text"))
    text_sha256 = models.CharField(_("digest of the text"), max_length=64)
    file_name = models.CharField(_("name of the file"), max_length=255)
    file_kind = models.CharField(_("kind of file"), max_length=10)
    file_sha256 = models.CharField(_("digest of the file"), max_length=64)
    file_size = models.BigIntegerField(_("size in bytes"))
    first_named_leads = models.BooleanField(
        _("the first body named leads where the document names no lead"), blank=True
    )

    objects: ClassVar[Any] = DocumentQuerySet.as_manager()

    CREATION = Creation(
        right=logging_clerk & by_import,
        fields=(
            "title", "number", "issuer", "issued_on", "agreement", "promisor", "division", "logging_body", "identity",
            "text", "text_sha256", "file_name", "file_kind", "file_sha256", "file_size", "first_named_leads",
        ),
        label=_("import"),
    )  # fmt: skip
    # What the reading may have got wrong of the head, and the one decision of a clerk on the document as a whole.
    HEAD = ("title", "number", "issuer", "issued_on")
    EDITABLE = {
        "": Edit(
            logging_clerk | driven_by("commitments.Agreement.edit"),
            (*HEAD, "first_named_leads"),
            guards=(guards.keeps_its_head,),
        )
    }

    class Meta:
        db_table = "exc_document"
        verbose_name = _("policy document")
        verbose_name_plural = _("policy documents")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.ref} {self.title}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("exchange:document", args=(self.ref,))

    @classmethod
    def parties_of(cls, records: Sequence[Any]) -> Mapping[int, Parties]:
        """Who took it in, and whose promises it holds."""
        return {one.pk: parties_from(one) for one in records}

    def faults(self, today: date) -> dict[str, Sentence]:
        """Nothing is issued in the future."""
        if self.issued_on is not None and self.issued_on > today:
            return {"issued_on": _("The document bears a date that lies in the future.")}
        return {}


def parties_from(document: Document) -> Parties:
    """The parties of a document and of all that was read out of it."""
    bodies = {str(Part.LOGGING): (document.logging_body_id,), str(Part.PROMISING): (document.promisor_id,)}
    return Parties(Matter.POLICY, bodies)


class OfDocument(models.Model):
    """What was read out of a document: its parties are the document's, and it comes into being with it."""

    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="%(class)s_rows", verbose_name=_("policy document")
    )

    class Meta:
        abstract = True

    def get_absolute_url(self) -> str:
        """The document's page."""
        return self.document.get_absolute_url()

    @classmethod
    def parties_of(cls, records: Sequence[Any]) -> Mapping[int, Parties]:
        """The document's: one query."""
        keys = {one.document_id for one in records}
        found = Document._base_manager.only("logging_body_id", "promisor_id").in_bulk(keys)
        return {one.pk: parties_from(found[one.document_id]) for one in records if one.document_id in found}
