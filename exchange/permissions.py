"""Who takes documents in and accepts what was read out of them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from lifecycle.actors import Actor, Via
from lifecycle.facts import Facts
from lifecycle.rights import driven_by, right
from organizations.choices import Part, Role
from organizations.rights import clerk_of

ROLES: Mapping[str, frozenset[str]] = {
    Role.CLERK: frozenset(
        {
            "exchange.document.create",
            "exchange.document.edit",
            "exchange.measure.accept",
            "exchange.measure.set_aside",
            "exchange.assignment.edit",
            "exchange.namedbody.edit",
            "exchange.timelimit.edit",
        }
    ),
}

logging_clerk = clerk_of(Part.LOGGING)


@right("by_import", _("Documents come in through the import alone, with their file."))
def by_import(_record: Any, _facts: Facts, by: Actor, _verb: str, _today: date) -> bool:
    """No form and no interface makes a document without its file."""
    return by.via == Via.IMPORT


# What is read out of a document comes into being with it, in the same step, and at no other time.
with_the_document = driven_by("exchange.Document.create")
