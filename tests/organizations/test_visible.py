"""Who sees which records: against a rule written out plainly, and in one query."""

import random
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lifecycle.creating import create_many, record_edit
from organizations.involving import rebuild
from organizations.models import Grant, Involvement, Oversight
from organizations.testing import BODIES, PEOPLE, World
from tests.organizations.errands.models import Errand

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 24)
SEEING = ("clerk", "supervisor", "integrity_officer", "auditor")


def is_above(path: str, other: str) -> bool:
    return other.startswith(path)


def overseers_of(edges: list[Any], path: str, matter: str, day: date | None) -> set[str]:
    """Who oversees a body for a matter on a day; on whatever day where none is given."""
    found = set()
    for edge in edges:
        over = edge.overseen.path == path or (edge.covers_below and is_above(edge.overseen.path, path))
        own = is_above(path, edge.overseer.path)
        in_time = day is None or (edge.since <= day and (edge.until is None or day < edge.until))
        in_matter = not edge.matters or not matter or matter in edge.matters.split(",")
        if over and not own and in_time and in_matter:
            found.add(edge.overseer.path)
    return found


def paths_of(edges: list[Any], errand: Any, day: date) -> set[str]:
    """The bodies through which the record is seen: its own, its overseers of the day, and theirs.

    Who oversees an overseer counts whether or not that overseer's own edge holds that day.
    """
    bodies = [getattr(errand, name) for name in ("logging", "promising", "duty", "supporting", "paying")]
    duty = (errand.duty or errand.promising).path
    over = overseers_of(edges, duty, errand.matter, day)
    ever = overseers_of(edges, duty, errand.matter, None)
    above = {one for path in ever for one in overseers_of(edges, path, errand.matter, day)}
    return {body.path for body in bodies if body is not None} | over | above


def sees(grants: list[Any], errand: Any, paths: set[str], day: date) -> bool:
    """A valid grant for the matter that reaches one of these bodies."""
    for grant in grants:
        if grant.role not in SEEING or not (grant.since <= day and (grant.until is None or day < grant.until)):
            continue
        if grant.matters and errand.matter and errand.matter not in grant.matters.split(","):
            continue
        if grant.reach == "division" or any(is_above(grant.body.path, path) for path in paths):
            return True
    return False


@pytest.mark.parametrize("seed", range(6))
def test_what_a_person_sees_is_what_the_plain_rule_says(world: World, errand: Any, seed: int) -> None:
    chance = random.Random(seed)
    bodies = [world.body(name) for name in BODIES]
    giver = world.actor("security_admin")
    matters = ("", "investment", "contract", "policy")
    for _each in range(12):
        errand(
            matter=chance.choice(matters),
            promising=chance.choice(bodies),
            duty=chance.choice([None, *bodies]),
            supporting=chance.choice([None, *bodies]),
            paying=chance.choice([None, *bodies]),
        )
    edges = []
    for _each in range(8):
        overseer, overseen = chance.sample(bodies, 2)
        since = TODAY - timedelta(days=chance.randrange(-30, 200))
        edges.append(
            {
                "overseer": overseer,
                "overseen": overseen,
                "covers_below": chance.random() < 0.4,
                "matters": chance.choice([[], ["contract"], ["investment", "policy"]]),
                "since": since,
                "until": chance.choice([None, since + timedelta(days=60)]),
                "document": "chance",
            }
        )
    # Half of the edges come after the records, and one is changed: the rows must follow.
    made = create_many(Oversight, giver, edges)
    record_edit(made[0], giver, changes={"until": made[0].since + timedelta(days=1)})
    for _each in range(10):
        name = chance.choice([name for name in PEOPLE if not name.startswith(("security", "system", "auditor"))])
        role = chance.choice(("clerk", "supervisor"))
        over = chance.choice(list(BODIES))
        values = {
            "matters": chance.choice([[], ["contract"]]),
            "since": TODAY - timedelta(days=chance.randrange(-5, 40)),
        }
        if not Grant.objects.filter(official=world.official(name), role=role, body=world.body(over)).exists():
            world.grant(name, role, over, **values)
    records = list(Errand.objects.select_related("logging", "promising", "duty", "supporting", "paying"))
    stored = list(Oversight.objects.select_related("overseer", "overseen"))
    for day in (TODAY, TODAY + timedelta(days=70)):
        paths = {one.pk: paths_of(stored, one, day) for one in records}
        for name in PEOPLE:
            grants = list(Grant.objects.filter(official=world.official(name)).select_related("body"))
            seen = set(Errand.objects.visible_to(world.actor(name, day), day).values_list("pk", flat=True))
            assert seen == {one.pk for one in records if sees(grants, one, paths[one.pk], day)}, (name, day)


def test_administrators_and_inspectors_see_no_business_record_by_their_grant(world: World, errand: Any) -> None:
    errand()
    for name in ("system_admin", "security_admin", "inspector", "mayor"):
        assert not Errand.objects.visible_to(world.actor(name)).exists()
    for name in (
        "commerce_clerk",
        "finance_head",
        "office_supervisor",
        "party_supervisor",
        "integrity_officer",
        "auditor",
    ):
        assert Errand.objects.visible_to(world.actor(name)).count() == 1


def test_the_question_takes_one_query_and_carries_no_list_of_records(world: World, errand: Any) -> None:
    for _each in range(3):
        errand()
    actor = world.actor("office_supervisor")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert len(Errand.objects.visible_to(actor)) == 3
    assert len(queries) == 1
    assert "EXISTS" in queries[0]["sql"]


def test_making_one_record_and_a_hundred_writes_involvement_in_the_same_number_of_queries(world: World) -> None:
    actor = world.actor("commerce_clerk")
    row = {"title": "e", "matter": "policy", "logging": world.commerce, "promising": world.city_government}
    rows = row | {"duty": world.finance}
    reads, writes = [], []
    for number in (1, 100):
        with CaptureQueriesContext(connection) as queries:
            create_many(Errand, actor, [rows] * number)
        touched = [query["sql"] for query in queries if "org_involvement" in query["sql"]]
        reads.append(sum(sql.startswith("SELECT") for sql in touched))
        writes.append(sum(sql.startswith("INSERT") for sql in touched))
    assert reads == [1, 1]
    assert writes == [1, 1]
    assert Involvement.objects.count() == 101 * 5


def test_rows_follow_an_edit_and_a_rebuild_changes_nothing_that_is_right(world: World, errand: Any) -> None:
    record = errand()
    record = record_edit(record, world.actor("commerce_clerk"), changes={"duty": world.justice, "supporting": None})
    assert not Errand.objects.visible_to(world.actor("land_clerk")).exists()
    assert Errand.objects.visible_to(world.actor("justice_clerk")).exists()
    right = sorted(Involvement.objects.values_list("record_id", "body_path", "part", "since", "until"))
    Involvement.objects.filter(part="duty").delete()
    assert rebuild() == {**{key: 0 for key in rebuild() if key != "errand"}, "errand": 1}
    assert sorted(Involvement.objects.values_list("record_id", "body_path", "part", "since", "until")) == right


def test_a_row_written_twice_by_two_acts_at_once_is_put_right_by_the_next(world: World, errand: Any) -> None:
    record = errand()
    twice = Involvement.objects.get(part="duty")
    twice.pk = None
    twice.save()
    record = record_edit(record, world.actor("commerce_clerk"), changes={"title": "again"})
    assert Involvement.objects.filter(part="duty").count() == 1
