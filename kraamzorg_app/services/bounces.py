"""Mail that comes back ("bounce"): the address is marked and who can mend it is told.

A mark hangs on the hash of the address: another address has none, so it clears by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import col, select

from kraamzorg_app.database import insert_into
from kraamzorg_app.domain import bounces
from kraamzorg_app.domain.notifications import Circumstance, Notification, Recipient
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.models.accounts import Membership, User
from kraamzorg_app.models.messages import AddressBounce, OutboxMessage
from kraamzorg_app.queries import accounts
from kraamzorg_app.queries import bounces as queries
from kraamzorg_app.services import addressees, audit, outbox, sessions
from kraamzorg_app.services.addressees import Occasion
from kraamzorg_app.services.audit import LogEvent, Purpose
from kraamzorg_app.services.client_data import email_hashes
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case


@use_case(Permission.JOB_TAKE_BOUNCE)
def take(work: UnitOfWork, raw: bytes) -> bool:
    """Read what the mail server sent back; says whether it was about a mail of ours.

    Nothing of it is kept but the code; a forged one without a Message-ID of ours does nothing.
    """
    bounce = bounces.read(raw)
    row = None
    if bounce is not None:
        row = work.session.exec(
            select(OutboxMessage).where(col(OutboxMessage.message_id) == bounce.message_id)
        ).one_or_none()
    if bounce is None or row is None or row.address_hash is None:
        return False
    _mark(work, row.address_hash, bounce.status, bounce.returned_to)
    return True


@use_case(Permission.JOB_SEND_OUTBOX)
def refused(work: UnitOfWork, message: UUID, code: str, address: str) -> None:
    """Mark an address that the mail server does not take."""
    row = work.session.get_one(OutboxMessage, message)
    if row.address_hash is not None:
        _mark(work, row.address_hash, code, address)


def among(work: UnitOfWork, address_hashes: Iterable[str | None]) -> frozenset[str]:
    """Say which of some addresses don't work."""
    return frozenset(work.session.exec(queries.among(address_hashes)).all())


def clear(work: UnitOfWork, address_hash: str | None) -> None:
    """Take the mark off an address: a link that was mailed there has been opened."""
    work.session.exec(delete(AddressBounce).where(col(AddressBounce.address_hash) == address_hash))


def _mark(work: UnitOfWork, address_hash: str, status: str, address: str) -> None:
    """Mark an address; only the first time anybody is told, so that no bounce causes another."""
    is_new = work.session.execute(
        insert_into(work.session, AddressBounce)
        .values(address_hash=address_hash, status=status, bounced_at=work.now)
        .on_conflict_do_nothing()
        .returning(col(AddressBounce.address_hash))
    ).first()
    if is_new is None:
        return
    subjects = _tell_about_client(work, address_hash)
    if address_hash in email_hashes(work, address):
        _tell_about_account(work, address)
    audit.record(
        work,
        LogEvent.MAIL_BOUNCED,
        "U",
        subjects=subjects,
        purpose=Purpose.ADMINISTRATION,
        details={"status": status},
    )


def _tell_about_client(work: UnitOfWork, address_hash: str) -> list[UUID]:
    """Tell coordinator and inviter; gives by which ids the log names the clients."""
    subjects = []
    for entry, client in work.session.exec(queries.entries_of(address_hash)).all():
        outbox.notify(work, Notification.CLIENT_UNREACHABLE, entry=entry)
        subjects.append(client.log_id)
    for invitation in work.session.exec(queries.invitations_of(address_hash)).all():
        outbox.notify(
            work,
            Notification.CLIENT_UNREACHABLE,
            invitation=invitation,
            circumstances=frozenset({Circumstance.ONLY_INVITED}),
        )
        subjects.append(invitation.log_id)
    return subjects


def _tell_about_account(work: UnitOfWork, address: str) -> None:
    """Tell those who manage the people of each organization that this account works for."""
    user = work.session.exec(select(User).where(col(User.email) == address)).one_or_none()
    if user is None or user.disabled_at is not None:
        return
    for row in work.session.execute(accounts.memberships_of(user.id)).all():
        member: Membership = row.Membership
        outbox.notify(
            work,
            Notification.MEMBER_UNREACHABLE,
            member=member,
            circumstances=_who_manages(work, member),
            values={
                "member": user.display_name or user.email,
                "organization": sessions.organization_name(work.session, member.role, row),
            },
        )


def _who_manages(work: UnitOfWork, member: Membership) -> frozenset[Circumstance]:
    """Say whether only the functional admin can mend it, as for an organization's first user."""
    managers = addressees.of(work, Recipient.OTHER_MANAGERS, Occasion(member=member))
    return frozenset() if any(managers) else frozenset({Circumstance.NO_OTHER_MANAGER})
