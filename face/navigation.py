"""The main navigation: each app puts its entries in from `AppConfig.ready`; a page shows those its reader may use."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

Words: TypeAlias = str | Promise


def everyone(request: HttpRequest) -> bool:
    """Shown to whoever opens the page, signed in or not."""
    return True


def signed_in(request: HttpRequest) -> bool:
    """Shown to people with an account."""
    return request.user.is_authenticated


@dataclass(frozen=True)
class Item:
    """One entry.

    `order` places it (the home page is 0, steps of 10). `shown` says who sees it; it must not query beyond what the
    request already holds. `count` gives the number in the badge, or None for no badge: it is called once a page and
    only for a shown entry. `namespaces` are further URL namespaces whose pages belong to this entry.
    """

    name: Words
    url_name: str
    order: int
    shown: Callable[[HttpRequest], bool] = signed_in
    count: Callable[[HttpRequest], int | None] | None = None
    alarming: bool = False
    namespaces: Sequence[str] = field(default_factory=tuple)


@dataclass(frozen=True)
class Link:
    """An entry as the page shows it."""

    name: Words
    url: str
    count: int | None
    alarming: bool
    current: bool


_items: dict[str, Item] = {}


def register(item: Item) -> None:
    """Adds an entry. A second entry with the same `url_name` replaces the first, so that `ready` may run twice."""
    _items[item.url_name] = item


def unregister(url_name: str) -> None:
    """Takes an entry out; for tests."""
    _items.pop(url_name, None)


def links_for(request: HttpRequest) -> list[Link]:
    """The entries this reader sees, in order, the one of the present page marked."""
    shown = [(item, url) for item, url in _addressed() if item.shown(request)]
    current = _current(request, shown)
    return [
        Link(
            name=item.name,
            url=url,
            count=item.count(request) if item.count else None,
            alarming=item.alarming,
            current=item.url_name == current,
        )
        for item, url in shown
    ]


def _addressed() -> Iterator[tuple[Item, str]]:
    """Entries whose address exists: an app that is switched off takes its entry along."""
    for item in sorted(_items.values(), key=lambda one: (one.order, one.url_name)):
        try:
            yield item, reverse(item.url_name)
        except NoReverseMatch:
            continue


def _current(request: HttpRequest, shown: Sequence[tuple[Item, str]]) -> str:
    """The entry below whose address the page lies; else the one that claims the page's namespace; else home on its own page."""
    under = [(len(url), item.url_name) for item, url in shown if url != "/" and request.path.startswith(url)]
    if under:
        return max(under)[1]
    namespace = request.resolver_match.namespace if request.resolver_match else ""
    claiming = (item.url_name for item, _url in shown if namespace and namespace in item.namespaces)
    return next(claiming, next((item.url_name for item, url in shown if request.path == url), ""))
