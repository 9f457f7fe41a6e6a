"""Bodies: the code at its field, the path for good, successions."""

from datetime import date
from typing import Any

import pytest

from lifecycle.creating import create, create_many, record_edit
from lifecycle.refusals import Invalid, NotPermitted
from organizations.acting import INSTALLER
from organizations.codes import composed
from organizations.models import Body, Succession
from organizations.offices import successors_on
from organizations.testing import World

pytestmark = pytest.mark.django_db

GOOD = composed("11", "900100", "12345678")


def words(world: World, **changes: Any) -> dict[str, Any]:
    own = {"name": "Bureau", "division": world.city, "parent": world.city_government, "system": "government"}
    return own | changes


def test_a_code_with_a_wrong_check_character_is_refused_at_its_field(world: World) -> None:
    wrong = GOOD[:-1] + ("1" if GOOD[-1] != "1" else "2")
    with pytest.raises(Invalid) as refused:
        create(Body, world.actor("system_admin"), data=words(world, code=wrong))
    assert list(refused.value.errors) == ["code"]
    assert not Body.objects.filter(code=wrong).exists()


def test_a_right_code_is_kept_and_no_second_body_gets_it(world: World) -> None:
    admin = world.actor("system_admin")
    assert create(Body, admin, data=words(world, code=GOOD)).code == GOOD
    with pytest.raises(Invalid) as refused:
        create(Body, admin, data=words(world, code=GOOD))
    assert list(refused.value.errors) == ["code"]
    second = create(Body, admin, data=words(world))
    with pytest.raises(Invalid) as refused:
        record_edit(second, admin, changes={"code": GOOD})
    assert list(refused.value.errors) == ["code"]


def test_a_path_is_the_parents_with_the_own_id_and_stays(world: World) -> None:
    admin = world.actor("system_admin")
    body = create(Body, admin, data=words(world))
    assert body.path == f"{world.city_government.path}{body.pk}/"
    assert world.county_office.path.startswith(world.county_government.path)
    for name in ("path", "parent"):
        with pytest.raises(Invalid):
            record_edit(body, admin, changes={name: world.city_party.pk})


def test_a_topmost_body_is_made_by_the_administrator_of_its_division_or_of_one_above(world: World) -> None:
    top = words(world, parent=None, division=world.county, name="County court", system="court")
    assert create(Body, world.actor("system_admin"), data=top).path.count("/") == 1
    for name in ("security_admin", "commerce_head", "auditor"):
        with pytest.raises(NotPermitted):
            create(Body, world.actor(name), data=top)


def test_a_group_has_no_code_and_is_never_a_duty_body(world: World) -> None:
    from organizations.overseeing import is_overseen

    with pytest.raises(Invalid) as refused:
        create(Body, world.actor("system_admin"), data=words(world, is_group=True, code=GOOD))
    assert list(refused.value.errors) == ["code"]
    group = create(Body, world.actor("system_admin"), data=words(world, is_group=True))
    assert not is_overseen(group, "", date(2026, 1, 1))
    assert is_overseen(world.finance, "policy", date(2026, 1, 1))
    assert not is_overseen(world.finance, "policy", date(2023, 12, 31))
    assert not is_overseen(world.party_office, "policy", date(2026, 1, 1))


def follow(world: World, first: Body, second: Body, on: date, kind: str = "merger", position: int = 1) -> Any:
    data = {
        "predecessor": first,
        "successor": second,
        "kind": kind,
        "on": on,
        "position": position,
        "document": "No. 1",
    }
    return create(Succession, world.actor("system_admin"), data=data)


def test_a_succession_ends_the_predecessor_on_its_day_in_the_same_act(world: World) -> None:
    on = date(2026, 3, 1)
    follow(world, world.land, world.justice, on)
    land = Body.objects.get(pk=world.land.pk)
    assert land.until == on
    row = land.history.order_by("version").last()
    assert (row.verb, row.via, row.actor_name) == ("edit", "driven", "System Admin")
    assert row.cause.startswith("organizations.Succession/")


def test_successors_are_followed_to_the_bodies_that_bear_the_duty_that_day(world: World) -> None:
    new, newer = (create(Body, INSTALLER, data=words(world, name=name)) for name in ("New", "Newer"))
    follow(world, world.land, new, date(2025, 1, 1), "renaming")
    follow(world, new, world.justice, date(2026, 1, 1), "split", position=2)
    follow(world, new, newer, date(2026, 1, 1), "split", position=1)
    assert successors_on(world.land, date(2024, 12, 31)) == []
    assert successors_on(world.land, date(2025, 1, 1)) == [new]
    assert successors_on(world.land, date(2026, 1, 1)) == [newer, world.justice]


def test_a_body_does_not_follow_itself(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        follow(world, world.land, world.land, date(2026, 1, 1))
    assert list(refused.value.errors) == ["successor"]


def test_many_bodies_are_made_at_once_with_their_paths(world: World) -> None:
    made = create_many(Body, INSTALLER, [words(world, name=f"B{n}") for n in range(50)])
    assert len({body.path for body in made}) == 50
    assert all(body.path == f"{world.city_government.path}{body.pk}/" for body in made)
