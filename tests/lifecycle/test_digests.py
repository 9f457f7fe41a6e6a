"""The digest recomputed from either database equals the one written, whatever the values."""

import json
import os
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from django.db import connections

from lifecycle.canonical import canonical, digest_of
from lifecycle.creating import create, create_many, record_edit
from lifecycle.digesting import encoder_of
from lifecycle.performing import perform
from lifecycle.personal import Personal
from lifecycle.refusals import Invalid
from lifecycle.sweeping import perform_many
from lifecycle.testing import columns, replayed
from lifecycle.verifying import broken_links
from tests.lifecycle.parcels.models import Parcel
from tests.lifecycle.people import ANN, BEA, drafted, sent, weighed

pytestmark = pytest.mark.django_db

ROWS = int(os.environ.get("DIGEST_ROWS", "10000"))
TEXTS = (
    "", " ", "  box ", "揭阳市", "〔2018〕38 号", "e\u0301 é", "\u200b\u202e", "👩‍👩‍👧", "\U0010ffff", "'; DROP TABLE x; --", '"\\/',
    "\t\n\r\x01\x7f", "\u2028\u2029", "null", "0", "ﷺ", "%s %% {}", "𠮷",
)  # fmt: skip
WEIGHTS = (
    None, Decimal("-0.00"), Decimal(0), Decimal("0.01"), Decimal("-0.01"), Decimal("9999999999999.99"),
    Decimal("-9999999999999.99"), Decimal("1E+3"), Decimal("0.10"), Decimal("12.5"), "3.1", 7,
)  # fmt: skip
ZONES = (UTC, timezone(timedelta(hours=8)), timezone(timedelta(hours=-11, minutes=-30)), timezone(timedelta(hours=14)))
FLOATS = (
    0.0,
    -0.0,
    1.0,
    0.1,
    1e22,
    -1e22,
    1e-7,
    5e-324,
    1.7976931348623157e308,
    2**53 + 0.0,
    123456789.123456789,
    1e16,
)


def nested(random: Random, depth: int = 0) -> Any:
    kind = random.randrange(9 if depth < 3 else 6)
    if kind == 0:
        return random.choice(FLOATS)
    if kind == 1:
        return random.choice((0, -1, 2**63, -(2**70), 10**30))
    if kind == 2:
        return random.choice((True, False, None))
    if kind in (3, 4):
        return random.choice(TEXTS)
    if kind == 5:
        return random.uniform(-1e6, 1e6)
    if kind == 6:
        return [nested(random, depth + 1) for _each in range(random.randrange(4))]
    return {random.choice((*TEXTS, "b", "a", "B", "10", "9")): nested(random, depth + 1) for _each in range(3)}


def moment(random: Random) -> datetime | None:
    if random.random() < 0.1:
        return None
    at = datetime(1000, 1, 2, tzinfo=random.choice(ZONES))
    return at + timedelta(
        days=random.randrange(3_280_000),
        seconds=random.randrange(86_400),
        microseconds=random.choice((0, 1, 999_999, 500_000, random.randrange(1_000_000))),
    )


def hostile(random: Random) -> dict[str, Any]:
    return {
        "title": random.choice(TEXTS) + random.choice(TEXTS),
        "remark": "".join(random.choice(TEXTS) for _each in range(random.randrange(12))),
        "contact": Personal(random.choice(TEXTS)) if random.random() < 0.02 else "",
        "weight": random.choice(WEIGHTS),
        "due_on": random.choice((None, date(2000, 1, 1), date(9999, 12, 31), date(2024, 2, 29))),
        "seen_at": moment(random),
        "count": random.choice((None, 0, -(2**63), 2**63 - 1, random.getrandbits(40))),
        "urgent": random.choice((True, False)),
        "extra": random.choice((None, nested(random), nested(random))),
    }


