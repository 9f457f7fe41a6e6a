"""Who may name a deputy."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from lifecycle.actors import Actor
from lifecycle.facts import Facts
from lifecycle.rights import right


@right("principal_himself", _("Only the person who will be away may name a deputy."))
def principal_himself(record: Any, _facts: Facts, by: Actor, _verb: str, _today: date) -> bool:
    """The principal names his own deputy; a deputy never passes the duty on."""
    return by.official_id is not None and by.official_id == record.principal_id and by.on_behalf_of_id is None
