"""Somebody who gets an account in a journey: invited by mail, with an authenticator app."""

from __future__ import annotations

from dataclasses import dataclass, field
from secrets import token_hex

from playwright.sync_api import Page, expect

from kraamzorg_app.services.second_factor import totp
from tests.e2e.mailboxes import Mailbox, wait_for_mail


@dataclass
class NewUser:
    """Somebody who makes an account; another one in each run."""

    name: str = field(default_factory=lambda: f"Toets {token_hex(4)}")
    email: str = field(default_factory=lambda: f"nieuw.{token_hex(6)}@demo.test")
    password: str = field(default_factory=lambda: f"een lange zin {token_hex(6)}")
    code: str = ""
    """The last code of the app that was used."""
    recovery_codes: list[str] = field(default_factory=list)


def open_invitation(page: Page, mailbox: Mailbox, person: NewUser) -> None:
    """Follow the link of the mail that invites somebody without an account."""
    page.goto(wait_for_mail(mailbox, person.email).link)
    page.get_by_role("button", name="Doorgaan").click()
    expect(page.get_by_label("Wachtwoord")).to_be_visible()


def choose_password(page: Page, person: NewUser) -> None:
    """Say one's name and choose a password."""
    page.get_by_label("Naam").fill(person.name)
    page.get_by_label("Wachtwoord").fill(person.password)
    page.get_by_role("button", name="Account maken").click()
    expect(page.get_by_role("heading", name="Authenticatie-app instellen")).to_be_visible()


def give_code_of_app(page: Page, person: NewUser) -> None:
    """Put the shown secret into an app and give its code; the recovery codes come then."""
    secret = page.locator("code.secret").inner_text().replace(" ", "")
    person.code = totp(secret).now()
    page.get_by_label("Code").fill(person.code)
    page.get_by_role("button", name="Bevestigen").click()
    expect(page.get_by_role("heading", name="Uw herstelcodes")).to_be_visible()
    person.recovery_codes = page.locator("code.secret").all_inner_texts()


def make_account(page: Page, mailbox: Mailbox, person: NewUser) -> None:
    """Make an account by the link of an invitation; ends on the profile, logged in."""
    open_invitation(page, mailbox, person)
    choose_password(page, person)
    set_up_app(page, person)


def set_up_app(page: Page, person: NewUser) -> None:
    """Set up the app and keep the recovery codes; ends on the profile, logged in."""
    give_code_of_app(page, person)
    page.get_by_role("button", name="Ik heb de codes bewaard").click()
    expect(page.get_by_role("heading", name=f"Hallo {person.name}")).to_be_visible()
