"""A new password, by a link in a mail or under Profiel: what began with the former one ends."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import and_
from sqlmodel import col

from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.errors import FieldErrors
from kraamzorg_app.domain.notifications import Notification
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.models.accounts import AccountLinkPurpose, User, UserSession
from kraamzorg_app.services import (
    account_links,
    audit,
    log_in,
    login_attempts,
    outbox,
    passwords,
    sessions,
)
from kraamzorg_app.services.audit import LogEvent, Purpose
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case


def change(actor: Actor, current: str, new: str, code: str) -> None:
    """Replace one's own password; this session stays, and whoever else is logged in is out.

    Raises `FieldErrors` for "current_password", "new_password" and "password_code". The new one
    is judged first, so that no code is used up by a password that can't be.
    """
    problem = passwords.problem_with(new, _own_email(actor))
    if problem is not None:
        raise FieldErrors({"new_password": problem})
    problem = log_in.problem_with_both(actor, current, code)
    if problem is not None:
        field = "current_password" if problem == "own_password_wrong" else "password_code"
        raise FieldErrors({field: problem})
    _take_own(actor, passwords.make_hash(new))


def take(work: UnitOfWork, user: User, password_hash: str, *, but: UUID | None = None) -> None:
    """Let a new password count, end every session `but` one and tell the owner."""
    user.password_hash = password_hash
    account_links.void(work, user.id, AccountLinkPurpose.RESET_PASSWORD)
    login_attempts.forget_all(work, user.id)
    sessions.end(work, and_(col(UserSession.user_id) == user.id, col(UserSession.id) != but))
    link = f"{work.settings.public_url}/inloggen"
    outbox.notify(work, Notification.PASSWORD_CHANGED, address=user.email, values={"link": link})
    audit.record(
        work,
        LogEvent.ACCOUNT_CHANGED,
        "U",
        purpose=Purpose.SECURITY,
        details={"account": str(user.id), "password": True},
    )


@use_case(Permission.ACCOUNT_OWN)
def _own_email(work: UnitOfWork) -> str:
    return work.session.get_one(User, work.actor.user_id).email


@use_case(Permission.ACCOUNT_OWN)
def _take_own(work: UnitOfWork, password_hash: str) -> None:
    user = work.session.get_one(User, work.actor.user_id)
    take(work, user, password_hash, but=work.actor.session_id)
