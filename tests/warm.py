"""Processes that are there at once: forked from one that has imported everything and does nothing.

What a test kills again and again is started as often, and importing would be most of that.
"""

from __future__ import annotations

import multiprocessing
import os
import runpy
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from kraamzorg_app import config
from kraamzorg_app.adapters.clock import FrozenClock
from kraamzorg_app.services import environment, key_rotation, retention
from tests.databases import ROOT

ROWS_AT_ONCE = 5
"""Of a job that is killed: so a kill falls between two pieces as often as within one."""

_PRELOADED = (
    "granian.cli",
    "kraamzorg_app.jobs.rotate_keys",
    "kraamzorg_app.jobs.runner",
    "kraamzorg_app.ui.pages",
    "prometheus_client",
    "reflex.app",
    __name__,
)


@cache
def _nursery() -> ForkServerContext:
    """Start the process that the others are forked from; it must find our packages itself."""
    made = multiprocessing.get_context("forkserver")
    made.set_forkserver_preload(["__main__", *_PRELOADED])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(ROOT))
        forkserver.ensure_running()
    return made


@dataclass(frozen=True)
class Warm:
    """One process, with the names that `subprocess.Popen` has."""

    inner: BaseProcess

    @property
    def pid(self) -> int:
        assert self.inner.pid is not None
        return self.inner.pid

    def poll(self) -> int | None:
        return self.inner.exitcode

    def wait(self, timeout: float | None = None) -> int:
        self.inner.join(timeout)
        if self.inner.exitcode is None:
            raise TimeoutError
        return self.inner.exitcode

    def kill(self) -> None:
        self.inner.kill()

    def terminate(self) -> None:
        self.inner.terminate()


def start(command: list[str], env: Mapping[str, str], log: Path | None = None) -> Warm:
    """Start `MODULE ARGUMENTS…` as `python -m` does, as the leader of a group of its own."""
    return _started(_run_module, command, dict(env), log)


@contextmanager
def process(*command: str, **settings: str) -> Iterator[Warm]:
    """Have a process that is gone at the end."""
    started = start(list(command), settings)
    try:
        yield started
    finally:
        started.kill()
        started.wait()


@contextmanager
def job_at_work(
    job: Callable[[], object], settings: Mapping[str, str], moment: datetime
) -> Iterator[Warm]:
    """Run a job in small pieces, on a clock that stands still."""
    started = _started(_run_job, job, dict(settings), moment)
    try:
        yield started
    finally:
        started.kill()
        started.wait()


def _started(target: Callable[..., None], *args: object) -> Warm:
    made = _nursery().Process(target=target, args=args)
    made.start()
    return Warm(made)


def _run_module(command: list[str], env: dict[str, str], log: Path | None) -> None:
    os.setsid()
    os.environ.update(env)
    # As in a process of its own, where granian forks its worker.
    multiprocessing.set_start_method("fork", force=True)
    if log is not None:
        with log.open("wb") as file:
            os.dup2(file.fileno(), 1)
            os.dup2(file.fileno(), 2)
    sys.argv = command
    runpy.run_module(command[0], run_name="__main__", alter_sys=True)


def _run_job(job: Callable[[], object], settings: dict[str, str], moment: datetime) -> None:
    made = environment.from_settings(config.load(settings))
    environment.install(replace(made, clock=FrozenClock(moment)))
    key_rotation.ROWS_AT_ONCE = retention.CLIENTS_AT_ONCE = ROWS_AT_ONCE  # type: ignore[misc]
    job()
