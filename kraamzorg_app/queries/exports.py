"""Reading of a whole list in pieces, and of the exports that are kept."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, or_
from sqlmodel import col, select

from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.listing import ListRequest
from kraamzorg_app.models.messages import KeptExport, KeptExportEntry
from kraamzorg_app.models.waiting_list import Client, WaitingListEntry
from kraamzorg_app.queries import entries


def piece(
    actor: Actor, request: ListRequest, after: tuple[date, UUID] | None, size: int
) -> Select[Any]:
    """Select the next rows of a list by due date, behind the last one of the piece before."""
    rows = entries.in_order(actor, request)
    if after is not None:
        due_date, entry_id = after
        rows = rows.where(
            or_(
                col(WaitingListEntry.due_date) > due_date,
                and_(
                    col(WaitingListEntry.due_date) == due_date,
                    col(WaitingListEntry.id) > entry_id,
                ),
            )
        )
    return rows.order_by(col(WaitingListEntry.due_date), col(WaitingListEntry.id)).limit(size)


def kept_by(actor: Actor, now: datetime) -> Select[Any]:
    """Select the kept exports of the membership that a person works under."""
    kept = select(KeptExport).where(
        col(KeptExport.membership_id) == actor.membership_id, col(KeptExport.expires_at) > now
    )
    if actor.may_view_personal_data:
        return kept
    return kept.where(col(KeptExport.with_personal_data).is_(False))


def clients_in(export_id: UUID) -> Select[Any]:
    """Select the log ids of the clients in a kept export, to write who was downloaded."""
    return (
        select(col(Client.log_id))
        .join(WaitingListEntry, col(WaitingListEntry.client_id) == Client.id)
        .join(KeptExportEntry, col(KeptExportEntry.entry_id) == WaitingListEntry.id)
        .where(col(KeptExportEntry.export_id) == export_id)
    )


def outside_preference(export_id: UUID, insurer_id: UUID, regions: frozenset[UUID]) -> Select[Any]:
    """Count the clients in a kept export whom an insurer sees no longer, not being preferred."""
    return (
        select(func.count())
        .select_from(KeptExportEntry)
        .join(WaitingListEntry, col(WaitingListEntry.id) == KeptExportEntry.entry_id)
        .where(
            col(KeptExportEntry.export_id) == export_id,
            col(WaitingListEntry.insurer_id) != insurer_id,
            col(WaitingListEntry.region_id).not_in(regions),
        )
    )
