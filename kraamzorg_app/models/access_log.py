"""The access log after NEN 7513: who did what to whose data, why, and with which outcome."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel


class AccessLogLine(SQLModel, table=True):
    """One line; append-only, without personal values of a client."""

    __tablename__ = "access_log_line"

    number: int | None = Field(default=None, primary_key=True)
    id: UUID = Field(default_factory=uuid4, unique=True)
    happened_at: datetime = Field(index=True)
    event: str = Field(max_length=60)
    action: str = Field(max_length=1)
    """C, R, U, D or E, as in NEN 7513."""
    outcome: str = Field(max_length=10)
    """ok, refused or failed."""
    purpose: str = Field(max_length=40)
    actor_kind: str = Field(max_length=20)
    user_id: UUID | None = Field(default=None, index=True)
    session_id: UUID | None = None
    role: str | None = Field(default=None, max_length=40)
    membership_id: UUID | None = None
    organization: str = Field(default="", max_length=160)
    on_behalf_of: str = Field(default="", max_length=160)
    origin: str = Field(default="", max_length=64)
    subjects: list[str] = Field(default_factory=list, sa_type=JSON)
    """The clients' `log_id`s."""
    fields: list[str] = Field(default_factory=list, sa_type=JSON)
    search_id: UUID | None = None
    details: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    """The filter of a search, counts, codes; before and after for administration only."""
