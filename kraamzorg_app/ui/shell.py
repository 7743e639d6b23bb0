"""Filling the frame around a page: menu, name, bell and what was just said."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reflex.state import BaseState

from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.permissions import Permission, may
from kraamzorg_app.services import manual
from kraamzorg_app.services.tool_settings import Contact
from kraamzorg_app.ui.page import Page
from kraamzorg_app.ui.role_names import working_role
from kraamzorg_app.ui.shell_state import MenuItem, ShellState
from kraamzorg_app.ui.visits import Visit


@dataclass(frozen=True, slots=True)
class Shell:
    """Knows the pages of the menu and how to count what a person has not read."""

    pages: Sequence[Page]
    count_unread: Callable[[Actor], int]
    contact: Callable[[], Contact]
    is_demo: bool

    async def fill(self, state: BaseState, visit: Visit, page: Page | None) -> None:
        """Show who this is, where this person can go, and what helps on this page."""
        shell = await state.get_state(ShellState)
        shell.is_demo = self.is_demo
        shell.asks_second_factor = False
        contact = await asyncio.to_thread(self.contact)
        shell.helpdesk_email, shell.manager_name = contact.helpdesk_email, contact.manager_name
        # What was said about the former page is over, unless it was said on the way here.
        if shell.keeps_message:
            shell.keeps_message = False
        else:
            shell.message = ""
        if visit.user is None:
            return
        shell.menu = menu_of(self.pages, visit.user)
        section = manual.section_of(page.route, visit.user.role) if page else None
        shell.help_section = section.id if section else ""
        shell.display_name = visit.user.display_name
        shell.working_role = working_role(visit.user.role, visit.user.organization_name)
        if may(visit.user, Permission.BELL_READ):
            shell.unread = await asyncio.to_thread(self.count_unread, visit.user)


def menu_of(pages: Sequence[Page], user: Actor) -> list[MenuItem]:
    """List the pages that exist and that this person may use, in their order."""
    return [
        MenuItem(label=page.menu_label, href=page.route)
        for page in pages
        if page.menu_label and may(user, page.permission)
    ]
