"""A client of a journey: made up anew each time, so that journeys can be repeated."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from secrets import choice, token_hex
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


@dataclass
class Her:
    """A made-up woman; nobody else has her number, address or name."""

    first_name: str = "Femke"
    last_name: str = field(default_factory=lambda: f"Toets{_letters(8)}")
    birth_date: date = date(1995, 4, 17)
    postcode: str = "8731 AB"
    due_date: date = field(default_factory=lambda: today() + timedelta(weeks=12))
    client_number: str = field(default_factory=lambda: f"TS{token_hex(4).upper()}")
    email: str = field(default_factory=lambda: f"femke.{token_hex(6)}@client.test")

    @property
    def name(self) -> str:
        """Her full name."""
        return f"{self.first_name} {self.last_name}"


def open_link(page: Page, link: str) -> None:
    """Open the personal link of a mail, as she does on her phone: one button, then her page."""
    page.goto(link)
    page.get_by_role("button", name="Doorgaan").click()


def fill_in_the_form(page: Page, her: Her, *, insurer: str | None = None) -> None:
    """Fill in her form up to the check page."""
    page.get_by_label("Voornaam").fill(her.first_name)
    page.get_by_label("Achternaam").fill(her.last_name)
    page.get_by_label("Geboortedatum").fill(dutch(her.birth_date))
    page.get_by_role("button", name="Volgende").click()
    page.get_by_label("Postcode").fill(her.postcode)
    page.get_by_label("Huisnummer").fill("12")
    page.get_by_label("Straat").fill("Dorpsstraat")
    page.get_by_label("Woonplaats").fill("Wommels")
    page.get_by_role("button", name="Volgende").click()
    page.get_by_label("Telefoonnummer").fill("06 12345678")
    expect(page.get_by_label("E-mailadres")).to_have_value(her.email)
    page.get_by_role("button", name="Volgende").click()
    expect(page.get_by_label("Uitgerekende datum")).to_have_value(dutch(her.due_date))
    if insurer:
        page.get_by_label("Verzekeraar").select_option(label=insurer)
    page.get_by_role("button", name="Volgende").click()
    expect(page.get_by_text(her.last_name)).to_be_visible()
