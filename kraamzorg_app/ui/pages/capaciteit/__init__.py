"""Free places ("vrije plaatsen"): what a provider states per region and week."""

from __future__ import annotations

from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.ui.page import Page
from kraamzorg_app.ui.pages.capaciteit.state import PATH, CapaciteitState
from kraamzorg_app.ui.pages.capaciteit.view import view

PAGE = Page(
    PATH,
    "Vrije plaatsen",
    view,
    on_load=CapaciteitState.load,
    menu_label="Vrije plaatsen",
    permission=Permission.CAPACITY_STATE,
)
