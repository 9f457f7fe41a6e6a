"""Signing in over HTTP: one answer for every failure, one session an account, and what ends it."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from lifecycle.accesses import digest_of_access
from lifecycle.models import Access
from organizations import signing
from organizations.models import Account
from organizations.testing import PASSWORD, World

pytestmark = pytest.mark.django_db

REFUSED = "账号或密码不正确，或该账号暂不能登录。连续多次失败后账号将锁定一段时间。"


def right_now() -> datetime:
    return timezone.now()  # noqa: TID251


NEW = "Orchid-77-harbour"


def sign_in(client: Client, username: str = "commerce_clerk", password: str = PASSWORD, **extra: Any) -> Any:
    return client.post("/sign-in/", {"username": username, "password": password, **extra})


def is_in(client: Client) -> bool:
    return client.get("/grants/").status_code == 200


@pytest.fixture
def account(world: World) -> Account:
    return world.account("commerce_clerk")


def test_a_person_signs_in_and_comes_back_to_the_page_asked_for(account: Account, client: Client) -> None:
    asked = client.get("/bodies/?q=x")
    assert (asked.status_code, asked["Location"]) == (302, "/sign-in/?next=%2Fbodies%2F%3Fq%3Dx")
    done = sign_in(client, next="/bodies/?q=x")
    assert (done.status_code, done["Location"]) == (302, "/bodies/?q=x")
    assert is_in(client)
    row = Access.objects.get(kind="sign_in")
    assert (row.account, row.actor_name, row.actor_body) == ("commerce_clerk", "Commerce Clerk", "Bureau of Commerce")
    assert row.address == "127.0.0.1"
    assert row.digest == digest_of_access(Access.objects.get(pk=row.pk))


@pytest.mark.parametrize(
    "goal", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", "/\\evil"]
)
def test_nobody_is_sent_to_another_site_after_signing_in(account: Account, client: Client, goal: str) -> None:
    assert sign_in(client, next=goal)["Location"] == "/"


def test_the_pages_before_the_door_say_that_no_classified_files_are_taken(client: Client) -> None:
    page = client.get("/sign-in/")
    assert page.status_code == 200
    assert "本系统不得存储、处理涉密文件" in page.content.decode()
    client.cookies["django_language"] = "en"
    assert "This system takes no classified files" in client.get("/sign-in/").content.decode()


def _stripped(page: str) -> str:
    """A page without what differs at every request."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page)
    page = re.sub(r'value="(commerce_clerk|nobody|closed|demo|locked)"', "", page)
    return re.sub(r"[0-9A-Za-z]{64}|[0-9a-f]{16}", "", page)


def test_every_failure_gets_the_same_answer_whether_the_account_exists_or_not(
    world: World, client: Client, settings: Settings
) -> None:
    settings.DEMO_ACCOUNTS_ALLOWED = False
    world.account("commerce_clerk")
    world.account("finance_clerk", username="closed", is_active=False)
    world.account("land_clerk", username="demo", is_demo=True)
    world.account("justice_clerk", username="locked", locked_until=right_now() + timedelta(minutes=5))
    tries = [
        ("commerce_clerk", "wrong"),
        ("nobody", PASSWORD),
        ("closed", PASSWORD),
        ("demo", PASSWORD),
        ("locked", PASSWORD),
    ]
    answers = [sign_in(client, name, password) for name, password in tries]
    assert {answer.status_code for answer in answers} == {422}
    assert len({_stripped(answer.content.decode()) for answer in answers}) == 1
    assert REFUSED in answers[0].content.decode()
    # The login log, which only the security administrator and the auditor read, tells them apart.
    details = list(Access.objects.filter(kind="sign_in_failed").order_by("id").values_list("account", "detail"))
    assert details == [
        ("commerce_clerk", "wrong"),
        ("nobody", "unknown"),
        ("closed", "inactive"),
        ("demo", "demo"),
        ("locked", "locked"),
    ]


def test_the_same_answer_in_english(account: Account, client: Client) -> None:
    client.cookies["django_language"] = "en"
    page = sign_in(client, password="wrong").content.decode()
    assert "Account name or password is wrong, or the account cannot sign in now." in page


def test_a_demo_account_signs_in_in_a_demo_and_is_out_at_once_in_production(
    world: World, client: Client, settings: Settings
) -> None:
    world.account("commerce_clerk", is_demo=True)
    assert sign_in(client).status_code == 302
    assert is_in(client)
    settings.DEMO_ACCOUNTS_ALLOWED = False
    assert not is_in(client)


