"""The small world's clerks and heads of two bureaus, signed in; parcels of the bureau of commerce."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from lifecycle.creating import create
from lifecycle.performing import perform
from organizations.testing import PASSWORD, World, build_world
from tests.lifecycle.parcels.models import Parcel

Enter = Callable[..., Client]


@pytest.fixture
def world(db: None) -> World:
    return build_world()


@pytest.fixture
def as_person(world: World) -> Enter:
    """`as_person(name)` is a browser or program in which somebody has signed in."""
    clients: dict[str, Client] = {}

    def enter(name: str, **words: Any) -> Client:
        if name not in clients:
            world.account(name)
            clients[name] = Client(**words)
            clients[name].post("/sign-in/", {"username": name, "password": PASSWORD})
        return clients[name]

    return enter


@pytest.fixture
def draft(world: World) -> Any:
    return create(Parcel, world.actor("commerce_clerk"), data={"title": "box <1>"})


@pytest.fixture
def shipped(world: World, draft: Any) -> Any:
    return perform(draft, "send", world.actor("commerce_clerk"))
