"""Offers: what a provider has to answer, and what became of those of a region."""

from __future__ import annotations

from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.ui.page import Page
from kraamzorg_app.ui.pages.aanbiedingen.state import AanbiedingenState
from kraamzorg_app.ui.pages.aanbiedingen.view import PATH, view

PAGE = Page(
    PATH,
    "Aanbiedingen",
    view,
    on_load=AanbiedingenState.load,
    menu_label="Aanbiedingen",
    permission=Permission.OFFER_READ,
)
