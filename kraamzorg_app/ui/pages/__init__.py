"""The pages and the HTTP routes beside them, one line each.

A page is for people who are logged in unless it says otherwise.
"""

from __future__ import annotations

from kraamzorg_app.ui import code_red_map, demo_mailbox, downloads
from kraamzorg_app.ui.page import Page
from kraamzorg_app.ui.pages import (
    berichten,
    client_detail,
    clienten,
    help,  # noqa: A004 - a page bears the name of its address
    not_found,
    start,
    weekupdates,
    welkom,
)
from kraamzorg_app.ui.routes import HttpRoute

PAGES: tuple[Page, ...] = (
    welkom.PAGE,
    start.PAGE,
    clienten.PAGE,
    client_detail.PAGE,
    weekupdates.PAGE,
    berichten.PAGE,
    help.PAGE,
    not_found.PAGE,
)

HTTP_ROUTES: tuple[HttpRoute, ...] = (
    *downloads.ROUTES,
    *demo_mailbox.ROUTES,
    *code_red_map.ROUTES,
)
