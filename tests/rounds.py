"""How often a test of chance is repeated: shortly in the test command, long in `make soak`."""

from __future__ import annotations

import os


def rounds(usual: int) -> int:
    """Give KRAAMZORG_ROUNDS when it is set, else the usual number."""
    return int(os.environ.get("KRAAMZORG_ROUNDS", usual))
