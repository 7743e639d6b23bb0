"""The timeline of an entry: every change is a line that explains itself."""

from __future__ import annotations

from uuid import UUID, uuid4

from kraamzorg_app.domain.entries import TimelineKind
from kraamzorg_app.models.waiting_list import TimelineEvent
from kraamzorg_app.services.unit_of_work import UnitOfWork

TABLE = "timeline_event"


def add(
    work: UnitOfWork,
    entry_id: UUID,
    kind: TimelineKind,
    *,
    reason: str | None = None,
    note: str = "",
) -> None:
    """Add a line by the unit of work's actor; `reason` is a code, `note` is for the coordinator."""
    actor, row = work.actor, uuid4()
    work.session.add(
        TimelineEvent(
            id=row,
            entry_id=entry_id,
            happened_at=work.now,
            kind=kind,
            actor_kind=actor.kind,
            user_id=actor.user_id,
            provider_id=actor.provider_id,
            insurer_id=actor.insurer_id,
            region_id=next(iter(actor.region_ids), None),
            reason=reason,
            note=work.keyring.seal(note, table=TABLE, row=row, field="note") if note else None,
        )
    )
