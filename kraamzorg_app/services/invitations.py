"""Inviting a client ("uitnodigen"): no client exists before she has filled in the form herself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from kraamzorg_app.adapters.crypto import new_code
from kraamzorg_app.domain import calendar
from kraamzorg_app.domain.actors import Role
from kraamzorg_app.domain.entries import InvitationState
from kraamzorg_app.domain.errors import Conflict, FieldErrors, NotAllowed, NotFound
from kraamzorg_app.domain.fingerprints import Identity
from kraamzorg_app.domain.identifiers import normalize_client_number
from kraamzorg_app.domain.notifications import Notification
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.models.client_access import ClientLinkPurpose
from kraamzorg_app.models.organizations import Region
from kraamzorg_app.models.waiting_list import Invitation
from kraamzorg_app.queries import invitations
from kraamzorg_app.services import (
    audit,
    client_links,
    drafts,
    duplicates,
    languages,
    outbox,
    rate_limits,
    region_check,
)
from kraamzorg_app.services.audit import LogEvent
from kraamzorg_app.services.client_data import email_hash
from kraamzorg_app.services.contact_details import normalize_email
from kraamzorg_app.services.rate_limits import Limit
from kraamzorg_app.services.region_check import RegionCheck
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

DUPLICATE_TRIES: Final = Limit("invite-duplicate", 20, timedelta(days=1))
_NUMBER_LENGTH: Final = 6


@dataclass(frozen=True, slots=True)
class InvitationWish:
    """What an inviter typed; everything is checked again."""

    postcode: str
    due_date: str
    client_number: str
    """Ignored unless an insurer invites: for others it is generated."""
    email: str
    request_key: UUID
    """One for each time that the form is opened, so that a double click sends once."""
    language: str = "nl"


@dataclass(frozen=True, slots=True)
class Sent:
    """What the inviter reads after sending."""

    invitation_id: UUID
    client_number: str
    region_name: str


@use_case(Permission.CLIENT_INVITE)
def invite(work: UnitOfWork, wish: InvitationWish) -> Sent:
    """Send a client her personal link.

    Raises `FieldErrors`, `Conflict("list_closed")`, `Conflict("already_listed")` when she is on a
    list or was invited already, `TooManyTries` after many of those.
    """
    earlier = with_key(work, wish.request_key)
    if earlier is not None:
        return _sent(work, earlier)
    found, number, email = _checked(work, wish)
    invitation = new_invitation(work, found, number, wish.request_key)
    invitation.language = languages.known_language(wish.language)
    seal_email(work, invitation, email)
    drafts.write(work, invitation, drafts.prefilled(found, email))
    if not save_once(work, invitation):
        return _sent(work, _stored(work, wish.request_key))
    _occupy(work, invitation)
    mail_link(work, invitation, email)
    record(work, LogEvent.CLIENT_INVITED, "C", invitation)
    announce(work, invitation)
    return _sent(work, invitation)


def open_own(work: UnitOfWork, invitation_id: UUID) -> Invitation:
    """Find and lock an open invitation of the actor's organization.

    Raises `NotFound` outside the scope and `Conflict("state_changed")` when it has ended.
    """
    if not isinstance(invitation_id, UUID):
        raise NotFound
    found: Invitation | None = (
        work.session.execute(invitations.own_by_id(work.actor, invitation_id))
        .scalars()
        .one_or_none()
    )
    if found is None:
        raise NotFound
    if not is_open(work, found):
        raise Conflict("state_changed")
    return found


def is_open(work: UnitOfWork, invitation: Invitation) -> bool:
    """Say whether she can still answer an invitation."""
    return invitation.state is InvitationState.SENT and invitation.expires_at > work.now


def end(work: UnitOfWork, invitation: Invitation, state: InvitationState) -> None:
    """Close an invitation: the draft is wiped and the fingerprints are free again."""
    invitation.state = state
    invitation.ended_at = work.now
    invitation.draft = None
    duplicates.release(work, invitation_id=invitation.id)


def mail_link(work: UnitOfWork, invitation: Invitation, email: str) -> None:
    """Mail her a new personal link."""
    link = client_links.make(work, ClientLinkPurpose.REGISTER, invitation_id=invitation.id)
    outbox.notify(
        work,
        Notification.INVITED,
        invitation=invitation,
        address=email,
        language=invitation.language,
        values={
            "link": link,
            "organization": drafts.organization_name(work, invitation),
            "expires_on": last_day(invitation),
        },
    )


def expiry(work: UnitOfWork) -> datetime:
    """Give the end of the last day on which an invitation of today works."""
    day_after = work.today + timedelta(days=work.settings.invitation_days + 1)
    return datetime.combine(day_after, time(), calendar.AMSTERDAM).astimezone(work.now.tzinfo)


def last_day(invitation: Invitation) -> str:
    """Give the last day on which an invitation works, as it is shown."""
    return calendar.format_date(
        calendar.amsterdam_day(invitation.expires_at - timedelta(seconds=1))
    )


def seal_email(work: UnitOfWork, invitation: Invitation, email: str) -> None:
    """Seal her address into an invitation."""
    invitation.email = work.keyring.seal(
        email, table=drafts.TABLE, row=invitation.id, field="email"
    )
    invitation.email_hash = email_hash(work, email)


def open_email(work: UnitOfWork, invitation: Invitation) -> str:
    """Open her address; empty when there is none."""
    if invitation.email is None:
        return ""
    return work.keyring.open(invitation.email, table=drafts.TABLE, row=invitation.id, field="email")


def record(work: UnitOfWork, event: LogEvent, action: str, invitation: Invitation) -> None:
    """Write a log line about one invitation."""
    audit.record(work, event, action, subjects=[invitation.log_id])


def refuse_duplicate(work: UnitOfWork) -> Conflict:
    """Log a duplicate and give the refusal, which tells nothing of where she is."""
    audit.record(work, LogEvent.DUPLICATE_REFUSED, "E", outcome="refused")
    return Conflict("already_listed").keeping()


def _checked(work: UnitOfWork, wish: InvitationWish) -> tuple[RegionCheck, str, str]:
    """Check everything anew, region and period too; gives the check, client number and address."""
    errors: dict[str, str] = {}
    number = _client_number(work, wish, errors)
    email = _email(work, wish, errors)
    try:
        found = region_check.of_typed(work, wish.postcode, wish.due_date)
    except FieldErrors as wrong:
        raise FieldErrors(wrong.fields | errors) from None
    if errors:
        raise FieldErrors(errors)
    check_open(found)
    return found, number, email


def _client_number(work: UnitOfWork, wish: InvitationWish, errors: dict[str, str]) -> str:
    if work.actor.role is not Role.INSURER:
        return generated_number()
    typed = wish.client_number if isinstance(wish.client_number, str) else ""
    number = normalize_client_number(typed)
    if number is None:
        errors["client_number"] = "client_number_form" if typed.strip() else "required"
    return number or ""


def _email(work: UnitOfWork, wish: InvitationWish, errors: dict[str, str]) -> str:
    typed = wish.email if isinstance(wish.email, str) else ""
    email = normalize_email(typed, test_addresses_allowed=not work.settings.is_production)
    if email is None:
        errors["email"] = "email_form" if typed.strip() else "required"
    return email or ""


def generated_number() -> str:
    """Make a client number for a client whose insurer did not give one."""
    return f"KW{new_code(_NUMBER_LENGTH)}"


def check_open(found: RegionCheck) -> None:
    """Raise `Conflict("list_closed")` when the region's list is closed for the due date."""
    if not found.is_open:
        raise Conflict("list_closed", region=found.region_name)


