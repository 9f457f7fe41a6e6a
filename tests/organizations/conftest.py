"""The small world, people who sign in to it, and an errand between its bodies."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from lifecycle.creating import create
from organizations.testing import PASSWORD, World, build_world
from tests.organizations.errands.models import Errand


@pytest.fixture
def world(db: None) -> World:
    return build_world()


@pytest.fixture
def as_person(world: World) -> Callable[[str], Client]:
    def enter(name: str) -> Client:
        client = Client()
        world.account(name)
        answer = client.post("/sign-in/", {"username": name, "password": PASSWORD})
        assert answer.status_code == 302
        return client

    return enter


@pytest.fixture
def errand(world: World) -> Callable[..., Any]:
    """An errand that the commerce bureau logs, the city promises and the finance bureau must do."""

    def make(**changes: Any) -> Any:
        words: dict[str, Any] = {
            "title": "errand",
            "matter": "investment",
            "logging": world.commerce,
            "promising": world.city_government,
            "duty": world.finance,
            "supporting": world.land,
            "paying": world.finance,
            "worker": world.official("office_clerk"),
        }
        return create(Errand, world.actor("commerce_clerk"), data=words | changes)

    return make
