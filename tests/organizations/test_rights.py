"""Who may do what to a record, against a table written by hand from LIFECYCLES section 0."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from lifecycle.creating import create, record_edit
from lifecycle.performing import perform
from lifecycle.refusals import NotPermitted
from organizations.acting import actor_of_official
from organizations.facts import relations
from organizations.models import Oversight
from organizations.rules import Edge, overseers_among
from organizations.testing import PEOPLE, World
from tests.organizations.errands.models import Errand

pytestmark = pytest.mark.django_db


def able(errand: Any, verb: str, world: World, today: date | None = None) -> set[str]:
    """Everybody of the world who may perform a verb now."""
    found = set()
    spec = Errand.verbs()[verb]
    facts = {need.name: need([errand]).get(errand.pk, need.default) for need in spec.right.needs}
    for name in PEOPLE:
        day = today or date(2026, 11, 24)
        if not spec.right.failures(errand, facts, world.actor(name, day), verb, day):
            found.add(name)
    return found


EVERYBODY = set(PEOPLE)

# A city bureau must do it: the city's supervision office reviews, the party committee's office stands above.
CITY = {
    "register": {"office_supervisor", "office_supervisor2", "office_supervisor3"},
    "reopen": {"party_supervisor", "party_supervisor2"},
    "report": {"finance_clerk", "finance_clerk2", "land_clerk", "city_clerk"},
    "sign": {"finance_head"},
    "flag": {"office_clerk", "office_supervisor", "office_supervisor2", "office_supervisor3", "city_clerk"},
    "pay": {"office_supervisor", "office_supervisor2", "office_supervisor3"},
    "publish": {"integrity_officer", "integrity_officer2"},
    "inspect": {"inspector", "inspector2", "inspector3"},
    "work": {"office_clerk"},
    "check_over": EVERYBODY - {"office_clerk"},
}


@pytest.mark.parametrize("verb", CITY)
def test_a_duty_of_a_city_bureau_is_moved_by_these_people_and_no_others(world: World, errand: Any, verb: str) -> None:
    assert able(errand(), verb, world) == CITY[verb]


def test_a_county_bureau_is_reviewed_by_the_countys_one_supervisor_and_the_city_stands_above(
    world: World, errand: Any
) -> None:
    record = errand(duty=world.county_commerce, supporting=None, paying=None)
    assert able(record, "register", world) == {"county_supervisor"}
    assert able(record, "reopen", world) == {"office_supervisor", "office_supervisor2", "office_supervisor3"}


def test_a_county_governments_own_duty_is_reviewed_by_the_city_for_every_county_office_lies_below_it(
    world: World, errand: Any
) -> None:
    record = errand(duty=world.county_government, promising=world.county_government, supporting=None, paying=None)
    assert able(record, "register", world) == {"office_supervisor", "office_supervisor2", "office_supervisor3"}


def test_a_duty_of_the_city_government_is_reviewed_by_the_party_office(world: World, errand: Any) -> None:
    record = errand(duty=world.city_government, supporting=None, paying=None)
    assert able(record, "register", world) == {"party_supervisor", "party_supervisor2"}


def test_while_there_is_no_duty_body_the_promising_bodys_overseer_reviews(world: World, errand: Any) -> None:
    record = errand(duty=None, supporting=None, paying=None)
    assert able(record, "register", world) == {"party_supervisor", "party_supervisor2"}


def test_an_overseer_of_the_superior_division_counts_until_its_last_day(world: World, errand: Any) -> None:
    edge = {"overseer": world.city_office, "overseen": world.county_finance, "document": "Notice 2"}
    data = edge | {"since": date(2026, 1, 1), "until": date(2026, 7, 1)}
    create(Oversight, world.actor("security_admin"), data=data)
    record = errand(duty=world.county_finance, supporting=None, paying=None)
    assert "office_supervisor" in able(record, "register", world, date(2026, 6, 30))
    assert able(record, "register", world, date(2026, 7, 1)) == {"county_supervisor"}


def test_an_edge_for_some_matters_and_steps_counts_for_those_alone(world: World, errand: Any) -> None:
    old = Oversight.objects.get(overseen=world.finance)
    record_edit(old, world.actor("security_admin"), changes={"matters": ["contract"], "steps": ["register"]})
    assert able(errand(matter="contract"), "register", world) == CITY["register"]
    assert able(errand(matter="contract"), "pay", world) == set()
    assert able(errand(matter="policy"), "register", world) == set()


def test_a_grant_for_some_matters_counts_for_those_alone(world: World, errand: Any) -> None:
    world.grant("party_clerk", "supervisor", "city_office", matters=["contract"])
    assert "party_clerk" in able(errand(matter="contract"), "register", world)
    assert "party_clerk" not in able(errand(matter="policy"), "register", world)


def test_nobody_of_a_duty_body_reviews_it_even_with_a_grant_over_the_overseer(world: World, errand: Any) -> None:
    world.grant("finance_head", "supervisor", "city_office")
    world.grant("land_head", "supervisor", "city_office")
    assert able(errand(), "register", world) == CITY["register"]


def test_nobody_of_the_paying_body_confirms_even_with_a_grant_over_the_overseer(world: World, errand: Any) -> None:
    world.grant("justice_head", "supervisor", "city_office")
    assert "justice_head" in able(errand(), "pay", world)
    assert "justice_head" not in able(errand(paying=world.justice), "pay", world)


def test_whoever_acts_for_another_is_refused_where_either_of_them_would_be(world: World, errand: Any) -> None:
    record = errand()
    principal = world.official("office_supervisor")
    for name, allowed in (("office_clerk", True), ("finance_head", False)):
        deputy = world.actor(name, on_behalf_of=principal)
        assert deputy.on_behalf_of_name == "Office Supervisor"
        if allowed:
            assert perform(record, "register", deputy).version == 2
        else:
            with pytest.raises(NotPermitted):
                perform(record, "register", deputy)


def test_a_refusal_says_who_may_in_both_languages(world: World, errand: Any) -> None:
    record = errand()
    with pytest.raises(NotPermitted) as refused:
        perform(record, "report", world.actor("office_clerk"))
    with translation.override("zh-hans"):
        assert refused.value.sentences == ["只有责任单位或配合单位的经办人可以办理。"]
    with translation.override("en"):
        assert refused.value.sentences == ["Only a clerk of the duty body or supporting body may do this."]


def test_whoever_holds_no_post_that_day_reviews_nothing(world: World, errand: Any) -> None:
    record, official = errand(), world.official("office_supervisor")
    before = date(2023, 12, 31)
    assert actor_of_official(official, before).body_path == ""
    assert able(record, "register", world, before) == set()


def test_the_relations_of_one_record_and_of_five_hundred_take_the_same_two_queries(world: World, errand: Any) -> None:
    records = [errand()]
    with CaptureQueriesContext(
        connection,
    ) as one:
        relations(records)
    many = records + [Errand(id=10_000 + n, duty_id=world.finance.pk, logging_id=world.land.pk) for n in range(500)]
    with CaptureQueriesContext(connection) as five_hundred:
        known = relations(many)
    assert (len(one), len(five_hundred)) == (2, 2)
    with CaptureQueriesContext(connection) as superiors:
        above = {one.superiors(date(2026, 1, 1)) for one in known.values()}
    # Who stands above the overseers is asked for all of them at once, when the first asks.
    assert (len(superiors), above) == (1, {(world.party_office.path,)})


def edge(overseer: str, overseen: str, below: bool = False) -> Edge:
    return Edge(overseer, overseen, below, frozenset(), frozenset(), date(2024, 1, 1), None)


def test_who_oversees_all_duty_bodies_comes_before_who_oversees_one() -> None:
    day = date(2026, 1, 1)
    edges = [edge("1/2/", "1/3/"), edge("1/2/", "1/4/"), edge("1/4/5/", "1/3/")]
    assert overseers_among(edges, ("1/3/", "1/4/"), "", day, "") == ("1/2/",)
    assert overseers_among(edges[2:], ("1/3/", "1/4/"), "", day, "") == ("1/4/5/",)


def test_nobody_oversees_himself_or_a_body_above_him_whatever_the_edge_says() -> None:
    everything = edge("1/2/", "1/", below=True)
    assert everything.reaches("1/3/", "")
    assert not everything.reaches("1/2/", "")
    assert not everything.reaches("1/", "")
    assert everything.reaches("1/2/9/", "")
