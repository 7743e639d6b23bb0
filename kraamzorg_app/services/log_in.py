"""Logging in: password, then code, and the same answer in the same time for who is unknown."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple
from uuid import UUID

from sqlmodel import col, select

from kraamzorg_app.adapters.crypto import token_hash
from kraamzorg_app.config import DEMO_PASSWORD
from kraamzorg_app.domain.actors import Actor, ActorKind
from kraamzorg_app.domain.errors import TooManyTries
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.models.accounts import User, UserSession
from kraamzorg_app.queries import accounts
from kraamzorg_app.services import (
    audit,
    login_attempts,
    passkeys,
    passwords,
    rate_limits,
    second_factor,
    sessions,
)
from kraamzorg_app.services.audit import LogEvent, Purpose
from kraamzorg_app.services.login_attempts import Stage, Step
from kraamzorg_app.services.second_factor import CodeCheck
from kraamzorg_app.services.sessions import Elsewhere
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case


class _Typed(NamedTuple):
    email: str
    wanted: str


class _Account(NamedTuple):
    user_id: UUID | None
    password_hash: str | None


def give_password(visitor: Actor, email: str, password: str, wanted: str = "") -> Step:
    """Take the first factor; the next step asks for the code or says what is wrong.

    `wanted` is the page of ours that the person was on the way to. An unknown address costs the
    same time and gets the same answer as a wrong password.
    """
    typed = _Typed(email.strip().lower()[:254], login_attempts.own_page(wanted))
    missing = {
        name: "required"
        for name, value in (("email", typed.email), ("password", password))
        if not value
    }
    if missing:
        return _refuse(visitor, typed, None, missing)
    try:
        account = _look_up(visitor, typed.email)
    except TooManyTries as refused:
        return _refuse(visitor, typed, None, {"form": refused.code})
    # Between the two transactions, since hashing is slow and a writer would hold up the others.
    if passwords.is_right(account.password_hash, password) and account.user_id:
        return _ask_code(visitor, typed, account.user_id, password == DEMO_PASSWORD)
    return _refuse(visitor, typed, account.user_id, {"password": "password_wrong"})


@use_case(Permission.PUBLIC)
def give_code(  # noqa: PLR0913 - what a form and a browser bring
    work: UnitOfWork,
    attempt_token: str,
    code: str,
    *,
    device: str,
    former_session: str,
    passkey: str = "",
) -> Step:
    """Take the second factor and start a session; one that this browser still had is ended."""
    attempt = login_attempts.take(work, attempt_token, Stage.CODE)
    user = work.session.get(User, attempt.user_id) if attempt else None
    if attempt is None or user is None or user.disabled_at is not None:
        return login_attempts.go_on(work, Stage.LOG_IN, errors={"form": "attempt_expired"})
    problem = problem_with_second(work, user, code, passkey, attempt.state.get("challenge"))
    if problem is not None:
        log_failure(work, problem, user.id)
        return login_attempts.again(work, attempt, code=problem)
    return start_session(work, user, device, former_session, wanted=attempt.state.get("wanted", ""))


def problem_with_second(
    work: UnitOfWork, user: User, code: str, passkey: str, challenge: str | None
) -> str | None:
    """Check a passkey when there is one, else a code; both within the same limit."""
    if not passkey:
        return problem_with_code(work, user, code)
    try:
        rate_limits.spend(work, rate_limits.CODE_BY_ACCOUNT, str(user.id))
    except TooManyTries as refused:
        return refused.code
    if challenge is None or not passkeys.is_right(work, user.id, challenge, passkey):
        return "passkey_failed"
    rate_limits.give_back(work, rate_limits.CODE_BY_ACCOUNT, str(user.id))
    return None


def problem_with_code(work: UnitOfWork, user: User, code: str) -> str | None:
    """Check a code within the limit on wrong ones; the count stays when it was wrong."""
    if not code.strip():
        return "required"
    try:
        rate_limits.spend(work, rate_limits.CODE_BY_ACCOUNT, str(user.id))
    except TooManyTries as refused:
        return refused.code
    checked = second_factor.check(work, user, code[:40])
    if checked is not CodeCheck.RIGHT:
        return checked
    rate_limits.give_back(work, rate_limits.CODE_BY_ACCOUNT, str(user.id))
    return None


def problem_with_both(actor: Actor, password: str, code: str) -> str | None:
    """Check both factors of somebody who is logged in; gives the code of what is wrong."""
    try:
        known = _own_password(actor)
    except TooManyTries as refused:
        return refused.code
    # Between two transactions, since hashing is slow and a writer would hold up the others.
    if not passwords.is_right(known.password_hash, password):
        _note_wrong_password(actor)
        return "own_password_wrong"
    return _problem_with_own_code(actor, code)


def start_session(  # noqa: PLR0913 - what a session begins with
    work: UnitOfWork,
    user: User,
    device: str,
    former_session: str,
    *,
    wanted: str = "",
    elsewhere: Elsewhere | None = None,
) -> Step:
    """Start the session of someone who gave both factors just now, with a token of its own."""
    sessions.end(work, col(UserSession.token_hash) == token_hash(former_session))
    token = sessions.start(work, user, device, elsewhere)
    audit.record(as_person(work, user), LogEvent.LOGGED_IN, "E", purpose=Purpose.SECURITY)
    has_role = work.session.execute(
        accounts.memberships_of(user.id).where(accounts.is_working(work.now))
    ).first()
    return Step((wanted or "/start") if has_role else "/profiel", session=token)


def as_person(work: UnitOfWork, user: User) -> UnitOfWork:
    """Go on in the same transaction as the person who turned out to be acting."""
    actor = Actor(
        kind=ActorKind.PERSON,
        origin=work.actor.origin,
        user_id=user.id,
        display_name=user.display_name,
    )
    return replace(work, actor=actor)


def log_failure(work: UnitOfWork, reason: str, user_id: UUID | None) -> None:
    """Write a failed log-in to the access log; never the address that was typed."""
    audit.record(
        work,
        LogEvent.LOGIN_FAILED,
        "E",
        purpose=Purpose.SECURITY,
        outcome="failed",
        details={"reason": reason, "account": str(user_id or "")},
    )


@use_case(Permission.ACCOUNT_OWN)
def _own_password(work: UnitOfWork) -> _Account:
    user = work.session.get_one(User, work.actor.user_id)
    rate_limits.spend(work, rate_limits.LOGIN_BY_ACCOUNT, user.email)
    return _Account(user.id, user.password_hash)


@use_case(Permission.ACCOUNT_OWN)
def _note_wrong_password(work: UnitOfWork) -> None:
    log_failure(work, "own_password_wrong", work.actor.user_id)


@use_case(Permission.ACCOUNT_OWN)
def _problem_with_own_code(work: UnitOfWork, code: str) -> str | None:
    user = work.session.get_one(User, work.actor.user_id)
    rate_limits.give_back(work, rate_limits.LOGIN_BY_ACCOUNT, user.email)
    problem = problem_with_code(work, user, code)
    if problem is not None:
        log_failure(work, problem, user.id)
    return problem


@use_case(Permission.PUBLIC)
def _look_up(work: UnitOfWork, email: str) -> _Account:
    rate_limits.spend(work, rate_limits.LOGIN_BY_ORIGIN, rate_limits.origin_of(work))
    rate_limits.spend(work, rate_limits.LOGIN_BY_ACCOUNT, email)
    user = work.session.exec(
        select(User).where(col(User.email) == email, col(User.disabled_at).is_(None))
    ).one_or_none()
    return _Account(user.id, user.password_hash) if user else _Account(None, None)


@use_case(Permission.PUBLIC)
def _ask_code(work: UnitOfWork, typed: _Typed, user_id: UUID, is_demo_password: bool) -> Step:
    if is_demo_password and not work.settings.is_demo:
        log_failure(work, "demo_password", user_id)
        return _back(work, typed, {"password": "password_wrong"})
    rate_limits.give_back(work, rate_limits.LOGIN_BY_ORIGIN, rate_limits.origin_of(work))
    rate_limits.give_back(work, rate_limits.LOGIN_BY_ACCOUNT, typed.email)
    return login_attempts.go_on(
        work, Stage.CODE, user_id=user_id, email=typed.email, wanted=typed.wanted
    )


@use_case(Permission.PUBLIC)
def _refuse(work: UnitOfWork, typed: _Typed, user_id: UUID | None, errors: dict[str, str]) -> Step:
    reason = next(iter(errors.values()))
    if reason != "required":
        log_failure(work, reason, user_id)
    return _back(work, typed, errors)


def _back(work: UnitOfWork, typed: _Typed, errors: dict[str, str]) -> Step:
    return login_attempts.go_on(
        work, Stage.LOG_IN, email=typed.email, wanted=typed.wanted, errors=errors
    )
