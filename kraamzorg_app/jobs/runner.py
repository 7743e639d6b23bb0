"""The clock behind the jobs, in the app's process or in one of its own.

Alone: `python -m kraamzorg_app.jobs.runner`.
Any number of runners may run at once: what they do is claimed in the database.
"""

from __future__ import annotations

import logging
import os
import platform
import signal
import threading
from collections.abc import Mapping, Sequence
from datetime import UTC
from functools import partial
from types import FrameType, ModuleType
from typing import Final, Protocol

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from kraamzorg_app import config
from kraamzorg_app.domain.actors import Actor, Job
from kraamzorg_app.jobs import (
    ask_still_waiting,
    daily_digest,
    delete_kept_exports,
    escalate,
    expire_invitations,
    expire_offers,
    move_postcodes,
    remind_capacity,
    report_failed_mail,
    retention,
    seal_log,
    send_outbox,
    weekly_digest,
)
from kraamzorg_app.jobs.watched import Watched
from kraamzorg_app.services import environment, job_reports, process_log

JOBS: tuple[ModuleType, ...] = (
    send_outbox,
    escalate,
    ask_still_waiting,
    expire_invitations,
    expire_offers,
    daily_digest,
    weekly_digest,
    delete_kept_exports,
    move_postcodes,
    report_failed_mail,
    seal_log,
    retention,
    remind_capacity,
)
ASKED_EVERY_SECONDS: Final = 5
_log = logging.getLogger(__name__)


class Running(Protocol):
    """A runner that was started."""

    def shutdown(self, wait: bool = True) -> None:
        """Stop it, after the jobs that are under way when asked to wait."""
        ...


def start() -> Running:
    """Start the jobs in threads of this process; none ever overlaps itself."""
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    scheduler = BackgroundScheduler(
        timezone=UTC,
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    jobs = [Watched(job) for job in JOBS]
    for job in jobs:
        often = IntervalTrigger(seconds=job.seconds_between, timezone=UTC)
        scheduler.add_job(job, often, id=job.name)
    _register(jobs)
    asked = partial(_run_asked, {job.name: job for job in jobs})
    scheduler.add_job(asked, IntervalTrigger(seconds=ASKED_EVERY_SECONDS, timezone=UTC), id="asked")
    scheduler.start()
    running: Running = scheduler
    return running


def _register(jobs: Sequence[Watched]) -> None:
    """Make the jobs known, so that one that has yet to run can be asked for."""
    known = {job.name: job.seconds_between for job in jobs}
    try:
        job_reports.register(Actor.system(Job.RUN_JOBS), known)
    except Exception as fault:  # noqa: BLE001 - the jobs run all the same
        _log.error("jobs not registered: %s", type(fault).__name__)


def _run_asked(jobs: Mapping[str, Watched]) -> None:
    """Run what somebody asks for ("nu uitvoeren") and this runner is the first to claim."""
    actor = Actor.system(Job.RUN_JOBS)
    try:
        asked = job_reports.claim(actor, f"{platform.node()[:60]}:{os.getpid()}")
        if asked is not None:
            job = jobs.get(asked.job)
            job_reports.finish(actor, asked.id, has_failed=job is None or not job())
    except Exception as fault:  # noqa: BLE001 - the next look must come
        _log.error("asked runs failed: %s", type(fault).__name__)


def main() -> None:
    """Run the jobs until the process is told to stop."""
    settings = config.load()
    process_log.begin(settings.log_format)
    environment.install(environment.from_settings(settings))
    stopping = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    running = start()
    stopping.wait()
    running.shutdown()


if __name__ == "__main__":
    main()
