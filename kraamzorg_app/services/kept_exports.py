"""Exports that are kept for one membership: made by a job, downloaded behind the log-in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import delete, insert
from sqlmodel import col, select

from kraamzorg_app.domain.errors import NotFound
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.models.messages import KeptExport, KeptExportEntry
from kraamzorg_app.queries import exports
from kraamzorg_app.services import audit
from kraamzorg_app.services.audit import LogEvent
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
    audit.record(
        work,
        LogEvent.KEPT_EXPORT_DOWNLOADED,
        "R",
        subjects=work.session.execute(exports.clients_in(export_id)).scalars(),
        details={"period": row.period, "format": row.format, "rows": row.row_count},
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


def _has_lost_preference(work: UnitOfWork, export_id: UUID) -> bool:
    """Say whether an insurer's file holds clients of a region where it is preferred no longer."""
    actor = work.actor
    if actor.insurer_id is None:
        return False
    lost = exports.outside_preference(export_id, actor.insurer_id, actor.preferred_region_ids)
    return bool(work.session.execute(lost).scalar_one())
