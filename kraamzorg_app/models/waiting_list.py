"""Clients, their invitations and their places on the waiting list.

What identifies a client is sealed (`bytes`); lists filter and sort on the plain columns only.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from kraamzorg_app.domain.entries import (
    CloseReason,
    EntryState,
    InvitationState,
    InvitationWay,
    TimelineKind,
)
from kraamzorg_app.domain.intake import IntakeState
from kraamzorg_app.models.columns import enum_type


def _where_set(name: str, column: str) -> Index:
    """Index the few entries in which a column is set."""
    is_set = text(f"{column} IS NOT NULL")
    return Index(name, "state", column, sqlite_where=is_set, postgresql_where=is_set)


class Client(SQLModel, table=True):
    """A pregnant woman ("cliënt", "zwangere"): her sealed identity and what she agreed to."""

    __tablename__ = "client"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    log_id: UUID = Field(default_factory=uuid4, unique=True)
    """The random id by which the access log names her; cut off when her identity is erased."""
    language: str = Field(default="nl", max_length=5)
    first_name: bytes | None = None
    last_name: bytes | None = None
    birth_date: bytes | None = None
    partner_name: bytes | None = None
    postcode: bytes | None = None
    house_number: bytes | None = None
    house_number_addition: bytes | None = None
    street: bytes | None = None
    city: bytes | None = None
    phone: bytes | None = None
    email: bytes | None = None
    bsn: bytes | None = None
    spoken_language: bytes | None = None
    email_hash: str | None = Field(default=None, max_length=64, index=True)
    bsn_hash: str | None = Field(default=None, max_length=64, index=True)
    consent_version: str | None = Field(default=None, max_length=20)
    consent_language: str | None = Field(default=None, max_length=5)
    consented_at: datetime | None = None
    erased_at: datetime | None = None


class Invitation(SQLModel, table=True):
    """An invitation to register; no client exists before she has filled it in and agreed."""

    __tablename__ = "invitation"
    __table_args__ = (
        Index("ix_invitation_open", "state", "expires_at"),
        Index("ix_invitation_insurer", "inviter_insurer_id", "created_at"),
        Index("ix_invitation_provider", "inviter_provider_id", "created_at"),
        Index("ix_invitation_region", "region_id", "created_at"),
        Index("ix_invitation_number", "client_number"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    log_id: UUID = Field(default_factory=uuid4, unique=True)
    """Becomes the client's `log_id`, so that her log starts with her invitation."""
    state: InvitationState = Field(default=InvitationState.SENT, sa_type=enum_type(InvitationState))
    way: InvitationWay = Field(default=InvitationWay.LINK, sa_type=enum_type(InvitationWay))
    region_id: UUID = Field(foreign_key="region.id")
    pc4: str = Field(max_length=4)
    due_date: date
    client_number: str = Field(max_length=20)
    email: bytes | None = None
    """Sealed; None for a letter without e-mail."""
    email_hash: str | None = Field(default=None, max_length=64, index=True)
    language: str = Field(default="nl", max_length=5)
    inviter_user_id: UUID = Field(foreign_key="user_account.id")
    inviter_insurer_id: UUID | None = Field(default=None, foreign_key="insurer.id")
    inviter_provider_id: UUID | None = Field(default=None, foreign_key="care_provider.id")
    inviter_region_id: UUID | None = Field(default=None, foreign_key="region.id")
    draft: bytes | None = None
    """What she has typed so far, sealed; wiped when it is sent, withdrawn or expired."""
    draft_saved_at: datetime | None = None
    handed_over_at: datetime | None = None
    """Filled in together on the phone: from now on it is for her to check and confirm."""
    has_duplicate: bool = False
    """A sent form that turned out to be a duplicate: the coordinator was told."""
    request_key: UUID | None = Field(default=None, unique=True)
    """Made by the page that sends it, so that a double click sends one mail."""
    letter_code_hash: str | None = Field(default=None, max_length=64, unique=True)
    created_at: datetime
    sent_at: datetime
    """Last sent; moves on "Opnieuw versturen"."""
    expires_at: datetime
    ended_at: datetime | None = None
    entry_id: UUID | None = Field(default=None, foreign_key="waiting_list_entry.id")


