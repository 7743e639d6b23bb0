"""Questions to the helpdesk: asked by anybody with an account, answered by technical management."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, SQLColumnExpression, func, true
from sqlmodel import col, select

from kraamzorg_app.domain.errors import Conflict, FieldErrors, NotFound
from kraamzorg_app.domain.helpdesk import TicketCategory, TicketState
from kraamzorg_app.domain.notifications import Notification
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.models.accounts import Membership, User
from kraamzorg_app.models.helpdesk import Ticket, TicketMessage
from kraamzorg_app.services import audit, free_text, outbox
from kraamzorg_app.services.audit import LogEvent, Purpose
from kraamzorg_app.services.rate_limits import Limit
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

LONGEST_SUBJECT: Final = 120
LONGEST_MESSAGE: Final = 4000
PAGE_SIZE: Final = 25
MESSAGES: Final = Limit("ticket-messages", 30, timedelta(days=1))
_FAULT: Final = re.compile(r"[0-9a-f]{8}")
_PLAIN_SEGMENT: Final = re.compile(r"[a-z\-]{1,30}")


@dataclass(frozen=True, slots=True)
class TicketLine:
    """One ticket in a list."""

    number: int
    subject: str
    category: TicketCategory
    state: TicketState
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class TicketPage:
    """One page of a list of tickets."""

    lines: tuple[TicketLine, ...]
    total: int
    number: int = 1
    """The page that was asked for, or the last one when there are fewer by now."""


@dataclass(frozen=True, slots=True)
class MessageView:
    """One message of a thread."""

    text: str
    is_answer: bool
    author: str
    written_at: datetime


@dataclass(frozen=True, slots=True)
class TicketView:
    """One ticket with its thread."""

    line: TicketLine
    messages: tuple[MessageView, ...]
    asker: str
    role: str
    page: str
    fault_id: str


@use_case(Permission.TICKET_CREATE)
def create(  # noqa: PLR0913 - the fields of the form
    work: UnitOfWork,
    category: str,
    subject: str,
    message: str,
    *,
    asked_on: str = "",
    fault_id: str = "",
) -> int:
    """Ask the helpdesk something; gives the number of the ticket.

    Raises `FieldErrors` ("holds_bsn", "holds_client_email", …) and `TooManyTries`. Of the
    page that it was asked on only the route is kept, no id in it.
    """
    texts = {"subject": (subject, LONGEST_SUBJECT), "message": (message, LONGEST_MESSAGE)}
    if not isinstance(category, str) or category not in TicketCategory.__members__:
        missing = {name: "required" for name, (text, _) in texts.items() if not text}
        raise FieldErrors({"category": "unknown_choice" if category else "required"} | missing)
    checked = _checked(work, texts)
    row_id = uuid4()
    ticket = Ticket(
        id=row_id,
        number=_new_number(work),
        user_id=_own_id(work),
        membership_id=work.actor.membership_id,
        category=TicketCategory[category],
        subject=work.keyring.seal(checked["subject"], table="ticket", row=row_id, field="subject"),
        role=work.actor.role or "",
        page=_route(asked_on),
        fault_id=fault_id if isinstance(fault_id, str) and _FAULT.fullmatch(fault_id) else "",
        created_at=work.now,
        changed_at=work.now,
    )
    work.session.add(ticket)
    work.session.flush()
    _write(work, ticket, checked["message"], is_answer=False)
    return ticket.number


@use_case(Permission.TICKET_CREATE)
def list_own(work: UnitOfWork, page: int = 1) -> TicketPage:
    """List one's own tickets, the last changed first."""
    own = col(Ticket.user_id) == work.actor.user_id
    return _page(work, own, col(Ticket.changed_at).desc(), page)


@use_case(Permission.TICKET_CREATE)
def read_own(work: UnitOfWork, number: int) -> TicketView:
    """Read one's own ticket; raises `NotFound` for another's."""
    return _view(work, _own(work, number))


@use_case(Permission.TICKET_CREATE)
def reply(work: UnitOfWork, number: int, message: str) -> None:
    """Write again on one's own ticket, which opens it again."""
    ticket = _own(work, number)
    checked = _checked(work, {"message": (message, LONGEST_MESSAGE)})
    ticket.state = TicketState.OPEN
    _write(work, ticket, checked["message"], is_answer=False)


@use_case(Permission.TICKET_ANSWER)
def list_all(work: UnitOfWork, state: str = "", page: int = 1) -> TicketPage:
    """List everybody's tickets in a state, or all of them; what waits longest first."""
    is_known = state in TicketState.__members__
    chosen = col(Ticket.state) == TicketState[state] if is_known else true()
    order = col(Ticket.changed_at)
    return _page(work, chosen, order if state == TicketState.OPEN else order.desc(), page)


@use_case(Permission.TICKET_ANSWER)
def read(work: UnitOfWork, number: int) -> TicketView:
    """Read a ticket, with a line in the log, since people write more than they should."""
    ticket = _found(work, number)
    audit.record(
        work,
        LogEvent.TICKET_READ,
        "R",
        purpose=Purpose.ADMINISTRATION,
        details={"ticket": ticket.number},
    )
    return _view(work, ticket)


