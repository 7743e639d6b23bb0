"""Free places ("vrije plaatsen") that providers state, per region and week."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel


class ProviderCapacity(SQLModel, table=True):
    """What a provider states for a region in general, and when it last looked at its numbers."""

    __tablename__ = "provider_capacity"

    provider_id: UUID = Field(foreign_key="care_provider.id", primary_key=True)
    region_id: UUID = Field(foreign_key="region.id", primary_key=True, index=True)
    standing_places: int = 0
    """Counts for every week without a number of its own."""
    standing_hours: int | None = None
    """None when the provider does not count hours."""
    updated_at: datetime
    updated_by: UUID | None = Field(default=None, foreign_key="user_account.id")


class CapacityWeek(SQLModel, table=True):
    """What a provider states for one ISO week in a region; goes before its standing number."""

    __tablename__ = "capacity_week"

    region_id: UUID = Field(foreign_key="region.id", primary_key=True)
    week: str = Field(primary_key=True, max_length=8)
    """Such as "2026-W12", as `domain.calendar.iso_week` gives it."""
    provider_id: UUID = Field(foreign_key="care_provider.id", primary_key=True, index=True)
    places: int
    hours: int | None = None
    is_closed: bool = False
    """A closed week has no places, whatever the number."""


class ExcludedPostcode(SQLModel, table=True):
    """A four-digit postcode that a provider does not serve."""

    __tablename__ = "excluded_postcode"

    provider_id: UUID = Field(foreign_key="care_provider.id", primary_key=True)
    pc4: str = Field(primary_key=True, max_length=4, index=True)
