"""What people with an account do in every journey: invite a client, find one, open one."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.e2e.clients import Her, dutch, fill_in_the_form, open_link, send_the_form
from tests.e2e.mailboxes import Mailbox, ReceivedMail, wait_for_mail
from tests.e2e.people import People

LABELS = {"preferent-avg": "Zilveren Kruis", "verzekeraar-avg": "VGZ"}
"""What a client of these insurers chooses as her insurer."""


def check_region(page: Page, postcode: str, due_date: str) -> None:
    """Take the first step of "Cliënt registreren"."""
    page.goto("/clienten/registreren")
    expect(page.get_by_text("Uitnodigingen", exact=True)).to_be_visible()
    page.get_by_label("Postcode *").fill(postcode)
    page.get_by_label("Uitgerekende datum *").fill(due_date)
    page.get_by_role("button", name="Controleren").click()


def fill_in_invitation(page: Page, her: Her) -> None:
    """Fill in the second step of "Cliënt registreren" as an insurer, and send it."""
    page.get_by_label("ClientNummer *").fill(her.client_number)
    page.get_by_label("Emailadres *").fill(her.email)
    page.get_by_role("button", name="Versturen", exact=True).click()


def start_filling_in_together(page: Page) -> None:
    """Open the form of a new client, to fill it in with her on the phone."""
    her = Her()
    check_region(page, her.postcode, dutch(her.due_date))
    page.get_by_role("button", name="Samen met de cliënt invullen").click()
    expect(page.get_by_label("Voornaam")).to_be_visible()


def invite(page: Page, her: Her) -> None:
    """Invite a client as an insurer."""
    check_region(page, her.postcode, dutch(her.due_date))
    fill_in_invitation(page, her)
    expect(page.get_by_text("De uitnodiging is verstuurd")).to_be_visible()


@dataclass(frozen=True)
class Placed:
    """A client who has just come on the list."""

    her: Her
    page: Page
    """The browser with her own page."""
    mail: ReceivedMail
    """What confirms it, with the link to her page."""


def put_on_the_list(
    people: People, mailbox: Mailbox, her: Her, *, inviter: str = "preferent-avg"
) -> Placed:
    """Let an insurer invite her and let her register."""
    invite(people.log_in(inviter), her)
    invitation = wait_for_mail(mailbox, her.email)
    page = people.nobody()
    open_link(page, invitation.link)
    fill_in_the_form(page, her, insurer=LABELS[inviter])
    send_the_form(page)
    expect(page.get_by_role("button", name="Mijn gegevens wijzigen")).to_be_visible()
    return Placed(her, page, wait_for_mail(mailbox, her.email, after=invitation))


def filter_block(page: Page, block: str) -> Locator:
    """Give the filter of the "wachtende" or "ingeschreven" clients."""
    return page.get_by_role("group", name=f"Filter {block} cliënten")


def find(page: Page, block: str, her: Her) -> Locator:
    """Filter one of the two tables on her postcode and due date; gives her row."""
    page.goto("/clienten")
    expect(page.get_by_role("heading", name="Wachtende cliënten (")).to_be_visible()
    group = filter_block(page, block)
    group.get_by_label("Postcode bevat").fill(her.postcode[:4])
    group.get_by_label("Uitgerekend tussen").fill(dutch(her.due_date))
    group.get_by_label("en", exact=True).fill(dutch(her.due_date))
    part = "wachtend" if block == "wachtende" else "ingeschreven"
    page.wait_for_url(f"**{part}-tot=*")
    return page.get_by_role("row").filter(has_text=her.client_number)


def open_client(page: Page, block: str, her: Her) -> None:
    """Find her and open her page."""
    find(page, block, her).get_by_role("link").click()
    expect(page.get_by_role("heading", name=f"Cliënt {her.client_number}")).to_be_visible()
