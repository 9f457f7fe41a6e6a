"""What all records share that hang on a commitment."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from commitments.models.commitment import Commitment
from commitments.models.obligation import Obligation
from commitments.parties import parties_by_commitment, parties_by_obligation
from commitments.querysets import FamilyQuerySet
from commitments.rules.dates import DAYS_WITHIN
from organizations.parties import Parties


def take_commitment_of_obligation(records: Sequence[Any], using: str) -> None:
    """Give each record that names an obligation alone the obligation's commitment: one query, none where all name both."""
    wanting = [one for one in records if one.commitment_id is None and one.obligation_id is not None]
    if not wanting:
        return
    rows = Obligation._base_manager.using(using).filter(pk__in={one.obligation_id for one in wanting})
    commitments = dict(rows.values_list("pk", "commitment_id"))
    for one in wanting:
        one.commitment_id = commitments.get(one.obligation_id)


class OfCommitment(models.Model):
    """A record about a commitment as a whole: its parties are the commitment's."""

    commitment = models.ForeignKey(
        Commitment, on_delete=models.PROTECT, related_name="%(class)s_rows", verbose_name=_("commitment")
    )

    DAYS_WITHIN: ClassVar[tuple[int, int] | None] = DAYS_WITHIN
    objects: ClassVar[Any] = FamilyQuerySet.as_manager()

    class Meta:
        abstract = True

    def get_absolute_url(self) -> str:
        """The commitment's page."""
        return self.commitment.get_absolute_url()

    @classmethod
    def parties_of(cls, records: Sequence[Any]) -> Mapping[int, Parties]:
        """The commitment's: two queries."""
        return parties_by_commitment(records)


class OfObligation(models.Model):
    """A record about one obligation of a commitment: its parties are the obligation's."""

    commitment = models.ForeignKey(
        Commitment, on_delete=models.PROTECT, related_name="%(class)s_rows", verbose_name=_("commitment")
    )
    obligation = models.ForeignKey(
        Obligation, on_delete=models.PROTECT, related_name="%(class)s_rows", verbose_name=_("obligation")
    )

    DAYS_WITHIN: ClassVar[tuple[int, int] | None] = DAYS_WITHIN
    objects: ClassVar[Any] = FamilyQuerySet.as_manager()

    class Meta:
        abstract = True

    def get_absolute_url(self) -> str:
        """The obligation's page."""
        return self.obligation.get_absolute_url()

    @classmethod
    def complete(cls, records: Sequence[Any], using: str) -> None:
        """The commitment is the obligation's, where it is not named."""
        take_commitment_of_obligation(records, using)

    @classmethod
    def parties_of(cls, records: Sequence[Any]) -> Mapping[int, Parties]:
        """The obligation's: three queries."""
        return parties_by_obligation(records)
