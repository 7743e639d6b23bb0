"""The intake of a client: planned and done, by whom the region's agreement says."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final
from uuid import UUID

from sqlmodel import col, select

from kraamzorg_app.domain.actors import Role
from kraamzorg_app.domain.calendar import amsterdam_day, parse_date
from kraamzorg_app.domain.entries import TimelineKind
from kraamzorg_app.domain.errors import Conflict, FieldErrors, NotAllowed
from kraamzorg_app.domain.intake import IntakeState
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.models.organizations import IntakeBy, Region
from kraamzorg_app.models.waiting_list import WaitingListEntry
from kraamzorg_app.services import audit, entry_actions, offer_endings, timeline, transitions
from kraamzorg_app.services.audit import LogEvent, Purpose
from kraamzorg_app.services.entry_views import EntryRow
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case
from kraamzorg_app.services.waiting_list import visible_row

_FARTHEST: Final = timedelta(weeks=44)


@use_case(Permission.INTAKE_RECORD)
def are_done_here(work: UnitOfWork) -> bool:
    """Say whether the actor does intakes in one of the regions, so that they can be filtered."""
    actor = work.actor
    is_coordinator = actor.role is Role.COORDINATOR
    region_ids = actor.region_ids if is_coordinator else actor.approved_region_ids
    by = IntakeBy.COORDINATOR if is_coordinator else IntakeBy.PROVIDER
    found = select(Region.id).where(col(Region.id).in_(region_ids), Region.intake_by == by)
    return work.session.exec(found.limit(1)).first() is not None


@use_case(Permission.INTAKE_RECORD)
def plan(work: UnitOfWork, entry_id: UUID, day: str) -> None:
    """Plan the intake on a day, typed as dd-mm-jjjj; another day moves it.

    Raises `FieldErrors` on "intake_on", `NotAllowed` when the agreement lets somebody else do it.
    """
    on = _day(day)
    if not work.today <= on <= work.today + _FARTHEST:
        raise FieldErrors({"intake_on": "date_past" if on < work.today else "date_far"})
    row = _row(work, entry_id)
    _write(work, row, TimelineKind.INTAKE_PLANNED, on, intake_planned_on=on)


@use_case(Permission.INTAKE_RECORD)
def finish(work: UnitOfWork, entry_id: UUID, day: str) -> None:
    """Note on which day the intake was done; raises as `plan`."""
    on = _day(day)
    row = _row(work, entry_id)
    if on > work.today:
        raise FieldErrors({"intake_on": "date_in_future"})
    if on < amsterdam_day(row.entry.placed_at):
        raise FieldErrors({"intake_on": "date_before_list"})
    _write(work, row, TimelineKind.INTAKE_DONE, on, intake_done_on=on)


def _day(typed: object) -> date:
    day = parse_date(typed) if isinstance(typed, str) else None
    if day is None:
        raise FieldErrors({"intake_on": "date_form" if typed else "required"})
    return day


def _row(work: UnitOfWork, entry_id: UUID) -> EntryRow:
    """Find a client whose intake is this actor's to do, and not done yet."""
    row = visible_row(work, entry_id)
    if not entry_actions.does_intake(work, row, offer_endings.pending_of(work, row.entry.id)):
        raise NotAllowed
    return row


def _write(work: UnitOfWork, row: EntryRow, kind: TimelineKind, on: date, **values: date) -> None:
    state = IntakeState.DONE if kind is TimelineKind.INTAKE_DONE else IntakeState.PLANNED
    entry = WaitingListEntry
    is_open = (col(entry.state) == row.entry.state) & (col(entry.intake) != IntakeState.DONE)
    if not transitions.change(work, row.entry, is_open, intake=state, **values):
        raise Conflict("state_changed")
    timeline.add(work, row.entry.id, kind, detail=on.isoformat())
    audit.record(
        work,
        LogEvent.INTAKE_RECORDED,
        "U",
        subjects=[row.client.log_id],
        purpose=Purpose.CARE,
        details={"intake": state, "on": on.isoformat()},
    )
