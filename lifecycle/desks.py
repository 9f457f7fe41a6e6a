"""Where each record type is found on the site: its collection in URLs, who sees which records, and how a record is addressed."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.urls import reverse

Visible = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Desk:
    """A record type's place. `visible(actor)` gives a queryset of what an actor may see; `lookup` is the field in URLs."""

    model: Any
    collection: str
    visible: Visible
    lookup: str = "ref"
    # The record as its own pages show it, for the pages of single verbs: (label, value).
    facts: Callable[[Any], list[tuple[Any, Any]]] | None = None
    # What is decided on the pages of single steps, as far as this reader may see it: (label, value), with links.
    decided: Callable[[Any, HttpRequest], list[tuple[Any, Any]]] | None = None
    # Facts that are read by those on the record alone: called once a page, and records the reading.
    confidential: Callable[[Any, HttpRequest], list[tuple[Any, Any]]] | None = None
    # What may be chosen in a foreign key's field: {field: (actor, record) -> queryset or form field}. For a new record it is a draft
    # that holds what the address fixes; None where there is neither.
    choices: Mapping[str, Callable[[Any, Any], Any]] = field(default_factory=dict)
    # Fields that the address of the new-record page may fix: they are shown, not asked.
    fixed: tuple[str, ...] = ()
    # What a new record's form proposes to this actor: {field: value}.
    proposes: Callable[[Any], Mapping[str, Any]] | None = None
    # What the right to make a record reads besides what the address fixes, as far as the actor alone says it:
    # (actor, fixed) -> values of the unsaved record. With it a page can tell who may not before the form is filled in.
    trial: Callable[[Any, Mapping[str, Any]], Mapping[str, Any]] | None = None
    # Pages of its own on which a record is made and edited, where the generic ones are not enough: names of addresses.
    # `edit_page(record)` gives "" where the generic page is the right one.
    new_page: str = ""
    edit_page: Callable[[Any], str] | None = None
    # Verbs that have a page of their own: {verb: (record) -> address}. The page of every verb answers none the less.
    pages: Mapping[str, Callable[[Any], str]] = field(default_factory=dict)
    # Where to go after a record was made; its own page by default.
    after: Callable[[Any], str] | None = None

    def facts_for(self, record: Any, request: HttpRequest) -> list[tuple[Any, Any]]:
        """What the page of a single step repeats of the record, to this reader."""
        found = list(self.facts(record)) if self.facts else []
        found += self.decided(record, request) if self.decided else []
        return [*found, *self.confidential(record, request)] if self.confidential else found


_desks: dict[str, Desk] = {}


def register(desk: Desk) -> None:
    """Give a record type its place; called in `AppConfig.ready()`. Raises ValueError where another type has it already."""
    standing = _desks.setdefault(desk.collection, desk)
    if standing.model is not desk.model:
        raise ValueError(f"{desk.model._meta.label} and {standing.model._meta.label} both want {desk.collection!r}")
    _desks[desk.collection] = desk


def desks() -> tuple[Desk, ...]:
    """Every registered desk."""
    return tuple(_desks.values())


def desk_of(model: Any) -> Desk | None:
    """The desk of a record type, None where it has none."""
    return next((desk for desk in _desks.values() if desk.model is model), None)


def desk_at(collection: str) -> Desk:
    """The desk of a collection. Raises Http404."""
    try:
        return _desks[collection]
    except KeyError:
        raise Http404 from None


def found(desk: Desk, key: str, actor: Any) -> Any:
    """A record that the actor may see. Raises Http404 whether it is missing or not his: the two are never told apart."""
    try:
        record = desk.visible(actor).filter(**{desk.lookup: key}).first()
    except (ValueError, TypeError):
        raise Http404 from None
    if record is None:
        raise Http404
    return record


def readable(records: Iterable[Any], actor: Any) -> set[Any]:
    """Those of some records whose pages an actor may open: one query for each type that has a desk."""
    by_type: dict[Any, list[Any]] = {}
    for one in records:
        if one is not None:
            by_type.setdefault(type(one), []).append(one)
    found: set[Any] = set()
    for model, those in by_type.items():
        if (desk := desk_of(model)) is not None:
            keys = set(desk.visible(actor).filter(pk__in={one.pk for one in those}).values_list("pk", flat=True))
            found |= {one for one in those if one.pk in keys}
    return found


def verb_url(record: Any, verb: str) -> str:
    """The page of a verb for a record; "" for a record type without a desk."""
    desk = desk_of(type(record))
    if desk is None:
        return ""
    if verb in desk.pages:
        return desk.pages[verb](record)
    return reverse("lifecycle:verb", args=(desk.collection, getattr(record, desk.lookup), verb))


def edit_url(record: Any) -> str:
    """The page on which a record is edited; "" for a record type without a desk."""
    desk = desk_of(type(record))
    if desk is None:
        return ""
    own = desk.edit_page(record) if desk.edit_page else ""
    return own or reverse("lifecycle:edit", args=(desk.collection, getattr(record, desk.lookup)))


def new_url(model: Any, **fixed: Any) -> str:
    """The page on which a record is made, with some fields fixed; "" for a record type without a desk."""
    desk = desk_of(model)
    if desk is None:
        return ""
    query = urlencode({name: getattr(value, "pk", value) for name, value in fixed.items()})
    page = reverse(desk.new_page) if desk.new_page else reverse("lifecycle:new", args=(desk.collection,))
    return page + (f"?{query}" if query else "")
