"""The daily digest ("dagoverzicht"): one mail a morning with what was gathered and what nears.

The receipt of a membership and day is written in the transaction of its mail, and is unique: any
number of runners send it once. A day missed while no runner was on is made up once.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import Select, delete, update
from sqlmodel import col, select

from kraamzorg_app.domain.actors import Actor, Role
from kraamzorg_app.domain.calendar import AMSTERDAM, amsterdam_time
from kraamzorg_app.domain.notifications import (
    Circumstance,
    Notification,
    Way,
    line_for,
)
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.domain.urgency import spans
from kraamzorg_app.models.accounts import Membership
from kraamzorg_app.models.messages import BellItem, DigestKind, DigestReceipt
from kraamzorg_app.models.organizations import Region
from kraamzorg_app.queries import accounts, digests
from kraamzorg_app.services import notification_choices, outbox, receipts, saved_texts, sessions
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

SENT_AT: Final = time(7, 0, tzinfo=AMSTERDAM)
KEPT_FOR: Final = timedelta(weeks=8)
"""How long is known that a day's digest was sent."""
_PLACEHOLDER: Final = re.compile(r"\s*\{[a-z_]+\}:?\s*")


@dataclass(frozen=True, slots=True)
class Day:
    """The day that a digest is of, and the moment from which it is due."""

    date: date
    due_at: datetime

    @property
    def period(self) -> str:
        """Name it as its receipt does."""
        return self.date.isoformat()


def send_due(actor: Actor) -> int:
    """Write the digests that are due and not written yet; gives how many mails that were."""
    day, left = readers_left(actor)
    return sum(deliver(actor, day, membership_id) for membership_id in left)


def day_due(now: datetime) -> Day:
    """Give the newest day whose 07:00 in Amsterdam has come."""
    local = amsterdam_time(now)
    day = local.date()
    if local < datetime.combine(day, SENT_AT):
        day -= timedelta(days=1)
    return Day(day, datetime.combine(day, SENT_AT))


@use_case(Permission.JOB_DAILY_DIGEST)
def readers_left(work: UnitOfWork) -> tuple[Day, list[UUID]]:
    """List the memberships that should get the digest that is due and have not got it."""
    day = day_due(work.now)
    found = work.session.execute(digests.daily_left(day.period, day.due_at)).scalars()
    return day, list(found)


@use_case(Permission.JOB_DAILY_DIGEST)
def deliver(work: UnitOfWork, day: Day, membership_id: UUID) -> bool:
    """Write one membership's digest, unless another runner did; says whether it is a mail.

    With nothing to tell there is no mail, but a receipt: what comes later waits for tomorrow.
    """
    last = work.session.execute(
        digests.last_receipt(membership_id, DigestKind.DAILY, day.period)
    ).scalar_one_or_none()
    if not _claim(work, membership_id, day):
        return False
    member = work.session.get_one(Membership, membership_id)
    news = _take_news(work, member, day)
    since = date.fromisoformat(last.period) if last else day.date - timedelta(days=1)
    figures = _due_figures(work, member, day, since)
    if not news and not any(figures.values()):
        return False
    values = {"organization": _organization(work, member), "news": news or "geen"}
    outbox.notify(
        work,
        Notification.DAILY_DIGEST,
        member=member,
        values=values | {name: str(number) for name, number in figures.items()},
        circumstances=frozenset({Circumstance.COORDINATES} if figures else ()),
    )
    return True


def _claim(work: UnitOfWork, membership_id: UUID, day: Day) -> bool:
    """Write the receipt of this day, and forget old ones; says whether this runner was first."""
    is_first = receipts.claim(work, membership_id, DigestKind.DAILY, day.period, {})
    work.session.exec(
        delete(DigestReceipt).where(
            col(DigestReceipt.membership_id) == membership_id,
            col(DigestReceipt.kind) == DigestKind.DAILY,
            col(DigestReceipt.period) < (day.date - KEPT_FOR).isoformat(),
        )
    )
    return is_first


def _organization(work: UnitOfWork, member: Membership) -> str:
    own = accounts.memberships_of(member.user_id).where(col(Membership.id) == member.id)
    row = work.session.execute(own).first()
    return sessions.organization_name(work.session, member.role, row) if row else ""


def _take_news(work: UnitOfWork, member: Membership, day: Day) -> str:
    """Name what was gathered and not read yet, each kind with its number; it is told now."""
    waits = digests.gathered(member.id, day.due_at)
    unread = select(BellItem.notification).where(waits, col(BellItem.read_at).is_(None))
    kinds = Counter(work.session.exec(unread).all())
    work.session.exec(update(BellItem).where(waits).values(awaits_digest=False))
    return ", ".join(
        f"{_name(work, Notification(kind), member.role)} ({number})"
        for kind, number in sorted(kinds.items())
    )


def _name(work: UnitOfWork, notification: Notification, role: Role) -> str:
    """Name a kind of thing by the subject of its mail, without what differs from time to time."""
    told = line_for(notification, role)
    subject = saved_texts.subject(work, notification, told) if told else notification
    return _PLACEHOLDER.sub(" ", subject).strip()


def _due_figures(work: UnitOfWork, member: Membership, day: Day, since: date) -> dict[str, int]:
    """Count what nears its due date in a coordinator's region; nothing for others."""
    chosen = notification_choices.ways_of(work, Notification.DAILY_DIGEST, [member.id])
    if member.role is not Role.COORDINATOR or chosen.get(member.id) is Way.BELL:
        return {}
    region = work.session.get_one(Region, member.region_id)
    weeks = (region.nearing_weeks, region.soon_weeks, region.critical_weeks)
    counted = work.session.execute(digests.by_urgency(region.id, spans(work.today, weeks))).one()
    moment = datetime.combine(since, SENT_AT)

    def number(statement: Select[int]) -> int:
        return int(work.session.execute(statement).scalar_one())

    return {
        **{name: count for name, count in counted._asdict().items() if name != "calm"},
        "past_threshold": number(digests.past_thresholds(region.id, weeks, since, day.date)),
        "awaiting": number(digests.awaiting(region.id)),
        "unanswered": number(digests.unanswered(region.id)),
        "expired": number(digests.expired(region.id, moment)),
    }
