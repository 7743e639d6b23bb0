"""What is past its term of keeping."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlmodel import col

from kraamzorg_app.domain.entries import EntryState, InvitationState
from kraamzorg_app.models.waiting_list import Client, Invitation, WaitingListEntry

_ENDED = (InvitationState.EXPIRED, InvitationState.WITHDRAWN)


def clients(due_before: date, closed_before: datetime, limit: int) -> Select[Any]:
    """Select and lock the places of clients to erase; another runner gets other ones."""
    return (
        _of_clients(select(WaitingListEntry), due_before, closed_before)
        .order_by(col(WaitingListEntry.id))
        .limit(limit)
        .with_for_update(skip_locked=True, of=Client)
    )


def count_clients(due_before: date, closed_before: datetime) -> Select[Any]:
    """Count them, and those of them that still wait."""
    still_waiting = col(WaitingListEntry.state).in_(
        (EntryState.WAITING, EntryState.AWAITING_AUTHORIZATION)
    )
    counts = select(func.count(), func.count().filter(still_waiting)).select_from(WaitingListEntry)
    return _of_clients(counts, due_before, closed_before)


def invitations(ended_before: datetime, limit: int) -> Select[Any]:
    """Select and lock the invitations to erase."""
    selected: Any = (
        select(Invitation)
        .where(_is_past(ended_before))
        .order_by(col(Invitation.id))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return cast("Select[Any]", selected)


def count_invitations(ended_before: datetime) -> Select[Any]:
    """Count them."""
    return select(func.count()).select_from(Invitation).where(_is_past(ended_before))


def _of_clients(selected: Any, due_before: date, closed_before: datetime) -> Select[Any]:
    joined: Select[Any] = selected.join(Client, col(Client.id) == WaitingListEntry.client_id).where(
        col(Client.erased_at).is_(None),
        or_(
            col(WaitingListEntry.due_date) < due_before,
            and_(
                col(WaitingListEntry.state) == EntryState.CLOSED,
                col(WaitingListEntry.closed_at) < closed_before,
            ),
        ),
    )
    return joined


def _is_past(ended_before: datetime) -> ColumnElement[bool]:
    return and_(
        col(Invitation.state).in_(_ENDED),
        col(Invitation.ended_at) < ended_before,
        col(Invitation.client_number) != "",
    )
