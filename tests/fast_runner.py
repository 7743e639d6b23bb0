"""The jobs in a process of their own, with a clock that runs three hundred times as fast.

`python -m tests.fast_runner STARTED` takes settings from the environment; STARTED is the moment, in
seconds of the machine's clock, from which time runs fast: what a runner that was killed had claimed
goes back after a second.
"""

from __future__ import annotations

import sys
import threading
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from kraamzorg_app import config
from kraamzorg_app.jobs import runner
from kraamzorg_app.services import environment

SPEED = 300


@dataclass(frozen=True)
class FastClock:
    started: float

    def now(self) -> datetime:
        passed = time.time() - self.started
        return datetime.fromtimestamp(self.started, UTC) + timedelta(seconds=passed * SPEED)


if __name__ == "__main__":
    made = environment.from_settings(config.load())
    environment.install(replace(made, clock=FastClock(float(sys.argv[1]))))
    runner.start()
    threading.Event().wait()
