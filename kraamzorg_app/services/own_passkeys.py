"""The passkeys under Profiel: made after password and code, named, taken away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func
from sqlmodel import col, select

from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.errors import Conflict, FieldErrors, NotFound
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.models.accounts import Passkey, User
from kraamzorg_app.services import audit, log_in, passkeys, sessions
from kraamzorg_app.services.audit import LogEvent, Purpose
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

MAX_NAME_LENGTH = 80


@dataclass(frozen=True, slots=True)
class OwnPasskey:
    """One passkey, as its owner sees it."""

    id: str
    name: str
    created_at: datetime
    last_used_at: datetime | None


@use_case(Permission.ACCOUNT_OWN)
def own(work: UnitOfWork) -> tuple[OwnPasskey, ...]:
    """List the actor's passkeys, the oldest first."""
    rows = work.session.exec(
        select(Passkey)
        .where(col(Passkey.user_id) == work.actor.user_id)
        .order_by(col(Passkey.created_at), col(Passkey.id))
    ).all()
    return tuple(
        OwnPasskey(str(row.id), row.name, row.created_at, row.last_used_at) for row in rows
    )


def begin(actor: Actor, name: str, password: str, code: str) -> str:
    """Ask both factors and give what the browser makes a passkey with; raises `FieldErrors`."""
    if not name.strip():
        raise FieldErrors({"passkey_name": "required"})
    if len(name) > MAX_NAME_LENGTH or not name.isprintable():
        raise FieldErrors({"passkey_name": "odd_characters"})
    problem = log_in.problem_with_both(actor, password, code)
    if problem is not None:
        field = "passkey_password" if problem == "own_password_wrong" else "passkey_code"
        raise FieldErrors({field: problem})
    return _options(actor)


@use_case(Permission.ACCOUNT_OWN, fresh=True)
def add(work: UnitOfWork, name: str, answer: str) -> None:
    """Keep the passkey that the browser made; raises `Conflict` when it is not good."""
    challenge = passkeys.take_of_session(work)
    user = work.session.get_one(User, work.actor.user_id)
    name = " ".join(name.split())[:MAX_NAME_LENGTH]
    if challenge is None or not name or not passkeys.add(work, user, name, challenge, answer):
        raise Conflict("passkey_failed")
    _log_change(work, "C")


@use_case(Permission.ACCOUNT_OWN, fresh=True)
def remove(work: UnitOfWork, passkey_id: UUID) -> None:
    """Take a passkey away; the app stays, so a second factor is always left."""
    gone = work.session.execute(
        delete(Passkey)
        .where(col(Passkey.id) == passkey_id, col(Passkey.user_id) == work.actor.user_id)
        .returning(col(Passkey.id))
    ).first()
    if gone is None:
        raise NotFound
    _log_change(work, "D")


@use_case(Permission.ACCOUNT_OWN)
def _options(work: UnitOfWork) -> str:
    sessions.authenticate_again(work)
    user = work.session.get_one(User, work.actor.user_id)
    count = select(func.count()).select_from(Passkey).where(col(Passkey.user_id) == user.id)
    if work.session.exec(count).one() >= passkeys.MOST:
        raise Conflict("passkeys_full")
    return passkeys.options_to_make(work, user, passkeys.ask_in_session(work))


def _log_change(work: UnitOfWork, action: str) -> None:
    audit.record(
        work,
        LogEvent.ACCOUNT_CHANGED,
        action,
        purpose=Purpose.SECURITY,
        details={"account": str(work.actor.user_id), "passkey": True},
    )
