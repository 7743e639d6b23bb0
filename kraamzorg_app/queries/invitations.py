"""Invitations within an actor's scope: the own organization's, or the region's."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlmodel import col

from kraamzorg_app.domain.actors import Actor, Role
from kraamzorg_app.domain.entries import CloseReason, InvitationState, TimelineKind
from kraamzorg_app.models.organizations import CareProvider, Insurer, Region
from kraamzorg_app.models.waiting_list import Invitation, TimelineEvent

PAGE_SIZE = 10


def own(actor: Actor) -> ColumnElement[bool]:
    """Give the condition that keeps what the actor's own organization sent."""
    match actor.role:
        case Role.COORDINATOR:
            return col(Invitation.inviter_region_id).in_(actor.region_ids)
        case Role.CARE_PROVIDER:
            return col(Invitation.inviter_provider_id) == actor.provider_id
        case Role.INSURER:
            return col(Invitation.inviter_insurer_id) == actor.insurer_id
        case _:
            return false()


def scope(actor: Actor) -> ColumnElement[bool]:
    """Give the condition that keeps the invitations that exist for this actor."""
    if actor.role is Role.COORDINATOR:
        return or_(own(actor), col(Invitation.region_id).in_(actor.region_ids))
    return own(actor)


def visible_to(actor: Actor, *, page: int) -> Any:
    """Select one page of invitations with the names of region and inviter, the newest first."""
    return (
        select(
            Invitation,
            own(actor).label("is_own"),
            col(Region.name).label("region_name"),
            col(Insurer.name).label("insurer_name"),
            col(CareProvider.name).label("provider_name"),
        )
        .join(Region, col(Region.id) == Invitation.region_id)
        .join(Insurer, col(Insurer.id) == Invitation.inviter_insurer_id, isouter=True)
        .join(CareProvider, col(CareProvider.id) == Invitation.inviter_provider_id, isouter=True)
        .where(scope(actor))
        .order_by(col(Invitation.created_at).desc(), col(Invitation.id))
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )


def sent_back(entry_ids: set[Any]) -> Select[Any]:
    """Select what a coordinator wrote to the inviter; not when the pregnancy had ended."""
    return select(TimelineEvent).where(
        col(TimelineEvent.entry_id).in_(entry_ids),
        col(TimelineEvent.kind) == TimelineKind.SENT_BACK,
        col(TimelineEvent.reason) != CloseReason.PREGNANCY_ENDED,
    )


def counted(actor: Actor) -> Select[Any]:
    """Count the invitations that exist for this actor."""
    return select(func.count()).select_from(Invitation).where(scope(actor))


def own_by_id(actor: Actor, invitation_id: UUID) -> Select[Any]:
    """Select one invitation that the actor's own organization sent, and lock it."""
    return (
        select(Invitation)
        .where(own(actor), col(Invitation.id) == invitation_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def due_to_expire(now: datetime) -> Select[Any]:
    """Select the open invitations whose time has passed."""
    return (
        select(Invitation)
        .where(col(Invitation.state) == InvitationState.SENT, col(Invitation.expires_at) <= now)
        .with_for_update(skip_locked=True)
    )
