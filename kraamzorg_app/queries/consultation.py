"""The thread of a region, and who can be called: contact persons of the other party."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlmodel import col

from kraamzorg_app.domain.actors import Role
from kraamzorg_app.models.accounts import Membership, User
from kraamzorg_app.models.consultation import ContactPerson, RegionNote
from kraamzorg_app.models.organizations import Insurer, PreferredInsurer, Region
from kraamzorg_app.queries import recipients

PAGE_SIZE = 20
Rows = Select[*tuple[Any, ...]]


def regions(region_ids: Iterable[UUID]) -> Rows:
    """Select some regions by name."""
    return (
        select(col(Region.id), col(Region.name))
        .where(col(Region.id).in_(region_ids))
        .order_by(col(Region.name))
    )


def notes(region_id: UUID, page: int) -> Rows:
    """Select a page of notes with who wrote them and for whom, the newest first."""
    return (
        select(RegionNote, col(User.display_name), col(Insurer.name))
        .join(User, col(User.id) == RegionNote.user_id)
        .join(Insurer, col(Insurer.id) == RegionNote.insurer_id, isouter=True)
        .where(col(RegionNote.region_id) == region_id)
        .order_by(col(RegionNote.written_at).desc(), col(RegionNote.id))
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )


def counted(region_id: UUID) -> Select[int]:
    """Count the notes of a region."""
    return select(func.count()).where(col(RegionNote.region_id) == region_id)


def contacts(region_id: UUID, *, of_insurers: bool) -> Rows:
    """Select the contact persons of one party: the preferred insurers, or the coordinators."""
    agreed = (
        select(
            col(User.display_name),
            col(User.email),
            col(ContactPerson.phone),
            col(Insurer.name),
        )
        .join(Membership, col(Membership.user_id) == User.id)
        .join(ContactPerson, col(ContactPerson.membership_id) == Membership.id)
        .join(Insurer, col(Insurer.id) == Membership.insurer_id, isouter=True)
        .where(recipients.active())
        .order_by(col(Insurer.name), col(User.display_name), col(User.id))
    )
    if not of_insurers:
        return agreed.where(recipients.coordinates(region_id))
    preferred = select(col(PreferredInsurer.insurer_id)).where(
        col(PreferredInsurer.region_id) == region_id
    )
    return agreed.where(
        col(Membership.role) == Role.INSURER, col(Membership.insurer_id).in_(preferred)
    )
