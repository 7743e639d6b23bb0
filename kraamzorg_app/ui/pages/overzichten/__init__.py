"""The overviews ("overzichten"): how the lists do, by region."""

from __future__ import annotations

from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.ui.page import Page
from kraamzorg_app.ui.pages.overzichten.state import PATH, OverzichtenState
from kraamzorg_app.ui.pages.overzichten.view import view

PAGE = Page(
    PATH,
    "Overzichten",
    view,
    on_load=OverzichtenState.load,
    menu_label="Overzichten",
    permission=Permission.OVERVIEW_READ,
)
