"""The access log for the privacy officer ("/beheer/logboek")."""

from __future__ import annotations

from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.ui.page import Page
from kraamzorg_app.ui.pages.logboek.state import PATH, LogboekState
from kraamzorg_app.ui.pages.logboek.view import view

PAGE = Page(
    PATH,
    "Logboek",
    view,
    on_load=LogboekState.load,
    permission=Permission.LOG_READ,
)
