"""Who held which office: the order of LIFECYCLES section 13, and what was known when."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from lifecycle.creating import create, record_edit
from lifecycle.refusals import Invalid, NotPermitted
from organizations.acting import INSTALLER
from organizations.models import Body, Official, Portfolio, Post, Tenure
from organizations.offices import InOffice, deputies_in_charge, deputy_in_charge, handler, head_of, heads_of, holder_of
from organizations.testing import World

pytestmark = pytest.mark.django_db

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def bureau(world: World) -> Any:
    body = create(
        Body,
        INSTALLER,
        data={"name": "Bureau", "division": world.city, "parent": world.city_government, "system": "government"},
    )
    create(Post, INSTALLER, data={"body": body, "name": "Director", "rank": "head"})
    return body


def person(name: str) -> Any:
    return create(Official, INSTALLER, data={"name": name})


def takes(body: Body, official: Any, kind: str, since: date, until: date | None = None, **more: Any) -> Any:
    post = Post.objects.get(body=body, rank="head")
    data = {"official": official, "post": post, "kind": kind, "since": since, "until": until}
    return create(Tenure, INSTALLER, data=data, **more)


D = date


def test_the_first_day_out_is_no_longer_in_office_and_a_gap_is_a_vacancy(bureau: Any) -> None:
    ann, bea = person("Ann"), person("Bea")
    takes(bureau, ann, "appointed", D(2024, 1, 1), D(2024, 6, 1))
    takes(bureau, bea, "appointed", D(2024, 7, 1))
    heads = [head_of(bureau, day).official for day in (D(2023, 12, 31), D(2024, 5, 31), D(2024, 6, 1), D(2024, 7, 1))]
    assert heads == ["", "Ann", "", "Bea"]
    assert head_of(bureau, D(2024, 6, 1)).is_vacant


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        (("appointed", "acting", "presiding", "seconded"), "appointed"),
        (("concurrent", "acting", "presiding"), "concurrent"),
        (("acting", "presiding", "seconded"), "acting"),
        (("presiding", "seconded"), "presiding"),
        (("seconded",), ""),
    ],
)
def test_the_head_is_appointed_or_concurrent_before_acting_before_presiding_and_never_seconded(
    bureau: Any, kinds: tuple[str, ...], expected: str
) -> None:
    for kind in kinds:
        takes(bureau, person(kind), kind, D(2024, 1, 1))
    assert head_of(bureau, D(2024, 2, 1)).official == expected


def test_of_two_acting_heads_the_last_to_come_counts(bureau: Any) -> None:
    takes(bureau, person("Ann"), "acting", D(2024, 1, 1))
    takes(bureau, person("Bea"), "acting", D(2024, 3, 1))
    head = head_of(bureau, D(2024, 3, 1))
    assert (head.official, head.is_acting) == ("Bea", True)


def test_a_second_appointed_head_in_the_same_days_is_refused_at_the_first_day(bureau: Any) -> None:
    takes(bureau, person("Ann"), "appointed", D(2024, 1, 1), D(2025, 1, 1))
    with pytest.raises(Invalid) as refused:
        takes(bureau, person("Bea"), "concurrent", D(2024, 12, 31))
    assert list(refused.value.errors) == ["since"]
    later = takes(bureau, person("Bea"), "appointed", D(2025, 1, 1))
    with pytest.raises(NotPermitted):
        record_edit(later, INSTALLER, changes={"since": D(2024, 12, 1)})


def test_an_edit_that_would_make_two_heads_is_refused(world: World, bureau: Any) -> None:
    takes(bureau, person("Ann"), "appointed", D(2024, 1, 1), D(2025, 1, 1))
    later = takes(bureau, person("Bea"), "appointed", D(2025, 1, 1))
    with pytest.raises(Invalid) as refused:
        record_edit(later, world.actor("system_admin"), changes={"since": D(2024, 12, 1)})
    assert list(refused.value.errors) == ["since"]


def test_one_person_holds_one_post_once_at_a_time(bureau: Any) -> None:
    ann = person("Ann")
    takes(bureau, ann, "acting", D(2024, 1, 1))
    with pytest.raises(Invalid):
        takes(bureau, ann, "presiding", D(2024, 5, 1))


def test_dates_that_end_before_they_begin_are_refused_at_the_field(bureau: Any) -> None:
    with pytest.raises(Invalid) as refused:
        takes(bureau, person("Ann"), "acting", D(2024, 5, 1), D(2024, 5, 1))
    assert list(refused.value.errors) == ["until"]


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=SHANGHAI)


def test_what_was_known_on_a_day_leaves_out_what_was_recorded_later(world: World, bureau: Any) -> None:
    tenure = takes(bureau, person("Ann"), "appointed", D(2024, 1, 1), at=at(D(2024, 1, 10)))
    # Recorded in March: Ann had already left in February.
    changes = {"until": D(2024, 2, 1)}
    record_edit(tenure, world.actor("system_admin"), changes=changes, at=at(D(2024, 3, 20)))
    takes(bureau, person("Bea"), "acting", D(2024, 2, 1), at=at(D(2024, 3, 20)))
    asked = D(2024, 2, 15)
    assert head_of(bureau, asked).official == "Bea"
    assert head_of(bureau, asked, known_on=D(2024, 3, 20)).official == "Bea"
    assert head_of(bureau, asked, known_on=D(2024, 3, 19)).official == "Ann"
    assert head_of(bureau, asked, known_on=D(2024, 1, 9)).is_vacant


def test_heads_of_one_body_and_of_all_take_the_same_queries(world: World, django_assert_num_queries: Any) -> None:
    bodies = list(Body.objects.all())
    with django_assert_num_queries(3):
        assert heads_of([world.finance], D(2026, 1, 1))[world.finance.pk].official == "Finance Head"
    with django_assert_num_queries(3):
        assert len(heads_of(bodies, D(2026, 1, 1))) == len(bodies)


def in_charge(body: Body, matter: str, day: date) -> str:
    """The name of the deputy in charge, "" where no portfolio says so."""
    found: InOffice | None = deputy_in_charge(body, matter, day)
    return found.official if found else ""


def portfolio(world: World, name: str, **words: Any) -> Any:
    data = {
        "official": world.official(name),
        "post": world.post(name),
        "since": D(2025, 1, 1),
        "document": "Notice 3",
    }
    return create(Portfolio, INSTALLER, data=data | words)


def test_the_deputy_in_charge_is_found_by_matter_first_and_then_by_body(world: World) -> None:
    portfolio(world, "deputy_mayor", body=world.finance)
    assert in_charge(world.finance, "investment", D(2025, 1, 1)) == "Deputy Mayor"
    assert in_charge(world.land, "investment", D(2025, 1, 1)) == ""
    portfolio(world, "mayor", matters=["investment"])
    found = [one.official for one in deputies_in_charge(world.finance, "investment", D(2025, 1, 1))]
    assert found == ["Mayor", "Deputy Mayor"]
    assert in_charge(world.land, "investment", D(2025, 1, 1)) == "Mayor"
    assert in_charge(world.finance, "policy", D(2025, 1, 1)) == "Deputy Mayor"
    assert in_charge(world.city_party, "investment", D(2025, 1, 1)) == ""
    assert in_charge(world.finance, "investment", D(2024, 12, 31)) == ""


def test_a_portfolio_counts_no_more_once_its_official_has_left_every_post(world: World) -> None:
    portfolio(world, "deputy_mayor", body=world.finance)
    tenure = Tenure.objects.get(official=world.official("deputy_mayor"))
    record_edit(tenure, world.actor("system_admin"), changes={"until": D(2025, 6, 1)})
    assert in_charge(world.finance, "policy", D(2025, 5, 31)) == "Deputy Mayor"
    assert in_charge(world.finance, "policy", D(2025, 6, 1)) == ""


def test_a_portfolio_names_a_matter_or_a_body_and_another_person_as_substitute(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        portfolio(world, "deputy_mayor")
    assert list(refused.value.errors) == ["matters"]
    with pytest.raises(Invalid) as refused:
        portfolio(world, "deputy_mayor", body=world.finance, substitute=world.official("deputy_mayor"))
    assert list(refused.value.errors) == ["substitute"]


def test_a_handler_is_the_holder_of_the_named_post_and_vacant_in_another_body(world: World) -> None:
    post = world.post("finance_clerk")
    assert handler(post, world.finance, D(2026, 1, 1)).official == "Finance Clerk"
    assert handler(post, world.justice, D(2026, 1, 1)).is_vacant
    assert handler(None, world.finance, D(2026, 1, 1)).is_vacant
    assert holder_of(post, D(2023, 1, 1)).is_vacant


def test_officials_have_an_opaque_number_of_their_own(world: World) -> None:
    numbers = [official.number for official in world.officials.values()]
    assert len(set(numbers)) == len(numbers)
    assert all(len(number) == 8 and number.isalnum() for number in numbers)
