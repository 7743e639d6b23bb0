"""The running tool that the journeys go through, when none is there already."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 90


@dataclass
class OwnInstance:
    """A demo of its own: fresh data, one process, mail to the given SMTP server."""

    data_dir: Path
    smtp_port: int
    process: subprocess.Popen[bytes] | None = None
    url: str = ""

    def start(self) -> None:
        """Migrate, fill and serve; raises when the tool does not answer in time."""
        port = _free_port()
        self.url = f"http://localhost:{port}"
        environ = os.environ | {
            "KRAAMZORG_MODE": "demo",
            "DATA_DIR": str(self.data_dir),
            "PORT": str(port),
            "HOST": "127.0.0.1",
            "PUBLIC_URL": self.url,
            "SMTP_URL": f"smtp://127.0.0.1:{self.smtp_port}",
        }
        binaries = Path(sys.executable).parent
        for command in (
            [str(binaries / "alembic"), "upgrade", "head"],
            [sys.executable, "-m", "kraamzorg_app.jobs.seed_demo"],
        ):
            subprocess.run(command, cwd=ROOT, env=environ, check=True)
        log = (self.data_dir / "server.log").open("wb")
        self.process = subprocess.Popen(
            [str(ROOT / "scripts" / "serve")], cwd=ROOT, env=environ, stdout=log, stderr=log
        )
        self._wait()

    def _wait(self) -> None:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            try:
                if httpx.get(self.url, timeout=2).status_code < 500:
                    return
            except httpx.HTTPError:
                time.sleep(0.3)
        raise RuntimeError((self.data_dir / "server.log").read_text()[-2000:])

    def stop(self) -> None:
        """End the process."""
        if self.process:
            self.process.terminate()
            self.process.wait(20)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
