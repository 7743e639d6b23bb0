"""The built pages in a real browser: under the strict policy, from our own host only."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Page, WebSocket, sync_playwright

from tests.ui.conftest import Stage

pytestmark = pytest.mark.browser
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture(scope="module")
def browser_page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=next(filter(None, map(shutil.which, _BROWSERS)), None),
            args=["--no-sandbox"],
        )
        page = browser.new_page()
        # The specimen's States are not those of the build: no page loads itself again for that.
        page.add_init_script("sessionStorage.setItem('reflex_last_reloaded_on_error', Date.now())")
        yield page
        browser.close()


def test_the_first_page_works_under_the_policy(stage: Stage, browser_page: Page) -> None:
    said: list[str] = []
    hosts: set[str] = set()
    sockets: list[str] = []
    frames: list[object] = []
    browser_page.on("console", lambda line: said.append(line.text) if line.type == "error" else ...)
    browser_page.on("pageerror", lambda error: said.append(str(error)))
    browser_page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))

    def keep(frame: object) -> None:
        frames.append(frame)

    def listen(opened: WebSocket) -> None:
        sockets.append(opened.url)
        opened.on("framereceived", keep)

    browser_page.on("websocket", listen)
    browser_page.goto(stage.server.url)
    for _ in range(100):
        if frames:
            break
        browser_page.wait_for_timeout(100)
    assert frames
    assert said == []
    own = urlsplit(stage.server.url).netloc
    assert hosts == {own}
    assert {urlsplit(url).netloc for url in sockets} == {own}


def test_an_unknown_address_shows_a_page_of_ours(stage: Stage, browser_page: Page) -> None:
    unknown = f"{stage.server.url}/bestaat-niet"
    assert httpx.get(unknown).status_code == 404
    browser_page.goto(unknown)
    assert browser_page.locator("html").get_attribute("lang") == "nl"
    heading = browser_page.get_by_role("heading", name="Niet gevonden")
    # The specimen's States are not those of the build, so the page may load itself once more.
    for _attempt in range(3):
        browser_page.wait_for_timeout(3_000)
        if heading.is_visible():
            break
        browser_page.goto(unknown)
    heading.wait_for()


def test_a_form_pressed_before_the_page_is_live_puts_nothing_in_the_address(
    stage: Stage, browser_page: Page
) -> None:
    assert browser_page.context.browser is not None
    page = browser_page.context.browser.new_page(java_script_enabled=False)
    page.goto(stage.server.url)
    page.get_by_label("Postcode").fill("8731")
    page.get_by_role("button", name="Controleren").click()
    assert page.url == f"{stage.server.url}/"
    assert page.get_by_label("Postcode").input_value() == "8731"
    page.close()
