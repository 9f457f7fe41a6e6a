"""Whatever leaves a list, as a file or on paper, leaves an entry: one wording for all, with the address it went to."""

import pytest
from django.test import Client

from lifecycle.models import Access
from organizations.testing import PASSWORD, World, build_world

pytestmark = pytest.mark.django_db

LISTS = {
    "commerce_clerk": "ledger promisees projects agreements variations handovers documents inbox",
    "office_supervisor": "cases orders referrals",
    "inspector": "accountability",
    "system_admin": "bodies tenures officials portfolios successions accounts",
    "security_admin": "oversight grants sign-ins",
}


@pytest.fixture
def world() -> World:
    return build_world()


@pytest.mark.parametrize("way", ["csv", "print"])
@pytest.mark.parametrize("name", LISTS)
def test_every_list_that_is_exported_or_printed_is_recorded_in_one_wording(world: World, name: str, way: str) -> None:
    world.account(name)
    client = Client(REMOTE_ADDR="10.1.2.3")
    assert client.post("/sign-in/", {"username": name, "password": PASSWORD}).status_code == 302
    for place in LISTS[name].split():
        answer = client.get(f"/{place}/?format={way}&sort=-none")
        assert answer.status_code == 200, place
        lines = b"".join(answer).decode().count("\n")
        entry = Access.objects.filter(kind=Access.Kind.EXPORT).latest("pk")
        listed, _comma, rest = entry.detail.partition(", ")
        assert listed == place, entry.detail
        rows, conditions = rest.split(": ")
        assert conditions == f"format={way}&sort=-none"
        assert entry.address == "10.1.2.3"
        if way == "csv":
            assert int(rows) == lines - 1, place
    assert Access.objects.filter(kind=Access.Kind.EXPORT).count() == len(LISTS[name].split())
