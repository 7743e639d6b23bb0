"""Sending of the outbox: claim a few, send them outside the transaction, note how each went.

A process may die anywhere in this. A row that is claimed and not settled goes back to the others
after a while, so a mail can leave twice but is never lost; both carry the same Message-ID.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import update
from sqlmodel import col, select

from kraamzorg_app.adapters.mail import MailNotSent, OutgoingMail
from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.entries import CloseReason
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.models.messages import OutboxMessage, OutboxState
from kraamzorg_app.models.waiting_list import WaitingListEntry
from kraamzorg_app.services import bounces, environment, unsubscribing
from kraamzorg_app.services.outbox import TABLE, WIPED
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

BATCH_SIZE = 20
STALE_AFTER = timedelta(minutes=5)
"""Longer than a batch can take: every mail of it at the time-out of the connection."""
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 1440))
"""Between tries; after the last one the mail has failed."""
FAILED_IS_KEPT = timedelta(days=14)
"""How long after its last try a failed mail can be sent again; then only its outcome stays."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """One mail that this process may send."""

    row: UUID
    claim: str
    mail: OutgoingMail


def send_due(actor: Actor) -> int:
    """Send everything that is due; gives how many mails left. Meant for one thread at a time."""
    transport = environment.current().mail
    sent = 0
    try:
        while batch := claim_batch(actor):
            for claimed in batch:
                if not may_leave(actor, claimed):
                    continue
                try:
                    transport.send(claimed.mail)
                except MailNotSent as failure:
                    note_failure(actor, claimed, failure.code, is_permanent=failure.is_permanent)
                    if failure.is_address_refused:
                        bounces.refused(actor, claimed.row, failure.code, claimed.mail.recipient)
                else:
                    note_sent(actor, claimed)
                    sent += 1
    finally:
        transport.close()
    return sent


@use_case(Permission.JOB_SEND_OUTBOX)
def claim_batch(work: UnitOfWork) -> list[Claimed]:
    """Claim the oldest mails that are due, by an update that two runners can't both win."""
    _release_stale(work)
    _wipe_failed(work)
    claim = uuid4().hex
    due = (
        select(OutboxMessage.id)
        .where(
            col(OutboxMessage.state) == OutboxState.PENDING,
            col(OutboxMessage.next_attempt_at) <= work.now,
        )
        .order_by(col(OutboxMessage.next_attempt_at))
        .limit(BATCH_SIZE)
        .with_for_update(skip_locked=True)
    )
    ids = work.session.exec(due).all()
    work.session.exec(
        update(OutboxMessage)
        .where(col(OutboxMessage.id).in_(ids), col(OutboxMessage.state) == OutboxState.PENDING)
        .values(
            state=OutboxState.CLAIMED,
            claimed_by=claim,
            claimed_at=work.now,
        )
    )
    rows = work.session.exec(
        select(OutboxMessage).where(
            col(OutboxMessage.id).in_(ids), col(OutboxMessage.claimed_by) == claim
        )
    ).all()
    return [_opened(work, row, claim) for row in rows if not _cancelled(work, row)]


@use_case(Permission.JOB_SEND_OUTBOX)
def may_leave(work: UnitOfWork, claimed: Claimed) -> bool:
    """Look once more, just before a mail leaves: the ones ahead of it can take minutes.

    Meanwhile it may have been cancelled, as when a pregnancy ended, or be somebody else's to send.
    """
    row = work.session.get_one(OutboxMessage, claimed.row)
    return row.state is OutboxState.CLAIMED and row.claimed_by == claimed.claim


@use_case(Permission.JOB_SEND_OUTBOX)
def note_sent(work: UnitOfWork, claimed: Claimed) -> None:
    """Note that a mail left, and wipe whom it went to and what it said."""
    work.session.exec(
        update(OutboxMessage)
        .where(
            col(OutboxMessage.id) == claimed.row,
            col(OutboxMessage.state) != OutboxState.SENT,
        )
        .values(state=OutboxState.SENT, sent_at=work.now, failure=None, claimed_by=None, **WIPED)
    )


@use_case(Permission.JOB_SEND_OUTBOX)
def note_failure(work: UnitOfWork, claimed: Claimed, code: str, *, is_permanent: bool) -> None:
    """Note that a mail did not leave: it is tried again later, or has failed for good."""
    row = work.session.get_one(OutboxMessage, claimed.row)
    if row.state is not OutboxState.CLAIMED or row.claimed_by != claimed.claim:
        return
    row.failure = code
    row.attempts += 1
    row.claimed_by = row.claimed_at = None
    if is_permanent or row.attempts > len(WAITS):
        row.state = OutboxState.FAILED
        row.next_attempt_at = work.now
        return
    row.state = OutboxState.PENDING
    row.next_attempt_at = work.now + WAITS[row.attempts - 1]


def _release_stale(work: UnitOfWork) -> None:
    """Give back what a process claimed that has not been heard of since."""
    work.session.exec(
        update(OutboxMessage)
        .where(
            col(OutboxMessage.state) == OutboxState.CLAIMED,
            col(OutboxMessage.claimed_at) < work.now - STALE_AFTER,
        )
        .values(state=OutboxState.PENDING, claimed_by=None, claimed_at=None)
    )


def _wipe_failed(work: UnitOfWork) -> None:
    """Wipe whom a mail was for and what it said, long after it failed."""
    work.session.exec(
        update(OutboxMessage)
        .where(
            col(OutboxMessage.state) == OutboxState.FAILED,
            col(OutboxMessage.next_attempt_at) < work.now - FAILED_IS_KEPT,
            col(OutboxMessage.recipient).is_not(None),
        )
        .values(**WIPED)
    )


def _cancelled(work: UnitOfWork, row: OutboxMessage) -> bool:
    """Cancel a mail to a client whose pregnancy has ended since it was written."""
    if not row.is_to_client or row.entry_id is None:
        return False
    entry = work.session.get_one(WaitingListEntry, row.entry_id)
    if entry.close_reason is not CloseReason.PREGNANCY_ENDED:
        return False
    row.state = OutboxState.CANCELLED
    row.claimed_by = row.recipient = row.subject = row.text = row.html = None
    return True


def _opened(work: UnitOfWork, row: OutboxMessage, claim: str) -> Claimed:
    def opened(field: str) -> str:
        return work.keyring.open(getattr(row, field), table=TABLE, row=row.id, field=field)

    mail = OutgoingMail(
        message_id=row.message_id,
        sender=work.settings.mail_sender,
        recipient=opened("recipient"),
        subject=opened("subject"),
        text=opened("text"),
        html=opened("html"),
        written_at=row.created_at,
        unsubscribe=(
            unsubscribing.link(work, row.chooser_id, row.notification) if row.chooser_id else ""
        ),
    )
    return Claimed(row.id, claim, mail)
