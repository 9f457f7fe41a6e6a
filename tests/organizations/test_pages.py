"""Every page of the app: who may open it, what its forms do, and that its queries do not grow with rows."""

from datetime import date
from typing import Any

import pytest
from django import forms
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lifecycle.creating import create, create_many, record_edit
from lifecycle.models import Access
from organizations.acting import INSTALLER
from organizations.codes import composed
from organizations.models import (
    Account,
    Body,
    Division,
    Grant,
    Official,
    Oversight,
    Portfolio,
    Post,
    Succession,
    Tenure,
)
from organizations.pickers import BodyField, DivisionField, OfficialField, PostField
from organizations.testing import World

pytestmark = pytest.mark.django_db

LISTS = ["/bodies/", "/tenures/", "/officials/", "/portfolios/", "/successions/", "/oversight/", "/grants/"]


@pytest.mark.parametrize("address", LISTS)
def test_every_person_with_an_account_reads_the_lists(as_person: Any, address: str) -> None:
    assert as_person("commerce_clerk").get(address).status_code == 200


@pytest.mark.parametrize(
    ("address", "allowed", "refused"),
    [
        ("/accounts/", "system_admin", "security_admin"),
        ("/accounts/new/", "system_admin", "security_admin"),
        ("/bodies/new/", "system_admin", "security_admin"),
        ("/officials/new/", "system_admin", "commerce_head"),
        ("/portfolios/new/", "system_admin", "auditor"),
        ("/successions/new/", "system_admin", "auditor"),
        ("/oversight/new/", "security_admin", "system_admin"),
        ("/grants/new/", "security_admin", "system_admin"),
        ("/sign-ins/", "auditor", "system_admin"),
        ("/sign-ins/", "security_admin", "commerce_head"),
        ("/oversight/duties/", "commerce_head", "commerce_clerk"),
        ("/admin/", "auditor", "commerce_clerk"),
    ],
)
def test_a_page_opens_for_its_role_and_answers_403_to_the_rest(
    as_person: Any, address: str, allowed: str, refused: str
) -> None:
    assert as_person(allowed).get(address).status_code == 200
    answer = as_person(refused).get(address, follow=True)
    assert answer.status_code == 403
    assert "本页仅供以下角色使用" in answer.content.decode()


def test_a_form_sent_by_somebody_else_than_its_role_writes_nothing(as_person: Any) -> None:
    before = Official.objects.count()
    assert as_person("commerce_head").post("/officials/new/", {"name": "Intruder"}).status_code == 403
    assert Official.objects.count() == before


def test_the_pages_of_single_records_open_and_an_unknown_one_is_404(world: World, as_person: Any) -> None:
    client = as_person("security_admin")
    pages: list[Any] = [
        world.commerce,
        world.post("commerce_head"),
        world.official("commerce_head"),
        Grant.objects.first(),
    ]
    for record in pages:
        assert client.get(record.get_absolute_url()).status_code == 200
    for address in ("/bodies/999999/", "/posts/999999/", "/officials/999999/", "/grants/999999/"):
        assert client.get(address).status_code == 404


def test_a_grant_is_read_by_its_holder_and_by_those_who_look_after_grants_alone(world: World, as_person: Any) -> None:
    own = Grant.objects.get(official=world.official("commerce_clerk"))
    other = Grant.objects.get(official=world.official("finance_clerk"))
    client = as_person("commerce_clerk")
    assert client.get(own.get_absolute_url()).status_code == 200
    assert client.get(other.get_absolute_url()).status_code == 403
    page = client.get("/grants/").content.decode()
    assert "Commerce Clerk" in page
    assert "Finance Clerk" not in page


# Forms


def body_words(world: World, **changes: str) -> dict[str, str]:
    own = {
        "name": "审计中心",
        "short_name": "",
        "code": composed("12", "900100", "87654321"),
        "division": f"Lanjiang 900100 #{world.city.pk}",
        "parent": "Audit Office",
        "system": "government",
        "since": "2026-01-01",
        "until": "",
    }
    return own | changes


