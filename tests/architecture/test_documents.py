"""The pages that are made from the code are up to date."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

from kraamzorg_app.jobs import runner

ROOT = Path(__file__).resolve().parents[2]


def test_the_permissions_page_tells_what_the_code_does() -> None:
    made = runpy.run_path(str(ROOT / "scripts" / "permissions_doc.py"))
    assert made["PATH"].read_text() == made["document"](), "run `make docs`"


def test_whoever_runs_the_tool_reads_of_every_job_and_every_setting() -> None:
    told = (ROOT / "docs" / "operations.md").read_text()
    jobs = [job.__name__.rpartition(".")[2] for job in runner.JOBS]
    read = (ROOT / "kraamzorg_app" / "config.py").read_text()
    settings = re.findall(r'(?:env\.get\(|_file\(env, |_one_of\(env, )"([A-Z_]+)"', read)
    assert len(settings) > 20
    assert [name for name in (*jobs, *settings) if f"`{name}`" not in told] == []
