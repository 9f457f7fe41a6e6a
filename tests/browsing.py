"""A site served as in production, and Debian's Chromium to walk through it."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

import pytest

from tests import databases

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, ViewportSize

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
]
SERVER_WITHIN_SECONDS = 40
STEP_WITHIN_MILLISECONDS = 45_000
SCREEN: "ViewportSize" = {"width": 1366, "height": 768}
PHONE: "ViewportSize" = {"width": 390, "height": 844}


@cache
def chromium() -> str:
    """Where Chromium is, "" where there is none. `CHROMIUM` names one that is not on the path."""
    names = (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
    return next((found for name in names if name and (found := shutil.which(name))), "")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "browser: a journey in a real browser (Chromium)")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if not chromium():
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason="no Chromium found: browser journeys"))


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _wait_until_healthy(address: str, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + SERVER_WITHIN_SECONDS
    while time.monotonic() < until:
        if server.poll() is not None:
            raise RuntimeError(f"the site did not start (exit {server.returncode}); its log is var/test/site.log")
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=2)
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("the site did not answer; its log is var/test/site.log")


@pytest.fixture(scope="session")
def _site(django_db_setup: None) -> Iterator[str]:
    """gunicorn with the project, on this process's test database and a free port."""
    port = _free_port()
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "WEB_CONCURRENCY": "1"}
    command = [sys.executable, "-m", "gunicorn", "--worker-class", "gthread", "--threads", "4", "--workers", "1"]
    command += ["--bind", f"127.0.0.1:{port}", "--worker-tmp-dir", "/dev/shm", "tests.serving"]
    with (databases.folder() / "site.log").open("ab") as log:
        server = subprocess.Popen(command, cwd=databases.BASE_DIR, env=environment, stdout=log, stderr=log)
    try:
        _wait_until_healthy(address := f"http://127.0.0.1:{port}", server)
        yield address
    finally:
        server.terminate()
        server.wait(20)


@pytest.fixture
def live_site(_site: str, transactional_db: None) -> str:
    """The address of a real server on this test's database."""
    return _site


@pytest.fixture(scope="session")
def _browser() -> Iterator["Browser"]:
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread; the ORM, used beside it, would refuse to work.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def page(live_site: str, _browser: "Browser") -> Iterator["Page"]:
    """A page of a fresh browser profile; `page.goto("/…")` is relative to the site.

    A script error or a breach of the content security policy on any page fails the test.
    """
    context = _browser.new_context(base_url=live_site, locale="zh-CN", timezone_id="Asia/Shanghai", viewport=SCREEN)
    context.set_default_timeout(STEP_WITHIN_MILLISECONDS)
    faults: list[str] = []
    context.on("weberror", lambda fault: faults.append(str(fault.error)))
    context.on(
        "console",
        lambda message: faults.append(message.text) if re.search("Content.Security.Policy", message.text) else None,
    )
    yield context.new_page()
    context.close()
    assert not faults, "script errors or breaches of the content security policy:\n" + "\n".join(faults)


def shot(page: "Page", name: str, *, on_phone: bool = False) -> None:
    """Keep a picture of the page under screenshots/, and one as a phone shows it, where SCREENSHOTS is set (`make screenshots`)."""
    if not os.environ.get("SCREENSHOTS"):
        return
    page.screenshot(path=databases.BASE_DIR / "screenshots" / f"{name}.png", full_page=True)
    if on_phone:
        page.set_viewport_size(PHONE)
        page.screenshot(path=databases.BASE_DIR / "screenshots" / f"{name}-phone.png", full_page=True)
        page.set_viewport_size(SCREEN)
