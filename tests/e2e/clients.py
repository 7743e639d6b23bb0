"""A client of a journey: made up anew each time, so that journeys can be repeated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import cycle, product
from secrets import choice, randbelow, token_hex
from string import ascii_lowercase
from typing import TypeVar
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

from tests.canaries.finding import spelled_day, spelled_phone, spelled_postcode
from tests.e2e import runs

Value = TypeVar("Value")


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


def a_test_bsn() -> str:
    """Give a valid BSN of a test range from which no client of the demo country has one."""
    while True:
        digits = f"0000{randbelow(100_000):05}"
        weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
        total = sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=True))
        if total and total % 11 == 0:
            return digits


def _in_any_order(values: Iterable[Value]) -> Iterator[Value]:
    """Give each value once, and all of them again when there are no more."""
    return cycle(sorted(values, key=lambda _value: token_hex(4)))


_BIRTH_DATES = _in_any_order(
    day for number in range(3_600) if (day := date(1972, 1, 1) + timedelta(number)).day > 1
)
"""Older than the clients of the demo country, and none that a journey types as a wrong one."""
_POSTCODE_LETTERS = _in_any_order(map("".join, product("IOQUY", "GHIJKLMNOPQRTUVWXYZ")))
"""None that the demo country uses, nor digits of a hash."""


@dataclass
class Her:
    """A made-up woman whose every value is hers alone, so that it is found where it turns up.

    What a journey doesn't give her is made from her code.
    """

    code: str = field(default_factory=lambda: _letters(8))
    first_name: str = ""
    last_name: str = ""
    birth_date: date = field(default_factory=lambda: next(_BIRTH_DATES))
    pc4: str = "8731"
    city: str = "Wommels"
    due_date: date = field(default_factory=_a_due_date)
    client_number: str = ""
    has_email: bool = True
    phone: str = field(default_factory=lambda: f"06 4{randbelow(10**7):07}")
    bsn: str = field(default_factory=a_test_bsn)
    wish: str = ""
    """The provider that she would like, by name."""

    def __post_init__(self) -> None:
        self.first_name = self.first_name or f"Femke{self.code}"
        self.last_name = self.last_name or f"Proef{self.code}"
        self.partner = f"Douwe {self.code}"
        self.street = f"Terp{self.code}"
        self.postcode = f"{self.pc4} {next(_POSTCODE_LETTERS)}"
        self.client_number = self.client_number or f"TS7{self.code.upper()}"
        self.email = f"femke.{self.code}@client.test" if self.has_email else ""
        runs.remember(self.spelled())

    @property
    def name(self) -> str:
        """Her full name."""
        return f"{self.first_name} {self.last_name}"

    def spelled(self) -> dict[str, Sequence[str]]:
        """Give her values by field, each in the ways in which it can be written."""
        return {
            "number": [self.client_number],
            "first_name": [self.first_name],
            "last_name": [self.last_name],
            "birth_date": spelled_day(self.birth_date),
            "email": [self.email] if self.email else [],
            "phone": spelled_phone(self.phone.removeprefix("06 ")),
            "address": [self.street],
            "postcode": spelled_postcode(*self.postcode.split()),
            "partner": [self.partner],
            "bsn": [self.bsn],
        }


def open_link(page: Page, link: str) -> None:
    """Open the personal link of a mail, as she does on her phone: one button, then her page."""
    page.goto(link)
    page.get_by_role("button", name="Doorgaan").click()


def fill_in_who_she_is(page: Page, her: Her) -> None:
    """Fill in the first step, without going on."""
    page.get_by_label("Voornaam").fill(her.first_name)
    page.get_by_label("Achternaam").fill(her.last_name)
    page.get_by_label("Geboortedatum").fill(dutch(her.birth_date))
    page.get_by_label("Naam partner").fill(her.partner)


def fill_in_where_she_lives(page: Page, her: Her) -> None:
    """Fill in the second step, without going on."""
    page.get_by_label("Postcode").fill(her.postcode)
    page.get_by_label("Huisnummer").fill("12")
    page.get_by_label("Straat").fill(her.street)
    page.get_by_label("Woonplaats").fill(her.city)


def fill_in_how_to_reach_her(page: Page, her: Her) -> None:
    """Fill in the third step, without going on; her address stands there from the invitation."""
    page.get_by_label("Telefoonnummer").fill(her.phone)
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
    fill_in_how_to_reach_her(page, her)
    go_on(page, "Uw zwangerschap en verzekering")
    fill_in_her_care(page, her, insurer=insurer)
    go_on(page, "Klopt alles?")
    expect(page.get_by_text(her.last_name)).to_be_visible()


def send_the_form(page: Page) -> None:
    """Agree and send, from the check page."""
    page.get_by_label("Ik ga akkoord met plaatsing op de wachtlijst").check()
    page.get_by_role("button", name="Aanmelding versturen").click()
