"""Sessions of people: a cookie becomes an actor, anew for every event, so an end works at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import Row, update
from sqlmodel import Session, col

from kraamzorg_app import database
from kraamzorg_app.adapters.crypto import new_token, token_hash
from kraamzorg_app.domain.actors import Actor, ActorKind, Role
from kraamzorg_app.domain.errors import NotFound
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.domain.tool_settings import Setting
from kraamzorg_app.models.accounts import User, UserSession
from kraamzorg_app.queries import accounts
from kraamzorg_app.services import audit, environment, tool_settings
from kraamzorg_app.services.audit import LogEvent, Purpose
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

IDLE_WITH_PERSONAL_DATA: Final = timedelta(minutes=15)
IDLE: Final = timedelta(minutes=30)
LONGEST: Final = timedelta(hours=10)
_SEEN_EVERY: Final = timedelta(minutes=1)
_ADMIN_ORGANIZATIONS: Final = {
    Role.FUNCTIONAL_ADMIN: Setting.MANAGER_NAME,
    Role.TECHNICAL_ADMIN: Setting.TECHNICAL_NAME,
}


def resolve(cookie: str, *, origin: str, is_activity: bool = True) -> Actor | None:
    """Give the person behind a session cookie, or None when the session has ended.

    Someone without any working membership gets an actor without a role. `is_activity` is false
    for what the person did not do herself, such as a list that renews itself.
    """
    env = environment.current()
    now = env.clock.now()
    with database.reading(env.engine) as session:
        row = _working_row(session, cookie, now)
        if row is None or _ends_at(row) <= now:
            return None
        actor = _actor(session, row, origin)
    if is_activity and now - row.last_seen_at >= _SEEN_EVERY:
        _mark_seen(row.session_id, now)
    return actor


def seconds_left(cookie: str) -> int:
    """Give the seconds until this session ends by itself when nothing is done; 0 when it has."""
    env = environment.current()
    now = env.clock.now()
    with database.reading(env.engine) as session:
        row = _working_row(session, cookie, now)
    return max(0, int((_ends_at(row) - now).total_seconds())) if row else 0


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """How somebody logged in at a provider."""

    provider: str
    id_token: str
    since: datetime
    """When the person gave a second factor there."""


def start(work: UnitOfWork, user: User, device: str, elsewhere: Elsewhere | None = None) -> str:
    """Start a session of someone who gave both factors, and give the token for the cookie."""
    token, row = new_token(), uuid4()
    session = UserSession(
        id=row,
        token_hash=token_hash(token),
        user_id=user.id,
        membership_id=user.working_membership_id,
        created_at=work.now,
        last_seen_at=work.now,
        authenticated_at=elsewhere.since if elsewhere else work.now,
        device=device[:80],
        expires_at=work.now + LONGEST,
    )
    if elsewhere is not None:
        session.provider = elsewhere.provider
        session.id_token = work.keyring.seal(
            elsewhere.id_token, table="user_session", row=row, field="id_token"
        )
    work.session.add(session)
    return token


def authenticate_again(work: UnitOfWork) -> None:
    """Note that the actor gave a second factor just now, in this session."""
    work.session.execute(
        update(UserSession)
        .where(
            col(UserSession.id) == work.actor.session_id,
            col(UserSession.user_id) == work.actor.user_id,
            col(UserSession.revoked_at).is_(None),
        )
        .values(authenticated_at=work.now)
    )


@use_case(Permission.ACCOUNT_OWN)
def log_out(work: UnitOfWork) -> None:
    """End the actor's own session, in every tab."""
    end(work, col(UserSession.id) == work.actor.session_id)
    audit.record(work, LogEvent.LOGGED_OUT, "E", purpose=Purpose.SECURITY)


@use_case(Permission.ACCOUNT_OWN)
def log_out_everywhere(work: UnitOfWork) -> None:
    """End every session of the actor, this one too."""
    end(work, col(UserSession.user_id) == work.actor.user_id)
    audit.record(
        work, LogEvent.LOGGED_OUT, "E", purpose=Purpose.SECURITY, details={"everywhere": True}
    )


@use_case(Permission.ACCOUNT_OWN, fresh=True)
def end_session(work: UnitOfWork, session_id: UUID) -> None:
    """End one session of the actor, such as that of a lost phone; raises `NotFound`."""
    ended = end(
        work,
        (col(UserSession.id) == session_id) & (col(UserSession.user_id) == work.actor.user_id),
    )
    if not ended:
        raise NotFound
    audit.record(work, LogEvent.LOGGED_OUT, "E", purpose=Purpose.SECURITY)


