"""Whom a client may prefer, and who prefers a provider."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Select, exists, select
from sqlmodel import col

from kraamzorg_app.domain.entries import EntryState
from kraamzorg_app.models.capacity import ExcludedPostcode
from kraamzorg_app.models.organizations import CareProvider, ProviderApproval
from kraamzorg_app.models.waiting_list import WaitingListEntry

Rows = Select[*tuple[Any, ...]]
_ON_THEIR_WAY = (EntryState.AWAITING_AUTHORIZATION, EntryState.WAITING)


def serving(region_id: UUID, pc4: str) -> Rows:
    """Select id and name of the providers of a region that serve a PC4, by name."""
    leaves_out = exists().where(
        col(ExcludedPostcode.provider_id) == col(CareProvider.id), col(ExcludedPostcode.pc4) == pc4
    )
    return (
        select(col(CareProvider.id), col(CareProvider.name))
        .join(ProviderApproval, col(ProviderApproval.provider_id) == CareProvider.id)
        .where(
            col(ProviderApproval.region_id) == region_id,
            col(CareProvider.ended_at).is_(None),
            ~leaves_out,
        )
        .order_by(col(CareProvider.name))
    )


def wishing(provider_id: UUID, region_ids: Collection[UUID] | None = None) -> Rows:
    """Select the waiting entries that prefer a provider, of some regions or of all."""
    found = (
        select(WaitingListEntry)
        .where(
            col(WaitingListEntry.preferred_provider_id) == provider_id,
            col(WaitingListEntry.state).in_(_ON_THEIR_WAY),
        )
        .order_by(col(WaitingListEntry.id))
    )
    if region_ids is None:
        return found
    return found.where(col(WaitingListEntry.region_id).in_(region_ids))
