"""Getting an account: registration, invitation, the authenticator app, and a forgotten password.

An account counts from the moment that the code of the app is right: before that there is an
address without a password, so that nobody can prepare an account in another person's name.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import col, select

from kraamzorg_app.database import insert_into
from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.errors import TooManyTries
from kraamzorg_app.domain.notifications import Notification
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.models.accounts import AccountLinkPurpose, Membership, User
from kraamzorg_app.services import (
    account_links,
    audit,
    environment,
    identities,
    login_attempts,
    new_password,
    outbox,
    passwords,
    rate_limits,
    recovery_codes,
    second_factor,
)
from kraamzorg_app.services.audit import LogEvent, Purpose
from kraamzorg_app.services.contact_details import normalize_email
from kraamzorg_app.services.log_in import as_person, start_session
from kraamzorg_app.services.login_attempts import Attempt, Stage, Step
from kraamzorg_app.services.sessions import Elsewhere
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

MAX_NAME_LENGTH = 120


def register(visitor: Actor, email: str, display_name: str, password: str) -> Step:
    """Ask for an account ("Nu registreren"); the answer is the same when there is one already."""
    settings = environment.current().settings
    address = normalize_email(email, test_addresses_allowed=not settings.is_production)
    problems = _problems(address or email, display_name, password)
    if address is None:
        problems["email"] = "email_form" if email.strip() else "required"
    if problems or address is None:
        return _show(visitor, Stage.REGISTER, problems, email=email, display_name=display_name)
    try:
        return _register(visitor, address, display_name.strip(), passwords.make_hash(password))
    except TooManyTries as refused:
        problems = {"form": refused.code}
        return _show(visitor, Stage.REGISTER, problems, email=email, display_name=display_name)


def accept_invitation(visitor: Actor, attempt_token: str, display_name: str, password: str) -> Step:
    """Make an account by an invitation: name and password first, the authenticator app next."""
    attempt = _current(visitor, attempt_token, Stage.INVITATION)
    if attempt is None:
        return _show(visitor, Stage.INVITATION, {"form": "attempt_expired"})
    problems = _problems(attempt.state["email"], display_name, password)
    if problems:
        return _again(visitor, attempt_token, display_name, problems)
    return _enrol_invited(
        visitor, attempt_token, display_name.strip(), passwords.make_hash(password)
    )


@use_case(Permission.PUBLIC)
def confirm_app(
    work: UnitOfWork, attempt_token: str, code: str, *, device: str, former_session: str
) -> Step:
    """Take the first code of the authenticator app: from here on the account counts.

    The person is logged in and sees the recovery codes, this once.
    """
    attempt = login_attempts.find(work, attempt_token, Stage.ENROLMENT)
    user = work.session.get(User, attempt.user_id) if attempt else None
    if attempt is None or user is None or user.disabled_at:
        return login_attempts.go_on(work, Stage.LOG_IN, errors={"form": "open_link_again"})
    if user.password_hash:
        return login_attempts.go_on(work, Stage.LOG_IN, notice="account_made")
    step, problem = first_code(work, user, attempt.state["secret"], code)
    if step is None:
        return login_attempts.again(work, attempt, code=problem)
    elsewhere = _complete(work, user, attempt, step)
    login_attempts.forget(work, attempt_token)
    return start_with_recovery_codes(work, user, device, former_session, elsewhere)


@use_case(Permission.PUBLIC)
def kept_recovery_codes(work: UnitOfWork, attempt_token: str) -> Step:
    """Wipe the recovery codes once they were written down, and go on to the tool."""
    attempt = login_attempts.find(work, attempt_token, Stage.RECOVERY_CODES)
    login_attempts.forget(work, attempt_token)
    return Step(attempt.state.get("next", "/start") if attempt else "/start")


def forget_password(visitor: Actor, email: str) -> Step:
    """Mail a link for a new password to an account; the answer is the same without one."""
    settings = environment.current().settings
    address = normalize_email(email, test_addresses_allowed=not settings.is_production)
    if address is None:
        problem = "email_form" if email.strip() else "required"
        return _show(visitor, Stage.FORGOTTEN, {"email": problem}, email=email)
    try:
        return _forget_password(visitor, address)
    except TooManyTries as refused:
        return _show(visitor, Stage.FORGOTTEN, {"form": refused.code}, email=email)


def choose_password(visitor: Actor, attempt_token: str, password: str) -> Step:
    """Set a new password by a link; every session ends, the authenticator app stays."""
    attempt = _current(visitor, attempt_token, Stage.NEW_PASSWORD)
    if attempt is None:
        return _show(visitor, Stage.FORGOTTEN, {"form": "attempt_expired"})
    problem = passwords.problem_with(password, attempt.state["email"])
    if problem:
        return _again(visitor, attempt_token, "", {"password": problem})
    return _choose_password(visitor, attempt_token, passwords.make_hash(password))


def first_code(work: UnitOfWork, user: User, secret: str, code: str) -> tuple[int | None, str]:
    """Check the first code of a new app, within the limit: its time step, or what is wrong."""
    try:
        rate_limits.spend(work, rate_limits.CODE_BY_ACCOUNT, str(user.id))
    except TooManyTries as refused:
        return None, refused.code
    typed = "".join(code.split())[:40]
    step = second_factor.matching_step(work, secret, typed)
    if step is None:
        return None, "code_wrong" if typed else "required"
    rate_limits.give_back(work, rate_limits.CODE_BY_ACCOUNT, str(user.id))
    return step, ""


def start_with_recovery_codes(
    work: UnitOfWork,
    user: User,
    device: str,
    former_session: str,
    elsewhere: Elsewhere | None = None,
) -> Step:
    """Log somebody in who has a new app, and show new recovery codes, this once."""
    started = start_session(work, user, device, former_session, elsewhere=elsewhere)
    codes = recovery_codes.renew(work, user.id)
    shown = login_attempts.go_on(
        work, Stage.RECOVERY_CODES, user_id=user.id, recovery_codes=codes, next=started.path
    )
    return Step(shown.path, attempt=shown.attempt, session=started.session)


def user_for(work: UnitOfWork, email: str) -> User:
    """Find the account of an address, or keep a place for it that can't log in yet."""
    work.session.execute(
        insert_into(work.session, User)
        .values(id=uuid4(), email=email, display_name="", created_at=work.now)
        .on_conflict_do_nothing(index_elements=["email"])
    )
    return work.session.exec(select(User).where(col(User.email) == email)).one()


