"""The journey of a visitor: the public check, help for who logs in, and what does not exist."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import Page, expect

from tests.e2e.clients import dutch, today
from tests.e2e.looking import look
from tests.e2e.people import People

SOON = dutch(today() + timedelta(weeks=12))


def test_a_visitor_checks_whether_there_is_a_waiting_list(people: People) -> None:
    page = people.nobody()
    page.goto("/")
    expect(page.get_by_role("heading", name="Is er een wachtlijst in mijn regio?")).to_be_visible()
    expect(page.get_by_text("regio's staan in code rood.").first).to_be_visible()
    look(page, "begin")

    check(page, "8731", SOON)
    expect(page.get_by_text("Er is een wachtlijst", exact=True)).to_be_visible()
    look(page, "begin wachtlijst open")
    check(page, "4331 AB", SOON)
    expect(page.get_by_text("Er is geen wachtlijst", exact=True)).to_be_visible()
    expect(page.get_by_text("U hoort bij KSV Zeeland.")).to_be_visible()
    expect(page.get_by_text("een contract in deze regio").first).to_be_visible()
    look(page, "begin wachtlijst dicht")

    page.get_by_role("link", name="Vragen en antwoorden voor zwangeren").click()
    expect(page.get_by_role("heading", name="Wat betaal ik zelf?")).to_be_visible()
    look(page, "vragen en antwoorden")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", name="What do I pay myself?")).to_be_visible()
    expect(page.get_by_text("€5.70 an hour")).to_be_visible()
    look(page, "questions and answers")


def test_a_visitor_who_types_something_wrong_reads_what(people: People) -> None:
    page = people.nobody()
    page.goto("/")
    expect(page.get_by_text("regio's staan in code rood.").first).to_be_visible()
    for postcode, due_date, sentence in (
        ("", SOON, "Vul dit in."),
        ("87", SOON, "Schrijf de postcode als 1234 AB."),
        ("1000 AA", SOON, "Deze postcode kennen we niet."),
        ("8731", "30-02-2027", "Schrijf de datum als dd-mm-jjjj, zoals 31-12-2026."),
        ("8731", "01-01-2010", "Deze uitgerekende datum is al te lang voorbij."),
        ("8731", "01-01-2090", "Deze uitgerekende datum ligt te ver in de toekomst."),
        ("<b>8731</b>", SOON, "Schrijf de postcode als 1234 AB."),
    ):
        check(page, postcode, due_date)
        expect(page.get_by_text(sentence)).to_be_visible()
        expect(page.get_by_label("Uitgerekende datum")).to_have_value(due_date)
        expect(page.get_by_text("Er is een wachtlijst", exact=True)).to_have_count(0)
    look(page, "begin foute invoer")


def test_a_visitor_finds_the_way_in_and_nothing_that_is_not_there(people: People) -> None:
    page = people.nobody()
    page.goto("/bestaat-niet")
    expect(page.get_by_role("heading", name="Niet gevonden")).to_be_visible()
    look(page, "niet gevonden")
    page.goto("/clienten?wachtend-postcode=8731")
    expect(page.get_by_role("heading", name="Inloggen")).to_be_visible()
    expect(page.get_by_role("table", name="Accounts van de demo")).to_be_visible()
    look(page, "inloggen")

    helped = people.log_in("aanbieder")
    helped.get_by_role("link", name="Help", exact=True).first.click()
    expect(helped.get_by_role("link", name="Een cliënt in zorg nemen")).to_be_visible()
    look(helped, "help voor aanbieder")


def check(page: Page, postcode: str, due_date: str) -> None:
    page.get_by_label("Postcode").fill(postcode)
    page.get_by_label("Uitgerekende datum").fill(due_date)
    page.get_by_role("button", name="Controleren").click()
