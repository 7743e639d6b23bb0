"""The journey of a passkey: made under Profiel, used to log in, taken away (virtual device)."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from kraamzorg_app.config import DEMO_PASSWORD, DEMO_TOTP_SECRET
from kraamzorg_app.services.second_factor import totp
from tests.e2e.looking import look
from tests.e2e.people import People, wait_for_next_code

ACCOUNT = "zzp"


def add_device(page: Page) -> None:
    """Give this browser a device that makes and uses passkeys without asking."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_somebody_makes_a_passkey_logs_in_with_it_and_takes_it_away(people: People) -> None:
    page = people.log_in(ACCOUNT)
    add_device(page)
    page.goto("/profiel")
    page.get_by_text("Passkey toevoegen").click()
    page.get_by_label("Naam van de passkey").fill("telefoon")
    page.locator("#passkey_password").fill(DEMO_PASSWORD)
    wait_for_next_code()
    page.locator("#passkey_code").fill(totp(DEMO_TOTP_SECRET).now())
    page.get_by_role("button", name="Verder").click()
    expect(page.get_by_role("button", name="Passkey maken")).to_be_visible()
    look(page, "profiel passkey maken")
    page.get_by_role("button", name="Passkey maken").click()
    expect(page.get_by_text("De passkey is toegevoegd.")).to_be_visible()
    look(page, "profiel met passkey")

    page.get_by_role("button", name="Log uit").first.click()
    expect(page.get_by_text("U bent uitgelogd.")).to_be_visible()
    page.get_by_label("E-mailadres").fill(f"{ACCOUNT}@demo.test")
    page.get_by_label("Wachtwoord").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Inloggen").click()
    expect(page.get_by_role("button", name="Passkey gebruiken")).to_be_visible()
    look(page, "inloggen met passkey")
    page.get_by_role("button", name="Passkey gebruiken").click()
    expect(page).to_have_url(f"{people.url}/start")

    page.goto("/profiel")
    page.get_by_role("button", name="Passkey verwijderen: telefoon").click()
    expect(page.get_by_text("De passkey is verwijderd.")).to_be_visible()
    people.states.pop(ACCOUNT)
