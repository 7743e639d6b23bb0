"""The functional admin words mails and decides who sees what; technical management helps people."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.looking import look
from tests.e2e.people import People

pytestmark = pytest.mark.browser


def test_the_functional_admin_words_a_mail(people: People) -> None:
    page = people.log_in("bo")
    page.goto("/beheer/sjablonen")
    expect(page.get_by_role("row").nth(5)).to_be_visible()
    look(page, "sjablonen")

    page.goto("/beheer/sjablonen/client_link-client-nl")
    subject = page.get_by_label("Onderwerp")
    expect(subject).not_to_have_value("")
    shipped = subject.input_value()
    subject.fill("{first_name}, uw link")
    page.get_by_role("button", name="Voorbeeld bekijken").click()
    expect(page.get_by_text("Dit invulveld mag niet in het onderwerp staan")).to_be_visible()
    look(page, "sjabloon")

    subject.fill("Uw eigen link")
    page.get_by_role("button", name="Voorbeeld bekijken").click()
    mail = page.frame_locator("iframe[title^='Voorbeeld']")
    expect(mail.get_by_text("Beste Sanne")).to_be_visible()
    look(page, "sjabloon voorbeeld")

    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_text("De tekst is opgeslagen en geldt nu")).to_be_visible()
    expect(page.get_by_label("Onderwerp")).to_have_value("Uw eigen link")

    page.get_by_role("button", name="Standaardtekst terugzetten").click()
    expect(page.get_by_label("Onderwerp")).to_have_value(shipped)


def test_widening_waits_for_a_second_admin(people: People) -> None:
    page = people.log_in("bo")
    page.goto("/beheer/gegevensinzage")
    box = page.get_by_label("Telefoonnummer: Aanbieder, niet haar eigen")
    expect(box).not_to_be_checked()
    look(page, "gegevensinzage")

    box.check()
    page.get_by_role("button", name="Bekijk wat er verandert").click()
    effect = page.get_by_text(re.compile(r"Aanbieder, niet haar eigen: Telefoonnummer \(\d+ gebr"))
    expect(effect.first).to_be_visible()
    look(page, "gegevensinzage gevolgen")
    page.get_by_role("button", name="Bevestigen").click()
    expect(page.get_by_text("Vul dit in.")).to_be_visible()
    page.get_by_label("Waarom verandert dit?").fill("Om te proberen")
    page.get_by_role("button", name="Bevestigen").click()
    expect(page.get_by_text("Een tweede functioneel beheerder bevestigt dit.")).to_be_visible()
    expect(box).not_to_be_checked()

    page.get_by_role("button", name="Intrekken").first.click()
    expect(page.get_by_text("Het voorstel is van de baan")).to_be_visible()


def test_settings_are_in_the_footer_of_every_page(people: People) -> None:
    page = people.log_in("bo")
    page.goto("/beheer/instellingen")
    name = page.get_by_label("Naam van het functioneel beheer")
    expect(name).not_to_have_value("")
    before = name.input_value()
    look(page, "instellingen")
    name.fill("Beheer van morgen")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_text("De instellingen zijn opgeslagen")).to_be_in_viewport()
    page.goto("/help")
    expect(page.get_by_role("contentinfo")).to_contain_text("een dienst van Beheer van morgen")

    page.goto("/beheer/instellingen")
    expect(page.get_by_label("Naam van het functioneel beheer")).not_to_have_value("")
    page.get_by_label("Naam van het functioneel beheer").fill(before)
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_text("De instellingen zijn opgeslagen")).to_be_visible()


def test_a_question_to_the_helpdesk_is_answered(people: People) -> None:
    asker = people.log_in("aanbieder")
    asker.goto("/help")
    asker.get_by_role("contentinfo").get_by_role("link", name="Naar de helpdesk").click()
    expect(asker.get_by_text("de pagina waar u was, gaan mee")).to_contain_text("/help")
    look(asker, "helpdesk")
    asker.get_by_label("Waar gaat het over?").select_option("QUESTION")
    asker.get_by_label("Onderwerp").fill("Filter")
    asker.get_by_label("Uw vraag").fill("Het gaat om 999990019")
    asker.get_by_role("button", name="Versturen").click()
    expect(asker.get_by_text("Hier staat een BSN in")).to_be_visible()
    asker.get_by_label("Uw vraag").fill("Waar is de filter?")
    asker.get_by_role("button", name="Versturen").click()
    said = asker.get_by_text(re.compile(r"Het nummer is \d+"))
    expect(said).to_be_visible()
    number = re.search(r"nummer is (\d+)", said.inner_text())[1]

    helper = people.log_in("techniek")
    helper.goto("/techniek/meldingen")
    helper.get_by_role("button", name=number).click()
    expect(helper.locator("#gelezen")).to_be_focused()
    expect(helper.get_by_text("Waar is de filter?")).to_be_visible()
    look(helper, "techniek meldingen")
    helper.get_by_label("Uw antwoord").fill("Bovenaan de lijst.")
    helper.get_by_role("button", name="Beantwoorden").click()
    expect(helper.get_by_text("Het antwoord is verstuurd")).to_be_visible()

    asker.goto("/helpdesk")
    asker.get_by_role("button", name=number).click()
    expect(asker.get_by_text("Bovenaan de lijst.")).to_be_visible()
    look(asker, "helpdesk antwoord")


def test_technical_management_runs_a_job_and_reads_the_mail_queue(people: People) -> None:
    page = people.log_in("techniek")
    page.goto("/techniek/taken")
    expect(page.get_by_role("cell", name="Loopt").first).to_be_visible()
    look(page, "techniek taken")
    page.get_by_role("button", name="Nu uitvoeren: Uitnodigingen laten verlopen").click()
    expect(page.get_by_text("De taak staat klaar")).to_be_visible()
    pressed = page.get_by_role("button", name=re.compile(": Uitnodigingen laten verlopen$"))
    expect(pressed).to_be_focused()
    page.goto("/techniek/mail")
    expect(page.get_by_role("heading", name="Mails met een storing")).to_be_visible()
    look(page, "techniek mail")
