"""Questions to the helpdesk, and what the technical administrator asks of the jobs."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from kraamzorg_app.domain.helpdesk import TicketCategory, TicketState
from kraamzorg_app.models.columns import enum_type


class Ticket(SQLModel, table=True):
    """A question to the helpdesk ("melding"); what was typed is sealed."""

    __tablename__ = "ticket"
    __table_args__ = (
        Index("ix_ticket_changed", "changed_at", "id"),
        Index("ix_ticket_state", "state", "changed_at"),
        Index("ix_ticket_user", "user_id", "changed_at"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    number: int = Field(unique=True)
    """By which people name it."""
    user_id: UUID = Field(foreign_key="user_account.id")
    membership_id: UUID | None = Field(default=None, foreign_key="membership.id")
    category: TicketCategory = Field(sa_type=enum_type(TicketCategory))
    state: TicketState = Field(default=TicketState.OPEN, sa_type=enum_type(TicketState))
    subject: bytes
    role: str = Field(default="", max_length=40)
    page: str = Field(default="", max_length=120)
    """The route, without ids."""
    fault_id: str = Field(default="", max_length=16)
    created_at: datetime
    changed_at: datetime


class TicketMessage(SQLModel, table=True):
    """One message in the thread of a ticket, sealed."""

    __tablename__ = "ticket_message"
    __table_args__ = (Index("ix_ticket_message", "ticket_id", "written_at"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    ticket_id: UUID = Field(foreign_key="ticket.id")
    user_id: UUID = Field(foreign_key="user_account.id")
    is_answer: bool
    """Written by the helpdesk."""
    text: bytes
    written_at: datetime


class JobReport(SQLModel, table=True):
    """How a job last went, kept by whichever runner ran it."""

    __tablename__ = "job_report"

    job: str = Field(primary_key=True, max_length=40)
    seconds_between: int
    started_at: datetime
    finished_at: datetime | None = None
    failed_at: datetime | None = None
    failures: int = 0
    """In a row, up to now."""
    fault: str = Field(default="", max_length=80)
    """The kind of the last failure, never its message."""


class JobRequest(SQLModel, table=True):
    """A run that somebody asks for ("nu uitvoeren"), claimed by one runner."""

    __tablename__ = "job_request"
    __table_args__ = (Index("ix_job_request_open", "finished_at", "requested_at"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    job: str = Field(max_length=40)
    requested_by: UUID = Field(foreign_key="user_account.id")
    requested_at: datetime
    claimed_by: str | None = Field(default=None, max_length=80)
    claimed_at: datetime | None = None
    finished_at: datetime | None = None
    has_failed: bool = False
