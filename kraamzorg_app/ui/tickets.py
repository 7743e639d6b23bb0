"""A ticket as both sides of the helpdesk see it: lists, the thread, the words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import reflex as rx

from kraamzorg_app.services.helpdesk import TicketLine, TicketView
from kraamzorg_app.ui import formatting
from kraamzorg_app.ui.components.panels import facts_of
from kraamzorg_app.ui.tool_sentences import CATEGORIES, TICKET_STATES


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


def rows_of(lines: Iterable[TicketLine]) -> list[TicketRow]:
    """Word a list of tickets."""
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


def thread(shown: Any, *facts: rx.Component) -> rx.Component:
    """Show the messages of a ticket, with facts above them."""
    return rx.fragment(
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
    )
