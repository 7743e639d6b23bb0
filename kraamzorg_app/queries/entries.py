"""Entries within an actor's scope (design, section 3): every row of a client comes through here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, func, select, union_all
from sqlalchemy.orm import aliased
from sqlmodel import col

from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.entries import EntryState
from kraamzorg_app.domain.listing import PAGE_SIZE, ListRequest, SortKey
from kraamzorg_app.models.organizations import CareProvider, Insurer, InsurerLabel, Region
from kraamzorg_app.models.waiting_list import Client, TimelineEvent, WaitingListEntry
from kraamzorg_app.queries import entry_counts, scopes
from kraamzorg_app.queries.entry_filters import kept_by
from kraamzorg_app.queries.scopes import Part

Rows = Select[*tuple[Any, ...]]
_STATEMENTS = 512
_IS_NOT_BORN = col(WaitingListEntry.birth_reported_at).is_(None)
_SORT_COLUMNS: dict[SortKey, tuple[Any, ...]] = {
    SortKey.DUE_DATE: (WaitingListEntry.due_date, WaitingListEntry.id),
    SortKey.PC4: (WaitingListEntry.pc4, WaitingListEntry.due_date, WaitingListEntry.id),
    SortKey.CLIENT_NUMBER: (WaitingListEntry.client_number, WaitingListEntry.id),
    SortKey.BIRTHS: (
        _IS_NOT_BORN.label("is_not_born"),
        WaitingListEntry.due_date,
        WaitingListEntry.id,
    ),
    SortKey.URGENCY: (
        # Written as in the index for it, or that would not serve.
        _IS_NOT_BORN.label("is_not_born"),
        col(WaitingListEntry.escalated_at).is_(None).label("is_not_escalated"),
        WaitingListEntry.due_date,
        WaitingListEntry.id,
    ),
}


def visible_to(actor: Actor) -> Rows:
    """Select the entries that exist for this actor."""
    return select(WaitingListEntry).where(scope(actor))


def scope(actor: Actor) -> ColumnElement[bool]:
    """Give the condition on `WaitingListEntry` that keeps what this actor may see."""
    return scopes.condition(actor)


def by_id(actor: Actor, entry_id: UUID) -> Rows:
    """Select one entry with its client and names, when it is within the scope."""
    return with_names().where(scope(actor), col(WaitingListEntry.id) == entry_id)


def locked(entry_ids: Iterable[UUID]) -> Rows:
    """Select ids so that others who would change these entries wait; rows that refer to them go on.

    In a fixed order, so that two who lock several never wait for each other.
    """
    return (
        select(col(WaitingListEntry.id))
        .where(col(WaitingListEntry.id).in_(entry_ids))
        .order_by(col(WaitingListEntry.id))
        .with_for_update(key_share=True)
    )


def timeline_of(actor: Actor, entry_id: UUID) -> Rows:
    """Select the lines of an entry within the scope, with the names behind them; newest first."""
    offered = aliased(CareProvider)
    return (
        select(
            TimelineEvent,
            col(CareProvider.name),
            col(Insurer.name),
            col(Region.name),
            col(offered.name),
        )
        .join(WaitingListEntry, col(WaitingListEntry.id) == TimelineEvent.entry_id)
        .join(CareProvider, col(CareProvider.id) == TimelineEvent.provider_id, isouter=True)
        .join(Insurer, col(Insurer.id) == TimelineEvent.insurer_id, isouter=True)
        .join(Region, col(Region.id) == TimelineEvent.region_id, isouter=True)
        .join(offered, col(offered.id) == TimelineEvent.offered_provider_id, isouter=True)
        .where(scope(actor), col(TimelineEvent.entry_id) == entry_id)
        .order_by(col(TimelineEvent.happened_at).desc(), col(TimelineEvent.id))
    )


def listed(
    actor: Actor, request: ListRequest, *, is_narrow: bool, page_size: int = PAGE_SIZE
) -> Rows:
    """Select one page of a list: entry, client, and names of region, label and provider.

    The page's ids are found first, along an index for each part of the scope, and only its rows
    are read. `is_narrow` says that the filter keeps few, so that looking them up is cheaper than
    going through the list in its order.
    """
    return _page(scopes.parts(actor, request.state), request, is_narrow, page_size)


@lru_cache(maxsize=_STATEMENTS)
def _page(parts: tuple[Part, ...], request: ListRequest, is_narrow: bool, page_size: int) -> Rows:
    """Build the statement of a page; kept, since building it costs more than running it."""
    if not parts:
        return with_names().where(false())
    last = request.page * page_size
    pages = [page for part in parts for page in _pages_of(part, request, last, is_narrow)]
    ordered = pages[0] if len(pages) == 1 else _merged(pages, request)
    found = ordered.limit(page_size).offset(last - page_size).subquery()
    return (
        with_names()
        .join(found, found.c.id == col(WaitingListEntry.id))
        .order_by(*_in_direction(request, [found.c[name] for name in _sort_names(request)]))
    )


def _pages_of(part: Part, request: ListRequest, count: int, is_narrow: bool) -> list[Rows]:
    """Select the sort columns of the first entries of one part; of some orders in two pieces."""
    columns = _SORT_COLUMNS[request.sort]
    kept = kept_by(request.filter, is_narrow=is_narrow)
    if is_narrow:
        return [_first_of(part, request, count, kept, _unindexed(columns))]
    if request.sort is not SortKey.BIRTHS:
        return [_first_of(part, request, count, kept, columns)]
    # Few reported a birth, and an index by due date serves all others.
    order = columns[1:]
    return [
        _first_of(part, request, count, [*kept, ~_IS_NOT_BORN], _unindexed(order)),
        _first_of(part, request, count, [*kept, _IS_NOT_BORN], order),
    ]


def _unindexed(columns: tuple[Any, ...]) -> tuple[Any, ...]:
    """Sort in the order of no index, or the database goes through all of it instead."""
    return func.coalesce(columns[0], columns[0]), *columns[1:]


def _first_of(
    part: Part,
    request: ListRequest,
    count: int,
    kept: Sequence[ColumnElement[bool]],
    order: Sequence[Any],
) -> Rows:
    return (
        select(*_SORT_COLUMNS[request.sort])
        .where(col(WaitingListEntry.state) == request.state, part.condition(), *kept)
        .order_by(*_in_direction(request, order))
        .limit(count)
    )


def _merged(pages: list[Rows], request: ListRequest) -> Rows:
    """Put the first ones of every part in one order."""
    united = union_all(*(select(page.subquery()) for page in pages)).subquery()
    columns = [united.c[name] for name in _sort_names(request)]
    return select(*columns).order_by(*_in_direction(request, columns))


def _sort_names(request: ListRequest) -> list[str]:
    return [column.key for column in _SORT_COLUMNS[request.sort]]


def _in_direction(request: ListRequest, columns: Iterable[Any]) -> list[Any]:
    # Every column turns, so that an index that is read backwards gives the order.
    return [column.desc() if request.is_descending else column.asc() for column in columns]


def born(actor: Actor, limit: int) -> Rows:
    """Select the waiting clients who reported their birth: the most urgent of all."""
    return (
        with_names()
        .where(
            scope(actor),
            col(WaitingListEntry.state) == EntryState.WAITING,
            col(WaitingListEntry.birth_reported_at).is_not(None),
        )
        .order_by(col(WaitingListEntry.birth_reported_at), col(WaitingListEntry.id))
        .limit(limit)
    )


def in_order(actor: Actor, request: ListRequest) -> Rows:
    """Select everything that a list's filter keeps, not yet ordered or paged."""
    return with_names().where(
        col(WaitingListEntry.state) == request.state,
        scopes.any_of(scopes.parts(actor, request.state)),
        *kept_by(request.filter, is_narrow=True),
    )


def waiting_per_region(actor: Actor) -> Rows:
    """Count the waiting entries that this actor may see, by region."""
    return entry_counts.per_region(actor, EntryState.WAITING)


def with_names() -> Rows:
    """Select entries with what `EntryRow` holds; the caller keeps to the scope."""
    preferred = aliased(CareProvider)
    return (
        select(
            WaitingListEntry,
            Client,
            col(Region.name).label("region_name"),
            col(InsurerLabel.name).label("label_name"),
            col(CareProvider.name).label("provider_name"),
            col(Region.nearing_weeks),
            col(Region.soon_weeks),
            col(Region.critical_weeks),
            col(preferred.name).label("preferred_name"),
        )
        .join(Client, col(Client.id) == WaitingListEntry.client_id)
        .join(Region, col(Region.id) == WaitingListEntry.region_id)
        .join(InsurerLabel, col(InsurerLabel.id) == WaitingListEntry.label_id)
        .join(CareProvider, col(CareProvider.id) == WaitingListEntry.provider_id, isouter=True)
        .join(preferred, col(preferred.id) == WaitingListEntry.preferred_provider_id, isouter=True)
    )