def test_a_new_body_is_made_below_the_body_that_was_named(world: World, as_person: Any) -> None:
    answer = as_person("system_admin").post("/bodies/new/", body_words(world))
    body = Body.objects.get(name="审计中心")
    assert answer["Location"] == f"/bodies/{body.pk}/"
    assert body.parent == world.audit_office
    assert body.history.get().actor_name == "System Admin"


def test_a_code_typed_with_blanks_and_small_letters_is_repaired_and_a_wrong_one_refused_at_its_field(
    world: World, as_person: Any
) -> None:
    client, code = as_person("system_admin"), composed("12", "900100", "8765432A")
    wrong = code[:-1] + ("A" if code[-1] != "A" else "B")
    answer = client.post("/bodies/new/", body_words(world, code=wrong))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_code-e"' in page
    # What was typed stays.
    assert f'value="{wrong}"' in page
    assert 'value="审计中心"' in page
    assert not Body.objects.filter(name="审计中心").exists()
    assert client.post("/bodies/new/", body_words(world, code=f" {code[:8]} {code[8:].lower()} ")).status_code == 302
    assert Body.objects.get(name="审计中心").code == code


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"parent": "Bureau of Nothing"}, "parent", "没有名称为“Bureau of Nothing”的记录。"),
        ({"parent": "Bureau"}, "parent", "有多个同名记录，请指明其中一个"),
        ({"division": ""}, "division", ""),
        ({"until": "2025-12-31"}, "until", "终止日须晚于起始日。"),
        ({"since": "31.12."}, "since", ""),
        ({"name": "x" * 101}, "name", ""),
        ({"name": "a\x00b"}, "name", ""),
        ({"system": "kingdom"}, "system", ""),
        ({"parent": "Audit Office #99999999999999999999999"}, "parent", ""),
    ],
)
def test_what_is_filled_in_wrongly_gets_a_sentence_at_its_field_and_saves_nothing(
    world: World, as_person: Any, changes: dict[str, str], field: str, sentence: str
) -> None:
    before = Body.objects.count()
    answer = as_person("system_admin").post("/bodies/new/", body_words(world, **changes))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert f'id="id_{field}-e"' in page
    assert sentence in page
    assert Body.objects.count() == before


def test_a_stale_form_answers_409_keeps_what_was_typed_and_saves_when_sent_again(world: World, as_person: Any) -> None:
    client, body = as_person("system_admin"), world.land
    address = reverse("organizations:body_edit", args=(body.pk,))
    words = {"name": "Bureau of Land", "system": "government", "version": str(body.version), "reason": "plainer"}
    record_edit(body, world.actor("system_admin"), changes={"short_name": "Land"}, reason="quicker")
    answer = client.post(address, words)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="Bureau of Land"' in page
    assert "quicker" in page
    assert Body.objects.get(pk=body.pk).name == "Bureau of Natural Resources"
    again = words | {"version": "2", "short_name": "Land"}
    assert client.post(address, again).status_code == 302
    row = body.history.order_by("version").last()
    assert (row.name, row.reason, row.changed) == ("Bureau of Land", "plainer", ["name"])
    assert "plainer" in client.get(body.get_absolute_url()).content.decode()


def test_a_tenure_is_entered_ended_and_refused_where_two_heads_would_sit(world: World, as_person: Any) -> None:
    client, post = as_person("system_admin"), world.post("land_head")
    address = reverse("organizations:tenure_new", args=(post.pk,))
    mayor = world.official("mayor")
    words = {"official": f"Mayor #{mayor.number}", "kind": "appointed", "since": "2026-02-01", "until": ""}
    refused = client.post(address, words)
    assert refused.status_code == 422
    assert "这段时间内已有他人任该岗位，请先填写其终止日。" in refused.content.decode()
    tenure = Tenure.objects.get(post=post)
    end = {"kind": "appointed", "since": "2024-01-01", "until": "2026-02-01", "version": "1", "reason": "moved"}
    assert client.post(reverse("organizations:tenure_edit", args=(tenure.pk,)), end).status_code == 302
    assert client.post(address, words)["Location"] == post.get_absolute_url()
    page = client.get(post.get_absolute_url()).content.decode()
    assert "Mayor" in page
    assert "2026年2月1日" in page


