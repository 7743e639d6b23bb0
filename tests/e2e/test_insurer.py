"""The journeys of insurers: preferred with personal data (group 2), and limited (group 1)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.clients import Her, dutch, open_link, today
from tests.e2e.looking import look
from tests.e2e.mailboxes import Mailbox, ReceivedMail, wait_for_mail
from tests.e2e.people import People
from tests.e2e.staff import (
    Placed,
    check_region,
    fill_in_invitation,
    filter_block,
    find,
    invite,
    open_client,
    put_on_the_list,
)

LIMITED = ["Wachtlijst", "Wachtlijstnr. cliënt", "Postcode", "Uitgerekend"]
CONTACT = ["Naam", "E-mailadres", "Telefoonnummer"]
POSTCODE_IN_ZEELAND = "4331 AB"


def test_a_preferred_insurer_invites_sends_again_and_withdraws(
    people: People, mailbox: Mailbox
) -> None:
    her = Her()
    insurer = people.log_in("preferent-avg")

    then_the_list_names_its_own_insured(insurer)
    then_a_closed_list_is_named_at_once(insurer, her)
    then_bad_input_is_told_at_the_field(insurer)

    invite(insurer, her)
    first = wait_for_mail(mailbox, her.email)
    when_it_presses(insurer, "Opnieuw versturen", her)
    expect(insurer.get_by_text("De uitnodiging is opnieuw verstuurd.")).to_be_visible()
    again = wait_for_mail(mailbox, her.email, after=first)

    then_the_same_client_is_refused(insurer, her)
    when_it_presses(insurer, "Intrekken", her)
    expect(insurer.get_by_text("De uitnodiging is ingetrokken.")).to_be_visible()
    then_the_link_says_it_was_withdrawn(people.nobody(), again)


def test_a_limited_insurer_sees_its_own_insured_and_no_personal_data(
    people: People, mailbox: Mailbox, waiting: Placed
) -> None:
    insured = Her()
    put_on_the_list(people, mailbox, insured, inviter="verzekeraar-avg")

    insurer = people.log_in("verzekeraar")
    expect(insurer.get_by_role("link", name="Cliënt registreren")).to_have_count(0)

    expect(find(insurer, "wachtende", insured)).to_have_count(1)
    assert columns(insurer, "Wachtende") == LIMITED
    look(insurer, "clienten voor verzekeraar zonder avg")
    expect(find(insurer, "wachtende", waiting.her)).to_have_count(0)
    expect(insurer.get_by_text("Geen cliënten gevonden").first).to_be_visible()
    look(insurer, "clienten niets gevonden")

    open_client(insurer, "wachtende", insured)
    expect(insurer.get_by_text(insured.last_name)).to_have_count(0)
    look(insurer, "client voor verzekeraar zonder avg")
    insurer.goto("/clienten/registreren")
    expect(insurer.get_by_label("Postcode *")).to_have_count(0)


def test_an_insurer_takes_its_lists_and_weekly_update_along(
    people: People, waiting: Placed, tmp_path: Path
) -> None:
    insured = waiting.her
    insurer = people.log_in("preferent-avg")

    find(insurer, "wachtende", insured)
    text = then_the_export_opens_in_dutch_excel(insurer, tmp_path / "clienten.csv")
    line = next(line for line in text.splitlines() if insured.client_number in line)
    assert insured.last_name in line
    assert dutch(insured.due_date) in line

    then_the_weekly_update_is_there(insurer, tmp_path / "week.csv")


def columns(page: Page, block: str) -> list[str]:
    """Read the headings of one of the two tables."""
    expect(page.get_by_role("heading", name=f"{block} cliënten (")).to_be_visible()
    table = page.get_by_role("table", name=f"{block} cliënten")
    expect(table).to_be_visible()
    return [text.strip() for text in table.get_by_role("columnheader").all_inner_texts()]


def then_the_list_names_its_own_insured(page: Page) -> None:
    look(page, "start voor verzekeraar")
    page.get_by_role("navigation", name="Hoofdmenu").get_by_text("Cliënten op wachtlijsten").click()
    assert columns(page, "Wachtende") == [*LIMITED, *CONTACT]
    assert columns(page, "Ingeschreven")[:5] == ["Kraamzorgaanbieder", *LIMITED]
    filter_block(page, "wachtende").get_by_label("Postcode bevat").fill("87x")
    expect(page.get_by_text("Typ alleen cijfers, hoogstens vier.")).to_be_visible()
    look(page, "clienten voor preferente verzekeraar")


def then_a_closed_list_is_named_at_once(page: Page, her: Her) -> None:
    check_region(page, POSTCODE_IN_ZEELAND, dutch(her.due_date))
    expect(page.get_by_text("KSV Zeeland heeft geen open wachtlijst")).to_be_visible()
    expect(page.get_by_role("main").get_by_text("@").first).to_be_visible()
    look(page, "registreren lijst dicht")


def then_bad_input_is_told_at_the_field(page: Page) -> None:
    check_region(page, "0000", "31-02-2027")
    expect(page.get_by_label("Uitgerekende datum *")).to_have_accessible_description(
        "dd-mm-jjjj Schrijf de datum als dd-mm-jjjj, zoals 31-12-2026."
    )
    expect(page.get_by_label("Uitgerekende datum *")).to_have_value("31-02-2027")
    look(page, "registreren foute invoer")
    page.get_by_label("Uitgerekende datum *").fill(dutch(today() + timedelta(days=90)))
    page.get_by_label("Postcode *").fill("1000 ZZ")
    page.get_by_role("button", name="Controleren").click()
    expect(page.get_by_text("Deze postcode kennen we niet.")).to_be_visible()
    page.get_by_label("Postcode *").fill("8731 AB")
    page.get_by_label("Uitgerekende datum *").fill("01-01-2015")
    page.get_by_role("button", name="Controleren").click()
    expect(page.get_by_text("Deze uitgerekende datum is al te lang voorbij.")).to_be_visible()


def when_it_presses(page: Page, button: str, her: Her) -> None:
    page.goto("/clienten/registreren")
    page.get_by_role("button", name=f"{button}: {her.client_number}").click()
    look(page, f"registreren {button}")
    page.get_by_role("button", name="Bevestigen").click()


def then_the_same_client_is_refused(page: Page, her: Her) -> None:
    check_region(page, f"{her.pc4} AB", dutch(her.due_date))
    fill_in_invitation(page, Her(client_number=her.client_number))
    refusal = "Deze cliënt staat al op een wachtlijst of is al uitgenodigd."
    expect(page.get_by_text(refusal)).to_be_visible()
    expect(page.get_by_label("ClientNummer *")).to_have_value(her.client_number)
    look(page, "registreren dubbel")


def then_the_link_says_it_was_withdrawn(page: Page, mail: ReceivedMail) -> None:
    open_link(page, mail.link)
    expect(page.get_by_role("heading", name="Deze link is ingetrokken")).to_be_visible()
    look(page, "link ingetrokken")


def then_the_export_opens_in_dutch_excel(page: Page, file: Path) -> str:
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Exporteren (CSV)").click()
    downloading.value.save_as(file)
    content = file.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf"), "Excel needs the mark to read UTF-8"
    expect(page.get_by_role("link", name="Exporteren (Excel)")).to_be_visible()
    text = content.decode("utf-8-sig")
    assert ";".join(LIMITED) in text.splitlines()[0]
    return text


def then_the_weekly_update_is_there(page: Page, file: Path) -> None:
    page.goto("/weekupdates")
    way = page.get_by_role("link", name="CSV").first
    page.wait_for_load_state("networkidle")
    for _ in range(30):
        if way.count():
            break
        page.wait_for_timeout(1000)
        page.reload()
    look(page, "weekupdates")
    with page.expect_download() as downloading:
        way.click()
    downloading.value.save_as(file)
    assert ";".join(LIMITED) in file.read_text("utf-8-sig").splitlines()[0]
