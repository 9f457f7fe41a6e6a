"""The frame around every page: headers, language, display, navigation, and the pages for errors."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.test import Client, RequestFactory, override_settings
from django.urls import include, path

from face import answers, identity, navigation, parts, views
from face.middleware import RequestIdFilter

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]


@login_not_required
def fails(request: HttpRequest) -> HttpResponse:
    logging.getLogger("jiannuo.test").warning("about to fail")
    raise ZeroDivisionError


@login_not_required
def refuses(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied("须由审核人办理")


@login_not_required
def too_big(request: HttpRequest) -> HttpResponse:
    raise RequestDataTooBig


@login_not_required
def plain(request: HttpRequest) -> HttpResponse:
    return render(request, "say.html", {"heading": "<b>甲</b>", "sentences": ["乙"]})


@login_not_required
def stale(request: HttpRequest) -> HttpResponse:
    conflicts = [
        parts.Conflict("amount", "金额", "350", "380", "350.5", "3800000", "3505000"),
        parts.Conflict("text", "原文", "", "", "甲方", "", "甲方"),
    ]
    return answers.changed_meanwhile(request, sentence="14:20 余静宜改过。", conflicts=conflicts, record_url="/r/")


@login_not_required
def own_policy(request: HttpRequest) -> HttpResponse:
    return HttpResponse("x", headers={"Content-Security-Policy": "default-src 'self'"})


urlpatterns = [
    path("", include("config.urls")),
    path("fails/", fails),
    path("refuses/", refuses),
    path("too-big/", too_big),
    path("plain/", plain, name="plain"),
    path("plain/deep/", plain, name="deep"),
    path("stale/", stale),
    path("own-policy/", own_policy),
]
handler400, handler403, handler404, handler500 = (
    views.bad_request,
    views.permission_denied,
    views.page_not_found,
    views.server_error,
)


@pytest.fixture
def browser() -> Client:
    """A client that answers as a server does, errors included."""
    return Client(raise_request_exception=False, headers={"accept": "text/html"})


@pytest.mark.parametrize(
    ("address", "status"),
    [("/plain/", 200), ("/nowhere/", 404), ("/refuses/", 403), ("/fails/", 500), ("/too-big/", 413), ("/stale/", 409),
     ("/components/", 200)],
)  # fmt: skip
def test_every_answer_carries_the_policy_and_a_number(browser: Client, address: str, status: int) -> None:
    response = browser.get(address)
    assert response.status_code == status
    assert response["Content-Security-Policy"] == POLICY
    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert "camera=()" in response["Permissions-Policy"]
    assert len(response["X-Request-Id"]) == 16


def test_static_files_carry_the_policy_too(browser: Client) -> None:
    response = browser.get("/static/jiannuo/jiannuo.css")
    assert response.status_code == 200
    assert response["Content-Security-Policy"] == POLICY


def test_a_view_that_must_differ_sets_its_own_policy(browser: Client) -> None:
    assert browser.get("/own-policy/")["Content-Security-Policy"] == "default-src 'self'"


def test_no_page_holds_inline_style_or_script(browser: Client) -> None:
    for address in ("/plain/", "/nowhere/", "/fails/", "/stale/", "/components/"):
        html = browser.get(address).content.decode()
        assert " style=" not in html
        assert "<style" not in html
        assert " onclick=" not in html
        assert "<script src=" in html or address == "/fails/"
        assert "<script>" not in html
        assert "http://" not in html.replace("http://testserver", "")
        assert "https://" not in html


@pytest.mark.parametrize(
    ("address", "chinese", "english"),
    [
        ("/nowhere/", "没有这个页面", "There is no such page"),
        ("/refuses/", "这不是您的职权", "This is not yours to do"),
        ("/fails/", "系统未能办理", "The system could not do this"),
        ("/too-big/", "提交的内容过大", "What you sent is too large"),
        ("/stale/", "您填写期间，这份记录已被他人修改", "This record was changed while you were filling in the form"),
    ],
)
def test_errors_are_told_in_both_languages(browser: Client, address: str, chinese: str, english: str) -> None:
    html = browser.get(address).content.decode()
    assert chinese in html
    assert 'lang="zh-Hans-CN"' in html
    browser.cookies["django_language"] = "en"
    html = browser.get(address).content.decode()
    assert english in html
    assert '<html lang="en"' in html


def test_a_failure_shows_the_number_that_the_log_carries(browser: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.handler.addFilter(RequestIdFilter())
    response = browser.get("/fails/")
    assert response["X-Request-Id"] in response.content.decode()
    told = [record for record in caplog.records if record.name == "jiannuo.test"]
    assert told[0].request_id == response["X-Request-Id"]  # type: ignore[attr-defined]


def test_the_page_of_a_failure_asks_neither_database_nor_session(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert views.server_error(RequestFactory().get("/")).status_code == 500


def test_a_refusal_says_its_own_words(browser: Client) -> None:
    assert "须由审核人办理" in browser.get("/refuses/").content.decode()


def test_words_on_a_page_are_escaped(browser: Client) -> None:
    assert "<b>甲</b>" not in browser.get("/plain/").content.decode()


def test_a_number_sent_along_is_believed_only_behind_a_proxy_of_ours(browser: Client) -> None:
    sent = {"x-request-id": "01JP6W9Q-ABCD"}
    assert browser.get("/plain/", headers=sent)["X-Request-Id"] != sent["x-request-id"]
    with override_settings(REQUEST_ID_FROM_PROXY=True):
        assert browser.get("/plain/", headers=sent)["X-Request-Id"] == sent["x-request-id"]
        assert browser.get("/plain/", headers={"x-request-id": "x\ty<script>"})["X-Request-Id"] != "x\ty<script>"


def test_pages_of_signed_in_people_are_not_kept(browser: Client) -> None:
    assert "Cache-Control" not in browser.get("/plain/").headers
    browser.cookies["sessionid"] = "x"
    assert browser.get("/plain/")["Cache-Control"] == "private, no-store"


def test_the_product_speaks_chinese_until_asked(browser: Client) -> None:
    html = browser.get("/plain/", headers={"accept-language": "en-US"}).content.decode()
    assert "跳到正文" in html


def test_programs_are_answered_in_the_language_they_ask_for() -> None:
    program = Client(headers={"accept": "application/json", "accept-language": "en"})
    assert program.get("/plain/")["Content-Language"] == "en"


def test_english_is_one_click_away_and_keeps_the_page(browser: Client) -> None:
    strict = Client(enforce_csrf_checks=True, headers={"accept": "text/html"})
    page = strict.get("/plain/deep/?q=%E7%94%B2&page=2")
    form = page.content.decode().split('action="/face/language/"')[1]
    token = form.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    here = form.split('name="next" value="')[1].split('"')[0].replace("&amp;", "&")
    answer = strict.post("/face/language/", {"csrfmiddlewaretoken": token, "next": here, "language": "en"})
    assert answer.status_code == 302
    assert answer["Location"] == "/plain/deep/?q=%E7%94%B2&page=2"
    assert "Skip to the content" in strict.get(answer["Location"]).content.decode()


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "", "\\\\evil"]
)
def test_the_switch_never_leads_to_another_site(browser: Client, elsewhere: str) -> None:
    assert browser.post("/face/language/", {"next": elsewhere, "language": "en"})["Location"] == "/"


def test_an_unknown_language_or_display_changes_nothing(browser: Client) -> None:
    assert not browser.post("/face/language/", {"next": "/", "language": "xx"}).cookies
    assert not browser.post("/face/theme/", {"next": "/", "theme": "pink"}).cookies
    assert browser.get("/face/theme/").status_code == 405


def test_dark_is_the_readers_choice_and_stays(browser: Client) -> None:
    assert 'data-bs-theme="light"' in browser.get("/plain/").content.decode()
    browser.post("/face/theme/", {"next": "/plain/", "theme": "dark"})
    html = browser.get("/plain/").content.decode()
    assert 'data-bs-theme="dark"' in html
    assert "浅色显示" in html


def test_a_form_without_proof_of_origin_is_told_so_in_house_style() -> None:
    strict = Client(enforce_csrf_checks=True, headers={"accept": "text/html"})
    response = strict.post("/face/language/", {"language": "en"})
    assert response.status_code == 403
    assert "表单已失效" in response.content.decode()
    assert response["Content-Security-Policy"] == POLICY


def test_a_conflict_lets_the_reader_choose_field_by_field(browser: Client) -> None:
    response = browser.get("/stale/")
    html = response.content.decode()
    assert response.status_code == 409
    assert "1 处冲突" in html
    assert html.count('type="radio" name="amount"') == 2
    assert '<input type="hidden" name="text" value="甲方">' in html


@pytest.fixture
def entries() -> Iterator[None]:
    items = [
        navigation.Item("台账", "plain", 20, navigation.everyone, lambda _request: 120, alarming=True),
        navigation.Item("细目", "deep", 10, navigation.everyone, lambda _request: 0),
        navigation.Item("密件", "plain-not-there", 5, navigation.everyone),
        navigation.Item("内部", "face:components", 30, navigation.signed_in),
    ]
    for item in items:
        navigation.register(item)
    yield
    for item in items:
        navigation.unregister(item.url_name)


def test_navigation_shows_in_order_what_the_reader_may_use(browser: Client, entries: None) -> None:
    html = browser.get("/plain/").content.decode()
    assert html.index("细目") < html.index("台账")
    assert "99+" in html
    assert "jn-count--red" in html
    assert "密件" not in html
    assert "内部" not in html
    assert html.count('aria-current="page"') == 2  # the wide and the narrow navigation


def test_the_deepest_entry_is_the_current_one(browser: Client, entries: None) -> None:
    html = browser.get("/plain/deep/").content.decode()
    assert '<a href="/plain/deep/" aria-current="page">' in html
    assert '<a href="/plain/" aria-current="page">' not in html


def test_the_reader_is_named_with_standing_and_marks(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    who = identity.Who("林少彬", "市发展改革局 审核人", ("只读",), (("改密码", "/p/"),), "/out/")
    monkeypatch.setattr(identity, "_provider", lambda _request: who)
    html = browser.get("/plain/").content.decode()
    for expected in ("林少彬", "市发展改革局 审核人", "只读", 'href="/p/"', 'action="/out/"'):
        assert expected in html


def test_a_demonstration_says_so_on_every_page(browser: Client) -> None:
    assert "演示数据" not in browser.get("/plain/").content.decode()
    with override_settings(MODE="demo"):
        assert "演示数据" in browser.get("/plain/").content.decode()


def test_pages_work_with_debug_off_and_show_no_trace(browser: Client) -> None:
    html = browser.get("/fails/").content.decode()
    assert "ZeroDivisionError" not in html
    assert "Traceback" not in html
