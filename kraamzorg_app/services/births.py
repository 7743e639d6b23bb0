"""A birth while she waits ("Ik ben bevallen"): told at once to everybody who can help."""

from __future__ import annotations

from sqlmodel import col

from kraamzorg_app.domain.entries import EntryState, TimelineKind
from kraamzorg_app.domain.errors import Conflict
from kraamzorg_app.domain.notifications import Circumstance, Notification
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.models.waiting_list import WaitingListEntry
from kraamzorg_app.services import audit, client_sessions, outbox, timeline, transitions
from kraamzorg_app.services.audit import LogEvent, Purpose
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

_WAITING = (EntryState.AWAITING_AUTHORIZATION, EntryState.WAITING)
_STILL_WAITS = col(WaitingListEntry.state).in_(_WAITING)


@use_case(Permission.OWN_BIRTH)
def report(work: UnitOfWork) -> None:
    """Report that the baby is there: she becomes the most urgent of all.

    Needs her link only, not her birth date. A second report changes nothing. Raises
    `Conflict("not_waiting")` when she has a provider already or is off the list.
    """
    entry = _own(work)
    if entry.state not in _WAITING:
        raise Conflict("not_waiting")
    is_first = col(WaitingListEntry.birth_reported_at).is_(None)
    reported = {"birth_reported_at": work.now, "unanswered_since": None}
    if not transitions.change(work, entry, is_first & _STILL_WAITS, **reported):
        if entry.state not in _WAITING:
            raise Conflict("not_waiting")
        return
    timeline.add(work, entry.id, TimelineKind.BIRTH_REPORTED)
    _record(work, LogEvent.BIRTH_REPORTED)
    tell(work, Notification.BIRTH_REPORTED, entry)


@use_case(Permission.OWN_ENTRY)
def undo(work: UnitOfWork) -> None:
    """Take back a report made by mistake; everybody who was told hears of it."""
    entry = _own(work)
    is_reported = col(WaitingListEntry.birth_reported_at).is_not(None)
    if not transitions.change(work, entry, is_reported & _STILL_WAITS, birth_reported_at=None):
        return
    timeline.add(work, entry.id, TimelineKind.BIRTH_UNDONE)
    _record(work, LogEvent.BIRTH_UNDONE)
    tell(work, Notification.BIRTH_UNDONE, entry)


def tell(work: UnitOfWork, notification: Notification, entry: WaitingListEntry) -> None:
    """Tell everybody who can help; before she is let on to the list that is the coordinator."""
    is_listed = entry.state is EntryState.WAITING
    circumstances = frozenset(() if is_listed else {Circumstance.NOT_ON_LIST})
    outbox.notify(work, notification, entry=entry, circumstances=circumstances)


def _own(work: UnitOfWork) -> WaitingListEntry:
    return work.session.get_one(WaitingListEntry, work.actor.entry_id)


def _record(work: UnitOfWork, event: LogEvent) -> None:
    subjects = [client_sessions.log_id(work)]
    audit.record(work, event, "U", subjects=subjects, purpose=Purpose.OWN_DATA)
