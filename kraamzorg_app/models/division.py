"""Proposals to divide a region's waiting women over its providers ("voorstel")."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from kraamzorg_app.domain.division_drafts import DraftState
from kraamzorg_app.models.columns import enum_type


class DivisionDraft(SQLModel, table=True):
    """A proposal that a coordinator is looking at; gone after a day, or by a newer one."""

    __tablename__ = "division_draft"
    __table_args__ = (
        UniqueConstraint("membership_id", "region_id", name="uq_division_draft_owner"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    membership_id: UUID = Field(foreign_key="membership.id")
    region_id: UUID = Field(foreign_key="region.id", index=True)
    first_week: str = Field(max_length=8)
    last_week: str = Field(max_length=8)
    state: DraftState = Field(default=DraftState.COMPUTING, sa_type=enum_type(DraftState))
    done: int = 0
    """Weeks that are solved, of `total`."""
    total: int = 0
    content: bytes | None = None
    """The lines, sealed: who goes where and why tells of clients."""
    created_at: datetime = Field(index=True)
    touched_at: datetime
    """Last progress; a computation that died makes none."""
