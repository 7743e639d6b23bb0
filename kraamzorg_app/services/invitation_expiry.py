"""Invitations that nobody answered in time: closed, and the inviter told."""

from __future__ import annotations

from sqlalchemy import delete
from sqlmodel import col, select

from kraamzorg_app.domain.entries import InvitationState
from kraamzorg_app.domain.notifications import Notification
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.models.waiting_list import Fingerprint, Invitation
from kraamzorg_app.services import audit, outbox
from kraamzorg_app.services.audit import LogEvent
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

_AT_ONCE = 100


@use_case(Permission.JOB_EXPIRE_INVITATIONS)
def expire_due(work: UnitOfWork) -> int:
    """Expire open invitations whose time is over; gives how many, a hundred at most.

    The draft is wiped and the fingerprints are freed, so that she can be invited anew.
    """
    due = work.session.exec(
        select(Invitation)
        .where(
            col(Invitation.state) == InvitationState.SENT, col(Invitation.expires_at) <= work.now
        )
        .order_by(col(Invitation.expires_at))
        .limit(_AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()
    for invitation in due:
        invitation.state = InvitationState.EXPIRED
        invitation.ended_at = work.now
        invitation.draft = None
        work.session.exec(
            delete(Fingerprint).where(col(Fingerprint.invitation_id) == invitation.id)
        )
        outbox.notify(work, Notification.INVITATION_EXPIRED, invitation=invitation)
        audit.record(work, LogEvent.INVITATION_EXPIRED, "U", subjects=[invitation.log_id])
        work.announce(f"region:{invitation.region_id}")
    return len(due)
