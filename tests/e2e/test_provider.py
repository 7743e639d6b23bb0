"""The journeys of providers: an organization, a carer on her own and a platform."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.e2e.clients import (
    Her,
    dutch,
    fill_in_how_to_reach_her,
    fill_in_where_she_lives,
    fill_in_who_she_is,
    go_on,
    send_the_form,
)
from tests.e2e.looking import look
from tests.e2e.mailboxes import Mailbox, newest, wait_for_mail
from tests.e2e.people import People
from tests.e2e.staff import check_region, open_client, put_on_the_list

JUST_TAKEN = "Deze cliënt is net door een andere aanbieder in zorg genomen"


def test_a_provider_takes_a_client_sees_her_bsn_and_gives_her_back(
    people: People, mailbox: Mailbox
) -> None:
    her = Her()
    her_page = put_on_the_list(people, mailbox, her).page
    provider = people.log_in("aanbieder")
    look(provider, "start voor aanbieder")

    open_client(provider, "wachtende", her)
    when_a_provider_takes_her(provider)
    then_the_bsn_opens_with_a_reason_only(provider, her)

    before = newest(mailbox, her.email)
    when_the_provider_gives_her_back(provider)
    wait_for_mail(mailbox, her.email, after=before)
    expect(provider.get_by_text(her.name)).to_have_count(0)
    expect(provider.get_by_text(her.bsn)).to_have_count(0)
    her_page.reload()
    expect(her_page.get_by_role("heading", name="U staat op de wachtlijst")).to_be_visible()
    when_she_leaves_the_list(her_page)


def test_of_two_providers_at_once_one_takes_her_and_the_other_reads_so(
    people: People, mailbox: Mailbox
) -> None:
    her = Her()
    put_on_the_list(people, mailbox, her)
    pages = [people.log_in("aanbieder"), people.log_in("zzp")]
    for page in pages:
        open_client(page, "wachtende", her)
        page.get_by_role("button", name="In zorg nemen").click()
        expect(page.get_by_role("button", name="Bevestigen")).to_be_visible()

    moment = pages[0].evaluate("Date.now()") + 1500
    for page in pages:
        press_at(page, "Bevestigen", moment)

    has_won = [wait_whether_she_is_taken(page, her) for page in pages]
    assert sorted(has_won) == [False, True]
    loser = pages[has_won.index(False)]
    expect(loser).to_have_url(re.compile("/clienten$"))
    expect(loser.get_by_text(her.last_name)).to_have_count(0)
    look(loser, "net door een ander genomen")


def test_a_provider_registers_a_client_together_and_she_confirms_by_letter(
    people: People,
) -> None:
    her = Her(has_email=False)
    provider = people.log_in("aanbieder")
    check_region(provider, her.postcode, dutch(her.due_date))
    provider.get_by_role("button", name="Samen met de cliënt invullen").click()
    when_the_provider_fills_in_with_her(provider, her)
    code = then_a_letter_is_printed(provider)

    her_page = people.nobody()
    when_she_types_the_code(her_page, code, her)
    send_the_form(her_page)
    expect(her_page.get_by_role("heading", name="U staat op de wachtlijst")).to_be_visible()


def test_carers_and_platforms_see_only_their_own_enrolled_clients(people: People) -> None:
    for account, name in (("zzp", "Anna de Vries"), ("platform", "KraamConnect")):
        page = people.log_in(account)
        page.goto("/clienten")
        table = page.get_by_role("table", name="Ingeschreven cliënten")
        expect(table).to_be_visible()
        providers = table.locator("tbody tr td:first-child").all_inner_texts()
        assert {text.strip().removeprefix("Kraamzorgaanbieder").strip() for text in providers} == {
            name
        }
        expect(page.get_by_role("table", name="Wachtende cliënten")).to_be_visible()
        expect(page.get_by_role("link", name="Exporteren (CSV)")).to_have_count(0)
        look(page, f"clienten voor {account}")


def when_a_provider_takes_her(page: Page) -> None:
    page.get_by_role("button", name="In zorg nemen").click()
    page.get_by_role("button", name="Bevestigen").click()
    expect(page.get_by_text("U heeft deze cliënt in zorg genomen.")).to_be_visible()


def then_the_bsn_opens_with_a_reason_only(page: Page, her: Her) -> None:
    expect(page.get_by_text(her.bsn)).to_have_count(0)
    page.get_by_role("button", name="Tonen").click()
    page.get_by_role("button", name="Bevestigen").click()
    expect(page.get_by_text("Vul dit in.")).to_be_visible()
    look(page, "client bsn waarvoor")
    page.get_by_label("Waarvoor heeft u het BSN nodig? *").select_option(label="Zorg declareren")
    page.get_by_role("button", name="Bevestigen").click()
    expect(page.get_by_text(her.bsn)).to_be_visible()
    look(page, "client bsn")
    page.get_by_role("button", name="Verbergen").click()
    expect(page.get_by_text(her.bsn)).to_have_count(0)
    page.reload()
    expect(page.get_by_role("button", name="Tonen")).to_be_visible()
    expect(page.get_by_text(her.bsn)).to_have_count(0)


def when_the_provider_gives_her_back(page: Page) -> None:
    page.get_by_role("button", name="Teruggeven aan de wachtlijst").click()
    page.get_by_label("Reden *").select_option(label="Ziekte van een zorgverlener")
    look(page, "client teruggeven")
    page.get_by_role("button", name="Bevestigen").click()
    expect(page.get_by_text("De cliënt staat weer op de wachtlijst.")).to_be_visible()


def when_she_leaves_the_list(page: Page) -> None:
    page.get_by_role("button", name="Ik wil van de wachtlijst af").click()
    page.get_by_label("Ik heb zelf kraamzorg gevonden").check()
    page.get_by_role("button", name="Van de wachtlijst af", exact=True).click()
    expect(page.get_by_role("heading", name="U staat niet meer op de wachtlijst")).to_be_visible()


def press_at(page: Page, button: str, moment: int) -> None:
    """Press a button at a moment, so that two browsers do it together."""
    page.get_by_role("button", name=button).evaluate(
        "(button, moment) => { setTimeout(() => button.click(), moment - Date.now()) }", moment
    )


def wait_whether_she_is_taken(page: Page, her: Her) -> bool:
    """Say whether this provider has her now; the other one must read why not."""
    hers, not_hers = page.get_by_text(her.name), page.get_by_text(JUST_TAKEN)
    expect(hers.or_(not_hers).first).to_be_visible()
    return hers.count() > 0


def when_the_provider_fills_in_with_her(page: Page, her: Her) -> None:
    expect(page.get_by_role("heading", name="Wie is de cliënt?")).to_be_visible()
    fill_in_who_she_is(page, her)
    look(page, "samen invullen")
    go_on(page, "Waar woont zij?")
    fill_in_where_she_lives(page, her)
    go_on(page, "Hoe bereiken wij haar?")
    fill_in_how_to_reach_her(page, her)
    go_on(page, "Zwangerschap en verzekering")
    page.get_by_label("Verzekeraar").select_option(label="Menzis")
    page.get_by_label("BSN").fill(her.bsn)
    go_on(page, "Klopt alles?")
    look(page, "samen controle")
    page.get_by_role("button", name="Brief met code maken").click()


def then_a_letter_is_printed(page: Page) -> str:
    expect(page.get_by_role("heading", name="Druk de brief af")).to_be_visible()
    look(page, "brief met code")
    code = re.search(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}\b", page.inner_text("article"))
    assert code, "no code in the letter"
    page.reload()
    expect(page.get_by_text(code[0])).to_have_count(0)
    return code[0]


def when_she_types_the_code(page: Page, code: str, her: Her) -> None:
    page.goto("/brief")
    look(page, "brief code invullen")
    page.get_by_label("Code", exact=True).fill(code)
    page.get_by_label("Geboortedatum").fill("01-01-1990")
    page.get_by_role("button", name="Verder").click()
    expect(page.get_by_text("De code of de geboortedatum klopt niet.").first).to_be_visible()
    expect(page.get_by_label("Code", exact=True)).to_have_value(code)
    expect(page.get_by_label("Geboortedatum")).to_have_value("01-01-1990")
    look(page, "brief code fout")
    page.get_by_label("Geboortedatum").fill(dutch(her.birth_date))
    page.get_by_role("button", name="Verder").click()
    expect(page.get_by_role("heading", name="Klopt alles?")).to_be_visible()
    look(page, "mijn controle na telefoon")
