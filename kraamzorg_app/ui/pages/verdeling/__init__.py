"""Dividing a region ("verdelen"): who waits, where there is room, and a proposal to send."""

from __future__ import annotations

from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.ui.page import Page
from kraamzorg_app.ui.pages.verdeling.state import PATH, VerdelingState
from kraamzorg_app.ui.pages.verdeling.view import view

PAGE = Page(
    PATH,
    "Verdeling",
    view,
    on_load=VerdelingState.load,
    menu_label="Verdeling",
    permission=Permission.DIVISION_PROPOSE,
)
