"""The people of an organization or region, as its own members see them."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlmodel import col

from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.models.accounts import Membership, User

PAGE_SIZE = 25


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Keep the memberships of the actor's own organization or region that were not revoked."""
    return and_(
        col(Membership.role) == actor.role,
        col(Membership.revoked_at).is_(None),
        col(Membership.provider_id).is_not_distinct_from(actor.provider_id),
        col(Membership.insurer_id).is_not_distinct_from(actor.insurer_id),
        col(Membership.region_id).is_not_distinct_from(next(iter(actor.region_ids), None)),
    )


def listed(actor: Actor, page: int) -> Select[Any]:
    """Select one page of members with their accounts, by name; pages count from one."""
    return (
        _with_account()
        .where(visible_to(actor))
        .order_by(func.lower(User.display_name), col(User.email), col(Membership.id))
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )


def counted(actor: Actor) -> Select[Any]:
    """Count the members."""
    return select(func.count()).select_from(Membership).where(visible_to(actor))


def by_id(actor: Actor, membership_id: UUID) -> Select[Any]:
    """Select one member within the actor's organization."""
    return _with_account().where(visible_to(actor), col(Membership.id) == membership_id)


def of_user(actor: Actor, user_id: UUID) -> Select[Any]:
    """Select a person's membership of the actor's organization."""
    return select(Membership).where(visible_to(actor), col(Membership.user_id) == user_id)


def managers_locked(actor: Actor) -> Select[Any]:
    """Select and lock who manages these people, so that two can't revoke each other at once."""
    return (
        select(Membership)
        .where(
            visible_to(actor),
            col(Membership.may_manage_members).is_(True),
            col(Membership.accepted_at).is_not(None),
        )
        .order_by(col(Membership.id))
        .with_for_update()
    )


def _with_account() -> Select[Any]:
    selected: Any = select(Membership, User).join(User, col(User.id) == Membership.user_id)
    return cast("Select[Any]", selected)
