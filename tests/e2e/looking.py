"""Looking at a page: accessibility by axe, and screenshots at two widths."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.server import ROOT

SCREENSHOTS = Path(os.environ.get("KRAAMZORG_SCREENSHOTS", ROOT / "test-results" / "screenshots"))
WIDTHS = (1280, 390)
AXE = Axe().axe_script
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CHECKED_PATHS: set[str] = set()
"""Where axe looked in this run, so that the last journey finds which page was forgotten."""


def look(page: Page, name: str) -> None:
    """Check a page that is in the state a person would read it in, and take its pictures."""
    size = page.viewport_size
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        # Contrast takes most of the time, and is the same at any width.
        assert_accessible(page, f"{name} at {width} px", has_contrast=width == WIDTHS[0])
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SCREENSHOTS / f"{_slug(name)}-{width}.png", full_page=True)
        _assert_no_sideways_scroll(page, f"{name} at {width} px")
    if size:
        page.set_viewport_size(size)


def assert_accessible(page: Page, where: str, *, has_contrast: bool = True) -> None:
    """Find no violation of WCAG 2.2 AA by axe."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    options = {
        "runOnly": AXE_RULES,
        "resultTypes": ["violations"],
        "rules": {"color-contrast": {"enabled": has_contrast}},
    }
    results = page.evaluate("options => axe.run(document, options)", options)
    violations = [
        f"{violation['id']}: {node['target']} {node.get('failureSummary', '')}"
        for violation in results["violations"]
        for node in violation["nodes"][:5]
    ]
    assert not violations, f"{where}: {violations}"
    CHECKED_PATHS.add(urlsplit(page.url).path)


def _assert_no_sideways_scroll(page: Page, where: str) -> None:
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"{where}: the page is {wide} px too wide"


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
