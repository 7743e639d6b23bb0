"""The State of what is noted of one client beside her data: the intake, and her wish."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.services import intakes, preferences
from kraamzorg_app.services.preferences import Wish
from kraamzorg_app.ui import bridge
from kraamzorg_app.ui.administration import did
from kraamzorg_app.ui.pages.client_detail.state import ClientDetailState
from kraamzorg_app.ui.policies import handler


class ClientCareState(ClientDetailState):
    """The intake and the preference of one client."""

    preferred: str = ""
    providers: list[tuple[str, str]] = []

    def _show_nobody(self) -> None:
        super()._show_nobody()
        self.preferred, self.providers = "", []

    @handler(Permission.INTAKE_RECORD)
    async def plan_intake(self, form: dict[str, Any]) -> None:
        """Note on which day the intake will be."""
        await self._note(intakes.plan, form.get("intake_on"), "De intake is gepland.")

    @handler(Permission.INTAKE_RECORD)
    async def finish_intake(self, form: dict[str, Any]) -> None:
        """Note on which day the intake was."""
        await self._note(intakes.finish, form.get("intake_on"), "De intake is gedaan.")

    @handler(Permission.ENTRY_CORRECT)
    async def ask_preference(self) -> None:
        """Open the choice of a provider that she would like."""
        self.field_errors = {}
        found = await bridge.run(self, preferences.read, self._id())
        if isinstance(found, Wish):
            self.preferred = found.preferred_id
            self.providers = [("", "Geen voorkeur"), *found.choices]
            self.panel = "preference"

    @handler(Permission.ENTRY_CORRECT)
    async def save_preference(self, form: dict[str, Any]) -> None:
        """Note the provider that she would like."""
        chosen = form.get("preferred", "")
        await self._note(preferences.change, chosen, "De voorkeur is opgeslagen.")

    async def _note(self, verb: Callable[..., None], value: Any, sentence: str) -> None:
        self.field_errors = {}
        if await bridge.run(self, did(verb), self._id(), value):
            await self._done(sentence)
