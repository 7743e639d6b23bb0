"""The running tool that the journeys go through, when none is there already."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from kraamzorg_app.services import environment
from tests.canaries.proxy import RecordingProxy
from tests.e2e.runs import Run
from tests.oidc.provider import Provider, file_of
from tests.server import ROOT, Server, free_port


@dataclass
class Instance:
    """A tool of our own behind a proxy that keeps what it sends."""

    server: Server
    proxy: RecordingProxy

    @property
    def url(self) -> str:
        """Where browsers find it."""
        return self.proxy.url

    def stop(self) -> None:
        """End it."""
        self.proxy.stop()
        self.server.stop()


def start_own(
    run: Run, smtp_port: int, *, is_seeded: bool = True, provider: Provider | None = None
) -> Instance:
    """Start a tool of our own: fresh data, one process with the jobs, mail to an SMTP server.

    A `provider` knows the tool's address, and the tool then lets people log in with it.
    """
    port = urlsplit(provider.public_url).port if provider else free_port()
    assert port
    elsewhere = {"OIDC_FILE": _write_provider(run.data, provider)} if provider else {}
    server = Server(
        run.data,
        settings={
            "KRAAMZORG_MODE": "demo",
            "RUN_JOBS": "1",
            "SMTP_URL": f"smtp://127.0.0.1:{smtp_port}",
            "PUBLIC_URL": f"http://localhost:{port}",
            **elsewhere,
        },
    )
    server.prepare()
    if is_seeded:
        run_job(server, "seed_demo")
    server.start()
    greet = partial(run.greet, environment.current())
    recording = run.record(server)
    return Instance(
        server, RecordingProxy(port, int(server.settings["PORT"]), recording, greet=greet)
    )


def _write_provider(directory: Path, provider: Provider) -> str:
    file = directory / "oidc.toml"
    file.write_text(file_of(provider.issuer))
    return str(file)


def run_job(server: Server, name: str, *arguments: str) -> None:
    """Give a command as whoever installs the tool does."""
    subprocess.run(
        [sys.executable, "-m", f"kraamzorg_app.jobs.{name}", *arguments],
        cwd=ROOT,
        env=os.environ | server.settings,
        check=True,
    )
