"""Telling providers that their free places are old, once in two weeks."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import or_, update
from sqlmodel import col

from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.capacity import OLD_AFTER
from kraamzorg_app.domain.notifications import Notification
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.models.organizations import CareProvider
from kraamzorg_app.queries import capacity as queries
from kraamzorg_app.services import outbox
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case


def remind_due(actor: Actor) -> int:
    """Tell every provider whose numbers are old; gives how many were told now."""
    return sum(remind(actor, provider_id) for provider_id in due(actor))


@use_case(Permission.JOB_REMIND_CAPACITY)
def due(work: UnitOfWork) -> list[UUID]:
    """List the providers to tell: old numbers for an open list, and not told in two weeks."""
    before = work.now - OLD_AFTER
    selected = queries.providers_with_old_numbers(before, before, work.today)
    return list(work.session.execute(selected).scalars())


@use_case(Permission.JOB_REMIND_CAPACITY)
def remind(work: UnitOfWork, provider_id: UUID) -> bool:
    """Tell one provider, unless it just stated its numbers or another runner told it."""
    counted = queries.count_old(provider_id, work.now - OLD_AFTER, work.today)
    if not work.session.execute(counted).scalar_one():
        return False
    told_at = col(CareProvider.capacity_told_at)
    claimed = work.session.exec(
        update(CareProvider)
        .where(
            col(CareProvider.id) == provider_id,
            col(CareProvider.ended_at).is_(None),
            or_(told_at.is_(None), told_at <= work.now - OLD_AFTER),
        )
        .values(capacity_told_at=work.now)
    )
    if claimed.rowcount == 0:
        return False
    outbox.notify(work, Notification.CAPACITY_OLD, provider_id=provider_id)
    return True
