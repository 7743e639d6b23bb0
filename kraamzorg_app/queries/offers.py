"""Offers and what decides whether one can be made: pending ones, refusals, approvals."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, func, select
from sqlmodel import col

from kraamzorg_app.domain.actors import Actor, Role
from kraamzorg_app.domain.offers import OfferState
from kraamzorg_app.models.capacity import ExcludedPostcode
from kraamzorg_app.models.offers import Offer
from kraamzorg_app.models.organizations import CareProvider, ProviderApproval, Region
from kraamzorg_app.models.waiting_list import Client, WaitingListEntry
from kraamzorg_app.queries import entries

Rows = Select[*tuple[Any, ...]]
PAGE_SIZE = 25
_IS_PENDING = col(Offer.state) == OfferState.PENDING


def pending_of(entry_ids: Iterable[UUID]) -> Rows:
    """Select the pending offers of some entries."""
    return select(Offer).where(col(Offer.entry_id).in_(entry_ids), _IS_PENDING)


def pending_in(region_id: UUID) -> Rows:
    """Select entry, provider and due week of what is pending in a region."""
    return (
        select(col(Offer.entry_id), col(Offer.provider_id), col(Offer.due_week))
        .where(col(Offer.region_id) == region_id, _IS_PENDING)
        .order_by(col(Offer.entry_id))
    )


def declined_in(region_id: UUID) -> Rows:
    """Select entry and provider of every refusal in a region."""
    return select(col(Offer.entry_id), col(Offer.provider_id)).where(
        col(Offer.region_id) == region_id, col(Offer.state) == OfferState.DECLINED
    )


def pending_for(provider_id: UUID, region_ids: Collection[UUID] | None = None) -> Rows:
    """Select the pending offers to a provider with their entries, of some regions or of all."""
    found = (
        select(Offer, WaitingListEntry)
        .join(WaitingListEntry, col(WaitingListEntry.id) == Offer.entry_id)
        .where(col(Offer.provider_id) == provider_id, _IS_PENDING)
        .order_by(col(Offer.id))
    )
    return found if region_ids is None else found.where(col(Offer.region_id).in_(region_ids))


def due_to_expire(now: datetime) -> Rows:
    """Select the offers whose term has passed, with entry and log id; another runner's are left."""
    return (
        select(Offer, WaitingListEntry, col(Client.log_id))
        .join(WaitingListEntry, col(WaitingListEntry.id) == Offer.entry_id)
        .join(Client, col(Client.id) == WaitingListEntry.client_id)
        .where(_IS_PENDING, col(Offer.expires_at) <= now)
        .order_by(col(Offer.id))
        .with_for_update(of=Offer, skip_locked=True)
    )


def offerable(actor: Actor, entry_ids: Iterable[UUID]) -> Rows:
    """Select some entries within the scope with the name that the log gives each client."""
    return (
        select(WaitingListEntry, col(Client.log_id))
        .join(Client, col(Client.id) == WaitingListEntry.client_id)
        .where(entries.scope(actor), col(WaitingListEntry.id).in_(entry_ids))
    )


def approvals_held(provider_ids: Iterable[UUID], region_ids: Iterable[UUID]) -> Rows:
    """Select who is approved where, and keep it so until this transaction ends."""
    return (
        select(col(ProviderApproval.provider_id), col(ProviderApproval.region_id))
        .join(CareProvider, col(CareProvider.id) == ProviderApproval.provider_id)
        .where(
            col(ProviderApproval.provider_id).in_(provider_ids),
            col(ProviderApproval.region_id).in_(region_ids),
            col(CareProvider.ended_at).is_(None),
        )
        .order_by(col(ProviderApproval.provider_id), col(ProviderApproval.region_id))
        .with_for_update(read=True)
    )


def not_served(provider_ids: Iterable[UUID], pc4s: Iterable[str]) -> Rows:
    """Select which providers do not serve which of some postcodes."""
    return select(col(ExcludedPostcode.provider_id), col(ExcludedPostcode.pc4)).where(
        col(ExcludedPostcode.provider_id).in_(provider_ids), col(ExcludedPostcode.pc4).in_(pc4s)
    )


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Give the condition that keeps a provider's own offers, or those of one's regions."""
    match actor.role:
        case Role.COORDINATOR:
            return col(Offer.region_id).in_(actor.region_ids)
        case Role.CARE_PROVIDER if actor.provider_id is not None:
            return col(Offer.provider_id) == actor.provider_id
        case _:
            return false()


def counted(actor: Actor, state: OfferState) -> Rows:
    """Count the offers in a state that this actor sees."""
    return (
        select(func.count()).select_from(Offer).where(visible_to(actor), col(Offer.state) == state)
    )


def listed(actor: Actor, state: OfferState, page: int) -> Rows:
    """Select one page of offers; of the client only while she is within the scope."""
    is_pending = state is OfferState.PENDING
    order = col(Offer.expires_at) if is_pending else col(Offer.offered_at).desc()
    return (
        select(
            Offer,
            col(CareProvider.name).label("provider_name"),
            col(Region.name).label("region_name"),
            col(WaitingListEntry.id).label("entry_id"),
            col(WaitingListEntry.client_number),
            col(WaitingListEntry.pc4),
            col(WaitingListEntry.due_date),
            col(WaitingListEntry.birth_reported_at),
            col(Client.log_id),
        )
        .join(CareProvider, col(CareProvider.id) == Offer.provider_id)
        .join(Region, col(Region.id) == Offer.region_id)
        .outerjoin(
            WaitingListEntry,
            and_(col(WaitingListEntry.id) == Offer.entry_id, entries.scope(actor)),
        )
        .outerjoin(Client, col(Client.id) == WaitingListEntry.client_id)
        .where(visible_to(actor), col(Offer.state) == state)
        .order_by(order, col(Offer.id))
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