def end_of(work: UnitOfWork, user_id: UUID) -> None:
    """Log somebody else out everywhere, as who guards the account asks; the rights stay."""
    ended = end(work, col(UserSession.user_id) == user_id)
    audit.record(
        work,
        LogEvent.SESSIONS_ENDED,
        "E",
        purpose=Purpose.SECURITY,
        details={"account": str(user_id), "sessions": len(ended)},
    )


def end(work: UnitOfWork, which: Any) -> Sequence[UUID]:
    """End the open sessions that a condition keeps and announce `session:<id>` for each."""
    ended = (
        work.session.execute(
            update(UserSession)
            .where(which, col(UserSession.revoked_at).is_(None))
            .values(revoked_at=work.now)
            .returning(col(UserSession.id)),
            execution_options={"synchronize_session": False},
        )
        .scalars()
        .all()
    )
    for session_id in ended:
        work.announce(f"session:{session_id}")
    return ended


def recheck(work: UnitOfWork, user_id: UUID) -> None:
    """Let rights that changed work at once: open tabs look again, and without a role they end."""
    working = work.session.execute(
        accounts.memberships_of(user_id).where(accounts.is_working(work.now))
    ).first()
    if working is None:
        end(work, col(UserSession.user_id) == user_id)
        return
    for session in work.session.execute(
        accounts.open_sessions_of(user_id, work.now, IDLE)
    ).scalars():
        work.announce(f"session:{session.id}")


def _working_row(session: Session, cookie: str, now: datetime) -> Row[Any] | None:
    """Find the session with the membership it works under: the chosen one while that counts.

    A membership that was revoked gives way to another one; without any the row has none.
    """
    rows = session.execute(accounts.by_session_token(token_hash(cookie), now)).all()
    if not rows:
        return None
    working = [row for row in rows if row.membership_id and row.is_working]
    for row in working:
        if row.membership_id == row.chosen_id:
            return row
    for row in working:
        if row.membership_id == row.working_membership_id:
            return row
    return working[0] if working else rows[0]


def _has_role(row: Row[Any]) -> bool:
    return row.membership_id is not None and bool(row.is_working)


def _ends_at(row: Row[Any]) -> datetime:
    sees_personal_data = _has_role(row) and row.may_view_personal_data
    idle = IDLE_WITH_PERSONAL_DATA if sees_personal_data else IDLE
    ends_at: datetime = min(row.last_seen_at + idle, row.expires_at)
    return ends_at


def _actor(session: Session, row: Row[Any], origin: str) -> Actor:
    if not _has_role(row):
        return Actor(
            kind=ActorKind.PERSON,
            origin=origin,
            user_id=row.user_id,
            session_id=row.session_id,
            authenticated_at=row.authenticated_at,
            display_name=row.display_name,
        )
    provider_id, insurer_id, region_id = row.provider_id, row.insurer_id, row.region_id
    return Actor(
        kind=ActorKind.PERSON,
        origin=origin,
        user_id=row.user_id,
        session_id=row.session_id,
        authenticated_at=row.authenticated_at,
        display_name=row.display_name,
        membership_id=row.membership_id,
        role=row.role,
        organization_name=organization_name(session, row.role, row),
        may_view_personal_data=row.may_view_personal_data,
        may_manage_members=row.may_manage_members,
        is_privacy_officer=row.is_privacy_officer,
        region_ids=frozenset({region_id} if region_id else ()),
        provider_id=provider_id,
        provider_kind=row.provider_kind,
        approved_region_ids=_regions(session, accounts.approved_regions, provider_id),
        insurer_id=insurer_id,
        preferred_region_ids=_regions(session, accounts.preferred_regions, insurer_id),
    )


def organization_name(session: Session, role: Role, row: Any) -> str:
    """Name what a membership is of, from a row with the names of its organizations."""
    name: str = row.provider_name or row.insurer_name or row.region_name or ""
    if not name and role in _ADMIN_ORGANIZATIONS:
        return tool_settings.current(session)[_ADMIN_ORGANIZATIONS[role]]
    return name


def _regions(session: Session, selected: Any, organization_id: UUID | None) -> frozenset[UUID]:
    if organization_id is None:
        return frozenset()
    return frozenset(session.execute(selected(organization_id)).scalars())


def _mark_seen(session_id: UUID, now: datetime) -> None:
    with database.transaction(environment.current().engine) as session:
        session.execute(
            update(UserSession)
            .where(
                col(UserSession.id) == session_id,
                col(UserSession.last_seen_at) <= now - _SEEN_EVERY,
            )
            .values(last_seen_at=now)
        )
