"""The daily digest of mail that failed: counts and codes, nobody's address."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Final

from sqlalchemy import update
from sqlmodel import col, func, select

from kraamzorg_app.database import insert_into
from kraamzorg_app.domain.actors import Job
from kraamzorg_app.domain.calendar import AMSTERDAM, amsterdam_time
from kraamzorg_app.domain.notifications import Notification
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.models.messages import AddressBounce, JobRun, OutboxMessage, OutboxState
from kraamzorg_app.services import outbox
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

TOLD_AT: Final = time(7, 0, tzinfo=AMSTERDAM)
BOUNCES_COME_WITHIN: Final = timedelta(days=14)
"""Servers give up after some five days; then nobody needs to know any more whom a mail was for."""


@use_case(Permission.JOB_REPORT_FAILED_MAIL)
def report_due(work: UnitOfWork, runner: str) -> bool:
    """Tell what failed since the last digest, once a day; says whether there was anything.

    The unique row of the day is the claim, in the transaction of the mail itself. A day missed is
    in the next digest.
    """
    since = work.session.exec(
        select(func.max(JobRun.claimed_at)).where(col(JobRun.job) == Job.REPORT_FAILED_MAIL)
    ).one()
    claimed = work.session.execute(
        insert_into(work.session, JobRun)
        .values(
            job=Job.REPORT_FAILED_MAIL,
            period=_day_due(work.now),
            claimed_by=runner,
            claimed_at=work.now,
            finished_at=work.now,
        )
        .on_conflict_do_nothing()
        .returning(col(JobRun.id))
    ).first()
    if claimed is None:
        return False
    _forget_addresses(work)
    return _tell(work, since or work.now - timedelta(days=1))


def _day_due(now: datetime) -> str:
    local = amsterdam_time(now)
    has_come = local.timetz() >= TOLD_AT
    return (local.date() if has_come else local.date() - timedelta(days=1)).isoformat()


def _tell(work: UnitOfWork, since: datetime) -> bool:
    codes = work.session.exec(
        select(OutboxMessage.failure, func.count())
        .where(
            col(OutboxMessage.state) == OutboxState.FAILED,
            col(OutboxMessage.next_attempt_at) > since,
        )
        .group_by(col(OutboxMessage.failure))
        .order_by(col(OutboxMessage.failure))
    ).all()
    bounced = work.session.exec(
        select(func.count()).select_from(AddressBounce).where(col(AddressBounce.bounced_at) > since)
    ).one()
    if not codes and not bounced:
        return False
    outbox.notify(
        work,
        Notification.FAILED_MAIL,
        values={
            "failed": str(sum(number for _, number in codes)),
            "bounced": str(bounced),
            "codes": ", ".join(f"{code} ({number})" for code, number in codes) or "-",
        },
    )
    return True


def _forget_addresses(work: UnitOfWork) -> None:
    work.session.exec(
        update(OutboxMessage)
        .where(
            col(OutboxMessage.address_hash).is_not(None),
            col(OutboxMessage.state).in_(
                (OutboxState.SENT, OutboxState.CANCELLED, OutboxState.FAILED)
            ),
            col(OutboxMessage.next_attempt_at) < work.now - BOUNCES_COME_WITHIN,
        )
        .values(address_hash=None)
    )
