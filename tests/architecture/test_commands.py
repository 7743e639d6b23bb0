"""The commands of the Makefile give every program settings that it can start with."""

from __future__ import annotations

import subprocess
from pathlib import Path

from kraamzorg_app import config
from tests.databases import ROOT


def test_what_the_commands_export_is_a_demo_that_starts(tmp_path: Path) -> None:
    command = ["make", "--no-print-directory", "--eval", "exported: ; @env", "exported"]
    plain = {"PATH": "/usr/local/bin:/usr/bin:/bin", "DATA_DIR": str(tmp_path)}
    printed = subprocess.run(
        command, cwd=ROOT, env=plain, capture_output=True, text=True, check=True
    )
    exported = dict(line.partition("=")[::2] for line in printed.stdout.splitlines())
    settings = config.load(exported)
    assert settings.is_demo
    assert settings.data_dir == tmp_path
