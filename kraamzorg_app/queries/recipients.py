"""Who works where, and who is told: active memberships and the addresses of organizations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, false
from sqlmodel import col, select
from sqlmodel.sql.expression import Select

from kraamzorg_app.domain.actors import Role
from kraamzorg_app.models.accounts import Membership, User
from kraamzorg_app.models.capacity import ExcludedPostcode
from kraamzorg_app.models.organizations import (
    CareProvider,
    Insurer,
    PreferredInsurer,
    ProviderApproval,
)


def active() -> ColumnElement[bool]:
    """Give the condition on `Membership` and `User` that keeps who can work now."""
    return and_(
        col(Membership.accepted_at).is_not(None),
        col(Membership.revoked_at).is_(None),
        col(User.disabled_at).is_(None),
    )


def members(*conditions: ColumnElement[bool]) -> Select[UUID, str]:
    """Select id and e-mail address of the active memberships that meet the conditions."""
    return (
        select(Membership.id, User.email)
        .join(User, col(User.id) == Membership.user_id)
        .where(active(), *conditions)
        .order_by(col(Membership.created_at), col(Membership.id))
    )


def members_by(organization: Any, ids: Iterable[UUID]) -> Select[UUID, str, UUID]:
    """Select the active memberships of many organizations, with the id in the given column."""
    return (
        select(Membership.id, User.email, organization)
        .join(User, col(User.id) == Membership.user_id)
        .where(active(), organization.in_(ids))
        .order_by(col(Membership.created_at), col(Membership.id))
    )


def coordinates(region_id: UUID | None) -> ColumnElement[bool]:
    """Give the condition that keeps the coordinators of a region."""
    return and_(col(Membership.role) == Role.COORDINATOR, col(Membership.region_id) == region_id)


def works_for(
    *, insurer_id: UUID | None = None, provider_id: UUID | None = None
) -> ColumnElement[bool]:
    """Give the condition that keeps the members of one organization; of none when both are None."""
    if insurer_id is not None:
        return col(Membership.insurer_id) == insurer_id
    if provider_id is not None:
        return col(Membership.provider_id) == provider_id
    return false()


def is_colleague_of(member: Membership) -> ColumnElement[bool]:
    """Give the condition that keeps a member's organization or region, himself included."""
    return and_(
        col(Membership.role) == member.role,
        col(Membership.region_id).is_not_distinct_from(member.region_id),
        col(Membership.provider_id).is_not_distinct_from(member.provider_id),
        col(Membership.insurer_id).is_not_distinct_from(member.insurer_id),
    )


def approved_providers(region_id: UUID) -> Select[UUID, str]:
    """Select id and own address of the providers that are approved in a region."""
    return (
        select(CareProvider.id, CareProvider.email)
        .join(ProviderApproval, col(ProviderApproval.provider_id) == CareProvider.id)
        .where(col(ProviderApproval.region_id) == region_id, col(CareProvider.ended_at).is_(None))
        .order_by(col(CareProvider.id))
    )


def serving_providers(region_id: UUID, pc4: str) -> Select[UUID, str]:
    """Select as `approved_providers`, less those that do not work in a postcode."""
    is_excluded = exists().where(
        col(ExcludedPostcode.provider_id) == col(CareProvider.id),
        col(ExcludedPostcode.pc4) == pc4,
    )
    return approved_providers(region_id).where(~is_excluded)


def preferred_insurers(region_id: UUID) -> Select[UUID, str | None]:
    """Select id and own address of the insurers that are preferred in a region."""
    return (
        select(Insurer.id, Insurer.email)
        .join(PreferredInsurer, col(PreferredInsurer.insurer_id) == Insurer.id)
        .where(col(PreferredInsurer.region_id) == region_id)
        .order_by(col(Insurer.id))
    )


def digest_readers() -> Select[Membership, User]:
    """Select the memberships that get the weekly update: coordinators and insurers."""
    return (
        select(Membership, User)
        .join(User, col(User.id) == Membership.user_id)
        .where(active(), col(Membership.role).in_((Role.COORDINATOR, Role.INSURER)))
        .order_by(col(Membership.id))
    )
