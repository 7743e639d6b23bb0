"""The journeys of who logged in a while ago: a code again before a file and before a right."""

from __future__ import annotations

from collections.abc import Callable
from secrets import token_hex

from playwright.sync_api import expect

from tests.e2e.looking import look
from tests.e2e.people import People, confirm_again


def test_a_coordinator_gives_a_code_again_before_an_export(
    people: People, let_time_pass: Callable[[], None]
) -> None:
    page = people.log_in("coordinator")
    page.goto("/clienten")
    expect(page.get_by_role("heading", name="Wachtende cliënten (")).to_be_visible()
    let_time_pass()
    page.get_by_role("link", name="Exporteren (CSV)").click()
    expect(page.get_by_role("heading", name="Bent u het nog?")).to_be_visible()
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Bevestigen").click()
    expect(page.get_by_text("Deze code klopt niet.")).to_be_visible()
    look(page, "code voor een export fout")
    file = page.get_by_role("link", name="Bestand downloaden")
    confirm_again(page)
    expect(file).to_be_visible()
    look(page, "code voor een export gegeven")
    with page.expect_download() as download:
        file.click()
    assert download.value.suggested_filename == "clienten.csv"


def test_a_manager_gives_a_code_again_and_what_was_typed_is_sent(
    people: People, let_time_pass: Callable[[], None]
) -> None:
    page = people.log_in("preferent-avg")
    email = f"nieuw.{token_hex(6)}@demo.test"
    page.goto("/gebruikers")
    page.get_by_role("button", name="Uitnodigen").click()
    page.get_by_label("E-mail adres van de gebruiker").fill(email)
    let_time_pass()
    page.get_by_role("button", name="Uitnodiging versturen").click()
    asked = page.get_by_role("dialog", name="Bent u het nog?")
    expect(asked).to_be_visible()
    expect(asked.get_by_label("Code")).to_be_focused()
    look(page, "code voor een uitnodiging")
    asked.get_by_role("button", name="Annuleren").click()
    expect(asked).to_have_count(0)
    expect(page.get_by_label("E-mail adres van de gebruiker")).to_have_value(email)
    page.get_by_role("button", name="Uitnodiging versturen").click()
    confirm_again(page)
    expect(page.get_by_text(f"Er is een e-mail gestuurd naar {email}.")).to_be_visible()
    expect(asked).to_have_count(0)
    expect(page.get_by_role("row").filter(has_text=email)).to_contain_text("Uitgenodigd")
