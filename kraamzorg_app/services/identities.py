"""Logging in elsewhere ("GeboortezorgID"): a provider says who it is, a link says whose account.

An account is found by issuer and subject only, never by an e-mail address: whoever could make an
address at a provider would have the account. The link is made by its owner, logged in here.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import delete
from sqlmodel import col, select

from kraamzorg_app.adapters.identity import Identity, IdentityRefused, LogInRequest
from kraamzorg_app.config import IdentityProvider
from kraamzorg_app.database import insert_into
from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.errors import NotFound, TooManyTries
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.models.accounts import ExternalIdentity, User, UserSession
from kraamzorg_app.services import audit, environment, log_in, login_attempts, rate_limits
from kraamzorg_app.services.audit import LogEvent, Purpose
from kraamzorg_app.services.login_attempts import Stage, Step
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

_TABLE = "user_session"


@dataclass(frozen=True, slots=True)
class Offer:
    """A provider that people can log in with, and whether this person has linked it."""

    key: str
    label: str
    linked_at: datetime | None = None


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


def begin(visitor: Actor, key: str, wanted: str = "") -> Step:
    """Send somebody to a provider to log in; raises `NotFound` for an unknown one.

    `wanted` is the page of ours that the person was on the way to.
    """
    provider = provider_of(key)
    request = new_request(provider)
    try:
        address = environment.current().identities.where_to_log_in(provider, request)
        return _leave(visitor, provider, request, address, login_attempts.own_page(wanted))
    except IdentityRefused as refused:
        return refuse(visitor, refused.code, refused.reason)
    except TooManyTries as refused:
        return refuse(visitor, refused.code, refused.code)


def begin_linking(actor: Actor, key: str, password: str, code: str) -> Step:
    """Send somebody to a provider to link it, after both factors: it becomes a way in."""
    provider = provider_of(key)
    problem = log_in.problem_with_both(actor, password, code)
    if problem is not None:
        return say(actor, problem)
    request = new_request(provider)
    try:
        address = environment.current().identities.where_to_log_in(provider, request)
    except IdentityRefused as refused:
        return say(actor, refused.code)
    return _leave_to_link(actor, provider, request, address)


@use_case(Permission.ACCOUNT_OWN, fresh=True)
def unlink(work: UnitOfWork, key: str) -> None:
    """Take a provider away as a way in; the password and the app stay."""
    issuer = provider_of(key).issuer
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
    _log_change(work, "D", work.actor.user_id, key)


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


def provider_of(key: str) -> IdentityProvider:
    """Find a provider of this installation; raises `NotFound`."""
    provider = next((each for each in _providers() if each.key == key), None)
    if provider is None:
        raise NotFound
    return provider


def new_request(provider: IdentityProvider) -> LogInRequest:
    """Draw the secrets of one way to a provider and back."""
    # An address of its own for each provider, so that the answer of one can't pass for another's.
    public_url = environment.current().settings.public_url
    return LogInRequest.new(f"{public_url}/sessie/oidc/{provider.key}/terug")


def keep(work: UnitOfWork, user_id: UUID, issuer: str, subject: str) -> bool:
    """Keep whose account an identity is; False when it, or the provider, is linked already."""
    values = {"id": uuid4(), "user_id": user_id, "issuer": issuer, "subject": subject}
    kept = work.session.execute(
        insert_into(work.session, ExternalIdentity)
        .values(**values, linked_at=work.now)
        .on_conflict_do_nothing()
        .returning(col(ExternalIdentity.id))
    ).first()
    if kept is not None:
        _log_change(work, "C", user_id, issuer)
    return kept is not None


def owner_of(work: UnitOfWork, identity: Identity) -> User | None:
    """Find the account that an identity was linked to."""
    return work.session.exec(
        select(User)
        .join(ExternalIdentity, col(ExternalIdentity.user_id) == User.id)
        .where(
            col(ExternalIdentity.issuer) == identity.issuer,
            col(ExternalIdentity.subject) == identity.subject,
        )
    ).one_or_none()


@use_case(Permission.PUBLIC)
def refuse(work: UnitOfWork, code: str, reason: str) -> Step:
    """Lead back to the log-in page, which says why; the log has a reason when one is given."""
    if reason:
        log_in.log_failure(work, f"oidc {reason}", None)
    return login_attempts.go_on(work, Stage.LOG_IN, errors={"form": code})


@use_case(Permission.ACCOUNT_OWN)
def say(work: UnitOfWork, code: str) -> Step:
    """Lead back to the profile, which says why nothing was linked."""
    return login_attempts.go_on(work, Stage.LINKED, errors={"form": code})


@use_case(Permission.PUBLIC)
def _leave(
    work: UnitOfWork, provider: IdentityProvider, request: LogInRequest, address: str, wanted: str
) -> Step:
    rate_limits.spend(work, rate_limits.LOGIN_BY_ORIGIN, rate_limits.origin_of(work))
    step = login_attempts.go_on(
        work, Stage.ELSEWHERE, provider=provider.key, request=asdict(request), wanted=wanted
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


@use_case(Permission.ACCOUNT_OWN)
def _kept_of_session(work: UnitOfWork) -> tuple[str, str] | None:
    row = work.session.get(UserSession, work.actor.session_id) if work.actor.session_id else None
    if row is None or row.provider is None or row.id_token is None:
        return None
    token = work.keyring.open(row.id_token, table=_TABLE, row=row.id, field="id_token")
    return row.provider, token


def _log_change(work: UnitOfWork, action: str, user_id: UUID | None, provider: str) -> None:
    audit.record(
        work,
        LogEvent.ACCOUNT_CHANGED,
        action,
        purpose=Purpose.SECURITY,
        details={"account": str(user_id), "identity": provider},
    )
