"""Code red: the year of all regions, opening and closing lists, and requests of coordinators."""

from __future__ import annotations

from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.ui.page import Page
from kraamzorg_app.ui.pages.beheer_perioden.state import PATH, BeheerPeriodenState
from kraamzorg_app.ui.pages.beheer_perioden.view import view

PAGE = Page(
    PATH,
    "Code rood",
    view,
    on_load=BeheerPeriodenState.load,
    permission=Permission.PERIOD_MANAGE,
)
