"""Entries within an actor's scope (design, section 3): every row of a client comes through here."""

from __future__ import annotations

from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlmodel import col

from kraamzorg_app.domain.actors import Actor, ActorKind, Role
from kraamzorg_app.domain.entries import EntryState
from kraamzorg_app.domain.listing import PAGE_SIZE, EntryFilter, ListRequest, SortKey
from kraamzorg_app.models.organizations import CareProvider, Insurer, InsurerLabel, Region
from kraamzorg_app.models.waiting_list import Client, TimelineEvent, WaitingListEntry

Rows = Select[*tuple[Any, ...]]
_ON_THE_LISTS = (EntryState.WAITING, EntryState.ACCEPTED)
_SORT_COLUMNS: dict[SortKey, Any] = {
    SortKey.DUE_DATE: WaitingListEntry.due_date,
    SortKey.PC4: WaitingListEntry.pc4,
    SortKey.CLIENT_NUMBER: WaitingListEntry.client_number,
}


def visible_to(actor: Actor) -> Rows:
    """Select the entries that exist for this actor."""
    return select(WaitingListEntry).where(scope(actor))


def scope(actor: Actor) -> ColumnElement[bool]:
    """Give the condition on `WaitingListEntry` that keeps what this actor may see."""
    if actor.kind is ActorKind.CLIENT:
        return col(WaitingListEntry.id) == actor.entry_id if actor.entry_id else false()
    match actor.role:
        case Role.COORDINATOR:
            return col(WaitingListEntry.region_id).in_(actor.region_ids)
        case Role.CARE_PROVIDER:
            return _provider_scope(actor)
        case Role.INSURER:
            return _insurer_scope(actor)
        case Role.FUNCTIONAL_ADMIN:
            return col(WaitingListEntry.state).in_(_ON_THE_LISTS)
        case _:
            return false()


def _provider_scope(actor: Actor) -> ColumnElement[bool]:
    return or_(
        and_(
            col(WaitingListEntry.state) == EntryState.WAITING,
            col(WaitingListEntry.region_id).in_(actor.approved_region_ids),
        ),
        and_(
            col(WaitingListEntry.state) == EntryState.ACCEPTED,
            col(WaitingListEntry.provider_id) == actor.provider_id,
        ),
        _awaits_and_invited_by(col(WaitingListEntry.inviter_provider_id) == actor.provider_id),
    )


def _insurer_scope(actor: Actor) -> ColumnElement[bool]:
    is_own = col(WaitingListEntry.insurer_id) == actor.insurer_id
    is_seen = is_own
    if actor.preferred_region_ids:
        is_seen = or_(is_own, col(WaitingListEntry.region_id).in_(actor.preferred_region_ids))
    return or_(
        and_(col(WaitingListEntry.state).in_(_ON_THE_LISTS), is_seen),
        _awaits_and_invited_by(col(WaitingListEntry.inviter_insurer_id) == actor.insurer_id),
    )


def _awaits_and_invited_by(is_inviter: ColumnElement[bool]) -> ColumnElement[bool]:
    is_awaiting = col(WaitingListEntry.state) == EntryState.AWAITING_AUTHORIZATION
    return and_(is_awaiting, is_inviter)


def by_id(actor: Actor, entry_id: UUID) -> Rows:
    """Select one entry with its client and names, when it is within the scope."""
    return _with_names().where(scope(actor), col(WaitingListEntry.id) == entry_id)


def timeline_of(actor: Actor, entry_id: UUID) -> Rows:
    """Select the lines of an entry within the scope, with the names behind them; newest first."""
    return (
        select(
            TimelineEvent,
            col(CareProvider.name),
            col(Insurer.name),
            col(Region.name),
        )
        .join(WaitingListEntry, col(WaitingListEntry.id) == TimelineEvent.entry_id)
        .join(CareProvider, col(CareProvider.id) == TimelineEvent.provider_id, isouter=True)
        .join(Insurer, col(Insurer.id) == TimelineEvent.insurer_id, isouter=True)
        .join(Region, col(Region.id) == TimelineEvent.region_id, isouter=True)
        .where(scope(actor), col(TimelineEvent.entry_id) == entry_id)
        .order_by(col(TimelineEvent.happened_at).desc(), col(TimelineEvent.id))
    )


def listed(actor: Actor, request: ListRequest, *, page_size: int = PAGE_SIZE) -> Rows:
    """Select one page of a list: entry, client, and names of region, label and provider."""
    order = _SORT_COLUMNS[request.sort]
    directed = order.desc() if request.is_descending else order.asc()
    return (
        in_order(actor, request)
        .order_by(directed, col(WaitingListEntry.id))
        .limit(page_size)
        .offset((request.page - 1) * page_size)
    )


def in_order(actor: Actor, request: ListRequest) -> Rows:
    """Select everything that a list's filter keeps, not yet ordered or paged."""
    return _with_names().where(*_conditions(actor, request.state, request.filter))


def counted(actor: Actor, state: EntryState, entry_filter: EntryFilter) -> Rows:
    """Count the entries in one state that a filter keeps."""
    return (
        select(func.count())
        .select_from(WaitingListEntry)
        .where(*_conditions(actor, state, entry_filter))
    )


def waiting_per_region(actor: Actor) -> Rows:
    """Count the waiting entries that this actor may see, by region."""
    return (
        select(col(WaitingListEntry.region_id), func.count())
        .where(*_conditions(actor, EntryState.WAITING, EntryFilter()))
        .group_by(col(WaitingListEntry.region_id))
    )


def _conditions(
    actor: Actor, state: EntryState, entry_filter: EntryFilter
) -> list[ColumnElement[bool]]:
    conditions = [col(WaitingListEntry.state) == state, scope(actor)]
    if entry_filter.pc4_contains:
        conditions.append(_pc4_contains(entry_filter.pc4_contains))
    if entry_filter.due_from is not None:
        conditions.append(col(WaitingListEntry.due_date) >= entry_filter.due_from)
    if entry_filter.due_to is not None:
        conditions.append(col(WaitingListEntry.due_date) <= entry_filter.due_to)
    return conditions


def _pc4_contains(fragment: str) -> ColumnElement[bool]:
    if not (fragment.isascii() and fragment.isdigit() and len(fragment) <= 4):  # noqa: PLR2004
        return false()
    if len(fragment) == 1:
        # Matches a third of all rows: reading along the index beats thousands of look-ups.
        return col(WaitingListEntry.pc4).like(f"%{fragment}%")
    return col(WaitingListEntry.pc4).in_(_pc4s_with(fragment))


@cache
def _pc4s_with(fragment: str) -> tuple[str, ...]:
    return tuple(pc4 for pc4 in map(str, range(1000, 10000)) if fragment in pc4)


def _with_names() -> Rows:
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
        )
        .join(Client, col(Client.id) == WaitingListEntry.client_id)
        .join(Region, col(Region.id) == WaitingListEntry.region_id)
        .join(InsurerLabel, col(InsurerLabel.id) == WaitingListEntry.label_id)
        .join(CareProvider, col(CareProvider.id) == WaitingListEntry.provider_id, isouter=True)
    )
