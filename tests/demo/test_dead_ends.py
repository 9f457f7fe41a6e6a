"""No reader of the demo is offered a link, a button or a form that answers with a refusal, nor a page that only eyes can read."""

import os
from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client
from django.urls import resolve
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from demo.city import PASSWORD
from tests.demo.telling import demo_as_of
from tests.demo.walking import links_of, walk

# One reader for each role, and some who stand elsewhere in the city.
READERS = (
    "clerk",
    "supervisor",
    "auditor",
    "integrity",
    "inspector",
    "system",
    "security",
    "superior",
    "finance_clerk",
    "office_clerk",
    "county_clerk",
    "mayor",
)
# The administrators see no business record, and the mayor holds no grant by which he works here.
ADMINISTRATORS = ("system", "security")
WITHOUT_PROMISES = (*ADMINISTRATORS, "mayor")
# Of pages that differ only in their record so many are visited; "MOST_ALIKE=1000" walks them all.
MOST_ALIKE = int(os.environ.get("MOST_ALIKE", "3"))
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[date]:
    """The demo as of today: pages ask the real clock."""
    with demo_as_of(timezone.localdate(), django_db_blocker) as today:
        yield today


def enter(name: str) -> Client:
    client = Client(raise_request_exception=False)
    assert client.post("/sign-in/", {"username": name, "password": PASSWORD}).status_code == 302, name
    return client


@pytest.mark.parametrize("name", READERS)
def test_every_link_and_form_that_a_reader_is_offered_answers(loaded: date, name: str) -> None:
    walked = walk(enter(name), MOST_ALIKE)
    assert not walked.bad, "\n".join(walked.bad)
    assert not walked.faults, "\n".join(walked.faults)
    kinds = {resolve(one.partition("?")[0]).view_name for one in walked.visited}
    assert {"workflows:home", "organizations:body"} <= kinds
    # Their menus name no business list, nor does any page of theirs lead to one.
    assert ("commitments:ledger" in kinds) == (name not in ADMINISTRATORS)
    assert ("commitments:commitment" in kinds) == (name not in WITHOUT_PROMISES)


def test_a_walk_finds_what_a_page_offers() -> None:
    page = (
        '<a href="/ledger/?q=1#x">Ledger</a><a href="#here">Here</a><a href="?trail=own">Own</a><form action="/a/">'
        '<button formaction="/b/">B</button></form><input hx-get="/c/"><a href="https://elsewhere/">x</a>'
        '<a href="/sign-out/">Leave</a>'
    )
    assert [step.url for step in links_of(page, "/bodies/")] == [
        "/ledger/?q=1",
        "/bodies/",
        "/bodies/?trail=own",
        "/a/",
        "/b/",
        "/c/",
    ]