def test_an_account_is_locked_after_five_failures_for_a_quarter_of_an_hour(account: Account) -> None:
    start = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
    for minute in range(4):
        assert signing.attempt("commerce_clerk", "wrong", now=start + timedelta(minutes=minute)).outcome == "wrong"
    assert signing.attempt("commerce_clerk", "wrong", now=start + timedelta(minutes=4)).outcome == "wrong"
    locked = start + timedelta(minutes=4)
    for seconds in (1, 60, 899):
        assert signing.attempt("commerce_clerk", PASSWORD, now=locked + timedelta(seconds=seconds)).outcome == "locked"
    assert signing.attempt("commerce_clerk", PASSWORD, now=locked + timedelta(minutes=15)).account == account
    assert Access.objects.filter(kind="locked", account="commerce_clerk").count() == 1


def test_a_success_forgets_the_failures_before_it(account: Account) -> None:
    now = right_now()
    for _round in range(3):
        for _each in range(4):
            signing.attempt("commerce_clerk", "wrong", now=now)
        assert signing.attempt("commerce_clerk", PASSWORD, now=now).account == account


def test_the_name_is_read_without_blanks_around_it(account: Account, client: Client) -> None:
    assert sign_in(client, " commerce_clerk ").status_code == 302


def fail_three_times(_number: int) -> list[str]:
    """Three wrong passwords from a process of its own."""
    return [str(signing.attempt("commerce_clerk", "wrong", now=right_now()).outcome) for _each in range(3)]


@pytest.mark.django_db(transaction=True)
def test_failures_in_two_processes_are_counted_together(transactional_db: None, at_once: Callable[..., Any]) -> None:
    from organizations.testing import build_world

    world = build_world()
    world.account("commerce_clerk")
    answers = at_once(fail_three_times, (1,), (2,))
    outcomes = [outcome for answer in answers for outcome in answer.value]
    assert (outcomes.count("wrong"), outcomes.count("locked")) == (5, 1)
    assert signing.attempt("commerce_clerk", PASSWORD, now=right_now()).outcome == "locked"
    assert Access.objects.filter(kind="locked").count() == 1


def test_a_new_sign_in_ends_the_older_session_and_says_so(account: Account) -> None:
    office, home = Client(), Client()
    sign_in(office)
    assert is_in(office)
    sign_in(home)
    ended = office.get("/bodies/")
    assert ended["Location"] == "/sign-in/?next=%2Fbodies%2F&ended=elsewhere"
    page = office.get(ended["Location"]).content.decode()
    assert "该账号已在别处登录，本次登录已结束。" in page
    assert is_in(home)
    assert not is_in(office)
    row = Access.objects.get(kind="sign_out")
    assert (row.detail, row.actor_name) == ("elsewhere", "Commerce Clerk")


