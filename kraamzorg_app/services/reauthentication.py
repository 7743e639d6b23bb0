"""Showing again that it is you, before what would hurt most when somebody took over a browser.

The second factor alone is asked: what is guarded against is an open browser or a stolen cookie,
and the phone shows best that its owner sits there. Each code counts once.
"""

from __future__ import annotations

from kraamzorg_app.domain.errors import FieldErrors
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.models.accounts import User
from kraamzorg_app.services import audit, log_in, passkeys, sessions
from kraamzorg_app.services.audit import LogEvent, Purpose
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case


@use_case(Permission.ACCOUNT_OWN)
def passkey_options(work: UnitOfWork) -> str:
    """Give what the browser asks a passkey with, in JSON; empty for who has none."""
    user_id = work.session.get_one(User, work.actor.user_id).id
    return passkeys.options_to_use(work, user_id, passkeys.ask_in_session(work))


@use_case(Permission.ACCOUNT_OWN)
def confirm(work: UnitOfWork, code: str, passkey: str = "") -> None:
    """Take a second factor in a running session; raises `FieldErrors` for "code"."""
    user = work.session.get_one(User, work.actor.user_id)
    challenge = passkeys.take_of_session(work) if passkey else None
    problem = log_in.problem_with_second(work, user, code, passkey, challenge)
    if problem is not None:
        log_in.log_failure(work, problem, user.id)
        raise FieldErrors({"code": problem}).keeping()
    sessions.authenticate_again(work)
    audit.record(work, LogEvent.REAUTHENTICATED, "E", purpose=Purpose.SECURITY)
