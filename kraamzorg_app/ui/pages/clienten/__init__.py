"""The lists ("Cliënten op wachtlijsten"): two filters, two tables."""

from __future__ import annotations

from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.ui.page import Page
from kraamzorg_app.ui.pages.clienten.address import PATH
from kraamzorg_app.ui.pages.clienten.state import ClientenState
from kraamzorg_app.ui.pages.clienten.view import view

PAGE = Page(
    PATH,
    "Cliënten op wachtlijsten",
    view,
    on_load=ClientenState.load,
    menu_label="Cliënten op wachtlijsten",
    permission=Permission.ENTRY_LIST,
)
