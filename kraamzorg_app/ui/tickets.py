"""A ticket as both sides of the helpdesk see it: lists, the thread, the words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import reflex as rx

from kraamzorg_app.services.helpdesk import PAGE_SIZE, TicketLine, TicketPage, TicketView
from kraamzorg_app.ui import formatting
from kraamzorg_app.ui.components.buttons import text_button
from kraamzorg_app.ui.components.notices import loaded
from kraamzorg_app.ui.components.panels import card, facts_of
from kraamzorg_app.ui.components.tables import Column, data_table, pager
from kraamzorg_app.ui.tool_sentences import CATEGORIES, TICKET_STATES

READ_ID: Final = "gelezen"
"""The ticket that is read; it stands above the list that it was chosen from."""


@dataclass
class TicketRow:
    """One ticket in a list."""

    number: int
    subject: str
    category: str
    state: str
    moment: str
    is_open: bool


@dataclass
class Listed:
    """One page of a list of tickets."""

    rows: list[TicketRow] = field(default_factory=list)
    range_text: str = ""
    number: int = 1
    has_next: bool = False
    is_loaded: bool = False


@dataclass
class Message:
    """One message of a thread."""

    text: str
    heading: str
    is_answer: bool


@dataclass
class Thread:
    """One ticket that is read."""

    number: int = 0
    subject: str = ""
    state: str = ""
    category: str = ""
    asker: str = ""
    role: str = ""
    page: str = ""
    fault_id: str = ""
    is_closed: bool = False
    messages: list[Message] = field(default_factory=list)


def turned(number: int, step: int) -> int:
    """Give the number of the next page, or of the previous one."""
    return max(1, number + (1 if step > 0 else -1))


def listed_of(found: TicketPage) -> Listed:
    """Word a page of a list of tickets."""
    first = (found.number - 1) * PAGE_SIZE
    last = first + len(found.lines)
    return Listed(
        rows=_rows_of(found.lines),
        range_text=formatting.page_range(first + 1, last, found.total),
        number=found.number,
        has_next=last < found.total,
        is_loaded=True,
    )


def _rows_of(lines: Iterable[TicketLine]) -> list[TicketRow]:
    return [
        TicketRow(
            number=line.number,
            subject=line.subject,
            category=CATEGORIES[line.category],
            state=TICKET_STATES[line.state],
            moment=formatting.moment(line.changed_at),
            is_open=line.state == "OPEN",
        )
        for line in lines
    ]


def thread_of(view: TicketView) -> Thread:
    """Word a ticket with its thread."""
    return Thread(
        number=view.line.number,
        subject=view.line.subject,
        state=TICKET_STATES[view.line.state],
        category=CATEGORIES[view.line.category],
        asker=view.asker,
        role=view.role,
        page=view.page,
        fault_id=view.fault_id,
        is_closed=view.line.state == "CLOSED",
        messages=[
            Message(
                text=message.text,
                heading=f"{'Helpdesk' if message.is_answer else message.author}, "
                f"{formatting.moment(message.written_at)}",
                is_answer=message.is_answer,
            )
            for message in view.messages
        ],
    )


def ticket_table(
    state: Any, columns: Sequence[Column], cells: Any, empty: rx.Component, *, caption: str
) -> rx.Component:
    """Show a page of tickets, in `state.listed`, and turn to another."""
    shown = state.listed
    return loaded(
        shown.is_loaded,
        rx.cond(
            shown.rows,
            rx.fragment(
                data_table(columns, shown.rows, cells, caption=caption),
                pager(
                    shown.range_text,
                    shown.number > 1,
                    shown.has_next,
                    on_previous=state.turn_page(-1),
                    on_next=state.turn_page(1),
                ),
            ),
            empty,
        ),
        rows=3,
    )


def number_cell(number: Any, *, on_open: Any) -> rx.Component:
    """Give the heading of a row in a list of tickets, which opens the ticket."""
    return rx.el.th(
        text_button(number.to_string(), on_click=on_open(number)),
        scope="row",
        custom_attrs={"data-label": "Melding"},
    )


def ticket_card(shown: Any, facts: Sequence[rx.Component], answer: rx.Component) -> rx.Component:
    """Show the ticket that is read: facts, its messages, and the form to write in."""
    return card(
        facts_of(*facts),
        rx.el.ol(
            rx.foreach(
                shown.messages,
                lambda message: rx.el.li(
                    rx.el.strong(message.heading),
                    rx.el.p(message.text),
                    custom_attrs={"data-answer": rx.cond(message.is_answer, "true", "false")},
                ),
            ),
            class_name="thread",
        ),
        answer,
        title=f"Melding {shown.number}: {shown.subject}",
        id=READ_ID,
        tab_index=-1,
    )
