"""Dropping a client's wish for a provider that can't take her any more, with a neutral note."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlmodel import col

from kraamzorg_app.domain.entries import TimelineKind
from kraamzorg_app.models.waiting_list import WaitingListEntry
from kraamzorg_app.queries import preferences as queries
from kraamzorg_app.services import timeline, transitions, wish_choices
from kraamzorg_app.services.unit_of_work import UnitOfWork


def drop_when_moved(work: UnitOfWork, entry: WaitingListEntry) -> None:
    """Drop a wish for a provider that does not serve where she lives now."""
    if entry.preferred_provider_id is None:
        return
    if str(entry.preferred_provider_id) not in wish_choices.serving(
        work, entry.region_id, entry.pc4
    ):
        _drop(work, entry)


def drop_of_provider(
    work: UnitOfWork, provider_id: UUID, region_ids: Collection[UUID] | None = None
) -> None:
    """Drop every wish for a provider that ends, or loses its approval in some regions."""
    for entry in work.session.execute(queries.wishing(provider_id, region_ids)).scalars().all():
        _drop(work, entry)


def _drop(work: UnitOfWork, entry: WaitingListEntry) -> None:
    is_same = col(WaitingListEntry.preferred_provider_id) == entry.preferred_provider_id
    if transitions.change(work, entry, is_same, preferred_provider_id=None):
        timeline.add(work, entry.id, TimelineKind.PREFERENCE_DROPPED)
