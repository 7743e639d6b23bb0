"""How members want to hear of things: at once, in the daily digest, or in the bell only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from kraamzorg_app.domain.errors import FieldErrors, NotFound
from kraamzorg_app.domain.notifications import Notification, Way, choices_of
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.models.accounts import Membership
from kraamzorg_app.models.messages import NotificationChoice
from kraamzorg_app.services import audit
from kraamzorg_app.services.audit import LogEvent, Purpose
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case


@dataclass(frozen=True, slots=True)
class Choice:
    """One kind of thing, how it is told now, and how it can be."""

    notification: Notification
    way: Way
    ways: tuple[Way, ...]


@use_case(Permission.ACCOUNT_OWN)
def read_own(work: UnitOfWork) -> tuple[Choice, ...]:
    """Give what the role that one works under can choose; nothing without a role."""
    chosen = {} if work.actor.membership_id is None else _chosen(work, work.actor.membership_id)
    return tuple(
        Choice(notification, chosen.get(notification, Way.AT_ONCE), ways)
        for notification, ways in choices_of(work.actor.role).items()
    )


@use_case(Permission.ACCOUNT_OWN)
def save_own(work: UnitOfWork, typed: Mapping[str, Any]) -> None:
    """Choose for the role that one works under; what is not named stays as it is.

    Raises `FieldErrors` for a way that does not exist, and `NotFound` without a role.
    """
    membership_id = work.actor.membership_id
    if membership_id is None:
        raise NotFound
    wanted = _wanted(work, typed)
    # Locked, so that two tabs which save at once write one after the other.
    work.session.exec(
        select(Membership.id).where(col(Membership.id) == membership_id).with_for_update()
    ).one()
    chosen = _chosen(work, membership_id)
    changed = {
        notification: way
        for notification, way in wanted.items()
        if chosen.get(notification, Way.AT_ONCE) is not way
    }
    for notification, way in changed.items():
        work.session.merge(
            NotificationChoice(membership_id=membership_id, notification=notification, way=way)
        )
    audit.record(
        work,
        LogEvent.ACCOUNT_CHANGED,
        "U",
        purpose=Purpose.ADMINISTRATION,
        details={"notifications": {str(name): str(way) for name, way in changed.items()}},
    )


def ways_of(
    work: UnitOfWork, notification: Notification, membership_ids: Iterable[UUID]
) -> dict[UUID | None, Way]:
    """Give what some memberships chose of one kind; who chose nothing is told at once."""
    rows = work.session.exec(
        select(NotificationChoice.membership_id, NotificationChoice.way).where(
            col(NotificationChoice.notification) == notification,
            col(NotificationChoice.membership_id).in_(list(membership_ids)),
        )
    ).all()
    return {membership_id: Way(way) for membership_id, way in rows}


def _wanted(work: UnitOfWork, typed: Mapping[str, Any]) -> dict[Notification, Way]:
    """Take what was typed of the kinds that this role can choose."""
    wanted: dict[Notification, Way] = {}
    errors: dict[str, str] = {}
    for notification, ways in choices_of(work.actor.role).items():
        if notification not in typed:
            continue
        code = typed[notification]
        if isinstance(code, str) and code in set(ways):
            wanted[notification] = Way(code)
        else:
            errors[notification] = "unknown_choice"
    if errors:
        raise FieldErrors(errors)
    return wanted


def _chosen(work: UnitOfWork, membership_id: UUID) -> dict[str, Way]:
    rows = work.session.exec(
        select(NotificationChoice.notification, NotificationChoice.way).where(
            col(NotificationChoice.membership_id) == membership_id
        )
    ).all()
    return {notification: Way(way) for notification, way in rows}