@use_case(Permission.TICKET_ANSWER)
def answer(work: UnitOfWork, number: int, message: str) -> None:
    """Answer a ticket; whoever asked is told."""
    ticket = _found(work, number)
    checked = _checked(work, {"message": (message, LONGEST_MESSAGE)})
    ticket.state = TicketState.ANSWERED
    _write(work, ticket, checked["message"], is_answer=True)


@use_case(Permission.TICKET_ANSWER)
def close(work: UnitOfWork, number: int) -> None:
    """Close a ticket; a reply opens it again."""
    ticket = _found(work, number)
    if ticket.state is TicketState.CLOSED:
        raise Conflict
    before, ticket.state, ticket.changed_at = ticket.state, TicketState.CLOSED, work.now
    audit.record(
        work,
        LogEvent.TICKET_CLOSED,
        "U",
        purpose=Purpose.ADMINISTRATION,
        details={"ticket": ticket.number, "before": before, "after": ticket.state},
    )


def _write(work: UnitOfWork, ticket: Ticket, text: str, *, is_answer: bool) -> None:
    """Add a message to a thread, and tell the other side."""
    row_id = uuid4()
    ticket.changed_at = work.now
    work.session.add(ticket)
    work.session.add(
        TicketMessage(
            id=row_id,
            ticket_id=ticket.id,
            user_id=_own_id(work),
            is_answer=is_answer,
            text=work.keyring.seal(text, table="ticket_message", row=row_id, field="text"),
            written_at=work.now,
        )
    )
    audit.record(
        work,
        LogEvent.TICKET_WRITTEN,
        "C",
        purpose=Purpose.ADMINISTRATION,
        details={"ticket": ticket.number, "answer": is_answer},
    )
    values = {"ticket": str(ticket.number)}
    if not is_answer:
        outbox.notify(work, Notification.TICKET_WRITTEN, values=values)
        return
    outbox.notify(
        work,
        Notification.TICKET_ANSWERED,
        member=work.session.get(Membership, ticket.membership_id) if ticket.membership_id else None,
        address=work.session.get_one(User, ticket.user_id).email,
        values=values,
    )


def _checked(work: UnitOfWork, texts: Mapping[str, tuple[object, int]]) -> dict[str, str]:
    return free_text.checked(work, texts, MESSAGES)


def _new_number(work: UnitOfWork) -> int:
    """Draw a number that no ticket has: nobody can count them by it."""
    while True:
        number = 100_000 + secrets.randbelow(900_000)
        if work.session.exec(select(Ticket.id).where(col(Ticket.number) == number)).first() is None:
            return number


def _route(page: object) -> str:
    """Reduce an address to its route: whatever could be an id becomes [id]."""
    if not isinstance(page, str) or not page.startswith("/"):
        return ""
    segments = page.partition("?")[0].strip("/").split("/")[:6]
    plain = [part if _PLAIN_SEGMENT.fullmatch(part) else "[id]" for part in segments if part]
    return "/" + "/".join(plain)


def _own(work: UnitOfWork, number: object) -> Ticket:
    ticket = _found(work, number)
    if ticket.user_id != work.actor.user_id:
        raise NotFound
    return ticket


def _found(work: UnitOfWork, number: object) -> Ticket:
    is_number = isinstance(number, int) and not isinstance(number, bool)
    ticket = (
        work.session.exec(select(Ticket).where(col(Ticket.number) == number)).one_or_none()
        if is_number and abs(number) < 2**31  # type: ignore[arg-type]
        else None
    )
    if ticket is None:
        raise NotFound
    return ticket


def _own_id(work: UnitOfWork) -> UUID:
    if work.actor.user_id is None:
        raise NotFound
    return work.actor.user_id


def _page(
    work: UnitOfWork, chosen: ColumnElement[bool], order: SQLColumnExpression[datetime], page: int
) -> TicketPage:
    total = work.session.exec(select(func.count()).select_from(Ticket).where(chosen)).one()
    last = max(1, -(-total // PAGE_SIZE))
    number = min(page, last) if type(page) is int and page > 0 else 1
    rows = work.session.exec(
        select(Ticket)
        .where(chosen)
        .order_by(order, col(Ticket.id))
        .offset((number - 1) * PAGE_SIZE)
        .limit(PAGE_SIZE)
    ).all()
    return TicketPage(tuple(_line(work, row) for row in rows), total, number)


def _line(work: UnitOfWork, ticket: Ticket) -> TicketLine:
    subject = work.keyring.open(ticket.subject, table="ticket", row=ticket.id, field="subject")
    return TicketLine(ticket.number, subject, ticket.category, ticket.state, ticket.changed_at)


def _view(work: UnitOfWork, ticket: Ticket) -> TicketView:
    rows = work.session.execute(
        select(TicketMessage, User.display_name)
        .join(User, col(User.id) == TicketMessage.user_id)
        .where(col(TicketMessage.ticket_id) == ticket.id)
        .order_by(col(TicketMessage.written_at), col(TicketMessage.id))
    ).all()
    asker = work.session.get_one(User, ticket.user_id)
    return TicketView(
        line=_line(work, ticket),
        messages=tuple(
            MessageView(
                text=work.keyring.open(row.text, table="ticket_message", row=row.id, field="text"),
                is_answer=row.is_answer,
                author=name,
                written_at=row.written_at,
            )
            for row, name in rows
        ),
        asker=asker.display_name,
        role=ticket.role,
        page=ticket.page,
        fault_id=ticket.fault_id,
    )
