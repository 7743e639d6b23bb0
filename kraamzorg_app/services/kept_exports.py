"""Exports that are kept for one membership: made by a job, downloaded behind the log-in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, delete, insert
from sqlmodel import col, select

from kraamzorg_app.domain import disclosure
from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.disclosure import Field, Policy
from kraamzorg_app.domain.errors import Conflict, NotFound
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.models.messages import KeptExport, KeptExportEntry
from kraamzorg_app.models.waiting_list import WaitingListEntry
from kraamzorg_app.queries import exports
from kraamzorg_app.services import audit, export_files
from kraamzorg_app.services.audit import LogEvent
from kraamzorg_app.services.entry_views import current_policy, facts
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

KEPT_FOR: Final = timedelta(weeks=4)
TABLE: Final = "kept_export"
_ENTRIES_AT_ONCE: Final = 1000


@dataclass(frozen=True, slots=True)
class KeptExportView:
    """A kept file as its owner sees it in a list."""

    id: str
    period: str
    format: str
    row_count: int
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A kept file, opened."""

    name: str
    content: bytes


@use_case(Permission.KEPT_EXPORT_READ)
def list_own(work: UnitOfWork) -> tuple[KeptExportView, ...]:
    """List the kept exports of the membership that the actor works under, the newest first."""
    rows = work.session.execute(exports.kept_by(work.actor, work.now)).scalars()
    views = [
        KeptExportView(
            id=str(row.id),
            period=row.period,
            format=row.format,
            row_count=row.row_count,
            created_at=row.created_at,
            expires_at=row.expires_at,
        )
        for row in rows
    ]
    return tuple(sorted(views, key=lambda view: (view.period, view.format), reverse=True))


@use_case(Permission.KEPT_EXPORT_READ, fresh=True)
def open_own(work: UnitOfWork, export_id: UUID, file_format: str) -> KeptFile:
    """Open one for download; the log line is written before it leaves.

    Raises `NotFound` for another membership's, an old one, and one that was made with more rights
    than the membership has now (design, section 8).
    """
    row = work.session.execute(
        exports.kept_by(work.actor, work.now).where(
            col(KeptExport.id) == export_id, col(KeptExport.format) == file_format
        )
    ).scalar_one_or_none()
    if row is None or _has_lost_preference(work, export_id):
        raise NotFound
    search_id = uuid4()
    for fields, subjects in _held_by(work, row).items():
        audit.record(
            work,
            LogEvent.KEPT_EXPORT_DOWNLOADED,
            "R",
            subjects=subjects,
            fields=fields,
            search_id=search_id,
            details={"period": row.period, "format": row.format, "rows": len(subjects)},
        )
    content = work.keyring.open_bytes(row.content, table=TABLE, row=row.id, field="content")
    return KeptFile(f"wachtlijst-{row.period}.{row.format}", content)


@use_case(Permission.JOB_DELETE_KEPT_EXPORTS)
def delete_expired(work: UnitOfWork) -> int:
    """Delete what is older than four weeks; gives how many files went."""
    old = work.session.exec(
        select(KeptExport.id).where(col(KeptExport.expires_at) <= work.now)
    ).all()
    work.session.exec(delete(KeptExportEntry).where(col(KeptExportEntry.export_id).in_(old)))
    work.session.exec(delete(KeptExport).where(col(KeptExport.id).in_(old)))
    if old:
        audit.record(work, LogEvent.KEPT_EXPORTS_DELETED, "D", details={"files": len(old)})
    return len(old)


def keep(  # noqa: PLR0913 - the columns of the row
    work: UnitOfWork,
    membership_id: UUID,
    period: str,
    files: Mapping[str, bytes],
    entry_ids: Iterable[UUID],
    *,
    with_personal_data: bool,
) -> None:
    """Seal the files of one period, by format, and note whose data is in them.

    Who was taken while the lists were read stands in both, and so twice in `entry_ids`.
    """
    ids = list(dict.fromkeys(entry_ids))
    for file_format, content in files.items():
        row = uuid4()
        work.session.add(
            KeptExport(
                id=row,
                membership_id=membership_id,
                period=period,
                format=file_format,
                with_personal_data=with_personal_data,
                content=work.keyring.seal_bytes(content, table=TABLE, row=row, field="content"),
                row_count=len(ids),
                created_at=work.now,
                expires_at=work.now + KEPT_FOR,
            )
        )
        work.session.flush()
        for start in range(0, len(ids), _ENTRIES_AT_ONCE):
            part = ids[start : start + _ENTRIES_AT_ONCE]
            work.session.execute(
                insert(KeptExportEntry),
                [{"export_id": row, "entry_id": entry_id} for entry_id in part],
            )


def check_still_so(
    work: UnitOfWork, reader: Actor, entries: Sequence[WaitingListEntry], policy: Policy
) -> None:
    """Raise `Conflict` when a file that was just read holds more by now than its reader may see.

    That is under another policy, or when somebody in it was erased or insured elsewhere meanwhile.
    Nobody in it can be erased until this transaction ends, and then the file goes too.
    """
    if policy != current_policy(work):
        raise Conflict
    own = reader.insurer_id
    insured = {entry.id for entry in entries if own is not None and entry.insurer_id == own}
    for start in range(0, len(entries), _ENTRIES_AT_ONCE):
        ids = [entry.id for entry in entries[start : start + _ENTRIES_AT_ONCE]]
        for entry_id, insurer_id, erased_at in work.session.execute(exports.still_there(ids)):
            if erased_at is not None or (entry_id in insured and insurer_id != own):
                raise Conflict


def drop_of(work: UnitOfWork, entry_id: UUID, *readers: ColumnElement[bool]) -> None:
    """Delete the files in which a client stands: everybody's, or those of some memberships."""
    found = work.session.execute(exports.files_with(entry_id, *readers)).scalars().all()
    work.session.execute(delete(KeptExportEntry).where(col(KeptExportEntry.export_id).in_(found)))
    work.session.execute(delete(KeptExport).where(col(KeptExport.id).in_(found)))


def _held_by(work: UnitOfWork, kept: KeptExport) -> Mapping[frozenset[Field], list[UUID]]:
    """Sort the clients in a file, by their `log_id`, by what it holds of each.

    A file goes as soon as a policy shows less than when it was made, so it holds no more than this.
    """
    reader = replace(work.actor, may_view_personal_data=kept.with_personal_data)
    policy = current_policy(work)
    found = defaultdict[frozenset[Field], list[UUID]](list)
    for entry, log_id in work.session.execute(exports.clients_in(kept.id)):
        audience = disclosure.audience_of(reader, facts(entry))
        found[disclosure.row_fields_for(policy, audience) & export_files.FIELDS].append(log_id)
    return found or {frozenset(): []}


def _has_lost_preference(work: UnitOfWork, export_id: UUID) -> bool:
    """Say whether an insurer's file holds clients of a region where it is preferred no longer."""
    actor = work.actor
    if actor.insurer_id is None:
        return False
    lost = exports.outside_preference(export_id, actor.insurer_id, actor.preferred_region_ids)
    return bool(work.session.execute(lost).scalar_one())
