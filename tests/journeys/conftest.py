"""The demo's city on its first day, without a promise, and a browser to walk through it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from django.utils import timezone

from commitments.reference import load_types
from demo.city import City
from demo.days import Days
from organizations.acting import INSTALLER
from tests import databases
from tests.journeys.walking import Walk

if TYPE_CHECKING:
    from playwright.sync_api import Page

# The pages of a journey are drawn by one small server while other tests keep the machine busy.
WITHIN_MILLISECONDS = 30_000


@pytest.fixture
def city(transactional_db: None) -> City:
    """Bodies, posts, people, oversight and accounts of the demo, and the product's types of promise.

    No supervisor is lent to a county beforehand: a journey that needs one lends him.
    """
    days = Days(timezone.localdate())
    built = City(days)
    lasting = [edge for edge in built.words["further_oversight"] if "until" not in edge]
    built.words = {**built.words, "further_oversight": lasting}
    with transaction.atomic():
        built.build(days.at(built.words["since"]))
        load_types(INSTALLER)
    return built


@pytest.fixture
def walk(page: "Page", city: City, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Walk]:
    """Somebody's way through the site; its pictures are called after the module of the test."""
    page.context.set_default_timeout(WITHIN_MILLISECONDS)
    page.context.set_default_navigation_timeout(WITHIN_MILLISECONDS)
    clock = databases.folder() / f"clock-{databases.name()}"
    yield Walk(page, city, clock, tmp_path, name=re.sub(r"^.*test_", "", request.module.__name__))
    clock.unlink(missing_ok=True)
