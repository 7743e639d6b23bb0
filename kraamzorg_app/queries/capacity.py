"""What providers have stated about their free places."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlmodel import col

from kraamzorg_app.models.capacity import CapacityWeek, ExcludedPostcode, ProviderCapacity
from kraamzorg_app.models.organizations import ProviderApproval, Region

Rows = Select[*tuple[Any, ...]]


def own_regions(provider_id: UUID, region_ids: Iterable[UUID]) -> Rows:
    """Select the regions of a provider that still exist, with what it stated in general."""
    return (
        select(Region, ProviderCapacity)
        .outerjoin(
            ProviderCapacity,
            (col(ProviderCapacity.region_id) == Region.id)
            & (col(ProviderCapacity.provider_id) == provider_id),
        )
        .where(col(Region.id).in_(region_ids), col(Region.ended_on).is_(None))
        .order_by(col(Region.name))
    )


def weeks_of(provider_id: UUID, region_id: UUID, weeks: Iterable[str]) -> Rows:
    """Select the numbers that a provider stated for some weeks in a region."""
    return select(CapacityWeek).where(
        col(CapacityWeek.provider_id) == provider_id,
        col(CapacityWeek.region_id) == region_id,
        col(CapacityWeek.week).in_(weeks),
    )


def excluded_pc4s(provider_id: UUID) -> Rows:
    """Select the postcodes that a provider does not serve, in order."""
    return (
        select(ExcludedPostcode)
        .where(col(ExcludedPostcode.provider_id) == provider_id)
        .order_by(col(ExcludedPostcode.pc4))
    )


def approval_locked(provider_id: UUID, region_id: UUID) -> Rows:
    """Select a provider's approval, so that two people who state its places wait for each other."""
    return (
        select(ProviderApproval)
        .where(
            col(ProviderApproval.provider_id) == provider_id,
            col(ProviderApproval.region_id) == region_id,
        )
        .with_for_update()
    )


def approvals_locked(provider_id: UUID) -> Rows:
    """Select all approvals of a provider, for what it states for every region."""
    return (
        select(ProviderApproval)
        .where(col(ProviderApproval.provider_id) == provider_id)
        .order_by(col(ProviderApproval.region_id))
        .with_for_update()
    )
