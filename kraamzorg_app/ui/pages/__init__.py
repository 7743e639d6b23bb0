"""The pages and the HTTP routes beside them, one line each.

A page is for people who are logged in unless it says otherwise.
"""

from __future__ import annotations

from kraamzorg_app.ui import (
    account_routes,
    code_red_map,
    demo_mailbox,
    downloads,
    link_routes,
)
from kraamzorg_app.ui.page import Page
from kraamzorg_app.ui.pages import (
    berichten,
    client_detail,
    clienten,
    clienten_registreren,
    gebruikers,
    help,  # noqa: A004 - a page bears the name of its address
    inloggen,
    mijn,
    not_found,
    profiel,
    registreren,
    samen,
    start,
    uitnodiging,
    wachtwoord_vergeten,
    weekupdates,
    welkom,
)
from kraamzorg_app.ui.routes import HttpRoute

PAGES: tuple[Page, ...] = (
    welkom.PAGE,
    inloggen.PAGE,
    registreren.PAGE,
    uitnodiging.PAGE,
    wachtwoord_vergeten.PAGE,
    start.PAGE,
    gebruikers.PAGE,
    clienten.PAGE,
    client_detail.PAGE,
    clienten_registreren.PAGE,
    weekupdates.PAGE,
    berichten.PAGE,
    help.PAGE,
    profiel.PAGE,
    samen.PAGE,
    *mijn.PAGES,
    not_found.PAGE,
)

HTTP_ROUTES: tuple[HttpRoute, ...] = (
    *account_routes.ROUTES,
    *downloads.ROUTES,
    *demo_mailbox.ROUTES,
    *code_red_map.ROUTES,
    *link_routes.ROUTES,
)
