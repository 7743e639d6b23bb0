"""One region: name, postcodes, working agreement, preferred insurers and coordinators."""

from __future__ import annotations

from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.ui.page import Page
from kraamzorg_app.ui.pages.regio.state import PATH, RegioState
from kraamzorg_app.ui.pages.regio.view import view

PAGE = Page(
    f"{PATH}/[id]", "Regio", view, on_load=RegioState.load, permission=Permission.REGION_MANAGE
)
