"""An empty database becomes a working region by the screens alone, and the main journey runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from kraamzorg_app.services import environment
from tests.e2e.clients import Her, dutch, fill_in_the_form, open_link, send_the_form, today
from tests.e2e.conftest import RUNNING
from tests.e2e.instance import run_job, start_own
from tests.e2e.looking import look
from tests.e2e.mailboxes import SmtpMailbox, wait_for_mail
from tests.e2e.newcomers import NewUser, make_account, open_invitation, set_up_app
from tests.e2e.people import People
from tests.e2e.runs import Run
from tests.e2e.staff import find, invite
from tests.oidc.provider import Provider
from tests.server import Server, free_port

pytestmark = pytest.mark.skipif(bool(RUNNING), reason="needs a database without anything")

REGION, INSURER, PROVIDER = "KSV Proefland", "Proefzorg", "Kraamzorg Proef"
SUBJECT = "Welkom bij KSV Proefland"
POSTCODES = b"postcode;regio\n8731;KSV Proefland\n8751;KSV Proefland\n8811;KSV Proefland\n"


@dataclass
class Installation:
    """A tool that nobody has set up, with who is going to work with it."""

    server: Server
    mailbox: SmtpMailbox
    people: People
    elsewhere: Provider
    bo: NewUser = field(default_factory=lambda: NewUser("Bo"))
    coordinator: NewUser = field(default_factory=lambda: NewUser("Cor"))
    insurer: NewUser = field(default_factory=lambda: NewUser("Vera"))
    provider: NewUser = field(default_factory=lambda: NewUser("Miek"))

    def account(self, person: NewUser) -> Page:
        """Let somebody who was invited make an account; gives the browser."""
        page = self.people.nobody()
        make_account(page, self.mailbox, person)
        return page


@pytest.fixture
def installation(
    browser: Browser,
    request: pytest.FixtureRequest,
    url: str,  # noqa: ARG001 - the tool of the other journeys, which must be this process's again
) -> Iterator[Installation]:
    """Start a tool with nothing in it, beside the one of the other journeys."""
    others = environment.current()
    run = Run.new("empty")
    mailbox = SmtpMailbox(run.mails)
    elsewhere = Provider(f"http://localhost:{free_port()}").start()
    instance = start_own(run, mailbox.start(), is_seeded=False, provider=elsewhere)
    people = People(browser, instance.url)
    yield Installation(instance.server, mailbox, people, elsewhere)
    people.close_after(request.node)
    instance.stop()
    elsewhere.stop()
    mailbox.stop()
    environment.install(others)


def test_an_empty_database_becomes_a_region_in_which_a_woman_finds_care(
    installation: Installation,
) -> None:
    run_job(installation.server, "first_admin", installation.bo.email)
    bo = installation.account(installation.bo)
    given_a_region_with_postcodes_from_a_file(bo)
    given_an_insurer_with_a_label(bo, installation.insurer)
    given_a_provider_that_is_approved(bo, installation.provider)
    given_agreements_and_a_coordinator(bo, installation.coordinator)
    given_code_red(bo)
    given_a_text_of_our_own(bo)

    insurer = installation.account(installation.insurer)
    provider = given_a_user_who_logs_in_elsewhere(installation, installation.provider)
    coordinator = installation.account(installation.coordinator)
    when_she_is_invited_and_registers(installation, insurer, her := Her())
    when_the_provider_takes_her(provider, her)
    expect(find(coordinator, "ingeschreven", her)).to_contain_text(PROVIDER)
    expect(find(insurer, "ingeschreven", her)).to_contain_text(her.name)


def given_a_region_with_postcodes_from_a_file(bo: Page) -> None:
    bo.goto("/beheer/regios")
    expect(bo.get_by_text("Nog geen regio's")).to_be_visible()
    look(bo, "beheer regios leeg")
    bo.get_by_label("Bestand *").set_input_files(
        {"name": "postcodes.csv", "mimeType": "text/csv", "buffer": POSTCODES}
    )
    bo.get_by_label("Geldig vanaf *").fill(dutch(today()))
    bo.get_by_label("Maak regio's die nog niet bestaan").check()
    bo.get_by_role("button", name="Bekijken wat er verandert").click()
    expect(card(bo, "Dit verandert er")).to_contain_text(REGION)
    bo.get_by_role("button", name="Wijzigen", exact=True).click()
    said(bo, "De indeling is gewijzigd.")
    region = card(bo, "Alle regio's").get_by_role("row").filter(has_text=REGION)
    expect(region).to_contain_text("3")


def given_an_insurer_with_a_label(bo: Page, person: NewUser) -> None:
    bo.goto("/beheer/verzekeraars")
    expect(bo.get_by_text("Nog geen verzekeraars")).to_be_visible()
    look(bo, "beheer verzekeraars leeg")
    bo.get_by_label("Naam *").fill(INSURER)
    bo.get_by_role("button", name="Verzekeraar toevoegen").click()
    said(bo, "De verzekeraar is toegevoegd.")
    bo.get_by_label("Naam van het label").fill(INSURER)
    bo.get_by_label("UZOVI-code").fill("0101")
    bo.get_by_label("Geldig vanaf").fill("01-01-2026")
    bo.get_by_role("button", name="Label toevoegen").click()
    said(bo, "Het label is toegevoegd.")
    invite_first_user(card(bo, "Gebruikers"), person)


def given_a_provider_that_is_approved(bo: Page, person: NewUser) -> None:
    bo.goto("/beheer/aanbieders")
    expect(bo.get_by_text("Geen aanbieder gevonden")).to_be_visible()
    look(bo, "beheer aanbieders leeg")
    new = card(bo, "Nieuwe aanbieder")
    new.get_by_label("Naam *").fill(PROVIDER)
    new.get_by_label("AGB-code *").fill("33000001")
    new.get_by_label("E-mailadres *").fill("info@proef.test")
    new.get_by_role("button", name="Aanbieder toevoegen").click()
    said(bo, "De aanbieder is toegevoegd.")
    bo.get_by_label(f"Goedgekeurd in {REGION}").check()
    bo.get_by_label(f"Gecontracteerd in {REGION}").check()
    bo.get_by_role("button", name="Goedkeuringen opslaan").click()
    said(bo, "De goedkeuringen zijn opgeslagen.")
    invite_first_user(card(bo, "Gebruikers"), person)


def given_agreements_and_a_coordinator(bo: Page, person: NewUser) -> None:
    bo.goto("/beheer/regios")
    bo.get_by_role("link", name=REGION).click()
    bo.get_by_label("Eerste preferente verzekeraar").select_option(label=INSURER)
    bo.get_by_role("button", name="Verzekeraars opslaan").click()
    said(bo, "De preferente verzekeraars kloppen nu.")
    invite_first_user(card(bo, "Wachtlijstcoördinatoren"), person)


def given_code_red(bo: Page) -> None:
    bo.goto("/beheer/perioden")
    opening = card(bo, "Wachtlijst openzetten")
    opening.get_by_label("Regio").select_option(label=REGION)
    opening.get_by_label("Eerste uitgerekende datum").fill(dutch(today()))
    opening.get_by_label("Laatste uitgerekende datum").fill(dutch(today() + timedelta(weeks=40)))
    opening.get_by_role("button", name="Openzetten").click()
    said(bo, "De wachtlijst is opengezet")


def given_a_text_of_our_own(bo: Page) -> None:
    bo.goto("/beheer/sjablonen/invited-client-nl")
    expect(bo.get_by_label("Onderwerp")).not_to_have_value("")
    bo.get_by_label("Onderwerp").fill(SUBJECT)
    bo.get_by_role("button", name="Voorbeeld bekijken").click()
    bo.get_by_role("button", name="Opslaan").click()
    said(bo, "De tekst is opgeslagen en geldt nu.")


def given_a_user_who_logs_in_elsewhere(installation: Installation, person: NewUser) -> Page:
    """Let somebody finish an invitation with a provider, and come back with it later."""
    installation.elsewhere.next_person("miek", acr="urn:test:two")
    page = installation.people.nobody()
    open_invitation(page, installation.mailbox, person)
    page.get_by_role("button", name="Verder met ToetsID").click()
    expect(page.get_by_text("Vul dit in.")).to_be_visible()
    look(page, "uitnodiging met een andere dienst")
    page.get_by_label("Naam").fill(person.name)
    page.get_by_role("button", name="Verder met ToetsID").click()
    set_up_app(page, person)

    later = installation.people.nobody()
    later.goto("/inloggen")
    later.get_by_role("button", name="Inloggen met ToetsID").click()
    expect(later).to_have_url(f"{installation.elsewhere.public_url}/start")
    return later


def when_she_is_invited_and_registers(installation: Installation, insurer: Page, her: Her) -> None:
    invite(insurer, her)
    invitation = wait_for_mail(installation.mailbox, her.email)
    assert invitation.subject == SUBJECT
    page = installation.people.nobody()
    open_link(page, invitation.link)
    fill_in_the_form(page, her)
    send_the_form(page)
    expect(page.get_by_role("button", name="Ik ben bevallen")).to_be_visible()


def when_the_provider_takes_her(provider: Page, her: Her) -> None:
    find(provider, "wachtende", her).get_by_role("link").click()
    provider.get_by_role("button", name="In zorg nemen").click()
    provider.get_by_role("button", name="Bevestigen").click()
    expect(provider.get_by_text(her.name).first).to_be_visible()


def invite_first_user(within: Locator, person: NewUser) -> None:
    within.get_by_label("E-mailadres").fill(person.email)
    within.get_by_label("Weergave AVG gegevens?").check()
    within.get_by_role("button", name="Uitnodigen").click()
    expect(within.get_by_role("row").filter(has_text=person.email)).to_contain_text("Uitgenodigd")


def card(page: Page, title: str) -> Locator:
    """Give the block of a page under a heading."""
    heading = page.get_by_role("heading", name=title, exact=True)
    return page.locator("section.card").filter(has=heading)


def said(page: Page, sentence: str) -> None:
    expect(page.get_by_role("status").filter(has_text=sentence)).to_be_visible()
