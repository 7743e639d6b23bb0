"""The pages that are made from the code are up to date."""

from __future__ import annotations

import runpy
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_permissions_page_tells_what_the_code_does() -> None:
    made = runpy.run_path(str(ROOT / "scripts" / "permissions_doc.py"))
    assert made["PATH"].read_text() == made["document"](), "run `make docs`"
