"""Counts for the start page; never a row of a client."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select
from sqlmodel import col

from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.entries import EntryState, InvitationState
from kraamzorg_app.domain.helpdesk import TicketState
from kraamzorg_app.models.helpdesk import JobReport, Ticket
from kraamzorg_app.models.messages import OutboxMessage
from kraamzorg_app.models.organizations import CodeRedPeriod, Pc4Range, Region
from kraamzorg_app.models.waiting_list import Invitation, WaitingListEntry
from kraamzorg_app.queries import entries, invitations

Rows = Select[*tuple[Any, ...]]


class FigureConditions(NamedTuple):
    """What some figures count by, as it follows from the regions and from who asks."""

    is_critical: ColumnElement[bool]
    may_know_escalated: ColumnElement[bool]
    may_know_unanswered: ColumnElement[bool]


def figures(actor: Actor, since: datetime, today: date, conditions: FigureConditions) -> Rows:
    """Count this person's entries by what they need, in the order of the start page."""
    state = col(WaitingListEntry.state)
    is_waiting = state == EntryState.WAITING
    is_enrolled = state == EntryState.ACCEPTED
    is_born = col(WaitingListEntry.birth_reported_at).is_not(None)
    return select(
        _count(is_waiting).label("waiting"),
        _count(is_waiting, is_born).label("born"),
        _count(is_waiting, ~is_born, conditions.is_critical).label("critical"),
        _count(is_waiting, ~is_born, col(WaitingListEntry.due_date) < today).label("overdue"),
        _count(
            is_waiting,
            col(WaitingListEntry.escalated_at).is_not(None),
            conditions.may_know_escalated,
        ).label("escalated"),
        _count(
            is_waiting,
            col(WaitingListEntry.unanswered_since).is_not(None),
            conditions.may_know_unanswered,
        ).label("unanswered"),
        _count(is_waiting, col(WaitingListEntry.placed_at) >= since).label("new"),
        _count(state == EntryState.AWAITING_AUTHORIZATION).label("awaiting"),
        _count(is_enrolled).label("enrolled"),
        _count(is_enrolled, col(WaitingListEntry.accepted_at) >= since).label("newly_enrolled"),
    ).where(entries.scope(actor), state != EntryState.CLOSED)


def _count(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count().filter(and_(*conditions))


def due_before(weeks_by_region: dict[UUID, int], today: date) -> ColumnElement[bool]:
    """Give the condition that a due date is nearer than its region's threshold."""
    regions: dict[int, list[UUID]] = {}
    for region_id, weeks in weeks_by_region.items():
        regions.setdefault(weeks, []).append(region_id)
    return or_(
        false(),
        *(
            and_(
                col(WaitingListEntry.region_id).in_(ids),
                col(WaitingListEntry.due_date) <= today + timedelta(weeks=weeks),
            )
            for weeks, ids in regions.items()
        ),
    )


def open_invitations(actor: Actor) -> Rows:
    """Count the invitations that wait for an answer."""
    return (
        select(func.count())
        .select_from(Invitation)
        .where(invitations.scope(actor), col(Invitation.state) == InvitationState.SENT)
    )


def regions(today: date) -> Rows:
    """Select every region by name, its thresholds, and whether its list is open ("code rood")."""
    is_code_red = exists().where(
        col(CodeRedPeriod.region_id) == col(Region.id), col(CodeRedPeriod.ends_on) >= today
    )
    return (
        select(
            col(Region.id),
            col(Region.name),
            col(Region.nearing_weeks),
            col(Region.soon_weeks),
            col(Region.critical_weeks),
            is_code_red.label("is_code_red"),
        )
        .where(or_(col(Region.ended_on).is_(None), col(Region.ended_on) > today))
        .order_by(col(Region.name))
    )


def postcode_ranges(today: date) -> Rows:
    """Select the postcode ranges of all regions that are in force."""
    return select(col(Pc4Range.region_id), col(Pc4Range.first_pc4), col(Pc4Range.last_pc4)).where(
        col(Pc4Range.valid_from) <= today,
        or_(col(Pc4Range.valid_to).is_(None), col(Pc4Range.valid_to) >= today),
    )


def mail_by_state() -> Rows:
    """Count the mails of the outbox by where they are."""
    return select(col(OutboxMessage.state), func.count()).group_by(col(OutboxMessage.state))


def jobs() -> Rows:
    """Select how each job goes, as the runners report it."""
    return select(JobReport).order_by(col(JobReport.job))


def open_tickets() -> Rows:
    """Count the questions that wait for the helpdesk."""
    return select(func.count()).select_from(Ticket).where(col(Ticket.state) == TicketState.OPEN)
