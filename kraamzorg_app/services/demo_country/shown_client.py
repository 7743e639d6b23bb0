"""Two clients to show: one whose link is in the mail of the demo, one whose mail comes back."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from sqlmodel import col, select

from kraamzorg_app.domain.actors import Actor, Job
from kraamzorg_app.domain.errors import NotAllowed
from kraamzorg_app.domain.notifications import Notification
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.models.messages import OutboxMessage
from kraamzorg_app.models.waiting_list import Client, WaitingListEntry
from kraamzorg_app.services import bounces, client_data, duplicates, outbox
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

BIRTH_DATE: Final = "1995-01-01"
"""What her page asks on a new device; the README names it."""
_REFUSED: Final = "smtp_550"


@use_case(Permission.JOB_SEED_DEMO)
def let_her_be_known(work: UnitOfWork, entry_id: UUID) -> None:
    """Give a client the birth date that everybody knows; raises `NotAllowed` outside demo mode."""
    entry = _found(work, entry_id)
    client = work.session.get_one(Client, entry.client_id)
    client_data.seal(work, client, {"birth_date": BIRTH_DATE})
    duplicates.claim_again(work, entry)


@use_case(Permission.JOB_SEED_DEMO)
def mail_her_link(work: UnitOfWork, entry_id: UUID) -> None:
    """Mail a client the link to her own page; raises `NotAllowed` outside demo mode."""
    outbox.notify(work, Notification.CLIENT_LINK, entry=_found(work, entry_id))


def send_back(seeder: Actor, entry_id: UUID) -> None:
    """Let a mail that waits for a client come back, so that those who can mend it are told."""
    message, address = mail_to(seeder, entry_id)
    bounces.refused(Actor.system(Job.SEND_OUTBOX), message, _REFUSED, address)


@use_case(Permission.JOB_SEED_DEMO)
def mail_to(work: UnitOfWork, entry_id: UUID) -> tuple[UUID, str]:
    """Find a mail that waits for a client and her address; raises `NotAllowed` elsewhere."""
    _found(work, entry_id)
    row = work.session.exec(
        select(OutboxMessage)
        .where(col(OutboxMessage.entry_id) == entry_id, col(OutboxMessage.is_to_client))
        .order_by(col(OutboxMessage.id))
    ).first()
    if row is None or row.recipient is None:
        raise LookupError(entry_id)
    address = work.keyring.open(row.recipient, table=outbox.TABLE, row=row.id, field="recipient")
    return row.id, address


def _found(work: UnitOfWork, entry_id: UUID) -> WaitingListEntry:
    if not work.settings.is_demo:
        raise NotAllowed
    return work.session.get_one(WaitingListEntry, entry_id)
