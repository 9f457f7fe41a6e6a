"""Variations for tests, proposed and decided through the doors by the people who would."""

from datetime import date, datetime
from typing import Any

from commitments.choices import EvidencePurpose
from commitments.models import Commitment, Evidence, Variation
from commitments.testing import PAPER, Promises
from lifecycle.creating import create
from lifecycle.performing import perform

LATER = date(2026, 9, 30)


def proposed(promises: Promises, about: Any, kind: str, *, by: str = "", at: datetime | None = None, **new: Any) -> Any:
    """A drafted variation of a commitment or an obligation, asked for by the commerce bureau."""
    is_whole = isinstance(about, Commitment)
    data = {
        "commitment": about.pk if is_whole else about.commitment_id,
        "obligation": None if is_whole else about.pk,
        "kind": kind,
        "body": promises.world.commerce,
        "why": "The ground is being cleared.",
        **new,
    }
    return create(Variation, promises.actor(by or promises.clerk), data=data, at=at)


def consented(promises: Promises, variation: Any, purpose: str = EvidencePurpose.CONSENT, **words: Any) -> Any:
    """A paper on file for it: the promisee's consent unless told otherwise."""
    actor = promises.actor(promises.clerk)
    data = {
        **PAPER,
        "commitment": variation.commitment_id,
        "variation": variation,
        "purpose": purpose,
        "title": f"{purpose} for {variation.ref}",
        "body": actor.body_id,
    }
    return create(Evidence, actor, data=data, **words)


def submitted(promises: Promises, variation: Any, *, at: datetime | None = None) -> Any:
    """The same, submitted with the promisee's consent on file."""
    consented(promises, variation, at=at)
    return perform(variation, "submit", promises.actor(promises.clerk), at=at)


def approved(promises: Promises, variation: Any, *, by: str = "", at: datetime | None = None) -> Any:
    """The same, submitted and approved."""
    sent = submitted(promises, variation, at=at)
    return perform(sent, "approve", promises.actor(by or promises.reviewer), at=at)
