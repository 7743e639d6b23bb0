"""Accounts and what they work under; by token or id, before there is an actor."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlmodel import col

from kraamzorg_app.domain.actors import Role
from kraamzorg_app.domain.calendar import amsterdam_day
from kraamzorg_app.models.accounts import Membership, User, UserSession
from kraamzorg_app.models.organizations import (
    CareProvider,
    Insurer,
    PreferredInsurer,
    ProviderApproval,
    Region,
)


def is_working(now: datetime) -> ColumnElement[bool]:
    """Keep memberships that count: accepted, not revoked, of an organization that still exists.

    Needs `CareProvider` and `Region` joined, as `memberships_of` does.
    """
    return and_(
        col(Membership.accepted_at).is_not(None),
        col(Membership.revoked_at).is_(None),
        col(CareProvider.ended_at).is_(None),
        or_(col(Region.ended_on).is_(None), col(Region.ended_on) > amsterdam_day(now)),
    )


def by_session_token(token_hash: str, now: datetime) -> Select[Any]:
    """Select a session's person with each of her working memberships, the session's own first."""
    organizations = _joined_organizations(
        select(
            col(UserSession.id).label("session_id"),
            col(UserSession.user_id),
            col(UserSession.membership_id).label("chosen_id"),
            col(UserSession.last_seen_at),
            col(UserSession.expires_at),
            col(UserSession.authenticated_at),
            col(User.display_name),
            col(User.working_membership_id),
            col(Membership.id).label("membership_id"),
            col(Membership.role),
            col(Membership.region_id),
            col(Membership.provider_id),
            col(Membership.insurer_id),
            col(Membership.may_view_personal_data),
            col(Membership.may_manage_members),
            col(Membership.is_privacy_officer),
            col(Region.name).label("region_name"),
            col(CareProvider.name).label("provider_name"),
            col(CareProvider.kind).label("provider_kind"),
            col(Insurer.name).label("insurer_name"),
            is_working(now).label("is_working"),
        )
        .select_from(UserSession)
        .join(User, col(User.id) == UserSession.user_id)
        .outerjoin(Membership, col(Membership.user_id) == User.id)
    )
    return organizations.where(
        col(UserSession.token_hash) == token_hash,
        col(UserSession.revoked_at).is_(None),
        col(User.disabled_at).is_(None),
    ).order_by(col(Membership.accepted_at), col(Membership.id))


def memberships_of(user_id: UUID) -> Select[Any]:
    """Select a person's memberships that were not revoked, with the name of each organization."""
    return (
        _joined_organizations(
            select(
                Membership,
                col(Region.name).label("region_name"),
                col(CareProvider.name).label("provider_name"),
                col(Insurer.name).label("insurer_name"),
            )
        )
        .where(
            col(Membership.user_id) == user_id,
            col(Membership.revoked_at).is_(None),
            col(CareProvider.ended_at).is_(None),
        )
        .order_by(col(Membership.created_at), col(Membership.id))
    )


def open_sessions_of(user_id: UUID, now: datetime, idle: timedelta) -> Select[Any]:
    """Select a person's sessions that have not ended, the newest first."""
    return (
        select(UserSession)
        .where(
            col(UserSession.user_id) == user_id,
            col(UserSession.revoked_at).is_(None),
            col(UserSession.expires_at) > now,
            col(UserSession.last_seen_at) > now - idle,
        )
        .order_by(col(UserSession.last_seen_at).desc())
    )


def approved_regions(provider_id: UUID) -> Select[Any]:
    """Select the regions in which a provider is approved."""
    return select(col(ProviderApproval.region_id)).where(
        col(ProviderApproval.provider_id) == provider_id
    )


def preferred_regions(insurer_id: UUID) -> Select[Any]:
    """Select the regions in which an insurer is preferred."""
    return select(col(PreferredInsurer.region_id)).where(
        col(PreferredInsurer.insurer_id) == insurer_id
    )


def functional_admins() -> Select[Any]:
    """Select the memberships of functional administrators that were not revoked."""
    selected: Any = select(Membership).where(
        col(Membership.role) == Role.FUNCTIONAL_ADMIN, col(Membership.revoked_at).is_(None)
    )
    return cast("Select[Any]", selected)


def functional_admin_at(email: str) -> Select[Any]:
    """Select who works as functional administrator under an address: membership and account."""
    selected: Any = (
        select(Membership, User)
        .join(User, col(User.id) == Membership.user_id)
        .where(
            col(User.email) == email,
            col(Membership.role) == Role.FUNCTIONAL_ADMIN,
            col(Membership.accepted_at).is_not(None),
            col(Membership.revoked_at).is_(None),
        )
    )
    return cast("Select[Any]", selected)


def _joined_organizations(selected: Any) -> Select[Any]:
    joined: Select[Any] = (
        selected.outerjoin(Region, col(Region.id) == Membership.region_id)
        .outerjoin(CareProvider, col(CareProvider.id) == Membership.provider_id)
        .outerjoin(Insurer, col(Insurer.id) == Membership.insurer_id)
    )
    return joined
