"""Reading of a whole list in pieces, and of the exports that are kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_
from sqlmodel import col, select

from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.listing import ListRequest
from kraamzorg_app.models.accounts import Membership
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
    """Select the clients in a kept export with their log ids, to write who was downloaded."""
    rows = (
        select(WaitingListEntry, col(Client.log_id))
        .join(Client, col(Client.id) == WaitingListEntry.client_id)
        .join(KeptExportEntry, col(KeptExportEntry.entry_id) == WaitingListEntry.id)
        .where(col(KeptExportEntry.export_id) == export_id)
    )
    return cast("Select[Any]", rows)


def still_there(entry_ids: Sequence[UUID]) -> Select[Any]:
    """Select the insurer of some clients and whether they were erased; they can't be for now."""
    rows = (
        select(col(WaitingListEntry.id), col(WaitingListEntry.insurer_id), col(Client.erased_at))
        .join(Client, col(Client.id) == WaitingListEntry.client_id)
        .where(col(WaitingListEntry.id).in_(entry_ids))
        .order_by(col(Client.id))
        .with_for_update(read=True, of=Client)
    )
    return cast("Select[Any]", rows)


def files_with(entry_id: UUID, *readers: ColumnElement[bool]) -> Select[Any]:
    """Select the kept exports in which a client stands, made for some memberships or for all."""
    return (
        select(col(KeptExport.id))
        .join(KeptExportEntry, col(KeptExportEntry.export_id) == KeptExport.id)
        .join(Membership, col(Membership.id) == KeptExport.membership_id)
        .where(col(KeptExportEntry.entry_id) == entry_id, *readers)
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
