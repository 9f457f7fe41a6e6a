"""Walks the site as a reader would: every link, every address that a form or a field asks, as far as the bound reaches.

Addresses that differ only in the record they name are alike; of those that are alike a walk visits a few, each found on
another page where there is one, so that the walk is as long with a thousand records as with ten.
"""

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve

from tests.config.markup import faults_of

# What names a record or a place in a list, and not another kind of page.
NAMES_A_RECORD = ("pk", "ref", "key", "object_id")
# Leaving the site, or the language: not pages.
NOT_WALKED = ("/sign-out/", "/language/", "/theme/", "/static/")
ONLY_SENT = 405
LANGUAGE = "zh-Hans-CN"
ASKED_BY = ("href", "action", "formaction", "hx-get", "hx-post", "data-autosave")


@dataclass(frozen=True)
class Step:
    """An address, and the page on which it was found."""

    url: str
    found_on: str
    words: str


@dataclass
class Walk:
    """What a reader found: how many pages, what answered badly, and what cannot be read without a mouse or without eyes."""

    visited: list[str] = field(default_factory=list)
    bad: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


class _Links(HTMLParser):
    """Every address that a page offers, with the words of the link."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[list[str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "link":
            self.found += [[value or "", ""] for name, value in attrs if name in ASKED_BY and value]

    def handle_data(self, data: str) -> None:
        if self.found and data.strip() and not self.found[-1][1]:
            self.found[-1][1] = data.strip()


def links_of(page: str, url: str) -> Iterator[Step]:
    """The addresses of this site that a page offers."""
    links = _Links()
    links.feed(page)
    for given, words in links.found:
        whole = urlsplit(urljoin(url, given))
        if whole.netloc or whole.scheme or not whole.path.startswith("/") or whole.path.startswith(NOT_WALKED):
            continue
        yield Step(whole.path + (f"?{whole.query}" if whole.query else ""), url, words)


def likeness(url: str) -> tuple[object, ...]:
    """What addresses have in common that differ only in the record they name."""
    parts = urlsplit(url)
    try:
        match = resolve(parts.path)
    except Resolver404:
        return (parts.path,)
    kinds = tuple(sorted((name, str(one)) for name, one in match.kwargs.items() if name not in NAMES_A_RECORD))
    asked = tuple(sorted({name for name, _value in parse_qsl(parts.query)}))
    return (match.view_name, kinds, asked)


def walk(client: Client, most_alike: int, start: str = "/") -> Walk:
    """Every kind of page that a reader can come to from a page, each a few times.

    A form's address that is only sent to answers 405; every other refusal is a dead end that should not be offered.
    """
    walked, seen, alike = Walk(), {start}, Counter[tuple[object, ...]]()
    steps = deque([Step(start, "", "")])
    while steps:
        step = steps.popleft()
        kind = likeness(step.url)
        if alike[kind] >= most_alike:
            continue
        alike[kind] += 1
        answer = client.get(step.url, follow=True)
        walked.visited.append(step.url)
        if answer.status_code >= 400 and answer.status_code != ONLY_SENT:
            walked.bad.append(f"{answer.status_code} {step.url} “{step.words}” on {step.found_on}")
        if "html" not in answer.headers.get("Content-Type", ""):
            # A file is read to its end: what breaks half-way breaks here.
            b"".join(answer)
            continue
        page = answer.content.decode()
        if page.startswith("<!"):
            walked.faults += [f"{step.url}: {fault}" for fault in faults_of(page, LANGUAGE)]
        for found in links_of(page, step.url):
            if found.url not in seen:
                seen.add(found.url)
                steps.append(found)
    return walked
