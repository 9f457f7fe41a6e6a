"""Which verbs a role lists: each app declares its literal once, rights and pages ask here."""

from collections.abc import Iterable, Mapping

_LISTS: dict[str, Mapping[str, frozenset[str]]] = {}


def declare_roles(label: str, roles: Mapping[str, Iterable[str]]) -> None:
    """Take over an app's role table; to be called in `AppConfig.ready()`. Idempotent.

    Verbs are named "<app>.<record>.<verb>", the record's name in lower case; "<record>.<verb>" is taken as the app's own.
    """
    _LISTS[label] = {str(role): frozenset(_full(label, name) for name in names) for role, names in roles.items()}


def _full(label: str, name: str) -> str:
    *record, verb = name.split(".")
    return ".".join([*(record if len(record) > 1 else [label, *record]), verb]).lower()


def role_lists(role: str, model_label: str, verb: str) -> bool:
    """Whether a role's table names a verb of a record type ("app.Model")."""
    label = model_label.lower()
    table = _LISTS.get(label.partition(".")[0], {})
    return f"{label}.{verb}" in table.get(str(role), frozenset())


def listed(role: str) -> frozenset[str]:
    """Every verb that a role lists, in every app: "<app>.<record>.<verb>"."""
    return frozenset().union(*(table.get(str(role), frozenset()) for table in _LISTS.values()))
