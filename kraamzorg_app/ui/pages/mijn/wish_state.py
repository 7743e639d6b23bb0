"""The State of her wish for a provider, on her own page."""

from __future__ import annotations

from typing import Any

import reflex as rx

from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.services import preferences
from kraamzorg_app.services.languages import gettext_for, later
from kraamzorg_app.services.preferences import Wish
from kraamzorg_app.ui import bridge
from kraamzorg_app.ui.administration import did
from kraamzorg_app.ui.pages.mijn.state import PAGE_ID, PANEL_ID, MijnState
from kraamzorg_app.ui.policies import handler

_NONE = later("Geen voorkeur")
_SAVED = later("Uw voorkeur is opgeslagen.")


class MijnWishState(MijnState):
    """What she wishes and can choose from."""

    wish: str = ""
    providers: list[tuple[str, str]] = []

    @handler(Permission.OWN_ENTRY)
    async def ask(self) -> Any:
        """Open the choice of a provider."""
        self._clear_errors()
        found = await self._run(preferences.read_own)
        if isinstance(found, Wish):
            _ = gettext_for(self.language)
            self.wish, self.providers = found.preferred_id, [("", _(_NONE)), *found.choices]
            self.panel = "wish"
            return rx.set_focus(PANEL_ID)
        return None

    @handler(Permission.OWN_ENTRY)
    async def save(self, form: dict[str, Any]) -> Any:
        """Keep her wish."""
        self._clear_errors()
        done = await self._run(did(preferences.change_own), form.get("preferred", ""))
        if isinstance(done, bridge.Failed):
            return self._name_errors()
        self.panel = ""
        await self._show_place()
        await bridge.show(self, gettext_for(self.language)(_SAVED), "success")
        return rx.set_focus(PAGE_ID)
