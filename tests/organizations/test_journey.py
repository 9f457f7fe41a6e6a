"""An installation from its first sign-in to its first grant, in a real browser."""

import json
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import call_command

from organizations.models import Body, Grant, Official
from tests.browsing import shot

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NEW = {"security-admin": "Ferry-2026-anchor", "system-admin": "Ferry-2026-rudder"}


def enter(page: "Page", account: str, password: str) -> None:
    page.goto("/sign-in/")
    page.get_by_label("账号").fill(account)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()


def leave(page: "Page") -> None:
    page.locator(".jn-account summary").click()
    page.get_by_role("button", name="退出").click()


def choose_password(page: "Page", account: str, first: str) -> None:
    enter(page, account, first)
    page.goto("/bodies/")
    shot(page, f"password-{account}")
    page.get_by_label("当前密码").fill(first)
    page.get_by_label("新密码", exact=False).first.fill(NEW[account])
    page.get_by_label("再次输入新密码").fill(NEW[account])
    page.get_by_role("button", name="设置新密码").click()
    page.wait_for_url("**/bodies/")


def save(page: "Page") -> None:
    page.get_by_role("button", name="保存").click()
    page.wait_for_load_state()


def test_an_installation_is_founded_and_its_first_clerk_gets_a_role(page: "Page") -> None:
    out = StringIO()
    words = ["--division", "990100", "--body", "岚江市数据局", "--security-admin", "安一", "--system-admin", "系二"]
    call_command("create_roles", *words, "--format", "json", stdout=out)
    first = {one["account"]: one["password"] for one in json.loads(out.getvalue())["accounts"]}

    page.goto("/sign-in/")
    shot(page, "sign-in")
    choose_password(page, "system-admin", first["system-admin"])
    page.goto("/bodies/new/")
    page.get_by_label("名称", exact=False).first.fill("岚江市商务局")
    page.get_by_label("行政区划").fill("990100")
    page.get_by_label("系统").select_option("government")
    save(page)
    page.get_by_role("link", name="新建岗位").click()
    page.get_by_label("名称").fill("招商科经办人")
    page.get_by_label("职级").select_option("handler")
    save(page)
    page.goto("/officials/new/")
    page.locator("#id_name").fill("王静")
    save(page)
    post = Body.objects.get(name="岚江市商务局").posts.get()
    page.goto(post.get_absolute_url())
    page.get_by_role("link", name="登记任职").click()
    page.locator("#id_official").fill("王静")
    page.get_by_label("任职方式").select_option("appointed")
    page.locator("#id_since").fill("2026-01-01")
    save(page)
    shot(page, "post")
    leave(page)

    choose_password(page, "security-admin", first["security-admin"])
    page.goto("/grants/new/")
    page.locator("#id_official").fill("王静")
    page.get_by_label("角色").select_option("clerk")
    page.locator("#id_body").fill("岚江市商务局")
    save(page)
    shot(page, "grant")
    grant: Any = Grant.objects.get(official=Official.objects.get(name="王静"))
    assert (grant.role, grant.body.name, grant.granted_by.name) == ("clerk", "岚江市商务局", "安一")
    page.goto("/oversight/duties/")
    assert "岚江市商务局" in page.content()
    shot(page, "duties")