def test_posts_officials_portfolios_and_successions_are_entered_on_their_pages(world: World, as_person: Any) -> None:
    client = as_person("system_admin")
    new_post = reverse("organizations:post_new", args=(world.land.pk,))
    assert client.post(new_post, {"name": "Deputy", "rank": "deputy", "position": "2"}).status_code == 302
    assert client.post(new_post, {"name": "Deputy", "rank": "deputy", "position": "2"}).status_code == 422
    assert Post.objects.filter(body=world.land, name="Deputy").count() == 1
    assert client.post("/officials/new/", {"name": "李明", "remark": "原商务局"}).status_code == 302
    assert Official.objects.get(name="李明").remark == "原商务局"
    portfolio = {
        "official": "Deputy Mayor",
        "post": f"x #{world.post('deputy_mayor').pk}",
        "body": "Bureau of Finance",
        "matters": ["investment", "policy"],
        "since": "2026-01-01",
        "document": "分工通知",
    }
    assert client.post("/portfolios/new/", portfolio).status_code == 422
    portfolio["post"] = "deputy deputy_mayor"
    assert client.post("/portfolios/new/", portfolio).status_code == 302
    made = Portfolio.objects.get()
    assert made.matters == "investment,policy"
    assert "招商承诺、政策承诺" in client.get("/portfolios/").content.decode()
    edited = {"matters": ["policy"], "since": "2026-01-01", "document": "分工通知", "version": "1"}
    assert client.post(f"/portfolios/{made.pk}/edit/", edited).status_code == 302
    assert Portfolio.objects.get().matters == "policy"
    succession = {
        "predecessor": "Bureau of Natural Resources",
        "successor": "Bureau of Justice",
        "kind": "merger",
        "on": "2026-05-01",
        "position": "1",
        "document": "机构改革方案",
    }
    assert client.post("/successions/new/", succession).status_code == 302
    assert Succession.objects.get().successor == world.justice
    assert Body.objects.get(pk=world.land.pk).until == date(2026, 5, 1)


def test_oversight_is_entered_and_bounded_on_its_pages(world: World, as_person: Any) -> None:
    client = as_person("security_admin")
    words = {
        "overseer": "Supervision Office of the Municipal Government",
        "overseen": "Audit Office",
        "matters": ["contract"],
        "steps": ["register"],
        "since": "2026-01-01",
        "document": "Notice 9",
    }
    assert client.post("/oversight/new/", words).status_code == 302
    edge = Oversight.objects.get(overseen=world.audit_office)
    assert (edge.matters, edge.steps, edge.covers_below) == ("contract", "register", False)
    changed = words | {"covers_below": "on", "until": "2026-12-31", "version": "1", "matters": [], "steps": []}
    assert client.post(f"/oversight/{edge.pk}/edit/", changed).status_code == 302
    edge = Oversight.objects.get(pk=edge.pk)
    assert (edge.matters, edge.steps, edge.covers_below, edge.until) == ("", "", True, date(2026, 12, 31))
    assert client.post("/oversight/new/", words | {"steps": ["conquer"]}).status_code == 422


def test_a_grant_is_given_and_ended_on_its_pages_and_never_to_oneself(world: World, as_person: Any) -> None:
    client = as_person("security_admin")
    words = {
        "official": "Mayor",
        "role": "supervisor",
        "body": "Bureau of Land",
        "reach": "body",
        "since": "2026-01-01",
    }
    assert client.post("/grants/new/", words).status_code == 422
    words["body"] = "Bureau of Natural Resources"
    late = client.post("/grants/new/", words)
    assert late.status_code == 422 and set(late.context["form"].errors) == {"reason"}
    assert "开始日期早于今天" in late.content.decode()
    words["reason"] = "Written down later"
    assert client.post("/grants/new/", words).status_code == 302
    grant = Grant.objects.get(official=world.official("mayor"))
    assert grant.history.get().reason == "Written down later"
    assert grant.granted_by == world.official("security_admin")
    own = client.post("/grants/new/", words | {"official": f"#{world.official('security_admin').number}"})
    assert own.status_code == 403
    assert "不得为本人授权" in own.content.decode()
    rival = client.post("/grants/new/", words | {"official": "Auditor", "role": "system_admin"})
    assert rival.status_code == 422
    assert "三员分立" in rival.content.decode()
    end = {"until": "2026-06-01", "document": "", "version": "1", "reason": "moved"}
    assert client.post(f"/grants/{grant.pk}/end/", end).status_code == 302
    assert Grant.objects.get(pk=grant.pk).until == date(2026, 6, 1)


