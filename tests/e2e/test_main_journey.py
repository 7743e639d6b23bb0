"""The main job: from an insurer's check to a woman in care, over real mail."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.clients import Her, dutch, fill_in_the_form, open_link, send_the_form
from tests.e2e.looking import look
from tests.e2e.mailboxes import Mailbox, ReceivedMail, newest, wait_for_mail
from tests.e2e.people import People
from tests.e2e.staff import find

TOLD = [f"{account}@demo.test" for account in ("preferent-avg", "coordinator", "aanbieder")]


def test_an_insurer_invites_a_client_registers_and_a_provider_takes_her(
    people: People, mailbox: Mailbox
) -> None:
    her = Her()

    given_an_insurer_invited(people.log_in("preferent-avg"), her)
    invitation = wait_for_mail(mailbox, her.email)
    nothing_personal_is_in(invitation, her)

    before = {address: newest(mailbox, address) for address in TOLD}
    her_page = people.nobody()
    when_she_registers(her_page, invitation, her)
    confirmation = wait_for_mail(mailbox, her.email, after=invitation)
    nothing_personal_is_in(confirmation, her)
    for address in TOLD:
        nothing_personal_is_in(wait_for_mail(mailbox, address, after=before[address]), her)

    provider = people.log_in("aanbieder")
    given_a_provider_finds_her_by_postcode_and_due_date(provider, her)
    when_the_provider_takes_her(provider)

    then_the_provider_sees_who_she_is(provider, her)
    then_another_provider_does_not_find_her(people.log_in("zzp"), her)
    then_the_insurer_sees_that_she_is_enrolled(people.log_in("preferent-avg"), her)
    taken = wait_for_mail(mailbox, her.email, after=confirmation)
    nothing_personal_is_in(taken, her)
    then_she_reads_who_cares_for_her(her_page, taken)


def given_an_insurer_invited(page: Page, her: Her) -> None:
    page.get_by_role("link", name="Cliënt registreren").first.click()
    expect(page.get_by_text("Uitnodigingen", exact=True)).to_be_visible()
    page.get_by_label("Postcode *").fill(her.postcode)
    page.get_by_label("Uitgerekende datum *").fill(dutch(her.due_date))
    look(page, "registreren stap 1")
    page.get_by_role("button", name="Controleren").click()
    expect(page.get_by_text("KSV Friesland").first).to_be_visible()
    page.get_by_label("ClientNummer *").fill(her.client_number)
    page.get_by_label("Emailadres *").fill(her.email)
    look(page, "registreren stap 2")
    page.get_by_role("button", name="Versturen", exact=True).click()
    expect(page.get_by_text("De uitnodiging is verstuurd")).to_be_visible()
    look(page, "registreren verstuurd")


def when_she_registers(page: Page, invitation: ReceivedMail, her: Her) -> None:
    page.goto(invitation.link)
    look(page, "link uit de mail")
    open_link(page, invitation.link)
    expect(page.get_by_role("heading", name="Wie bent u?")).to_be_visible()
    look(page, "mijn formulier")
    fill_in_the_form(page, her, insurer="Zilveren Kruis")
    look(page, "mijn controle")
    send_the_form(page)
    expect(page.get_by_role("button", name="Ik ben bevallen")).to_be_visible()
    look(page, "mijn status")


def given_a_provider_finds_her_by_postcode_and_due_date(page: Page, her: Her) -> None:
    row = find(page, "wachtende", her)
    expect(row).to_be_visible()
    expect(row).not_to_contain_text(her.last_name)
    look(page, "clienten gefilterd")
    row.get_by_role("link").click()
    expect(page.get_by_role("heading", name=her.client_number)).to_be_visible()
    expect(page.get_by_text(her.last_name)).to_have_count(0)
    look(page, "client wachtend voor aanbieder")


def when_the_provider_takes_her(page: Page) -> None:
    page.get_by_role("button", name="In zorg nemen").click()
    look(page, "client in zorg nemen")
    page.get_by_role("button", name="Bevestigen").click()


def then_the_provider_sees_who_she_is(page: Page, her: Her) -> None:
    expect(page.get_by_text(her.name).first).to_be_visible()
    expect(page.get_by_text(her.email).first).to_be_visible()
    expect(page.get_by_text(her.street).first).to_be_visible()
    look(page, "client in zorg")


def then_another_provider_does_not_find_her(page: Page, her: Her) -> None:
    expect(find(page, "wachtende", her)).to_have_count(0)


def then_the_insurer_sees_that_she_is_enrolled(page: Page, her: Her) -> None:
    row = find(page, "ingeschreven", her)
    expect(row).to_contain_text("Kraamzorg Miek")
    expect(row).to_contain_text(her.name)
    look(page, "clienten ingeschreven voor verzekeraar")


def then_she_reads_who_cares_for_her(page: Page, mail: ReceivedMail) -> None:
    open_link(page, mail.link)
    expect(page.get_by_text("Kraamzorg Miek").first).to_be_visible()
    look(page, "mijn in zorg")


def nothing_personal_is_in(mail: ReceivedMail, her: Her) -> None:
    """Hold a mail against what no mail may carry."""
    for value in (
        her.client_number,
        her.last_name,
        her.postcode[:4],
        dutch(her.due_date),
        her.due_date.isoformat(),
        dutch(her.birth_date),
    ):
        assert value not in mail.text, "a mail carries personal data"
