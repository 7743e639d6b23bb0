"""The helpdesk for everybody with an account: ask, and read the answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import uuid4

import reflex as rx

from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.services import helpdesk
from kraamzorg_app.services.helpdesk import TicketPage, TicketView
from kraamzorg_app.ui import bridge
from kraamzorg_app.ui.bridge import FAILED, PageState
from kraamzorg_app.ui.components.buttons import button, submit_button
from kraamzorg_app.ui.components.fields import (
    button_row,
    form,
    required_note,
    select_field,
    text_area,
    text_field,
)
from kraamzorg_app.ui.components.notices import empty_state, notice
from kraamzorg_app.ui.components.panels import card, fact, heading
from kraamzorg_app.ui.components.tables import Column, cell
from kraamzorg_app.ui.layout import page
from kraamzorg_app.ui.page import Page
from kraamzorg_app.ui.policies import handler
from kraamzorg_app.ui.shell_state import ShellState
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
from kraamzorg_app.ui.tool_sentences import CATEGORIES

PATH: Final = "/helpdesk"
_WARNING: Final = (
    "Zet hier geen gegevens van cliënten in: geen BSN, geen naam en geen e-mailadres. Noem een "
    "cliënt met haar wachtlijstnummer."
)
_COLUMNS = (
    Column("number", "Melding"),
    Column("subject", "Onderwerp"),
    Column("state", "Status"),
    Column("moment", "Laatste bericht"),
)


class HelpdeskState(PageState, rx.State):
    """One's own tickets."""

    listed: Listed = Listed()
    shown: Thread = Thread()
    page_asked: str = ""
    fault_id: str = ""
    form_key: str = ""

    def _forget(self) -> None:
        super()._forget()
        self.shown = Thread()
        self.listed.number = 1

    @handler(Permission.TICKET_CREATE)
    async def load(self) -> None:
        """List the tickets, and remember where the question came up."""
        self.page_asked = self.router.url.query_parameters.get("pagina", "")[:120]
        shell = await self.get_state(ShellState)
        self.fault_id = shell.last_fault
        await self._read()

    @handler(Permission.TICKET_CREATE)
    async def ask(self, typed: dict[str, Any]) -> None:
        """Send a question."""
        self.field_errors = {}
        category, subject, message = (typed.get(name, "") for name in _ASKED)
        number = await bridge.run(
            self,
            helpdesk.create,
            category,
            subject,
            message,
            asked_on=self.page_asked,
            fault_id=self.fault_id,
        )
        if isinstance(number, int):
            self.form_key = uuid4().hex
            self.listed.number = 1
            await self._read()
            said = f"Uw melding is verstuurd. Het nummer is {number}. U krijgt bericht per e-mail."
            await bridge.show(self, said, "success")

    @handler(Permission.TICKET_CREATE)
    async def turn_page(self, step: int) -> None:
        """Show the next or the previous page of one's own tickets."""
        self.listed.number = turned(self.listed.number, step)
        await self._read()

    @handler(Permission.TICKET_CREATE)
    async def open_ticket(self, number: int) -> Any:
        """Read one's own ticket."""
        await self._show(number)
        return rx.set_focus(READ_ID) if self.shown.number else None

    @handler(Permission.TICKET_CREATE)
    def close_ticket(self) -> None:
        """Go back to the list."""
        self.shown = Thread()

    @handler(Permission.TICKET_CREATE)
    async def reply(self, typed: dict[str, Any]) -> None:
        """Write again."""
        self.field_errors = {}
        number, message = self.shown.number, typed.get("reply", "")
        if await bridge.run(self, helpdesk.reply, number, message) is FAILED:
            if "message" in self.field_errors:
                self.field_errors = {"reply": self.field_errors["message"]}
            return
        self.form_key = uuid4().hex
        await self._read()
        await self._show(number)
        await bridge.show(self, "Uw reactie is verstuurd.", "success")

    async def _show(self, number: int) -> None:
        found = await bridge.run(self, helpdesk.read_own, number)
        if isinstance(found, TicketView):
            self.shown = thread_of(found)

    async def _read(self) -> None:
        found = await bridge.run(self, helpdesk.list_own, self.listed.number)
        if isinstance(found, TicketPage):
            self.listed = listed_of(found)
        self.listed.is_loaded = True


_ASKED: Final = ("category", "subject", "message")


def view() -> rx.Component:
    """Show the form, or the ticket that is read, and the list."""
    return page(
        heading("Helpdesk", "Stel een vraag of meld wat niet werkt."),
        rx.cond(HelpdeskState.shown.number, _ticket(), _form()),
        card(
            ticket_table(
                HelpdeskState,
                _COLUMNS,
                _cells,
                empty_state("Nog geen meldingen", "Hier leest u straks uw vragen terug."),
                caption="Uw meldingen",
            ),
            title="Uw meldingen",
        ),
        path=PATH,
    )


def _form() -> rx.Component:
    errors = HelpdeskState.field_errors
    goes_along = rx.cond(
        HelpdeskState.page_asked,
        rx.el.p(
            "Uw rol en de pagina waar u was, gaan mee: ",
            HelpdeskState.page_asked,
            class_name="muted",
        ),
        rx.el.p("Uw rol gaat mee.", class_name="muted"),
    )
    fault = rx.cond(
        HelpdeskState.fault_id,
        rx.el.p("Storing ", HelpdeskState.fault_id, " gaat mee.", class_name="muted"),
    )
    return card(
        notice(_WARNING, tone="warning"),
        form(
            required_note(),
            select_field(
                "category",
                "Waar gaat het over?",
                [("", "Maak een keuze"), *((c.value, text) for c, text in CATEGORIES.items())],
                error=errors["category"],
                required=True,
            ),
            text_field(
                "subject", "Onderwerp", error=errors["subject"], required=True, max_length=120
            ),
            text_area(
                "message",
                "Uw vraag",
                error=errors["message"],
                required=True,
                rows="6",
                max_length=4000,
            ),
            goes_along,
            fault,
            button_row(submit_button("Versturen")),
            on_submit=HelpdeskState.ask,
            key=HelpdeskState.form_key,
        ),
        title="Nieuwe melding",
    )


def _ticket() -> rx.Component:
    shown: Any = HelpdeskState.shown
    return ticket_card(
        shown,
        (fact("Status", shown.state), fact("Onderwerp", shown.category)),
        form(
            text_area(
                "reply",
                "Uw reactie",
                hint=_WARNING,
                error=HelpdeskState.field_errors["reply"],
                required=True,
                max_length=4000,
            ),
            button_row(
                submit_button("Reageren"),
                button("Terug", look="subtle", on_click=HelpdeskState.close_ticket),
            ),
            on_submit=HelpdeskState.reply,
            key=HelpdeskState.form_key,
        ),
    )


def _cells(row: TicketRow) -> Sequence[rx.Component]:
    return (
        number_cell(row.number, on_open=HelpdeskState.open_ticket),
        cell("Onderwerp", row.subject),
        cell("Status", row.state),
        cell("Laatste bericht", row.moment),
    )


PAGE = Page(
    PATH,
    "Helpdesk",
    view,
    on_load=HelpdeskState.load,
    menu_label="Helpdesk",
    permission=Permission.TICKET_CREATE,
)
