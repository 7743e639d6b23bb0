"""Whether this process can serve, and figures of how it goes; nothing of anybody's in them."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cryptography.exceptions import InvalidTag
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, func, select

from kraamzorg_app import database
from kraamzorg_app.adapters import redis_reach
from kraamzorg_app.domain.errors import Unavailable
from kraamzorg_app.models.helpdesk import JobReport
from kraamzorg_app.models.messages import AddressBounce, OutboxMessage, OutboxState
from kraamzorg_app.models.waiting_list import Client
from kraamzorg_app.services import client_data, environment, schema
from kraamzorg_app.services.environment import Environment
from kraamzorg_app.services.operations import is_late

OK: Final = "ok"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Readiness:
    """Part by part whether it works: "ok", or in one word what is the matter."""

    database: str
    schema: str
    keys: str
    redis: str
    jobs: str

    @property
    def can_serve(self) -> bool:
        """Say whether people should be sent here.

        Late jobs don't count: pages that work would go away because mail waits.
        """
        return self.database == self.schema == self.keys == OK and self.redis in {OK, "none"}


@dataclass(frozen=True, slots=True)
class JobFigures:
    """How one job goes."""

    job: str
    finished_at: datetime | None
    failures: int
    is_late: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """What is measured from the database."""

    mails: dict[OutboxState, int]
    oldest_waiting: datetime | None
    bounced_addresses: int
    jobs: tuple[JobFigures, ...]
    now: datetime


def readiness() -> Readiness:
    """Look at everything that a page needs; raises nothing."""
    current = environment.current()
    reach = redis_reach.reach(current.settings.redis_url)
    try:
        with database.reading(current.engine) as session:
            if not schema.is_served(schema.revision_of(session.connection())):
                return Readiness(OK, "not_migrated", "unknown", reach, "unknown")
            jobs = "late" if any(job.is_late for job in _jobs(current, session)) else OK
            return Readiness(OK, OK, _keys(current, session), reach, jobs)
    except (SQLAlchemyError, Unavailable) as fault:
        _log.error("not ready: %s", type(fault).__name__)
        return Readiness("unreachable", "unknown", "unknown", reach, "unknown")


def figures() -> Figures:
    """Count mails and look at the jobs; raises what the database raises."""
    current = environment.current()
    with database.reading(current.engine) as session:
        states = session.exec(
            select(OutboxMessage.state, func.count()).group_by(col(OutboxMessage.state))
        ).all()
        waiting = (OutboxState.PENDING, OutboxState.CLAIMED)
        return Figures(
            mails=dict.fromkeys(OutboxState, 0) | {OutboxState(each): n for each, n in states},
            oldest_waiting=session.exec(
                select(func.min(OutboxMessage.created_at)).where(
                    col(OutboxMessage.state).in_(waiting)
                )
            ).one(),
            bounced_addresses=session.exec(select(func.count()).select_from(AddressBounce)).one(),
            jobs=_jobs(current, session),
            now=current.clock.now(),
        )


def _keys(current: Environment, session: Session) -> str:
    """Open something that was sealed, if there is anything."""
    client = session.exec(
        select(Client).where(col(Client.first_name).is_not(None)).limit(1)
    ).first()
    if client is None or client.first_name is None:
        return OK
    try:
        current.keyring.open(
            client.first_name, table=client_data.TABLE, row=client.id, field="first_name"
        )
    except (InvalidTag, KeyError):
        return "do_not_open"
    return OK


def _jobs(current: Environment, session: Session) -> tuple[JobFigures, ...]:
    now = current.clock.now()
    rows = session.exec(select(JobReport).order_by(col(JobReport.job))).all()
    return tuple(
        JobFigures(row.job, row.finished_at, row.failures, is_late(row, now)) for row in rows
    )
