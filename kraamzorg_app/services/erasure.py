"""Erasing who somebody is ("wissen"): what is left of her are figures that are nobody's.

Region, insurer, provider, states and their moments stay for the statistics; the postcode keeps two
digits and the due date becomes the Monday of its week, since together they point at one woman.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlmodel import col

from kraamzorg_app.domain.calendar import monday_of
from kraamzorg_app.models.client_access import ClientLink, ClientSession, KnownDevice
from kraamzorg_app.models.messages import BellItem, OutboxMessage, OutboxState
from kraamzorg_app.models.waiting_list import (
    Client,
    Fingerprint,
    Invitation,
    TimelineEvent,
    WaitingListEntry,
)
from kraamzorg_app.services import bounces, kept_exports, outbox, transitions
from kraamzorg_app.services.client_data import SEALED_FIELDS
from kraamzorg_app.services.unit_of_work import UnitOfWork

_KEPT_PC4_DIGITS: Final = 2
_UNSENT: Final = (OutboxState.PENDING, OutboxState.CLAIMED)


def erase(work: UnitOfWork, entry: WaitingListEntry) -> UUID | None:
    """Erase the client of an entry that is closed; gives the `log_id` that led to her until now.

    None when she was erased already: of two runners at once exactly one erases her.
    """
    log_id, address = work.session.execute(
        select(col(Client.log_id), col(Client.email_hash)).where(col(Client.id) == entry.client_id)
    ).one()
    cleared = dict.fromkeys((*SEALED_FIELDS, "email_hash", "bsn_hash"))
    erased = work.session.execute(
        update(Client)
        .where(col(Client.id) == entry.client_id, col(Client.erased_at).is_(None))
        .values(log_id=uuid4(), erased_at=work.now, **cleared),
        execution_options={"synchronize_session": False},
    )
    if erased.rowcount != 1:  # type: ignore[attr-defined]
        return None
    bounces.clear(work, address)
    invitations = _invitations(work, col(Invitation.entry_id) == entry.id)
    addresses = {address, *(invitation.email_hash for invitation in invitations)}
    _erase_entry(work, entry)
    erase_invitations(work, invitations)
    _close_the_ways_in(work, entry.id, invitations)
    _take_back_what_was_told(work, entry.id, invitations, addresses)
    transitions.announce(work, entry)
    found: UUID = log_id
    return found


def erase_invitations(work: UnitOfWork, invitations: Iterable[Invitation]) -> None:
    """Erase whom invitations were for."""
    for invitation in invitations:
        invitation.log_id = uuid4()
        invitation.client_number, invitation.pc4 = "", invitation.pc4[:_KEPT_PC4_DIGITS]
        invitation.due_date = monday_of(invitation.due_date)
        invitation.email = invitation.email_hash = invitation.draft = None
        invitation.letter_code_hash = invitation.request_key = None
        work.session.add(invitation)
    work.session.flush()


def close_ways_in_of(work: UnitOfWork, invitation_ids: Iterable[UUID]) -> None:
    """Delete links, sessions, devices and bell items of invitations that nobody answered."""
    ids = list(invitation_ids)
    _delete_ways_in(work, lambda table: table.invitation_id.in_(ids))
    work.session.execute(delete(BellItem).where(col(BellItem.invitation_id).in_(ids)))
    work.session.execute(delete(Fingerprint).where(col(Fingerprint.invitation_id).in_(ids)))


def _invitations(work: UnitOfWork, which: ColumnElement[bool]) -> list[Invitation]:
    return list(work.session.execute(select(Invitation).where(which)).scalars())


def _erase_entry(work: UnitOfWork, entry: WaitingListEntry) -> None:
    entry.client_number, entry.pc4 = "", entry.pc4[:_KEPT_PC4_DIGITS]
    entry.due_date = monday_of(entry.due_date)
    entry.inviter_user_id = None
    work.session.add(entry)
    work.session.execute(
        update(TimelineEvent)
        .where(col(TimelineEvent.entry_id) == entry.id, col(TimelineEvent.note).is_not(None))
        .values(note=None),
        execution_options={"synchronize_session": False},
    )


def _close_the_ways_in(work: UnitOfWork, entry_id: UUID, invitations: Iterable[Invitation]) -> None:
    """Delete her links, sessions, known devices and what keeps her from registering twice."""
    ids = [invitation.id for invitation in invitations]

    def hers(table: Any) -> ColumnElement[bool]:
        return or_(table.entry_id == entry_id, table.invitation_id.in_(ids))

    own = work.actor.session_id
    # Whoever erases herself is told so on the page that she is at.
    others = select(col(ClientSession.id)).where(
        hers(ClientSession), col(ClientSession.id).is_distinct_from(own)
    )
    for session_id in work.session.execute(others).scalars():
        work.announce(f"session:{session_id}")
    _delete_ways_in(work, hers)
    work.session.execute(delete(Fingerprint).where(hers(Fingerprint)))


def _delete_ways_in(work: UnitOfWork, hers: Any) -> None:
    for table in (ClientSession, KnownDevice, ClientLink):
        work.session.execute(
            delete(table).where(hers(table)), execution_options={"synchronize_session": False}
        )


def _take_back_what_was_told(
    work: UnitOfWork,
    entry_id: UUID,
    invitations: Iterable[Invitation],
    addresses: Iterable[str | None],
) -> None:
    """Wipe mail, bell items and kept files in which she stands."""
    outbox.cancel_mail_to_client(work, entry_id)
    work.session.execute(
        update(OutboxMessage)
        .where(col(OutboxMessage.entry_id) == entry_id, col(OutboxMessage.state).not_in(_UNSENT))
        .values(address_hash=None, **outbox.WIPED),
        execution_options={"synchronize_session": False},
    )
    ids = [invitation.id for invitation in invitations]
    _wipe_invitation_mail(work, addresses)
    work.session.execute(
        delete(BellItem).where(
            or_(col(BellItem.entry_id) == entry_id, col(BellItem.invitation_id).in_(ids))
        )
    )
    kept_exports.drop_of(work, entry_id)


def _wipe_invitation_mail(work: UnitOfWork, addresses: Iterable[str | None]) -> None:
    """Wipe the mail that invited her and left or failed: it hangs on no place, only on her address.

    What is still to be sent may be to somebody else who shares it.
    """
    work.session.execute(
        update(OutboxMessage)
        .where(
            col(OutboxMessage.entry_id).is_(None),
            col(OutboxMessage.is_to_client).is_(True),
            col(OutboxMessage.address_hash).in_([each for each in addresses if each]),
            col(OutboxMessage.state).not_in(_UNSENT),
        )
        .values(address_hash=None, **outbox.WIPED),
        execution_options={"synchronize_session": False},
    )
