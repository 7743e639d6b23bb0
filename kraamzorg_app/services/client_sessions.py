"""A client's browser after "Doorgaan": a cookie becomes an actor, anew for every event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import update
from sqlmodel import col

from kraamzorg_app import database
from kraamzorg_app.adapters.crypto import new_token, token_hash
from kraamzorg_app.domain import calendar
from kraamzorg_app.domain.actors import Actor, ActorKind
from kraamzorg_app.domain.entries import InvitationWay
from kraamzorg_app.domain.errors import FieldErrors, NotAllowed, NotFound
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.domain.registration_form import FormField
from kraamzorg_app.models.client_access import ClientSession, KnownDevice
from kraamzorg_app.models.waiting_list import Client, Invitation, WaitingListEntry
from kraamzorg_app.queries import client_access
from kraamzorg_app.services import audit, drafts, environment, rate_limits
from kraamzorg_app.services.audit import LogEvent, Purpose
from kraamzorg_app.services.client_data import open_birth_date
from kraamzorg_app.services.rate_limits import Limit
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

IDLE: Final = timedelta(minutes=30)
LONGEST: Final = timedelta(hours=10)
BIRTH_DATE_TRIES: Final = Limit("client-birth-date", 5, timedelta(hours=1))
_SEEN_EVERY: Final = timedelta(minutes=1)
_TOKEN_LENGTH: Final = 43


@dataclass(frozen=True, slots=True)
class ClientCookies:
    """What the browser keeps: the session, and a lasting name for the device."""

    session: str
    device: str


@dataclass(frozen=True, slots=True)
class Doorstep:
    """What her page may know before anything about her is shown."""

    is_recognized: bool
    is_on_list: bool
    may_start_afresh: bool
    """An unfinished form of her own can be begun anew instead of recognized."""


def resolve(cookie: str | None, *, origin: str, is_activity: bool = True) -> Actor | None:
    """Give the client behind a session cookie, or None when the session has ended."""
    if not cookie:
        return None
    env = environment.current()
    now = env.clock.now()
    found = client_access.session_by_token(token_hash(cookie), now, now - IDLE)
    with database.reading(env.engine) as session:
        row = session.execute(found).scalars().one_or_none()
        if row is None:
            return None
        actor = Actor(
            kind=ActorKind.CLIENT,
            origin=origin,
            session_id=row.id,
            display_name="cliënt",
            invitation_id=row.invitation_id,
            entry_id=row.entry_id,
            is_recognized=row.recognized_at is not None,
        )
        is_old = now - row.last_seen_at >= _SEEN_EVERY
    if is_activity and is_old and actor.session_id is not None:
        _mark_seen(actor.session_id)
    return actor


def start(  # noqa: PLR0913 - what a session hangs on
    work: UnitOfWork,
    device: str | None,
    *,
    link_id: UUID | None = None,
    invitation: Invitation | None = None,
    entry_id: UUID | None = None,
    is_recognized: bool = False,
) -> ClientCookies:
    """Start a session; recognized when this browser is known or there is nothing to show yet."""
    token = new_token()
    device = device if device and len(device) == _TOKEN_LENGTH else new_token()
    invitation_id = invitation.id if invitation and entry_id is None else None
    has_nothing_to_hide = (
        invitation is not None and entry_id is None and not drafts.has_birth_date(work, invitation)
    )
    recognized = (
        is_recognized
        or has_nothing_to_hide
        or _is_known(work, token_hash(device), invitation_id, entry_id)
    )
    work.session.add(
        ClientSession(
            token_hash=token_hash(token),
            device_hash=token_hash(device),
            link_id=link_id,
            invitation_id=invitation_id,
            entry_id=entry_id,
            created_at=work.now,
            last_seen_at=work.now,
            recognized_at=work.now if recognized else None,
            expires_at=work.now + LONGEST,
        )
    )
    if is_recognized:
        _remember(work, token_hash(device), invitation_id, entry_id)
    return ClientCookies(token, device)


@use_case(Permission.CLIENT_SESSION)
def doorstep(work: UnitOfWork) -> Doorstep:
    """Say what her page can do next; shows nothing about her."""
    actor = work.actor
    invitation = _invitation(work)
    return Doorstep(
        is_recognized=actor.is_recognized,
        is_on_list=actor.entry_id is not None,
        may_start_afresh=invitation is not None and _is_all_her_own(invitation),
    )


@use_case(Permission.CLIENT_SESSION)
def recognize(work: UnitOfWork, birth_date: str) -> None:
    """Recognize her by her birth date on a browser that has not seen her before.

    Raises `FieldErrors` and, after five wrong dates, `TooManyTries` for an hour.
    """
    actor = work.actor
    key = str(actor.entry_id or actor.invitation_id)
    typed = calendar.parse_date(birth_date) if isinstance(birth_date, str) else None
    if typed is None:
        raise FieldErrors({"birth_date": "date_form"})
    rate_limits.spend(work, BIRTH_DATE_TRIES, key)
    if typed != _birth_date(work):
        _record(work, LogEvent.CLIENT_RECOGNIZED, outcome="refused")
        raise FieldErrors({"birth_date": "birth_date_wrong"}).keeping()
    rate_limits.give_back(work, BIRTH_DATE_TRIES, key)
    session = own_session(work)
    session.recognized_at = work.now
    _remember(work, session.device_hash, actor.invitation_id, actor.entry_id)
    _record(work, LogEvent.CLIENT_RECOGNIZED)


@use_case(Permission.CLIENT_SESSION)
def start_afresh(work: UnitOfWork) -> None:
    """Begin her form anew when she can't be recognized: what was typed is wiped unseen."""
    invitation = _invitation(work)
    if invitation is None or not _is_all_her_own(invitation):
        raise NotAllowed
    invitation.draft = None
    own_session(work).recognized_at = work.now
    _record(work, LogEvent.DRAFT_SAVED)


