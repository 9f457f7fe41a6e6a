"""The small world, and promises in it."""

from datetime import date
from typing import Any

import pytest

from commitments.testing import Promises
from organizations.testing import World, build_world

TODAY = date(2026, 3, 2)


@pytest.fixture
def world(db: None) -> World:
    return build_world()


@pytest.fixture
def promises(world: World) -> Promises:
    return Promises(world)


@pytest.fixture
def act(promises: Promises) -> Any:
    """`act("clerk", record, "verb", …)` performs a verb as a person of the world."""
    from lifecycle.performing import perform

    def perform_as(name: str, record: Any, verb: str, **words: Any) -> Any:
        return perform(record, verb, promises.actor(name), **words)

    return perform_as
