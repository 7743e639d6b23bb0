"""Which postcodes belong to which region, and who waits there: for administration."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlmodel import col

from kraamzorg_app.domain.entries import EntryState, InvitationState
from kraamzorg_app.models.administration import TerritoryChange
from kraamzorg_app.models.organizations import Pc4Range, Region
from kraamzorg_app.models.waiting_list import Client, Invitation, WaitingListEntry

ON_THEIR_WAY = (EntryState.AWAITING_AUTHORIZATION, EntryState.WAITING)
Rows = Select[*tuple[Any, ...]]


def ranges() -> Rows:
    """Select every range, past ones too."""
    return select(Pc4Range).order_by(col(Pc4Range.first_pc4), col(Pc4Range.valid_from))


def ranges_of(region_id: UUID, today: date) -> Rows:
    """Select the ranges of a region that count now or later."""
    return (
        select(Pc4Range)
        .where(
            col(Pc4Range.region_id) == region_id,
            or_(col(Pc4Range.valid_to).is_(None), col(Pc4Range.valid_to) >= today),
        )
        .order_by(col(Pc4Range.valid_from), col(Pc4Range.first_pc4))
    )


def regions() -> Rows:
    """Select the regions that have not ended, by name."""
    return select(Region).where(col(Region.ended_on).is_(None)).order_by(col(Region.name))


def waiting_in(region_ids: Iterable[UUID]) -> Rows:
    """Select what a move needs of everyone on her way to a provider in some regions."""
    return select(
        col(WaitingListEntry.id),
        col(WaitingListEntry.region_id),
        col(WaitingListEntry.pc4),
        col(WaitingListEntry.due_date),
    ).where(
        col(WaitingListEntry.region_id).in_(list(region_ids)),
        col(WaitingListEntry.state).in_(ON_THEIR_WAY),
    )


def with_clients(entry_ids: Iterable[UUID]) -> Rows:
    """Select entries with the name that the log gives each client."""
    return (
        select(WaitingListEntry, col(Client.log_id))
        .join(Client, col(Client.id) == WaitingListEntry.client_id)
        .where(col(WaitingListEntry.id).in_(list(entry_ids)))
        .order_by(col(WaitingListEntry.id))
    )


def open_invitations_in(region_ids: Iterable[UUID]) -> Rows:
    """Select the invitations of some regions that wait for an answer."""
    return select(Invitation).where(
        col(Invitation.region_id).in_(list(region_ids)),
        col(Invitation.state) == InvitationState.SENT,
    )


def due_changes(today: date) -> Rows:
    """Select the decided moves whose day has come and that were not carried out yet."""
    return (
        select(TerritoryChange)
        .where(col(TerritoryChange.done_at).is_(None), col(TerritoryChange.valid_from) <= today)
        .order_by(col(TerritoryChange.valid_from), col(TerritoryChange.decided_at))
        .with_for_update(skip_locked=True)
    )
