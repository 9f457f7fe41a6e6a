"""Every list and every record's page asks the database the same number of questions at ten rows and at ten thousand."""

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver

from organizations.testing import PASSWORD, World
from tests.config import pages
from tests.config.samples import build_samples

FEW, THOUSAND, MANY = 10, 1_000, 10_000
# So many rows has the trail of the records whose pages are read.
TRAIL = 300
# The page itself was shown: a refusal would count nothing.
SHOWN = 200
# {(name, reader, address): (status, queries)}
Counts = dict[tuple[str, str, str], tuple[int, int]]


def names(resolver: URLResolver, space: str = "") -> Iterator[str]:
    """The names of every address, with their namespaces."""
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from names(one, f"{space}{one.namespace}:" if one.namespace else space)
        elif isinstance(one, URLPattern):
            yield f"{space}{one.name or ('' if space else one.callback.__name__)}"


def is_known(name: str) -> bool:
    if name in pages.PAGES or name in pages.LEFT_OUT or name.startswith("lifecycle:"):
        return True
    return name.startswith("admin:") and name.endswith(("_changelist", "_change", *pages.ADMIN_WRITES))


def test_every_address_is_counted_or_left_out_for_a_reason() -> None:
    known = set(names(get_resolver(settings.ROOT_URLCONF)))
    missing = sorted(name for name in known if not is_known(name))
    assert missing == [], (
        f"No query counts for {missing}. Add each to PAGES in tests/config/pages.py (who reads it, which sample it "
        "shows), or to LEFT_OUT with the reason; how is said at the top of that file."
    )
    gone = sorted((set(pages.PAGES) | set(pages.LEFT_OUT)) - known)
    assert gone == [], f"{gone} no longer exist: take them out of tests/config/pages.py."
    assert not set(pages.PAGES) & set(pages.LEFT_OUT)


class Readers:
    """People signed in, each once."""

    def __init__(self, world: World) -> None:
        self.world, self.clients = world, dict[str, Client]()

    def count(self, reader: str, address: str) -> tuple[int, int]:
        """The answer's status and the number of queries of a page, asked a second time so that nothing is read first."""
        if reader not in self.clients:
            self.world.account(reader)
            self.clients[reader] = Client()
            self.clients[reader].post("/sign-in/", {"username": reader, "password": PASSWORD})
        with CaptureQueriesContext(connection) as caught:
            answer: Any = self.clients[reader].get(address)
            for _part in answer.streaming_content if answer.streaming else ():
                continue
        return answer.status_code, sum(is_of_rows(query["sql"]) for query in caught)


def is_of_rows(sql: str) -> bool:
    """The session is renewed by the clock, not by rows."""
    return "django_session" not in sql and not sql.startswith(("SAVEPOINT", "RELEASE"))


def counted(readers: Readers, asked: Iterable[tuple[str, str, str]]) -> Counts:
    return {(name, reader, address): readers.count(reader, address) for name, reader, address in asked}


def differing(few: Counts, many: Counts) -> dict[tuple[str, str, str], tuple[Any, Any]]:
    return {key: (few[key], many[key]) for key in few if many[key] != few[key]}


@pytest.mark.django_db
def test_no_page_asks_more_of_ten_thousand_rows_than_of_ten() -> None:
    samples = build_samples()
    readers, crowd = Readers(samples.world), samples.crowd
    crowd.grow(FEW)
    crowd.lengthen([samples.commitment, samples.obligation], 1, FEW)
    # What a process reads once, and a session, is read before anything is counted.
    counted(readers, pages.addresses(samples))
    pages_of_few = counted(readers, pages.addresses(samples))
    forms_of_few = counted(readers, pages.forms(samples))
    crowd.grow(THOUSAND)
    assert differing(forms_of_few, counted(readers, pages.forms(samples))) == {}
    crowd.grow(MANY)
    crowd.lengthen([samples.commitment, samples.obligation], FEW + 1, TRAIL)
    assert differing(pages_of_few, counted(readers, pages.addresses(samples))) == {}
    hidden = {key: answer for key, answer in pages_of_few.items() if answer[0] != SHOWN}
    assert hidden == {}, f"{hidden}: their reader does not see them; name another in tests/config/pages.py."
