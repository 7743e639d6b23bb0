"""Turning off one kind of mail from the mail itself (List-Unsubscribe, RFC 2369 and RFC 8058).

The link is signed and does one thing: that kind stands only in the bell of that membership from
now on. It shows nothing of anybody and needs no log-in, as mail programs press it by themselves.
"""

from __future__ import annotations

import hmac
from typing import Final
from uuid import UUID

from kraamzorg_app.domain.errors import NotFound
from kraamzorg_app.domain.notifications import Notification, Way, choices_of
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.models.accounts import Membership
from kraamzorg_app.models.messages import NotificationChoice
from kraamzorg_app.services import audit
from kraamzorg_app.services.audit import LogEvent, Purpose
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

PATH: Final = "/afmelden"
_PARTS: Final = 3


def link(work: UnitOfWork, membership_id: UUID, notification: str) -> str:
    """Give the address that turns off this kind of mail for one membership."""
    signature = _signature(work, membership_id, notification)
    return f"{work.settings.public_url}{PATH}/{membership_id.hex}.{notification}.{signature}"


@use_case(Permission.PUBLIC)
def turn_off(work: UnitOfWork, token: str) -> None:
    """Turn it off; raises `NotFound` for a link that is not of our making."""
    member, notification = _read(work, token)
    if Way.BELL not in choices_of(member.role).get(notification, ()):
        return
    work.session.merge(
        NotificationChoice(membership_id=member.id, notification=notification, way=Way.BELL)
    )
    audit.record(
        work,
        LogEvent.ACCOUNT_CHANGED,
        "U",
        purpose=Purpose.ADMINISTRATION,
        details={
            "membership": str(member.id),
            "notifications": {str(notification): str(Way.BELL)},
        },
    )


def _read(work: UnitOfWork, token: str) -> tuple[Membership, Notification]:
    parts = token.split(".")
    if len(parts) != _PARTS or parts[1] not in set(Notification):
        raise NotFound
    try:
        membership_id = UUID(hex=parts[0])
    except ValueError:
        raise NotFound from None
    expected = _signature(work, membership_id, parts[1])
    member = work.session.get(Membership, membership_id)
    if not hmac.compare_digest(expected.encode(), parts[2].encode()) or member is None:
        raise NotFound
    return member, Notification(parts[1])


def _signature(work: UnitOfWork, membership_id: UUID, notification: str) -> str:
    return work.keyring.lookup_hash("unsubscribe", f"{membership_id.hex}.{notification}")
