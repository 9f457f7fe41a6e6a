"""The pages of cases and orders: for each role what it may see, for others nothing, and never more questions for more rows."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lifecycle.models import Access
from lifecycle.testing import plant
from organizations.involving import refresh_keys
from rectification.models import BreachCase, RectificationOrder
from rectification.testing import Breaches

pytestmark = pytest.mark.django_db

SignIn = Callable[[str], Client]
# By part: who logged, who owes, who oversees, who is above, who verified, who runs the division.
SEEING = (
    "commerce_clerk",
    "finance_clerk",
    "finance_head",
    "office_clerk",
    "office_supervisor",
    "party_supervisor",
    "integrity_officer",
    "auditor",
)
BLIND = ("county_clerk", "county_supervisor", "system_admin", "security_admin")


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_pages_of_cases_and_orders_answer_for_everybody_who_takes_part_in_both_languages(
    breaches: Breaches, sign_in: SignIn
) -> None:
    order = breaches.begun(breaches.order())
    case = order.case
    for name in SEEING:
        client = sign_in(name)
        for url in ("/cases/", "/orders/", case.get_absolute_url(), order.get_absolute_url()):
            assert client.get(url).status_code == 200, (name, url)
        assert case.ref in text(client.get("/cases/")), name
        assert order.ref in text(client.get("/orders/")), name
    client = sign_in("office_supervisor")
    client.cookies["django_language"] = "en"
    for url in ("/cases/", "/orders/", case.get_absolute_url(), order.get_absolute_url()):
        assert client.get(url).status_code == 200, url


def test_the_verifying_body_sees_its_case_and_while_it_verifies_the_promise_and_its_evidence(
    breaches: Breaches, sign_in: SignIn
) -> None:
    obligation = breaches.promise()[1]
    case = breaches.case(obligation)
    head = sign_in("land_head")
    assert head.get(case.get_absolute_url()).status_code == 404
    assert head.get(obligation.get_absolute_url()).status_code == 404
    case = breaches.assigned(case)
    assert head.get(case.get_absolute_url()).status_code == 200
    assert head.get(obligation.get_absolute_url()).status_code == 200
    assert head.get(obligation.commitment.get_absolute_url()).status_code == 200
    breaches.act("land_head", case, "confirm", data=breaches.finding())
    assert head.get(case.get_absolute_url()).status_code == 200
    assert head.get(obligation.commitment.get_absolute_url()).status_code == 404


def test_other_bodies_find_neither_list_rows_nor_pages_nor_steps(breaches: Breaches, sign_in: SignIn) -> None:
    order = breaches.order()
    case = order.case
    for name in BLIND:
        client = sign_in(name)
        for url in (
            case.get_absolute_url(),
            order.get_absolute_url(),
            f"/do/cases/{case.ref}/dismiss/",
            f"/do/orders/{order.ref}/approve_plan/",
            f"/do/orders/{order.ref}/edit/",
        ):
            assert client.get(url).status_code == 404, (name, url)
            assert client.post(url).status_code in (404, 405), (name, url)
        assert case.ref not in text(client.get("/cases/")), name
        assert order.ref not in text(client.get("/orders/")), name


def test_the_chain_leads_from_the_promise_to_the_record_and_links_only_to_what_the_reader_may_see(
    breaches: Breaches, sign_in: SignIn
) -> None:
    order = breaches.order()
    failed = breaches.refused(order)
    inquiry = breaches.inquiry(failed)
    names = ["承诺", "履约", "核实", "整改", "问责", "失信记录"]
    for page in (order.commitment, order.case, order):
        steps = sign_in("office_supervisor").get(page.get_absolute_url()).context["steps"]
        assert [str(step.name) for step in steps] == names
        assert [step.ref for step in steps][2:5] == [order.case.ref, order.ref, inquiry.ref]
        assert not steps[5].begun and not steps[5].url
    steps = sign_in("land_head").get(order.case.get_absolute_url()).context["steps"]
    assert steps[0].ref == order.commitment.ref
    assert [bool(step.url) for step in steps] == [False, False, True, False, False, False]


def test_who_is_not_on_an_inquiry_is_not_told_that_there_is_one(breaches: Breaches, sign_in: SignIn) -> None:
    order = breaches.refused(breaches.order())
    reader, url = sign_in("land_head"), order.case.get_absolute_url()
    before = reader.get(url).context["steps"]
    inquiry = breaches.inquiry(order)
    steps = reader.get(url).context["steps"]
    assert inquiry.ref not in [step.ref for step in steps]
    assert steps == before
    assert steps[4].begun is False


def test_the_page_of_a_promise_shows_its_cases_and_orders_and_offers_a_new_case_to_its_overseers_alone(
    breaches: Breaches, sign_in: SignIn
) -> None:
    order = breaches.order()
    url = order.commitment.get_absolute_url()
    for name, opens in (("office_clerk", True), ("integrity_officer", True), ("finance_clerk", False)):
        shown = text(sign_in(name).get(url))
        assert order.case.get_absolute_url() in shown and order.get_absolute_url() in shown, name
        assert (f"/do/new/cases/?commitment={order.commitment_id}" in shown) is opens, name
    shown = text(sign_in("office_clerk").get(order.case.obligation.get_absolute_url()))
    assert order.case.get_absolute_url() in shown


def test_the_trail_of_an_order_tells_the_whole_family_with_record_and_number(
    breaches: Breaches, sign_in: SignIn
) -> None:
    order = breaches.begun(breaches.order())
    client = sign_in("office_supervisor")
    answer = client.get(order.get_absolute_url() + "?all=1")
    events = [event for stretch in answer.context["stretches"] for event in stretch.events]
    assert {order.ref, order.case.ref, order.commitment.ref} <= {event.record for event in events}
    assert len(events) == answer.context["event_count"]
    own = client.get(order.get_absolute_url() + "?trail=own&all=1").context["stretches"]
    numbers = [event.number for stretch in own for event in stretch.events]
    assert numbers == list(range(order.version, 0, -1))


def test_a_review_stands_beside_the_normal_course_and_only_where_somebody_asked_for_it(
    breaches: Breaches, sign_in: SignIn
) -> None:
    order = breaches.order()
    client = sign_in("office_supervisor")
    course = text(client.get(order.get_absolute_url())).split('id="course"')[1].split("</section>")[0]
    assert "维持" not in course
    places = [course.index(f">{label}</text>") for label in ("报送方案", "批准方案", "申请验收", "销号")]
    assert places == sorted(places)
    order = breaches.appealed(order)
    assert "维持" in text(client.get(order.get_absolute_url())).split('id="course"')[1].split("</section>")[0]


def test_the_lists_are_filtered_by_what_the_address_says_and_each_condition_can_be_taken_off(
    breaches: Breaches, sign_in: SignIn
) -> None:
    order = breaches.order()
    client = sign_in("office_supervisor")
    for url in (
        "/orders/?state=issued",
        f"/orders/?q={order.ref}",
        "/orders/?q=subsidy&state=issued&standing=unsettled",
        f"/orders/?body={breaches.world.finance.pk}",
        "/orders/?sort=-issued",
    ):
        answer = client.get(url)
        assert order.ref in text(answer), url
        assert len(answer.context["pills"]) == url.partition("?")[2].count("=") - ("sort" in url)
    for url in ("/orders/?state=accepted", "/orders/?standing=unmet", f"/orders/?body={breaches.world.land.pk}"):
        assert order.ref not in text(client.get(url)), url
    case = order.case
    for url in ("/cases/?state=confirmed", "/cases/?source=overdue", f"/cases/?body={breaches.world.finance.pk}"):
        assert case.ref in text(client.get(url)), url
    for url in ("/cases/?standing=open", "/cases/?source=judgment", f"/cases/?body={breaches.world.commerce.pk}"):
        assert case.ref not in text(client.get(url)), url


def test_an_export_holds_what_the_list_shows_and_is_recorded(breaches: Breaches, sign_in: SignIn) -> None:
    order = breaches.order()
    client = sign_in("office_supervisor")
    lines = b"".join(client.get("/orders/?format=csv&state=issued").streaming_content).decode().splitlines()
    assert len(lines) == 2
    for word in (order.ref, "Subsidy for the first plant", "Bureau of Finance", "Finance Head", "已下达"):
        assert word in lines[1], word
    assert b"".join(client.get("/cases/?format=csv").streaming_content).decode().count("\n") == 2
    rows = Access.objects.filter(kind=Access.Kind.EXPORT).order_by("pk")
    assert [row.detail for row in rows] == ["orders, 1: format=csv&state=issued", "cases, 1: format=csv"]


def test_the_lists_ask_the_same_number_of_questions_however_many_rows(breaches: Breaches, sign_in: SignIn) -> None:
    order = breaches.order()
    client = sign_in("office_supervisor")
    counts: dict[str, list[int]] = {"/cases/": [], "/orders/": []}
    for number in (21, 20):
        for _each in range(number):
            case = plant(
                BreachCase,
                "confirmed",
                commitment=order.commitment,
                obligation=order.case.obligation,
                source="overdue",
                facts="Nothing was paid.",
            )
            plant(
                RectificationOrder,
                "issued",
                case=case,
                commitment=order.commitment,
                duty_body=order.duty_body,
                issuer=order.issuer,
                form="letter",
                channel="bureau",
                authority="decision",
                authority_document="Minutes 12 (2026)",
                issued_on=order.issued_on,
                due_on=order.due_on,
                plan_due_on=order.plan_due_on,
            )
        for model in (BreachCase, RectificationOrder):
            refresh_keys(model, list(model.objects.values_list("pk", flat=True)))
        for url, seen in counts.items():
            client.get(url)
            with CaptureQueriesContext(connection) as caught:
                assert client.get(url).status_code == 200
            seen.append(len(caught))
    for url, seen in counts.items():
        assert seen[0] == seen[1], url


def test_the_page_of_an_order_asks_the_same_number_of_questions_however_many_measures(
    breaches: Breaches, sign_in: SignIn
) -> None:
    order = breaches.order()
    demand = order.demands.first()
    client = sign_in("finance_clerk")
    counts = []
    for number in (1, 8):
        for each in range(number):
            breaches.measure(order, demand, what=f"Step {each}", due_on=breaches.today + timedelta(days=each + 1))
        client.get(order.get_absolute_url())
        with CaptureQueriesContext(connection) as caught:
            assert client.get(order.get_absolute_url()).status_code == 200
        counts.append(len(caught))
    assert counts[0] == counts[1]
