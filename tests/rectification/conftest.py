"""The small world, and broken promises in it."""

import pytest

from commitments.testing import Promises
from organizations.testing import World, build_world
from rectification.testing import Breaches


@pytest.fixture
def world(db: None) -> World:
    return build_world()


@pytest.fixture
def breaches(world: World) -> Breaches:
    return Breaches(Promises(world))