def accept(work: UnitOfWork, membership: Membership) -> None:
    """Let a membership count from now on, by the person whom it is for."""
    membership.accepted_at = work.now
    audit.record(
        work,
        LogEvent.MEMBERSHIP_CHANGED,
        "U",
        purpose=Purpose.ADMINISTRATION,
        details={"membership": str(membership.id), "accepted": True},
    )


def problem_with_name(name: str) -> str | None:
    """Say by a code what is wrong with how somebody wants to be called."""
    if not name:
        return "required"
    if len(name) > MAX_NAME_LENGTH:
        return "too_long"
    return None if name.isprintable() else "odd_characters"


def _problems(email: str, display_name: str, password: str) -> dict[str, str]:
    name_problem = problem_with_name(display_name.strip())
    problems = {"display_name": name_problem} if name_problem else {}
    problem = passwords.problem_with(password, email)
    if problem:
        problems["password"] = problem
    return problems


@use_case(Permission.PUBLIC)
def _register(work: UnitOfWork, email: str, display_name: str, password_hash: str) -> Step:
    if _may_mail(work, email):
        user = user_for(work, email)
        link = f"{work.settings.public_url}/inloggen"
        with _kept_if(work, bool(user.password_hash)):
            outbox.notify(
                work, Notification.ACCOUNT_EXISTS, address=user.email, values={"link": link}
            )
        with _kept_if(work, not user.password_hash and not user.disabled_at):
            account_links.send(
                work,
                Notification.CONFIRM_ACCOUNT,
                AccountLinkPurpose.CONFIRM_EMAIL,
                user,
                registration={"display_name": display_name, "password_hash": password_hash},
            )
    return login_attempts.go_on(work, Stage.REGISTERED, email=email)


@use_case(Permission.PUBLIC)
def _forget_password(work: UnitOfWork, email: str) -> Step:
    if _may_mail(work, email):
        known = select(User.id).where(
            col(User.email) == email,
            col(User.password_hash).is_not(None),
            col(User.disabled_at).is_(None),
        )
        with _kept_if(work, work.session.exec(known).first() is not None):
            user = user_for(work, email)
            account_links.send(
                work, Notification.RESET_PASSWORD, AccountLinkPurpose.RESET_PASSWORD, user
            )
    return login_attempts.go_on(work, Stage.FORGOTTEN_SENT, email=email)


