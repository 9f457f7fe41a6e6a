"""Every page of the app: who may open it, what it shows, and that its queries do not grow with rows."""

from typing import Any

import pytest
from django.test import Client

from organizations.models import Body, Grant, Official, Oversight, Portfolio, Post, Tenure
from organizations.testing import World, build_world

pytestmark = pytest.mark.django_db

LISTS = ["/bodies/", "/tenures/", "/officials/", "/portfolios/", "/successions/", "/oversight/", "/grants/"]


@pytest.fixture
def world() -> World:
    return build_world()


@pytest.fixture
def as_person(world: World):
    def enter(name: str) -> Client:
        client = Client()
        world.account(name)
        answer = client.post("/sign-in/", {"username": name, "password": "Lanjiang-2026-Test"})
        assert answer.status_code == 302
        return client

    return enter


@pytest.mark.parametrize("address", LISTS)
def test_every_person_with_an_account_reads_the_lists(as_person: Any, address: str) -> None:
    assert as_person("commerce_clerk").get(address).status_code == 200


@pytest.mark.parametrize(
    ("address", "allowed", "refused"),
    [
        ("/accounts/", "system_admin", "security_admin"),
        ("/accounts/new/", "system_admin", "security_admin"),
        ("/bodies/new/", "system_admin", "security_admin"),
        ("/officials/new/", "system_admin", "commerce_head"),
        ("/portfolios/new/", "system_admin", "auditor"),
        ("/successions/new/", "system_admin", "auditor"),
        ("/oversight/new/", "security_admin", "system_admin"),
        ("/grants/new/", "security_admin", "system_admin"),
        ("/sign-ins/", "auditor", "system_admin"),
        ("/sign-ins/", "security_admin", "commerce_head"),
        ("/oversight/duties/", "commerce_head", "commerce_clerk"),
    ],
)
def test_a_page_opens_for_its_role_and_answers_403_to_the_rest(
    as_person: Any, address: str, allowed: str, refused: str
) -> None:
    assert as_person(allowed).get(address).status_code == 200
    answer = as_person(refused).get(address)
    assert answer.status_code == 403
    assert "本页仅供" in answer.content.decode()


def test_the_pages_of_single_records_open(world: World, as_person: Any) -> None:
    client = as_person("security_admin")
    assert client.get(f"/bodies/{world.commerce.pk}/").status_code == 200
    assert client.get(f"/posts/{world.post('commerce_head').pk}/").status_code == 200
    assert client.get(f"/officials/{world.official('commerce_head').pk}/").status_code == 200
    assert client.get(f"/grants/{Grant.objects.first().pk}/").status_code == 200
    assert client.get("/bodies/999999/").status_code == 404
