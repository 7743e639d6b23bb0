"""What the functional administrator decides on, with its history."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, Index
from sqlmodel import Field, SQLModel

from kraamzorg_app.domain.applications import ApplicationState
from kraamzorg_app.domain.code_red import PeriodChangeKind, RequestState
from kraamzorg_app.models.columns import enum_type


class TerritoryChange(SQLModel, table=True):
    """Postcodes that go from one region to another on a day, and whether their clients go along."""

    __tablename__ = "territory_change"
    __table_args__ = (Index("ix_territory_change_due", "done_at", "valid_from"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    former_region_id: UUID = Field(foreign_key="region.id")
    region_id: UUID = Field(foreign_key="region.id")
    ranges: list[list[int]] = Field(default_factory=list, sa_type=JSON)
    """First and last postcode of each run."""
    valid_from: date
    clients_move: bool
    decided_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    decided_at: datetime
    done_at: datetime | None = None
    """When the clients were moved, or looked after when they stay."""


class ProposalKind(StrEnum):
    """What a proposal would change."""

    TERRITORY = "TERRITORY"
    PROVIDERS = "PROVIDERS"
    INSURERS = "INSURERS"


class Proposal(SQLModel, table=True):
    """A change that was checked and shown, and waits for a yes; gone after a day."""

    __tablename__ = "proposal"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    kind: ProposalKind = Field(sa_type=enum_type(ProposalKind))
    user_id: UUID = Field(foreign_key="user_account.id")
    content: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    created_at: datetime
    expires_at: datetime = Field(index=True)


class PeriodChange(SQLModel, table=True):
    """What happened to a code-rood period; stays when the period is gone."""

    __tablename__ = "period_change"
    __table_args__ = (Index("ix_period_change_region", "region_id", "happened_at"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    region_id: UUID = Field(foreign_key="region.id")
    kind: PeriodChangeKind = Field(sa_type=enum_type(PeriodChangeKind))
    happened_at: datetime
    user_id: UUID | None = Field(default=None, foreign_key="user_account.id")
    former_starts_on: date | None = None
    former_ends_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    """None when the period is gone."""


class PeriodRequest(SQLModel, table=True):
    """A coordinator's request for another period, with the answer."""

    __tablename__ = "period_request"
    __table_args__ = (Index("ix_period_request_state", "state", "requested_at"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    region_id: UUID = Field(foreign_key="region.id", index=True)
    state: RequestState = Field(default=RequestState.PENDING, sa_type=enum_type(RequestState))
    period_id: UUID | None = None
    """The period that is to change; None asks for a new one."""
    starts_on: date
    ends_on: date
    reason: str = Field(max_length=1000)
    requested_by: UUID = Field(foreign_key="user_account.id")
    requested_at: datetime
    answer: str = Field(default="", max_length=1000)
    granted_starts_on: date | None = None
    granted_ends_on: date | None = None
    answered_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    answered_at: datetime | None = None


class ProviderApplication(SQLModel, table=True):
    """A self-employed carer who asks to be added to the regions that she works in."""

    __tablename__ = "provider_application"
    __table_args__ = (Index("ix_provider_application_state", "state", "applied_at"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    state: ApplicationState = Field(
        default=ApplicationState.PENDING, sa_type=enum_type(ApplicationState)
    )
    name: str = Field(max_length=160)
    agb_code: str = Field(max_length=8)
    email: str = Field(max_length=254)
    phone: str | None = Field(default=None, max_length=20)
    region_ids: list[str] = Field(default_factory=list, sa_type=JSON)
    note: str = Field(default="", max_length=1000)
    applied_at: datetime
    answer: str = Field(default="", max_length=1000)
    answered_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    answered_at: datetime | None = None
    provider_id: UUID | None = Field(default=None, foreign_key="care_provider.id")
