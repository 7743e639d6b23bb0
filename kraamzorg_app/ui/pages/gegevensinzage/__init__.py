"""Disclosure ("gegevensinzage"): who sees which field of a client."""

from __future__ import annotations

from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.ui.page import Page
from kraamzorg_app.ui.pages.gegevensinzage.state import PATH, GegevensinzageState
from kraamzorg_app.ui.pages.gegevensinzage.view import view

PAGE = Page(
    PATH,
    "Gegevensinzage",
    view,
    on_load=GegevensinzageState.load,
    permission=Permission.DISCLOSURE_MANAGE,
)
