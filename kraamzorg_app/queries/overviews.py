"""Counts of the list and of its history by region, within an actor's scope; never a row.

What waits now comes from the kept counts; what happened is counted week by week along the indexes
on when it happened.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Subquery,
    and_,
    case,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlmodel import col
from sqlmodel.sql.sqltypes import UTCDateTime

from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.entries import EntryState, TimelineKind
from kraamzorg_app.domain.offers import OfferState
from kraamzorg_app.domain.overviews import Span, start_of
from kraamzorg_app.models.capacity import CapacityWeek, ProviderCapacity
from kraamzorg_app.models.offers import Offer
from kraamzorg_app.models.organizations import CareProvider, ProviderApproval
from kraamzorg_app.models.waiting_list import TimelineEvent, WaitingListEntry
from kraamzorg_app.queries import entry_counts, scopes

Rows = Select[*tuple[Any, ...]]


class _DaysBetween(FunctionElement[int]):
    """Whole days of 24 hours from one moment to another, which each database words otherwise."""

    type = Integer()
    inherit_cache = True


@compiles(_DaysBetween)
def _days_on_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    start, end = (compiler.process(clause, **options) for clause in element.clauses)
    return f"CAST(FLOOR(EXTRACT(EPOCH FROM {end} - {start}) / 86400) AS INTEGER)"


@compiles(_DaysBetween, "sqlite")
def _days_on_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    start, end = (compiler.process(clause, **options) for clause in element.clauses)
    return f"CAST((STRFTIME('%s', {end}) - STRFTIME('%s', {start})) / 86400 AS INTEGER)"


def waiting(actor: Actor) -> Rows:
    """Count who waits now, by region."""
    return entry_counts.per_region(actor, EntryState.WAITING)


def waiting_by_due_date(actor: Actor, before: date) -> Rows:
    """Count who waits and is due before a day, by region and due date."""
    return entry_counts.per_region_and_day(actor, EntryState.WAITING, before)


def born(actor: Actor) -> Rows:
    """Count who waits and has reported the birth, by region and due date."""
    return (
        select(col(WaitingListEntry.region_id), col(WaitingListEntry.due_date), func.count())
        .where(
            _in_scope(actor),
            col(WaitingListEntry.birth_reported_at).is_not(None),
            col(WaitingListEntry.state) == EntryState.WAITING,
        )
        .group_by(col(WaitingListEntry.region_id), col(WaitingListEntry.due_date))
    )


def placed(actor: Actor, span: Span) -> Rows:
    """Count who came on the lists: week (from 0), region, number."""
    return _by_week(
        actor,
        span,
        col(WaitingListEntry.placed_at),
        col(WaitingListEntry.state) != EntryState.AWAITING_AUTHORIZATION,
    )


def left_without_care(actor: Actor, span: Span) -> Rows:
    """Count who left the lists and was in nobody's care: week (from 0), region, number."""
    # A test on the row, or SQLite takes the index on who was never taken instead.
    accepted_at = col(WaitingListEntry.accepted_at)
    was_not_in_care = func.coalesce(accepted_at, accepted_at).is_(None)
    return _by_week(actor, span, col(WaitingListEntry.closed_at), was_not_in_care)


def taken_and_given_back(actor: Actor, span: Span) -> Rows:
    """Count who was taken in care or given back: week (from 0), region, number, which of both."""
    weeks, moment = _weeks(span), col(TimelineEvent.happened_at)
    kinds = (TimelineKind.ACCEPTED, TimelineKind.GIVEN_BACK)
    region, kind = col(WaitingListEntry.region_id), col(TimelineEvent.kind)
    return (
        select(weeks.c.number, region, func.count(), kind)
        .select_from(weeks)
        .join(TimelineEvent, _within(moment, weeks))
        .join(WaitingListEntry, col(WaitingListEntry.id) == col(TimelineEvent.entry_id))
        .where(kind.in_(kinds), _in_scope(actor))
        .group_by(weeks.c.number, region, kind)
    )


def closed_by_reason(actor: Actor, span: Span) -> Rows:
    """Count who left the lists and was in nobody's care: region, reason, number."""
    entry = WaitingListEntry
    return (
        select(col(entry.region_id), col(entry.close_reason), func.count())
        .where(
            _in_scope(actor),
            *_moment_in(col(entry.closed_at), span),
            col(entry.accepted_at).is_(None),
        )
        .group_by(col(entry.region_id), col(entry.close_reason))
    )


def taken_by_days(actor: Actor, span: Span) -> Rows:
    """Count who was taken in care: region, days waited, number."""
    entry = WaitingListEntry
    days = _DaysBetween(col(entry.placed_at), col(entry.accepted_at)).label("days")
    return (
        select(col(entry.region_id), days, func.count())
        .where(_in_scope(actor), *_moment_in(col(entry.accepted_at), span))
        .group_by(col(entry.region_id), days)
    )


