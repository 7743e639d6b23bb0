"""What people have to be able to rely on: who saw whom, what is hidden, what is forgotten."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.clients import Her, dutch
from tests.e2e.looking import look
from tests.e2e.mailboxes import Mailbox
from tests.e2e.people import People
from tests.e2e.staff import Placed, open_client, put_on_the_list

pytestmark = pytest.mark.browser


def test_a_privacy_officer_finds_who_saw_a_client(people: People, waiting: Placed) -> None:
    provider, bo = people.log_in("aanbieder"), people.log_in("bo")
    open_client(provider, "wachtende", waiting.her)

    bo.goto("/beheer/logboek")
    expect(bo.get_by_role("row").nth(3)).to_be_visible()
    look(bo, "logboek")
    bo.get_by_label("Wachtlijstnummer of BSN van een cliënt").fill("bestaat-niet")
    bo.get_by_role("button", name="Zoeken").click()
    expect(bo.get_by_text("Er is geen cliënt met dit nummer.")).to_be_visible()
    look(bo, "logboek onbekende client")

    bo.get_by_label("Wachtlijstnummer of BSN van een cliënt").fill(waiting.her.client_number)
    bo.get_by_label("Wat er gebeurde").select_option(label="Cliënt bekeken")
    bo.get_by_role("button", name="Zoeken").click()
    line = bo.get_by_role("row").filter(has_text="Kraamzorg Miek").first
    expect(line).to_contain_text("Cliënt bekeken")
    expect(line).to_contain_text(waiting.her.client_number)
    expect(line).to_contain_text("Uitgerekende datum")
    look(bo, "logboek van een client")

    with bo.expect_download() as download:
        bo.get_by_role("button", name="Exporteren (CSV)").click()
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert text.startswith("Nummer;Wanneer;Wie;")
    assert waiting.her.client_number in text
    bo.get_by_label("Wat er gebeurde").select_option(label="Logboek gedownload")
    bo.get_by_role("button", name="Zoeken").click()
    expect(bo.get_by_role("cell", name="Logboek gedownload").first).to_be_visible()


def test_she_reads_who_saw_her_takes_a_copy_and_is_forgotten(
    people: People, mailbox: Mailbox
) -> None:
    her = Her()
    page = put_on_the_list(people, mailbox, her).page
    provider = people.log_in("aanbieder")
    open_client(provider, "wachtende", her)

    page.get_by_role("link", name="Wie heeft mijn gegevens gezien?").click()
    seen = page.get_by_role("listitem").filter(has_text="Kraamzorg Miek (kraamzorgaanbieder)")
    expect(seen.filter(has_text="bekeek uw gegevens")).to_be_visible()
    look(page, "mijn inzage")
    page.goto("/en/mijn/inzage")
    expect(page.get_by_text("Kraamzorg Miek (maternity care provider)").first).to_be_visible()
    look(page, "mijn inzage engels")

    page.goto("/mijn/gegevens")
    expect(page.get_by_text(her.client_number)).to_be_visible()
    expect(page.get_by_text("U kunt op elk moment van de wachtlijst af.")).to_be_visible()
    look(page, "mijn gegevens")
    with page.expect_download() as download:
        page.get_by_role("link", name="Downloaden als bestand (JSON)").click()
    assert her.client_number in Path(download.value.path()).read_text(encoding="utf-8")

    page.get_by_role("button", name="Wis mijn gegevens").click()
    page.get_by_label("Geboortedatum").fill("01-01-1980")
    page.get_by_role("button", name="Wis mijn gegevens").click()
    expect(page.get_by_text("Deze geboortedatum klopt niet.")).to_be_visible()
    look(page, "mijn gegevens wissen")
    page.get_by_label("Geboortedatum").fill(dutch(her.birth_date))
    page.get_by_role("button", name="Wis mijn gegevens").click()
    expect(page.get_by_role("heading", name="Uw gegevens zijn gewist")).to_be_visible()
    look(page, "mijn gewist")
    provider.reload()
    expect(provider.get_by_text(her.client_number)).to_have_count(0)


def test_a_pregnancy_that_ended_stops_everything_kindly(people: People, mailbox: Mailbox) -> None:
    her = Her()
    page = put_on_the_list(people, mailbox, her).page
    page.get_by_role("button", name="De zwangerschap is beëindigd").click()
    expect(page.get_by_text("U hoeft niets uit te leggen")).to_be_visible()
    look(page, "mijn zwangerschap beeindigd")
    page.get_by_role("button", name="Haal mij van de wachtlijst").click()
    expect(page.get_by_role("heading", name="Het spijt ons voor u")).to_be_visible()
    look(page, "mijn zwangerschap beeindigd klaar")
