"""Who gets a digest, and what it counts; never a row of a client."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlmodel import col

from kraamzorg_app.domain.actors import Role
from kraamzorg_app.domain.entries import EntryState, InvitationState
from kraamzorg_app.domain.urgency import Span, Urgency
from kraamzorg_app.models.accounts import Membership, User
from kraamzorg_app.models.messages import BellItem, DigestKind, DigestReceipt, UpdateChoice
from kraamzorg_app.models.waiting_list import Invitation, WaitingListEntry
from kraamzorg_app.queries import recipients

Rows = Select[*tuple[Any, ...]]


def daily_left(period: str, due_at: datetime) -> Rows:
    """Select who may be told something this day and was not: coordinators, and who chose so."""
    has_items = exists().where(
        col(BellItem.awaits_digest).is_(True),
        col(BellItem.membership_id) == col(Membership.id),
        col(BellItem.created_at) < due_at,
    )
    return (
        select(col(Membership.id))
        .join(User, col(User.id) == Membership.user_id)
        .where(
            recipients.active(),
            col(Membership.accepted_at) < due_at,
            or_(col(Membership.role) == Role.COORDINATOR, has_items),
            ~has_receipt(DigestKind.DAILY, period),
        )
        .order_by(col(Membership.id))
    )


def weekly_readers() -> Rows:
    """Select who gets the weekly update: membership, chosen day, and the newest week it had."""
    newest = (
        select(func.max(col(DigestReceipt.period)))
        .where(
            col(DigestReceipt.membership_id) == col(Membership.id),
            col(DigestReceipt.kind) == DigestKind.WEEKLY,
        )
        .scalar_subquery()
    )
    return (
        select(Membership, col(UpdateChoice.day), newest)
        .join(User, col(User.id) == Membership.user_id)
        .join(UpdateChoice, col(UpdateChoice.membership_id) == Membership.id, isouter=True)
        .where(recipients.active(), col(Membership.role).in_((Role.COORDINATOR, Role.INSURER)))
        .order_by(col(Membership.id))
    )


def has_receipt(kind: DigestKind, period: str | ColumnElement[str]) -> ColumnElement[bool]:
    """Give the condition that a membership had the digest of a period."""
    return exists().where(
        col(DigestReceipt.membership_id) == col(Membership.id),
        col(DigestReceipt.kind) == kind,
        col(DigestReceipt.period) == period,
    )


def last_receipt(membership_id: UUID, kind: DigestKind, before: str) -> Select[Any]:
    """Select the digest that a membership had before a period."""
    return (
        select(DigestReceipt)
        .where(
            col(DigestReceipt.membership_id) == membership_id,
            col(DigestReceipt.kind) == kind,
            col(DigestReceipt.period) < before,
        )
        .order_by(col(DigestReceipt.period).desc())
        .limit(1)
    )


def gathered(membership_id: UUID, due_at: datetime) -> ColumnElement[bool]:
    """Give the condition that keeps what waits under a bell for the digest of a moment."""
    return and_(
        col(BellItem.awaits_digest).is_(True),
        col(BellItem.membership_id) == membership_id,
        col(BellItem.created_at) < due_at,
    )


def by_urgency(region_id: UUID, spans: Mapping[Urgency, Span]) -> Rows:
    """Count the waiting entries of a region by urgency, in the order of the spans; births last."""
    is_born = col(WaitingListEntry.birth_reported_at).is_not(None)
    levels = [
        func.count().filter(~is_born, *_between(*spans[level])).label(level.name.lower())
        for level in spans
    ]
    return select(*levels, func.count().filter(is_born).label("born")).where(*_waiting(region_id))


def past_thresholds(
    region_id: UUID, weeks: tuple[int, ...], before: date, today: date
) -> Select[int]:
    """Count who waited already and came past a threshold of the region since a day."""
    passed = [
        and_(
            col(WaitingListEntry.due_date) > before + timedelta(weeks=each),
            col(WaitingListEntry.due_date) <= today + timedelta(weeks=each),
        )
        for each in weeks
    ]
    return select(func.count()).where(
        *_waiting(region_id), col(WaitingListEntry.birth_reported_at).is_(None), or_(*passed)
    )


def awaiting(region_id: UUID) -> Select[int]:
    """Count who waits for the coordinator's authorization."""
    return select(func.count()).where(
        col(WaitingListEntry.state) == EntryState.AWAITING_AUTHORIZATION,
        col(WaitingListEntry.region_id) == region_id,
    )


def unanswered(region_id: UUID) -> Select[int]:
    """Count who has not said whether she still waits."""
    return select(func.count()).where(
        *_waiting(region_id), col(WaitingListEntry.unanswered_since).is_not(None)
    )


def expired(region_id: UUID, since: datetime) -> Select[int]:
    """Count the invitations for a region that nobody answered in time, since a moment."""
    return select(func.count()).where(
        col(Invitation.region_id) == region_id,
        col(Invitation.state) == InvitationState.EXPIRED,
        col(Invitation.ended_at) >= since,
    )


def _waiting(region_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return (
        col(WaitingListEntry.state) == EntryState.WAITING,
        col(WaitingListEntry.region_id) == region_id,
    )


def _between(first: date | None, last: date | None) -> list[ColumnElement[bool]]:
    conditions = []
    if first is not None:
        conditions.append(col(WaitingListEntry.due_date) >= first)
    if last is not None:
        conditions.append(col(WaitingListEntry.due_date) <= last)
    return conditions
