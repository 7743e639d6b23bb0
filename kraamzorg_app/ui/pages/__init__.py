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
    uploads,
)
from kraamzorg_app.ui.page import Page
from kraamzorg_app.ui.pages import (
    aanbieder,
    aanbieders,
    beheer,
    beheer_perioden,
    berichten,
    capaciteit,
    client_detail,
    clienten,
    clienten_registreren,
    gebruikers,
    gegevensinzage,
    help,  # noqa: A004 - a page bears the name of its address
    helpdesk,
    inloggen,
    instellingen,
    logboek,
    mijn,
    not_found,
    perioden,
    profiel,
    regio,
    regios,
    registreren,
    samen,
    sjablonen,
    start,
    techniek_mail,
    techniek_meldingen,
    techniek_taken,
    tweede_factor,
    uitnodiging,
    verzekeraars,
    wachtwoord_vergeten,
    weekupdates,
    welkom,
    zzp_aanmelden,
)
from kraamzorg_app.ui.routes import HttpRoute

PAGES: tuple[Page, ...] = (
    welkom.PAGE,
    inloggen.PAGE,
    registreren.PAGE,
    zzp_aanmelden.PAGE,
    uitnodiging.PAGE,
    wachtwoord_vergeten.PAGE,
    tweede_factor.PAGE,
    start.PAGE,
    gebruikers.PAGE,
    clienten.PAGE,
    client_detail.PAGE,
    clienten_registreren.PAGE,
    capaciteit.PAGE,
    perioden.PAGE,
    weekupdates.PAGE,
    beheer.PAGE,
    regios.PAGE,
    regio.PAGE,
    beheer_perioden.PAGE,
    aanbieders.PAGE,
    aanbieder.PAGE,
    verzekeraars.PAGE,
    berichten.PAGE,
    techniek_meldingen.PAGE,
    techniek_taken.PAGE,
    techniek_mail.PAGE,
    sjablonen.PAGE,
    sjablonen.TEXT_PAGE,
    gegevensinzage.PAGE,
    instellingen.PAGE,
    logboek.PAGE,
    help.PAGE,
    helpdesk.PAGE,
    profiel.PAGE,
    samen.PAGE,
    *mijn.PAGES,
    not_found.PAGE,
)

HTTP_ROUTES: tuple[HttpRoute, ...] = (
    *account_routes.ROUTES,
    *downloads.ROUTES,
    *uploads.ROUTES,
    *demo_mailbox.ROUTES,
    *code_red_map.ROUTES,
    *link_routes.ROUTES,
)
