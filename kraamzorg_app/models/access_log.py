"""The access log after NEN 7513: who did what to whose data, why, and with which outcome.

Nothing in these tables is ever changed; triggers on both databases see to it. Lines go by a
`LogCut` only.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, Index
from sqlmodel import Field, SQLModel


class AccessLogLine(SQLModel, table=True):
    """One line; append-only, without personal values of a client."""

    __tablename__ = "access_log_line"
    __table_args__ = (
        Index("ix_access_log_line_time", "happened_at", "number"),
        Index("ix_access_log_line_user", "user_id", "happened_at", "number"),
        Index("ix_access_log_line_event", "event", "happened_at", "number"),
    )

    number: int | None = Field(default=None, primary_key=True)
    id: UUID = Field(default_factory=uuid4, unique=True)
    happened_at: datetime
    event: str = Field(max_length=60)
    action: str = Field(max_length=1)
    """C, R, U, D or E, as in NEN 7513."""
    outcome: str = Field(max_length=10)
    """ok, refused or failed."""
    purpose: str = Field(max_length=40)
    actor_kind: str = Field(max_length=20)
    user_id: UUID | None = None
    session_id: UUID | None = None
    role: str | None = Field(default=None, max_length=40)
    """Of a person; of the tool itself the job."""
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


class AccessLogSubject(SQLModel, table=True):
    """Which lines name a client, by her `log_id`; filled by a trigger from `subjects`."""

    __tablename__ = "access_log_subject"
    __table_args__ = (
        Index("ix_access_log_subject_number", "number"),
        {"sqlite_with_rowid": False},
    )

    subject: UUID = Field(primary_key=True)
    number: int = Field(primary_key=True)


class LogSeal(SQLModel, table=True):
    """A sealed piece of the log; see `domain.log_chain`."""

    __tablename__ = "log_seal"

    number: int = Field(primary_key=True)
    first_number: int = Field(unique=True)
    last_number: int = Field(unique=True)
    line_count: int
    digests: bytes
    former_hash: str = Field(max_length=64)
    hash: str = Field(max_length=64)
    last_at: datetime
    """When the last line in it was written."""
    sealed_at: datetime


class LogCut(SQLModel, table=True):
    """A sealed piece whose lines are past their term: only what stands here can be deleted."""

    __tablename__ = "log_cut"

    seal_number: int = Field(primary_key=True, foreign_key="log_seal.number")
    cut_at: datetime
