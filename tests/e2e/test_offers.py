"""The journey of an offer: a coordinator offers a client, a provider answers on a phone."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.clients import Her
from tests.e2e.looking import look
from tests.e2e.mailboxes import Mailbox
from tests.e2e.people import People
from tests.e2e.staff import open_client, put_on_the_list

PROVIDER = "Kraamzorg Miek"
PHONE = {"width": 390, "height": 844}


def test_a_coordinator_offers_her_and_a_provider_answers_on_a_phone(
    people: People, mailbox: Mailbox
) -> None:
    her = Her()
    put_on_the_list(people, mailbox, her)
    coordinator, provider = people.log_in("coordinator"), people.log_in("aanbieder")
    provider.set_viewport_size(PHONE)

    open_client(coordinator, "wachtende", her)
    when_the_coordinator_offers_her(coordinator)
    then_another_provider_reads_that_she_is_offered_but_not_to_whom(people.log_in("platform"), her)

    when_the_provider_declines(provider, her)
    expect(coordinator.get_by_text(f"Aanbod geweigerd door {PROVIDER}")).to_be_visible()
    look(coordinator, "client na een geweigerd aanbod")

    when_the_coordinator_offers_her(coordinator)
    when_the_provider_accepts(provider, her)
    expect(coordinator.get_by_text(f"In zorg genomen door {PROVIDER}")).to_be_visible()
    then_the_coordinator_finds_what_became_of_offers(coordinator, her)


def when_the_coordinator_offers_her(page: Page) -> None:
    page.get_by_role("button", name="Aanbieden").click()
    choice = page.get_by_label("Aan wie *")
    look(page, "client aanbieden")
    page.get_by_role("button", name="Aanbod versturen").click()
    expect(page.get_by_text("Kies een aanbieder.")).to_be_visible()
    value = choice.locator("option").filter(has_text=PROVIDER).get_attribute("value")
    choice.select_option(value)
    page.get_by_role("button", name="Aanbod versturen").click()
    expect(page.get_by_text("De cliënt is aangeboden.")).to_be_visible()
    expect(page.get_by_text("Wacht op antwoord van een aanbieder")).to_be_visible()


def then_another_provider_reads_that_she_is_offered_but_not_to_whom(page: Page, her: Her) -> None:
    open_client(page, "wachtende", her)
    expect(page.get_by_text("Deze cliënt is nu aan een aanbieder aangeboden.")).to_be_visible()
    expect(page.get_by_role("button", name="In zorg nemen")).to_have_count(0)
    assert PROVIDER not in page.inner_text("main")


def open_offer(page: Page, her: Her) -> None:
    page.goto("/start")
    expect(page.get_by_role("heading", name="Aan u aangeboden")).to_be_visible()
    look(page, "start met een aanbod")
    page.set_viewport_size(PHONE)
    page.get_by_role("link", name="Alle aanbiedingen").click()
    expect(page.get_by_role("heading", name="Aanbiedingen")).to_be_visible()
    expect(page.get_by_role("link", name=her.client_number)).to_be_visible()
    look(page, "aanbiedingen voor aanbieder")
    page.get_by_role("link", name=her.client_number).click()
    expect(page.get_by_text("Deze cliënt is aan u aangeboden")).to_be_visible()


def when_the_provider_declines(page: Page, her: Her) -> None:
    open_offer(page, her)
    page.get_by_role("button", name="Weigeren").click()
    page.get_by_role("button", name="Bevestigen").click()
    expect(page.get_by_text("Vul dit in.")).to_be_visible()
    expect(page.get_by_label("Reden *")).to_be_focused()
    look(page, "aanbod weigeren")
    page.get_by_label("Reden *").select_option(label="Te ver weg")
    page.get_by_role("button", name="Bevestigen").click()
    expect(page.get_by_text("U heeft het aanbod geweigerd.")).to_be_visible()
    page.goto("/start")


def when_the_provider_accepts(page: Page, her: Her) -> None:
    open_offer(page, her)
    page.get_by_role("button", name="Aannemen").click()
    look(page, "aanbod aannemen")
    page.get_by_role("button", name="Bevestigen").click()
    expect(page.get_by_text("U heeft deze cliënt in zorg genomen.")).to_be_visible()
    expect(page.get_by_text(her.name).first).to_be_visible()


def then_the_coordinator_finds_what_became_of_offers(page: Page, her: Her) -> None:
    page.goto("/aanbiedingen")
    shown = page.get_by_label("Toon")
    expect(page.get_by_text("nog").first).to_be_visible()
    look(page, "aanbiedingen voor coordinator")
    shown.select_option(label="Geweigerd")
    declined = page.get_by_role("row").filter(has_text=her.client_number)
    expect(declined).to_contain_text("Te ver weg")
    shown.select_option(label="Verlopen zonder antwoord")
    expect(page.get_by_role("columnheader", name="Voorbij sinds")).to_be_visible()
    expect(page.get_by_role("row").nth(1)).to_contain_text("KSV Friesland")
    look(page, "verlopen aanbiedingen")
