"""Rights over records in which bodies take part: who may, by which grant, over which body, on that day.

Each right asks three things of a grant: that it is valid on the day and for the record's matter, that it reaches the
body by which the actor comes in, and that the role's table lists the verb.
"""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lifecycle.actors import Actor
from lifecycle.facts import Facts
from lifecycle.rights import Right, right
from organizations.choices import Part, Role
from organizations.facts import Relations, relations
from organizations.roles import declare_roles, role_lists

__all__ = [
    "clerk_of",
    "declare_roles",
    "inspector",
    "integrity_officer",
    "is_independent",
    "named",
    "not_named",
    "not_of",
    "overseer_staff",
    "reviewer",
    "role_in_division",
    "role_lists",
    "superior",
    "supervisor_of",
]

# (relations, verb, today) -> paths by one of which the actor must come in
Ways = Callable[[Relations, str, date], Iterable[str]]


def comes_in(role: str, ways: Ways, record: Any, facts: Facts, by: Actor, verb: str, today: date) -> bool:
    """Whether the actor holds a role that lists the verb, over one of the bodies that count."""
    if not role_lists(role, record._meta.label, verb):
        return False
    held = by.having(role, today)
    if not held:
        return False
    known: Relations = facts["relations"]
    return any(hold.covers(path, today, known.matter) for path in ways(known, verb, today) for hold in held)


def is_independent(by: Actor, known: Relations) -> bool:
    """Neither the actor's body nor his principal's is a duty body, lead or supporting, or below one.

    Whoever holds no post that day has no body and is not independent.
    """
    own = [by.body_path] + ([by.on_behalf_body_path] if by.on_behalf_of_id is not None else [])
    return all(own) and not any(path.startswith(duty) for path in own for duty in known.all_duty())


def _of_parts(parts: tuple[str, ...]) -> Ways:
    return lambda known, _verb, _today: known.paths(*parts)


def _overseers(known: Relations, verb: str, today: date) -> Iterable[str]:
    return known.overseers(today, verb)


def _superiors(known: Relations, verb: str, today: date) -> Iterable[str]:
    return known.superiors(today, verb)


def _everyone(known: Relations, _verb: str, _today: date) -> Iterable[str]:
    return known.paths()


def _labels(parts: tuple[str, ...]) -> Any:
    """The parts in words, in the language of whoever reads them."""
    words: list[Any] = []
    for part in parts:
        words += [pgettext_lazy("list", " or "), Part(part).label]
    return format_lazy("{}" * (len(words) - 1), *words[1:])


def _staff_of(role: Role, sentence: Any, parts: tuple[str, ...]) -> Right:
    @right(
        f"{role}_of({', '.join(parts)})", format_lazy(sentence, body=_labels(parts)), roles=(role,), needs=(relations,)
    )
    def staff(record: Any, facts: Facts, by: Actor, verb: str, today: date) -> bool:
        return comes_in(role, _of_parts(parts), record, facts, by, verb, today)

    return staff


def clerk_of(*parts: str) -> Right:
    """A clerk of a body that has one of these parts in the record."""
    return _staff_of(Role.CLERK, _("Only a clerk of the {body} may do this."), tuple(str(part) for part in parts))


def supervisor_of(*parts: str) -> Right:
    """A supervisor of a body that has one of these parts in the record: he signs for it."""
    return _staff_of(Role.SUPERVISOR, _("Only a supervisor of the {body} may do this."), tuple(str(p) for p in parts))


@right(
    "reviewer",
    _("Only a supervisor of a body that oversees the duty body, himself not of it, may do this."),
    roles=(Role.SUPERVISOR,),
    needs=(relations,),
)
def reviewer(record: Any, facts: Facts, by: Actor, verb: str, today: date) -> bool:
    """An independent supervisor of an overseer body."""
    return is_independent(by, facts["relations"]) and comes_in(
        Role.SUPERVISOR, _overseers, record, facts, by, verb, today
    )


@right(
    "superior",
    _("Only a supervisor of the body above the overseer, himself not of the duty body, may do this."),
    roles=(Role.SUPERVISOR,),
    needs=(relations,),
)
def superior(record: Any, facts: Facts, by: Actor, verb: str, today: date) -> bool:
    """An independent supervisor of a body that oversees the overseer."""
    return is_independent(by, facts["relations"]) and comes_in(
        Role.SUPERVISOR, _superiors, record, facts, by, verb, today
    )


def overseer_staff(*roles: str) -> Right:
    """Somebody who holds one of these roles over an overseer body; independence is not asked."""
    wanted = tuple(Role(role) for role in roles)

    @right(
        f"overseer_staff({', '.join(wanted)})",
        _("Only the staff of a body that oversees the duty body may do this."),
        roles=wanted,
        needs=(relations,),
    )
    def staff(record: Any, facts: Facts, by: Actor, verb: str, today: date) -> bool:
        return any(comes_in(role, _overseers, record, facts, by, verb, today) for role in wanted)

    return staff


def role_in_division(role: str) -> Right:
    """Somebody who holds a role over a body that has any part in the record; for division-wide roles, over its division."""
    wanted = Role(role)

    @right(
        f"{wanted}_in_division",
        format_lazy(_("Only the {role} of this division may do this."), role=wanted.label),
        roles=(wanted,),
        needs=(relations,),
    )
    def holder(record: Any, facts: Facts, by: Actor, verb: str, today: date) -> bool:
        return comes_in(wanted, _everyone, record, facts, by, verb, today)

    return holder


integrity_officer = role_in_division(Role.INTEGRITY_OFFICER)
inspector = role_in_division(Role.INSPECTOR)


def _persons(by: Actor) -> set[int]:
    return {person for person in (by.official_id, by.on_behalf_of_id) if person is not None}


def named(field: str) -> Right:
    """The official whom a foreign key of the record names, or who acts for him."""

    @right(f"named({field})", _("Only the person named for this may do it."))
    def is_named(record: Any, _facts: Facts, by: Actor, _verb: str, _today: date) -> bool:
        return getattr(record, record._meta.get_field(field).attname) in _persons(by)

    return is_named


def not_named(field: str) -> Right:
    """Neither the official whom a foreign key of the record names, nor who acts for him."""

    @right(f"not_named({field})", _("The person named there may not do this: another must."))
    def is_other(record: Any, _facts: Facts, by: Actor, _verb: str, _today: date) -> bool:
        persons = _persons(by)
        return bool(persons) and getattr(record, record._meta.get_field(field).attname) not in persons

    return is_other


def not_of(part: str) -> Right:
    """The actor's body, and his principal's, is not a body with this part, nor below one."""
    wanted = Part(part)

    @right(
        f"not_of({wanted})",
        format_lazy(_("Nobody of the {body} may do this."), body=wanted.label),
        needs=(relations,),
    )
    def is_outside(_record: Any, facts: Facts, by: Actor, _verb: str, _today: date) -> bool:
        own = [path for path in (by.body_path, by.on_behalf_body_path) if path]
        return bool(own) and not any(path.startswith(party) for path in own for party in facts["relations"].paths(part))

    return is_outside
