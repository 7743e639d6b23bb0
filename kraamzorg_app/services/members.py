"""The people of one's own organization ("Gebruikers"): invite, link, change rights, revoke."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from kraamzorg_app.domain.actors import Role
from kraamzorg_app.domain.errors import Conflict, FieldErrors, NotAllowed, NotFound
from kraamzorg_app.domain.notifications import Notification
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.models.accounts import (
    AFFILIATIONS,
    AccountLinkPurpose,
    Membership,
    User,
)
from kraamzorg_app.queries import members
from kraamzorg_app.services import (
    account_links,
    audit,
    bounces,
    outbox,
    rate_limits,
    second_factor_reset,
    sessions,
)
from kraamzorg_app.services.accounts import user_for
from kraamzorg_app.services.audit import LogEvent, Purpose
from kraamzorg_app.services.client_data import email_hash
from kraamzorg_app.services.contact_details import normalize_email
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case


class MemberState(StrEnum):
    """How far a member is."""

    WORKING = "WORKING"
    LINKED = "LINKED"
    """Has an account and has not accepted yet."""
    INVITED = "INVITED"
    """Has no account yet."""


@dataclass(frozen=True, slots=True)
class MemberView:
    """One member, as colleagues see her."""

    id: str
    name: str
    email: str
    state: MemberState
    may_view_personal_data: bool
    may_manage_members: bool
    is_privacy_officer: bool
    is_self: bool
    is_unreachable: bool
    """Mail to this address came back."""


@dataclass(frozen=True, slots=True)
class MemberPage:
    """One page of the members of an organization."""

    rows: tuple[MemberView, ...]
    total: int
    pages: int


@use_case(Permission.MEMBER_READ)
def list_members(work: UnitOfWork, page: int = 1) -> MemberPage:
    """Read one page of the people of one's own organization or region."""
    total = work.session.execute(members.counted(work.actor)).scalar_one()
    pages = max(1, -(-total // members.PAGE_SIZE))
    found = work.session.execute(members.listed(work.actor, min(max(page, 1), pages))).all()
    hashes = {user.id: email_hash(work, user.email) for _, user in found}
    unreachable = bounces.among(work, hashes.values())
    rows = tuple(
        _view(work, membership, user, is_unreachable=hashes[user.id] in unreachable)
        for membership, user in found
    )
    return MemberPage(rows, total, pages)


@use_case(Permission.MEMBER_MANAGE, fresh=True)
def invite(work: UnitOfWork, email: str, *, may_view_personal_data: bool) -> None:
    """Invite somebody by e-mail ("Uitnodigen"); who has an account is linked instead.

    The answer does not tell which of the two it was. Inviting again sends a new link.
    """
    address = _address(work, email)
    rate_limits.spend(work, rate_limits.INVITATIONS, str(work.actor.membership_id))
    _lock_managers(work)
    _add(work, user_for(work, address), may_view_personal_data=may_view_personal_data)


@use_case(Permission.MEMBER_MANAGE, fresh=True)
def link(work: UnitOfWork, email: str, *, may_view_personal_data: bool) -> None:
    """Link somebody who has an account ("Koppelen"); it counts once that person accepts.

    Raises `FieldErrors` with `unknown_account` for an address without one: twenty tries a day,
    logged, since the answer tells who has an account.
    """
    address = _address(work, email)
    key = str(work.actor.user_id)
    rate_limits.spend(work, rate_limits.UNKNOWN_ACCOUNTS, key)
    user = work.session.exec(select(User).where(col(User.email) == address)).one_or_none()
    if user is None or user.password_hash is None or user.disabled_at is not None:
        _log(work, None, "E", outcome="failed", unknown_account=True)
        raise FieldErrors({"email": "unknown_account"}).keeping()
    rate_limits.give_back(work, rate_limits.UNKNOWN_ACCOUNTS, key)
    _lock_managers(work)
    _add(work, user, may_view_personal_data=may_view_personal_data)


@use_case(Permission.MEMBER_MANAGE, fresh=True)
def allow_personal_data(work: UnitOfWork, membership_id: UUID, *, allowed: bool) -> None:
    """Tick or untick "Weergave AVG gegevens?"; the other managers are told of a tick."""
    membership, user = _colleague(work, membership_id)
    before = membership.may_view_personal_data
    if before == allowed:
        return
    membership.may_view_personal_data = allowed
    sessions.recheck(work, membership.user_id)
    _log(work, membership, "U", before=before, after=allowed, field="may_view_personal_data")
    if allowed:
        _tell_managers(work, membership, user)


@use_case(Permission.MEMBER_MANAGE, fresh=True)
def allow_managing(work: UnitOfWork, membership_id: UUID, *, allowed: bool) -> None:
    """Pass on the management of the members, or take it back from another one."""
    membership, _ = _colleague(work, membership_id)
    before = membership.may_manage_members
    membership.may_manage_members = allowed
    sessions.recheck(work, membership.user_id)
    _log(work, membership, "U", before=before, after=allowed, field="may_manage_members")


@use_case(Permission.MEMBER_MANAGE, fresh=True)
def allow_reading_log(work: UnitOfWork, membership_id: UUID, *, allowed: bool) -> None:
    """Make another functional admin privacy officer, or take that back.

    Nobody makes herself one, so with a single functional admin nobody reads the log. Raises
    `NotAllowed` for the members of anything else.
    """
    if work.actor.role is not Role.FUNCTIONAL_ADMIN:
        raise NotAllowed
    membership, _ = _colleague(work, membership_id)
    before = membership.is_privacy_officer
    membership.is_privacy_officer = allowed
    sessions.recheck(work, membership.user_id)
    _log(work, membership, "U", before=before, after=allowed, field="is_privacy_officer")


@use_case(Permission.MEMBER_MANAGE, fresh=True)
def revoke(work: UnitOfWork, membership_id: UUID) -> None:
    """Take away somebody's access; that person is out at the next event."""
    membership, _ = _colleague(work, membership_id)
    membership.revoked_at = work.now
    work.session.flush()
    sessions.recheck(work, membership.user_id)
    account_links.void(
        work, membership.user_id, AccountLinkPurpose.ACCEPT_INVITATION, membership.id
    )
    _log(work, membership, "D")


@use_case(Permission.MEMBER_MANAGE, fresh=True)
def reset_second_factor(work: UnitOfWork, membership_id: UUID) -> None:
    """Mail somebody who lost phone and codes a link to set up a new app; never oneself."""
    membership, user = _working_colleague(work, membership_id)
    second_factor_reset.ask(work, membership, user, work.actor.organization_name)


@use_case(Permission.MEMBER_MANAGE, fresh=True)
def end_sessions(work: UnitOfWork, membership_id: UUID) -> None:
    """Log a colleague out everywhere, such as after a loss; never oneself (that is Profiel)."""
    membership, _ = _working_colleague(work, membership_id)
    sessions.end_of(work, membership.user_id)


def _view(
    work: UnitOfWork, membership: Membership, user: User, *, is_unreachable: bool
) -> MemberView:
    state = MemberState.INVITED if user.password_hash is None else MemberState.LINKED
    return MemberView(
        id=str(membership.id),
        name=user.display_name or user.email,
        email=user.email,
        state=MemberState.WORKING if membership.accepted_at else state,
        may_view_personal_data=membership.may_view_personal_data,
        may_manage_members=membership.may_manage_members,
        is_privacy_officer=membership.is_privacy_officer,
        is_self=membership.id == work.actor.membership_id,
        is_unreachable=is_unreachable,
    )


def _address(work: UnitOfWork, email: str) -> str:
    address = normalize_email(email, test_addresses_allowed=not work.settings.is_production)
    if address is None:
        raise FieldErrors({"email": "email_form" if email.strip() else "required"})
    return address


def _add(work: UnitOfWork, user: User, *, may_view_personal_data: bool) -> None:
    """Add a membership that waits for its owner and mail the link; a waiting one gets another."""
    existing = work.session.execute(members.of_user(work.actor, user.id)).scalar_one_or_none()
    if existing is not None and existing.accepted_at is not None:
        raise FieldErrors({"email": "already_member"})
    membership = existing or _new_membership(work, user, may_view_personal_data)
    is_known = user.password_hash is not None
    account_links.send(
        work,
        Notification.USER_LINKED if is_known else Notification.USER_INVITED,
        AccountLinkPurpose.ACCEPT_MEMBERSHIP if is_known else AccountLinkPurpose.ACCEPT_INVITATION,
        user,
        membership_id=membership.id,
        organization=work.actor.organization_name,
    )
    if existing is None and may_view_personal_data:
        _tell_managers(work, membership, user)


def _new_membership(work: UnitOfWork, user: User, may_view_personal_data: bool) -> Membership:
    actor = work.actor
    if actor.role is None:
        raise NotAllowed
    membership = Membership(
        user_id=user.id,
        role=actor.role,
        region_id=next(iter(actor.region_ids), None),
        provider_id=actor.provider_id,
        insurer_id=actor.insurer_id,
        affiliation=AFFILIATIONS[actor.provider_kind] if actor.provider_kind else None,
        may_view_personal_data=may_view_personal_data,
        created_at=work.now,
    )
    work.session.add(membership)
    work.session.flush()
    _log(work, membership, "C", field="may_view_personal_data", after=may_view_personal_data)
    return membership


def _colleague(work: UnitOfWork, membership_id: UUID) -> tuple[Membership, User]:
    """Find a member whose rights the actor may change: of the own organization, not oneself."""
    _lock_managers(work)
    row = work.session.execute(members.by_id(work.actor, membership_id)).one_or_none()
    if row is None:
        raise NotFound
    if row.Membership.user_id == work.actor.user_id:
        raise Conflict("own_rights")
    return row.Membership, row.User


def _working_colleague(work: UnitOfWork, membership_id: UUID) -> tuple[Membership, User]:
    """Find a member who agreed to be one: the account of another is not ours to look after."""
    membership, user = _colleague(work, membership_id)
    if membership.accepted_at is None:
        raise Conflict("not_accepted_yet" if user.password_hash else "no_account_yet")
    return membership, user


def _lock_managers(work: UnitOfWork) -> None:
    """Let one manager act at a time, and only one who still is: so the last one stays."""
    managers = work.session.execute(members.managers_locked(work.actor)).scalars().all()
    if work.actor.membership_id not in {manager.id for manager in managers}:
        raise NotAllowed


def _tell_managers(work: UnitOfWork, membership: Membership, user: User) -> None:
    outbox.notify(
        work,
        Notification.AVG_GRANTED,
        member=membership,
        values={
            "member": user.display_name or user.email,
            "organization": work.actor.organization_name,
        },
    )


def _log(
    work: UnitOfWork,
    membership: Membership | None,
    action: str,
    *,
    outcome: str = "ok",
    **details: Any,
) -> None:
    whose = (
        {"membership": str(membership.id), "account": str(membership.user_id)} if membership else {}
    )
    audit.record(
        work,
        LogEvent.MEMBERSHIP_CHANGED,
        action,
        purpose=Purpose.ADMINISTRATION,
        outcome=outcome,
        details=whose | details,
    )
