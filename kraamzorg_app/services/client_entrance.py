"""The ways in for a client: her link in a mail, or the code of a letter with her birth date."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import Final

from sqlmodel import select

from kraamzorg_app.adapters.crypto import token_hash
from kraamzorg_app.domain import calendar
from kraamzorg_app.domain.entries import InvitationState
from kraamzorg_app.domain.errors import FieldErrors
from kraamzorg_app.domain.notifications import Notification
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.domain.registration_form import FormField
from kraamzorg_app.models.client_access import ClientLink, ClientLinkPurpose
from kraamzorg_app.models.waiting_list import Client, Invitation, WaitingListEntry
from kraamzorg_app.queries import client_access
from kraamzorg_app.services import (
    audit,
    bounces,
    client_data,
    client_links,
    client_sessions,
    drafts,
    letters,
    outbox,
    rate_limits,
)
from kraamzorg_app.services.audit import LogEvent, Purpose
from kraamzorg_app.services.client_sessions import ClientCookies
from kraamzorg_app.services.rate_limits import Limit
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

LETTER_TRIES: Final = Limit("letter-code", 10, timedelta(hours=1))


class LinkOutcome(StrEnum):
    """What became of a link that somebody followed."""

    OPENED = "OPENED"
    USED = "USED"
    EXPIRED = "EXPIRED"
    WITHDRAWN = "WITHDRAWN"
    UNKNOWN = "UNKNOWN"
    """No link to a client; perhaps one to an account."""


@dataclass(frozen=True, slots=True)
class Entrance:
    """What the browser gets: cookies and a language when the link opened something."""

    outcome: LinkOutcome
    language: str = "nl"
    cookies: ClientCookies | None = None
    has_new_email: bool = False
    """The link confirmed a new address, which counts from now on."""


@use_case(Permission.PUBLIC)
def follow_link(work: UnitOfWork, token: str, device: str | None) -> Entrance:
    """Swap a link's token for a session; tells apart only what its holder may know."""
    link: ClientLink | None = (
        work.session.execute(client_access.link_by_token(token_hash(token))).scalars().one_or_none()
    )
    if link is None:
        return Entrance(LinkOutcome.UNKNOWN)
    return (
        _to_entry(work, link, device)
        if link.entry_id is not None
        else _to_invitation(work, link, device)
    )


@use_case(Permission.PUBLIC)
def enter_with_letter(work: UnitOfWork, code: str, birth_date: str, device: str | None) -> Entrance:
    """Let her in with the code of her letter and her birth date.

    Raises `FieldErrors`, the same for a wrong code and a wrong date, and `TooManyTries`.
    """
    day = calendar.parse_date(birth_date) if isinstance(birth_date, str) else None
    if day is None:
        raise FieldErrors({"birth_date": "date_form"})
    key = rate_limits.origin_of(work)
    rate_limits.spend(work, LETTER_TRIES, key)
    invitation = letters.by_code(work, code)
    if invitation is None or _birth_date_of(work, invitation) != day:
        _refused(work, invitation)
        raise FieldErrors({"code": "letter_code_wrong"}).keeping()
    rate_limits.give_back(work, LETTER_TRIES, key)
    if invitation.entry_id is None and not _is_open(work, invitation):
        return Entrance(_ended(invitation), invitation.language)
    cookies = client_sessions.start(
        work, device, invitation=invitation, entry_id=invitation.entry_id, is_recognized=True
    )
    return _opened(work, invitation, cookies)


def _opened(work: UnitOfWork, who: Invitation | Client, cookies: ClientCookies) -> Entrance:
    """Let her in, and log it."""
    audit.record(
        work,
        LogEvent.CLIENT_LINK_OPENED,
        "E",
        subjects=[who.log_id],
        purpose=Purpose.OWN_DATA,
    )
    return Entrance(LinkOutcome.OPENED, who.language, cookies)


def _to_invitation(work: UnitOfWork, link: ClientLink, device: str | None) -> Entrance:
    invitation = work.session.get_one(Invitation, link.invitation_id)
    if link.revoked_at is not None:
        return Entrance(LinkOutcome.WITHDRAWN, invitation.language)
    if not _is_open(work, invitation):
        return Entrance(_ended(invitation), invitation.language)
    bounces.clear(work, invitation.email_hash)
    cookies = client_sessions.start(work, device, link_id=link.id, invitation=invitation)
    return _opened(work, invitation, cookies)


def _to_entry(work: UnitOfWork, link: ClientLink, device: str | None) -> Entrance:
    entry = work.session.get_one(WaitingListEntry, link.entry_id)
    client = work.session.get_one(Client, entry.client_id)
    has_ended = link.expires_at is not None and link.expires_at <= work.now
    if has_ended or link.revoked_at is not None or client.erased_at is not None:
        return Entrance(LinkOutcome.EXPIRED, client.language)
    confirms_email = link.purpose is ClientLinkPurpose.CONFIRM_EMAIL
    if confirms_email:
        if link.used_at is not None:
            return Entrance(LinkOutcome.USED, client.language)
        _change_email(work, link, entry, client)
    cookies = client_sessions.start(work, device, link_id=link.id, entry_id=entry.id)
    return replace(_opened(work, client, cookies), has_new_email=confirms_email)


def _change_email(
    work: UnitOfWork, link: ClientLink, entry: WaitingListEntry, client: Client
) -> None:
    """Let the new address count from now on, and tell the old one.

    What lies in the old mailbox opens nothing any more; the new one gets a link of its own.
    """
    link.used_at = work.now
    if link.new_email is None:
        return
    former = client_data.open_field(work, client, "email")
    address = work.keyring.open(
        link.new_email, table=client_links.TABLE, row=link.id, field="new_email"
    )
    client_data.seal(work, client, {"email": address})
    bounces.clear(work, client.email_hash)
    link.new_email = None
    client_links.revoke_own_page(work, entry.id)
    outbox.notify(work, Notification.CLIENT_LINK, entry=entry)
    audit.record(
        work,
        LogEvent.CLIENT_CORRECTED,
        "U",
        subjects=[client.log_id],
        fields={"EMAIL"},
        purpose=Purpose.OWN_DATA,
    )
    if former:
        outbox.notify(work, Notification.EMAIL_CHANGED, entry=entry, address=former)


def _is_open(work: UnitOfWork, invitation: Invitation) -> bool:
    return invitation.state is InvitationState.SENT and invitation.expires_at > work.now


def _ended(invitation: Invitation) -> LinkOutcome:
    match invitation.state:
        case InvitationState.COMPLETED:
            return LinkOutcome.USED
        case InvitationState.WITHDRAWN:
            return LinkOutcome.WITHDRAWN
        case _:
            return LinkOutcome.EXPIRED


def _birth_date_of(work: UnitOfWork, invitation: Invitation) -> object:
    if invitation.entry_id is None:
        return calendar.parse_date(drafts.read(work, invitation).get(FormField.BIRTH_DATE, ""))
    entry = work.session.get_one(WaitingListEntry, invitation.entry_id)
    client = work.session.exec(select(Client).where(Client.id == entry.client_id)).one()
    return client_data.open_birth_date(work, client)


def _refused(work: UnitOfWork, invitation: Invitation | None) -> None:
    audit.record(
        work,
        LogEvent.CLIENT_RECOGNIZED,
        "E",
        subjects=[invitation.log_id] if invitation else [],
        purpose=Purpose.SECURITY,
        outcome="refused",
    )
