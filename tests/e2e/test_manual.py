"""Every page leads to its own help, can be read by everybody, and has its picture in the manual.

`make help-pictures` keeps the pictures; otherwise they are only made, and looked at when wanted.
"""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from kraamzorg_app.domain.actors import Role
from kraamzorg_app.services import manual
from kraamzorg_app.services.manual import Section
from kraamzorg_app.ui.pages.help import PICTURE_WIDTH
from tests.e2e.looking import assert_accessible, look
from tests.e2e.people import People
from tests.e2e.staff import start_filling_in_together
from tests.server import ROOT

PICTURES = Path(os.environ.get("KRAAMZORG_HELP_PICTURES", ROOT / "test-results" / "help"))
QUALITY = 70
DESK: ViewportSize = {"width": 1200, "height": 750}
ACCOUNTS = {
    Role.COORDINATOR: "coordinator",
    Role.CARE_PROVIDER: "aanbieder",
    Role.INSURER: "preferent-avg",
    Role.FUNCTIONAL_ADMIN: "bo",
    Role.TECHNICAL_ADMIN: "techniek",
}


@pytest.mark.parametrize("role", Role)
def test_every_page_of_a_role_has_help_and_a_picture(people: People, role: Role) -> None:
    page = people.log_in(ACCOUNTS[role])
    page.set_viewport_size(DESK)
    for section in manual.sections_for(role):
        if section.alt and section.roles[0] == role:
            _open(page, section)
            expect(
                page.get_by_role("link", name="Hulp bij deze pagina", exact=True)
            ).to_have_attribute("href", f"/help?onderdeel={section.id}")
            assert_accessible(page, section.pages[0])
            _take_picture(page, section.id)


def test_help_is_searched_read_and_printed(people: People) -> None:
    page = people.log_in("coordinator")
    page.goto("/clienten")
    page.get_by_role("link", name="Hulp bij deze pagina", exact=True).click()
    expect(page.get_by_role("heading", name="Cliënten op wachtlijsten")).to_be_visible()
    expect(page.get_by_role("img", name="De pagina met twee filters")).to_be_visible()
    look(page, "help onderdeel")

    page.get_by_label("Zoeken in de hulp").fill("VERZOEK versturen")
    page.get_by_role("link", name="Perioden van code rood").click()
    expect(page.get_by_role("heading", name="Een andere periode vragen")).to_be_visible()
    page.get_by_label("Zoeken in de hulp").fill("kwantummechanica")
    expect(page.get_by_text("Niets gevonden")).to_be_visible()
    look(page, "help niets gevonden")

    page.get_by_role("link", name="De hele handleiding").click()
    expect(page.get_by_role("button", name="Afdrukken")).to_be_visible()
    titles = [section.title for section in manual.sections_for(Role.COORDINATOR)]
    expect(page.get_by_role("heading", level=2)).to_have_text([*titles, "Helpdesk"])
    look(page, "help geheel")


def _open(page: Page, section: Section) -> None:
    """Open the page that a section is about, in a state worth showing."""
    _WAYS.get(section.pages[0], lambda page: page.goto(section.pages[0]))(page)
    expect(page.locator(".skeleton")).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def _open_a_client(page: Page) -> None:
    page.goto("/clienten")
    table = page.get_by_role("table", name="Wachtende cliënten")
    table.get_by_role("link").first.click()
    expect(page.get_by_role("heading", name=re.compile("^Cliënt [A-Z0-9]"))).to_be_visible()


_WAYS: dict[str, Callable[[Page], object]] = {
    "/clienten/[id]": _open_a_client,
    "/clienten/registreren/samen/[id]": start_filling_in_together,
}


def _take_picture(page: Page, name: str) -> None:
    """Keep what the browser shows as WebP, which Playwright itself does not make."""
    browser = page.context.new_cdp_session(page)
    clip = {"x": 0, "y": 0, **DESK, "scale": PICTURE_WIDTH / DESK["width"]}
    options = {"format": "webp", "quality": QUALITY, "clip": clip}
    shot = browser.send("Page.captureScreenshot", options)
    browser.detach()
    PICTURES.mkdir(parents=True, exist_ok=True)
    (PICTURES / f"{name}.webp").write_bytes(base64.b64decode(shot["data"]))
