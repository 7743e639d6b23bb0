"""The journeys of an intake and of a client's wish for a provider."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, expect

from tests.e2e.clients import Her, dutch
from tests.e2e.looking import look
from tests.e2e.mailboxes import Mailbox
from tests.e2e.people import People
from tests.e2e.staff import filter_block, open_client, put_on_the_list

WISH = "Anna de Vries"


def test_she_names_a_wish_and_the_provider_that_takes_her_plans_the_intake(
    people: People, mailbox: Mailbox
) -> None:
    her = Her(wish="KraamConnect")
    placed = put_on_the_list(people, mailbox, her)
    when_she_names_the_provider_that_she_would_like(placed.page)

    coordinator = people.log_in("coordinator")
    open_client(coordinator, "wachtende", her)
    expect(coordinator.get_by_text("Voorkeur voor aanbieder")).to_be_visible()
    when_the_coordinator_corrects_the_wish(coordinator)
    then_her_wish_comes_first_when_she_is_offered(coordinator)

    provider = people.log_in("zzp")
    open_client(provider, "wachtende", her)
    provider.get_by_role("button", name="In zorg nemen").click()
    provider.get_by_role("button", name="Bevestigen").click()
    expect(provider.get_by_text("U heeft deze cliënt in zorg genomen.")).to_be_visible()
    when_the_provider_plans_the_intake(provider)
    then_the_list_finds_her_by_her_intake(provider, her)


def when_she_names_the_provider_that_she_would_like(page: Page) -> None:
    page.get_by_role("button", name="Voorkeur voor een aanbieder").click()
    choice = page.get_by_label("Welke aanbieder wilt u het liefst?")
    expect(choice.locator("option:checked")).to_have_text("KraamConnect")
    choice.select_option(label="Kraamzorg Miek")
    look(page, "mijn voorkeur")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_text("Uw voorkeur is opgeslagen.")).to_be_visible()


def when_the_coordinator_corrects_the_wish(page: Page) -> None:
    page.get_by_role("button", name="Voorkeur noteren").click()
    choice = page.get_by_label("Welke aanbieder wil zij het liefst?")
    expect(choice.locator("option:checked")).to_have_text("Kraamzorg Miek")
    choice.select_option(label=WISH)
    look(page, "voorkeur noteren")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_text("De voorkeur is opgeslagen.")).to_be_visible()


def then_her_wish_comes_first_when_she_is_offered(page: Page) -> None:
    page.get_by_role("button", name="Aanbieden").click()
    first = page.get_by_label("Aan wie *").locator("option").nth(1)
    expect(first).to_contain_text(f"{WISH} ·")
    expect(first).to_contain_text("voorkeur van de cliënt")
    page.get_by_role("button", name="Annuleren").click()
    expect(page.get_by_role("button", name="Aanbieden")).to_be_focused()


def when_the_provider_plans_the_intake(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    planned = datetime.now(UTC).date() + timedelta(days=7)
    page.get_by_role("button", name="Intake plannen").click()
    page.get_by_label("Wanneer is de intake? *").fill("32-01-2027")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_text("Schrijf de datum als dd-mm-jjjj").first).to_be_visible()
    expect(page.get_by_label("Wanneer is de intake? *")).to_have_value("32-01-2027")
    look(page, "intake plannen")
    page.get_by_label("Wanneer is de intake? *").fill(dutch(planned))
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_text("De intake is gepland.")).to_be_visible()
    expect(page.get_by_text(f"Gepland op {dutch(planned)}", exact=True)).to_be_visible()


def then_the_list_finds_her_by_her_intake(page: Page, her: Her) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto("/clienten?ingeschreven-intake=gepland")
    group = filter_block(page, "ingeschreven")
    expect(group.get_by_label("Intake")).to_have_value("gepland")
    row = page.get_by_role("row").filter(has_text=her.client_number)
    expect(row).to_be_visible()
    look(page, "clienten met intake")
    group.get_by_label("Intake").select_option(label="Gedaan")
    expect(row).to_have_count(0)
