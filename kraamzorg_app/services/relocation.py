"""What follows when postcode or due date of a client on the list changes (design, section 4)."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import col

from kraamzorg_app.domain.entries import EntryState, TimelineKind
from kraamzorg_app.domain.errors import Conflict
from kraamzorg_app.domain.notifications import Notification
from kraamzorg_app.domain.offers import WithdrawReason
from kraamzorg_app.models.organizations import Region
from kraamzorg_app.models.waiting_list import WaitingListEntry
from kraamzorg_app.queries import regions
from kraamzorg_app.services import (
    offer_endings,
    outbox,
    preference_endings,
    region_check,
    timeline,
    transitions,
)
from kraamzorg_app.services.unit_of_work import UnitOfWork

_ON_ITS_WAY = (EntryState.AWAITING_AUTHORIZATION, EntryState.WAITING)


def relocate(
    work: UnitOfWork,
    entry: WaitingListEntry,
    pc4: str,
    due_date: date,
    *,
    condition: ColumnElement[bool],
) -> bool:
    """Give an entry another PC4 or due date, and run the check again; says if a list is open there.

    Another open region: the entry moves and both coordinators are told. Closed: it stays and the
    coordinator decides. Raises `FieldErrors` for an unknown postcode, and
    `Conflict("changed_meanwhile")` when the condition no longer holds.
    """
    found = region_check.of(work, pc4, due_date)
    former = entry.region_id
    moves = found.is_open and found.region_id != former and entry.state in _ON_ITS_WAY
    region_id = found.region_id if moves else former
    escalated_at = entry.escalated_at
    if moves or not _is_past_last_threshold(work, region_id, due_date):
        escalated_at = None
    changed = transitions.change(
        work,
        entry,
        condition,
        pc4=pc4,
        due_date=due_date,
        region_id=region_id,
        escalated_at=escalated_at,
    )
    if not changed:
        raise Conflict("changed_meanwhile")
    offer_endings.follow_due_date(work, entry)
    preference_endings.drop_when_moved(work, entry)
    if moves:
        offer_endings.withdraw_pending(work, entry, WithdrawReason.MOVED_REGION)
        timeline.add(work, entry.id, TimelineKind.MOVED_REGION)
        outbox.notify(work, Notification.MOVED_REGION, entry=entry, former_region_id=former)
    elif not found.is_open and entry.state in _ON_ITS_WAY:
        timeline.add(work, entry.id, TimelineKind.LIST_CLOSED_FOR_DATE)
        outbox.notify(work, Notification.LIST_CLOSED_FOR_DATE, entry=entry)
    return found.is_open


def leave_ended_region(work: UnitOfWork, entry: WaitingListEntry) -> None:
    """Let who comes back to the list of a region that ended wait where her postcode is today.

    A region ends when nobody waits there, but whom a provider takes care of can still come back.
    Open for her due date or not: on the list that ended no coordinator would see her.
    """
    former = entry.region_id
    ended_on = work.session.get_one(Region, former).ended_on
    now_there = work.session.execute(regions.serving(entry.pc4, work.today)).scalars().first()
    if ended_on is None or ended_on > work.today or now_there is None:
        return
    still_there = col(WaitingListEntry.region_id) == former
    if transitions.change(work, entry, still_there, region_id=now_there.id):
        preference_endings.drop_when_moved(work, entry)
        timeline.add(work, entry.id, TimelineKind.MOVED_REGION)
        outbox.notify(work, Notification.MOVED_REGION, entry=entry, former_region_id=former)


def _is_past_last_threshold(work: UnitOfWork, region_id: UUID, due_date: date) -> bool:
    weeks = work.session.get_one(Region, region_id).critical_weeks
    return due_date <= work.today + timedelta(weeks=weeks)
