"""What makes the tool this installation's own: settings, texts and disclosure, with history."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from kraamzorg_app.models.columns import enum_type


class SettingVersion(SQLModel, table=True):
    """One value that a setting had from a moment on; the highest number counts."""

    __tablename__ = "setting_version"
    __table_args__ = (UniqueConstraint("name", "number", name="uq_setting_version"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    name: str = Field(max_length=40)
    number: int
    value: str = Field(max_length=500)
    saved_at: datetime
    saved_by: UUID | None = Field(default=None, foreign_key="user_account.id")


class TextVersion(SQLModel, table=True):
    """One version of a mail's text in one language; the highest number counts.

    Empty parts stand for the shipped text.
    """

    __tablename__ = "text_version"
    __table_args__ = (
        UniqueConstraint("notification", "audience", "language", "number", name="uq_text_version"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    notification: str = Field(max_length=60)
    audience: str = Field(max_length=60)
    """The folder of the text under the notification's own."""
    language: str = Field(max_length=5)
    number: int
    subject: str | None = Field(default=None, max_length=200)
    text: str | None = None
    html: str | None = None
    saved_at: datetime
    saved_by: UUID | None = Field(default=None, foreign_key="user_account.id")


class DisclosureState(StrEnum):
    """Where a change of the disclosure policy is."""

    PENDING = "PENDING"
    """Widens; waits for a second functional administrator."""
    APPLIED = "APPLIED"
    REFUSED = "REFUSED"
    WITHDRAWN = "WITHDRAWN"


class DisclosureChange(SQLModel, table=True):
    """A change of who sees which field, with its reason; once applied, the policy that it made."""

    __tablename__ = "disclosure_change"
    __table_args__ = (Index("ix_disclosure_change_state", "state", "proposed_at"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    state: DisclosureState = Field(sa_type=enum_type(DisclosureState))
    opens: list[list[str]] = Field(default_factory=list, sa_type=JSON)
    """Pairs of audience and field."""
    closes: list[list[str]] = Field(default_factory=list, sa_type=JSON)
    reason: str = Field(max_length=1000)
    proposed_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    proposed_at: datetime
    decided_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    decided_at: datetime | None = None
    number: int | None = Field(default=None, unique=True)
    """Counts the policies that were in force; the highest one counts."""
    policy: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    """Audience to its fields, as they were from then on."""
