"""The number at the bell, which renews itself in every open tab of who is told something."""

from __future__ import annotations

import reflex as rx

from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.services import bell
from kraamzorg_app.ui import bridge
from kraamzorg_app.ui.page_state import PageState
from kraamzorg_app.ui.policies import handler
from kraamzorg_app.ui.shell_state import ShellState


class BellCountState(PageState, rx.State):
    """Counts again; what it counts is shown by the frame."""

    @handler(Permission.BELL_READ, activity=False)
    async def renew(self) -> None:
        """Count what this member has not read, since the bell rang."""
        found = await bridge.run(self, bell.unread)
        if isinstance(found, int):
            shell = await self.get_state(ShellState)
            shell.unread = found
