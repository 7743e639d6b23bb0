"""What the functional administrator does: regions, code red, providers and insurers, by hand."""

from __future__ import annotations

import secrets
from uuid import uuid4

from playwright.sync_api import Page, expect

from kraamzorg_app.services.dutch_postcodes import place_by_pc4
from tests.e2e.looking import look
from tests.e2e.mailboxes import Mailbox, wait_for_mail
from tests.e2e.people import People

TODAY = "Geldig vanaf *"


def said(page: Page, sentence: str) -> None:
    expect(page.get_by_role("status").filter(has_text=sentence)).to_be_visible()


def an_unused_postcode() -> str:
    return str(secrets.choice(sorted(set(range(1000, 10000)) - place_by_pc4().keys())))


def test_a_region_is_set_up_from_nothing_opened_and_ended(people: People, mailbox: Mailbox) -> None:
    name, coordinator = f"KSV Proef {uuid4().hex[:6]}", f"c{uuid4().hex[:8]}@proef.test"
    page = people.log_in("bo")
    given_a_region(page, name)
    when_it_gets_postcodes(page, name)
    when_it_gets_an_insurer_and_an_agreement(page, name)
    when_a_coordinator_is_invited(page, coordinator)
    assert "/l/" in wait_for_mail(mailbox, coordinator).link
    when_its_list_is_opened(page, name)
    then_closing_says_whom_it_concerns(page, name)
    then_an_empty_region_can_be_ended(page, name)


def given_a_region(page: Page, name: str) -> None:
    page.get_by_role("link", name="Beheer", exact=True).first.click()
    expect(page.get_by_role("heading", name="Beheer", level=1)).to_be_visible()
    look(page, "beheer")
    page.get_by_role("link", name="Regio's").click()
    expect(page.get_by_role("link", name="KSV Friesland")).to_be_visible()
    look(page, "beheer regios")
    page.get_by_label("Naam van de regio *").fill(name)
    page.get_by_role("button", name="Regio toevoegen").click()
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()


def when_it_gets_postcodes(page: Page, name: str) -> None:
    page.get_by_role("textbox", name="Postcodes *").fill(an_unused_postcode())
    page.get_by_label(TODAY).fill("gisteren")
    page.get_by_role("button", name="Bekijken wat er verandert").click()
    expect(page.get_by_text("Schrijf de datum als dd-mm-jjjj")).to_be_visible()
    look(page, "beheer regio fout")
    page.get_by_label(TODAY).fill("31-12-2030")
    page.get_by_role("button", name="Bekijken wat er verandert").click()
    expect(page.get_by_role("heading", name="Dit verandert er")).to_be_visible()
    expect(page.get_by_role("cell", name=name)).to_be_visible()
    look(page, "beheer regios voorstel")
    page.get_by_role("button", name="Wijzigen", exact=True).click()
    said(page, "De indeling is gewijzigd.")


def when_it_gets_an_insurer_and_an_agreement(page: Page, name: str) -> None:
    page.get_by_role("link", name=name).click()
    page.get_by_label("Eerste preferente verzekeraar").select_option(label="Menzis")
    page.get_by_role("button", name="Verzekeraars opslaan").click()
    said(page, "De preferente verzekeraars kloppen nu.")
    page.get_by_label("Uren om op een aanbod te antwoorden").fill("24")
    page.get_by_role("button", name="Werkafspraken opslaan").click()
    said(page, "De werkafspraken zijn opgeslagen.")


def when_a_coordinator_is_invited(page: Page, email: str) -> None:
    page.get_by_label("E-mailadres *").fill(email)
    page.get_by_label("Weergave AVG gegevens?").check()
    page.get_by_role("button", name="Uitnodigen").click()
    expect(page.get_by_role("cell", name="Uitgenodigd")).to_be_visible()
    look(page, "beheer regio")


def when_its_list_is_opened(page: Page, name: str) -> None:
    page.goto("/beheer/perioden")
    page.get_by_label("Regio *").select_option(label=name)
    page.get_by_label("Eerste uitgerekende datum *").fill("01-05-2027")
    page.get_by_label("Laatste uitgerekende datum *").fill("30-09-2027")
    page.get_by_role("button", name="Openzetten").click()
    said(page, "De wachtlijst is opengezet")
    while page.get_by_role("heading", name="Perioden in 2027").count() == 0:
        page.get_by_role("button", name="Volgend jaar").click()
        page.wait_for_timeout(300)
    look(page, "beheer perioden")


def then_closing_says_whom_it_concerns(page: Page, name: str) -> None:
    page.get_by_role("button", name=f"Dichtzetten: {name}").click()
    expect(page.get_by_text("Dit raakt geen cliënten.")).to_be_visible()
    look(page, "beheer perioden dichtzetten")
    page.get_by_role("button", name="Bevestigen").click()
    said(page, "De wachtlijst is dichtgezet.")


def then_an_empty_region_can_be_ended(page: Page, name: str) -> None:
    page.goto("/beheer/regios")
    page.get_by_role("link", name=name).click()
    page.get_by_role("button", name="Regio beëindigen").click()
    page.get_by_role("button", name="Bevestigen").click()
    said(page, "De regio is beëindigd.")


