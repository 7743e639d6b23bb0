"""The journeys of the overviews: a coordinator, an insurer and the functional admin look ahead."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.e2e.looking import look
from tests.e2e.people import People


def test_a_coordinator_sees_it_coming_and_takes_the_figures_along(
    people: People, tmp_path: Path
) -> None:
    page = people.log_in("coordinator")
    expect(page.get_by_role("heading", name="Uitgerekend per week")).to_be_visible()
    page.get_by_role("navigation", name="Hoofdmenu").get_by_text("Overzichten").click()
    expect(page.get_by_role("heading", name="KSV Friesland", exact=True)).to_be_visible()
    look(page, "overzichten voor coordinator")

    outcome = picture(page, "Hoe het afliep")
    expect(outcome.get_by_role("row", name="Zwangerschap geëindigd")).to_have_count(1)
    expect(page.get_by_text("< 5")).to_have_count(0)

    page.get_by_label("Periode", exact=True).select_option("26 weken")
    page.wait_for_url("**weken=26")
    flow = picture(page, "Erbij en eraf per week")
    expect(flow.get_by_role("row")).to_have_count(27)
    look(page, "overzichten met tabellen open")

    lines = taken_along(page, flow, tmp_path / "week.csv")
    assert lines[0] == "Week;Maandag;Erbij gekomen;Van de lijst af"
    assert len(lines) == 27


def test_an_insurer_sees_its_own_insured_and_no_small_numbers_of_others(
    people: People, tmp_path: Path
) -> None:
    page = people.log_in("verzekeraar")
    expect(page.get_by_role("heading", name="Wachtende cliënten per regio")).to_be_visible()
    expect(page.get_by_role("heading", name="Uitgerekend per week")).to_have_count(0)
    page.goto("/overzichten")
    expect(page.get_by_role("heading", name="Alle regio's", exact=True)).to_be_visible()
    page.get_by_label("Regio", exact=True).select_option("KSV Gooi en Vechtstreek")
    expect(page.get_by_role("heading", name="KSV Gooi en Vechtstreek", exact=True)).to_be_visible()
    expect(page.get_by_text("U ziet uw eigen verzekerden.")).to_be_visible()
    flow = picture(page, "Erbij en eraf per week")
    expect(flow.get_by_role("cell", name="< 5").first).to_be_visible()
    outcome = picture(page, "Hoe het afliep")
    expect(outcome.get_by_role("row", name="Andere reden")).to_have_count(1)
    expect(page.get_by_text("Zwangerschap geëindigd")).to_have_count(0)
    look(page, "overzichten voor verzekeraar")

    shown = [line.split(";")[2:] for line in taken_along(page, flow, tmp_path / "week.csv")[1:]]
    assert "< 5" in {cell for row in shown for cell in row}
    assert all(int(cell) not in range(1, 5) for row in shown for cell in row if cell.isdigit())


def test_the_functional_admin_goes_through_the_country_by_the_map(people: People) -> None:
    page = people.log_in("bo")
    page.goto("/overzichten")
    way = page.get_by_role("link", name=re.compile("KSV Drenthe: code rood, [1-9]"))
    expect(way).to_be_visible()
    expect(page.get_by_text("Bron: CBS, CC BY 4.0")).to_be_visible()
    look(page, "overzichten voor functioneel beheer")

    way.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="KSV Drenthe", exact=True)).to_be_visible()
    expect(page.get_by_label("Regio", exact=True)).to_have_value(re.compile("[0-9a-f-]{36}"))
    shared = page.url
    page.go_back()
    expect(page.get_by_role("heading", name="Alle regio's", exact=True)).to_be_visible()
    page.goto(shared)
    expect(page.get_by_role("heading", name="KSV Drenthe", exact=True)).to_be_visible()
    page.get_by_role("link", name=re.compile("KSV Drenthe")).click()
    expect(page.get_by_role("heading", name="Alle regio's", exact=True)).to_be_visible()

    stranger = people.log_in("coordinator")
    stranger.goto(shared)
    expect(stranger.get_by_text("Deze regio vinden we niet")).to_be_visible()
    look(stranger, "overzichten van een andere regio")


def picture(page: Page, title: str) -> Locator:
    """Open the table under a picture; gives the picture with it."""
    found = page.get_by_role("figure").filter(has=page.get_by_role("heading", name=title))
    table = found.get_by_role("table")
    if not table.is_visible():
        found.get_by_text("Toon als tabel").click()
    expect(table).to_be_visible()
    return found


def taken_along(page: Page, shown: Locator, file: Path) -> list[str]:
    with page.expect_download() as downloading:
        shown.get_by_role("link", name="Exporteren (CSV)").click()
    downloading.value.save_as(file)
    return file.read_text("utf-8-sig").splitlines()
