"""How a client comes in: her links, her sessions and the devices that know her."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlmodel import Field, SQLModel

from kraamzorg_app.models.columns import enum_type


class ClientLinkPurpose(StrEnum):
    """What a link in a mail to a client opens."""

    REGISTER = "REGISTER"
    """Her invitation; works until the form is sent, withdrawn or expired."""
    OWN_PAGE = "OWN_PAGE"
    """Her own page; works until her record is erased or the link is revoked."""
    CONFIRM_REGISTRATION = "CONFIRM_REGISTRATION"
    """Agree to what was filled in with her on the phone; works once."""
    CONFIRM_EMAIL = "CONFIRM_EMAIL"
    """Her changed e-mail address counts from here; works once."""


class ClientLink(SQLModel, table=True):
    """A personal link; the token is 256 bits and only its hash is kept."""

    __tablename__ = "client_link"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    token_hash: str = Field(unique=True, max_length=64)
    purpose: ClientLinkPurpose = Field(sa_type=enum_type(ClientLinkPurpose))
    invitation_id: UUID | None = Field(default=None, foreign_key="invitation.id", index=True)
    entry_id: UUID | None = Field(default=None, foreign_key="waiting_list_entry.id", index=True)
    new_email: bytes | None = None
    created_at: datetime
    expires_at: datetime | None = None
    used_at: datetime | None = None
    revoked_at: datetime | None = None


class ClientSession(SQLModel, table=True):
    """A client's browser after "Doorgaan"; recognized once her birth date was checked."""

    __tablename__ = "client_session"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    token_hash: str = Field(unique=True, max_length=64)
    link_id: UUID | None = Field(default=None, foreign_key="client_link.id", index=True)
    """None when she came in by the code of a letter."""
    device_hash: str = Field(max_length=64)
    """Of the lasting cookie of this browser; see `KnownDevice`."""
    invitation_id: UUID | None = Field(default=None, foreign_key="invitation.id", index=True)
    entry_id: UUID | None = Field(default=None, foreign_key="waiting_list_entry.id", index=True)
    created_at: datetime
    last_seen_at: datetime
    recognized_at: datetime | None = None
    expires_at: datetime
    revoked_at: datetime | None = None


class KnownDevice(SQLModel, table=True):
    """A browser on which her birth date was given before, for one invitation or entry."""

    __tablename__ = "known_device"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    device_hash: str = Field(max_length=64, index=True)
    invitation_id: UUID | None = Field(default=None, foreign_key="invitation.id", index=True)
    entry_id: UUID | None = Field(default=None, foreign_key="waiting_list_entry.id", index=True)
    created_at: datetime
