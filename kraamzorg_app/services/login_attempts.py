"""What happens before there is a session: a row behind a short-lived cookie, from page to page."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import delete
from sqlmodel import col, select

from kraamzorg_app.adapters.crypto import new_token, token_hash
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.models.accounts import LoginAttempt
from kraamzorg_app.services import passkeys, second_factor
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

LASTS: Final = timedelta(minutes=30)
ENROLMENT_LASTS: Final = timedelta(hours=1)
_TABLE: Final = "login_attempt"


class Stage(StrEnum):
    """Where somebody without a session is."""

    LOG_IN = "LOG_IN"
    CODE = "CODE"
    REGISTER = "REGISTER"
    REGISTERED = "REGISTERED"
    INVITATION = "INVITATION"
    ENROLMENT = "ENROLMENT"
    RECOVERY_CODES = "RECOVERY_CODES"
    FORGOTTEN = "FORGOTTEN"
    FORGOTTEN_SENT = "FORGOTTEN_SENT"
    NEW_PASSWORD = "NEW_PASSWORD"  # noqa: S105 - names a page
    FACTOR_PASSWORD = "FACTOR_PASSWORD"  # noqa: S105 - names a page
    FACTOR_ENROLMENT = "FACTOR_ENROLMENT"
    FACTOR_ENDED = "FACTOR_ENDED"
    ELSEWHERE = "ELSEWHERE"
    """At a provider, to log in."""
    LINKING = "LINKING"
    """At a provider, to link it to the account."""
    INVITED_ELSEWHERE = "INVITED_ELSEWHERE"
    """At a provider, to make an account by an invitation."""
    LINKED = "LINKED"


_ENROLMENTS: Final = frozenset({Stage.ENROLMENT, Stage.FACTOR_ENROLMENT})
PATHS: Final[Mapping[Stage, str]] = {
    Stage.LOG_IN: "/inloggen",
    Stage.CODE: "/inloggen",
    Stage.REGISTER: "/registreren",
    Stage.REGISTERED: "/registreren",
    Stage.INVITATION: "/uitnodiging",
    Stage.ENROLMENT: "/registreren",
    Stage.RECOVERY_CODES: "/registreren",
    Stage.FORGOTTEN: "/wachtwoord-vergeten",
    Stage.FORGOTTEN_SENT: "/wachtwoord-vergeten",
    Stage.NEW_PASSWORD: "/wachtwoord-vergeten",
    Stage.FACTOR_PASSWORD: "/tweede-factor",
    Stage.FACTOR_ENROLMENT: "/tweede-factor",
    Stage.FACTOR_ENDED: "/tweede-factor",
    Stage.ELSEWHERE: "/inloggen",
    Stage.LINKING: "/profiel",
    Stage.INVITED_ELSEWHERE: "/uitnodiging",
    Stage.LINKED: "/profiel",
}


@dataclass(frozen=True, slots=True)
class Step:
    """What a browser gets after a form: where to go and which cookies to set."""

    path: str
    attempt: str | None = None
    """Token of the attempt that goes on; None clears the cookie."""
    session: str | None = None
    """Token of a session that starts here."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt that still counts."""

    id: UUID
    stage: Stage
    user_id: UUID | None
    state: dict[str, Any]


@dataclass(frozen=True, slots=True)
class AttemptView:
    """What the page of an attempt shows."""

    stage: Stage
    email: str = ""
    display_name: str = ""
    organization: str = ""
    secret: str = ""
    enrolment_uri: str = ""
    recovery_codes: tuple[str, ...] = ()
    passkey_options: str = ""
    """What the browser needs to ask for a passkey; empty for who has none."""
    wanted: str = ""
    """The page of ours that somebody was on the way to."""
    notice: str = ""
    """Code of something to know that is no error of this form."""
    errors: Mapping[str, str] = field(default_factory=dict)
    """A code per field."""


@use_case(Permission.PUBLIC)
def read(work: UnitOfWork, token: str) -> AttemptView | None:
    """Give what the page shows of the attempt behind a cookie, or None when there is none."""
    attempt = find(work, token)
    if attempt is None:
        return None
    state = attempt.state
    email, secret = state.get("email", ""), state.get("secret", "")
    return AttemptView(
        stage=attempt.stage,
        email=email,
        display_name=state.get("display_name", ""),
        organization=state.get("organization", ""),
        secret=second_factor.in_groups(secret),
        enrolment_uri=second_factor.enrolment_uri(secret, email) if secret else "",
        recovery_codes=tuple(state.get("recovery_codes", ())),
        passkey_options=_passkey_options(work, attempt),
        wanted=state.get("wanted", ""),
        notice=state.get("notice", ""),
        errors=state.get("errors", {}),
    )