def refused(actor: Actor, span: Span) -> Rows:
    """Count offers that were declined or not answered in time: region, reason or None, number."""
    region, reason = col(WaitingListEntry.region_id), col(Offer.decline_reason)
    return (
        select(region, reason, func.count())
        .join(Offer, col(Offer.entry_id) == col(WaitingListEntry.id))
        .where(
            _in_scope(actor),
            col(Offer.state).in_((OfferState.DECLINED, OfferState.EXPIRED)),
            *_moment_in(col(Offer.answered_at), span),
        )
        .group_by(region, reason)
    )


def standing_places(region_ids: Collection[UUID]) -> Rows:
    """Add up what providers state for every week, by region."""
    return _of_approved(
        select(
            col(ProviderCapacity.region_id), func.sum(col(ProviderCapacity.standing_places))
        ).group_by(col(ProviderCapacity.region_id)),
        ProviderCapacity,
        region_ids,
    )


def stated_places(region_ids: Collection[UUID], weeks: Sequence[str]) -> Rows:
    """Add up by how much single weeks differ from that: region, week, difference."""
    week = CapacityWeek
    places = case((col(week.is_closed), 0), else_=col(week.places))
    standing = func.coalesce(col(ProviderCapacity.standing_places), 0)
    rows = (
        select(col(week.region_id), col(week.week), func.sum(places - standing))
        .outerjoin(
            ProviderCapacity,
            and_(
                col(ProviderCapacity.provider_id) == col(week.provider_id),
                col(ProviderCapacity.region_id) == col(week.region_id),
            ),
        )
        .where(col(week.week).in_(weeks))
        .group_by(col(week.region_id), col(week.week))
    )
    return _of_approved(rows, CapacityWeek, region_ids)


def taken_since_stated(region_ids: Collection[UUID], before: date) -> Rows:
    """Count who was taken after the provider stated its places and is due before a day.

    Region, provider, due date, number, and what the provider states for every week.
    """
    entry = WaitingListEntry
    by = (col(entry.region_id), col(entry.provider_id), col(entry.due_date))
    standing = col(ProviderCapacity.standing_places)
    rows = (
        select(*by, func.count(), standing)
        .join(
            ProviderCapacity,
            and_(
                col(ProviderCapacity.provider_id) == col(entry.provider_id),
                col(ProviderCapacity.region_id) == col(entry.region_id),
            ),
        )
        .where(
            col(entry.state) == EntryState.ACCEPTED,
            col(entry.due_date) < before,
            col(entry.accepted_at) > col(ProviderCapacity.updated_at),
        )
        .group_by(*by, standing)
    )
    return _of_approved(rows, entry, region_ids)


def stated_by(
    provider_ids: Collection[UUID], region_ids: Collection[UUID], weeks: Sequence[str]
) -> Rows:
    """Select what some providers state for single weeks: region, provider, week, places."""
    week = CapacityWeek
    places = case((col(week.is_closed), 0), else_=col(week.places))
    return select(col(week.region_id), col(week.provider_id), col(week.week), places).where(
        col(week.provider_id).in_(sorted(provider_ids)),
        col(week.region_id).in_(sorted(region_ids)),
        col(week.week).in_(weeks),
    )


def _of_approved(rows: Rows, table: Any, region_ids: Collection[UUID]) -> Rows:
    """Keep what providers stated who still work in the region."""
    return (
        rows.join(
            ProviderApproval,
            and_(
                col(ProviderApproval.provider_id) == table.provider_id,
                col(ProviderApproval.region_id) == table.region_id,
            ),
        )
        .join(CareProvider, col(CareProvider.id) == table.provider_id)
        .where(col(table.region_id).in_(sorted(region_ids)), col(CareProvider.ended_at).is_(None))
    )


def _in_scope(actor: Actor) -> ColumnElement[bool]:
    """Keep the places whose list this actor sees, also those that have ended; only to count."""
    return scopes.any_of(scopes.parts(actor, EntryState.WAITING))


def _by_week(actor: Actor, span: Span, moment: Any, condition: ColumnElement[bool]) -> Rows:
    weeks, region = _weeks(span), col(WaitingListEntry.region_id)
    return (
        select(weeks.c.number, region, func.count())
        .select_from(weeks)
        .join(WaitingListEntry, _within(moment, weeks))
        .where(condition, _in_scope(actor))
        .group_by(weeks.c.number, region)
    )


def _weeks(span: Span) -> Subquery:
    """Make a table of the weeks with the moments between which each lies."""

    def moment(day: date) -> Any:
        return literal(start_of(day), UTCDateTime())

    starts = (*span.mondays, span.ends_on)
    rows = [
        select(
            literal(number).label("number"),
            moment(start).label("starts_at"),
            moment(end).label("ends_at"),
        )
        for number, (start, end) in enumerate(pairwise(starts))
    ]
    return union_all(*rows).subquery("week")


def _within(moment: Any, weeks: Subquery) -> ColumnElement[bool]:
    return and_(moment >= weeks.c.starts_at, moment < weeks.c.ends_at)


def _moment_in(moment: Any, span: Span) -> tuple[ColumnElement[bool], ...]:
    start: datetime = start_of(span.starts_on)
    return moment >= start, moment < start_of(span.ends_on)
