"""The built pages in a real browser: under the strict policy, from our own host only."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Page, WebSocket, expect, sync_playwright

from tests.chromium import launch
from tests.ui.conftest import Stage

pytestmark = pytest.mark.browser


@pytest.fixture
def page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser.new_context().new_page()
        browser.close()


def test_the_first_page_works_under_the_policy(built: Stage, page: Page) -> None:
    said: list[str] = []
    hosts: set[str] = set()
    sockets: list[str] = []
    frames: list[object] = []
    page.on("console", lambda line: said.append(line.text) if line.type == "error" else ...)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))

    def keep(frame: object) -> None:
        frames.append(frame)

    def listen(opened: WebSocket) -> None:
        sockets.append(opened.url)
        opened.on("framereceived", keep)

    page.on("websocket", listen)
    page.goto(built.server.url)
    for _ in range(100):
        if frames:
            break
        page.wait_for_timeout(100)
    assert frames
    assert said == []
    own = urlsplit(built.server.url).netloc
    assert hosts == {own}
    assert {urlsplit(url).netloc for url in sockets} == {own}


def test_an_unknown_address_shows_a_page_of_ours(built: Stage, page: Page) -> None:
    unknown = f"{built.server.url}/bestaat-niet"
    assert httpx.get(unknown).status_code == 404
    page.goto(unknown)
    assert page.locator("html").get_attribute("lang") == "nl"
    expect(page.get_by_role("heading", name="Niet gevonden")).to_be_visible()


def test_a_form_pressed_before_the_page_is_live_puts_nothing_in_the_address(
    built: Stage, page: Page
) -> None:
    assert page.context.browser is not None
    page = page.context.browser.new_page(java_script_enabled=False)
    page.goto(built.server.url)
    page.get_by_label("Postcode").fill("8731")
    page.get_by_role("button", name="Controleren").click()
    assert page.url == f"{built.server.url}/"
    assert page.get_by_label("Postcode").input_value() == "8731"


def test_log_out_in_one_tab_shows_the_log_in_page_in_the_other(built: Stage, page: Page) -> None:
    """Leaving in one tab leaves in every tab, as a person sees it."""
    name, _, token = built.log_in(built.cast.coordinator).partition("=")
    page.context.add_cookies([{"name": name, "value": token, "url": built.server.url}])
    other = page.context.new_page()
    for tab in (page, other):
        tab.goto(f"{built.server.url}/start")
        expect(tab.get_by_text(built.cast.coordinator.display_name).first).to_be_visible()
    page.evaluate("localStorage.setItem('kept', 'here')")
    page.get_by_role("button", name="Log uit").click()
    page.wait_for_url("**/inloggen**")
    assert page.evaluate("localStorage.getItem('kept')") is None
    expect(page.get_by_role("button", name="Inloggen")).to_be_visible()
    other.wait_for_url("**/inloggen**")
    other.go_back()
    expect(other.get_by_text(built.cast.coordinator.display_name)).to_have_count(0)