@use_case(Permission.PUBLIC)
def abandon(work: UnitOfWork, token: str) -> None:
    """Forget an attempt, so that the next page starts afresh."""
    forget(work, token)


def go_on(work: UnitOfWork, stage: Stage, *, user_id: UUID | None = None, **state: Any) -> Step:
    """Bring a browser to a stage with a new token, and give the step that leads there."""
    token, row = new_token(), uuid4()
    if stage is Stage.CODE:
        # Anew for every try, so that what a device signs counts once.
        state["challenge"] = passkeys.new_challenge()
    lasts = ENROLMENT_LASTS if stage in _ENROLMENTS else LASTS
    sealed = work.keyring.seal(json.dumps(state), table=_TABLE, row=row, field="state")
    work.session.execute(delete(LoginAttempt).where(col(LoginAttempt.expires_at) <= work.now))
    work.session.add(
        LoginAttempt(
            id=row,
            token_hash=token_hash(token),
            stage=stage,
            user_id=user_id,
            state=sealed,
            created_at=work.now,
            expires_at=work.now + lasts,
        )
    )
    return Step(PATHS[stage], attempt=token)


def find(work: UnitOfWork, token: str, *stages: Stage) -> Attempt | None:
    """Find an attempt that still counts, in one of the stages if any are named."""
    row = work.session.exec(
        select(LoginAttempt).where(
            col(LoginAttempt.token_hash) == token_hash(token),
            col(LoginAttempt.expires_at) > work.now,
        )
    ).one_or_none()
    if row is None or row.state is None or (stages and row.stage not in stages):
        return None
    state = json.loads(work.keyring.open(row.state, table=_TABLE, row=row.id, field="state"))
    return Attempt(row.id, Stage(row.stage), row.user_id, state)


def _passkey_options(work: UnitOfWork, attempt: Attempt) -> str:
    challenge = attempt.state.get("challenge")
    if challenge is None or attempt.user_id is None:
        return ""
    return passkeys.options_to_use(work, attempt.user_id, challenge)


def take(work: UnitOfWork, token: str, *stages: Stage) -> Attempt | None:
    """Find an attempt and use it up: of two at once only one gets it."""
    attempt = find(work, token, *stages)
    if attempt is None:
        return None
    gone = work.session.execute(
        delete(LoginAttempt)
        .where(col(LoginAttempt.id) == attempt.id)
        .returning(col(LoginAttempt.id))
    ).first()
    return attempt if gone else None


@use_case(Permission.PUBLIC)
def take_outcome(work: UnitOfWork, token: str) -> str:
    """Give the code of what came of linking, once; empty when there is nothing to say."""
    attempt = take(work, token, Stage.LINKED)
    if attempt is None:
        return ""
    return str(attempt.state.get("notice") or attempt.state["errors"]["form"])


def again(work: UnitOfWork, attempt: Attempt, **errors: str) -> Step:
    """Show the page of an attempt once more, with what went wrong."""
    state = attempt.state | {"errors": errors}
    work.session.execute(delete(LoginAttempt).where(col(LoginAttempt.id) == attempt.id))
    return go_on(work, attempt.stage, user_id=attempt.user_id, **state)


def own_page(path: str) -> str:
    """Give a path back when it is one of a page of ours, else nothing: no way to other sites."""
    is_own = re.fullmatch(r"/[a-z0-9][a-z0-9/-]{0,200}", path)
    return path if is_own and not path.startswith(("/sessie", "/l/")) else ""


def forget(work: UnitOfWork, token: str) -> None:
    """Delete an attempt in the running transaction."""
    work.session.execute(
        delete(LoginAttempt).where(col(LoginAttempt.token_hash) == token_hash(token))
    )


def forget_all(work: UnitOfWork, user_id: UUID) -> None:
    """Delete every attempt of a person: what began with a former password ends with it."""
    work.session.execute(delete(LoginAttempt).where(col(LoginAttempt.user_id) == user_id))


@use_case(Permission.PUBLIC)
def say_logged_out(work: UnitOfWork) -> Step:
    """Bring a browser to the log-in page, which says that the session has ended."""
    return go_on(work, Stage.LOG_IN, notice="logged_out")
