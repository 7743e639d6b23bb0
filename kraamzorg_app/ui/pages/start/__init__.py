"""The start page of who is logged in: what needs this person now."""

from __future__ import annotations

from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.ui.page import Page
from kraamzorg_app.ui.pages.start.state import StartState
from kraamzorg_app.ui.pages.start.view import PATH, view

PAGE = Page(
    PATH,
    "Start",
    view,
    on_load=StartState.load,
    menu_label="Start",
    permission=Permission.START_READ,
)
