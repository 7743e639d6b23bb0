"""The process log as JSON: one object a line, from which published seals are still read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kraamzorg_app import config
from kraamzorg_app.adapters import published_seals
from kraamzorg_app.adapters.published_seals import PublishedSeal

SEAL = PublishedSeal(3, 2001, 3000, "a" * 64)
SAY = f"""
import logging
from kraamzorg_app.services import process_log
process_log.begin("{{log_format}}")
logging.getLogger("a.room").warning("two\\nlines with \\"quotes\\" and %s", "é")
try:
    1 / 0
except ZeroDivisionError:
    logging.getLogger("a.room").exception("failed")
logging.getLogger("seals").info("access log sealed: {SEAL}")
"""


def said(log_format: str) -> str:
    code = SAY.format(log_format=log_format)
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ
    )
    return done.stderr


def test_each_line_is_an_object_that_says_when_how_bad_and_where() -> None:
    first, second, third = map(json.loads, said("json").splitlines())
    assert first["message"] == 'two\nlines with "quotes" and é'
    assert (first["level"], first["logger"]) == ("WARNING", "a.room")
    assert first["time"].endswith("+00:00")
    assert second["trace"].endswith("ZeroDivisionError: division by zero")
    assert "trace" not in third


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_seals_are_read_from_a_saved_log(log_format: str, tmp_path: Path) -> None:
    saved = tmp_path / "process.log"
    saved.write_text(said(log_format))
    assert list(published_seals.read(saved)) == [SEAL]


def test_another_format_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(config.ConfigurationError, match="LOG_FORMAT"):
        config.load({"KRAAMZORG_MODE": "test", "DATA_DIR": str(tmp_path), "LOG_FORMAT": "xml"})
