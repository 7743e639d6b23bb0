"""One's own account ("/profiel")."""

from __future__ import annotations

from kraamzorg_app.ui.page import Page
from kraamzorg_app.ui.pages.profiel.state import ProfileState
from kraamzorg_app.ui.pages.profiel.view import view

PAGE = Page(
    "/profiel",
    "Profiel",
    view,
    on_load=[ProfileState.load, ProfileState.tell_outcome],
    menu_label="Profiel",
)
