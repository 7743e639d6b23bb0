"""The providers: found, added, imported, and the applications of self-employed carers."""

from __future__ import annotations

from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.ui.page import Page
from kraamzorg_app.ui.pages.aanbieders.state import PATH, AanbiedersState
from kraamzorg_app.ui.pages.aanbieders.view import view

PAGE = Page(
    PATH,
    "Aanbieders",
    view,
    on_load=AanbiedersState.load,
    permission=Permission.PROVIDER_MANAGE,
)
