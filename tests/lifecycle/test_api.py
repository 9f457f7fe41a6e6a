"""A verb performed by a program: the record's new state, or a problem that says which of the five answers it is."""

from typing import Any

import pytest
from django.test import Client

from lifecycle.performing import perform
from lifecycle.testing import columns
from organizations.testing import PASSWORD, World
from tests.lifecycle.conftest import Enter
from tests.lifecycle.parcels.models import Parcel

pytestmark = pytest.mark.django_db


def post(client: Client, record: Any, verb: str, body: Any = None, **headers: str) -> Any:
    return client.post(
        f"/api/v1/parcels/{record.ref}/{verb}/",
        body if body is not None else {},
        content_type="application/json",
        headers=headers,
    )


def is_problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    body: dict[str, Any] = answer.json()
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert (body["status"], body["code"], body["type"]) == (status, code, f"urn:jiannuo:problem:{code}")
    assert body["title"] and body["detail"] and body["sentences"]
    return body


def test_a_verb_answers_with_state_version_and_row(as_person: Enter, draft: Any) -> None:
    answer = post(as_person("commerce_clerk"), draft, "send", {"expected_version": 1, "reason": "ready"})
    row = draft.history.latest()
    assert (answer.status_code, answer["ETag"]) == (200, '"2"')
    body = answer.json()
    assert (body["record"], body["key"], body["state"], body["version"]) == ("parcels.Parcel", draft.ref, "sent", 2)
    assert body["row"]["digest"] == row.digest
    assert (row.verb, row.reason, row.via, row.actor_name) == ("send", "ready", "api", "Commerce Clerk")


def test_what_a_verb_is_told_is_judged_field_by_field(as_person: Enter, shipped: Any) -> None:
    head, before = as_person("commerce_head"), columns(shipped)
    wrong = is_problem(post(head, shipped, "weigh", {"data": {"weight": "heavy", "colour": "red"}}), 422, "invalid")
    assert set(wrong["errors"]) == {"weight", "colour"}
    wrong = is_problem(post(head, shipped, "weigh", {}), 422, "invalid")
    assert set(wrong["errors"]) in ({"data"}, {"weight"})
    wrong = is_problem(post(head, shipped, "weigh", {"data": {"weight": "-1"}}), 422, "invalid")
    assert set(wrong["errors"]) == {"weight"}
    wrong = is_problem(post(head, shipped, "send_back", {"reason": "x" * 4001}), 422, "invalid")
    assert set(wrong["errors"]) == {"reason"}
    wrong = is_problem(post(head, shipped, "send_back", {"reason": "no", "state": "delivered"}), 422, "invalid")
    assert set(wrong["errors"]) == {"state"}
    is_problem(post(head, shipped, "send_back", [1]), 422, "invalid")
    assert columns(shipped) == before
    assert post(head, shipped, "weigh", {"data": {"weight": "12.5", "remark": "轻放"}}).json()["state"] == "weighed"
    assert Parcel.objects.get().remark == "轻放"


@pytest.mark.parametrize("tag", ['"1"', 'W/"1"'])
def test_a_version_that_is_no_longer_the_present_one_is_a_failed_precondition(
    as_person: Enter, shipped: Any, tag: str
) -> None:
    head = as_person("commerce_head")
    body = is_problem(post(head, shipped, "mark", {}, **{"If-Match": tag}), 412, "stale")
    assert (body["expected_version"], body["version"]) == (1, 2)
    body = is_problem(post(head, shipped, "mark", {"expected_version": 1}), 412, "stale")
    assert post(head, shipped, "mark", {}, **{"If-Match": '"2"'}).status_code == 200
    is_problem(post(head, shipped, "mark", {}, **{"If-Match": "yesterday"}), 422, "invalid")
    is_problem(post(head, shipped, "mark", {"expected_version": 3}, **{"If-Match": '"2"'}), 422, "invalid")


def test_state_person_and_guards_are_told_apart(as_person: Enter, world: World, shipped: Any) -> None:
    body = is_problem(post(as_person("commerce_head"), shipped, "deliver"), 409, "not_from_this_state")
    assert body["state"] == "sent"
    body = is_problem(post(as_person("commerce_clerk2"), shipped, "mark"), 403, "not_permitted")
    assert body["rights"] == ["weigher"]
    perform(shipped, "weigh", world.actor("commerce_head"), data={"weight": 1})
    body = is_problem(post(as_person("commerce_head"), shipped, "deliver"), 409, "guards_unmet")
    assert [one["guard"] for one in body["unmet"]] == ["has_note"]
    assert body["unmet"][0]["mend"] == f"/do/new/notes/?parcel={shipped.pk}"


def test_what_is_not_there_and_what_is_another_bodys_are_not_told_apart(as_person: Enter, draft: Any) -> None:
    other = is_problem(post(as_person("finance_clerk"), draft, "send"), 404, "not_found")
    client = as_person("commerce_clerk")
    missing = client.post("/api/v1/parcels/PA-1999-0001/send/", {}, content_type="application/json")
    assert is_problem(missing, 404, "not_found") == other
    is_problem(post(client, draft, "fly"), 404, "not_found")
    is_problem(client.post("/api/v1/planets/1/send/", {}, content_type="application/json"), 404, "not_found")
    assert Parcel.objects.get().state == "draft"


def test_who_owes_a_new_password_does_nothing_before(world: World, draft: Any) -> None:
    account = world.account("commerce_clerk", must_change_password=True)
    client = Client()
    client.post("/sign-in/", {"username": account.username, "password": PASSWORD})
    answer = post(client, draft, "send")
    assert (answer.status_code, answer.json()["code"]) == (403, "password_due")
    assert Parcel.objects.get().state == "draft"


def test_strangers_other_sites_and_broken_requests_get_a_clear_answer(as_person: Enter, draft: Any) -> None:
    assert post(Client(), draft, "send").status_code == 401
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(as_person("commerce_clerk").get("/").wsgi_request.user)
    is_problem(post(strict, draft, "send"), 403, "forbidden")
    client = as_person("commerce_clerk")
    address = f"/api/v1/parcels/{draft.ref}/send/"
    is_problem(client.post(address, "{", content_type="application/json"), 400, "parse_error")
    is_problem(client.post(address, '{"a": NaN}', content_type="application/json"), 400, "parse_error")
    deep = is_problem(client.post(address, "[" * 100_000, content_type="application/json"), 400, "parse_error")
    assert deep["sentences"]
    for halved in (r'{"\ud800": 1}', r'{"reason": "\udfff"}'):
        is_problem(client.post(address, halved, content_type="application/json"), 400, "parse_error")
    for answer, status, code in (
        (client.post(address, {"reason": "x"}), 415, "unsupported_media_type"),
        (client.get(address), 405, "method_not_allowed"),
    ):
        assert "{" not in is_problem(answer, status, code)["title"]
    assert Parcel.objects.get().state == "draft"
