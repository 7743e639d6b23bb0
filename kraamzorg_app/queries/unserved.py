"""Postcodes that nobody serves: every approved provider of the region excludes them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select, true, union
from sqlmodel import col

from kraamzorg_app.domain.entries import EntryState
from kraamzorg_app.models.capacity import ExcludedPostcode
from kraamzorg_app.models.organizations import CareProvider, Pc4Range, ProviderApproval, Region
from kraamzorg_app.models.waiting_list import WaitingListEntry

PAGE_SIZE = 25
Rows = Select[*tuple[Any, ...]]


def page(region_ids: Iterable[UUID] | None, today: date, number: int) -> Rows:
    """Select a page of postcodes with region, how many wait there and how many rows there are.

    None stands for every region. Where most wait comes first.
    """
    found = unserved(region_ids, today).subquery()
    waiting = (
        select(func.count())
        .select_from(WaitingListEntry)
        .where(
            col(WaitingListEntry.state) == EntryState.WAITING,
            col(WaitingListEntry.region_id) == found.c.region_id,
            col(WaitingListEntry.pc4) == found.c.pc4,
        )
        .scalar_subquery()
        .label("waiting")
    )
    return (
        select(found.c.region_name, found.c.pc4, waiting, func.count().over().label("total"))
        .order_by(waiting.desc(), found.c.pc4)
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    )


def counted(region_ids: Iterable[UUID] | None, today: date) -> Select[int]:
    """Count the postcodes that nobody serves."""
    return select(func.count()).select_from(unserved(region_ids, today).subquery())


def areas(region_ids: Iterable[UUID] | None, today: date) -> Select[str]:
    """Select the 3-digit areas in which there are such postcodes, for the map."""
    found = unserved(region_ids, today).subquery()
    area = func.substr(found.c.pc4, 1, 3)
    return select(area).distinct().order_by(area)


def unserved(region_ids: Iterable[UUID] | None, today: date) -> Rows:
    """Select region and postcode where no approved provider that still works serves it.

    Looked at are the postcodes that somebody excludes and, in a region without any provider, those
    in which somebody waits.
    """
    approved = (
        select(col(ProviderApproval.provider_id))
        .join(CareProvider, col(CareProvider.id) == ProviderApproval.provider_id)
        .where(
            col(ProviderApproval.region_id) == col(Region.id), col(CareProvider.ended_at).is_(None)
        )
    )
    deserted = select(col(Region.id)).where(~approved.exists())
    candidates = union(
        select(col(ExcludedPostcode.pc4).label("pc4")),
        select(col(WaitingListEntry.pc4)).where(
            col(WaitingListEntry.state) == EntryState.WAITING,
            col(WaitingListEntry.region_id).in_(deserted),
        ),
    ).subquery()
    is_excluded = (
        select(col(ExcludedPostcode.pc4))
        .where(
            col(ExcludedPostcode.provider_id) == col(ProviderApproval.provider_id),
            col(ExcludedPostcode.pc4) == candidates.c.pc4,
        )
        # Named, since of itself it would look one level up only, and find postcodes of its own.
        .correlate(ProviderApproval, candidates)
        .exists()
    )
    in_force = and_(
        col(Pc4Range.valid_from) <= today,
        or_(col(Pc4Range.valid_to).is_(None), col(Pc4Range.valid_to) >= today),
    )
    return (
        select(
            col(Region.id).label("region_id"),
            col(Region.name).label("region_name"),
            candidates.c.pc4,
        )
        .join(
            Pc4Range,
            and_(
                candidates.c.pc4 >= col(Pc4Range.first_pc4),
                candidates.c.pc4 <= col(Pc4Range.last_pc4),
            ),
        )
        .join(Region, col(Region.id) == Pc4Range.region_id)
        .where(
            in_force,
            or_(col(Region.ended_on).is_(None), col(Region.ended_on) > today),
            ~approved.where(~is_excluded).exists(),
            true() if region_ids is None else col(Region.id).in_(region_ids),
        )
    )
