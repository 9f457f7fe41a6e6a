"""Who writes the records of this app: the role table, and the rights of the two administrators."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from lifecycle.actors import Actor, Via
from lifecycle.facts import Facts, loader
from lifecycle.refusals import Sentence
from lifecycle.rights import Right, right
from organizations.choices import Role
from organizations.roles import role_lists

ROLES: Mapping[str, frozenset[str]] = {
    Role.SYSTEM_ADMIN: frozenset(
        {
            "organizations.body.create",
            "organizations.body.edit",
            "organizations.post.create",
            "organizations.post.edit",
            "organizations.official.create",
            "organizations.official.edit",
            "organizations.tenure.create",
            "organizations.tenure.edit",
            "organizations.portfolio.create",
            "organizations.portfolio.edit",
            "organizations.succession.create",
            "organizations.succession.edit",
        }
    ),
    Role.SECURITY_ADMIN: frozenset(
        {
            "organizations.oversight.create",
            "organizations.oversight.edit",
            "organizations.grant.create",
            "organizations.grant.edit",
        }
    ),
}


@loader("standing", default=())
def standing(records: Sequence[Any]) -> Mapping[int, tuple[str, ...] | None]:
    """The body paths under which each record stands, None where it stands under no body: `{pk: paths}`."""
    found: Mapping[int, tuple[str, ...] | None] = type(records[0]).standing_of(records)
    return found


def _administrator(role: Role, name: str, sentence: Sentence) -> Right:
    @right(name, sentence, roles=(role,), needs=(standing,))
    def administrator(record: Any, facts: Facts, by: Actor, verb: str, today: date) -> bool:
        paths = facts["standing"]
        held = by.having(role, today)
        return role_lists(role, record._meta.label, verb) and any(
            paths is None or any(hold.covers(path, today) for path in paths) for hold in held
        )

    return administrator


system_administrator = _administrator(
    Role.SYSTEM_ADMIN, "system_administrator", _("Only the system administrator of this division may do this.")
)
security_administrator = _administrator(
    Role.SECURITY_ADMIN, "security_administrator", _("Only the security administrator of this division may do this.")
)


@right("installation", _("Or the installation itself, by a command on the server."))
def installation(_record: Any, _facts: Facts, by: Actor, _verb: str, _today: date) -> bool:
    """A command run on the server by its operator; nobody who came in through a page is without a person."""
    return by.official_id is None and by.via in (Via.COMMAND, Via.IMPORT)


@right("not_for_oneself", _("Nobody gives rights to himself: another security administrator must do this."))
def not_for_oneself(record: Any, _facts: Facts, by: Actor, _verb: str, _today: date) -> bool:
    """Neither the actor nor the person he acts for is the one who gets the right."""
    return record.official_id is not None and record.official_id not in (by.official_id, by.on_behalf_of_id)


@right("in_own_name", _("A grant bears the name of the security administrator who writes it."))
def in_own_name(record: Any, _facts: Facts, by: Actor, verb: str, _today: date) -> bool:
    """The row names the actor as the giver; the first one of an installation names nobody."""
    return verb != "create" or record.granted_by_id == by.official_id
