"""People with an account: users, memberships, sessions and what guards the log-in."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import UniqueConstraint, false
from sqlmodel import Field, SQLModel

from kraamzorg_app.domain.actors import ProviderKind, Role
from kraamzorg_app.models.columns import enum_type


class Affiliation(StrEnum):
    """What kind of carer an account of a provider belongs to (role division: "Gebruikers")."""

    ORGANIZATION = "ORGANIZATION"
    PLATFORM = "PLATFORM"
    INDEPENDENT = "INDEPENDENT"


AFFILIATIONS: Final = {
    ProviderKind.ORGANIZATION: Affiliation.ORGANIZATION,
    ProviderKind.PLATFORM: Affiliation.PLATFORM,
    ProviderKind.SELF_EMPLOYED: Affiliation.INDEPENDENT,
}
"""What an account is of, by the kind of its provider."""


class User(SQLModel, table=True):
    """A person with an account; the secret of the second factor is sealed."""

    __tablename__ = "user_account"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    email: str = Field(unique=True, max_length=254)
    """Lower case."""
    display_name: str = Field(default="", max_length=120)
    password_hash: str | None = None
    password_reset_at: datetime | None = None
    """When the password was last replaced by a link in a mail."""
    totp_secret: bytes | None = None
    totp_confirmed_at: datetime | None = None
    totp_last_step: int | None = None
    """The time step of the last code that was accepted: a code counts once."""
    email_confirmed_at: datetime | None = None
    working_membership_id: UUID | None = None
    """The membership that this person last chose to work under."""
    created_at: datetime
    disabled_at: datetime | None = None


class RecoveryCode(SQLModel, table=True):
    """A hashed code that replaces the second factor once (argon2id; of before: a keyed hash)."""

    __tablename__ = "recovery_code"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    user_id: UUID = Field(foreign_key="user_account.id", index=True)
    code_hash: str = Field(max_length=120)
    used_at: datetime | None = None


class Membership(SQLModel, table=True):
    """A role of a person in one organization or region; counts from acceptance to revocation."""

    __tablename__ = "membership"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    user_id: UUID = Field(foreign_key="user_account.id", index=True)
    role: Role = Field(sa_type=enum_type(Role))
    region_id: UUID | None = Field(default=None, foreign_key="region.id", index=True)
    provider_id: UUID | None = Field(default=None, foreign_key="care_provider.id", index=True)
    insurer_id: UUID | None = Field(default=None, foreign_key="insurer.id", index=True)
    affiliation: Affiliation | None = Field(default=None, sa_type=enum_type(Affiliation))
    may_view_personal_data: bool = False
    may_manage_members: bool = False
    is_privacy_officer: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """Reads the access log; a functional admin, ticked by another one."""
    created_at: datetime
    accepted_at: datetime | None = None
    revoked_at: datetime | None = None


class UserSession(SQLModel, table=True):
    """A logged-in browser; the cookie holds the token, this row its hash."""

    __tablename__ = "user_session"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    token_hash: str = Field(unique=True, max_length=64)
    user_id: UUID = Field(foreign_key="user_account.id", index=True)
    membership_id: UUID | None = Field(default=None, foreign_key="membership.id", index=True)
    created_at: datetime
    last_seen_at: datetime
    authenticated_at: datetime
    """When both factors were last given."""
    device: str = Field(default="", max_length=80)
    """Browser and system in words, so that its owner recognizes it ("Firefox op Windows")."""
    expires_at: datetime
    """Absolute end, whatever happens."""
    revoked_at: datetime | None = None
    passkey_challenge: str | None = Field(default=None, max_length=64)
    """What a passkey has to sign in this session, once."""
    provider: str | None = Field(default=None, max_length=40)
    """The OpenID provider that it began with, by its key."""
    id_token: bytes | None = None
    """What that provider gave, sealed, to end its own session with."""


class Passkey(SQLModel, table=True):
    """A passkey (WebAuthn) that gives the second factor beside the app."""

    __tablename__ = "passkey"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    user_id: UUID = Field(foreign_key="user_account.id", index=True)
    name: str = Field(max_length=80)
    credential_id: bytes = Field(unique=True)
    public_key: bytes
    sign_count: int = 0
    """Counts uses, where the device does; one that goes back is a copy."""
    created_at: datetime
    last_used_at: datetime | None = None


class ExternalIdentity(SQLModel, table=True):
    """An account elsewhere that its owner linked to the one here."""

    __tablename__ = "external_identity"
    __table_args__ = (UniqueConstraint("issuer", "subject"), UniqueConstraint("user_id", "issuer"))

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    user_id: UUID = Field(foreign_key="user_account.id", index=True)
    issuer: str = Field(max_length=300)
    subject: str = Field(max_length=255)
    """Who it is there; with the issuer it is one person for ever (OpenID Connect Core, 5.7)."""
    linked_at: datetime


class AccountLinkPurpose(StrEnum):
    """What a link in a mail to a user does."""

    CONFIRM_EMAIL = "CONFIRM_EMAIL"
    RESET_PASSWORD = "RESET_PASSWORD"
    ACCEPT_INVITATION = "ACCEPT_INVITATION"
    ACCEPT_MEMBERSHIP = "ACCEPT_MEMBERSHIP"
    RESET_SECOND_FACTOR = "RESET_SECOND_FACTOR"


class AccountLink(SQLModel, table=True):
    """A link in a mail to a user; works once."""

    __tablename__ = "account_link"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    token_hash: str = Field(unique=True, max_length=64)
    purpose: AccountLinkPurpose = Field(sa_type=enum_type(AccountLinkPurpose))
    user_id: UUID = Field(foreign_key="user_account.id", index=True)
    membership_id: UUID | None = Field(default=None, foreign_key="membership.id")
    registration: bytes | None = None
    """What was asked for at registration, sealed: it counts once this link is opened."""
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None


class LoginAttempt(SQLModel, table=True):
    """A log-in or enrolment under way, kept between its pages behind a short-lived cookie."""

    __tablename__ = "login_attempt"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    token_hash: str = Field(unique=True, max_length=64)
    stage: str = Field(max_length=40)
    user_id: UUID | None = Field(default=None, foreign_key="user_account.id")
    state: bytes | None = None
    """What was typed and what went wrong, sealed."""
    created_at: datetime
    expires_at: datetime = Field(index=True)


class RateLimit(SQLModel, table=True):
    """Failures counted in a bucket; the bucket's name is a keyed hash."""

    __tablename__ = "rate_limit"

    bucket: str = Field(primary_key=True, max_length=64)
    started_at: datetime
    count: int = 0
