"""The ledger: a division's own columns show, filter and export for its readers alone; the columns of real ledgers filter."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from commitments.models import Agreement, Commitment, CustomColumn, CustomValue, Project
from commitments.testing import Promises
from lifecycle.creating import create, record_edit
from organizations.testing import PASSWORD, World

pytestmark = pytest.mark.django_db

# kind: (what is entered, the choices, how the ledger shows it, queries that find it, queries that do not)
KINDS: dict[str, tuple[dict[str, Any], str, str, tuple[str, ...], tuple[str, ...]]] = {
    "text": ({"text": "North <b>bank</b>"}, "", "North &lt;b&gt;bank&lt;/b&gt;", ("=bank", "=%20BANK%20"), ("=south",)),
    "number": (
        {"number": "12.50"},
        "",
        "12.5",
        ("_min=12&{}_max=13", "_min=12.5", "_max=12.5"),
        ("_min=12.51", "_max=3"),
    ),
    "day": ({"day": "2026-01-05"}, "", "2026", ("_after=2026-01-05&{}_before=2026-01-05",), ("_after=2026-01-06",)),
    "yes_no": ({"text": "yes"}, "", "是", ("=yes",), ("=no",)),
    "choice": ({"text": "B & C"}, "A\nB & C", "B &amp; C", ("=B%20%26%20C",), ("=A",)),
}
HOSTILE = (
    "'%22;DROP",
    "9" * 400,
    "1e999999",
    "NaN",
    "-Infinity",
    "0001-01-01",
    "9999-12-31",
    "%F0%9F%92%A5",
    "%25_",
)


@pytest.fixture
def promises(world: World) -> Promises:
    return Promises(world)


@pytest.fixture
def enter(promises: Promises) -> Callable[[str], Client]:
    def signed_in(name: str) -> Client:
        promises.world.account(name)
        client = Client()
        client.post("/sign-in/", {"username": name, "password": PASSWORD})
        return client

    return signed_in


def column(promises: Promises, kind: str, division: Any = None, **values: Any) -> CustomColumn:
    given = {"division": division or promises.world.city, "code": kind, "label": f"Own {kind}", "kind": kind, **values}
    made: CustomColumn = create(CustomColumn, promises.actor("system_admin"), data=given)
    return made


def found(client: Client, query: str) -> set[str]:
    answer = client.get(f"/ledger/?{query}")
    assert answer.status_code == 200 and not answer.context["filter_faults"], answer.context["filter_faults"]
    return {row.ref for row in answer.context["rows"]}


def test_a_divisions_own_columns_show_filter_and_export(promises: Promises, enter: Callable[[str], Client]) -> None:
    filled, empty, clerk = promises.draft(), promises.draft(), promises.actor("commerce_clerk")
    columns = {}
    for position, (kind, (value, choices, *_rest)) in enumerate(KINDS.items()):
        columns[kind] = column(promises, kind, choices=choices, position=position)
        create(CustomValue, clerk, data={"commitment": filled, "column": columns[kind], **value})
    reader = enter("commerce_clerk")
    page = reader.get("/ledger/").content.decode()
    csv = b"".join(reader.get("/ledger/?format=csv")).decode()  # type: ignore[arg-type]
    for kind, (_value, _choices, shown, finding, missing) in KINDS.items():
        name = f"own_{columns[kind].pk}"
        assert f"Own {kind}" in page and shown in page and f"Own {kind}" in csv
        for query in finding:
            assert found(reader, name + query.format(name)) == {filled.ref}, query
        for query in missing:
            assert found(reader, name + query.format(name)) == set(), query
    line = next(one for one in csv.splitlines() if filled.ref in one)
    assert line.endswith("North <b>bank</b>,12.5,2026-01-05,是,B & C")
    assert next(one for one in csv.splitlines() if empty.ref in one).endswith(",,,,")


def test_another_divisions_columns_are_neither_shown_nor_asked(
    promises: Promises, enter: Callable[[str], Client]
) -> None:
    commitment = promises.draft()
    county = column(promises, "text", promises.world.county, label="County batch")
    city = column(promises, "number", label="City batch")
    gone = column(promises, "day", label="Old batch")
    record_edit(gone, promises.actor("system_admin"), changes={"is_retired": True})
    of_city, of_county = enter("commerce_clerk"), enter("county_clerk")
    page = of_city.get("/ledger/").content.decode()
    assert "City batch" in page and "County batch" not in page and "Old batch" not in page
    # What is no filter of the reader's narrows nothing and tells nothing.
    assert found(of_city, f"own_{county.pk}=x") == {commitment.ref} == found(of_city, "own_x=1&unknown=2")
    page = of_county.get("/ledger/").content.decode()
    assert "City batch" in page and "County batch" in page
    assert f"own_{city.pk}_min" in page


def test_hostile_values_are_answered_at_the_field_and_never_break_the_ledger(
    promises: Promises, enter: Callable[[str], Client]
) -> None:
    commitment, reader = promises.draft(), enter("commerce_clerk")
    names = ["q", "place", "in_budget", "held_up", "lamp", "body", "lead", "duty", "deputy", "project"]
    names += [
        f"{name}_{end}" for name, ends in (("amount", ("min", "max")), ("due", ("after", "before"))) for end in ends
    ]
    for kind, (_value, choices, *_rest) in KINDS.items():
        own = f"own_{column(promises, kind, choices=choices).pk}"
        ends = {"number": ("_min", "_max"), "day": ("_after", "_before")}.get(kind, ("",))
        names += [f"{own}{end}" for end in ends]
    for value in HOSTILE:
        answer = reader.get("/ledger/?" + "&".join(f"{name}={value}" for name in names))
        assert answer.status_code == 200 and answer.context["filter_faults"]
    # Signs that do not print are taken out of an address before it is read: nothing is asked, or it is refused.
    assert reader.get("/ledger/?" + "&".join(f"{name}=%00" for name in names)).status_code == 200
    refused = reader.get("/ledger/?in_budget=maybe", headers={"HX-Request": "true", "HX-Target": "results"})
    assert refused.status_code == 200 and commitment.ref in refused.content.decode()
    assert [label for label, _sentence in refused.context["filter_faults"]] == [
        refused.context["view"].filterset.form["in_budget"].label
    ]


def test_the_columns_of_real_ledgers_filter(promises: Promises, enter: Callable[[str], Client]) -> None:
    w, clerk = promises.world, promises.actor("commerce_clerk")
    project = create(
        Project,
        clerk,
        data={
            "name": "Rubber plant",
            "code": "XM-7",
            "enterprise": promises.promisee(name="Haiyan Rubber"),
            "place": "East Park",
            "stage": "talks",
            "logging_body": w.commerce,
        },
    )
    paper = create(
        Agreement,
        clerk,
        data={"title": "Agreement", "number": "HT-2026-9", "kind": "agreement", "logging_body": w.commerce},
    )
    wanted = promises.draft(
        project=project,
        agreement=paper,
        amount=5_000_000,
        funding="City budget",
        in_budget="partly",
        held_up_by="Land",
        deputy_head_post=w.post("deputy_mayor"),
        promised_on=date(2026, 1, 12),
    )
    promises.obligation(wanted, lead_body=w.land, due_on=date(2026, 5, 4))
    promises.draft(amount=100, promised_on=date(2025, 1, 12))
    assert Commitment.objects.count() == 2
    reader = enter("commerce_clerk")
    for query in (
        "project=xm-7",
        "project=Rubber",
        "enterprise=haiyan",
        "place=east",
        "number=2026-9",
        "funding=city",
        "in_budget=partly",
        "held_up=yes",
        "amount_min=500&amount_max=500",
        "promised_after=2026-01-01&promised_before=2026-01-31",
        f"deputy=%23{w.post('deputy_mayor').pk}",
        "duty=Bureau of Natural Resources",
        f"duty={w.land.pk}",
        f"body=%23{w.land.pk}",
    ):
        assert found(reader, query) == {wanted.ref}, query
    for query in ("held_up=no", "amount_max=499", "promised_before=2025-12-31"):
        assert wanted.ref not in found(reader, query), query
    pills = reader.get(f"/ledger/?duty={w.land.pk}").context["pills"]
    assert [pill.value for pill in pills] == [str(w.land)]
    csv = b"".join(reader.get("/ledger/?format=csv&place=east")).decode()  # type: ignore[arg-type]
    for cell in ("Rubber plant", "XM-7", "Haiyan Rubber", "East Park", "HT-2026-9", "City budget"):
        assert cell in csv
