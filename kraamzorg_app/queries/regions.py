"""Regions, their postcodes, periods and providers: public facts, the same for everybody."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlmodel import col

from kraamzorg_app.models.organizations import (
    CareProvider,
    CodeRedPeriod,
    Pc4Range,
    ProviderApproval,
    Region,
)


def serving(pc4: str, day: date) -> Select[Any]:
    """Select the region to which a four-digit postcode belongs on a day."""
    return (
        select(Region)
        .join(Pc4Range, col(Pc4Range.region_id) == Region.id)
        .where(
            col(Pc4Range.first_pc4) <= pc4,
            col(Pc4Range.last_pc4) >= pc4,
            col(Pc4Range.valid_from) <= day,
            or_(col(Pc4Range.valid_to).is_(None), col(Pc4Range.valid_to) >= day),
            or_(col(Region.ended_on).is_(None), col(Region.ended_on) > day),
        )
        .limit(1)
    )


def periods_of(region_id: UUID) -> Select[Any]:
    """Select the code-rood periods of a region."""
    return select(CodeRedPeriod).where(col(CodeRedPeriod.region_id) == region_id)


def approved_providers(region_id: UUID) -> Select[CareProvider, bool]:
    """Select the providers that are approved in a region, by name, and if they have a contract."""
    return (
        select(CareProvider, col(ProviderApproval.is_contracted))
        .join(ProviderApproval, col(ProviderApproval.provider_id) == CareProvider.id)
        .where(col(ProviderApproval.region_id) == region_id, col(CareProvider.ended_at).is_(None))
        .order_by(col(CareProvider.name))
    )


def has_contract(provider_id: UUID, region_id: UUID) -> Select[bool]:
    """Select whether a provider has a contract in a region; no row where it is not approved."""
    return select(col(ProviderApproval.is_contracted)).where(
        col(ProviderApproval.provider_id) == provider_id,
        col(ProviderApproval.region_id) == region_id,
    )
