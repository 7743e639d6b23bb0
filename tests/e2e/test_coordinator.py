"""The journey of a coordinator: watch the list, correct, authorize and close."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.clients import Her, dutch
from tests.e2e.looking import look
from tests.e2e.mailboxes import Mailbox, newest, wait_for_mail
from tests.e2e.people import People
from tests.e2e.staff import Placed, filter_block, find, open_client, put_on_the_list

PLACE_IN_DRENTHE = {"pc4": "7741", "city": "Coevorden"}
"""KSV Drenthe asks its coordinator's authorization of whom an insurer invites."""


def test_a_coordinator_finds_a_client_and_shares_what_is_found(
    people: People, waiting: Placed, tmp_path: Path
) -> None:
    her = waiting.her
    coordinator = people.log_in("coordinator")
    look(coordinator, "start voor coordinator")

    row = find(coordinator, "wachtende", her)
    expect(row).to_contain_text(her.name)
    look(coordinator, "clienten voor coordinator")
    then_a_colleague_sees_the_same_by_its_address(people.log_in("coordinator"), coordinator, her)
    then_the_back_button_brings_back_the_order_before(coordinator, her)
    then_a_wrong_date_is_told(coordinator)
    then_the_export_holds_what_is_shown(coordinator, her, tmp_path / "clienten.csv")


def test_a_link_of_a_colleague_is_not_replaced_by_what_this_tab_showed(people: People) -> None:
    page = people.log_in("coordinator")
    page.goto("/clienten?wachtend-postcode=8751")
    field = filter_block(page, "wachtende").get_by_label("Postcode bevat")
    expect(field).to_have_value("8751")
    expect(page.get_by_role("heading", name="Wachtende cliënten (")).to_be_visible()

    page.add_init_script(KEEP_ADDRESSES)
    page.goto("/clienten?wachtend-postcode=8731")
    expect(field).to_have_value("8731")
    expect(page).to_have_url(re.compile("wachtend-postcode=8731$"))
    # Nor for a moment: whoever is quick would read the former list.
    assert "8751" not in page.evaluate("window.addresses.join()")


KEEP_ADDRESSES = """
window.addresses = [];
for (const name of ["pushState", "replaceState"]) {
  const own = history[name].bind(history);
  history[name] = (state, title, address) => {
    window.addresses.push(String(address));
    own(state, title, address);
  };
}
"""


def test_a_coordinator_corrects_data_and_closes(people: People, mailbox: Mailbox) -> None:
    her = Her()
    placed = put_on_the_list(people, mailbox, her)
    coordinator = people.log_in("coordinator")

    open_client(coordinator, "wachtende", her)
    look(coordinator, "client voor coordinator")
    when_the_coordinator_corrects(coordinator)
    then_she_reads_it_on_her_page(placed.page)

    when_the_coordinator_closes(coordinator)
    wait_for_mail(mailbox, her.email, after=placed.mail)
    her_page = placed.page
    her_page.reload()
    expect(
        her_page.get_by_role("heading", name="U staat niet meer op de wachtlijst")
    ).to_be_visible()
    look(her_page, "mijn van de wachtlijst af")
    expect(find(coordinator, "wachtende", her)).to_have_count(0)


def test_a_coordinator_authorizes_whom_an_insurer_invited(people: People, mailbox: Mailbox) -> None:
    her = Her(**PLACE_IN_DRENTHE)
    address = "coordinator-drenthe@demo.test"
    before = newest(mailbox, address)
    her_page = put_on_the_list(people, mailbox, her).page
    expect(her_page.get_by_role("heading", name="Uw aanmelding is ontvangen")).to_be_visible()
    look(her_page, "mijn wacht op akkoord")
    wait_for_mail(mailbox, address, after=before)

    coordinator = people.log_in("coordinator-drenthe")
    coordinator.get_by_role("link", name=her.client_number).click()
    expect(coordinator.get_by_role("button", name="Toelaten tot de wachtlijst")).to_be_visible()
    look(coordinator, "client wacht op akkoord")
    coordinator.get_by_role("button", name="Toelaten tot de wachtlijst").click()
    coordinator.get_by_role("button", name="Bevestigen").click()
    expect(coordinator.get_by_text("De cliënt staat op de wachtlijst.")).to_be_visible()

    her_page.reload()
    expect(her_page.get_by_role("heading", name="U staat op de wachtlijst")).to_be_visible()


