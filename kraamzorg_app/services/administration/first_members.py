"""Who is the functional administrator's to invite: first users, and the coordinators of regions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import col

from kraamzorg_app.domain.actors import Role
from kraamzorg_app.domain.errors import Conflict, FieldErrors, NotFound
from kraamzorg_app.domain.notifications import Notification
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.domain.tool_settings import Setting
from kraamzorg_app.models.accounts import AFFILIATIONS, AccountLinkPurpose, Membership, User
from kraamzorg_app.models.organizations import CareProvider, Insurer
from kraamzorg_app.queries import administration
from kraamzorg_app.services import (
    account_links,
    rate_limits,
    second_factor_reset,
    sessions,
    tool_settings,
)
from kraamzorg_app.services.accounts import user_for
from kraamzorg_app.services.administration import changes, providers
from kraamzorg_app.services.administration.forms import Form
from kraamzorg_app.services.audit import LogEvent
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case


class OrganizationKind(StrEnum):
    """What somebody is invited for."""

    REGION = "REGION"
    PROVIDER = "PROVIDER"
    INSURER = "INSURER"
    TECHNICAL = "TECHNICAL"
    """Technical management ("technisch beheer"): an installation has one, without an id."""


@dataclass(frozen=True, slots=True)
class FirstMember:
    """Somebody who works for an organization or region, or was asked to."""

    id: str
    name: str
    email: str
    is_working: bool
    """Accepted; otherwise invited."""
    may_view_personal_data: bool
    may_manage_members: bool
    is_ours_to_help: bool
    """Whether a lost second factor is the functional admin's matter."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a membership is."""

    name: str
    values: dict[str, Any]
    condition: ColumnElement[bool]


@use_case(Permission.FIRST_MEMBER_INVITE)
def list_members(work: UnitOfWork, kind: str, organization_id: object) -> tuple[FirstMember, ...]:
    """List who works for an organization or region; raises `NotFound`."""
    place = _place(work, kind, organization_id)
    return tuple(
        FirstMember(
            id=str(membership.id),
            name=user.display_name or user.email,
            email=user.email,
            is_working=membership.accepted_at is not None,
            may_view_personal_data=membership.may_view_personal_data,
            may_manage_members=membership.may_manage_members,
            is_ours_to_help=user.password_hash is not None and _is_ours(place, membership),
        )
        for membership, user in work.session.execute(
            administration.members_of(place.condition)
        ).all()
    )


@use_case(Permission.FIRST_MEMBER_INVITE, fresh=True)
def invite(work: UnitOfWork, kind: str, organization_id: object, form: dict[str, Any]) -> None:
    """Invite an organization's first user, or a coordinator of a region; inviting again resends.

    Fields "email" and "may_view_personal_data". Raises `FieldErrors`, and
    `Conflict("has_manager")` for an organization that has a working manager: that one invites.
    """
    place, typed = _place(work, kind, organization_id), Form(form)
    email = typed.email(work, "email")
    typed.check()
    rate_limits.spend(work, rate_limits.INVITATIONS, str(work.actor.membership_id))
    invite_to(work, place, email, with_data=typed.flag("may_view_personal_data"))


@use_case(Permission.FIRST_MEMBER_INVITE, fresh=True)
def revoke_coordinator(work: UnitOfWork, region_id: object, membership_id: object) -> None:
    """Take away a coordinator's access to a region; that person is out at the next event."""
    region = changes.active_region(work, region_id)
    membership = changes.found(work, Membership, membership_id)
    if membership.region_id != region.id or membership.revoked_at is not None:
        raise NotFound
    membership.revoked_at = work.now
    work.session.flush()
    sessions.recheck(work, membership.user_id)
    account_links.void(
        work, membership.user_id, AccountLinkPurpose.ACCEPT_INVITATION, membership.id
    )
    _log(work, membership, before={"revoked": False}, after={"revoked": True})


@use_case(Permission.FIRST_MEMBER_INVITE, fresh=True)
def reset_second_factor(
    work: UnitOfWork, kind: str, organization_id: object, membership_id: object
) -> None:
    """Mail a link for a new app to a coordinator, or to a manager of an organization.

    The other members of an organization are its managers' to help. Raises `NotFound`.
    """
    place = _place(work, kind, organization_id)
    membership, user = _member(work, place, membership_id)
    if not _is_ours(place, membership):
        raise NotFound
    second_factor_reset.ask(work, membership, user, place.name)


