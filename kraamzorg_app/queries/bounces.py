"""Whom it concerns when an address does not work, and which addresses don't."""

from __future__ import annotations

from collections.abc import Iterable

from sqlmodel import col, select
from sqlmodel.sql.expression import Select, SelectOfScalar

from kraamzorg_app.domain.entries import EntryState, InvitationState
from kraamzorg_app.models.messages import AddressBounce
from kraamzorg_app.models.waiting_list import Client, Invitation, WaitingListEntry


def among(address_hashes: Iterable[str | None]) -> SelectOfScalar[str]:
    """Select which of some addresses don't work."""
    return select(AddressBounce.address_hash).where(
        col(AddressBounce.address_hash).in_([each for each in address_hashes if each])
    )


def entries_of(address_hash: str) -> Select[WaitingListEntry, Client]:
    """Select the places on a list of clients with this address."""
    return (
        select(WaitingListEntry, Client)
        .join(Client, col(Client.id) == WaitingListEntry.client_id)
        .where(
            col(Client.email_hash) == address_hash,
            col(WaitingListEntry.state) != EntryState.CLOSED,
        )
    )


def invitations_of(address_hash: str) -> SelectOfScalar[Invitation]:
    """Select the open invitations to this address."""
    return select(Invitation).where(
        col(Invitation.email_hash) == address_hash,
        col(Invitation.state) == InvitationState.SENT,
    )
