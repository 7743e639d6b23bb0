"""Regions and the organizations that work in them."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import JSON, Index, false
from sqlmodel import Field, SQLModel

from kraamzorg_app.domain.actors import ProviderKind
from kraamzorg_app.models.columns import enum_type


class MatchAgreement(StrEnum):
    """How clients reach a provider in a region ("werkafspraak")."""

    FREE_PICK = "FREE_PICK"
    COORDINATOR_ASSIGNS = "COORDINATOR_ASSIGNS"
    BOTH = "BOTH"


class IntakeBy(StrEnum):
    """Who does the intake in a region."""

    PROVIDER = "PROVIDER"
    COORDINATOR = "COORDINATOR"


class Region(SQLModel, table=True):
    """A region ("KSV") with its regional working agreement."""

    __tablename__ = "region"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    name: str = Field(unique=True, max_length=120)
    match_agreement: MatchAgreement = Field(
        default=MatchAgreement.BOTH, sa_type=enum_type(MatchAgreement)
    )
    offer_hours: int = 48
    offer_shows_contact: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """Whether a provider with an offer sees how to reach the client, for the intake."""
    needs_authorization: bool = False
    """Whether clients invited by an insurer wait for the coordinator's authorization."""
    intake_by: IntakeBy = Field(default=IntakeBy.PROVIDER, sa_type=enum_type(IntakeBy))
    nearing_weeks: int = 10
    soon_weeks: int = 6
    critical_weeks: int = 3
    ended_on: date | None = None


class Pc4Range(SQLModel, table=True):
    """A range of four-digit postcodes that belongs to a region from a date on."""

    __tablename__ = "pc4_range"
    __table_args__ = (Index("ix_pc4_range_span", "first_pc4", "last_pc4"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    region_id: UUID = Field(foreign_key="region.id", index=True)
    first_pc4: str = Field(max_length=4)
    last_pc4: str = Field(max_length=4)
    valid_from: date
    valid_to: date | None = None
    """Last day, included; None while it lasts."""


class CodeRedPeriod(SQLModel, table=True):
    """A period of due dates for which a region's list is open ("code rood")."""

    __tablename__ = "code_red_period"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    region_id: UUID = Field(foreign_key="region.id", index=True)
    starts_on: date
    ends_on: date
    """Last day, included."""


class Insurer(SQLModel, table=True):
    """A health insurer ("zorgverzekeraar")."""

    __tablename__ = "insurer"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    name: str = Field(unique=True, max_length=120)
    group_name: str = Field(default="", max_length=120, sa_column_kwargs={"server_default": ""})
    """The group ("concern") that it is part of."""
    email: str | None = Field(default=None, max_length=254)


class InsurerLabel(SQLModel, table=True):
    """A brand under which an insurer insures people ("label"), with its code and its days.

    A label that gets another UZOVI code ends, and a new one begins: who was insured before keeps
    the code of then.
    """

    __tablename__ = "insurer_label"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    insurer_id: UUID = Field(foreign_key="insurer.id", index=True)
    name: str = Field(max_length=120)
    uzovi_code: str = Field(max_length=4, index=True)
    """Of one label at a time; free again for another once this one has ended."""
    valid_from: date | None = None
    valid_to: date | None = None
    """Last day, included; None while it lasts."""


class PreferredInsurer(SQLModel, table=True):
    """An insurer that is preferred ("preferent") in a region; one or two a region."""

    __tablename__ = "preferred_insurer"

    region_id: UUID = Field(foreign_key="region.id", primary_key=True)
    insurer_id: UUID = Field(foreign_key="insurer.id", primary_key=True, index=True)


class CareProvider(SQLModel, table=True):
    """A provider of maternity care ("kraamzorgaanbieder")."""

    __tablename__ = "care_provider"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    name: str = Field(max_length=160, index=True)
    kind: ProviderKind = Field(sa_type=enum_type(ProviderKind))
    agb_code: str = Field(max_length=8, unique=True)
    email: str = Field(max_length=254)
    phone: str | None = Field(default=None, max_length=20)
    base_pc4: str | None = Field(default=None, max_length=4)
    """Where its carers set out from, for the distance to a client."""
    languages: list[str] = Field(default_factory=lambda: ["nl"], sa_type=JSON)
    """Languages its carers speak (ISO 639), Dutch always among them."""
    capacity_told_at: datetime | None = None
    """When it last heard that its free places are old."""
    ended_at: datetime | None = None


class ProviderApproval(SQLModel, table=True):
    """A provider approved for a region, with a contract there or without one."""

    __tablename__ = "provider_approval"

    provider_id: UUID = Field(foreign_key="care_provider.id", primary_key=True)
    region_id: UUID = Field(foreign_key="region.id", primary_key=True, index=True)
    approved_at: datetime
    is_contracted: bool = True
