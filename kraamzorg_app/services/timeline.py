"""The timeline of an entry: every change is a line that explains itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from kraamzorg_app.domain import timeline as rules
from kraamzorg_app.domain.actors import ActorKind
from kraamzorg_app.domain.disclosure import Audience
from kraamzorg_app.domain.entries import TimelineKind
from kraamzorg_app.domain.timeline import DoneBy, LineDisclosure, LineFacts
from kraamzorg_app.models.waiting_list import TimelineEvent
from kraamzorg_app.queries import entries
from kraamzorg_app.services.unit_of_work import UnitOfWork

TABLE = "timeline_event"


@dataclass(frozen=True, slots=True)
class TimelineLine:
    """One line as one person may see it; None stands for "not for you" and for "not there"."""

    happened_at: datetime
    kind: TimelineKind
    done_by: DoneBy
    organization: str | None
    reason: str | None
    note: str | None
    offered_to: str | None = None
    detail: str | None = None


def add(  # noqa: PLR0913 - what a line may tell
    work: UnitOfWork,
    entry_id: UUID,
    kind: TimelineKind,
    *,
    reason: str | None = None,
    note: str = "",
    offered_provider_id: UUID | None = None,
    detail: str | None = None,
    region_id: UUID | None = None,
) -> None:
    """Add a line by the unit of work's actor.

    `reason` is a code, `note` is for the coordinator, `detail` a number or a day that it names.
    `region_id` is for a job, which has no region of its own.
    """
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
            region_id=region_id or next(iter(actor.region_ids), None),
            reason=reason,
            note=work.keyring.seal(note, table=TABLE, row=row, field="note") if note else None,
            offered_provider_id=offered_provider_id,
            detail=detail,
        )
    )


def lines_of(work: UnitOfWork, entry_id: UUID, audience: Audience) -> tuple[TimelineLine, ...]:
    """Give the lines of an entry that this audience sees, newest first."""
    found = work.session.execute(entries.timeline_of(work.actor, entry_id)).all()
    lines = (
        _line(work, event, provider or insurer or region, offered_to, audience)
        for event, provider, insurer, region, offered_to in found
    )
    return tuple(line for line in lines if line is not None)


def _line(
    work: UnitOfWork,
    event: TimelineEvent,
    organization: str | None,
    offered_to: str | None,
    audience: Audience,
) -> TimelineLine | None:
    line = LineFacts(
        kind=event.kind,
        actor_kind=ActorKind(event.actor_kind),
        provider_id=event.provider_id,
        insurer_id=event.insurer_id,
        region_id=event.region_id,
        offered_provider_id=event.offered_provider_id,
    )
    shown = rules.shown_of(work.actor, audience, line)
    if shown is None:
        return None
    return TimelineLine(
        happened_at=event.happened_at,
        kind=event.kind if shown.offer else rules.without_offer(event.kind),
        done_by=rules.done_by(line) if shown.offer else DoneBy.SYSTEM,
        organization=organization if shown.organization else None,
        reason=event.reason if shown.reason else None,
        note=_note(work, event, shown),
        offered_to=offered_to if shown.offer else None,
        detail=event.detail if shown.offer else None,
    )


def _note(work: UnitOfWork, event: TimelineEvent, shown: LineDisclosure) -> str | None:
    return note_of(work, event) if event.note is not None and shown.note else None


def note_of(work: UnitOfWork, event: TimelineEvent) -> str:
    """Open the free text of a line, for whom the caller has found that it is; may be empty."""
    if event.note is None:
        return ""
    return work.keyring.open(event.note, table=TABLE, row=event.id, field="note")
