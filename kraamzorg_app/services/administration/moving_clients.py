"""What happens to the clients who wait in a postcode that goes to another region."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from kraamzorg_app.domain.code_red import Period, is_open
from kraamzorg_app.domain.entries import TimelineKind
from kraamzorg_app.domain.notifications import Notification
from kraamzorg_app.domain.offers import WithdrawReason
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.models.administration import TerritoryChange
from kraamzorg_app.models.organizations import CodeRedPeriod
from kraamzorg_app.models.waiting_list import WaitingListEntry
from kraamzorg_app.queries import territory
from kraamzorg_app.services import offer_endings, outbox, preference_endings, timeline, transitions
from kraamzorg_app.services.administration import changes
from kraamzorg_app.services.audit import LogEvent
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

Pair = tuple[UUID, UUID]


@dataclass(frozen=True, slots=True)
class Effect:
    """How many clients a move concerns."""

    waiting: int = 0
    staying: int = 0
    """The list of the new region is not open for their due date."""
    invitations: int = 0


def effects(work: UnitOfWork, pairs: Mapping[Pair, set[int]]) -> dict[Any, Effect]:
    """Count for each pair of regions the clients and open invitations in the postcodes."""
    formers = {former for former, _ in pairs}
    waiting = work.session.execute(territory.waiting_in(formers)).all()
    invitations = work.session.execute(territory.open_invitations_in(formers)).scalars().all()
    periods = {region_id: periods_of(work, region_id) for _, region_id in pairs}
    found = {}
    for (former, region_id), pc4s in pairs.items():
        due = [row.due_date for row in waiting if row.region_id == former and int(row.pc4) in pc4s]
        found[former, region_id] = Effect(
            len(due),
            sum(not is_open(periods[region_id], day) for day in due),
            sum(each.region_id == former and int(each.pc4) in pc4s for each in invitations),
        )
    return found


def carry_out(work: UnitOfWork, change: TerritoryChange) -> None:
    """Let the clients of a decided move go along, or note that they stay.

    Whose due date the new region's list is not open for stays where she is, so that nobody drops
    off a list; coordinators on both sides are told once.
    """
    change.done_at = work.now
    periods = periods_of(work, change.region_id)
    rows = work.session.execute(territory.waiting_in([change.former_region_id])).all()
    concerned = [row for row in rows if _is_in(row.pc4, change.ranges)]
    may_go = {row.id for row in concerned if is_open(periods, row.due_date)}
    going = may_go if change.clients_move else set()
    subjects, moved = [], 0
    for entry, log_id in work.session.execute(
        territory.with_clients(row.id for row in concerned)
    ).all():
        subjects.append(log_id)
        if entry.id in going:
            moved += _move(work, entry, change)
        elif change.clients_move:
            timeline.add(work, entry.id, TimelineKind.LIST_CLOSED_FOR_DATE)
    if change.clients_move:
        _move_invitations(work, change, periods)
    if moved:
        outbox.notify(
            work,
            Notification.CLIENTS_MOVED,
            region_id=change.region_id,
            former_region_id=change.former_region_id,
        )
    changes.record(
        work,
        LogEvent.CLIENTS_MOVED,
        {"clients": "move" if change.clients_move else "stay", "ranges": change.ranges},
        before={"region": change.former_region_id, "clients": len(concerned)},
        after={"region": change.region_id, "clients": moved},
        subjects=subjects,
    )


@use_case(Permission.JOB_MOVE_POSTCODES)
def carry_out_due(work: UnitOfWork) -> int:
    """Carry out the moves whose day has come and give how many there were; twice does no harm."""
    due = work.session.execute(territory.due_changes(work.today)).scalars().all()
    for change in due:
        carry_out(work, change)
    return len(due)


def periods_of(work: UnitOfWork, region_id: UUID) -> tuple[Period, ...]:
    """Give the code-rood periods of a region."""
    rows = work.session.exec(select(CodeRedPeriod).where(CodeRedPeriod.region_id == region_id))
    return tuple(Period(row.starts_on, row.ends_on) for row in rows)


def _move(work: UnitOfWork, entry: WaitingListEntry, change: TerritoryChange) -> bool:
    still_there = col(WaitingListEntry.region_id) == change.former_region_id
    on_her_way = col(WaitingListEntry.state).in_(territory.ON_THEIR_WAY)
    moved = {"region_id": change.region_id, "escalated_at": None}
    if not transitions.change(work, entry, still_there & on_her_way, **moved):
        return False
    offer_endings.withdraw_pending(work, entry, WithdrawReason.MOVED_REGION)
    preference_endings.drop_when_moved(work, entry)
    timeline.add(work, entry.id, TimelineKind.MOVED_REGION)
    return True


def _move_invitations(
    work: UnitOfWork, change: TerritoryChange, periods: tuple[Period, ...]
) -> None:
    found = work.session.execute(territory.open_invitations_in([change.former_region_id]))
    for invitation in found.scalars():
        if _is_in(invitation.pc4, change.ranges) and is_open(periods, invitation.due_date):
            invitation.region_id = change.region_id


def _is_in(pc4: str, ranges: list[list[int]]) -> bool:
    return any(first <= int(pc4) <= last for first, last in ranges)