def test_the_system_administrator_looks_after_accounts(world: World, as_person: Any) -> None:
    client = as_person("system_admin")
    words = {"official": "Mayor", "username": "mayor", "post": "", "password": "short"}
    assert client.post("/accounts/new/", words).status_code == 422
    words["password"] = "First-word-2026"
    made = client.post("/accounts/new/", words)
    account = Account.objects.get(username="mayor")
    assert made["Location"] == f"/accounts/{account.pk}/"
    assert account.must_change_password
    assert client.post("/accounts/new/", words).status_code == 422
    address = f"/accounts/{account.pk}/"
    assert client.post(address, {"step": "reset", "password": "weak"}).status_code == 422
    assert client.post(address, {"step": "reset", "password": "Second-word-2026"}).status_code == 302
    assert Account.objects.get(pk=account.pk).check_password("Second-word-2026")
    assert client.post(address, {"step": "deactivate"}).status_code == 302
    assert not Account.objects.get(pk=account.pk).is_active
    assert client.post(address, {"step": "activate"}).status_code == 302
    assert client.post(address, {"step": "unlock"}).status_code == 302
    assert client.post(address, {"step": "promote"}).status_code == 422
    done = Access.objects.filter(kind="account").order_by("id").values_list("detail", flat=True)
    assert list(done) == ["made", "reset", "deactivated", "activated", "unlocked"]
    assert {row.actor_name for row in Access.objects.filter(kind="account")} == {"System Admin"}


def test_the_key_to_those_who_watch_is_not_the_system_administrators(world: World, as_person: Any) -> None:
    system, second = as_person("system_admin"), as_person("security_admin2")
    first = as_person("security_admin")
    watched = Account.objects.get(username="security_admin")
    address, words = f"/accounts/{watched.pk}/", {"step": "reset", "password": "Second-word-2026"}
    assert system.post(address, words).status_code == 403
    more = {"official": "Security Admin", "username": "shadow", "post": "", "password": "First-word-2026"}
    assert system.post("/accounts/new/", more).status_code in (403, 422)
    assert not Account.objects.filter(username="shadow").exists()
    assert first.post(address, words).status_code == 403
    assert not Account.objects.get(pk=watched.pk).check_password("Second-word-2026")
    assert second.post(address, words).status_code == 302
    assert Account.objects.get(pk=watched.pk).check_password("Second-word-2026")
    assert second.post(address, {"step": "deactivate"}).status_code == 403


def test_suggestions_are_names_and_bear_a_mark_where_two_have_one_name(world: World, as_person: Any) -> None:
    client = as_person("commerce_clerk")
    options = client.get("/bodies/options/", {"parent": "Bureau of F"}).content.decode()
    assert '<option value="Bureau of Finance">' in options
    place = {"division": world.county, "parent": world.county_government, "system": "government"}
    twin = create(Body, INSTALLER, data=place | {"name": "Bureau of Finance"})
    options = client.get("/bodies/options/", {"parent": "Bureau of F"}).content.decode()
    for one in (world.finance, twin):
        assert f'<option value="Bureau of Finance #{one.pk}">' in options
    assert client.get("/officials/options/", {"q": "Mayor"}).content.decode().count("<option") == 2
    assert client.get("/posts/options/", {"q": "Finance head"}).status_code == 200
    assert "Yuankou" in client.get("/divisions/options/", {"q": "9001"}).content.decode()


def test_what_a_field_shows_of_a_record_it_reads_as_that_record(world: World) -> None:
    for field, model in ((BodyField, Body), (PostField, Post), (OfficialField, Official), (DivisionField, Division)):
        for one in model.objects.all():
            shown = field().prepare_value(one)
            assert field().clean(shown) == one and field().clean(field.words_for(one)) == one, shown
            assert ("#" in shown) == (model is Official)


