"""The pages and the HTTP routes beside them, one line each.

A page is for people who are logged in unless it says otherwise.
"""

from __future__ import annotations

from kraamzorg_app.ui import demo_mailbox, downloads
from kraamzorg_app.ui.page import Page
from kraamzorg_app.ui.pages import home, not_found, weekupdates
from kraamzorg_app.ui.routes import HttpRoute

PAGES: tuple[Page, ...] = (
    home.PAGE,
    weekupdates.PAGE,
    not_found.PAGE,
)

HTTP_ROUTES: tuple[HttpRoute, ...] = (
    *downloads.ROUTES,
    *demo_mailbox.ROUTES,
)
