"""What people have to be able to rely on: who saw whom, what is hidden, what is forgotten."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.looking import look
from tests.e2e.people import People
from tests.e2e.staff import Placed, open_client

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
