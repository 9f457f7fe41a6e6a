"""Which bodies have which part in a record, and the rows that keep it findable."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Parties:
    """The bodies of a record by part, as ids, and the matter it is about ("" for none)."""

    matter: str = ""
    bodies: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    def of(self, *parts: str) -> tuple[int, ...]:
        """The ids of the bodies that have one of some parts, in order, each once."""
        return tuple(dict.fromkeys(body for part in parts for body in self.bodies.get(str(part), ())))


_involved: dict[Any, Mapping[Any, str]] = {}


def involved_models() -> tuple[Any, ...]:
    """The record types in which bodies take part, as registered."""
    return tuple(_involved)


def register_involved(model: Any, via: Mapping[Any, str] | None = None) -> None:
    """Keep a record type's involvement rows in step; to be called in `AppConfig.ready()`. Idempotent.

    `via` names other record types whose change may change the parties, with their foreign key to this one:
    `{Obligation: "commitment"}`.
    """
    _involved[model] = dict(via or {})


def watching(sender: Any) -> list[tuple[Any, str]]:
    """The record types whose rows follow a sender's changes, with its foreign key to them ("" for itself)."""
    found = [(model, via[sender]) for model, via in _involved.items() if sender in via]
    return [*found, (sender, "")] if sender in _involved else found
