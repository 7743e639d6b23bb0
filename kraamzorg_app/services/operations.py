"""What the technical admin looks after: jobs, mail and versions; nothing of anybody's in it."""

from __future__ import annotations

import platform
import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import metadata
from pathlib import Path
from typing import Final
from uuid import UUID

from sqlalchemy import update
from sqlmodel import col, func, select

from kraamzorg_app.domain.errors import Conflict, NotFound
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.models.helpdesk import JobReport, JobRequest
from kraamzorg_app.models.messages import OutboxMessage, OutboxState
from kraamzorg_app.services import audit, schema
from kraamzorg_app.services.audit import LogEvent, Purpose
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

LISTED: Final = 100
_LATE_AFTER: Final = timedelta(minutes=5)
_PROJECT: Final = Path(__file__).parents[2] / "pyproject.toml"
_PARTS: Final = ("reflex", "sqlmodel", "granian", "cryptography")


@dataclass(frozen=True, slots=True)
class JobView:
    """One job: when it last ran, when it will, how often it failed in a row."""

    job: str
    last_at: datetime | None
    next_at: datetime
    failures: int
    failed_at: datetime | None
    fault: str
    is_late: bool
    is_asked: bool


@dataclass(frozen=True, slots=True)
class MailLine:
    """One mail that has not left; to whom and about whom stays out of it."""

    id: str
    notification: str
    state: OutboxState
    created_at: datetime
    attempts: int
    failure: str
    next_at: datetime


@dataclass(frozen=True, slots=True)
class MailPage:
    """How the mail goes."""

    counts: dict[OutboxState, int]
    oldest_waiting: datetime | None
    lines: tuple[MailLine, ...]


@dataclass(frozen=True, slots=True)
class Health:
    """What runs here, in which version, and whether it answers."""

    version: str
    parts: tuple[tuple[str, str], ...]
    database: str
    schema: str
    mode: str
    sends_mail: bool
    has_redis: bool
    keys: int


@use_case(Permission.OPERATIONS_READ)
def read_jobs(work: UnitOfWork) -> tuple[JobView, ...]:
    """List the jobs as the runners report them."""
    asked = set(
        work.session.exec(select(JobRequest.job).where(col(JobRequest.finished_at).is_(None))).all()
    )
    rows = work.session.exec(select(JobReport).order_by(col(JobReport.job))).all()
    return tuple(_job(work, row, is_asked=row.job in asked) for row in rows)


@use_case(Permission.OPERATIONS_RUN)
def ask_run(work: UnitOfWork, job: str) -> None:
    """Ask for a run ("nu uitvoeren"): a row that a runner claims within seconds.

    Raises `NotFound` for a job that does not exist and `Conflict("already_asked")`.
    """
    asker = work.actor.user_id
    if not isinstance(job, str) or work.session.get(JobReport, job) is None or asker is None:
        raise NotFound
    waiting = work.session.exec(
        select(JobRequest.id).where(
            col(JobRequest.job) == job, col(JobRequest.finished_at).is_(None)
        )
    ).first()
    if waiting is not None:
        raise Conflict("already_asked")
    work.session.add(JobRequest(job=job, requested_by=asker, requested_at=work.now))
    audit.record(
        work, LogEvent.JOB_REQUESTED, "E", purpose=Purpose.ADMINISTRATION, details={"job": job}
    )


@use_case(Permission.OPERATIONS_READ)
def read_mail(work: UnitOfWork) -> MailPage:
    """Count the mails by state and list those that failed or wait after a failure."""
    counted = work.session.exec(
        select(OutboxMessage.state, func.count()).group_by(col(OutboxMessage.state))
    ).all()
    counts = {OutboxState(state): number for state, number in counted}
    oldest = work.session.exec(
        select(func.min(OutboxMessage.created_at)).where(
            col(OutboxMessage.state).in_((OutboxState.PENDING, OutboxState.CLAIMED))
        )
    ).one()
    rows = work.session.exec(
        select(OutboxMessage)
        .where(
            col(OutboxMessage.state).in_((OutboxState.FAILED, OutboxState.PENDING)),
            col(OutboxMessage.failure).is_not(None),
            col(OutboxMessage.recipient).is_not(None),
        )
        .order_by(col(OutboxMessage.created_at).desc())
        .limit(LISTED)
    ).all()
    return MailPage(
        counts={state: counts.get(state, 0) for state in OutboxState},
        oldest_waiting=oldest,
        lines=tuple(_mail(row) for row in rows),
    )


@use_case(Permission.OPERATIONS_RUN)
def retry(work: UnitOfWork, message_id: UUID) -> None:
    """Send a mail that failed once more; raises `NotFound` for one that did not fail."""
    if not isinstance(message_id, UUID) or _retry(work, message_id) != 1:
        raise NotFound
    _log_retry(work, 1)


@use_case(Permission.OPERATIONS_RUN)
def retry_all(work: UnitOfWork) -> int:
    """Send everything that failed once more; gives how many mails that are."""
    retried = _retry(work)
    if retried:
        _log_retry(work, retried)
    return retried


@use_case(Permission.OPERATIONS_READ)
def read_health(work: UnitOfWork) -> Health:
    """Tell what runs here; no address, key or password is in it."""
    bind = work.session.get_bind()
    project = tomllib.loads(_PROJECT.read_text(encoding="utf-8"))["project"]
    versions = [(name, metadata.version(name)) for name in _PARTS]
    return Health(
        version=str(project["version"]),
        parts=(("python", platform.python_version()), *versions),
        database=bind.dialect.name,
        schema=schema.revision_of(work.session.connection()),
        mode=work.settings.mode,
        sends_mail=work.settings.smtp_url is not None,
        has_redis=work.settings.redis_url is not None,
        keys=len(work.settings.master_keys),
    )


def is_late(row: JobReport, now: datetime) -> bool:
    """Say whether a job should have run again by now."""
    return now > _next_at(row) + _LATE_AFTER


def _next_at(row: JobReport) -> datetime:
    return row.started_at + timedelta(seconds=max(row.seconds_between, 60))


def _job(work: UnitOfWork, row: JobReport, *, is_asked: bool) -> JobView:
    return JobView(
        job=row.job,
        last_at=row.finished_at,
        next_at=max(_next_at(row), work.now),
        failures=row.failures,
        failed_at=row.failed_at,
        fault=row.fault,
        is_late=is_late(row, work.now),
        is_asked=is_asked,
    )


def _mail(row: OutboxMessage) -> MailLine:
    return MailLine(
        id=str(row.id),
        notification=row.notification,
        state=row.state,
        created_at=row.created_at,
        attempts=row.attempts,
        failure=row.failure or "",
        next_at=row.next_attempt_at,
    )


def _retry(work: UnitOfWork, message_id: UUID | None = None) -> int:
    """Put failed mails back in line, with their tries ahead of them again."""
    failed = col(OutboxMessage.state) == OutboxState.FAILED
    chosen = failed if message_id is None else failed & (col(OutboxMessage.id) == message_id)
    result = work.session.exec(
        update(OutboxMessage)
        .where(chosen, col(OutboxMessage.recipient).is_not(None))
        .values(state=OutboxState.PENDING, attempts=0, next_attempt_at=work.now)
        .execution_options(synchronize_session=False)
    )
    return int(result.rowcount)


def _log_retry(work: UnitOfWork, mails: int) -> None:
    audit.record(
        work,
        LogEvent.MAIL_RETRIED,
        "E",
        purpose=Purpose.ADMINISTRATION,
        details={"mails": mails},
    )
