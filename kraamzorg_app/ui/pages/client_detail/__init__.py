"""One client: what one may see of her, her timeline, and what one can do."""

from __future__ import annotations

from kraamzorg_app.ui.page import Page
from kraamzorg_app.ui.pages.client_detail.state import ClientDetailState
from kraamzorg_app.ui.pages.client_detail.view import view

PAGE = Page("/clienten/[id]", "Cliënt", view, on_load=ClientDetailState.load)
