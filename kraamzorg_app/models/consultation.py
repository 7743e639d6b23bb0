"""What coordinator and preferred insurers of a region tell each other."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Index
from sqlmodel import Field, SQLModel


class RegionNote(SQLModel, table=True):
    """A note in the thread of a region, sealed; it names no client."""

    __tablename__ = "region_note"
    __table_args__ = (Index("ix_region_note", "region_id", "written_at"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    region_id: UUID = Field(foreign_key="region.id")
    user_id: UUID = Field(foreign_key="user_account.id")
    insurer_id: UUID | None = Field(default=None, foreign_key="insurer.id")
    """For whom it was written; None for the region's coordinators."""
    text: bytes
    written_at: datetime


class ContactPerson(SQLModel, table=True):
    """A member who agreed that the other party sees her name, address and phone."""

    __tablename__ = "contact_person"

    membership_id: UUID = Field(foreign_key="membership.id", primary_key=True)
    phone: str | None = Field(default=None, max_length=20)
    agreed_at: datetime
