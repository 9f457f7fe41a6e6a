"""Grants: by the security administrator, never to himself; three administrators in three persons."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone, translation

from lifecycle.creating import create, create_many, record_edit
from lifecycle.refusals import Invalid, NotPermitted
from organizations.acting import INSTALLER, actor_of_official
from organizations.models import Grant, Official
from organizations.testing import World

pytestmark = pytest.mark.django_db

D = date
# The first days of these grants lie in the past.
LATE = "written down later"


def words(world: World, name: str, role: str, **changes: Any) -> dict[str, Any]:
    own = {
        "official": world.official(name),
        "role": role,
        "body": world.data_bureau,
        "reach": "division" if role == "integrity_officer" else "body",
        "since": D(2026, 1, 1),
        "granted_by": world.official("security_admin"),
    }
    return own | changes


def test_the_security_administrator_grants_to_others(world: World) -> None:
    grant = create(Grant, world.actor("security_admin"), data=words(world, "mayor", "supervisor"), reason=LATE)
    assert grant.granted_by == world.official("security_admin")
    assert world.actor("mayor", D(2026, 1, 1)).having("supervisor", D(2026, 1, 1))
    assert not world.actor("mayor", D(2025, 12, 31)).having("supervisor", D(2025, 12, 31))


def test_a_grant_from_before_today_wants_a_reason_and_keeps_it(world: World) -> None:
    giver, today = world.actor("security_admin"), timezone.localdate()
    data = words(world, "mayor", "supervisor", since=today - timedelta(days=1))
    for reason in ("", "  "):
        with pytest.raises(Invalid) as refused:
            create(Grant, giver, data=data, reason=reason)
        assert set(refused.value.errors) == {"reason"}
    assert not Grant.objects.filter(official=world.official("mayor")).exists()
    grant = create(Grant, giver, data=data, reason="The decision of last week came today")
    assert grant.history.get().reason == "The decision of last week came today"


@pytest.mark.parametrize("days", [0, 30])
def test_a_grant_from_today_or_later_wants_none(world: World, days: int) -> None:
    since = timezone.localdate() + timedelta(days=days)
    assert create(Grant, world.actor("security_admin"), data=words(world, "mayor", "supervisor", since=since))


def test_one_backdated_grant_of_a_batch_refuses_it_without_a_reason(world: World) -> None:
    since = timezone.localdate()
    rows = [
        words(world, "mayor", "supervisor", since=since),
        words(world, "mayor", "clerk", since=since - timedelta(days=1)),
    ]
    with pytest.raises(Invalid) as refused:
        create_many(Grant, world.actor("security_admin"), rows)
    assert set(refused.value.errors) == {"reason"}
    assert not Grant.objects.filter(official=world.official("mayor")).exists()


def test_whoever_may_not_grant_is_told_so_and_not_asked_for_a_reason(world: World) -> None:
    with pytest.raises(NotPermitted):
        create(Grant, world.actor("mayor"), data=words(world, "land_clerk", "supervisor"))


@pytest.mark.parametrize("name", ["system_admin", "commerce_head", "auditor", "mayor", "integrity_officer"])
def test_nobody_else_grants_anything(world: World, name: str) -> None:
    data = words(world, "land_clerk", "supervisor", granted_by=world.official(name))
    with pytest.raises(NotPermitted) as refused:
        create(Grant, world.actor(name), data=data, reason=LATE)
    with translation.override("zh-hans"):
        assert "只有本行政区划的安全管理员可以办理。" in refused.value.sentences


def test_nobody_grants_to_himself_nor_for_him_for_whom_he_acts(world: World) -> None:
    for actor in (
        world.actor("security_admin"),
        actor_of_official(world.official("security_admin2"), on_behalf_of=world.official("security_admin")),
    ):
        with pytest.raises(NotPermitted) as refused:
            create(Grant, actor, data=words(world, "security_admin", "supervisor"), reason=LATE)
        with translation.override("zh-hans"):
            assert "不得为本人授权，须由另一名安全管理员办理。" in refused.value.sentences
        with translation.override("en"):
            expected = "Nobody gives rights to himself: another security administrator must do this."
            assert expected in refused.value.sentences


def test_nobody_grants_in_anothers_name(world: World) -> None:
    data = words(world, "mayor", "clerk", granted_by=world.official("security_admin2"))
    with pytest.raises(NotPermitted):
        create(Grant, world.actor("security_admin"), data=data, reason=LATE)


def test_a_security_administrator_of_another_place_grants_nothing_here(world: World) -> None:
    world.grant("county_head", "security_admin", "county_government")
    county = world.actor("county_head")
    giver = {"granted_by": world.official("county_head")}
    assert create(Grant, county, data=words(world, "mayor", "clerk", body=world.county_commerce, **giver), reason=LATE)
    with pytest.raises(NotPermitted):
        create(Grant, county, data=words(world, "mayor", "clerk", **giver), reason=LATE)


SECOND = [
    ("system_admin", "security_admin"),
    ("system_admin", "auditor"),
    ("security_admin2", "system_admin"),
    ("security_admin2", "auditor"),
    ("auditor", "system_admin"),
    ("auditor", "security_admin"),
]


@pytest.mark.parametrize(("name", "role"), SECOND)
def test_two_of_the_three_administrators_are_never_one_person(world: World, name: str, role: str) -> None:
    more = {"until": D(2027, 1, 1), "document": "Audit notice 2"} if role == "auditor" else {}
    with pytest.raises(Invalid) as refused:
        create(Grant, world.actor("security_admin"), data=words(world, name, role, **more), reason=LATE)
    assert list(refused.value.errors) == ["role"]
    with translation.override("zh-hans"):
        assert "三员分立" in str(refused.value.errors["role"])
    with translation.override("en"):
        assert "must be three people" in str(refused.value.errors["role"])


def test_one_after_the_other_is_allowed_and_an_extension_into_the_other_is_not(world: World) -> None:
    giver = world.actor("security_admin")
    first = create(Grant, giver, data=words(world, "mayor", "system_admin", until=D(2026, 6, 1)), reason=LATE)
    create(Grant, giver, data=words(world, "mayor", "security_admin", since=D(2026, 6, 1)), reason=LATE)
    with pytest.raises(Invalid):
        record_edit(first, giver, changes={"until": D(2026, 6, 2)})


def test_two_rival_grants_in_one_batch_are_refused_together(world: World) -> None:
    rows = [words(world, "mayor", "system_admin"), words(world, "mayor", "security_admin")]
    with pytest.raises(Invalid):
        create_many(Grant, world.actor("security_admin"), rows, reason=LATE)
    assert not Grant.objects.filter(official=world.official("mayor")).exists()


def test_an_auditor_needs_a_notice_and_an_end_and_an_integrity_officer_a_division(world: World) -> None:
    giver = world.actor("security_admin")
    with pytest.raises(Invalid) as refused:
        create(Grant, giver, data=words(world, "mayor", "auditor"), reason=LATE)
    assert set(refused.value.errors) == {"document", "until"}
    with pytest.raises(Invalid) as refused:
        create(Grant, giver, data=words(world, "mayor", "integrity_officer", reach="body"), reason=LATE)
    assert list(refused.value.errors) == ["reach"]


def test_the_same_role_is_not_granted_twice_for_the_same_days(world: World) -> None:
    giver = world.actor("security_admin")
    create(Grant, giver, data=words(world, "mayor", "clerk"), reason=LATE)
    with pytest.raises(Invalid):
        create(Grant, giver, data=words(world, "mayor", "clerk", since=D(2026, 5, 1)), reason=LATE)


def test_a_grant_is_ended_by_a_security_administrator_who_is_not_its_holder(world: World) -> None:
    grant = Grant.objects.get(official=world.official("security_admin"))
    with pytest.raises(NotPermitted):
        record_edit(grant, world.actor("security_admin"), changes={"until": D(2026, 1, 2)})
    ended = record_edit(grant, world.actor("security_admin2"), changes={"until": D(2026, 1, 2)})
    assert ended.until == D(2026, 1, 2)
    assert not world.actor("security_admin").having("security_admin", D(2026, 1, 2))


def test_the_installation_makes_each_first_administrator_once(world: World) -> None:
    person = create(Official, INSTALLER, data={"name": "Late"})
    for role in ("security_admin", "system_admin", "clerk", "auditor"):
        more = {"until": D(2027, 1, 1), "document": "n"} if role == "auditor" else {}
        with pytest.raises(NotPermitted):
            create(Grant, INSTALLER, data=words(world, "mayor", role, official=person, granted_by=None, **more))


def give(official_id: int, body_id: int, giver_id: int, role: str) -> int:
    """One of two rival grants, by a process of its own."""
    giver = actor_of_official(Official.objects.get(pk=giver_id))
    data = {"official": official_id, "role": role, "body": body_id, "since": D(2026, 1, 1), "granted_by": giver_id}
    return int(create(Grant, giver, data=data | {"reach": "body"}, reason=LATE).pk)


@pytest.mark.django_db(transaction=True)
def test_two_rival_grants_written_at_the_same_moment_leave_one(transactional_db: None, at_once: Any) -> None:
    from organizations.testing import build_world

    world = build_world()
    assert connection.in_atomic_block is False
    for _round in range(5):
        person = create(Official, INSTALLER, data={"name": "Racer"})
        common = (person.pk, world.data_bureau.pk, world.official("security_admin").pk)
        answers = at_once(give, (*common, "system_admin"), (*common, "security_admin"))
        assert sorted(answer.error for answer in answers) == ["", "Invalid"]
        assert Grant.objects.filter(official=person).count() == 1
