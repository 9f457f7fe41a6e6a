"""What all records share that hang on a commitment."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from commitments.models.commitment import Commitment
from commitments.models.obligation import Obligation
from commitments.parties import parties_by_commitment, parties_by_obligation
from commitments.querysets import FamilyQuerySet
from organizations.parties import Parties


class OfCommitment(models.Model):
    """A record about a commitment as a whole: its parties are the commitment's."""

    commitment = models.ForeignKey(
        Commitment, on_delete=models.PROTECT, related_name="%(class)s_rows", verbose_name=_("commitment")
    )

    objects: ClassVar[Any] = FamilyQuerySet.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def parties_of(cls, records: Sequence[Any]) -> Mapping[int, Parties]:
        """The commitment's: three queries."""
        return parties_by_commitment(records)


class OfObligation(models.Model):
    """A record about one obligation of a commitment: its parties are the obligation's."""

    commitment = models.ForeignKey(
        Commitment, on_delete=models.PROTECT, related_name="%(class)s_rows", verbose_name=_("commitment")
    )
    obligation = models.ForeignKey(
        Obligation, on_delete=models.PROTECT, related_name="%(class)s_rows", verbose_name=_("obligation")
    )

    objects: ClassVar[Any] = FamilyQuerySet.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def parties_of(cls, records: Sequence[Any]) -> Mapping[int, Parties]:
        """The obligation's: three queries."""
        return parties_by_obligation(records)
