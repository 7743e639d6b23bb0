"""One provider: its facts, approvals per region, people, and its ending."""

from __future__ import annotations

from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.ui.page import Page
from kraamzorg_app.ui.pages.aanbieder.state import PATH, AanbiederState
from kraamzorg_app.ui.pages.aanbieder.view import view

PAGE = Page(
    f"{PATH}/[id]",
    "Aanbieder",
    view,
    on_load=AanbiederState.load,
    permission=Permission.PROVIDER_MANAGE,
)
