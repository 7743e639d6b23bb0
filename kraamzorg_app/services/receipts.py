"""Receipts of digests: the row that says that a membership has had the one of a period."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from kraamzorg_app.database import insert_into
from kraamzorg_app.models.messages import DigestKind, DigestReceipt
from kraamzorg_app.services.unit_of_work import UnitOfWork


def claim(
    work: UnitOfWork, membership_id: UUID, kind: DigestKind, period: str, figures: dict[str, Any]
) -> bool:
    """Write a receipt in the transaction of its mail; False when another runner was first."""
    claimed = work.session.execute(
        insert_into(work.session, DigestReceipt)
        .values(
            membership_id=membership_id,
            kind=kind,
            period=period,
            made_at=work.now,
            figures=figures,
        )
        .on_conflict_do_nothing()
        .returning(DigestReceipt.period)
    ).first()
    return claimed is not None
