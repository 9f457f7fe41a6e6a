"""What apps above put on the pages of records below: further records of a family, steps of the chain, whose turn it is, sections.

Called in `AppConfig.ready()`; each page asks once. The order is that of registration, which follows the layers. Every
provider gets the request: what its reader may not see is not put on the page of a record that he may.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.http import HttpRequest

from face.navigation import Words
from face.parts import Step, Turn

Family = Callable[[Sequence[Any], HttpRequest], Sequence[Any]]
Chain = Callable[[Any, HttpRequest], Sequence[Step]]
# The records, the request, and querysets of further records.
Turns = Callable[[Sequence[Any], HttpRequest, Sequence[Any]], Turn | None]


@dataclass(frozen=True)
class Section:
    """A card on a record's page: a template with the context that `context(record, request)` gives (None: not shown)."""

    key: str
    title: Words
    template: str
    context: Callable[[Any, HttpRequest], dict[str, Any] | None]


@dataclass(frozen=True)
class HomeCard:
    """A card on the first page of some roles: a template with the context that `context(request)` gives (None: not shown)."""

    key: str
    roles: tuple[str, ...]
    template: str
    context: Callable[[HttpRequest], dict[str, Any] | None]


_home_cards: dict[str, HomeCard] = {}
_families: dict[str, list[Family]] = {}
_chains: dict[str, list[Chain]] = {}
_sections: dict[str, list[Section]] = {}
_turns: list[Turns] = []


def add_family(label: str, provider: Family) -> None:
    """Further records whose trails belong on the page of a record type ("app.Model"); `provider(records, request)` must not query per record."""
    _add(_families, label, provider)


def family_of(record: Any, given: Sequence[Any], request: HttpRequest) -> list[Any]:
    """A record's family: what the page has already, and what apps above add."""
    found = list(given)
    for provider in _families.get(record._meta.label, ()):
        found += provider([record], request)
    acquaint(found)
    return found


def acquaint(records: Sequence[Any]) -> None:
    """Let the records of a page know each other, so that none is read again for one that points to it."""
    known = {(type(one), one.pk): one for one in records}
    for one in records:
        for field in one._meta.concrete_fields:
            if isinstance(field, models.ForeignKey) and not field.is_cached(one):
                other = known.get((field.related_model, getattr(one, field.attname)))
                if other is not None:
                    field.set_cached_value(one, other)


def add_chain(label: str, provider: Chain) -> None:
    """Further steps of the chain strip on the page of a record type."""
    _add(_chains, label, provider)


def chain_of(record: Any, given: Sequence[Step], request: HttpRequest) -> list[Step]:
    """The chain strip: the page's own steps, then those of the apps above.

    A step not begun only holds the place of one that an app above may know more about: a later one of its name takes it.
    """
    found = {str(step.name): step for step in given}
    for provider in _chains.get(record._meta.label, ()):
        for step in provider(record, request):
            found[str(step.name)] = step
    return list(found.values())


def add_section(label: str, section: Section) -> None:
    """A further card on the page of a record type."""
    known = _sections.setdefault(label, [])
    if all(one.key != section.key for one in known):
        known.append(section)


def sections_of(record: Any, request: HttpRequest) -> list[dict[str, Any]]:
    """The cards of the apps above, each with its context."""
    found = []
    for section in _sections.get(record._meta.label, ()):
        context = section.context(record, request)
        if context is not None:
            found.append({"section": section, **context})
    return found


def add_home_card(card: HomeCard) -> None:
    """A further card on the first page of some roles; the same key again replaces it."""
    _home_cards[card.key] = card


def home_cards(role: str, request: HttpRequest) -> list[dict[str, Any]]:
    """The cards of the apps for the first page of a role, each with its context."""
    shown = [(card, card.context(request)) for card in _home_cards.values() if role in card.roles]
    return [{"card": card, **context} for card, context in shown if context is not None]


def provide_turn(provider: Turns) -> None:
    """The app that knows who is asked says whose turn it is among some records."""
    if provider not in _turns:
        _turns.append(provider)


def turn_among(records: Sequence[Any], request: HttpRequest, among: Sequence[Any] = ()) -> Turn | None:
    """Whose turn it is with some records, or with those of the querysets `among`; None where nobody is asked."""
    return next((turn for provider in _turns if (turn := provider(records, request, among)) is not None), None)


def _add(registry: dict[str, list[Any]], label: str, provider: Any) -> None:
    known = registry.setdefault(label, [])
    if provider not in known:
        known.append(provider)
