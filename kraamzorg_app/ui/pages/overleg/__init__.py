"""What coordinator and preferred insurers of a region discuss ("/overleg")."""

from __future__ import annotations

from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.ui.page import Page
from kraamzorg_app.ui.pages.overleg.state import OverlegState
from kraamzorg_app.ui.pages.overleg.view import PATH, view

PAGE = Page(
    PATH,
    "Overleg",
    view,
    on_load=OverlegState.load,
    menu_label="Overleg",
    permission=Permission.REGION_CONSULT,
)