@contextmanager
def _kept_if(work: UnitOfWork, is_kept: bool) -> Iterator[None]:
    """Do some work whatever the case and keep it in one: the time taken tells nobody which."""
    with work.session.begin_nested() as savepoint:
        yield
        work.session.flush()
        if not is_kept:
            savepoint.rollback()


def _may_mail(work: UnitOfWork, email: str) -> bool:
    """Count a mail that anybody can ask for; too many to one address are left out in silence."""
    rate_limits.spend(work, rate_limits.MAIL_BY_ORIGIN, rate_limits.origin_of(work))
    try:
        rate_limits.spend(work, rate_limits.MAIL_BY_ADDRESS, email)
    except TooManyTries:
        return False
    return True


@use_case(Permission.PUBLIC)
def _current(work: UnitOfWork, attempt_token: str, stage: Stage) -> Attempt | None:
    return login_attempts.find(work, attempt_token, stage)


@use_case(Permission.PUBLIC)
def _again(work: UnitOfWork, attempt_token: str, display_name: str, errors: dict[str, str]) -> Step:
    attempt = login_attempts.find(work, attempt_token)
    if attempt is None:
        return login_attempts.go_on(work, Stage.LOG_IN, errors={"form": "attempt_expired"})
    attempt.state["display_name"] = display_name[:MAX_NAME_LENGTH]
    return login_attempts.again(work, attempt, **errors)


@use_case(Permission.PUBLIC)
def _show(
    work: UnitOfWork,
    stage: Stage,
    errors: dict[str, str],
    *,
    email: str = "",
    display_name: str = "",
) -> Step:
    return login_attempts.go_on(
        work,
        stage,
        email=email[:254],
        display_name=display_name[:MAX_NAME_LENGTH],
        errors=errors,
    )


@use_case(Permission.PUBLIC)
def _enrol_invited(
    work: UnitOfWork, attempt_token: str, display_name: str, password_hash: str
) -> Step:
    attempt = login_attempts.find(work, attempt_token, Stage.INVITATION)
    user = work.session.get(User, attempt.user_id) if attempt else None
    if attempt is None or user is None:
        return login_attempts.go_on(work, Stage.INVITATION, errors={"form": "attempt_expired"})
    login_attempts.forget(work, attempt_token)
    return account_links.enrol(
        work,
        user,
        display_name=display_name,
        password_hash=password_hash,
        membership_id=attempt.state["membership_id"],
    )


def _complete(work: UnitOfWork, user: User, attempt: Attempt, step: int) -> Elsewhere | None:
    """Make the account count, with the membership that its owner was invited for.

    Gives the provider that stands for a password, if it was made with one.
    """
    state: dict[str, Any] = attempt.state
    user.display_name = state["display_name"]
    user.password_hash = state["password_hash"]
    user.email_confirmed_at = work.now
    user.totp_last_step = step
    second_factor.seal(work, user, state["secret"])
    account_links.void(work, user.id, AccountLinkPurpose.CONFIRM_EMAIL)
    if membership_id := state.get("membership_id"):
        account_links.void(work, user.id, AccountLinkPurpose.ACCEPT_INVITATION, UUID(membership_id))
    person = as_person(work, user)
    audit.record(
        person,
        LogEvent.ACCOUNT_CHANGED,
        "C",
        purpose=Purpose.ADMINISTRATION,
        details={"account": str(user.id)},
    )
    membership = work.session.get(Membership, UUID(membership_id)) if membership_id else None
    if membership and membership.user_id == user.id and membership.revoked_at is None:
        accept(person, membership)
        user.working_membership_id = membership.id
    work.session.flush()
    issuer = state.get("issuer")
    if issuer is None or not identities.keep(person, user.id, issuer, state["subject"]):
        return None
    return Elsewhere(state["provider"], state["id_token"], work.now)


@use_case(Permission.PUBLIC)
def _choose_password(work: UnitOfWork, attempt_token: str, password_hash: str) -> Step:
    attempt = login_attempts.find(work, attempt_token, Stage.NEW_PASSWORD)
    user = work.session.get(User, attempt.user_id) if attempt else None
    if attempt is None or user is None:
        return login_attempts.go_on(work, Stage.FORGOTTEN, errors={"form": "attempt_expired"})
    user.password_reset_at = work.now
    # Else whoever reads the mailbox could replace both factors.
    account_links.void(work, user.id, AccountLinkPurpose.RESET_SECOND_FACTOR)
    new_password.take(as_person(work, user), user, password_hash)
    return login_attempts.go_on(work, Stage.LOG_IN, email=user.email, notice="password_changed")