class WaitingListEntry(SQLModel, table=True):
    """A place on a region's waiting list ("plek op de wachtlijst")."""

    __tablename__ = "waiting_list_entry"
    __table_args__ = (
        # For each scope one index per order of the list, which also holds what is filtered on.
        Index("ix_entry_due", "state", "due_date", "id", "pc4"),
        Index("ix_entry_pc4", "state", "pc4", "due_date", "id"),
        Index("ix_entry_number", "state", "client_number", "id", "pc4", "due_date"),
        Index("ix_entry_region_due", "state", "region_id", "due_date", "id", "pc4"),
        Index("ix_entry_region_pc4", "state", "region_id", "pc4", "due_date", "id"),
        Index("ix_entry_region_number", "state", "region_id", "client_number", "id", "pc4"),
        Index("ix_entry_insurer_due", "state", "insurer_id", "due_date", "id", "pc4"),
        Index("ix_entry_insurer_pc4", "state", "insurer_id", "pc4", "due_date", "id"),
        Index("ix_entry_insurer_number", "state", "insurer_id", "client_number", "id", "pc4"),
        # As `queries.entries` sorts by urgency. Nobody reflects expressions on SQLite: a migration
        # that makes the table anew there has to make this index again.
        Index(
            "ix_entry_region_urgency",
            "state",
            "region_id",
            text("(birth_reported_at IS NULL)"),
            text("(escalated_at IS NULL)"),
            "due_date",
            "id",
            "pc4",
        ),
        Index("ix_entry_region_intake", "state", "region_id", "intake", "due_date", "id", "pc4"),
        Index("ix_entry_preferred", "preferred_provider_id"),
        Index("ix_entry_provider", "state", "provider_id", "due_date", "id"),
        # The few who stand out.
        _where_set("ix_entry_reported", "birth_reported_at"),
        _where_set("ix_entry_escalated", "escalated_at"),
        _where_set("ix_entry_unanswered", "unanswered_since"),
        Index("ix_entry_asked", "state", "asked_at", "placed_at", "due_date"),
        # When things happened, for the overviews.
        Index("ix_entry_placed", "placed_at", "region_id", "insurer_id", "state"),
        Index("ix_entry_accepted", "accepted_at", "region_id", "insurer_id", "placed_at"),
        Index(
            "ix_entry_closed",
            "closed_at",
            "region_id",
            "insurer_id",
            "accepted_at",
            "close_reason",
        ),
        Index(
            "ix_entry_born",
            "birth_reported_at",
            "state",
            "region_id",
            "insurer_id",
            "due_date",
        ),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    client_id: UUID = Field(foreign_key="client.id", unique=True)
    region_id: UUID = Field(foreign_key="region.id")
    state: EntryState = Field(sa_type=enum_type(EntryState))
    pc4: str = Field(max_length=4)
    due_date: date
    client_number: str = Field(max_length=20)
    insurer_id: UUID = Field(foreign_key="insurer.id")
    label_id: UUID = Field(foreign_key="insurer_label.id")
    provider_id: UUID | None = Field(default=None, foreign_key="care_provider.id")
    """The provider that has taken her; None while she waits."""
    inviter_user_id: UUID | None = Field(default=None, foreign_key="user_account.id")
    inviter_insurer_id: UUID | None = Field(default=None, foreign_key="insurer.id")
    inviter_provider_id: UUID | None = Field(default=None, foreign_key="care_provider.id")
    inviter_region_id: UUID | None = Field(default=None, foreign_key="region.id")
    placed_at: datetime
    accepted_at: datetime | None = None
    closed_at: datetime | None = None
    close_reason: CloseReason | None = Field(default=None, sa_type=enum_type(CloseReason))
    birth_reported_at: datetime | None = None
    escalated_at: datetime | None = None
    """When the last threshold passed without anybody taking her, since she last came to wait."""
    asked_at: datetime | None = None
    """When she was last asked whether she still waits, or came back to the list."""
    unanswered_since: datetime | None = None
    """Since when she has not answered that; cleared by any answer."""
    intake: IntakeState = Field(
        default=IntakeState.NOT_PLANNED,
        sa_type=enum_type(IntakeState),
        sa_column_kwargs={"server_default": IntakeState.NOT_PLANNED.value},
    )
    intake_planned_on: date | None = None
    intake_done_on: date | None = None
    preferred_provider_id: UUID | None = Field(default=None, foreign_key="care_provider.id")
    """The provider that she would like, if she named one."""
    version: int = 0
    """Counts changes, so that a correction on an old page is noticed."""


class TimelineEvent(SQLModel, table=True):
    """One line of an entry's timeline: what happened, when, by which organization."""

    __tablename__ = "timeline_event"
    __table_args__ = (
        Index("ix_timeline_entry", "entry_id", "happened_at"),
        Index("ix_timeline_kind", "kind", "happened_at", "entry_id"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    entry_id: UUID = Field(foreign_key="waiting_list_entry.id")
    happened_at: datetime
    kind: TimelineKind = Field(sa_type=enum_type(TimelineKind))
    actor_kind: str = Field(max_length=20)
    user_id: UUID | None = Field(default=None, foreign_key="user_account.id")
    provider_id: UUID | None = Field(default=None, foreign_key="care_provider.id")
    insurer_id: UUID | None = Field(default=None, foreign_key="insurer.id")
    region_id: UUID | None = Field(default=None, foreign_key="region.id")
    reason: str | None = Field(default=None, max_length=40)
    """A code from a list; free text stands in `note`."""
    note: bytes | None = None
    """Free text for the coordinator only, sealed."""
    offered_provider_id: UUID | None = Field(default=None, foreign_key="care_provider.id")
    """The provider that an offer was made to, whoever did what the line tells."""
    detail: str | None = Field(default=None, max_length=20)
    """A number or a day that the line names, such as the hours of an offer."""


class Escalation(SQLModel, table=True):
    """That an entry was escalated: once for each time that she waits past the last threshold."""

    __tablename__ = "escalation"
    __table_args__ = (UniqueConstraint("entry_id", "number", name="uq_escalation"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    entry_id: UUID = Field(foreign_key="waiting_list_entry.id")
    number: int
    """Counts from 1; another one when she was given back or moved since."""
    threshold_weeks: int
    escalated_at: datetime


class Fingerprint(SQLModel, table=True):
    """A keyed hash that an open invitation or entry occupies, against registering twice.

    Unique, so that of two registrations at the same moment one is refused by the database.
    """

    __tablename__ = "fingerprint"
    __table_args__ = (UniqueConstraint("kind", "hash", name="uq_fingerprint"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    kind: str = Field(max_length=20)
    hash: str = Field(max_length=64)
    invitation_id: UUID | None = Field(default=None, foreign_key="invitation.id", index=True)
    entry_id: UUID | None = Field(default=None, foreign_key="waiting_list_entry.id", index=True)
