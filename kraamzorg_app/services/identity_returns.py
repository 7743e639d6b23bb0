"""Coming back from a provider ("GeboortezorgID"): to log in, to link it, or to make an account."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from kraamzorg_app.adapters.identity import Identity, IdentityRefused, LogInRequest
from kraamzorg_app.config import IdentityProvider
from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.models.accounts import User
from kraamzorg_app.services import (
    environment,
    identities,
    invited_elsewhere,
    log_in,
    login_attempts,
    rate_limits,
)
from kraamzorg_app.services.login_attempts import Attempt, Stage, Step
from kraamzorg_app.services.sessions import Elsewhere
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

_AWAY: Final = (Stage.ELSEWHERE, Stage.LINKING, Stage.INVITED_ELSEWHERE)
_LONG_AGO: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Returned:
    """Somebody who came back from a provider, with what was kept meanwhile."""

    attempt: Attempt
    provider: IdentityProvider
    request: LogInRequest


def come_back(  # noqa: PLR0913 - what a browser comes back with
    actor: Actor,
    attempt_token: str,
    key: str,
    answer: Mapping[str, str],
    *,
    device: str,
    former_session: str,
) -> Step:
    """Take what the browser brought from a provider, and go on with what it went there for.

    The state binds it to this browser and this provider, and counts once.
    """
    visitor = Actor.visitor(actor.origin)
    returned = _take_up(visitor, attempt_token, key, answer.get("state", ""))
    if returned is None:
        return identities.refuse(visitor, "attempt_expired", "state")
    attempt, provider = returned.attempt, returned.provider
    try:
        current = environment.current()
        identity = current.identities.who(provider, returned.request, answer, current.clock.now())
    except IdentityRefused as refused:
        _note(visitor, refused.reason)
        return _turn_back(actor, attempt, refused.code)
    match attempt.stage:
        case Stage.LINKING:
            if actor.user_id is None or actor.user_id != attempt.user_id:
                return identities.refuse(visitor, "attempt_expired", "session")
            return _link(actor, identity)
        case Stage.INVITED_ELSEWHERE:
            return invited_elsewhere.arrive(visitor, attempt, provider.key, identity)
        case _:
            return _log_in(visitor, returned, identity, device, former_session)


def _turn_back(actor: Actor, attempt: Attempt, code: str) -> Step:
    visitor = Actor.visitor(actor.origin)
    if attempt.stage is Stage.INVITED_ELSEWHERE:
        return invited_elsewhere.turn_back(visitor, attempt, code)
    if attempt.stage is Stage.LINKING and actor.user_id is not None:
        return identities.say(actor, code)
    return identities.refuse(visitor, code, "")


@use_case(Permission.PUBLIC)
def _take_up(work: UnitOfWork, attempt_token: str, key: str, state: str) -> _Returned | None:
    attempt = login_attempts.take(work, attempt_token, *_AWAY)
    if attempt is None or attempt.state["provider"] != key:
        return None
    request = LogInRequest(**attempt.state["request"])
    if not hmac.compare_digest(request.state.encode(), state.encode()):
        return None
    return _Returned(attempt, identities.provider_of(key), request)


@use_case(Permission.PUBLIC)
def _note(work: UnitOfWork, reason: str) -> None:
    log_in.log_failure(work, f"oidc {reason}", None)


@use_case(Permission.PUBLIC)
def _log_in(
    work: UnitOfWork, returned: _Returned, identity: Identity, device: str, former_session: str
) -> Step:
    wanted = returned.attempt.state.get("wanted", "")
    rate_limits.give_back(work, rate_limits.LOGIN_BY_ORIGIN, rate_limits.origin_of(work))
    user = identities.owner_of(work, identity)
    if user is None or user.disabled_at is not None:
        log_in.log_failure(work, "oidc_not_linked", user.id if user else None)
        return login_attempts.go_on(work, Stage.LOG_IN, errors={"form": "oidc_not_linked"})
    if not identity.has_second_factor:
        return login_attempts.go_on(
            work, Stage.CODE, user_id=user.id, email=user.email, wanted=wanted
        )
    # Who logged in there long ago is asked again here before what hurts most.
    since = min(work.now, identity.authenticated_at or work.now - _LONG_AGO)
    elsewhere = Elsewhere(returned.provider.key, identity.id_token, since)
    return log_in.start_session(
        work, user, device, former_session, wanted=wanted, elsewhere=elsewhere
    )


@use_case(Permission.ACCOUNT_OWN)
def _link(work: UnitOfWork, identity: Identity) -> Step:
    user = work.session.get_one(User, work.actor.user_id)
    is_kept = identities.keep(work, user.id, identity.issuer, identity.subject)
    return login_attempts.go_on(
        work, Stage.LINKED, notice="oidc_linked" if is_kept else "oidc_linked_already"
    )
