"""The components in a real browser: nothing breaks the policy, nothing runs out of the page, everything works by keyboard."""

from typing import Any

import pytest

from tests.browsing import shot

pytestmark = pytest.mark.browser

SIZES = [(1366, 768), (390, 844), (320, 640), (1920, 1080)]


def wide_parts(page: Any) -> list[str]:
    """What stands out of the page at the right, regions that scroll by themselves left out."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll("body *")].filter((e) => {
            const box = e.getBoundingClientRect();
            return box.width && box.right > document.documentElement.clientWidth + 1
                && !e.closest(".jn-scroll, .jn-tabs, .jn-chain, .visually-hidden, .jn-skip");
        }).map((e) => e.outerHTML.slice(0, 120))"""
    )
    return found


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_components_fit_the_page(
    page: Any, live_site: str, size: tuple[int, int], theme: str, language: str
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.context.add_cookies(
        [{"name": name, "value": value, "url": live_site}
         for name, value in (("jn_theme", theme), ("django_language", language))]
    )  # fmt: skip
    page.goto("/components/")
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert wide_parts(page) == []
    shot(page, f"components-{size[0]}-{theme}-{language}")


def test_the_error_summary_has_the_focus_and_leads_to_the_field(page: Any) -> None:
    page.goto("/components/")
    assert page.evaluate("document.activeElement.className") == "jn-errsum"
    page.click(".jn-errsum a >> nth=0")
    assert page.evaluate("document.activeElement.id") == "id_title"


def test_keys_open_the_help_and_walk_the_rows(page: Any) -> None:
    page.goto("/components/")
    page.keyboard.press("?")
    assert page.locator("#keys").evaluate("d => d.open")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    first = page.evaluate("document.activeElement.closest('tr').innerText")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.closest('tr').innerText") != first
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.closest('tr').innerText") == first


def test_a_verb_that_cannot_be_performed_is_reachable_and_does_nothing(page: Any) -> None:
    page.goto("/components/")
    page.locator(".jn-verb-off__t").first.focus()
    page.keyboard.press("Enter")
    assert page.url.endswith("/components/")


def test_an_act_asks_in_a_dialog_and_closes_again(page: Any) -> None:
    page.goto("/components/")
    page.click("[data-dialog=ask] >> nth=0")
    assert page.locator("#ask").evaluate("d => d.open")
    page.keyboard.press("Escape")
    assert not page.locator("#ask").evaluate("d => d.open")


def test_language_and_display_change_without_script(page: Any, live_site: str, _browser: Any) -> None:  # noqa: PT019
    context = _browser.new_context(base_url=live_site, java_script_enabled=False)
    bare = context.new_page()
    bare.goto("/components/?q=1")
    bare.click(".jn-lang button")
    assert bare.url.endswith("/components/?q=1")
    assert bare.locator("html").get_attribute("lang") == "en"
    bare.click(".jn-foot button[name=theme]")
    assert bare.locator("html").get_attribute("data-bs-theme") == "dark"
    context.close()


def test_the_first_stop_of_the_keyboard_is_the_way_past_the_navigation(page: Any) -> None:
    page.goto("/nowhere/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "jn-skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_targets_are_large_enough_for_a_finger(page: Any) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/components/")
    small = page.evaluate(
        """() => [...document.querySelectorAll("main button, main input:not([type=hidden]), main select, main summary, .btn")]
            .filter((e) => e.offsetParent && (e.offsetHeight < 18 || e.offsetWidth < 18)).map((e) => e.outerHTML.slice(0, 120))"""
    )
    assert small == []