def test_a_part_of_a_page_sends_the_whole_page_to_the_sign_in(account: Account, client: Client) -> None:
    answer = client.get("/bodies/", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/bodies/?q=a"})
    assert (answer.status_code, answer["HX-Redirect"]) == (204, "/sign-in/?next=%2Fbodies%2F%3Fq%3Da")


@pytest.mark.parametrize(
    ("stands_on", "back"),
    [
        ("http://testserver/commitments/new/?project=3", "%2Fcommitments%2Fnew%2F%3Fproject%3D3"),
        ("https://elsewhere.example/commitments/new/", "%2F"),
        ("", "%2F"),
    ],
)
def test_who_loses_his_session_while_he_types_comes_back_to_his_page_and_not_to_the_suggestions(
    account: Account, stands_on: str, back: str
) -> None:
    office = Client()
    sign_in(office)
    sign_in(Client())
    headers = {"HX-Request": "true", **({"HX-Current-URL": stands_on} if stands_on else {})}
    answer = office.get("/agreements/options/?agreement=x", headers=headers)
    assert (answer.status_code, answer["HX-Redirect"]) == (204, f"/sign-in/?next={back}&ended=elsewhere")


def test_an_idle_session_ends_and_polls_do_not_keep_it_alive(
    account: Account, client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.IDLE_MINUTES = 30
    start = right_now()
    sign_in(client)

    def later(minutes: int, **headers: str) -> Any:
        monkeypatch.setattr("django.utils.timezone.now", lambda: start + timedelta(minutes=minutes))
        return client.get("/bodies/", headers=headers)

    assert later(20).status_code == 200
    assert later(45).status_code == 200
    assert later(60, **{"X-Jn-Background": "1"}).status_code == 200
    ended = later(76)
    assert ended["Location"].endswith("&ended=idle")
    assert "您较长时间未操作，已自动退出。" in client.get(ended["Location"]).content.decode()
    assert Access.objects.get(kind="sign_out").detail == "idle"


def test_signing_out_is_a_post_and_stands_in_the_log(account: Account, client: Client) -> None:
    sign_in(client)
    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/")["Location"] == "/sign-in/"
    assert not is_in(client)
    assert Access.objects.get(kind="sign_out").detail == ""


def test_a_closed_account_is_out_with_its_next_request(account: Account, client: Client) -> None:
    sign_in(client)
    Account.objects.filter(pk=account.pk).update(is_active=False)
    assert not is_in(client)


def test_a_first_password_must_be_changed_before_anything_else(world: World, client: Client) -> None:
    world.account("commerce_clerk", must_change_password=True)
    sign_in(client)
    assert client.get("/bodies/")["Location"] == "/password/?next=%2Fbodies%2F"
    page = client.get("/password/").content.decode()
    assert "请先设置您自己的密码。" in page
    words = {"present": PASSWORD, "new": NEW, "again": NEW, "next": "/bodies/"}
    assert client.post("/password/", words)["Location"] == "/bodies/"
    assert client.get("/bodies/").status_code == 200
    assert sign_in(Client(), password=PASSWORD).status_code == 422
    assert sign_in(Client(), password=NEW).status_code == 302
    assert Access.objects.get(kind="password").detail == "own"


def test_signing_out_works_while_a_password_is_due(world: World, client: Client) -> None:
    world.account("commerce_clerk", must_change_password=True)
    sign_in(client)
    assert client.post("/sign-out/")["Location"] == "/sign-in/"


def test_a_password_grows_old(account: Account, client: Client, settings: Settings) -> None:
    settings.PASSWORD_DAYS = 90
    sign_in(client)
    assert is_in(client)
    Account.objects.update(password_set_at=right_now() - timedelta(days=90))
    assert client.get("/bodies/")["Location"].startswith("/password/")


@pytest.mark.parametrize(
    ("new", "sentence"),
    [
        ("Ab1-xyz", "至少使用10个字符。"),
        ("onlysmallletters", "须包含小写字母、大写字母、数字、其他字符中的至少三类。"),
        ("My-Commerce_Clerk-1", "密码不得包含账号名或本人姓名。"),
        (PASSWORD, "新密码不得与当前密码相同。"),
    ],
)
def test_a_weak_password_is_refused_at_its_field(account: Account, client: Client, new: str, sentence: str) -> None:
    sign_in(client)
    answer = client.post("/password/", {"present": PASSWORD, "new": new, "again": new})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert sentence in page
    assert 'id="id_new-e"' in page
    assert Account.objects.get().check_password(PASSWORD)


def test_a_wrong_present_password_or_a_second_one_that_differs_changes_nothing(
    account: Account, client: Client
) -> None:
    sign_in(client)
    for words in ({"present": "no", "new": NEW, "again": NEW}, {"present": PASSWORD, "new": NEW, "again": "other"}):
        assert client.post("/password/", words).status_code == 422
    assert Account.objects.get().check_password(PASSWORD)


def test_a_changed_password_ends_the_other_session_and_keeps_the_own(world: World) -> None:
    world.account("commerce_clerk")
    here = Client()
    sign_in(here)
    here.post("/password/", {"present": PASSWORD, "new": NEW, "again": NEW})
    assert is_in(here)


def test_a_stranger_reads_no_page_and_a_program_gets_401(world: World, client: Client) -> None:
    for address in ("/bodies/", "/grants/", "/accounts/", "/sign-ins/", "/admin/", "/bodies/options/"):
        assert client.get(address).status_code == 302, address
    assert client.get("/sign-in/").status_code == 200


def test_accounts_are_never_deleted_and_none_passes_every_check(account: Account) -> None:
    with pytest.raises(NotImplementedError):
        account.delete()
    with pytest.raises(NotImplementedError):
        Account.objects.create_superuser("root", "x")
    assert not account.has_perm("organizations.view_body")
    assert not account.is_superuser


def questions(client: Client) -> list[str]:
    """The tables of this app that a page without a list of its own asks, in order."""
    with CaptureQueriesContext(connection) as queries:
        client.get("/password/")
    return [found.group(1) for query in queries if (found := re.search(r'FROM "(org_[a-z]+)"', query["sql"]))]


def test_one_request_asks_who_acts_in_the_same_four_questions_whatever_his_grants(world: World, client: Client) -> None:
    world.account("integrity_officer")
    sign_in(client, "integrity_officer")
    asked = ["org_account", "org_tenure", "org_grant", "org_body"]
    assert questions(client) == asked
    for over in ("finance", "land", "justice", "county_government"):
        world.grant("integrity_officer", "clerk", over)
    assert questions(client) == asked
