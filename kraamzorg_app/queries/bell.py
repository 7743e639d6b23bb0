"""The bell of one membership; what an item is about only while it is within the scope."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, select
from sqlmodel import col

from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.models.messages import BellItem
from kraamzorg_app.models.organizations import Region
from kraamzorg_app.models.waiting_list import Client, WaitingListEntry
from kraamzorg_app.queries import entries

PAGE_SIZE = 25
Rows = Select[*tuple[Any, ...]]


def unread(membership_id: UUID | None) -> Rows:
    """Count the items that were not read yet."""
    return (
        select(func.count())
        .select_from(BellItem)
        .where(col(BellItem.membership_id) == membership_id, col(BellItem.read_at).is_(None))
    )


def counted(membership_id: UUID | None) -> Rows:
    """Count all items."""
    return (
        select(func.count())
        .select_from(BellItem)
        .where(col(BellItem.membership_id) == membership_id)
    )


def items(actor: Actor, page: int) -> Rows:
    """Select a page of items, newest first, with the entry that is still within the scope."""
    return (
        select(
            BellItem,
            col(WaitingListEntry.id),
            col(WaitingListEntry.client_number),
            col(Region.name),
            col(Client.log_id),
        )
        .join(
            WaitingListEntry,
            and_(col(WaitingListEntry.id) == col(BellItem.entry_id), entries.scope(actor)),
            isouter=True,
        )
        .join(Region, col(Region.id) == WaitingListEntry.region_id, isouter=True)
        .join(Client, col(Client.id) == WaitingListEntry.client_id, isouter=True)
        .where(col(BellItem.membership_id) == actor.membership_id)
        .order_by(col(BellItem.created_at).desc(), col(BellItem.id))
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
