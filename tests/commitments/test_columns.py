"""A division's own columns: filled in with the commitment and later, shown on its page, emptied again; kept by its administrator."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commitments.models import Commitment, CustomColumn, CustomValue
from commitments.testing import Promises
from lifecycle.creating import create, record_edit
from lifecycle.refusals import Invalid
from lifecycle.testing import plant
from organizations.testing import World
from tests.commitments.test_entry import NEW, enter, filled, text
from tests.commitments.test_ledger import KINDS, column

pytestmark = pytest.mark.django_db
TYPED = {"text": "North <b>bank</b>", "number": "１,234.50", "day": "2026-01-05", "yes_no": "yes", "choice": "B & C"}
SHOWN = {
    "text": "North &lt;b&gt;bank",
    "number": "1234.5",
    "day": "2026年1月5日",
    "yes_no": "是",
    "choice": "B &amp; C",
}
HOSTILE = {
    "text": ("x" * 301, "\x00"),
    "number": ("three", "NaN", "-Infinity", "1e99999", "1.00001", "9" * 400),
    "day": ("2026-02-30", "0000-00-00", "Monday"),
    "yes_no": ("maybe",),
    "choice": ("C", "B"),
}


@pytest.fixture
def columns(promises: Promises) -> dict[str, CustomColumn]:
    """One column of each kind, of the city."""
    return {kind: column(promises, kind, choices=choices) for kind, (_v, choices, *_rest) in KINDS.items()}


def posted(columns: dict[str, CustomColumn], typed: dict[str, str], commitment: Any = None) -> dict[str, str]:
    """What a browser sends of the fields, with the versions that it was shown."""
    held = {} if commitment is None else {one.column_id: one.version for one in values_of(commitment)}
    data = {f"own-{columns[kind].pk}": value for kind, value in typed.items()}
    return data | {f"own-{one.pk}-version": str(held.get(one.pk, 0)) for one in columns.values()}


def values_of(commitment: Any) -> list[CustomValue]:
    return list(CustomValue.objects.filter(commitment=commitment).order_by("column__position", "pk"))


def page_of(commitment: Any) -> str:
    return f"{commitment.get_absolute_url()}columns/"


def test_columns_are_filled_in_with_the_commitment_and_shown_on_its_page(
    world: World, promises: Promises, columns: dict[str, CustomColumn]
) -> None:
    clerk = enter(world, "commerce_clerk")
    assert 'id="s6"' in text(clerk.get(NEW))
    answer = clerk.post(NEW, filled(promises, **posted(columns, TYPED)))
    assert answer.status_code == 302, answer.context["page"].error_lines()
    made = Commitment.objects.get()
    assert {one.column.kind for one in values_of(made)} == set(KINDS)
    assert {one.history.get().verb for one in values_of(made)} == {"create"}
    page = text(clerk.get(made.get_absolute_url()))
    for kind, shown in SHOWN.items():
        assert f"Own {kind}" in page and shown in page, kind
    again = clerk.get(f"{made.get_absolute_url()}edit/").context["page"].columns
    shown_again = {columns[kind].pk: again[str(columns[kind].pk)].value() for kind in KINDS}
    assert shown_again[columns["number"].pk] == "1234.5"
    # Saved again as it stands: nothing is written.
    assert clerk.post(f"{made.get_absolute_url()}edit/", filled_again(clerk, made)).status_code == 302
    assert {one.version for one in values_of(made)} == {1}


def filled_again(client: Client, commitment: Any) -> dict[str, str]:
    """The fields of the edit page as a browser would send them back."""
    page = client.get(f"{commitment.get_absolute_url()}edit/").context["page"]
    data: dict[str, str] = {"ob-count": str(len(page.blocks))}
    for form in page.forms():
        for bound in form:
            value = bound.value()
            if value not in (None, "", False):
                data[bound.html_name] = str(value)
    for block in page.blocks:
        data[f"{block.prefix}-id"] = str(block.record.pk)
        for kind, rows in block.rows.items():
            data[f"{block.prefix}-{kind}-count"] = str(len(rows))
            data |= {f"{row.prefix}-id": str(row.record.pk) for row in rows}
    return data


@pytest.mark.parametrize("kind", list(KINDS))
def test_bad_input_is_told_at_its_field_and_nothing_is_written(
    world: World, promises: Promises, columns: dict[str, CustomColumn], kind: str
) -> None:
    clerk, standing = enter(world, "commerce_clerk"), promises.draft()
    name = f"own-{columns[kind].pk}"
    for bad in HOSTILE[kind]:
        answer = clerk.post(NEW, filled(promises, **posted(columns, {**TYPED, kind: bad})))
        assert answer.status_code == 422, bad
        page = answer.context["page"]
        assert {line["id"] for line in page.error_lines()} == {f"id_{name}"}, bad
        assert (section := answer.context["sections"][-1]).kind == "has-error" and "1" in section.words, bad
        answer = clerk.post(page_of(standing), posted(columns, {**TYPED, kind: bad}))
        assert answer.status_code == 422 and list(answer.context["form"].errors) == [str(columns[kind].pk)], bad
    assert list(Commitment.objects.all()) == [standing] and not CustomValue.objects.exists()
    for version in ("x", "-1", "9" * 5000):
        data = posted(columns, TYPED) | {f"{name}-version": version}
        assert clerk.post(page_of(standing), data).status_code in (302, 409, 422), version


def test_later_each_changed_value_goes_through_the_door_and_an_emptied_one_is_taken_out(
    world: World, promises: Promises, columns: dict[str, CustomColumn]
) -> None:
    clerk, (made, _owed) = enter(world, "commerce_clerk"), promises.active()
    assert clerk.post(page_of(made), posted(columns, TYPED))["Location"] == f"{made.get_absolute_url()}#columns"
    assert len(values_of(made)) == len(KINDS)
    changed = {**TYPED, "text": "South"}
    assert clerk.post(page_of(made), posted(columns, changed, made)).status_code == 302
    assert {one.column.kind: one.version for one in values_of(made)} == dict.fromkeys(KINDS, 1) | {"text": 2}
    assert clerk.post(page_of(made), posted(columns, dict.fromkeys(KINDS, ""), made)).status_code == 302
    assert all(one.is_empty for one in values_of(made))
    assert {one.history.latest("version").verb for one in values_of(made)} == {"edit"}
    page = text(clerk.get(made.get_absolute_url()))
    assert "South" not in page.partition('id="columns"')[2].partition("</section>")[0]
    ledger = f"/ledger/?own_{columns['number'].pk}_min=1"
    assert clerk.get(ledger).context["rows"] == []
    # And filled in anew.
    assert clerk.post(page_of(made), posted(columns, TYPED, made)).status_code == 302
    assert not any(one.is_empty for one in values_of(made))


def test_what_somebody_else_filled_in_meanwhile_is_never_overwritten_unseen(
    world: World, promises: Promises, columns: dict[str, CustomColumn]
) -> None:
    clerk, (made, _owed), by = enter(world, "commerce_clerk"), promises.active(), promises.actor("commerce_clerk2")
    opened = posted(columns, TYPED)
    value = create(CustomValue, by, data={"commitment": made, "column": columns["text"], "text": "Theirs"})
    answer = clerk.post(page_of(made), opened)
    assert answer.status_code == 409 and "Theirs" in text(answer) and "North" in text(answer)
    assert [str(one) for one in values_of(made)] == ["Theirs"]
    opened = posted(columns, TYPED, made)
    record_edit(value, by, changes={"text": "Theirs again"})
    answer = clerk.post(page_of(made), opened)
    assert answer.status_code == 409 and [str(one) for one in values_of(made)] == ["Theirs again"]
    form = answer.context["form"]
    seen = {bound.html_name: bound.value() for bound in form}
    assert clerk.post(page_of(made), seen).status_code == 302
    assert len(values_of(made)) == len(KINDS) and str(CustomValue.objects.get(pk=value.pk)) == TYPED["text"]


def test_a_draft_with_columns_that_somebody_filled_in_meanwhile_is_asked_about(
    world: World, promises: Promises, columns: dict[str, CustomColumn]
) -> None:
    clerk = enter(world, "commerce_clerk")
    clerk.post(NEW, filled(promises, **posted(columns, {})))
    made = Commitment.objects.get()
    data = filled_again(clerk, made) | posted(columns, TYPED)
    by = promises.actor("commerce_clerk2")
    create(CustomValue, by, data={"commitment": made, "column": columns["text"], "text": "Theirs"})
    answer = clerk.post(f"{made.get_absolute_url()}edit/", data)
    assert answer.status_code == 409 and [str(one) for one in values_of(made)] == ["Theirs"]
    page = answer.context["page"]
    again = data | {bound.html_name: bound.value() for bound in page.columns}
    assert clerk.post(f"{made.get_absolute_url()}edit/", again).status_code == 302
    assert str(values_of(made)[0]) == TYPED["text"]


def test_a_choice_no_longer_offered_may_stay_but_not_come_back(
    world: World, promises: Promises, columns: dict[str, CustomColumn]
) -> None:
    clerk, (made, _owed) = enter(world, "commerce_clerk"), promises.active()
    clerk.post(page_of(made), posted(columns, {"choice": "A"}))
    record_edit(columns["choice"], promises.actor("system_admin"), changes={"choices": "B & C"})
    assert clerk.post(page_of(made), posted(columns, {"choice": "A", "text": "x"}, made)).status_code == 302
    assert clerk.post(page_of(made), posted(columns, {"choice": "B & C", "text": "x"}, made)).status_code == 302
    assert clerk.post(page_of(made), posted(columns, {"choice": "A", "text": "x"}, made)).status_code == 422


def test_only_the_clerks_of_the_promise_fill_in_and_only_their_own_divisions_columns(
    world: World, promises: Promises, columns: dict[str, CustomColumn]
) -> None:
    made, _owed = promises.active()
    county = column(promises, "text", world.county, code="county")
    retired = column(promises, "text", code="old")
    record_edit(retired, promises.actor("system_admin"), changes={"is_retired": True})
    for name, may in (("commerce_clerk", True), ("finance_clerk", True), ("office_supervisor", False)):
        client = enter(world, name)
        page = text(client.get(made.get_absolute_url()))
        assert ("Own text" in page) and (page_of(made) in page) == may, name
        assert client.get(page_of(made)).status_code == (200 if may else 403), name
        data = posted(columns, TYPED, made) | {f"own-{county.pk}": "x", f"own-{retired.pk}": "x"}
        assert client.post(page_of(made), data).status_code == (302 if may else 403), name
    assert {one.column_id for one in values_of(made)} == {one.pk for one in columns.values()}
    assert enter(world, "county_clerk").get(page_of(made)).status_code == 404


def test_no_address_or_field_made_by_hand_fills_in_another_divisions_column(
    world: World, promises: Promises, columns: dict[str, CustomColumn]
) -> None:
    made, _owed = promises.active()
    county = column(promises, "text", world.county, code="county")
    clerk, actor = enter(world, "commerce_clerk"), promises.actor("commerce_clerk")
    new = f"/do/new/values/?commitment={made.pk}&column="
    assert clerk.post(f"{new}{county.pk}", {"text": "x"}).status_code == 422
    assert clerk.post("/do/new/values/", {"commitment": made.pk, "column": county.pk, "text": "x"}).status_code == 422
    with pytest.raises(Invalid) as refusal:
        create(CustomValue, actor, data={"commitment": made, "column": county, "text": "x"})
    assert set(refusal.value.errors) == {"column"} and not CustomValue.objects.exists()
    theirs = plant(CustomValue, commitment=made, column=county, text="Theirs")
    edit = f"/do/values/{theirs.pk}/edit/"
    assert (clerk.get(edit).status_code, clerk.post(edit, {"text": "x", "version": 1}).status_code) == (404, 404)
    assert str(CustomValue.objects.get(pk=theirs.pk)) == "Theirs"
    assert clerk.post(f"{new}{columns['text'].pk}", {"text": "x"}).status_code == 302
    own = CustomValue.objects.get(column=columns["text"])
    assert clerk.post(f"/do/values/{own.pk}/edit/", {"text": "y", "version": 1}).status_code == 302


def test_without_columns_nothing_is_shown_and_the_page_asks_as_often_for_many_as_for_one(
    world: World, promises: Promises
) -> None:
    clerk, (made, _owed) = enter(world, "commerce_clerk"), promises.active()
    assert clerk.get(page_of(made)).status_code == 404
    assert 'id="s6"' not in text(clerk.get(NEW)) and 'id="columns"' not in text(clerk.get(made.get_absolute_url()))
    own = column(promises, "text", code="one")
    create(CustomValue, promises.actor("commerce_clerk"), data={"commitment": made, "column": own, "text": "x"})
    counted = []
    for again in range(2):
        for address in (made.get_absolute_url(), page_of(made), NEW):
            with CaptureQueriesContext(connection) as asked:
                assert clerk.get(address).status_code == 200
            counted.append(len(asked))
        for number in range(5):
            more = column(promises, "number", code=f"more-{again}-{number}")
            create(
                CustomValue, promises.actor("commerce_clerk"), data={"commitment": made, "column": more, "number": 1}
            )
    assert counted[:3] == counted[3:]


def test_an_administrator_adds_and_mends_a_column_on_a_page(world: World, promises: Promises) -> None:
    admin = enter(world, "system_admin")
    typed = {
        "division": world.city.name,
        "label": "Batch",
        "code": "batch",
        "kind": "choice",
        "choices": "First\nSecond",
        "position": "2",
    }
    for wrong, at in (
        ({"choices": ""}, "choices"),
        ({"kind": ""}, "kind"),
        ({"code": "批次"}, "code"),
        ({"division": "Nowhere"}, "division"),
        ({"position": "0"}, "position"),
        ({"label": ""}, "label"),
    ):
        answer = admin.post("/columns/new/", typed | wrong)
        assert answer.status_code == 422 and list(answer.context["form"].errors) == [at], wrong
    assert admin.post("/columns/new/", typed)["Location"] == "/columns/"
    made = CustomColumn.objects.get()
    assert (made.division, made.choice_list, made.history.get().verb) == (world.city, ("First", "Second"), "create")
    answer = admin.post("/columns/new/", typed | {"label": "Another"})
    assert answer.status_code == 422 and "code" in answer.context["form"].errors
    assert "Batch" in text(admin.get("/columns/")) and f"/columns/{made.pk}/edit/" in text(admin.get("/columns/"))
    assert 'href="/columns/"' in text(admin.get("/bodies/"))
    edited = {"label": "Batch of the year", "choices": "First", "position": "1", "version": "1", "is_retired": "on"}
    assert admin.post(f"/columns/{made.pk}/edit/", edited).status_code == 302
    made.refresh_from_db()
    assert (made.label, made.is_retired, made.version) == ("Batch of the year", True, 2)
    assert admin.post(f"/columns/{made.pk}/edit/", edited).status_code == 409


def test_columns_are_listed_for_administrators_and_auditors_alone(world: World, promises: Promises) -> None:
    own = column(promises, "text")
    for name, may_list, may_make in (
        ("system_admin", True, True),
        ("auditor", True, False),
        ("commerce_clerk", False, False),
        ("office_supervisor", False, False),
        ("security_admin", False, False),
    ):
        client = enter(world, name)
        page = client.get("/columns/")
        assert page.status_code == (200 if may_list else 403), name
        assert ("/columns/new/" in text(page)) == may_make and (f"/columns/{own.pk}/edit/" in text(page)) == may_make
        assert client.get("/columns/new/").status_code == (200 if may_make else 403), name
        assert client.get(f"/columns/{own.pk}/edit/").status_code == (200 if may_make else 403), name
        assert ('href="/columns/"' in text(client.get("/bodies/"))) == may_list, name
