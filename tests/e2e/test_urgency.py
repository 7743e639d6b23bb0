"""Nobody took her in time: the insurer hears of it, and both parties discuss what to do."""

from __future__ import annotations

import time
from datetime import timedelta

from playwright.sync_api import Page, expect

from tests.e2e.clients import Her, open_link, today
from tests.e2e.looking import look
from tests.e2e.mailboxes import WAIT_SECONDS, Mailbox, ReceivedMail, newest, wait_for_mail
from tests.e2e.people import People
from tests.e2e.staff import Placed, open_client, put_on_the_list

ESCALATED = "Geëscaleerd: de laatste grens"
QUESTION = "Staat u nog terecht op de lijst?"


def test_a_preferred_insurer_hears_of_who_nobody_took_in_time(
    people: People, mailbox: Mailbox
) -> None:
    her = Her(due_date=today() + timedelta(days=16))
    put_on_the_list(people, mailbox, her)

    when_the_job_runs(people.log_in("techniek"), "Escaleren bij de laatste grens")
    mail = wait_for_subject(mailbox, "preferent-avg@demo.test", "laatste grens")
    assert her.last_name not in mail.source
    assert her.client_number not in mail.source

    insurer = people.log_in("preferent-avg")
    insurer.get_by_role("link", name="Geëscaleerd").click()
    expect(insurer.get_by_label("Urgentie")).to_have_value("geescaleerd")
    table = insurer.get_by_role("table", name="Wachtende cliënten")
    expect(table.get_by_text("Datum voorbij").first).to_be_visible()
    look(insurer, "clienten geescaleerd")
    open_client(insurer, "wachtende", her)
    expect(insurer.get_by_text(ESCALATED)).to_be_visible()
    look(insurer, "client geescaleerd")

    provider = people.log_in("aanbieder")
    open_client(provider, "wachtende", her)
    expect(provider.get_by_text("Aangemeld door")).to_be_visible()
    expect(provider.get_by_text(ESCALATED)).to_have_count(0)


def test_coordinator_and_insurer_discuss_a_region_without_naming_a_client(
    people: People, mailbox: Mailbox, waiting: Placed
) -> None:
    her = waiting.her
    question = f"Wie vraagt het na op Terschelling? ({today()})"

    insurer = people.log_in("preferent-avg")
    insurer.goto("/overleg")
    insurer.get_by_label("Regio").select_option(label="KSV Friesland")
    write(insurer, f"Neem contact op over {her.client_number}")
    expect(
        insurer.get_by_text("Hier staat het wachtlijstnummer van een cliënt in.")
    ).to_be_visible()
    expect(insurer.get_by_label("Uw bericht")).to_have_value(
        f"Neem contact op over {her.client_number}"
    )
    look(insurer, "overleg geweigerd")
    before = newest(mailbox, "coordinator@demo.test")
    write(insurer, question)
    expect(insurer.get_by_text("Uw bericht staat in het overleg.")).to_be_visible()
    assert question not in wait_for_mail(mailbox, "coordinator@demo.test", after=before).source

    coordinator = people.log_in("coordinator")
    coordinator.goto("/overleg")
    expect(coordinator.get_by_text(question).first).to_be_visible()
    expect(coordinator.get_by_role("link", name="preferent-avg@demo.test")).to_be_visible()
    look(coordinator, "overleg")
    coordinator.goto("/weekupdates")
    coordinator.get_by_label("Alleen de cijfers in de e-mail").check()
    coordinator.get_by_role("button", name="Opslaan").click()
    expect(coordinator.get_by_text("Uw keuze is opgeslagen.")).to_be_visible()
    look(coordinator, "weekupdates keuze")
    coordinator.goto("/profiel")
    coordinator.get_by_label("In zorg genomen").select_option(label="In het dagoverzicht")
    coordinator.get_by_role("button", name="Keuzes opslaan").click()
    expect(coordinator.get_by_text("Uw keuzes zijn opgeslagen.")).to_be_visible()
    look(coordinator, "profiel berichten")
    coordinator.goto("/onbediend")
    expect(coordinator.get_by_role("link", name="8881")).to_be_visible()
    look(coordinator, "postcodes zonder aanbieder")


def test_a_client_says_whether_she_still_waits(people: People, mailbox: Mailbox) -> None:
    coordinator = people.log_in("coordinator")
    email, birth_date = given_a_client_who_has_not_answered(coordinator)

    page = people.nobody()
    page.goto("/link-opnieuw")
    page.get_by_label("E-mailadres").fill(email)
    page.get_by_role("button", name="Link opnieuw sturen").click()
    link = wait_for_mail(mailbox, email).link

    open_link(page, link)
    expect(page.get_by_text(QUESTION)).to_be_visible()
    look(page, "mijn vraag of zij nog wacht")
    page.get_by_role("button", name="Ja, ik wil op de wachtlijst blijven").click()
    expect(page.get_by_text("U blijft op de wachtlijst.")).to_be_visible()
    expect(coordinator.get_by_text("De cliënt wil op de wachtlijst blijven")).to_be_visible()
    expect(coordinator.get_by_text("Geen antwoord op onze vraag sinds")).to_have_count(0)

    page.get_by_label("Geboortedatum").fill(birth_date)
    page.get_by_role("button", name="Verder").click()
    expect(page.get_by_role("heading", name="U staat op de wachtlijst")).to_be_visible()
    expect(page.get_by_text(QUESTION)).to_have_count(0)


def given_a_client_who_has_not_answered(page: Page) -> tuple[str, str]:
    """Open the first one on the coordinator's list; gives her address and birth date."""
    page.goto("/clienten?wachtend-urgentie=geen-antwoord")
    rows = page.get_by_role("table", name="Wachtende cliënten").get_by_role("row")
    expect(rows.nth(1)).to_be_visible()
    rows.last.get_by_role("link").click()
    expect(page.get_by_text("Geen antwoord op onze vraag sinds")).to_be_visible()
    look(page, "client geen antwoord")
    email = page.locator("a[href^='mailto:']").first.inner_text()
    birth_date = page.locator("dt", has_text="Geboortedatum").locator("xpath=../dd").inner_text()
    return email, birth_date


def when_the_job_runs(page: Page, name: str) -> None:
    page.goto("/techniek/taken")
    page.get_by_role("button", name=f"Nu uitvoeren: {name}").click()


def write(page: Page, text: str) -> None:
    page.get_by_label("Uw bericht").fill(text)
    page.get_by_role("button", name="Plaatsen").click()


def wait_for_subject(mailbox: Mailbox, recipient: str, words: str) -> ReceivedMail:
    """Wait for a mail whose subject holds these words."""
    until = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < until:
        for name in reversed(mailbox.names(recipient)):
            mail = mailbox.read(name)
            if words in mail.subject:
                return mail
        time.sleep(0.5)
    raise AssertionError(f"no mail about {words!r} within {WAIT_SECONDS} s")
