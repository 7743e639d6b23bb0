"""How many entries an actor may see, from the kept counts: the cost does not grow with the list."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import lru_cache
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, ScalarSelect, Select, false, func, literal, select
from sqlmodel import col

from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.entries import EntryState
from kraamzorg_app.domain.listing import BY_DUE_DATE, EntryFilter, Mark, MarkedSpan
from kraamzorg_app.models.entry_counts import EVERY, LONGEST_GRAM, EntryCount
from kraamzorg_app.models.organizations import Region
from kraamzorg_app.models.waiting_list import WaitingListEntry
from kraamzorg_app.queries import scopes
from kraamzorg_app.queries.entry_filters import due_between, kept_by
from kraamzorg_app.queries.scopes import Part

_STATEMENTS = 1_024


def counted(actor: Actor, state: EntryState, entry_filter: EntryFilter) -> Select[int, int]:
    """Select how many there are in one state within the scope, and how many a filter keeps."""
    return _counted(scopes.parts(actor, state), state, entry_filter)


@lru_cache(maxsize=_STATEMENTS)
def _counted(
    parts: tuple[Part, ...], state: EntryState, entry_filter: EntryFilter
) -> Select[int, int]:
    """Build the statement; kept, since building it costs more than running it."""
    total = _count(parts, state, EntryFilter())
    shown = total if entry_filter.is_empty else _count(parts, state, entry_filter)
    return select(total.label("total"), shown.label("shown"))


def per_region(actor: Actor, state: EntryState) -> Select[UUID, int]:
    """Select the regions and how many entries in a state the actor may see in each.

    Only for scopes that the kept counts know: not for a provider's own clients.
    """
    terms = [term for part in scopes.parts(actor, state) for term in _terms(part)]
    pieces = [_by_region(state, *term) for term in terms]
    nothing = select(col(Region.id), literal(0).label("entries")).where(false())
    united = nothing.union_all(*pieces).subquery()
    total = func.sum(united.c.entries)
    return select(united.c.id, total).group_by(united.c.id).having(total > 0)


def per_region_and_day(actor: Actor, state: EntryState, before: date) -> Select[UUID, date, int]:
    """Select the same by due date, of those who are due before a day."""
    terms = [term for part in scopes.parts(actor, state) for term in _terms(part)]
    due = col(EntryCount.due_date)
    pieces = [_by_region(state, *term).add_columns(due).where(due < before) for term in terms]
    on_no_day = literal(before).label("due_date")
    nothing = select(col(Region.id), literal(0).label("entries"), on_no_day).where(false())
    united = nothing.union_all(*pieces).subquery()
    total = func.sum(united.c.entries)
    return (
        select(united.c.id, united.c.due_date, total)
        .group_by(united.c.id, united.c.due_date)
        .having(total > 0)
    )


def _by_region(
    state: EntryState, sign: int, region_id: UUID, insurer_id: UUID
) -> Select[UUID, int]:
    selected = (
        select(col(Region.id), (sign * col(EntryCount.entries)).label("entries"))
        .join(EntryCount, col(EntryCount.region_id) == col(Region.id))
        .where(
            col(EntryCount.state) == state,
            col(EntryCount.insurer_id) == insurer_id,
            col(EntryCount.gram) == "",
        )
    )
    return selected if region_id == EVERY else selected.where(col(Region.id) == region_id)


def _count(
    parts: tuple[Part, ...], state: EntryState, entry_filter: EntryFilter
) -> ColumnElement[int]:
    if not parts:
        return literal(0)
    has_known_mark = entry_filter.mark is None or entry_filter.mark in BY_DUE_DATE
    is_known = has_known_mark and entry_filter.intake is None
    is_short = len(entry_filter.pc4_contains) <= LONGEST_GRAM
    if not (is_known and is_short and all(part.is_counted for part in parts)):
        return _read(parts, state, entry_filter)
    counts: ColumnElement[int] = literal(0)
    for part in parts:
        for sign, region_id, insurer_id in _terms(part):
            for span in entry_filter.spans if entry_filter.mark else (MarkedSpan(),):
                kept = _kept(state, region_id, insurer_id, entry_filter, span)
                counts = counts + kept if sign > 0 else counts - kept
    if entry_filter.mark is None:
        return counts
    # The kept counts do not know of births, which are few: they are another mark.
    return counts - _read(parts, state, replace(entry_filter, mark=Mark.BORN))


def _terms(part: Part) -> list[tuple[int, UUID, UUID]]:
    """Say which counts to add and to subtract: sign, region, insurer."""
    region_id = part.region_id or EVERY
    terms = [(1, region_id, part.insurer_id or EVERY)]
    if part.except_insurer_id is not None:
        terms.append((-1, region_id, part.except_insurer_id))
    return terms


def _kept(
    state: EntryState,
    region_id: UUID,
    insurer_id: UUID,
    entry_filter: EntryFilter,
    span: MarkedSpan,
) -> ScalarSelect[int]:
    in_region = col(EntryCount.region_id) == region_id
    if span.region_ids is not None:
        within = set(span.region_ids) if region_id == EVERY else {region_id} & set(span.region_ids)
        in_region = col(EntryCount.region_id).in_(sorted(within))
    return (
        select(func.coalesce(func.sum(col(EntryCount.entries)), 0).cast(Integer))
        .where(
            col(EntryCount.state) == state,
            in_region,
            col(EntryCount.insurer_id) == insurer_id,
            col(EntryCount.gram) == entry_filter.pc4_contains,
            *due_between(col(EntryCount.due_date), entry_filter),
            *due_between(col(EntryCount.due_date), span),
        )
        .scalar_subquery()
    )


def _read(
    parts: tuple[Part, ...], state: EntryState, entry_filter: EntryFilter
) -> ColumnElement[int]:
    """Count by reading along an index: few entries have three digits or one provider."""
    counts: ColumnElement[int] = literal(0)
    for part in parts:
        counts = counts + (
            select(func.count())
            .select_from(WaitingListEntry)
            .where(
                col(WaitingListEntry.state) == state,
                part.condition(),
                *kept_by(entry_filter, is_narrow=True),
            )
            .scalar_subquery()
        )
    return counts
