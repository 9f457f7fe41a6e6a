"""Signing in over HTTP: one answer for every failure, one session, and what ends it."""

import pytest
from django.test import Client

from lifecycle.models import Access
from organizations.models import Account
from organizations.testing import PASSWORD, World, build_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return build_world()


def sign_in(client: Client, username: str = "commerce_clerk", password: str = PASSWORD, **extra: str):
    return client.post("/sign-in/", {"username": username, "password": password, **extra})


def test_a_person_signs_in_and_comes_back_to_the_page_asked_for(world: World, client: Client) -> None:
    world.account("commerce_clerk")
    asked = client.get("/password/")
    assert asked.status_code == 302
    assert asked["Location"] == "/sign-in/?next=%2Fpassword%2F"
    done = sign_in(client, next="/password/")
    assert (done.status_code, done["Location"]) == (302, "/password/")
    assert client.get("/password/").status_code == 200
    row = Access.objects.get(kind="sign_in")
    assert (row.account, row.actor_name, row.actor_body) == ("commerce_clerk", "Commerce Clerk", "Bureau of Commerce")
