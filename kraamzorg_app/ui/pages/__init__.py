"""The pages, one line each; a page is for people who are logged in unless it says otherwise."""

from __future__ import annotations

from kraamzorg_app.ui.page import Page
from kraamzorg_app.ui.pages import home

PAGES: tuple[Page, ...] = (home.PAGE,)
