"""How the jobs go, as the runners report it, and runs that somebody asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import update
from sqlmodel import col, or_, select

from kraamzorg_app.database import insert_into
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.models.helpdesk import JobReport, JobRequest
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

STALE_AFTER: Final = timedelta(minutes=15)
"""A claimed run that nobody finished by then is anybody's again: its runner has died."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A run that this runner claimed."""

    id: UUID
    job: str


@use_case(Permission.JOB_REPORT)
def register(work: UnitOfWork, jobs: Mapping[str, int]) -> None:
    """Make the jobs of a runner known, with the seconds between their runs, before they ran."""
    for job, seconds_between in jobs.items():
        work.session.execute(
            insert_into(work.session, JobReport)
            .values(
                job=job, seconds_between=seconds_between, started_at=work.now, failures=0, fault=""
            )
            .on_conflict_do_nothing()
        )


@use_case(Permission.JOB_REPORT)
def note(
    work: UnitOfWork, job: str, seconds_between: int, *, seconds_taken: float, fault: str = ""
) -> None:
    """Note how a run went; `fault` is the kind of failure, empty when it went well."""
    started_at = work.now - timedelta(seconds=seconds_taken)
    row = work.session.get(JobReport, job)
    if row is None:
        row = JobReport(job=job, seconds_between=seconds_between, started_at=started_at)
    row.seconds_between, row.started_at = seconds_between, started_at
    if fault:
        row.failed_at, row.fault = work.now, fault[:80]
        row.failures += 1
    else:
        row.finished_at, row.failures = work.now, 0
    work.session.add(row)


@use_case(Permission.JOB_REPORT)
def claim(work: UnitOfWork, runner: str) -> Asked | None:
    """Claim the oldest run that somebody asks for, by an update that two runners can't both win."""
    is_free = or_(
        col(JobRequest.claimed_at).is_(None),
        col(JobRequest.claimed_at) < work.now - STALE_AFTER,
    )
    row = work.session.exec(
        select(JobRequest)
        .where(col(JobRequest.finished_at).is_(None), is_free)
        .order_by(col(JobRequest.requested_at))
        .limit(1)
    ).first()
    if row is None:
        return None
    claimed = work.session.exec(
        update(JobRequest)
        .where(col(JobRequest.id) == row.id, col(JobRequest.finished_at).is_(None), is_free)
        .values(claimed_by=runner, claimed_at=work.now)
        .execution_options(synchronize_session=False)
    )
    return Asked(row.id, row.job) if claimed.rowcount == 1 else None


@use_case(Permission.JOB_REPORT)
def finish(work: UnitOfWork, request_id: UUID, *, has_failed: bool) -> None:
    """Note that a run that was asked for is over."""
    row = work.session.get_one(JobRequest, request_id)
    row.finished_at, row.has_failed = work.now, has_failed
