"""A client of a journey: made up anew each time, so that journeys can be repeated."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from secrets import choice, randbelow, token_hex
from string import ascii_lowercase
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect


def today() -> date:
    """Give the day in the Netherlands."""
    return datetime.now(ZoneInfo("Europe/Amsterdam")).date()


def dutch(day: date) -> str:
    """Write a day as dd-mm-jjjj."""
    return day.strftime("%d-%m-%Y")


def _letters(count: int) -> str:
    return "".join(choice(ascii_lowercase) for _ in range(count))


def _a_due_date() -> date:
    """Give a day for which the list of Friesland is open, not the same for every client."""
    return today() + timedelta(days=70 + randbelow(100))


@dataclass
class Her:
    """A made-up woman; nobody else has her number, address or name."""

    first_name: str = "Femke"
    last_name: str = field(default_factory=lambda: f"Toets{_letters(8)}")
    birth_date: date = date(1995, 4, 17)
    postcode: str = "8731 AB"
    city: str = "Wommels"
    due_date: date = field(default_factory=_a_due_date)
    client_number: str = field(default_factory=lambda: f"TS{token_hex(4).upper()}")
    email: str = field(default_factory=lambda: f"femke.{token_hex(6)}@client.test")
    bsn: str = ""
    wish: str = ""
    """The provider that she would like, by name."""

    @property
    def name(self) -> str:
        """Her full name."""
        return f"{self.first_name} {self.last_name}"


def a_test_bsn() -> str:
    """Give a valid BSN of the test range, among those that no client of the demo country has."""
    while True:
        digits = f"99999{randbelow(1_100):04}"
        weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
        if sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=True)) % 11:
            continue
        return digits


def open_link(page: Page, link: str) -> None:
    """Open the personal link of a mail, as she does on her phone: one button, then her page."""
    page.goto(link)
    page.get_by_role("button", name="Doorgaan").click()


def fill_in_who_she_is(page: Page, her: Her) -> None:
    """Fill in the first step, without going on."""
    page.get_by_label("Voornaam").fill(her.first_name)
    page.get_by_label("Achternaam").fill(her.last_name)
    page.get_by_label("Geboortedatum").fill(dutch(her.birth_date))


def fill_in_where_she_lives(page: Page, her: Her) -> None:
    """Fill in the second step, without going on."""
    page.get_by_label("Postcode").fill(her.postcode)
    page.get_by_label("Huisnummer").fill("12")
    page.get_by_label("Straat").fill("Dorpsstraat")
    page.get_by_label("Woonplaats").fill(her.city)


def fill_in_how_to_reach_her(page: Page) -> None:
    """Fill in the third step, without going on; her address stands there from the invitation."""
    page.get_by_label("Telefoonnummer").fill("06 12345678")
    page.get_by_label("Spreektaal").select_option("fy")


def fill_in_her_care(page: Page, her: Her, *, insurer: str | None) -> None:
    """Fill in the fourth step, without going on."""
    expect(page.get_by_label("Uitgerekende datum")).to_have_value(dutch(her.due_date))
    if insurer:
        page.get_by_label("Verzekeraar").select_option(label=insurer)
    page.get_by_label("BSN").fill(her.bsn)
    if her.wish:
        page.get_by_label("Voorkeur voor een aanbieder").select_option(label=her.wish)


def go_on(page: Page, to: str) -> None:
    """Press "Volgende" and wait for the step with a title."""
    page.get_by_role("button", name="Volgende").click()
    expect(page.get_by_role("heading", name=to)).to_be_visible()


def fill_in_the_form(page: Page, her: Her, *, insurer: str | None = None) -> None:
    """Fill in her form up to the check page."""
    fill_in_who_she_is(page, her)
    go_on(page, "Waar woont u?")
    fill_in_where_she_lives(page, her)
    go_on(page, "Hoe bereiken wij u?")
    expect(page.get_by_label("E-mailadres")).to_have_value(her.email)
    fill_in_how_to_reach_her(page)
    go_on(page, "Uw zwangerschap en verzekering")
    fill_in_her_care(page, her, insurer=insurer)
    go_on(page, "Klopt alles?")
    expect(page.get_by_text(her.last_name)).to_be_visible()


def send_the_form(page: Page) -> None:
    """Agree and send, from the check page."""
    page.get_by_label("Ik ga akkoord met plaatsing op de wachtlijst").check()
    page.get_by_role("button", name="Aanmelding versturen").click()
