"""What providers have stated about their free places."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlmodel import col

from kraamzorg_app.models.capacity import CapacityWeek, ExcludedPostcode, ProviderCapacity
from kraamzorg_app.models.organizations import (
    CareProvider,
    CodeRedPeriod,
    ProviderApproval,
    Region,
)

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


def weeks_of(provider_id: UUID, region_ids: Iterable[UUID], weeks: Iterable[str]) -> Rows:
    """Select the numbers that a provider stated for some weeks in some regions."""
    return select(CapacityWeek).where(
        col(CapacityWeek.provider_id) == provider_id,
        col(CapacityWeek.region_id).in_(region_ids),
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


def _old(looked_before: datetime, today: date) -> ColumnElement[bool]:
    """Give the condition on approvals that keeps numbers which should be looked at again.

    Only where a list is open now or later: elsewhere nobody waits for them.
    """
    is_open = exists().where(
        col(CodeRedPeriod.region_id) == col(Region.id), col(CodeRedPeriod.ends_on) >= today
    )
    looked_at = col(ProviderCapacity.updated_at)
    return and_(
        col(Region.ended_on).is_(None), is_open, or_(looked_at.is_(None), looked_at < looked_before)
    )


def _approvals_with_numbers(*columns: Any) -> Rows:
    return (
        select(*columns)
        .join(Region, col(Region.id) == col(ProviderApproval.region_id))
        .outerjoin(
            ProviderCapacity,
            (col(ProviderCapacity.provider_id) == col(ProviderApproval.provider_id))
            & (col(ProviderCapacity.region_id) == col(ProviderApproval.region_id)),
        )
    )


def count_old(provider_id: UUID, looked_before: datetime, today: date) -> Rows:
    """Count the open regions for which a provider should look at its numbers again."""
    return (
        _approvals_with_numbers(func.count())
        .select_from(ProviderApproval)
        .where(col(ProviderApproval.provider_id) == provider_id, _old(looked_before, today))
    )


def providers_with_old_numbers(looked_before: datetime, told_before: datetime, today: date) -> Rows:
    """Select the providers whose numbers are old and who did not hear of it lately."""
    told_at = col(CareProvider.capacity_told_at)
    return (
        _approvals_with_numbers(col(CareProvider.id))
        .select_from(ProviderApproval)
        .join(CareProvider, col(CareProvider.id) == col(ProviderApproval.provider_id))
        .where(
            _old(looked_before, today),
            col(CareProvider.ended_at).is_(None),
            or_(told_at.is_(None), told_at <= told_before),
        )
        .distinct()
        .order_by(col(CareProvider.id))
    )
