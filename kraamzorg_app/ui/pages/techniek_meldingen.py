"""The questions to the helpdesk, for technical management."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import uuid4

import reflex as rx

from kraamzorg_app.domain.actors import Role
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.services import helpdesk
from kraamzorg_app.services.helpdesk import TicketPage, TicketView
from kraamzorg_app.ui import bridge
from kraamzorg_app.ui.bridge import FAILED, PageState
from kraamzorg_app.ui.components.buttons import button, submit_button
from kraamzorg_app.ui.components.fields import button_row, form, text_area
from kraamzorg_app.ui.components.notices import empty_state
from kraamzorg_app.ui.components.panels import card, fact, fact_if, heading, row
from kraamzorg_app.ui.components.tables import Column, cell
from kraamzorg_app.ui.layout import page
from kraamzorg_app.ui.page import Page
from kraamzorg_app.ui.policies import handler
from kraamzorg_app.ui.role_names import ROLE_NAMES
from kraamzorg_app.ui.tickets import (
    READ_ID,
    Listed,
    Thread,
    TicketRow,
    listed_of,
    number_cell,
    thread_of,
    ticket_card,
    ticket_table,
    turned,
)

PATH: Final = "/techniek/meldingen"
_COLUMNS: Final = (
    Column("number", "Melding"),
    Column("subject", "Onderwerp"),
    Column("category", "Soort"),
    Column("state", "Status"),
    Column("moment", "Laatste bericht"),
)
_FILTERS: Final = (("OPEN", "Wacht op ons"), ("ANSWERED", "Beantwoord"), ("", "Alle"))


class MeldingenState(PageState, rx.State):
    """Everybody's tickets."""

    listed: Listed = Listed()
    shown: Thread = Thread()
    filter: str = "OPEN"
    form_key: str = ""

    def _forget(self) -> None:
        super()._forget()
        self.shown = Thread()
        self.listed.number = 1

    @handler(Permission.TICKET_ANSWER)
    async def load(self) -> None:
        """List what waits."""
        await self._read()

    @handler(Permission.TICKET_ANSWER)
    async def show_only(self, state: str) -> None:
        """List the tickets in one state."""
        self.filter = state
        self.listed.number = 1
        await self._read()

    @handler(Permission.TICKET_ANSWER)
    async def turn_page(self, step: int) -> None:
        """Show the next or the previous page."""
        self.listed.number = turned(self.listed.number, step)
        await self._read()

    @handler(Permission.TICKET_ANSWER)
    async def open_ticket(self, number: int) -> Any:
        """Read one ticket."""
        await self._show(number)
        return rx.set_focus(READ_ID) if self.shown.number else None

    @handler(Permission.TICKET_ANSWER)
    def close_panel(self) -> None:
        """Go back to the list."""
        self.shown = Thread()

    @handler(Permission.TICKET_ANSWER)
    async def answer(self, typed: dict[str, Any]) -> None:
        """Answer the ticket that is read."""
        self.field_errors = {}
        number, message = self.shown.number, typed.get("message", "")
        if await bridge.run(self, helpdesk.answer, number, message) is FAILED:
            return
        self.form_key = uuid4().hex
        await self._read()
        await self._show(number)
        await bridge.show(self, "Het antwoord is verstuurd. De vrager krijgt bericht.", "success")

    @handler(Permission.TICKET_ANSWER)
    async def close_ticket(self) -> None:
        """Close the ticket that is read."""
        if await bridge.run(self, helpdesk.close, self.shown.number) is FAILED:
            return
        self.shown = Thread()
        await self._read()
        await bridge.show(self, "De melding is gesloten.", "success")

    async def _show(self, number: int) -> None:
        found = await bridge.run(self, helpdesk.read, number)
        if isinstance(found, TicketView):
            self.shown = thread_of(found)
            role = self.shown.role
            self.shown.role = ROLE_NAMES[Role(role)] if role else "zonder rol"

    async def _read(self) -> None:
        found = await bridge.run(self, helpdesk.list_all, self.filter, self.listed.number)
        if isinstance(found, TicketPage):
            self.listed = listed_of(found)
        self.listed.is_loaded = True


def view() -> rx.Component:
    """Show the ticket that is read, and the list."""
    state = MeldingenState
    filters = [
        button(
            label,
            on_click=state.show_only(code),
            aria_pressed=rx.cond(state.filter == code, "true", "false"),
            look="subtle",
        )
        for code, label in _FILTERS
    ]
    return page(
        heading("Meldingen", "Vragen aan de helpdesk."),
        rx.cond(state.shown.number, _ticket()),
        card(
            row(*filters),
            ticket_table(
                state, _COLUMNS, _cells, empty_state("Geen meldingen"), caption="Meldingen"
            ),
        ),
        path=PATH,
    )


def _ticket() -> rx.Component:
    shown: Any = MeldingenState.shown
    return ticket_card(
        shown,
        (
            fact("Van", shown.asker),
            fact("Rol", shown.role),
            fact("Soort", shown.category),
            fact("Status", shown.state),
            fact_if(shown.page, "Pagina", shown.page),
            fact_if(shown.fault_id, "Storing", shown.fault_id),
        ),
        form(
            text_area(
                "message",
                "Uw antwoord",
                error=MeldingenState.field_errors["message"],
                required=True,
                max_length=4000,
            ),
            button_row(
                submit_button("Beantwoorden"),
                rx.cond(
                    shown.is_closed,
                    rx.fragment(),
                    button("Melding sluiten", on_click=MeldingenState.close_ticket),
                ),
                button("Terug", look="subtle", on_click=MeldingenState.close_panel),
            ),
            on_submit=MeldingenState.answer,
            key=MeldingenState.form_key,
        ),
    )


def _cells(ticket: TicketRow) -> Sequence[rx.Component]:
    return (
        number_cell(ticket.number, on_open=MeldingenState.open_ticket),
        cell("Onderwerp", ticket.subject),
        cell("Soort", ticket.category),
        cell("Status", ticket.state),
        cell("Laatste bericht", ticket.moment),
    )


PAGE = Page(
    PATH,
    "Meldingen",
    view,
    on_load=MeldingenState.load,
    menu_label="Meldingen",
    permission=Permission.TICKET_ANSWER,
)
