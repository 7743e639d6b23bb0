"""A job as the runner runs it: never twice at once here, its failures kept, its runs reported."""

from __future__ import annotations

import logging
import threading
import time
import traceback
from types import ModuleType
from typing import Final

from kraamzorg_app.domain.actors import Actor, Job
from kraamzorg_app.services import job_reports

REPORTED_EVERY_SECONDS: Final = 55
"""A job that runs every few seconds is not written down each time."""
_log = logging.getLogger(__name__)


class Watched:
    """One job with what is known of its runs in this process."""

    def __init__(self, job: ModuleType) -> None:
        self.name = job.__name__.rpartition(".")[2]
        self.seconds_between: int = job.SECONDS_BETWEEN
        self._run = job.run
        self._lock = threading.Lock()
        self._reported_at: float | None = None
        self._had_failed = False

    def __call__(self) -> bool:
        """Run the job; says whether it went well. One failure never ends a job for good."""
        with self._lock:
            began = time.monotonic()
            fault = ""
            try:
                self._run()
            except Exception as failure:  # noqa: BLE001 - the next run must come
                where = traceback.extract_tb(failure.__traceback__)[-1]
                fault = type(failure).__name__
                # The log names the fault, not its data.
                _log.error("job %s failed: %s in %s:%s", self.name, fault, where.name, where.lineno)
            self._report(time.monotonic() - began, fault)
            return not fault

    def _report(self, seconds_taken: float, fault: str) -> None:
        is_fresh = (
            self._reported_at is not None
            and time.monotonic() - self._reported_at < REPORTED_EVERY_SECONDS
        )
        if is_fresh and not fault and not self._had_failed:
            return
        try:
            job_reports.note(
                Actor.system(Job.RUN_JOBS),
                self.name,
                self.seconds_between,
                seconds_taken=seconds_taken,
                fault=fault,
            )
        except Exception as failure:  # noqa: BLE001 - a job goes on without its report
            _log.error("job %s not reported: %s", self.name, type(failure).__name__)
        else:
            self._reported_at, self._had_failed = time.monotonic(), bool(fault)
