"""Making an account by an invitation with a provider in the place of a password.

The mail proves the mailbox, the provider who it is. An app is set up all the same: it is asked
again before what hurts most, and stays when the provider is unlinked. The account gets a password
that nobody knows; "Wachtwoord vergeten" gives it one.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from kraamzorg_app.adapters.crypto import new_token
from kraamzorg_app.adapters.identity import Identity, IdentityRefused
from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.models.accounts import User
from kraamzorg_app.services import (
    account_links,
    accounts,
    environment,
    identities,
    login_attempts,
    passwords,
)
from kraamzorg_app.services.login_attempts import Attempt, Stage, Step
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

_KEPT = ("email", "membership_id", "organization", "display_name")


def begin(visitor: Actor, attempt_token: str, key: str, display_name: str) -> Step:
    """Send somebody who was invited to a provider; raises `NotFound` for an unknown one."""
    provider = identities.provider_of(key)
    name = " ".join(display_name.split())
    problem = accounts.problem_with_name(name)
    if problem is not None:
        return _show(visitor, attempt_token, name, {"display_name": problem})
    request = identities.new_request(provider)
    try:
        address = environment.current().identities.where_to_log_in(provider, request)
    except IdentityRefused as refused:
        return _show(visitor, attempt_token, name, {"form": refused.code})
    kept = {"provider": key, "request": asdict(request), "display_name": name}
    return _leave(visitor, attempt_token, address, kept)


def arrive(visitor: Actor, attempt: Attempt, key: str, identity: Identity) -> Step:
    """Go on to the app with who it turned out to be; who has an account reads so."""
    # Between transactions, since hashing is slow.
    return _arrive(visitor, attempt, key, identity, passwords.make_hash(new_token()))


@use_case(Permission.PUBLIC)
def turn_back(work: UnitOfWork, attempt: Attempt, code: str) -> Step:
    """Show the invitation again, with what went wrong at the provider."""
    return _back(work, attempt, {"form": code})


@use_case(Permission.PUBLIC)
def _show(work: UnitOfWork, attempt_token: str, name: str, errors: dict[str, str]) -> Step:
    attempt = login_attempts.find(work, attempt_token, Stage.INVITATION)
    if attempt is None:
        return _expired(work)
    attempt.state["display_name"] = name[: accounts.MAX_NAME_LENGTH]
    return login_attempts.again(work, attempt, **errors)


@use_case(Permission.PUBLIC)
def _leave(work: UnitOfWork, attempt_token: str, address: str, kept: dict[str, Any]) -> Step:
    attempt = login_attempts.take(work, attempt_token, Stage.INVITATION)
    if attempt is None:
        return _expired(work)
    kept = _kept(attempt) | kept
    step = login_attempts.go_on(work, Stage.INVITED_ELSEWHERE, user_id=attempt.user_id, **kept)
    return Step(address, attempt=step.attempt)


@use_case(Permission.PUBLIC)
def _arrive(
    work: UnitOfWork, attempt: Attempt, key: str, identity: Identity, password_hash: str
) -> Step:
    if identities.owner_of(work, identity) is not None:
        return _back(work, attempt, {"form": "oidc_has_account"})
    user = work.session.get(User, attempt.user_id)
    if user is None:
        return _expired(work)
    return account_links.enrol(
        work,
        user,
        display_name=attempt.state["display_name"],
        password_hash=password_hash,
        membership_id=attempt.state["membership_id"],
        provider=key,
        issuer=identity.issuer,
        subject=identity.subject,
        id_token=identity.id_token,
    )


def _back(work: UnitOfWork, attempt: Attempt, errors: dict[str, str]) -> Step:
    return login_attempts.go_on(
        work, Stage.INVITATION, user_id=attempt.user_id, errors=errors, **_kept(attempt)
    )


def _kept(attempt: Attempt) -> dict[str, str]:
    return {name: attempt.state.get(name, "") for name in _KEPT}


def _expired(work: UnitOfWork) -> Step:
    return login_attempts.go_on(work, Stage.INVITATION, errors={"form": "attempt_expired"})
