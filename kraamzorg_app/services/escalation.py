"""Nobody took her by the region's last threshold: preferred insurers and coordinators are told.

Once for each time that she waits: the conditional update lets one runner win, and the numbered row
is unique. Given back or moved to another region, the threshold counts anew.
"""

from __future__ import annotations

from uuid import UUID

from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.entries import TimelineKind
from kraamzorg_app.domain.notifications import Notification
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.models.waiting_list import Client, Escalation, WaitingListEntry
from kraamzorg_app.queries import escalations
from kraamzorg_app.services import audit, one_by_one, outbox, timeline, transitions
from kraamzorg_app.services.audit import LogEvent
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case


def escalate_due(actor: Actor) -> int:
    """Escalate everybody whose last threshold has passed; gives how many that were."""
    return one_by_one.do(actor, find, escalate)


@use_case(Permission.JOB_ESCALATE)
def find(work: UnitOfWork) -> list[UUID]:
    """List some who are to be escalated."""
    due = escalations.due(_thresholds(work), work.today, one_by_one.AT_ONCE)
    return list(work.session.execute(due).scalars())


@use_case(Permission.JOB_ESCALATE)
def escalate(work: UnitOfWork, entry_id: UUID) -> bool:
    """Escalate one, unless another runner did or somebody took her; says whether it was done."""
    weeks = _thresholds(work)
    is_due = escalations.is_due(weeks, work.today)
    if not transitions.mark(work, entry_id, is_due, escalated_at=work.now):
        return False
    entry = work.session.get_one(WaitingListEntry, entry_id)
    number = work.session.execute(escalations.counted(entry_id)).scalar_one() + 1
    work.session.add(
        Escalation(
            entry_id=entry_id,
            number=number,
            threshold_weeks=weeks[entry.region_id],
            escalated_at=work.now,
        )
    )
    timeline.add(work, entry_id, TimelineKind.ESCALATED, region_id=entry.region_id)
    client = work.session.get_one(Client, entry.client_id)
    audit.record(work, LogEvent.CLIENT_ESCALATED, "U", subjects=[client.log_id])
    outbox.notify(work, Notification.ESCALATED, entry=entry)
    transitions.announce(work, entry)
    return True


def _thresholds(work: UnitOfWork) -> dict[UUID, int]:
    rows = work.session.execute(escalations.thresholds())
    return {row[0]: row[1] for row in rows}
