"""How an entry moves from one state to another: exactly once, and told to open pages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, update
from sqlmodel import col

from kraamzorg_app.domain.actors import Actor, Role
from kraamzorg_app.domain.entries import CloseReason, EntryState, TimelineKind, check_move
from kraamzorg_app.domain.errors import Conflict
from kraamzorg_app.domain.intake import IntakeState
from kraamzorg_app.domain.notifications import Circumstance, Notification
from kraamzorg_app.domain.offers import WithdrawReason
from kraamzorg_app.models.organizations import IntakeBy, Region
from kraamzorg_app.models.waiting_list import WaitingListEntry
from kraamzorg_app.queries import entries
from kraamzorg_app.services import duplicates, offer_endings, outbox, timeline
from kraamzorg_app.services.unit_of_work import UnitOfWork

EVERY_REGION: Final = "entries"


def lock(work: UnitOfWork, entry_ids: Iterable[UUID]) -> None:
    """Let everybody else who would change these entries wait; before they are read."""
    work.session.execute(entries.locked(entry_ids)).all()


def move(work: UnitOfWork, entry: WaitingListEntry, target: EntryState, **values: Any) -> None:
    """Bring an entry to another state by a conditional update, and announce it.

    Raises `Conflict("just_taken")` or `Conflict("state_changed")` when somebody else was first.
    """
    check_move(entry.state, target)
    if target is EntryState.WAITING:
        # Who waits again is escalated and asked again.
        values = {"escalated_at": None, "asked_at": work.now, **values}
    values = {"unanswered_since": None, **values}
    in_same_state = col(WaitingListEntry.state) == entry.state
    if not change(work, entry, in_same_state, state=target, **values):
        check_move(entry.state, target)
        raise Conflict("state_changed")
    match target:
        case EntryState.ACCEPTED:
            duplicates.keep_for_due_date_only(work, entry.id)
        case EntryState.CLOSED:
            duplicates.release(work, entry_id=entry.id)
        case _:
            duplicates.claim_again(work, entry)


def change(
    work: UnitOfWork, entry: WaitingListEntry, condition: ColumnElement[bool], **values: Any
) -> bool:
    """Change an entry's columns while a condition holds, and announce it; say whether it did."""
    changed = work.session.exec(
        update(WaitingListEntry)
        .where(col(WaitingListEntry.id) == entry.id, condition)
        .values(version=WaitingListEntry.version + 1, **values)
        .execution_options(synchronize_session=False)
    )
    announce(work, entry)
    work.session.refresh(entry)
    announce(work, entry)
    return changed.rowcount == 1


def mark(
    work: UnitOfWork, entry_id: UUID | None, condition: ColumnElement[bool], **values: Any
) -> bool:
    """Note something on an entry while a condition holds; say whether it did.

    No change of its version: whoever is correcting her data needn't notice.
    """
    changed = work.session.exec(
        update(WaitingListEntry)
        .where(col(WaitingListEntry.id) == entry_id, condition)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    return changed.rowcount == 1


def without_intake(work: UnitOfWork, entry: WaitingListEntry) -> dict[str, Any]:
    """Give the values that forget the intake of a provider that she leaves.

    Where the coordinator does the intake it goes along with her.
    """
    if work.session.get_one(Region, entry.region_id).intake_by is IntakeBy.COORDINATOR:
        return {}
    return {
        "intake": IntakeState.NOT_PLANNED,
        "intake_planned_on": None,
        "intake_done_on": None,
    }


def announce(work: UnitOfWork, entry: WaitingListEntry) -> None:
    """Tell the open pages of everybody in whose scope this entry is."""
    work.announce(f"region:{entry.region_id}")
    work.announce(f"insurer:{entry.insurer_id}")
    work.announce(EVERY_REGION)


def topics_of(actor: Actor) -> tuple[str, ...]:
    """Name what this actor's pages must hear of; the rows are read again within the scope."""
    if actor.role is Role.FUNCTIONAL_ADMIN:
        return (EVERY_REGION,)
    regions = actor.region_ids | actor.approved_region_ids | actor.preferred_region_ids
    topics = tuple(f"region:{region_id}" for region_id in regions)
    return (*topics, f"insurer:{actor.insurer_id}") if actor.insurer_id else topics


def close(
    work: UnitOfWork,
    entry: WaitingListEntry,
    reason: CloseReason,
    *,
    note: str = "",
    kind: TimelineKind = TimelineKind.CLOSED,
) -> None:
    """Take an entry off the list for good, and tell everybody "van de wachtlijst af".

    After *pregnancy ended* no mail reaches her any more, and nobody but the coordinator reads the
    reason (design, section 4).
    """
    move(work, entry, EntryState.CLOSED, closed_at=work.now, close_reason=reason)
    duplicates.release(work, entry_id=entry.id)
    offered_to = offer_endings.withdraw_pending(work, entry, WithdrawReason.LEFT_LIST)
    timeline.add(work, entry.id, kind, reason=reason, note=note)
    circumstances = frozenset[Circumstance]()
    if reason is CloseReason.PREGNANCY_ENDED:
        outbox.cancel_mail_to_client(work, entry.id)
        circumstances = frozenset({Circumstance.PREGNANCY_ENDED})
    outbox.notify(
        work,
        Notification.CLOSED,
        entry=entry,
        provider_id=offered_to,
        circumstances=circumstances,
    )
