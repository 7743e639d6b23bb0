"""Logging in elsewhere ("GeboortezorgID"): a provider says who it is, a link says whose account.

An account is found by issuer and subject only, never by an e-mail address: whoever could make an
address at a provider would have the account. The link is made by its owner, logged in here.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from kraamzorg_app.adapters.identity import Identity, IdentityRefused, LogInRequest
from kraamzorg_app.config import IdentityProvider
from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.errors import NotFound, TooManyTries
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.models.accounts import ExternalIdentity, User, UserSession
from kraamzorg_app.services import audit, environment, log_in, login_attempts, rate_limits
from kraamzorg_app.services.audit import LogEvent, Purpose
from kraamzorg_app.services.login_attempts import Attempt, Stage, Step
from kraamzorg_app.services.sessions import Elsewhere
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

_TABLE = "user_session"
_LONG_AGO = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Offer:
    """A provider that people can log in with, and whether this person has linked it."""

    key: str
    label: str
    linked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Returned:
    """Somebody who came back from a provider, with what was kept meanwhile."""

    attempt: Attempt
    provider: IdentityProvider
    request: LogInRequest


@use_case(Permission.PUBLIC)
def offered(work: UnitOfWork) -> tuple[Offer, ...]:
    """List the providers of this installation, for the log-in page."""
    return tuple(Offer(each.key, each.label) for each in work.settings.identity_providers)


@use_case(Permission.ACCOUNT_OWN)
def own(work: UnitOfWork) -> tuple[Offer, ...]:
    """List the providers with what this person has linked."""
    links = work.session.exec(
        select(ExternalIdentity).where(col(ExternalIdentity.user_id) == work.actor.user_id)
    ).all()
    linked = {link.issuer: link.linked_at for link in links}
    return tuple(
        Offer(each.key, each.label, linked.get(each.issuer))
        for each in work.settings.identity_providers
    )


def begin(visitor: Actor, key: str) -> Step:
    """Send somebody to a provider to log in; raises `NotFound` for an unknown one."""
    provider = _provider(key)
    request = LogInRequest.new(_redirect_uri(provider))
    try:
        address = environment.current().identities.where_to_log_in(provider, request)
        return _leave(visitor, provider, request, address)
    except IdentityRefused as refused:
        return _refuse(visitor, refused.code, refused.reason)
    except TooManyTries as refused:
        return _refuse(visitor, refused.code, refused.code)


def begin_linking(actor: Actor, key: str, password: str, code: str) -> Step:
    """Send somebody to a provider to link it, after both factors: it becomes a way in."""
    provider = _provider(key)
    problem = log_in.problem_with_both(actor, password, code)
    if problem is not None:
        return _say(actor, problem)
    request = LogInRequest.new(_redirect_uri(provider))
    try:
        address = environment.current().identities.where_to_log_in(provider, request)
    except IdentityRefused as refused:
        return _say(actor, refused.code)
    return _leave_to_link(actor, provider, request, address)


def come_back(  # noqa: PLR0913 - what a browser comes back with
    actor: Actor,
    attempt_token: str,
    key: str,
    answer: Mapping[str, str],
    *,
    device: str,
    former_session: str,
) -> Step:
    """Take what the browser brought from a provider: log in, or link it to the actor's account.

    The state binds it to this browser and this provider, and counts once.
    """
    visitor = Actor.visitor(actor.origin)
    returned = _take_up(visitor, attempt_token, key, answer.get("state", ""))
    if returned is None:
        return _refuse(visitor, "attempt_expired", "state")
    is_linking = returned.attempt.stage is Stage.LINKING
    try:
        current = environment.current()
        identity = current.identities.who(
            returned.provider, returned.request, answer, current.clock.now()
        )
    except IdentityRefused as refused:
        _note(visitor, refused.reason)
        return _say(actor, refused.code) if is_linking else _refuse(visitor, refused.code, "")
    if not is_linking:
        return _log_in(visitor, returned.provider.key, identity, device, former_session)
    if actor.user_id is None or actor.user_id != returned.attempt.user_id:
        return _refuse(visitor, "attempt_expired", "session")
    return _link(actor, identity)


@use_case(Permission.ACCOUNT_OWN, fresh=True)
def unlink(work: UnitOfWork, key: str) -> None:
    """Take a provider away as a way in; the password and the app stay."""
    issuer = _provider(key).issuer
    gone = work.session.execute(
        delete(ExternalIdentity)
        .where(
            col(ExternalIdentity.user_id) == work.actor.user_id,
            col(ExternalIdentity.issuer) == issuer,
        )
        .returning(col(ExternalIdentity.id))
    ).first()
    if gone is None:
        raise NotFound
    _log_change(work, "D", key)


def where_to_log_out(actor: Actor) -> str:
    """Give the address that ends the session at the provider too; empty when there is none."""
    kept = _kept_of_session(actor)
    provider = next((p for p in _providers() if kept and p.key == kept[0]), None)
    if kept is None or provider is None:
        return ""
    current = environment.current()
    back_to = f"{current.settings.public_url}/inloggen"
    try:
        return current.identities.where_to_log_out(provider, kept[1], back_to)
    except IdentityRefused:
        return ""


def _providers() -> tuple[IdentityProvider, ...]:
    return environment.current().settings.identity_providers


def _provider(key: str) -> IdentityProvider:
    provider = next((each for each in _providers() if each.key == key), None)
    if provider is None:
        raise NotFound
    return provider


def _redirect_uri(provider: IdentityProvider) -> str:
    # An address of its own for each provider, so that the answer of one can't pass for another's.
    return f"{environment.current().settings.public_url}/sessie/oidc/{provider.key}/terug"


@use_case(Permission.PUBLIC)
def _leave(
    work: UnitOfWork, provider: IdentityProvider, request: LogInRequest, address: str
) -> Step:
    rate_limits.spend(work, rate_limits.LOGIN_BY_ORIGIN, work.actor.origin)
    step = login_attempts.go_on(
        work, Stage.ELSEWHERE, provider=provider.key, request=asdict(request)
    )
    return Step(address, attempt=step.attempt)


@use_case(Permission.ACCOUNT_OWN)
def _leave_to_link(
    work: UnitOfWork, provider: IdentityProvider, request: LogInRequest, address: str
) -> Step:
    step = login_attempts.go_on(
        work,
        Stage.LINKING,
        user_id=work.actor.user_id,
        provider=provider.key,
        request=asdict(request),
    )
    return Step(address, attempt=step.attempt)


@use_case(Permission.PUBLIC)
def _take_up(work: UnitOfWork, attempt_token: str, key: str, state: str) -> _Returned | None:
    attempt = login_attempts.take(work, attempt_token, Stage.ELSEWHERE, Stage.LINKING)
    if attempt is None or attempt.state["provider"] != key:
        return None
    request = LogInRequest(**attempt.state["request"])
    if not hmac.compare_digest(request.state.encode(), state.encode()):
        return None
    return _Returned(attempt, _provider(key), request)


@use_case(Permission.PUBLIC)
def _log_in(
    work: UnitOfWork, key: str, identity: Identity, device: str, former_session: str
) -> Step:
    rate_limits.give_back(work, rate_limits.LOGIN_BY_ORIGIN, work.actor.origin)
    link = work.session.exec(
        select(ExternalIdentity).where(
            col(ExternalIdentity.issuer) == identity.issuer,
            col(ExternalIdentity.subject) == identity.subject,
        )
    ).one_or_none()
    user = work.session.get(User, link.user_id) if link else None
    if user is None or user.disabled_at is not None:
        log_in.log_failure(work, "oidc_not_linked", user.id if user else None)
        return login_attempts.go_on(work, Stage.LOG_IN, errors={"form": "oidc_not_linked"})
    if not identity.has_second_factor:
        return login_attempts.go_on(work, Stage.CODE, user_id=user.id, email=user.email)
    # Who logged in there long ago is asked again here before what hurts most.
    since = min(work.now, identity.authenticated_at or work.now - _LONG_AGO)
    elsewhere = Elsewhere(key, identity.id_token, since)
    return log_in.start_session(work, user, device, former_session, elsewhere=elsewhere)


@use_case(Permission.ACCOUNT_OWN)
def _link(work: UnitOfWork, identity: Identity) -> Step:
    user = work.session.get_one(User, work.actor.user_id)
    try:
        with work.session.begin_nested():
            work.session.add(
                ExternalIdentity(
                    user_id=user.id,
                    issuer=identity.issuer,
                    subject=identity.subject,
                    linked_at=work.now,
                )
            )
    except IntegrityError:
        return login_attempts.go_on(work, Stage.LINKED, notice="oidc_linked_already")
    _log_change(work, "C", identity.issuer)
    return login_attempts.go_on(work, Stage.LINKED, notice="oidc_linked")


@use_case(Permission.PUBLIC)
def _refuse(work: UnitOfWork, code: str, reason: str) -> Step:
    if reason:
        log_in.log_failure(work, f"oidc {reason}", None)
    return login_attempts.go_on(work, Stage.LOG_IN, errors={"form": code})


@use_case(Permission.PUBLIC)
def _note(work: UnitOfWork, reason: str) -> None:
    log_in.log_failure(work, f"oidc {reason}", None)


@use_case(Permission.ACCOUNT_OWN)
def _say(work: UnitOfWork, code: str) -> Step:
    return login_attempts.go_on(work, Stage.LINKED, errors={"form": code})


@use_case(Permission.ACCOUNT_OWN)
def _kept_of_session(work: UnitOfWork) -> tuple[str, str] | None:
    row = work.session.get(UserSession, work.actor.session_id) if work.actor.session_id else None
    if row is None or row.provider is None or row.id_token is None:
        return None
    token = work.keyring.open(row.id_token, table=_TABLE, row=row.id, field="id_token")
    return row.provider, token


def _log_change(work: UnitOfWork, action: str, provider: str) -> None:
    audit.record(
        work,
        LogEvent.ACCOUNT_CHANGED,
        action,
        purpose=Purpose.SECURITY,
        details={"account": str(work.actor.user_id), "identity": provider},
    )
