"""The bell: what a member is told inside the tool, worded only when it is read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlmodel import col

from kraamzorg_app.domain.disclosure import Field
from kraamzorg_app.domain.notifications import Notification
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.models.messages import BellItem
from kraamzorg_app.queries import bell
from kraamzorg_app.services import audit
from kraamzorg_app.services.audit import LogEvent
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case


@dataclass(frozen=True, slots=True)
class BellView:
    """One item; without an entry when that is out of the reader's sight by now."""

    notification: Notification
    happened_at: datetime
    is_read: bool
    is_about_entry: bool
    entry_id: str | None
    client_number: str | None
    region: str | None


@dataclass(frozen=True, slots=True)
class BellPage:
    """A page of items, newest first."""

    items: tuple[BellView, ...]
    total: int
    unread: int


@use_case(Permission.BELL_READ)
def unread(work: UnitOfWork) -> int:
    """Count what this member has not read yet."""
    return int(work.session.execute(bell.unread(work.actor.membership_id)).scalar_one())


@use_case(Permission.BELL_READ)
def read(work: UnitOfWork, page: int = 1) -> BellPage:
    """Read a page of items; one log line for the clients that are named."""
    found = work.session.execute(bell.items(work.actor, max(page, 1))).all()
    subjects = {log_id for *_, log_id in found if log_id is not None}
    if subjects:
        fields = (Field.CLIENT_NUMBER, Field.WAITING_LIST)
        audit.record(work, LogEvent.ENTRIES_LISTED, "R", subjects=subjects, fields=fields)
    membership_id = work.actor.membership_id
    return BellPage(
        items=tuple(_view(*row[:4]) for row in found),
        total=work.session.execute(bell.counted(membership_id)).scalar_one(),
        unread=work.session.execute(bell.unread(membership_id)).scalar_one(),
    )


@use_case(Permission.BELL_READ)
def mark_all_read(work: UnitOfWork) -> None:
    """Note that this member has read everything."""
    work.session.execute(
        update(BellItem)
        .where(
            col(BellItem.membership_id) == work.actor.membership_id,
            col(BellItem.read_at).is_(None),
        )
        .values(read_at=work.now)
    )
    work.announce(f"bell:{work.actor.membership_id}")


def _view(
    item: BellItem, entry_id: object, client_number: str | None, region: str | None
) -> BellView:
    return BellView(
        notification=Notification(item.notification),
        happened_at=item.created_at,
        is_read=item.read_at is not None,
        is_about_entry=item.entry_id is not None,
        entry_id=str(entry_id) if entry_id else None,
        client_number=client_number,
        region=region,
    )
