"""The texts of the mails: the list of all, and the page on which one is written."""

from __future__ import annotations

from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.ui.page import Page
from kraamzorg_app.ui.pages.sjablonen.state import PATH, SjablonenState, SjabloonState
from kraamzorg_app.ui.pages.sjablonen.view import list_view, text_view

PAGE = Page(
    PATH,
    "Teksten",
    list_view,
    on_load=SjablonenState.load,
    permission=Permission.TEMPLATE_MANAGE,
)
TEXT_PAGE = Page(
    f"{PATH}/[tekst]",
    "Tekst bewerken",
    text_view,
    on_load=SjabloonState.load,
    permission=Permission.TEMPLATE_MANAGE,
)
