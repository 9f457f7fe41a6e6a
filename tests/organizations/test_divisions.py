"""The divisions that come with the product."""

import re
from collections import Counter

from organizations.choices import CodeSystem, DivisionKind, DivisionLevel
from organizations.divisions import DEMO_CITY, JIEYANG, ancestors, children, division, divisions, provinces, within


def test_the_country_is_there() -> None:
    levels = Counter(row.level for row in divisions() if row.system == CodeSystem.GB2260)
    assert levels == {DivisionLevel.PROVINCE: 34, DivisionLevel.PREFECTURE: 333, DivisionLevel.COUNTY: 2847}
    assert len(provinces()) == 34


def test_system_and_code_name_one_division_and_every_parent_stands_before_its_children() -> None:
    seen: set[tuple[str, str]] = set()
    for row in divisions():
        assert (row.system, row.code) not in seen
        if row.parent_system:
            assert (row.parent_system, row.parent_code) in seen
        else:
            assert row.level == DivisionLevel.PROVINCE or row.code == DEMO_CITY
        seen.add((row.system, row.code))


def test_the_same_number_means_two_towns_in_two_systems() -> None:
    named = {(row.system, row.code): row.name for row in divisions()}
    assert named[CodeSystem.MCA, "445202010"] == "东兴街道"
    (dongyang,) = [row for row in divisions() if row.nbs_code == "445202010"]
    assert (dongyang.name, dongyang.code) == ("东阳街道", "445202008")


def test_jieyang_has_its_districts_counties_and_cities() -> None:
    jieyang = division(JIEYANG)
    assert jieyang
    assert jieyang.name == "揭阳市"
    assert [row.name for row in children(jieyang)] == ["榕城区", "揭东区", "揭西县", "惠来县", "普宁市"]
    assert [row.name for row in ancestors(jieyang)] == ["广东省"]
    kinds = Counter(row.kind for row in within(JIEYANG))
    assert kinds == {
        DivisionKind.PREFECTURE: 1,
        DivisionKind.COUNTY: 5,
        DivisionKind.STREET: 23,
        DivisionKind.TOWN: 62,
        DivisionKind.TOWNSHIP: 2,
        DivisionKind.ZONE: 6,
        DivisionKind.FARM: 17,
    }


def test_no_management_committee_of_a_real_place_is_claimed() -> None:
    assert [row.name for row in divisions() if row.kind == DivisionKind.COMMITTEE] == ["岚江高新区"]


def test_the_invented_city_cannot_be_taken_for_a_real_one() -> None:
    city = within(DEMO_CITY)
    assert [(row.code, row.name) for row in city] == [
        ("990100", "岚江市"),
        ("990102", "云峰区"),
        ("990103", "澄湖区"),
        ("990121", "松岭县"),
        ("990122", "望川县"),
        ("990181", "青港市"),
        ("990171", "岚江高新区"),
    ]
    assert {row.system for row in city} == {CodeSystem.OWN}
    real = [row for row in divisions() if row.system != CodeSystem.OWN]
    assert all(re.match("[1-8]", row.code) for row in real)
    assert not {row.name for row in city} & {row.name for row in real}


def test_the_nations_towns_hang_below_their_county() -> None:
    rongcheng = division("445202")
    assert rongcheng
    assert [row.name for row in children(rongcheng)][:2] == ["榕华街道", "新兴街道"]
    assert [row.name for row in ancestors(children(rongcheng)[0])] == ["广东省", "揭阳市", "榕城区"]


def test_an_unknown_code_has_nothing_below_it() -> None:
    assert division("999999") is None
    assert within("999999") == ()


def test_a_local_number_can_be_taken_by_no_other_system() -> None:
    assert not any(re.fullmatch(r"\d{6}G\d\d", row.code) for row in divisions())
