"""Who waits past the last threshold of the region and was not escalated yet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlmodel import col

from kraamzorg_app.domain.entries import EntryState
from kraamzorg_app.models.organizations import Region
from kraamzorg_app.models.waiting_list import Escalation, WaitingListEntry
from kraamzorg_app.queries.dashboard import due_before


def thresholds() -> Select[UUID, int]:
    """Select the last threshold of every region, in weeks before the due date."""
    return select(col(Region.id), col(Region.critical_weeks))


def due(weeks_by_region: Mapping[UUID, int], today: date, limit: int) -> Select[Any]:
    """Select who is to be escalated, the nearest due date first."""
    return (
        select(col(WaitingListEntry.id))
        .where(is_due(weeks_by_region, today))
        .order_by(col(WaitingListEntry.due_date), col(WaitingListEntry.id))
        .limit(limit)
    )


def is_due(weeks_by_region: Mapping[UUID, int], today: date) -> ColumnElement[bool]:
    """Give the condition that an entry is to be escalated."""
    return and_(
        col(WaitingListEntry.state) == EntryState.WAITING,
        col(WaitingListEntry.escalated_at).is_(None),
        due_before(dict(weeks_by_region), today),
    )


def counted(entry_id: UUID) -> Select[int]:
    """Count how often an entry was escalated."""
    return select(func.count()).where(col(Escalation.entry_id) == entry_id)