def new_invitation(
    work: UnitOfWork, found: RegionCheck, client_number: str, request_key: UUID
) -> Invitation:
    """Make an invitation of the actor's organization; not stored yet."""
    actor = work.actor
    if actor.user_id is None:
        raise NotAllowed
    return Invitation(
        region_id=found.region_id,
        pc4=found.pc4,
        due_date=found.due_date,
        client_number=client_number,
        inviter_user_id=actor.user_id,
        inviter_insurer_id=actor.insurer_id,
        inviter_provider_id=actor.provider_id,
        inviter_region_id=min(actor.region_ids, default=None),
        request_key=request_key,
        created_at=work.now,
        sent_at=work.now,
        expires_at=expiry(work),
    )


def save_once(work: UnitOfWork, invitation: Invitation) -> bool:
    """Store a new invitation; False when the same form was sent at this very moment."""
    try:
        with work.session.begin_nested():
            work.session.add(invitation)
            work.session.flush()
    except IntegrityError:
        return False
    return True


def with_key(work: UnitOfWork, request_key: UUID) -> Invitation | None:
    """Find what this person already sent with this form."""
    if not isinstance(request_key, UUID):
        raise NotFound
    return work.session.exec(
        select(Invitation).where(
            Invitation.request_key == request_key,
            Invitation.inviter_user_id == work.actor.user_id,
        )
    ).one_or_none()


def _stored(work: UnitOfWork, request_key: UUID) -> Invitation:
    stored = with_key(work, request_key)
    if stored is None:
        raise NotFound
    return stored


def _occupy(work: UnitOfWork, invitation: Invitation) -> None:
    """Claim the client number with its insurer; raises `Conflict("already_listed")`."""
    rate_limits.spend(work, DUPLICATE_TRIES, str(work.actor.user_id))
    identity = Identity(
        due_date=invitation.due_date.isoformat(),
        client_number=invitation.client_number,
        insurer_id=str(invitation.inviter_insurer_id or ""),
    )
    if not duplicates.claim(work, identity, invitation_id=invitation.id):
        work.session.delete(invitation)
        raise refuse_duplicate(work)
    rate_limits.give_back(work, DUPLICATE_TRIES, str(work.actor.user_id))


def _sent(work: UnitOfWork, invitation: Invitation) -> Sent:
    region = work.session.get_one(Region, invitation.region_id)
    return Sent(invitation.id, invitation.client_number, region.name)


def announce(work: UnitOfWork, invitation: Invitation) -> None:
    """Tell open pages that the invitations of a region changed."""
    work.announce(f"invitations:{invitation.region_id}")
