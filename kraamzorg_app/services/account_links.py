"""Links in mails to people with an account, or who are to get one; each works once.

One that sets up an account or a new app counts as used when that is there, so that who stopped
halfway can open it again until it expires.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import update
from sqlmodel import col, select

from kraamzorg_app.adapters.crypto import new_token, token_hash
from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.errors import NotFound
from kraamzorg_app.domain.notifications import Notification
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.models.accounts import AccountLink, AccountLinkPurpose, Membership, User
from kraamzorg_app.queries import accounts
from kraamzorg_app.services import (
    audit,
    bounces,
    login_attempts,
    outbox,
    second_factor,
    sessions,
)
from kraamzorg_app.services.audit import LogEvent, Purpose
from kraamzorg_app.services.client_data import email_hash
from kraamzorg_app.services.login_attempts import Stage, Step
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

LASTS: Final[Mapping[AccountLinkPurpose, timedelta]] = {
    AccountLinkPurpose.CONFIRM_EMAIL: timedelta(days=2),
    AccountLinkPurpose.RESET_PASSWORD: timedelta(hours=1),
    AccountLinkPurpose.ACCEPT_INVITATION: timedelta(days=14),
    AccountLinkPurpose.ACCEPT_MEMBERSHIP: timedelta(days=14),
    AccountLinkPurpose.RESET_SECOND_FACTOR: timedelta(days=1),
}
_PLACES: Final = {
    AccountLinkPurpose.CONFIRM_EMAIL: Stage.REGISTER,
    AccountLinkPurpose.RESET_PASSWORD: Stage.FORGOTTEN,
    AccountLinkPurpose.ACCEPT_INVITATION: Stage.INVITATION,
    AccountLinkPurpose.RESET_SECOND_FACTOR: Stage.FACTOR_ENDED,
}
_SET_UP: Final = frozenset({AccountLinkPurpose.CONFIRM_EMAIL, AccountLinkPurpose.ACCEPT_INVITATION})
_AMSTERDAM: Final = ZoneInfo("Europe/Amsterdam")


def send(  # noqa: PLR0913 - the parts of a link
    work: UnitOfWork,
    notification: Notification,
    purpose: AccountLinkPurpose,
    user: User,
    *,
    membership_id: UUID | None = None,
    registration: Mapping[str, str] | None = None,
    **values: str,
) -> str:
    """Mail somebody a link and give its address; one for the same that was sent before is void."""
    token, row = new_token(), uuid4()
    expires_at = work.now + LASTS[purpose]
    void(work, user.id, purpose, membership_id)
    work.session.add(
        AccountLink(
            id=row,
            token_hash=token_hash(token),
            purpose=purpose,
            user_id=user.id,
            membership_id=membership_id,
            registration=_sealed(work, row, registration) if registration else None,
            created_at=work.now,
            expires_at=expires_at,
        )
    )
    link = f"{work.settings.public_url}/l/{token}"
    outbox.notify(
        work,
        notification,
        address=user.email,
        values={"link": link, "expires_on": _moment(expires_at), **values},
    )
    return link


def void(
    work: UnitOfWork,
    user_id: UUID,
    purpose: AccountLinkPurpose,
    membership_id: UUID | None = None,
) -> None:
    """Make the unused links for one purpose worthless."""
    work.session.execute(
        update(AccountLink)
        .where(
            col(AccountLink.user_id) == user_id,
            col(AccountLink.purpose) == purpose,
            col(AccountLink.membership_id).is_not_distinct_from(membership_id),
            col(AccountLink.used_at).is_(None),
        )
        .values(used_at=work.now)
    )


def open(token: str, origin: str) -> Step:  # noqa: A001 - what "Doorgaan" does
    """Open a link once and give where it leads; a used or expired one leads to where to ask again.

    Raises `NotFound` when this is no link of an account.
    """
    return _open(Actor.visitor(origin), token)


@use_case(Permission.PUBLIC)
def _open(work: UnitOfWork, token: str) -> Step:
    hashed = token_hash(token)
    link = work.session.exec(
        select(AccountLink).where(col(AccountLink.token_hash) == hashed)
    ).one_or_none()
    if link is None:
        raise NotFound
    user = work.session.get_one(User, link.user_id)
    is_good = use(work, link) if _is_spent_by_opening(link, user) else _is_unused(work, link)
    if link.purpose is AccountLinkPurpose.ACCEPT_MEMBERSHIP:
        return Step("/profiel")
    if not is_good:
        return _tell_ended(work, link, user)
    bounces.clear(work, email_hash(work, user.email))
    audit.record(
        work,
        LogEvent.ACCOUNT_CHANGED,
        "E",
        purpose=Purpose.SECURITY,
        details={"link": link.purpose, "account": str(link.user_id)},
    )
    return _lead_on(work, link, user)


def _tell_ended(work: UnitOfWork, link: AccountLink, user: User) -> Step:
    """Say that a link opens nothing any more, at the place where its reader can go on."""
    if link.purpose in _SET_UP and user.password_hash is not None:
        return login_attempts.go_on(work, Stage.LOG_IN, notice="account_made")
    problem = "link_expired" if link.expires_at <= work.now else "link_used"
    if link.purpose is AccountLinkPurpose.CONFIRM_EMAIL:
        problem = "register_again"
    return login_attempts.go_on(work, _PLACES[link.purpose], errors={"form": problem})


def _is_spent_by_opening(link: AccountLink, user: User) -> bool:
    if link.purpose is AccountLinkPurpose.RESET_SECOND_FACTOR:
        return False
    return bool(user.password_hash) or link.purpose not in _SET_UP


def _is_unused(work: UnitOfWork, link: AccountLink) -> bool:
    return link.used_at is None and link.expires_at > work.now


def use(work: UnitOfWork, link: AccountLink) -> bool:
    """Use a link up; of two that do so at once only one hears yes."""
    used_now = work.session.execute(
        update(AccountLink)
        .where(
            col(AccountLink.id) == link.id,
            col(AccountLink.used_at).is_(None),
            col(AccountLink.expires_at) > work.now,
        )
        .values(used_at=work.now)
        .returning(col(AccountLink.id))
    ).first()
    return used_now is not None


def _lead_on(work: UnitOfWork, link: AccountLink, user: User) -> Step:
    match link.purpose:
        case AccountLinkPurpose.RESET_PASSWORD if user.password_hash:
            return login_attempts.go_on(work, Stage.NEW_PASSWORD, user_id=user.id, email=user.email)
        case AccountLinkPurpose.RESET_SECOND_FACTOR if user.password_hash:
            return login_attempts.go_on(
                work,
                Stage.FACTOR_PASSWORD,
                user_id=user.id,
                email=user.email,
                link_id=str(link.id),
            )
        case AccountLinkPurpose.CONFIRM_EMAIL if not user.password_hash and link.registration:
            wanted = json.loads(
                work.keyring.open(
                    link.registration, table="account_link", row=link.id, field="registration"
                )
            )
            return enrol(work, user, **wanted)
        case AccountLinkPurpose.ACCEPT_INVITATION if not user.password_hash:
            return login_attempts.go_on(
                work,
                Stage.INVITATION,
                user_id=user.id,
                email=user.email,
                membership_id=str(link.membership_id or ""),
                organization=_organization(work, user.id, link.membership_id),
            )
        case _:
            # There is an account by now; what waits for its owner stands in the profile.
            return Step("/profiel")


def enrol(work: UnitOfWork, user: User, **wanted: str) -> Step:
    """Ask for the authenticator app; nothing of the account counts before its code is right."""
    return login_attempts.go_on(
        work,
        Stage.ENROLMENT,
        user_id=user.id,
        email=user.email,
        secret=second_factor.new_secret(),
        **wanted,
    )


def _organization(work: UnitOfWork, user_id: UUID, membership_id: UUID | None) -> str:
    row: Any = work.session.execute(
        accounts.memberships_of(user_id).where(col(Membership.id) == membership_id)
    ).first()
    return sessions.organization_name(work.session, row.Membership.role, row) if row else ""


def _sealed(work: UnitOfWork, row: UUID, registration: Mapping[str, str]) -> bytes:
    return work.keyring.seal(
        json.dumps(dict(registration)), table="account_link", row=row, field="registration"
    )


def _moment(moment: datetime) -> str:
    return moment.astimezone(_AMSTERDAM).strftime("%d-%m-%Y %H:%M uur")
