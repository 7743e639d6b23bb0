"""What dividing a region depends on: who waits, who works there, and the room that is left."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, select, true
from sqlmodel import col

from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.division_span import Span
from kraamzorg_app.domain.entries import EntryState
from kraamzorg_app.domain.offers import OfferState
from kraamzorg_app.models.capacity import CapacityWeek, ExcludedPostcode, ProviderCapacity
from kraamzorg_app.models.division import DivisionDraft
from kraamzorg_app.models.offers import Offer
from kraamzorg_app.models.organizations import CareProvider, ProviderApproval, Region
from kraamzorg_app.models.waiting_list import Client, WaitingListEntry
from kraamzorg_app.queries import entries

Rows = Select[*tuple[Any, ...]]


def own_regions(actor: Actor) -> Rows:
    """Select the regions that a coordinator divides, by name."""
    return (
        select(Region)
        .where(col(Region.id).in_(actor.region_ids), col(Region.ended_on).is_(None))
        .order_by(col(Region.name))
    )


def _waits(actor: Actor, region_id: UUID, span: Span) -> ColumnElement[bool]:
    due = col(WaitingListEntry.due_date)
    return and_(
        entries.scope(actor),
        col(WaitingListEntry.region_id) == region_id,
        col(WaitingListEntry.state) == EntryState.WAITING,
        due <= span.until,
        due >= span.since if span.since is not None else true(),
    )


def _is_offered() -> ColumnElement[bool]:
    return exists().where(
        col(Offer.entry_id) == col(WaitingListEntry.id), col(Offer.state) == OfferState.PENDING
    )


def to_divide(actor: Actor, region_id: UUID, span: Span) -> Rows:
    """Select who waits in a span and is not on offer, with her sealed language."""
    return (
        select(
            col(WaitingListEntry.id),
            col(WaitingListEntry.pc4),
            col(WaitingListEntry.due_date),
            col(WaitingListEntry.birth_reported_at),
            col(WaitingListEntry.version),
            col(WaitingListEntry.preferred_provider_id),
            col(Client.id).label("client_id"),
            col(Client.log_id),
            col(Client.spoken_language),
        )
        .join(Client, col(Client.id) == WaitingListEntry.client_id)
        .where(_waits(actor, region_id, span), ~_is_offered())
    )


def waiting(actor: Actor, region_id: UUID, span: Span, page: int, page_size: int) -> Rows:
    """Select a page of who waits in a span, the most urgent first."""
    return (
        entries.with_names()
        .where(_waits(actor, region_id, span))
        .order_by(
            col(WaitingListEntry.birth_reported_at).is_(None),
            col(WaitingListEntry.due_date),
            col(WaitingListEntry.id),
        )
        .limit(page_size)
        .offset((page - 1) * page_size)
    )


def waiting_by_day(actor: Actor, region_id: UUID, span: Span) -> Rows:
    """Count who waits in a span by due date, and how many of them are on offer."""
    due = col(WaitingListEntry.due_date)
    return (
        select(due, func.count(), func.count().filter(_is_offered()))
        .where(_waits(actor, region_id, span))
        .group_by(due)
    )


def some(actor: Actor, region_id: UUID, entry_ids: Iterable[UUID]) -> Rows:
    """Select some waiting entries of a region, with names."""
    return entries.with_names().where(
        entries.scope(actor),
        col(WaitingListEntry.region_id) == region_id,
        col(WaitingListEntry.state) == EntryState.WAITING,
        col(WaitingListEntry.id).in_(entry_ids),
    )


def providers(region_id: UUID) -> Rows:
    """Select the providers that work in a region, with what they stated in general."""
    return (
        select(CareProvider, ProviderCapacity)
        .join(ProviderApproval, col(ProviderApproval.provider_id) == col(CareProvider.id))
        .outerjoin(
            ProviderCapacity,
            (col(ProviderCapacity.provider_id) == col(CareProvider.id))
            & (col(ProviderCapacity.region_id) == region_id),
        )
        .where(col(ProviderApproval.region_id) == region_id, col(CareProvider.ended_at).is_(None))
        .order_by(col(CareProvider.name), col(CareProvider.id))
    )


def stated_weeks(region_id: UUID, weeks: Iterable[str]) -> Rows:
    """Select what providers stated for some weeks in a region."""
    return select(CapacityWeek).where(
        col(CapacityWeek.region_id) == region_id, col(CapacityWeek.week).in_(weeks)
    )


def not_served(region_id: UUID, pc4s: Iterable[str]) -> Rows:
    """Select which providers of a region do not serve which of some postcodes."""
    return (
        select(col(ExcludedPostcode.provider_id), col(ExcludedPostcode.pc4))
        .join(
            ProviderApproval,
            col(ProviderApproval.provider_id) == col(ExcludedPostcode.provider_id),
        )
        .where(col(ProviderApproval.region_id) == region_id, col(ExcludedPostcode.pc4).in_(pc4s))
    )


def taken_since_stated(region_id: UUID, span: Span) -> Rows:
    """Select provider and due date of who was taken after the provider stated its places."""
    entry = WaitingListEntry
    return (
        select(col(entry.provider_id), col(entry.due_date))
        .join(
            ProviderCapacity,
            (col(ProviderCapacity.provider_id) == col(entry.provider_id))
            & (col(ProviderCapacity.region_id) == col(entry.region_id)),
        )
        .where(
            col(entry.region_id) == region_id,
            col(entry.state) == EntryState.ACCEPTED,
            col(entry.due_date) <= span.until,
            col(entry.accepted_at) > col(ProviderCapacity.updated_at),
        )
    )


def drafts_of(membership_id: UUID | None, region_id: UUID) -> Rows:
    """Select a coordinator's proposal for a region."""
    return select(DivisionDraft).where(
        col(DivisionDraft.membership_id) == membership_id, col(DivisionDraft.region_id) == region_id
    )