@use_case(Permission.FIRST_MEMBER_INVITE, fresh=True)
def end_sessions(
    work: UnitOfWork, kind: str, organization_id: object, membership_id: object
) -> None:
    """Log anybody of an organization or region out everywhere; the rights stay.

    Raises `NotFound`.
    """
    _, user = _member(work, _place(work, kind, organization_id), membership_id)
    sessions.end_of(work, user.id)


def invite_carer(work: UnitOfWork, provider: CareProvider, *, with_data: bool) -> None:
    """Invite a self-employed carer at the address of her application.

    She is her own organization, so the mail says that the functional administrator invites her.
    """
    manager = tool_settings.current(work.session)[Setting.MANAGER_NAME]
    place = _provider_place(provider)
    invite_to(work, place, provider.email, with_data=with_data, inviter=manager)


def invite_to(
    work: UnitOfWork, place: _Place, email: str, *, with_data: bool, inviter: str = ""
) -> None:
    """Add a membership that waits for its owner and mail the link; a waiting one gets another.

    `inviter` stands in the mail to somebody new in place of the organization.
    """
    user = user_for(work, email)
    if user.id == work.actor.user_id:
        raise Conflict("own_rights")
    members = work.session.execute(administration.members_of(place.condition)).all()
    existing = next((member for member, each in members if each.id == user.id), None)
    if existing is not None and existing.accepted_at is not None:
        raise FieldErrors({"email": "already_member"})
    managers = [member for member, _ in members if member.may_manage_members]
    is_region = place.values["role"] is Role.COORDINATOR
    if not is_region and any(manager.accepted_at for manager in managers):
        raise Conflict("has_manager")
    membership = existing or _add(
        work,
        user,
        place,
        {
            "may_view_personal_data": with_data,
            "may_manage_members": not is_region,
        },
    )
    is_known = user.password_hash is not None
    account_links.send(
        work,
        Notification.USER_LINKED if is_known else Notification.USER_INVITED,
        AccountLinkPurpose.ACCEPT_MEMBERSHIP if is_known else AccountLinkPurpose.ACCEPT_INVITATION,
        user,
        membership_id=membership.id,
        organization=place.name if is_known else inviter or place.name,
    )


def _member(work: UnitOfWork, place: _Place, membership_id: object) -> tuple[Membership, User]:
    """Find somebody of an organization or region who is not the actor."""
    membership = changes.found(work, Membership, membership_id)
    members = work.session.execute(administration.members_of(place.condition)).all()
    user = next((user for member, user in members if member.id == membership.id), None)
    if user is None:
        raise NotFound
    if user.id == work.actor.user_id:
        raise Conflict("own_rights")
    return membership, user


def _is_ours(place: _Place, membership: Membership) -> bool:
    return place.values["role"] is Role.COORDINATOR or membership.may_manage_members


def _add(work: UnitOfWork, user: User, place: _Place, rights: dict[str, Any]) -> Membership:
    membership = Membership(user_id=user.id, created_at=work.now, **place.values, **rights)
    work.session.add(membership)
    work.session.flush()
    _log(work, membership, before=None, after=rights)
    return membership


def _place(work: UnitOfWork, kind: str, organization_id: object) -> _Place:
    match kind:
        case OrganizationKind.REGION:
            region = changes.active_region(work, organization_id)
            values = {"role": Role.COORDINATOR, "region_id": region.id}
            return _Place(region.name, values, col(Membership.region_id) == region.id)
        case OrganizationKind.PROVIDER:
            return _provider_place(providers.active(work, organization_id))
        case OrganizationKind.INSURER:
            insurer = changes.found(work, Insurer, organization_id)
            values = {"role": Role.INSURER, "insurer_id": insurer.id}
            return _Place(insurer.name, values, col(Membership.insurer_id) == insurer.id)
        case OrganizationKind.TECHNICAL:
            name = tool_settings.current(work.session)[Setting.TECHNICAL_NAME]
            is_theirs = col(Membership.role) == Role.TECHNICAL_ADMIN
            return _Place(name, {"role": Role.TECHNICAL_ADMIN}, is_theirs)
        case _:
            raise NotFound


def _provider_place(provider: CareProvider) -> _Place:
    values = {
        "role": Role.CARE_PROVIDER,
        "provider_id": provider.id,
        "affiliation": AFFILIATIONS[provider.kind],
    }
    return _Place(provider.name, values, col(Membership.provider_id) == provider.id)


def _log(
    work: UnitOfWork, membership: Membership, before: dict[str, Any] | None, after: dict[str, Any]
) -> None:
    about: dict[str, UUID] = {"membership": membership.id, "account": membership.user_id}
    changes.record(work, LogEvent.MEMBERSHIP_CHANGED, about, before=before, after=after)
