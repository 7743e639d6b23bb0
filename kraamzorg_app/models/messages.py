"""What is told to whom: mail that waits to be sent, the bell, kept exports and job runs."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, Index, UniqueConstraint, false
from sqlmodel import Field, SQLModel

from kraamzorg_app.domain.notifications import Way
from kraamzorg_app.domain.weekly_update import UpdateForm, Weekday
from kraamzorg_app.models.columns import enum_type


class OutboxState(StrEnum):
    """Where a message of the outbox is."""

    PENDING = "PENDING"
    CLAIMED = "CLAIMED"
    SENT = "SENT"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


class OutboxMessage(SQLModel, table=True):
    """A mail, written in the transaction of the change that it tells of; wiped once sent."""

    __tablename__ = "outbox_message"
    __table_args__ = (Index("ix_outbox_due", "state", "next_attempt_at"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    notification: str = Field(max_length=60)
    entry_id: UUID | None = Field(default=None, foreign_key="waiting_list_entry.id", index=True)
    is_to_client: bool = False
    chooser_id: UUID | None = None
    """The membership that can turn this kind of mail off; None for what is essential."""
    recipient: bytes | None = None
    subject: bytes | None = None
    text: bytes | None = None
    html: bytes | None = None
    state: OutboxState = Field(default=OutboxState.PENDING, sa_type=enum_type(OutboxState))
    address_hash: str | None = Field(default=None, max_length=64)
    """Keyed hash of the recipient, for a mail that comes back; forgotten some weeks later."""
    message_id: str = Field(unique=True, max_length=160)
    attempts: int = 0
    created_at: datetime
    next_attempt_at: datetime
    claimed_by: str | None = Field(default=None, max_length=80)
    claimed_at: datetime | None = None
    sent_at: datetime | None = None
    failure: str | None = Field(default=None, max_length=80)
    """A code, never the server's words: those may hold the address."""


class AddressBounce(SQLModel, table=True):
    """An address at which mail does not arrive, of a client or an account, as a keyed hash."""

    __tablename__ = "address_bounce"

    address_hash: str = Field(primary_key=True, max_length=64)
    status: str = Field(max_length=12)
    """The code that the server gave, such as 5.1.1 or smtp_550."""
    bounced_at: datetime


class BellItem(SQLModel, table=True):
    """One thing to tell a member inside the tool; its text is made on reading."""

    __tablename__ = "bell_item"
    __table_args__ = (
        Index("ix_bell_membership", "membership_id", "read_at", "created_at"),
        Index("ix_bell_digest", "awaits_digest", "membership_id", "created_at"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    membership_id: UUID = Field(foreign_key="membership.id")
    notification: str = Field(max_length=60)
    entry_id: UUID | None = Field(default=None, foreign_key="waiting_list_entry.id", index=True)
    invitation_id: UUID | None = Field(default=None, foreign_key="invitation.id")
    created_at: datetime
    read_at: datetime | None = None
    awaits_digest: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """Chosen for the daily digest, which has not left yet."""


class NotificationChoice(SQLModel, table=True):
    """How a membership wants to hear of one kind of thing; without a row: at once."""

    __tablename__ = "notification_choice"

    membership_id: UUID = Field(foreign_key="membership.id", primary_key=True)
    notification: str = Field(primary_key=True, max_length=60)
    way: Way = Field(sa_type=enum_type(Way))


class UpdateChoice(SQLModel, table=True):
    """On which day and in which form a membership gets its weekly update."""

    __tablename__ = "update_choice"

    membership_id: UUID = Field(foreign_key="membership.id", primary_key=True)
    day: Weekday = Field(default=Weekday.MONDAY, sa_type=enum_type(Weekday))
    form: UpdateForm = Field(default=UpdateForm.BOTH, sa_type=enum_type(UpdateForm))


class DigestKind(StrEnum):
    """Which digest a receipt is of."""

    DAILY = "DAILY"
    WEEKLY = "WEEKLY"


class DigestReceipt(SQLModel, table=True):
    """A membership has had the digest of a day or week: the row is written with the mail."""

    __tablename__ = "digest_receipt"

    membership_id: UUID = Field(foreign_key="membership.id", primary_key=True)
    kind: DigestKind = Field(sa_type=enum_type(DigestKind), primary_key=True)
    period: str = Field(primary_key=True, max_length=10)
    """A day, such as 2026-11-25, or an ISO week, such as 2026-W47."""
    made_at: datetime
    figures: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    """What it counted, to tell next time what has changed; numbers only."""


class KeptExport(SQLModel, table=True):
    """A week's export of one membership, sealed, gone after four weeks."""

    __tablename__ = "kept_export"
    __table_args__ = (UniqueConstraint("membership_id", "period", "format", name="uq_kept_export"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    membership_id: UUID = Field(foreign_key="membership.id", index=True)
    period: str = Field(max_length=10)
    """ISO week, such as 2026-W47."""
    format: str = Field(max_length=4)
    """csv or xlsx."""
    with_personal_data: bool
    """Made with the AVG tick; downloaded only while the membership still has it."""
    content: bytes
    row_count: int
    created_at: datetime
    expires_at: datetime = Field(index=True)


class KeptExportEntry(SQLModel, table=True):
    """Which clients stand in a kept export: it goes when one of them is erased."""

    __tablename__ = "kept_export_entry"

    export_id: UUID = Field(foreign_key="kept_export.id", primary_key=True)
    entry_id: UUID = Field(foreign_key="waiting_list_entry.id", primary_key=True, index=True)


class JobRun(SQLModel, table=True):
    """One run of a periodic job for one period: the unique row is the claim."""

    __tablename__ = "job_run"
    __table_args__ = (UniqueConstraint("job", "period", name="uq_job_run"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    job: str = Field(max_length=40)
    period: str = Field(max_length=40)
    claimed_by: str = Field(max_length=80)
    claimed_at: datetime
    finished_at: datetime | None = None
