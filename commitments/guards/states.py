"""What hangs on the commitment's state."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from commitments.choices import (
    IN_FORCE,
    REGISTERED,
    CommitmentState,
)
from commitments.facts import held_promise, promise, type_of
from commitments.guards.sentences import is_driven
from lifecycle.facts import Facts
from lifecycle.guards import guard


@guard(
    "is_draft",
    _("After the commitment is submitted, this changes only by a variation, a hand-over or a correction."),
    needs=(promise,),
)
def is_draft(_record: Any, facts: Facts, _today: date) -> bool:
    """The commitment is still a draft, or another verb drives this."""
    return is_driven(facts) or (facts["promise"] is not None and facts["promise"].state == CommitmentState.DRAFT)


@guard(
    "is_draft",
    _("After the commitment is submitted, this changes only by a variation, a hand-over or a correction."),
    needs=(held_promise,),
)
def is_added_to_draft(_record: Any, facts: Facts, _today: date) -> bool:
    """The same for what is added to it. Whoever drives such an addition has locked the commitment before."""
    held = facts["held_promise"]
    return is_driven(facts) or (held is not None and held.state == CommitmentState.DRAFT)


@guard("is_in_force", _("The commitment is not in force: it is not registered yet, or has ended."), needs=(promise,))
def is_in_force(_record: Any, facts: Facts, _today: date) -> bool:
    """Obligations are performed and judged while the commitment binds."""
    return facts["promise"] is not None and facts["promise"].state in IN_FORCE


@guard(
    "is_before_registration", _("The commitment is registered already: there is nothing to override."), needs=(promise,)
)
def is_before_registration(_record: Any, facts: Facts, _today: date) -> bool:
    """Still on its way into the register."""
    early = (CommitmentState.DRAFT, CommitmentState.SUBMITTED)
    return facts["promise"] is not None and facts["promise"].state in early


@guard("is_registered", _("The commitment is not registered: edit the draft itself."), needs=(promise,))
def is_registered(_record: Any, facts: Facts, _today: date) -> bool:
    """Registered, whatever became of it since."""
    return facts["promise"] is not None and facts["promise"].state in REGISTERED


@guard(
    "is_of_its_type",
    _("This type is for promises of another kind, or is no longer used."),
    needs=(type_of,),
    field="type",
)
def is_of_its_type(record: Any, facts: Facts, _today: date) -> bool:
    """A type belongs to one of the three kinds."""
    found = facts["type_of"]
    return found is not None and found.kind == record.kind and not found.is_retired
