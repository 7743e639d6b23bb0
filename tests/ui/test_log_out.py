"""Leaving in one tab leaves in every tab, as a person sees it."""

from __future__ import annotations

import shutil

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.ui.conftest import Stage
from tests.ui.test_browser import _BROWSERS

pytestmark = pytest.mark.browser


def test_log_out_in_one_tab_shows_the_log_in_page_in_the_other(stage: Stage) -> None:
    name, _, token = stage.log_in(stage.cast.coordinator).partition("=")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=next(filter(None, map(shutil.which, _BROWSERS)), None),
            args=["--no-sandbox"],
        )
        context = browser.new_context()
        context.add_cookies([{"name": name, "value": token, "url": stage.server.url}])
        here, there = context.new_page(), context.new_page()
        for tab in (here, there):
            tab.goto(f"{stage.server.url}/start")
            expect(tab.get_by_role("button", name="Log uit").first).to_be_visible()
            tab.wait_for_timeout(1000)
        # Sent without a click: the State that this server has more than the build puts a banner
        # in the way.
        form = here.locator("form[action='/sessie/uitloggen']").first
        form.evaluate("form => form.requestSubmit()")
        there.wait_for_url("**/inloggen**")
        there.go_back()
        expect(there.get_by_text(stage.cast.coordinator.display_name)).to_have_count(0)
        browser.close()