@use_case(Permission.CLIENT_SESSION)
def leave(work: UnitOfWork) -> None:
    """End her session on this browser, which is forgotten too: it may be somebody else's."""
    session = own_session(work)
    session.revoked_at = work.now
    _record(work, LogEvent.LOGGED_OUT)
    work.announce(f"session:{session.id}")


def own_session(work: UnitOfWork) -> ClientSession:
    """Give the session that the actor is in."""
    return work.session.get_one(ClientSession, work.actor.session_id)


def keep_others_out(work: UnitOfWork) -> None:
    """Know this browser from now on; others have to give the birth date that now stands there."""
    session = own_session(work)
    _remember(work, session.device_hash, session.invitation_id, session.entry_id)
    work.session.exec(
        update(ClientSession)
        .where(
            client_access.sessions_of(session.invitation_id, session.entry_id),
            col(ClientSession.id) != session.id,
        )
        .values(recognized_at=None)
    )


def turn_to_entry(work: UnitOfWork, invitation_id: UUID, entry_id: UUID) -> None:
    """Let the session with which she registered go on as that of her place on the list."""
    own = own_session(work)
    work.session.exec(
        update(ClientSession)
        .where(col(ClientSession.invitation_id) == invitation_id, col(ClientSession.id) != own.id)
        .values(revoked_at=work.now)
    )
    own.invitation_id, own.entry_id = None, entry_id
    _remember(work, own.device_hash, None, entry_id)


def _is_all_her_own(invitation: Invitation) -> bool:
    return invitation.way is InvitationWay.LINK


def _invitation(work: UnitOfWork) -> Invitation | None:
    invitation_id = work.actor.invitation_id
    return work.session.get(Invitation, invitation_id) if invitation_id else None


def _birth_date(work: UnitOfWork) -> object:
    """Open the birth date to compare with: of the client, or of the draft."""
    if work.actor.entry_id is not None:
        entry = work.session.get_one(WaitingListEntry, work.actor.entry_id)
        return open_birth_date(work, work.session.get_one(Client, entry.client_id))
    invitation = _invitation(work)
    if invitation is None:
        raise NotFound
    return calendar.parse_date(drafts.read(work, invitation).get(FormField.BIRTH_DATE, ""))


def _is_known(
    work: UnitOfWork, device_hash: str, invitation_id: UUID | None, entry_id: UUID | None
) -> bool:
    found = client_access.known(device_hash, invitation_id, entry_id)
    return work.session.execute(found).first() is not None


def _remember(
    work: UnitOfWork, device_hash: str, invitation_id: UUID | None, entry_id: UUID | None
) -> None:
    if _is_known(work, device_hash, invitation_id, entry_id):
        return
    work.session.add(
        KnownDevice(
            device_hash=device_hash,
            invitation_id=invitation_id,
            entry_id=entry_id,
            created_at=work.now,
        )
    )


def _record(work: UnitOfWork, event: LogEvent, *, outcome: str = "ok") -> None:
    audit.record(
        work, event, "E", subjects=[log_id(work)], purpose=Purpose.OWN_DATA, outcome=outcome
    )


def log_id(work: UnitOfWork) -> UUID:
    """Give the random id by which the log names the client who acts."""
    if work.actor.entry_id is not None:
        entry = work.session.get_one(WaitingListEntry, work.actor.entry_id)
        return work.session.get_one(Client, entry.client_id).log_id
    return work.session.get_one(Invitation, work.actor.invitation_id).log_id


def _mark_seen(session_id: UUID) -> None:
    env = environment.current()
    with database.transaction(env.engine) as session:
        session.exec(
            update(ClientSession)
            .where(col(ClientSession.id) == session_id)
            .values(last_seen_at=env.clock.now())
        )
