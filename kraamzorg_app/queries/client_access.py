"""A client's links, sessions and known devices, found by what her browser holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_
from sqlmodel import col, select

from kraamzorg_app.domain.entries import CloseReason, InvitationState
from kraamzorg_app.models.client_access import ClientLink, ClientSession, KnownDevice
from kraamzorg_app.models.waiting_list import Client, Invitation, WaitingListEntry


def link_by_token(token_hash: str) -> Select[Any]:
    """Select a link, and lock it: some work once."""
    return select(ClientLink).where(ClientLink.token_hash == token_hash).with_for_update()


def session_by_token(token_hash: str, now: datetime, seen_after: datetime) -> Select[Any]:
    """Select a session that has not ended and was used recently enough."""
    return select(ClientSession).where(
        ClientSession.token_hash == token_hash,
        col(ClientSession.revoked_at).is_(None),
        col(ClientSession.expires_at) > now,
        col(ClientSession.last_seen_at) > seen_after,
    )


def known(device_hash: str, invitation_id: UUID | None, entry_id: UUID | None) -> Select[Any]:
    """Select whether a browser was recognized before for this invitation or entry."""
    return select(KnownDevice.id).where(
        KnownDevice.device_hash == device_hash, _belongs(KnownDevice, invitation_id, entry_id)
    )


def sessions_of(invitation_id: UUID | None, entry_id: UUID | None) -> ColumnElement[bool]:
    """Give the condition that keeps the sessions for this invitation or entry."""
    return _belongs(ClientSession, invitation_id, entry_id)


def entries_of_address(email_hashes: Sequence[str]) -> Any:
    """Select the places on the list of the clients with an address, as long as they are known."""
    return (
        select(WaitingListEntry, Client)
        .join(Client, col(Client.id) == WaitingListEntry.client_id)
        .where(col(Client.email_hash).in_(email_hashes), col(Client.erased_at).is_(None))
        .where(col(WaitingListEntry.close_reason).is_distinct_from(CloseReason.PREGNANCY_ENDED))
    )


def invitations_of_address(email_hashes: Sequence[str], now: datetime) -> Select[Any]:
    """Select the open invitations that were sent to an address."""
    return select(Invitation).where(
        col(Invitation.email_hash).in_(email_hashes),
        Invitation.state == InvitationState.SENT,
        col(Invitation.expires_at) > now,
    )


def _belongs(table: Any, invitation_id: UUID | None, entry_id: UUID | None) -> ColumnElement[bool]:
    return or_(
        and_(table.invitation_id.is_not(None), table.invitation_id == invitation_id),
        and_(table.entry_id.is_not(None), table.entry_id == entry_id),
    )
