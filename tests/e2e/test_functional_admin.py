"""The journey of the functional admin: every list, with limited fields."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.clients import dutch
from tests.e2e.looking import look
from tests.e2e.people import People
from tests.e2e.staff import Placed, open_client


def test_the_functional_admin_sees_every_list_and_nobodys_name(
    people: People, waiting: Placed
) -> None:
    her = waiting.her
    admin = people.log_in("bo")
    look(admin, "start voor functioneel beheer")

    open_client(admin, "wachtende", her)
    for personal in (her.name, her.email, dutch(her.birth_date), her.street):
        expect(admin.get_by_text(personal)).to_have_count(0)
    for action in ("In zorg nemen", "Gegevens corrigeren", "Van de wachtlijst halen"):
        expect(admin.get_by_role("button", name=action)).to_have_count(0)
    look(admin, "client voor functioneel beheer")

    admin.goto("/clienten")
    expect(admin.get_by_role("table", name="Wachtende cliënten")).to_be_visible()
    expect(admin.get_by_role("columnheader", name="Naam")).to_have_count(0)
    expect(admin.get_by_role("link", name="Exporteren (CSV)")).to_have_count(0)
    look(admin, "clienten voor functioneel beheer")

    admin.goto("/gebruikers")
    expect(admin.get_by_role("button", name="Gebruiker toevoegen")).to_be_visible()
    look(admin, "gebruikers voor functioneel beheer")
