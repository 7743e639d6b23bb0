"""The mail queue: counts, what failed and why; not to whom, and about nobody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import reflex as rx

from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.services import operations
from kraamzorg_app.services.operations import MailLine, MailPage
from kraamzorg_app.ui import bridge, formatting
from kraamzorg_app.ui.bridge import FAILED, PageState
from kraamzorg_app.ui.components.buttons import button
from kraamzorg_app.ui.components.notices import empty_state, loaded
from kraamzorg_app.ui.components.panels import card, columns, figure_card, heading
from kraamzorg_app.ui.components.tables import Column, cell, data_table, row_header
from kraamzorg_app.ui.layout import page
from kraamzorg_app.ui.page import Page
from kraamzorg_app.ui.policies import handler
from kraamzorg_app.ui.row_ids import row_id
from kraamzorg_app.ui.tool_sentences import MAIL_STATES, failure, text_name

PATH: Final = "/techniek/mail"
_COLUMNS: Final = (
    Column("name", "Mail"),
    Column("created", "Gemaakt"),
    Column("state", "Status"),
    Column("failure", "Waarom"),
    Column("attempts", "Pogingen", number=True),
    Column("retry", "Opnieuw"),
)


@dataclass
class MailRow:
    """One mail that has not left, worded."""

    id: str
    name: str
    created: str
    state: str
    failure: str
    attempts: int
    is_failed: bool


class MailState(PageState, rx.State):
    """How the mail goes."""

    counts: list[list[str]] = []
    rows: list[MailRow] = []
    oldest: str = ""
    has_failed: bool = False
    is_loaded: bool = False

    @handler(Permission.OPERATIONS_READ)
    async def load(self) -> None:
        """Show the queue."""
        found = await bridge.run(self, operations.read_mail)
        if isinstance(found, MailPage):
            self.counts = [
                [MAIL_STATES[state], formatting.number(count)]
                for state, count in found.counts.items()
            ]
            oldest = found.oldest_waiting
            self.oldest = formatting.moment(oldest) if oldest else ""
            self.rows = [_row(line) for line in found.lines]
            self.has_failed = any(row.is_failed for row in self.rows)
        self.is_loaded = True

    @handler(Permission.OPERATIONS_RUN)
    async def retry(self, message_id: str) -> None:
        """Send one mail again."""
        if await bridge.run(self, operations.retry, row_id(message_id)) is not FAILED:
            await self.load()
            await bridge.show(self, "De mail gaat opnieuw op weg.", "success")

    @handler(Permission.OPERATIONS_RUN)
    async def retry_all(self) -> None:
        """Send everything that failed again."""
        retried = await bridge.run(self, operations.retry_all)
        if isinstance(retried, int):
            await self.load()
            mails = formatting.count(retried, "mail gaat", "mails gaan")
            await bridge.show(self, f"{mails} opnieuw op weg.", "success")


def _row(line: MailLine) -> MailRow:
    return MailRow(
        id=line.id,
        name=text_name(line.notification),
        created=formatting.moment(line.created_at),
        state=MAIL_STATES[line.state],
        failure=failure(line.failure),
        attempts=line.attempts,
        is_failed=line.state == "FAILED",
    )


def view() -> rx.Component:
    """Show the counts and what failed."""
    state = MailState
    again = rx.cond(
        state.has_failed, button("Alles opnieuw proberen", on_click=state.retry_all), rx.fragment()
    )
    return page(
        heading(
            "Mail",
            "Of mails aankomen bij de mailserver. Geadresseerden staan hier niet.",
            actions=[again, button("Vernieuwen", on_click=state.load)],
        ),
        columns(rx.foreach(state.counts, lambda pair: figure_card(pair[0], pair[1]))),
        rx.cond(state.oldest, rx.el.p("De oudste mail die wacht, is van ", state.oldest, ".")),
        card(
            loaded(
                state.is_loaded,
                rx.cond(
                    state.rows,
                    data_table(_COLUMNS, state.rows, _cells, caption="Mails met een storing"),
                    empty_state(
                        "Geen mails met een storing",
                        "Mail die wacht, gaat vanzelf weg. Mail die langer dan twee weken geleden "
                        "mislukte, kan niet opnieuw en staat hier niet meer.",
                    ),
                ),
            ),
            title="Mails met een storing",
        ),
        path=PATH,
    )


def _cells(mail: MailRow) -> Sequence[rx.Component]:
    return (
        row_header("Mail", mail.name),
        cell("Gemaakt", mail.created),
        cell("Status", mail.state),
        cell("Waarom", mail.failure),
        cell("Pogingen", mail.attempts, number=True),
        cell(
            "Opnieuw",
            rx.cond(
                mail.is_failed,
                button(
                    "Opnieuw proberen",
                    aria_label=f"Opnieuw proberen: {mail.name}, {mail.created}",
                    on_click=MailState.retry(mail.id),
                ),
            ),
        ),
    )


PAGE = Page(
    PATH,
    "Mail",
    view,
    on_load=MailState.load,
    menu_label="Mail",
    permission=Permission.OPERATIONS_READ,
)
