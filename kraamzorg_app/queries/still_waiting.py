"""Who is to be asked whether she still waits."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlmodel import col

from kraamzorg_app.domain.entries import EntryState
from kraamzorg_app.models.waiting_list import Client, WaitingListEntry


def due(asked_before: datetime, today: date, limit: int) -> Select[Any]:
    """Select who is to be asked."""
    return (
        select(col(WaitingListEntry.id))
        .where(is_due(asked_before, today))
        .order_by(col(WaitingListEntry.placed_at), col(WaitingListEntry.id))
        .limit(limit)
    )


def is_due(asked_before: datetime, today: date) -> ColumnElement[bool]:
    """Give the condition: waits, was not asked since then, is due later, and has an address."""
    has_address = exists().where(
        col(Client.id) == col(WaitingListEntry.client_id),
        col(Client.email).is_not(None),
        col(Client.erased_at).is_(None),
    )
    asked_at = col(WaitingListEntry.asked_at)
    was_not_asked_since = or_(
        and_(asked_at.is_(None), col(WaitingListEntry.placed_at) <= asked_before),
        asked_at <= asked_before,
    )
    return and_(
        col(WaitingListEntry.state) == EntryState.WAITING,
        was_not_asked_since,
        col(WaitingListEntry.due_date) > today,
        col(WaitingListEntry.birth_reported_at).is_(None),
        has_address,
    )


def open_question(entry_id: UUID | None) -> ColumnElement[bool]:
    """Give the condition that a client waits and has a question to answer."""
    return and_(
        col(WaitingListEntry.id) == entry_id,
        col(WaitingListEntry.state) == EntryState.WAITING,
        col(WaitingListEntry.unanswered_since).is_not(None),
    )
