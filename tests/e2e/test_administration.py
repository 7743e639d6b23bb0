"""What the functional administrator does: regions, code red, providers and insurers, by hand."""

from __future__ import annotations

import secrets
from uuid import uuid4

from playwright.sync_api import Page, expect

from tests.e2e.looking import look
from tests.e2e.mailboxes import Mailbox, wait_for_mail
from tests.e2e.people import People

TODAY = "Geldig vanaf *"


def said(page: Page, sentence: str) -> None:
    expect(page.get_by_role("status").filter(has_text=sentence)).to_be_visible()


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
    expect(
        page.get_by_role("cell", name="Menzis", exact=True)
        .or_(page.get_by_role("rowheader", name="Menzis", exact=True))
        .first
    ).to_be_visible()
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
