"""The journey of the technical admin: how the tool runs, and nothing of any client."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.looking import look
from tests.e2e.people import People
from tests.e2e.staff import Placed, open_client


def test_the_technical_admin_sees_jobs_and_nothing_of_clients(
    people: People, waiting: Placed
) -> None:
    her = waiting.her
    coordinator = people.log_in("coordinator")
    open_client(coordinator, "wachtende", her)

    admin = people.log_in("techniek")
    expect(admin.get_by_role("heading", name="Taken van het systeem")).to_be_visible()
    menu = admin.get_by_role("navigation", name="Hoofdmenu").first
    expect(menu.get_by_role("link", name="Gebruikers")).to_be_visible()
    for absent in ("Cliënten op wachtlijsten", "Cliënt registreren"):
        expect(menu.get_by_role("link", name=absent)).to_have_count(0)
    look(admin, "start voor technisch beheer")

    admin.goto(coordinator.url)
    expect(admin.get_by_role("link", name="Start", exact=True).first).to_be_visible()
    admin.wait_for_url("**/start")
    expect(admin.get_by_text(her.client_number)).to_have_count(0)

    admin.goto("/gebruikers")
    expect(admin.get_by_text("techniek@demo.test")).to_be_visible()
    look(admin, "gebruikers voor technisch beheer")
