"""The small world, and broken promises in it."""

from collections.abc import Callable

import pytest
from django.test import Client

from commitments.testing import Promises
from organizations.testing import PASSWORD, World, build_world
from rectification.testing import Breaches


@pytest.fixture
def world(db: None) -> World:
    return build_world()


@pytest.fixture
def breaches(world: World) -> Breaches:
    return Breaches(Promises(world))


@pytest.fixture
def sign_in(world: World) -> Callable[[str], Client]:
    """`sign_in("office_supervisor")` gives the browser of a person of the world; the same one when asked again."""
    clients: dict[str, Client] = {}

    def enter(name: str) -> Client:
        if name not in clients:
            world.account(name)
            clients[name] = Client()
            answer = clients[name].post("/sign-in/", {"username": name, "password": PASSWORD})
            assert answer.status_code == 302, answer.content.decode()
        return clients[name]

    return enter
