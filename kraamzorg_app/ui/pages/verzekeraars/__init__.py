"""The insurers, their labels with UZOVI codes, an import, and who is invited first."""

from __future__ import annotations

from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.ui.page import Page
from kraamzorg_app.ui.pages.verzekeraars.state import PATH, VerzekeraarsState
from kraamzorg_app.ui.pages.verzekeraars.view import view

PAGE = Page(
    PATH,
    "Verzekeraars",
    view,
    on_load=VerzekeraarsState.load,
    permission=Permission.INSURER_MANAGE,
)
