"""A running application on a free port, with data of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import httpx

from kraamzorg_app import config
from kraamzorg_app.services import environment
from tests import databases

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60


class Process(Protocol):
    """What a server needs of its process; as `subprocess.Popen` has it."""

    @property
    def pid(self) -> int: ...

    def poll(self) -> int | None: ...
    def wait(self, timeout: float | None = None) -> int: ...
    def terminate(self) -> None: ...


@dataclass
class Server:
    """One process that serves; `start` waits until it answers."""

    data_dir: Path
    target: str = "kraamzorg_app.kraamzorg_app:app"
    settings: dict[str, str] = field(default_factory=dict)
    url: str = ""
    process: Process | None = None

    def prepare(self) -> None:
        """Migrate its database and let this process work on the same one."""
        port = free_port()
        self.url = f"http://localhost:{port}"
        self.settings = {
            "KRAAMZORG_MODE": "test",
            "DATA_DIR": str(self.data_dir),
            "PORT": str(port),
            "RUN_JOBS": "0",
            **self.settings,
        }
        own = environment.from_settings(config.load(self.settings))
        environment.install(own)
        databases.migrate(own.engine)

    def start(self) -> None:
        """Serve; raises with the end of the log when nothing answers in time."""
        switches = {
            "REFLEX_ENV_MODE": "prod",
            "__REFLEX_SKIP_COMPILE": "1",
            "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "1",
        }
        command = [
            "granian",
            *("--interface", "asgi", "--factory", "--no-access-log", "--host", "127.0.0.1"),
            *("--port", self.settings["PORT"], "--workers", "1", self.target),
        ]
        self.process = self._launch(command, self.settings | switches)
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and self.process.poll() is None:
            try:
                if httpx.get(f"{self.url}/readyz", timeout=2).status_code == 200:
                    return
            except httpx.HTTPError:
                time.sleep(0.1)
        raise RuntimeError(self.log.read_text()[-3000:])

    def _launch(self, command: list[str], env: dict[str, str]) -> Process:
        with self.log.open("wb") as log:
            return subprocess.Popen(
                [sys.executable, "-m", *command],
                cwd=ROOT,
                env=os.environ | env,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    @property
    def log(self) -> Path:
        """Where it writes what it does."""
        return self.data_dir / "server.log"

    def stop(self) -> None:
        """End the process."""
        if self.process:
            self.process.terminate()
            self.process.wait(20)


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
