"""The State of the page of offers."""

from __future__ import annotations

import reflex as rx

from kraamzorg_app.domain.actors import Role
from kraamzorg_app.domain.offers import OfferState
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.services import environment, offer_lists
from kraamzorg_app.services.offer_lists import OfferPage
from kraamzorg_app.services.transitions import topics_of
from kraamzorg_app.ui import bridge, formatting, guard, live
from kraamzorg_app.ui.bridge import PageState
from kraamzorg_app.ui.offer_wording import OfferLine, offer_line
from kraamzorg_app.ui.policies import handler

PAGE_SIZE = 25


class AanbiedingenState(PageState, rx.State):
    """The offers in one state: open ones first."""

    rows: list[OfferLine] = []
    shown: str = OfferState.PENDING.value
    range_text: str = ""
    number: int = 1
    pages: int = 1
    is_coordinator: bool = False
    is_loaded: bool = False

    def _forget(self) -> None:
        super()._forget()
        self.shown, self.number, self.rows, self.is_loaded = OfferState.PENDING.value, 1, [], False

    @handler(Permission.OFFER_READ)
    async def load(self) -> None:
        """Show the open offers."""
        self.is_coordinator = guard.current_actor().role is Role.COORDINATOR
        await self._read()
        live.watch(AanbiedingenState.refresh, *topics_of(guard.current_actor()))

    @handler(Permission.OFFER_READ, activity=False)
    async def refresh(self) -> None:
        """Read again, since somebody changed something."""
        await self._read()

    @handler(Permission.OFFER_READ)
    async def choose(self, state: str) -> None:
        """Show the offers in another state."""
        self.shown = state if state in set(OfferState) else OfferState.PENDING.value
        self.number = 1
        await self._read()

    @handler(Permission.OFFER_READ)
    async def turn_page(self, step: int) -> None:
        """Show the next or the previous page."""
        self.number += 1 if step > 0 else -1
        await self._read()

    async def _read(self) -> None:
        found = await bridge.run(self, offer_lists.list_offers, self.shown, self.number)
        self.is_loaded = True
        if not isinstance(found, OfferPage):
            return
        now = environment.current().clock.now()
        self.rows = [offer_line(row, now) for row in found.rows]
        self.number, self.pages = found.page, found.pages
        first = (found.page - 1) * PAGE_SIZE + 1
        self.range_text = formatting.page_range(first, first + len(found.rows) - 1, found.total)