def test_a_file_with_errors_changes_nothing_and_names_the_rows(people: People) -> None:
    page = people.log_in("bo")
    page.goto("/beheer/regios")
    page.get_by_label("Bestand *").set_input_files(
        {
            "name": "postcodes.csv",
            "mimeType": "text/csv",
            "buffer": b"postcode;regio\n8731;KSV Friesland\n87;KSV Friesland\n8732;=cmd|x\n",
        }
    )
    page.get_by_label(TODAY).fill("31-12-2030")
    page.get_by_role("button", name="Bekijken wat er verandert").click()
    expect(page.get_by_text("Er is niets geïmporteerd.")).to_be_visible()
    expect(page.get_by_text("Rij 3: dit is geen reeks van postcodes")).to_be_visible()
    expect(page.get_by_text("Rij 4: dit mag niet beginnen met")).to_be_visible()
    look(page, "beheer regios import fout")


def test_a_coordinator_asks_for_a_period_and_reads_the_answer(people: People) -> None:
    reason = f"De drukte houdt aan ({uuid4().hex[:6]})."
    coordinator, bo = people.log_in("coordinator"), people.log_in("bo")
    coordinator.goto("/perioden")
    coordinator.get_by_label("Eerste uitgerekende datum *").fill("01-01-2030")
    coordinator.get_by_label("Laatste uitgerekende datum *").fill("01-06-2030")
    coordinator.get_by_label("Waarom *").fill(reason)
    coordinator.get_by_role("button", name="Verzoek versturen").click()
    said(coordinator, "Uw verzoek is verstuurd.")
    look(coordinator, "perioden coordinator")

    bo.goto("/beheer/perioden")
    request = bo.get_by_role("listitem").filter(has_text=reason)
    request.get_by_role("button", name="Beantwoorden: KSV Friesland").click()
    request.get_by_label("Afwijzen").check()
    request.get_by_role("button", name="Versturen").click()
    expect(request.get_by_text("Vul dit in.")).to_be_visible()
    look(bo, "beheer perioden verzoek")
    request.get_by_label("Toelichting voor de coördinator").fill("Er is dan nog ruimte.")
    request.get_by_role("button", name="Versturen").click()
    said(bo, "Het verzoek is beantwoord.")
    answered = coordinator.get_by_role("listitem").filter(has_text=reason)
    expect(answered.get_by_text("Antwoord: Er is dan nog ruimte.")).to_be_visible()


def test_a_carer_applies_is_approved_and_ended_again(people: People, mailbox: Mailbox) -> None:
    name, email = f"Zoë {uuid4().hex[:6]}", f"zoe{uuid4().hex[:8]}@zzp.test"
    carer, bo = people.nobody(), people.log_in("bo")
    carer.goto("/zzp-aanmelden")
    expect(carer.get_by_label("KSV Friesland")).to_be_visible()
    carer.get_by_role("button", name="Aanmelding versturen").click()
    expect(carer.get_by_text("Kies minstens een regio.")).to_be_visible()
    look(carer, "zzp aanmelden")
    carer.get_by_label("Naam *").fill(name)
    carer.get_by_label("AGB-code *").fill(str(91000000 + secrets.randbelow(1000000)))
    carer.get_by_label("E-mailadres *").fill(email)
    carer.get_by_label("KSV Friesland").check()
    carer.get_by_role("button", name="Aanmelding versturen").click()
    expect(carer.get_by_text("Uw aanmelding is verstuurd")).to_be_visible()

    bo.goto("/beheer/aanbieders")
    bo.get_by_role("button", name=f"Beantwoorden: {name}").click()
    expect(bo.get_by_label("KSV Friesland", exact=True)).to_be_checked()
    look(bo, "beheer aanbieders aanmelding")
    bo.get_by_role("button", name="Goedkeuren en uitnodigen").click()
    expect(bo.get_by_role("heading", name=name, level=1)).to_be_visible()
    look(bo, "beheer aanbieder")
    assert "/l/" in wait_for_mail(mailbox, email).link
    bo.get_by_role("button", name="Aanbieder beëindigen").click()
    bo.get_by_role("button", name="Beëindigen", exact=True).click()
    said(bo, "De aanbieder is beëindigd.")


def test_an_insurer_gets_a_label(people: People) -> None:
    name = f"Proef {uuid4().hex[:6]}"
    page = people.log_in("bo")
    page.goto("/beheer/verzekeraars")
    page.get_by_label("Naam *").fill(name)
    page.get_by_role("button", name="Verzekeraar toevoegen").click()
    said(page, "De verzekeraar is toegevoegd.")
    page.get_by_label("Naam van het label").fill(f"{name} basis")
    page.get_by_label("UZOVI-code").fill("33")
    page.get_by_label("Geldig vanaf").fill("01-01-2026")
    page.get_by_role("button", name="Label toevoegen").click()
    expect(page.get_by_text("Een UZOVI-code heeft 4 cijfers")).to_be_visible()
    look(page, "beheer verzekeraars")
    page.get_by_label("UZOVI-code").fill(str(4000 + secrets.randbelow(2999)))
    page.get_by_role("button", name="Label toevoegen").click()
    said(page, "Het label is toegevoegd.")