def test_of_two_that_bear_one_name_the_one_that_stands_there_stays_and_none_is_guessed(world: World) -> None:
    place = {"division": world.county, "parent": world.county_government, "system": "government"}
    twin = create(Body, INSTALLER, data=place | {"name": "Bureau of Finance"})

    class Form(forms.Form):
        body = BodyField()

    typed = {"body": "Bureau of Finance"}
    for standing in (world.finance, twin):
        for initial in (standing, standing.pk):
            assert (form := Form(typed, initial={"body": initial})).is_valid()
            assert form.cleaned_data["body"] == standing
    for others in ({}, {"body": None}, {"body": world.land}):
        sentence = " ".join(Form(typed, initial=others).errors["body"])
        assert f"#{world.finance.pk}" in sentence and f"#{twin.pk}" in sentence


def test_an_export_of_a_list_is_recorded(as_person: Any) -> None:
    client = as_person("security_admin")
    answer = client.get("/grants/?format=csv")
    assert answer["Content-Type"].startswith("text/csv")
    assert b"Commerce Clerk" in b"".join(answer.streaming_content)
    row = Access.objects.get(kind="export")
    assert (row.detail.split(",")[0], row.actor_name) == ("grants", "Security Admin")


@pytest.mark.parametrize("address", [*LISTS, "/oversight/duties/", "/sign-ins/"])
def test_the_pages_speak_english_too(as_person: Any, address: str) -> None:
    client = as_person("security_admin")
    client.cookies["jn_language"] = "en"
    client.cookies["django_language"] = "en"
    assert "Duties today" in client.get(address).content.decode()


# Queries


def queries(client: Any, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def many(world: World, number: int) -> None:
    """So many more of everything that a list shows."""
    base = {"division": world.city, "parent": world.city_government, "system": "government"}
    bodies = create_many(Body, INSTALLER, [base | {"name": f"Body {n}"} for n in range(number)])
    posts = create_many(Post, INSTALLER, [{"body": body, "name": "Head", "rank": "head"} for body in bodies])
    people = create_many(Official, INSTALLER, [{"name": f"Person {n}"} for n in range(number)])
    held = {"kind": "appointed", "since": date(2026, 1, 1)}
    create_many(Tenure, INSTALLER, [held | {"official": o, "post": p} for o, p in zip(people, posts, strict=True)])
    told = {"since": date(2026, 1, 1), "document": "N"}
    create_many(
        Portfolio,
        INSTALLER,
        [told | {"official": o, "post": p, "body": b} for o, p, b in zip(people, posts, bodies, strict=True)],
    )
    create_many(Oversight, INSTALLER, [told | {"overseer": world.city_office, "overseen": body} for body in bodies])
    follows = {"successor": world.finance, "kind": "merger", "on": date(2030, 1, 1), "position": 1, "document": "N"}
    create_many(Succession, INSTALLER, [follows | {"predecessor": body} for body in bodies])
    giver = world.official("security_admin")
    grant = {"role": "clerk", "reach": "body", "since": date(2026, 1, 1), "granted_by": giver}
    rows = [grant | {"official": o, "body": b} for o, b in zip(people, bodies, strict=True)]
    create_many(Grant, world.actor("security_admin"), rows, reason="written down later")
    accounts = [Account(username=f"a{official.pk}", official=official, password="!") for official in people]
    Account.objects.bulk_create(accounts)


def test_lists_and_pages_ask_as_often_at_ten_rows_as_at_two_thousand(world: World, as_person: Any) -> None:
    security, system = as_person("security_admin"), as_person("system_admin")
    pages = [(security, address) for address in (*LISTS, "/sign-ins/")] + [(system, "/accounts/")]
    pages += [(security, world.finance.get_absolute_url()), (security, world.city_government.get_absolute_url())]
    pages += [(security, world.official("finance_head").get_absolute_url())]
    pages += [(security, world.post("finance_head").get_absolute_url())]
    many(world, 30)
    few = {(id(client), address): queries(client, address) for client, address in pages}
    many(world, 2_000)
    assert {(id(client), address): queries(client, address) for client, address in pages} == few
    assert max(few.values()) <= 20


def test_the_duties_page_asks_as_often_for_twenty_bodies_as_for_three_hundred(world: World, as_person: Any) -> None:
    client = as_person("security_admin")
    before = queries(client, "/oversight/duties/")
    many(world, 300)
    assert queries(client, "/oversight/duties/") == before
