"""The small world that other tests stand on."""

from datetime import date

import pytest

from organizations.models import Grant
from organizations.testing import build_world

pytestmark = pytest.mark.django_db


def test_the_world_gives_every_person_a_body_a_post_and_the_holds_of_his_grants() -> None:
    world = build_world()
    clerk = world.actor("commerce_clerk", date(2026, 1, 1))
    assert clerk.body_path == world.commerce.path
    assert [(hold.role, hold.scope) for hold in clerk.holds] == [("clerk", world.commerce.path)]
    officer = world.actor("integrity_officer", date(2026, 1, 1))
    assert {hold.scope for hold in officer.holds} == {
        world.city_party.path,
        world.city_government.path,
        world.discipline.path,
    }
    assert Grant.objects.filter(granted_by=None).count() == 1
