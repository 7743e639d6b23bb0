"""Processes of the tool that a test starts and kills."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kraamzorg_app.services.environment import Environment
from tests.databases import ROOT

PATIENCE_SECONDS = 120


@contextmanager
def process(*arguments: str, **settings: str) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", *arguments]
    started = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **settings})
    try:
        yield started
    finally:
        started.kill()
        started.wait()


def wait_until(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < until, "nothing happened any more"
        time.sleep(0.01)


def settings_of(env: Environment, data_dir: Path, smtp_port: int) -> dict[str, str]:
    """Give what makes another process work on the same installation."""
    return {
        "KRAAMZORG_MODE": "test",
        "DATABASE_URL": env.engine.url.render_as_string(hide_password=False),
        "DATA_DIR": str(data_dir),
        "KRAAMZORG_KEYS": " ".join(
            base64.b64encode(key).decode() for key in env.settings.master_keys
        ),
        "SMTP_URL": f"smtp://127.0.0.1:{smtp_port}",
    }