def then_a_colleague_sees_the_same_by_its_address(page: Page, shared: Page, her: Her) -> None:
    page.goto(shared.url)
    expect(page.get_by_role("row").filter(has_text=her.client_number)).to_be_visible()
    group = filter_block(page, "wachtende")
    expect(group.get_by_label("Postcode bevat")).to_have_value(her.postcode[:4])
    expect(group.get_by_label("Uitgerekend tussen")).to_have_value(dutch(her.due_date))


def then_the_back_button_brings_back_the_order_before(page: Page, her: Her) -> None:
    before = page.url
    table = page.get_by_role("table", name="Wachtende cliënten")
    table.get_by_role("button", name="Postcode").click()
    page.wait_for_url("**sorteer=*")
    page.go_back()
    page.wait_for_url(before)
    # The page has read its address anew; until then it would put back what is typed next.
    by_postcode = table.get_by_role("columnheader", name="Postcode")
    expect(by_postcode).to_have_attribute("aria-sort", "none")
    expect(page.get_by_role("row").filter(has_text=her.client_number)).to_be_visible()


def then_a_wrong_date_is_told(page: Page) -> None:
    field = filter_block(page, "ingeschreven").get_by_label("Uitgerekend tussen")
    field.fill("31-02-2027")
    field.blur()
    expect(page.get_by_text("Schrijf de datum als dd-mm-jjjj, zoals 31-12-2026.")).to_be_visible()
    look(page, "clienten foute datum")
    field.fill("")


def then_the_export_holds_what_is_shown(page: Page, her: Her, file: Path) -> None:
    page.wait_for_timeout(500)
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Exporteren (CSV)").click()
    downloading.value.save_as(file)
    text = file.read_text("utf-8-sig")
    assert her.client_number in text
    assert her.last_name in text, "with the tick a coordinator exports names"


def when_the_coordinator_corrects(page: Page) -> None:
    page.get_by_role("button", name="Gegevens corrigeren").click()
    page.get_by_label("Telefoonnummer *").fill("12")
    page.get_by_label("Straat *").fill("Terpweg")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_text("Dit is geen telefoonnummer.")).to_be_visible()
    expect(page.get_by_label("Straat *")).to_have_value("Terpweg")
    look(page, "client corrigeren met fout")
    page.get_by_label("Telefoonnummer *").fill("06 87654321")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_text("De gegevens zijn opgeslagen.")).to_be_visible()
    expect(page.get_by_text("Gegevens gecorrigeerd door de wachtlijstcoördinator")).to_be_visible()
    expect(page.get_by_text("Terpweg 12")).to_be_visible()


def then_she_reads_it_on_her_page(page: Page) -> None:
    page.reload()
    page.get_by_role("button", name="Mijn gegevens wijzigen").click()
    expect(page.get_by_label("Straat")).to_have_value("Terpweg")


def when_the_coordinator_closes(page: Page) -> None:
    page.get_by_role("button", name="Van de wachtlijst halen").click()
    page.get_by_role("button", name="Bevestigen").click()
    expect(page.get_by_label("Reden *")).to_have_accessible_description("Vul dit in.")
    look(page, "client van de wachtlijst halen")
    page.get_by_label("Reden *").select_option(label="De cliënt heeft zelf kraamzorg gevonden")
    page.get_by_role("button", name="Bevestigen").click()
    expect(page.get_by_text("De cliënt is van de wachtlijst af.")).to_be_visible()
