"""The running tool that the journeys go through, when none is there already."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.server import ROOT, Server


def start_own(data_dir: Path, smtp_port: int, *, is_seeded: bool = True) -> Server:
    """Start a tool of our own: fresh data, one process with the jobs, mail to an SMTP server."""
    server = Server(
        data_dir,
        settings={
            "KRAAMZORG_MODE": "demo",
            "RUN_JOBS": "1",
            "SMTP_URL": f"smtp://127.0.0.1:{smtp_port}",
        },
    )
    server.prepare()
    if is_seeded:
        run_job(server, "seed_demo")
    server.start()
    return server


def run_job(server: Server, name: str, *arguments: str) -> None:
    """Give a command as whoever installs the tool does."""
    subprocess.run(
        [sys.executable, "-m", f"kraamzorg_app.jobs.{name}", *arguments],
        cwd=ROOT,
        env=os.environ | server.settings,
        check=True,
    )
