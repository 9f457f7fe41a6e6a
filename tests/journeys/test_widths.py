"""On an office screen the navigation keeps clear of the account, and no date, number or code of a list breaks in two."""

from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import call_command

from commitments.testing import Promises
from organizations.testing import build_world
from rectification.testing import Breaches
from tests.browsing import shot
from tests.journeys.test_phone import enter

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTHS = (1366, 1280, 1200, 1100, 1024, 992)
LANGUAGES = ("zh-hans", "en")
LISTS = ("/ledger/", "/inbox/", "/variations/", "/handovers/", "/cases/", "/orders/", "/documents/", "/tenures/")
# How far the last entry shown reaches under the account, and how far the entries stand out of their own box.
UNDER = """() => {
    const nav = document.querySelector(".jn-nav--full"), me = document.querySelector(".jn-me").getBoundingClientRect();
    if (getComputedStyle(nav).display === "none") {
        const menu = document.querySelector(".jn-menu").getBoundingClientRect();
        return menu.width && menu.right <= me.left + 1 ? 0 : 999;
    }
    const last = [...nav.querySelectorAll("li")].pop().getBoundingClientRect();
    return Math.max(0, last.right - me.left, nav.scrollWidth - nav.clientWidth);
}"""
BROKEN = r"""() => {
    const whole = /\d{4}年\d{1,2}月\d{1,2}日|\d{1,2}月\d{1,2}日|\d{1,2} [A-Z][a-z]+ \d{4}|\b[A-Z]{2}-\d{4}-[\w/-]+|〔\d{4}〕\d+号|[\d,]+\.\d\d|(逾期|剩余)\d+个?\S{1,3}/;
    const found = [], texts = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
    for (let node; (node = texts.nextNode());) {
        const hit = node.textContent.trim() === "" ? null : node.textContent.match(whole);
        if (!hit || !node.parentElement.closest("td, .c-title .jn-ref")) continue;
        const range = document.createRange();
        range.setStart(node, hit.index);
        range.setEnd(node, hit.index + hit[0].length);
        if (new Set([...range.getClientRects()].map((box) => Math.round(box.top / 4))).size > 1) found.push(hit[0]);
    }
    return found;
}"""


@pytest.fixture
def promises() -> Promises:
    promises = Promises(build_world())
    breaches = Breaches(promises)
    breaches.order()
    breaches.begun(breaches.order())
    promises.draft()
    call_command("rebuild_derived", verbosity=0)
    return promises


def speak(page: "Page", site: str, language: str) -> None:
    page.context.add_cookies([{"name": "django_language", "value": language, "url": site}])


@pytest.mark.parametrize("name", ["inspector", "office_supervisor"])
def test_the_navigation_ends_before_the_account_begins(
    page: "Page", live_site: str, promises: Promises, name: str
) -> None:
    enter(page, live_site, promises, name)
    under: dict[Any, float] = {}
    for language in LANGUAGES:
        speak(page, live_site, language)
        page.goto("/variations/")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 768})
            if (covered := page.evaluate(UNDER)) > 1:
                under[language, width] = covered
            shot(page, f"menu-{name}-{language}-{width}")
    assert under == {}


def test_no_date_number_or_code_of_a_list_breaks_in_two(page: "Page", live_site: str, promises: Promises) -> None:
    enter(page, live_site, promises, "office_supervisor")
    broken: dict[Any, list[str]] = {}
    seen = 0
    for language in LANGUAGES:
        speak(page, live_site, language)
        for width in (1366, 1024):
            page.set_viewport_size({"width": width, "height": 768})
            for address in LISTS:
                answer = page.goto(address)
                assert answer is not None and answer.status == 200, address
                seen += page.locator("main td").count()
                if found := page.evaluate(BROKEN):
                    broken[language, width, address] = found
                assert page.evaluate("document.documentElement.scrollWidth") <= width, (address, width)
    assert broken == {}
    assert seen
