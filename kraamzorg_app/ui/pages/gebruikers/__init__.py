"""The people of one's own organization ("/gebruikers")."""

from __future__ import annotations

from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.ui.page import Page
from kraamzorg_app.ui.pages.gebruikers.state import MembersState
from kraamzorg_app.ui.pages.gebruikers.view import view

PAGE = Page(
    "/gebruikers",
    "Gebruikers",
    view,
    on_load=MembersState.load,
    menu_label="Gebruikers",
    permission=Permission.MEMBER_READ,
)
