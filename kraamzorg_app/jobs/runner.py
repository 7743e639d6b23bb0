"""The clock behind the jobs, in the app's process or in one of its own.

Alone: `python -m kraamzorg_app.jobs.runner`.
Any number of runners may run at once: what they do is claimed in the database.
"""

from __future__ import annotations

import logging
import signal
import threading
import traceback
from collections.abc import Callable
from datetime import UTC
from types import FrameType, ModuleType
from typing import Protocol

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from kraamzorg_app import config
from kraamzorg_app.jobs import (
    delete_kept_exports,
    expire_invitations,
    move_postcodes,
    send_outbox,
    weekly_digest,
)
from kraamzorg_app.services import environment

JOBS: tuple[ModuleType, ...] = (
    send_outbox,
    expire_invitations,
    weekly_digest,
    delete_kept_exports,
    move_postcodes,
)
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
    for job in JOBS:
        name = job.__name__.rpartition(".")[2]
        often = IntervalTrigger(seconds=job.SECONDS_BETWEEN, timezone=UTC)
        scheduler.add_job(_guarded(name, job.run), often, id=name)
    scheduler.start()
    running: Running = scheduler
    return running


def _guarded(name: str, run: Callable[[], None]) -> Callable[[], None]:
    """Keep one failure from ending a job for good; the log names the fault, not its data."""

    def guarded() -> None:
        try:
            run()
        except Exception as fault:  # noqa: BLE001 - the next run must come, whatever happened
            where = traceback.extract_tb(fault.__traceback__)[-1]
            kind = type(fault).__name__
            _log.error("job %s failed: %s in %s:%s", name, kind, where.name, where.lineno)

    return guarded


def main() -> None:
    """Run the jobs until the process is told to stop."""
    logging.basicConfig(level=logging.INFO)
    environment.install(environment.from_settings(config.load()))
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
