"""The journey of a client, who has no account: her link, her form, her own page."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.clients import (
    Her,
    dutch,
    fill_in_how_to_reach_her,
    fill_in_the_form,
    fill_in_where_she_lives,
    fill_in_who_she_is,
    go_on,
    open_link,
    send_the_form,
)
from tests.e2e.looking import look
from tests.e2e.mailboxes import Mailbox, newest, wait_for_mail
from tests.e2e.people import People
from tests.e2e.staff import Placed, find, invite, put_on_the_list

COORDINATOR = "coordinator@demo.test"


def test_a_client_fills_in_her_form_with_mistakes_and_a_closed_tab(
    people: People, mailbox: Mailbox
) -> None:
    her = Her()
    invite(people.log_in("preferent-avg"), her)
    invitation = wait_for_mail(mailbox, her.email)

    first = people.nobody()
    open_link(first, invitation.link)
    then_each_step_tells_what_is_wrong_and_loses_nothing(first, her)
    first.close()

    other = people.nobody()
    open_link(other, invitation.link)
    then_her_draft_opens_with_her_birth_date_only(other, her)
    when_she_goes_on_where_she_was(other, her)
    send_without_and_with_agreeing(other)
    wait_for_mail(mailbox, her.email, after=invitation)

    open_link(other, invitation.link)
    expect(other.get_by_role("heading", name="Deze link is al gebruikt")).to_be_visible()
    look(other, "link gebruikt")


def test_a_client_reads_everything_in_english(people: People, mailbox: Mailbox) -> None:
    her = Her()
    invite(people.log_in("preferent-avg"), her)
    page = people.nobody()
    open_link(page, wait_for_mail(mailbox, her.email).link)
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", name="Who are you?")).to_be_visible()
    page.get_by_label("First name").fill(her.first_name)
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_text("Please fill this in.").first).to_be_visible()
    expect(page.get_by_label("First name")).to_have_value(her.first_name)
    look(page, "mijn formulier engels")


def test_a_client_who_is_known_already_is_called_back(
    people: People, mailbox: Mailbox, waiting: Placed
) -> None:
    her = waiting.her
    again = Her(
        first_name=her.first_name,
        last_name=her.last_name,
        birth_date=her.birth_date,
        due_date=her.due_date,
    )
    invite(people.log_in("verzekeraar-avg"), again)
    before = newest(mailbox, COORDINATOR)

    page = people.nobody()
    open_link(page, wait_for_mail(mailbox, again.email).link)
    fill_in_the_form(page, again, insurer="VGZ")
    send_the_form(page)
    expect(page.get_by_role("heading", name="We nemen contact met u op")).to_be_visible()
    expect(page.get_by_text("al op een wachtlijst")).to_have_count(0)
    look(page, "mijn we nemen contact op")
    wait_for_mail(mailbox, COORDINATOR, after=before)


def test_a_client_corrects_reports_the_birth_and_withdraws(
    people: People, mailbox: Mailbox
) -> None:
    her = Her()
    placed = put_on_the_list(people, mailbox, her)
    page = placed.page

    when_she_corrects_her_street(page)
    told = [COORDINATOR, "aanbieder@demo.test", "preferent-avg@demo.test"]
    before = {address: newest(mailbox, address) for address in told}
    on_her_phone = people.nobody()
    open_link(on_her_phone, placed.mail.link)
    then_she_reports_the_birth_in_two_clicks(on_her_phone, her)
    for address in told:
        wait_for_mail(mailbox, address, after=before[address])
    row = find(people.log_in("coordinator"), "wachtende", her)
    expect(row).to_contain_text("Bevalling gemeld")

    then_she_takes_the_report_back(page)
    when_she_withdraws(page)
    open_link(on_her_phone, placed.mail.link)
    expect(on_her_phone.get_by_text(her.last_name)).to_have_count(0)


def test_a_client_who_lost_her_link_gets_another_one(
    people: People, mailbox: Mailbox, waiting: Placed
) -> None:
    her = waiting.her
    before = newest(mailbox, her.email)
    page = people.nobody()
    page.goto("/mijn")
    expect(page.get_by_role("heading", name="Uw pagina is afgesloten")).to_be_visible()
    look(page, "mijn afgesloten")
    page.get_by_role("link", name="Link opnieuw sturen").click()
    look(page, "link opnieuw sturen")
    page.get_by_label("E-mailadres").fill("niemand@client.test")
    page.get_by_role("button", name="Link opnieuw sturen").click()
    answer = page.get_by_role("main").inner_text()
    page.goto("/link-opnieuw")
    page.get_by_label("E-mailadres").fill(her.email)
    page.get_by_role("button", name="Link opnieuw sturen").click()
    assert page.get_by_role("main").inner_text() == answer, "the answer tells who is known"
    look(page, "link opnieuw gestuurd")

    open_link(page, wait_for_mail(mailbox, her.email, after=before).link)
    page.get_by_label("Geboortedatum").fill(dutch(her.birth_date))
    page.get_by_role("button", name="Verder").click()
    expect(page.get_by_role("heading", name="U staat op de wachtlijst")).to_be_visible()

    page.goto("/l/dit-is-geen-link-van-ons")
    page.get_by_role("button", name="Doorgaan").click()
    expect(page.get_by_role("heading", name="Deze link werkt niet")).to_be_visible()
    look(page, "link onbekend")


def then_each_step_tells_what_is_wrong_and_loses_nothing(page: Page, her: Her) -> None:
    fill_in_who_she_is(page, her)
    page.get_by_label("Geboortedatum").fill("31-02-1995")
    then_it_is_told(page, "Geboortedatum", "Schrijf de datum als dd-mm-jjjj, zoals 31-12-2026.")
    expect(page.get_by_label("Voornaam")).to_have_value(her.first_name)
    expect(page.get_by_label("Geboortedatum")).to_have_value("31-02-1995")
    look(page, "mijn fout bij wie bent u")
    page.get_by_label("Geboortedatum").fill(dutch(her.birth_date))
    go_on(page, "Waar woont u?")

    fill_in_where_she_lives(page, her)
    page.get_by_label("Postcode").fill("87")
    then_it_is_told(page, "Postcode", "Schrijf de postcode als 1234 AB.")
    expect(page.get_by_label("Straat")).to_have_value(her.street)
    look(page, "mijn fout bij adres")
    page.get_by_label("Postcode").fill(her.postcode)
    go_on(page, "Hoe bereiken wij u?")

    page.get_by_label("Telefoonnummer").fill("12")
    then_it_is_told(page, "Telefoonnummer", "Dit is geen telefoonnummer.")
    look(page, "mijn fout bij contact")
    page.get_by_role("button", name="Vorige").click()
    expect(page.get_by_label("Straat")).to_have_value(her.street)


def then_it_is_told(page: Page, label: str, sentence: str) -> None:
    """Press "Volgende" and read the sentence at the field, and above the form where focus goes."""
    page.get_by_role("button", name="Volgende").click()
    expect(page.locator(".field__error", has_text=sentence)).to_be_visible()
    expect(page.get_by_label(label)).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_role("link", name=f"{label}: {sentence}")).to_be_visible()


def then_her_draft_opens_with_her_birth_date_only(page: Page, her: Her) -> None:
    expect(page.get_by_role("button", name="Verder")).to_be_visible()
    expect(page.get_by_text(her.last_name)).to_have_count(0)
    look(page, "mijn geboortedatum gevraagd")
    page.get_by_label("Geboortedatum").fill("01-01-1990")
    page.get_by_role("button", name="Verder").click()
    expect(page.get_by_text("Deze geboortedatum klopt niet.").first).to_be_visible()
    look(page, "mijn geboortedatum fout")
    page.get_by_label("Geboortedatum").fill(dutch(her.birth_date))
    page.get_by_role("button", name="Verder").click()
    expect(page.get_by_label("Voornaam")).to_have_value(her.first_name)


def when_she_goes_on_where_she_was(page: Page, her: Her) -> None:
    go_on(page, "Waar woont u?")
    expect(page.get_by_label("Woonplaats")).to_have_value(her.city)
    go_on(page, "Hoe bereiken wij u?")
    fill_in_how_to_reach_her(page, her)
    go_on(page, "Uw zwangerschap en verzekering")
    page.get_by_label("BSN").fill("123456789")
    then_it_is_told(page, "BSN", "Dit is geen geldig BSN.")
    look(page, "mijn fout bij zorg")
    page.get_by_label("BSN").fill("")
    page.get_by_label("Verzekeraar").select_option(label="Interpolis")
    go_on(page, "Klopt alles?")


def send_without_and_with_agreeing(page: Page) -> None:
    page.get_by_role("button", name="Aanmelding versturen").click()
    told = "Zonder akkoord kunnen we u niet op de wachtlijst plaatsen."
    expect(page.get_by_text(told).first).to_be_visible()
    look(page, "mijn zonder akkoord")
    send_the_form(page)
    expect(page.get_by_role("heading", name="U staat op de wachtlijst")).to_be_visible()


def when_she_corrects_her_street(page: Page) -> None:
    page.get_by_role("button", name="Mijn gegevens wijzigen").click()
    look(page, "mijn gegevens wijzigen")
    page.get_by_label("Huisnummer").fill("twaalf")
    page.get_by_label("Straat").fill("Terpweg")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_text("Schrijf alleen het huisnummer, zoals 12.").first).to_be_visible()
    expect(page.get_by_label("Straat")).to_have_value("Terpweg")
    look(page, "mijn gegevens wijzigen met fout")
    page.get_by_label("Huisnummer").fill("14")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_text("Uw gegevens zijn gewijzigd.")).to_be_visible()


def then_she_reports_the_birth_in_two_clicks(page: Page, her: Her) -> None:
    expect(page.get_by_role("button", name="Verder")).to_be_visible()
    expect(page.get_by_text(her.last_name)).to_have_count(0)
    page.get_by_role("button", name="Ik ben bevallen").click()
    look(page, "mijn bevallen zonder geboortedatum")
    page.get_by_role("button", name="Ja, ik ben bevallen").click()
    expect(page.get_by_text("Uw melding is ontvangen")).to_be_visible()


def then_she_takes_the_report_back(page: Page) -> None:
    page.reload()
    expect(page.get_by_text("U hebt gemeld dat u bent bevallen")).to_be_visible()
    expect(page.get_by_text("pas in de laatste weken")).to_have_count(0)
    look(page, "mijn bevalling gemeld")
    page.get_by_role("button", name="Dit was een vergissing").click()
    page.get_by_role("button", name="Melding intrekken").click()
    expect(page.get_by_role("button", name="Ik ben bevallen")).to_be_visible()


def when_she_withdraws(page: Page) -> None:
    page.get_by_role("button", name="Ik wil van de wachtlijst af").click()
    page.get_by_role("button", name="Van de wachtlijst af", exact=True).click()
    expect(page.get_by_text("Vul dit in.").first).to_be_visible()
    look(page, "mijn van de lijst af met fout")
    page.get_by_label("Mijn zwangerschap is geëindigd").check()
    page.get_by_role("button", name="Van de wachtlijst af", exact=True).click()
    expect(page.get_by_role("heading", name="Het spijt ons voor u")).to_be_visible()
    look(page, "mijn zwangerschap geeindigd")
