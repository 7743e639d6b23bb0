"""Offers of clients to providers ("aanbiedingen")."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from kraamzorg_app.domain.offers import DeclineReason, OfferState, WithdrawReason
from kraamzorg_app.models.columns import enum_type

_IS_PENDING = text("state = 'PENDING'")


class Offer(SQLModel, table=True):
    """One client offered to one provider, for as many hours as the region agreed on."""

    __tablename__ = "offer"
    __table_args__ = (
        # At most one pending offer of a client, whoever offers at the same moment.
        Index(
            "uq_offer_pending",
            "entry_id",
            unique=True,
            sqlite_where=_IS_PENDING,
            postgresql_where=_IS_PENDING,
        ),
        Index("ix_offer_entry", "entry_id", "offered_at"),
        Index("ix_offer_provider", "provider_id", "state", "offered_at"),
        Index("ix_offer_region", "region_id", "state", "offered_at"),
        Index("ix_offer_due", "state", "expires_at"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    entry_id: UUID = Field(foreign_key="waiting_list_entry.id")
    provider_id: UUID = Field(foreign_key="care_provider.id")
    region_id: UUID = Field(foreign_key="region.id")
    """Whose list she was on when she was offered."""
    due_week: str = Field(max_length=8)
    """ISO week of her due date; a correction within the region moves it while it is pending."""
    offered_by: UUID = Field(foreign_key="user_account.id")
    batch_id: UUID | None = None
    """The proposal with which it was sent, if any."""
    offered_at: datetime
    expires_at: datetime
    state: OfferState = Field(default=OfferState.PENDING, sa_type=enum_type(OfferState))
    answered_at: datetime | None = None
    """When it ended, in whatever way."""
    decline_reason: DeclineReason | None = Field(default=None, sa_type=enum_type(DeclineReason))
    withdraw_reason: WithdrawReason | None = Field(default=None, sa_type=enum_type(WithdrawReason))
