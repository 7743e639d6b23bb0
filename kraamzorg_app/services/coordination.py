"""What a coordinator decides about a place on the list: let it on, send it back, close it."""

from __future__ import annotations

from uuid import UUID

from kraamzorg_app.domain.entries import CloseReason, EntryState, TimelineKind
from kraamzorg_app.domain.errors import Conflict, FieldErrors
from kraamzorg_app.domain.helpdesk import holds_bsn
from kraamzorg_app.domain.notifications import Notification
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.services import audit, births, outbox, placements, timeline, transitions
from kraamzorg_app.services.audit import LogEvent
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case
from kraamzorg_app.services.waiting_list import checked_note, chosen, visible_row


@use_case(Permission.ENTRY_AUTHORIZE)
def authorize(work: UnitOfWork, entry_id: UUID) -> None:
    """Let a client whom an insurer invited on to the list; everybody is told as when placed."""
    row = visible_row(work, entry_id)
    if row.entry.state is not EntryState.AWAITING_AUTHORIZATION:
        raise Conflict("state_changed")
    transitions.move(work, row.entry, EntryState.WAITING)
    timeline.add(work, entry_id, TimelineKind.AUTHORIZED)
    audit.record(work, LogEvent.ENTRY_AUTHORIZED, "U", subjects=[row.client.log_id])
    placements.tell(work, row.entry)
    if row.entry.birth_reported_at is not None:
        births.tell(work, Notification.BIRTH_REPORTED, row.entry)


@use_case(Permission.ENTRY_AUTHORIZE)
def send_back(work: UnitOfWork, entry_id: UUID, reason: str, note: str = "") -> None:
    """Refuse a place that waits for authorization, for a reason from the list; she is told.

    `note` is a sentence to whoever invited her, read in the tool. Raises `FieldErrors` without one
    or with a BSN in it. When the pregnancy ended nobody but the coordinator reads why.
    """
    row = visible_row(work, entry_id)
    why, text = chosen(CloseReason, reason), checked_note(note)
    is_told = why is not CloseReason.PREGNANCY_ENDED
    if is_told and (not text or holds_bsn(text)):
        raise FieldErrors({"note": "holds_bsn" if text else "required"})
    if row.entry.state is not EntryState.AWAITING_AUTHORIZATION:
        raise Conflict("state_changed")
    transitions.close(work, row.entry, why, note=text, kind=TimelineKind.SENT_BACK)
    if is_told:
        outbox.notify(work, Notification.SENT_BACK, entry=row.entry)
    audit.record(work, LogEvent.ENTRY_CLOSED, "U", subjects=[row.client.log_id])


@use_case(Permission.ENTRY_CLOSE)
def close(work: UnitOfWork, entry_id: UUID, reason: str, note: str = "") -> None:
    """Take a client off the list for a reason; the others read "van de wachtlijst af" only."""
    row = visible_row(work, entry_id)
    why, text = chosen(CloseReason, reason), checked_note(note)
    transitions.close(work, row.entry, why, note=text)
    audit.record(work, LogEvent.ENTRY_CLOSED, "U", subjects=[row.client.log_id])
