"""The regions: their list, the map, the gaps, and what an import or change would do."""

from __future__ import annotations

from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.ui.page import Page
from kraamzorg_app.ui.pages.regios.state import PATH, RegiosState
from kraamzorg_app.ui.pages.regios.view import view

PAGE = Page(
    PATH,
    "Regio's",
    view,
    on_load=RegiosState.load,
    permission=Permission.REGION_MANAGE,
)
