"""One's own account ("Profiel"): name, working role, what waits to be accepted, devices, codes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import update
from sqlmodel import col

from kraamzorg_app.domain.actors import ProviderKind, Role
from kraamzorg_app.domain.errors import FieldErrors, NotFound
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.models.accounts import AFFILIATIONS, Membership, User, UserSession
from kraamzorg_app.queries import accounts as account_queries
from kraamzorg_app.services import accounts, audit, recovery_codes, sessions
from kraamzorg_app.services.audit import LogEvent, Purpose
from kraamzorg_app.services.log_in import problem_with_code
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

_KINDS: Final = {affiliation: kind for kind, affiliation in AFFILIATIONS.items()}


@dataclass(frozen=True, slots=True)
class OwnMembership:
    """A role that this person has, or is asked to accept."""

    id: str
    role: Role
    organization: str
    may_view_personal_data: bool
    is_current: bool
    works_as: ProviderKind | None
    """For a provider: of what kind this account says that it is."""


@dataclass(frozen=True, slots=True)
class OwnSession:
    """A browser in which this person is logged in."""

    id: str
    device: str
    started_at: datetime
    last_seen_at: datetime
    is_current: bool


@dataclass(frozen=True, slots=True)
class ProfileView:
    """What the profile page shows."""

    display_name: str
    email: str
    memberships: tuple[OwnMembership, ...]
    pending: tuple[OwnMembership, ...]
    sessions: tuple[OwnSession, ...]
    recovery_codes_left: int


@use_case(Permission.ACCOUNT_OWN)
def read(work: UnitOfWork) -> ProfileView:
    """Read the actor's own account."""
    user = _own_user(work)
    rows = work.session.execute(account_queries.memberships_of(user.id)).all()
    found = work.session.execute(
        account_queries.open_sessions_of(user.id, work.now, sessions.IDLE)
    ).scalars()
    return ProfileView(
        display_name=user.display_name,
        email=user.email,
        memberships=tuple(_membership(work, row) for row in rows if row.Membership.accepted_at),
        pending=tuple(_membership(work, row) for row in rows if not row.Membership.accepted_at),
        sessions=tuple(
            OwnSession(
                id=str(session.id),
                device=session.device,
                started_at=session.created_at,
                last_seen_at=session.last_seen_at,
                is_current=session.id == work.actor.session_id,
            )
            for session in found
        ),
        recovery_codes_left=recovery_codes.left(work, user.id),
    )


@use_case(Permission.ACCOUNT_OWN)
def save(work: UnitOfWork, display_name: str, membership_id: UUID | None) -> None:
    """Change how one is called and under which role one works, here and at the next log-in."""
    name = " ".join(display_name.split())
    problem = accounts.problem_with_name(name)
    if problem:
        raise FieldErrors({"display_name": problem})
    user = _own_user(work)
    user.display_name = name
    if membership_id is not None and membership_id != work.actor.membership_id:
        _work_as(work, user, membership_id)
    audit.record(
        work,
        LogEvent.ACCOUNT_CHANGED,
        "U",
        purpose=Purpose.ADMINISTRATION,
        details={"membership": str(membership_id or "")},
    )


@use_case(Permission.ACCOUNT_OWN)
def accept_membership(work: UnitOfWork, membership_id: UUID) -> None:
    """Agree to work for an organization; without another role it is the working one at once."""
    membership = _pending(work, membership_id)
    accounts.accept(work, membership)
    if work.actor.role is None:
        work.session.flush()
        _work_as(work, _own_user(work), membership.id)


@use_case(Permission.ACCOUNT_OWN)
def decline_membership(work: UnitOfWork, membership_id: UUID) -> None:
    """Refuse to work for an organization that asked."""
    membership = _pending(work, membership_id)
    membership.revoked_at = work.now
    audit.record(
        work,
        LogEvent.MEMBERSHIP_CHANGED,
        "D",
        purpose=Purpose.ADMINISTRATION,
        details={"membership": str(membership.id), "declined": True},
    )


@use_case(Permission.ACCOUNT_OWN)
def renew_recovery_codes(work: UnitOfWork, code: str) -> tuple[str, ...]:
    """Make new recovery codes after a code of the app; the old ones no longer work."""
    user = _own_user(work)
    problem = problem_with_code(work, user, code)
    if problem is not None:
        raise FieldErrors({"code": problem}).keeping()
    audit.record(
        work,
        LogEvent.ACCOUNT_CHANGED,
        "U",
        purpose=Purpose.SECURITY,
        details={"recovery_codes": recovery_codes.COUNT},
    )
    return recovery_codes.renew(work, user.id)


def _own_user(work: UnitOfWork) -> User:
    return work.session.get_one(User, work.actor.user_id)


def _membership(work: UnitOfWork, row: Any) -> OwnMembership:
    membership: Membership = row.Membership
    return OwnMembership(
        id=str(membership.id),
        role=membership.role,
        organization=sessions.organization_name(work.session, membership.role, row),
        may_view_personal_data=membership.may_view_personal_data,
        is_current=membership.id == work.actor.membership_id,
        works_as=_KINDS.get(membership.affiliation) if membership.affiliation else None,
    )


def _pending(work: UnitOfWork, membership_id: UUID) -> Membership:
    membership = _own_membership(work, membership_id)
    if membership is None or membership.accepted_at is not None:
        raise NotFound
    return membership


def _work_as(work: UnitOfWork, user: User, membership_id: UUID) -> None:
    membership = _own_membership(work, membership_id)
    if membership is None or membership.accepted_at is None:
        raise NotFound
    user.working_membership_id = membership.id
    work.session.execute(
        update(UserSession)
        .where(col(UserSession.id) == work.actor.session_id)
        .values(membership_id=membership.id)
    )
    work.announce(f"session:{work.actor.session_id}")


def _own_membership(work: UnitOfWork, membership_id: UUID) -> Membership | None:
    found = work.session.execute(
        account_queries.memberships_of(_own_user(work).id).where(
            col(Membership.id) == membership_id
        )
    ).first()
    return found.Membership if found else None
