"""A lost second factor: a manager asks for a link, the owner gives the password and a new app.

Neither the mailbox nor the password is enough by itself. A new password chosen by mail ends what
was asked for, and for a day nothing can be asked: else one mailbox would replace both factors.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final, NamedTuple
from uuid import UUID

from sqlmodel import col

from kraamzorg_app.domain.actors import Actor, Role
from kraamzorg_app.domain.errors import Conflict, TooManyTries
from kraamzorg_app.domain.notifications import Circumstance, Notification
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.models.accounts import (
    AccountLink,
    AccountLinkPurpose,
    Membership,
    User,
    UserSession,
)
from kraamzorg_app.services import (
    account_links,
    accounts,
    audit,
    login_attempts,
    outbox,
    passkeys,
    passwords,
    rate_limits,
    second_factor,
    sessions,
)
from kraamzorg_app.services.audit import LogEvent, Purpose
from kraamzorg_app.services.log_in import as_person, log_failure
from kraamzorg_app.services.login_attempts import Stage, Step
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

AFTER_NEW_PASSWORD: Final = timedelta(days=1)


class _Account(NamedTuple):
    email: str
    password_hash: str | None


def ask(work: UnitOfWork, membership: Membership, user: User, organization: str) -> None:
    """Mail the link and tell who else guards this account; the old app works until it is used.

    Raises `Conflict`: `no_account_yet`, or `password_just_reset` within a day of a new password
    by mail; and `TooManyTries`.
    """
    if user.password_hash is None or user.disabled_at is not None:
        raise Conflict("no_account_yet")
    if user.password_reset_at and work.now - user.password_reset_at < AFTER_NEW_PASSWORD:
        raise Conflict("password_just_reset")
    rate_limits.spend(work, rate_limits.FACTOR_RESETS, str(work.actor.user_id))
    rate_limits.spend(work, rate_limits.FACTOR_RESETS_OF_ACCOUNT, str(user.id))
    account_links.send(
        work,
        Notification.RESET_SECOND_FACTOR,
        AccountLinkPurpose.RESET_SECOND_FACTOR,
        user,
        organization=organization,
    )
    by_admin = work.actor.role is Role.FUNCTIONAL_ADMIN and membership.role is not work.actor.role
    outbox.notify(
        work,
        Notification.SECOND_FACTOR_RESET_ASKED,
        member=membership,
        circumstances=frozenset({Circumstance.BY_FUNCTIONAL_ADMIN} if by_admin else ()),
        values={"member": user.display_name or user.email, "organization": organization},
    )
    audit.record(
        work,
        LogEvent.ACCOUNT_CHANGED,
        "E",
        purpose=Purpose.SECURITY,
        details={"account": str(user.id), "second_factor": "reset asked"},
    )


def give_password(visitor: Actor, attempt_token: str, password: str) -> Step:
    """Take the password of whoever opened the link; a new app is next."""
    try:
        account = _look_up(visitor, attempt_token)
    except TooManyTries as refused:
        return _again(visitor, attempt_token, refused.code)
    # Between two transactions, since hashing is slow and a writer would hold up the others.
    if passwords.is_right(account.password_hash, password):
        return _enrol(visitor, attempt_token)
    problem = "own_password_wrong" if password else "required"
    return _again(visitor, attempt_token, problem)


@use_case(Permission.PUBLIC)
def confirm_app(
    work: UnitOfWork, attempt_token: str, code: str, *, device: str, former_session: str
) -> Step:
    """Take the first code of the new app: the old app, all sessions and all old codes end."""
    attempt = login_attempts.find(work, attempt_token, Stage.FACTOR_ENROLMENT)
    user = work.session.get(User, attempt.user_id) if attempt else None
    if attempt is None or user is None or user.disabled_at is not None:
        return _ended(work)
    step, problem = accounts.first_code(work, user, attempt.state["secret"], code)
    if step is None:
        log_failure(work, problem, user.id)
        return login_attempts.again(work, attempt, code=problem)
    login_attempts.forget(work, attempt_token)
    link = work.session.get_one(AccountLink, UUID(attempt.state["link_id"]))
    if not account_links.use(work, link):
        return _ended(work, "link_used")
    second_factor.seal(work, user, attempt.state["secret"])
    user.totp_last_step = step
    passkeys.remove_all(work, user.id)
    sessions.end(work, col(UserSession.user_id) == user.id)
    outbox.notify(
        work,
        Notification.SECOND_FACTOR_CHANGED,
        address=user.email,
        values={"link": f"{work.settings.public_url}/inloggen"},
    )
    audit.record(
        as_person(work, user),
        LogEvent.ACCOUNT_CHANGED,
        "U",
        purpose=Purpose.SECURITY,
        details={"account": str(user.id), "second_factor": "reset"},
    )
    work.session.flush()
    return accounts.start_with_recovery_codes(work, user, device, former_session)


@use_case(Permission.PUBLIC)
def _look_up(work: UnitOfWork, attempt_token: str) -> _Account:
    attempt = login_attempts.find(work, attempt_token, Stage.FACTOR_PASSWORD)
    user = work.session.get(User, attempt.user_id) if attempt else None
    if user is None or user.disabled_at is not None:
        return _Account("", None)
    rate_limits.spend(work, rate_limits.LOGIN_BY_ACCOUNT, user.email)
    return _Account(user.email, user.password_hash)


@use_case(Permission.PUBLIC)
def _enrol(work: UnitOfWork, attempt_token: str) -> Step:
    attempt = login_attempts.find(work, attempt_token, Stage.FACTOR_PASSWORD)
    if attempt is None:
        return _ended(work)
    rate_limits.give_back(work, rate_limits.LOGIN_BY_ACCOUNT, attempt.state["email"])
    login_attempts.forget(work, attempt_token)
    return login_attempts.go_on(
        work,
        Stage.FACTOR_ENROLMENT,
        user_id=attempt.user_id,
        email=attempt.state["email"],
        link_id=attempt.state["link_id"],
        secret=second_factor.new_secret(),
    )


@use_case(Permission.PUBLIC)
def _again(work: UnitOfWork, attempt_token: str, problem: str) -> Step:
    attempt = login_attempts.find(work, attempt_token, Stage.FACTOR_PASSWORD)
    if attempt is None:
        return _ended(work)
    if problem != "required":
        log_failure(work, problem, attempt.user_id)
    return login_attempts.again(work, attempt, password=problem)


def _ended(work: UnitOfWork, problem: str = "attempt_expired") -> Step:
    return login_attempts.go_on(work, Stage.FACTOR_ENDED, errors={"form": problem})