def test_ten_thousand_rows_of_hostile_values_recompute_without_a_difference() -> None:
    random = Random(20180308)
    for _part in range(ROWS // 1000):
        create_many(Parcel, ANN, [hostile(random) for _each in range(1000)], reason=random.choice(TEXTS).strip("\x00"))
    assert Parcel.history.count() == ROWS
    assert broken_links(Parcel.history.order_by("id", "version").iterator(), Parcel) == []


def test_edits_verbs_and_sweeps_of_hostile_values_recompute_without_a_difference() -> None:
    random = Random(38)
    keys = [one.pk for one in create_many(Parcel, ANN, [{"title": "box"}] * 150)]
    for pk in keys:
        changes = hostile(random)
        record_edit(
            Parcel(pk=pk),
            ANN,
            changes={n: changes[n] for n in ("remark", "weight", "due_on", "extra", "contact")} | {"title": "box"},
        )
    perform_many(Parcel.objects.all(), "send", ANN, reason="’“”\n揭")
    perform_many(Parcel.objects.all(), "weigh", BEA, data={"weight": "-0", "remark": TEXTS[9]})
    for pk in keys[:50]:
        perform(Parcel(pk=pk), "lose", BEA, basis=f"art. {random.choice(TEXTS)}")
    assert broken_links(Parcel.history.order_by("id", "version"), Parcel) == []
    assert all(columns(one) == replayed(one) for one in Parcel.objects.all())


def test_the_canonical_text_is_the_json_that_the_documentation_describes() -> None:
    parcel = create(
        Parcel, ANN, data={"title": '"揭"\n', "weight": "-0", "extra": {"b": [1.0, None], "a": True}, "count": 5}
    )
    row = parcel.history.get()
    text = encoder_of(Parcel).text(row.__dict__, row.__dict__)
    read = json.loads(text)
    assert canonical(read) == text
    assert list(read) == ["format", "model", "record", "trail"]
    assert (read["format"], read["model"]) == (1, "parcels.Parcel")
    assert read["record"]["weight"] == "0.00"
    assert read["record"]["extra"] == {"a": True, "b": [1, None]}
    assert read["record"]["seen_at"] is None
    assert read["trail"]["verb"] == "create"
    assert read["trail"]["history_date"].endswith("Z") and len(read["trail"]["history_date"]) == 27
    assert not {"digest", "trail_head", "history_id"} & (read["record"].keys() | read["trail"].keys())
    assert digest_of(text) == row.digest == parcel.trail_head


@pytest.mark.parametrize("column", ["title", "state", "reason", "actor_name", "history_date", "prev_digest", "weight"])
def test_a_row_that_was_altered_in_any_column_no_longer_recomputes(column: str) -> None:
    row = weighed().history.latest()
    value = getattr(row, column)
    setattr(row, column, value + (timedelta(microseconds=1) if column == "history_date" else type(value)(1)))
    assert broken_links([row], Parcel) == [(row.id, row.version)]
    assert encoder_of(Parcel).digest_of_row(row) != row.digest


def test_a_change_within_a_nested_value_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    parcel = sent(extra={"marks": [1]})

    def mark(self: Any, data: None, today: date) -> None:
        self.extra["marks"].append(2)

    monkeypatch.setattr(Parcel, "mark", mark)
    parcel = perform(parcel, "mark", BEA)
    assert parcel.history.latest().changed == ["extra"]
    assert Parcel.objects.get().extra == {"marks": [1, 2]}
    assert broken_links(Parcel.history.order_by("id", "version"), Parcel) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "a\x00b"),
        ("title", "x" * 201),
        ("extra", {"a": ["\x00"]}),
        ("extra", {"\ud800": 1}),
        ("extra", [float("nan")]),
        ("extra", {"a": float("inf")}),
        ("extra", {"a": object()}),
        ("weight", "NaN"),
        ("weight", "1e400"),
        ("weight", "0.001"),
        ("weight", "99999999999999.00"),
        ("count", 2**63),
        ("count", "1.5"),
        ("seen_at", "0001-01-01T00:00:00+08:00"),
        ("seen_at", "9999-12-31T23:59:59-11:00"),
        ("seen_at", "yesterday"),
        ("due_on", "2024-02-30"),
        ("urgent", "perhaps"),
    ],
)
def test_what_an_engine_would_refuse_or_change_is_answered_at_the_field(field: str, value: Any) -> None:
    with pytest.raises(Invalid) as refusal:
        create(Parcel, ANN, data={"title": "box", field: value})
    assert set(refusal.value.errors) == {field}
    parcel = drafted()
    if field not in ("count", "seen_at", "urgent"):
        with pytest.raises(Invalid):
            record_edit(parcel, ANN, changes={field: value})
    assert connections["default"].vendor in ("postgresql", "sqlite")
