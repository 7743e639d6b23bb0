"""Invitations after sending ("Uitnodigingen"): seen, sent again, withdrawn, expired."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from kraamzorg_app.domain.disclosure import Field
from kraamzorg_app.domain.entries import InvitationState, InvitationWay
from kraamzorg_app.domain.errors import Conflict
from kraamzorg_app.domain.notifications import Notification
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.models.waiting_list import Invitation
from kraamzorg_app.queries import invitations as queries
from kraamzorg_app.services import (
    audit,
    bounces,
    invitations,
    outbox,
    rate_limits,
    region_check,
    timeline,
)
from kraamzorg_app.services.audit import LogEvent
from kraamzorg_app.services.rate_limits import Limit
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

_LISTED: Final = frozenset({Field.CLIENT_NUMBER, Field.PC4, Field.DUE_DATE})
RESENDS: Final = Limit("invitation-resend", 5, timedelta(days=1))


@dataclass(frozen=True, slots=True)
class InvitationView:
    """One invitation as one person may see it."""

    id: str
    state: InvitationState
    way: InvitationWay
    client_number: str
    pc4: str
    due_date: date
    region_name: str
    inviter: str
    email: str | None
    """None when it is another organization's, or without the AVG tick."""
    sent_at: datetime
    works_until: str
    """The last day on which its link works, as the mail names it."""
    has_duplicate: bool
    is_unfinished: bool
    """Being filled in together; nothing was sent to her yet."""
    is_own: bool
    answer: str
    """Why the coordinator did not let her on the list; empty when that is not so."""
    is_unreachable: bool
    """Mail to her address came back."""


@dataclass(frozen=True, slots=True)
class InvitationPage:
    """One page of the block "Uitnodigingen"."""

    rows: tuple[InvitationView, ...]
    total: int
    page_size: int = queries.PAGE_SIZE


@use_case(Permission.INVITATION_READ)
def list_invitations(work: UnitOfWork, page: int = 1) -> InvitationPage:
    """Read one page of the invitations in this person's scope, the newest first."""
    page = max(1, page) if isinstance(page, int) else 1
    found = work.session.execute(queries.visible_to(work.actor, page=page)).all()
    answers = _answers(work, {row.Invitation.entry_id for row in found})
    unreachable = bounces.among(work, (row.Invitation.email_hash for row in found))
    rows = tuple(_view(work, row, answers, unreachable) for row in found)
    audit.record(
        work,
        LogEvent.INVITATIONS_LISTED,
        "R",
        subjects=(row.Invitation.log_id for row in found),
        fields=_LISTED | {Field.EMAIL} if any(row.email for row in rows) else _LISTED,
        details={"page": page},
    )
    total = work.session.execute(queries.counted(work.actor)).scalar_one()
    return InvitationPage(rows, total)


@use_case(Permission.CLIENT_INVITE)
def resend(work: UnitOfWork, invitation_id: UUID) -> None:
    """Send an open invitation again with a new link; the former link keeps working.

    The token isn't kept, so the same link can't be sent twice, and many people open the first
    mail they find. Both end together, 30 days from now.
    """
    invitation = invitations.open_own(work, invitation_id)
    if invitation.email is None or invitation.handed_over_at is not None:
        raise Conflict("state_changed")
    rate_limits.spend(work, RESENDS, str(invitation.id))
    invitations.check_open(region_check.of(work, invitation.pc4, invitation.due_date))
    invitation.sent_at = work.now
    invitation.expires_at = invitations.expiry(work)
    invitations.mail_link(work, invitation, invitations.open_email(work, invitation))
    invitations.record(work, LogEvent.INVITATION_RESENT, "U", invitation)


@use_case(Permission.CLIENT_INVITE)
def withdraw(work: UnitOfWork, invitation_id: UUID) -> None:
    """Withdraw an open invitation: its link stops and what she had typed is wiped."""
    invitation = invitations.open_own(work, invitation_id)
    invitations.end(work, invitation, InvitationState.WITHDRAWN)
    invitations.record(work, LogEvent.INVITATION_WITHDRAWN, "U", invitation)
    invitations.announce(work, invitation)


@use_case(Permission.JOB_EXPIRE_INVITATIONS)
def expire(work: UnitOfWork) -> int:
    """End every invitation whose time has passed and tell its inviter; gives how many."""
    due = work.session.execute(queries.due_to_expire(work.now)).scalars().all()
    for invitation in due:
        invitations.end(work, invitation, InvitationState.EXPIRED)
        invitations.record(work, LogEvent.INVITATION_EXPIRED, "U", invitation)
        outbox.notify(work, Notification.INVITATION_EXPIRED, invitation=invitation)
        invitations.announce(work, invitation)
    return len(due)


def _answers(work: UnitOfWork, entry_ids: set[UUID | None]) -> dict[UUID | None, str]:
    """Open what the coordinator wrote about those who were sent back, by entry."""
    events = work.session.execute(queries.sent_back(entry_ids - {None})).scalars()
    return {event.entry_id: timeline.note_of(work, event) for event in events}


def _view(
    work: UnitOfWork,
    row: Any,
    answers: Mapping[UUID | None, str],
    unreachable: frozenset[str],
) -> InvitationView:
    invitation: Invitation = row.Invitation
    shows_address = row.is_own and work.actor.may_view_personal_data
    return InvitationView(
        id=str(invitation.id),
        state=invitation.state,
        way=invitation.way,
        client_number=invitation.client_number,
        pc4=invitation.pc4,
        due_date=invitation.due_date,
        region_name=row.region_name,
        inviter=row.insurer_name or row.provider_name or row.region_name,
        email=invitations.open_email(work, invitation) if shows_address else None,
        sent_at=invitation.sent_at,
        works_until=invitations.last_day(invitation),
        has_duplicate=invitation.has_duplicate,
        is_unfinished=invitation.way is not InvitationWay.LINK
        and invitation.handed_over_at is None,
        is_own=bool(row.is_own),
        answer=answers.get(invitation.entry_id, ""),
        is_unreachable=invitation.email_hash in unreachable,
    )
