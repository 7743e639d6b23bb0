"""The demo's accounts in a browser: each logs in once, its cookie is used again."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, StorageState, expect

from kraamzorg_app.config import DEMO_PASSWORD, DEMO_TOTP_SECRET
from kraamzorg_app.services.second_factor import totp
from tests.server import ROOT

FAILURES = ROOT / "test-results" / "failures"
STEP_SECONDS = 30
FRESH_SECONDS = 8 * 60
"""How long a log-in is used again: well within what exports and right changes ask."""


@dataclass
class People:
    """Opens pages as somebody of the demo."""

    browser: Browser
    url: str
    states: dict[str, StorageState] = field(default_factory=dict)
    logged_in_at: dict[str, float] = field(default_factory=dict)
    opened: list[BrowserContext] = field(default_factory=list)

    def nobody(self) -> Page:
        """Open a browser that nobody has logged in on, as a client or a visitor has."""
        return self._open(None)

    def log_in(self, account: str) -> Page:
        """Open `/start` as an account such as "coordinator" (coordinator@demo.test)."""
        since = time.monotonic() - self.logged_in_at.get(account, 0)
        if account in self.states and since < FRESH_SECONDS:
            page = self._open(self.states[account])
            page.goto("/start")
            if page.url == f"{self.url}/start":
                return page
        page = self._open(None)
        log_in(page, f"{account}@demo.test", self.url)
        self.logged_in_at[account] = time.monotonic()
        self.states[account] = page.context.storage_state()
        return page

    def forget_log_ins(self) -> None:
        """Let who logs in next do so by the form: the sessions that were kept grew old."""
        self.states.clear()

    def close_after(self, test: pytest.Item) -> None:
        """Close what a test opened, and keep what there is to see when it failed."""
        has_failed = getattr(test, "has_failed", False)
        self.close(keep_in=FAILURES / test.name if has_failed else None)

    def close(self, *, keep_in: Path | None) -> None:
        """Close what was opened; when something failed, keep a trace and a picture of each."""
        for number, context in enumerate(self.opened):
            if keep_in is None:
                context.tracing.stop()
            else:
                for page in context.pages:
                    page.screenshot(path=keep_in / f"{number}.png", full_page=True)
                context.tracing.stop(path=keep_in / f"{number}-trace.zip")
            context.close()
        self.opened.clear()

    def _open(self, state: StorageState | None) -> Page:
        context = self.browser.new_context(
            base_url=self.url, storage_state=state, locale="nl-NL", timezone_id="Europe/Amsterdam"
        )
        context.set_default_timeout(15_000)
        context.tracing.start(snapshots=True)
        self.opened.append(context)
        return context.new_page()


def log_in(page: Page, email: str, url: str) -> None:
    """Log in by the form, as the manual tells; waits for the next code when this one was used."""
    page.goto("/inloggen")
    page.get_by_label("E-mailadres").fill(email)
    page.get_by_label("Wachtwoord").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Inloggen").click()
    for _attempt in range(3):
        page.get_by_label("Code").fill(totp(DEMO_TOTP_SECRET).now())
        page.get_by_role("button", name="Bevestigen").click()
        page.wait_for_load_state()
        if page.url == f"{url}/start":
            break
        wait_for_next_code()
    expect(page).to_have_url(f"{url}/start")


def confirm_again(page: Page) -> None:
    """Give a code in a running session."""
    page.get_by_label("Code").fill(totp(DEMO_TOTP_SECRET).now())
    page.get_by_role("button", name="Bevestigen").click()


def wait_for_next_code() -> None:
    """Wait until the app shows another code than the one that was used."""
    time.sleep(STEP_SECONDS - time.time() % STEP_SECONDS + 0.5)
